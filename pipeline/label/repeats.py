"""The repeats labeller: blocks that stand on page after page of the page's publisher.

It knows only frozen profiles (`pipeline/profiles/`), never other pages. A learned line is not
chrome wherever it stands: the headline and the first sentence of a story are the teaser of every
other page, so a long line that is not on most pages must stand among other chrome.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.config import Config
from pipeline.profiles.lines import MAX_LINES, frame_of, normal_forms
from pipeline.profiles.store import Line
from pipeline.records import Document, Vote

__all__ = ["vote_repeats"]

# Below certainty: a certain vote for the body wins, and so does the layout of a publisher.
_WEIGHT = 0.95
_USUAL = 0.5  # share of pages: such a line is the frame's wherever it stands
_FRAME_RUN = 3  # lines in a row: a headline and its first sentence are two
_HEADLINE_WORDS, _HEADLINE_SHARE = 3, 0.45  # of the <title>; the rest is the site's name
_LABEL_WORDS = 4  # a short label is nobody's first sentence


def vote_repeats(document: Document, votes: Sequence[Vote], config: Config) -> Iterator[Vote]:
    """Vote for each block that the page's profile has, `by` "repeats:<key>"."""
    if config.profiles is None or not config.profiles.by_key:
        return
    profile = config.profiles.of(frame_of(document))
    if profile is None:
        return
    chrome, normals = profile.chrome, normal_forms(document.texts[:MAX_LINES])
    found = [chrome.get(normal) for normal in normals]
    for index, line in _in_place(document, normals, found):
        if _is_headline(document, normals, index):
            continue
        why = f"stands on {line.documents:,} of {profile.documents:,} pages of {profile.key}"
        if not line.documents:
            why = f"pinned by hand for {profile.key}"
        yield Vote(index, line.role, f"repeats:{profile.key}", why, _WEIGHT)


def _is_headline(document: Document, normals: Sequence[str], index: int) -> bool:
    """Whether the first line, which was the page's <title>, mostly consists of the line."""
    return (
        index > 0
        and document.shapes[index].words >= _HEADLINE_WORDS
        and len(normals[index]) >= _HEADLINE_SHARE * len(normals[0])
        and normals[index] in normals[0]
    )


def _in_place(
    document: Document, normals: Sequence[str], found: Sequence[Line | None]
) -> Iterator[tuple[int, Line]]:
    """The lines that stand as chrome does: usual anywhere, others among their kind."""
    total = len(found)
    for first, end in _runs(found):
        run = [line for line in found[first:end] if line is not None]
        is_frame = len(run) >= _FRAME_RUN or any(line.share >= _USUAL for line in run)
        for index, line in enumerate(run, first):
            shape = document.shapes[index]
            if line.alone or line.share >= _USUAL:
                yield index, line
            elif shape.is_sentence or not any(map(str.isalpha, normals[index])):
                is_between = first < index < end - 1 or index == 0 or index == total - 1
                if is_frame and is_between and len(run) > 1:
                    yield index, line
            elif is_frame or shape.words <= _LABEL_WORDS:
                yield index, line


def _runs(found: Sequence[Line | None]) -> Iterator[tuple[int, int]]:
    """First and last+1 of each stretch of learned lines."""
    first = -1
    for index, line in enumerate([*found, None]):
        if line is not None and first < 0:
            first = index
        elif line is None and first >= 0:
            yield first, index
            first = -1
