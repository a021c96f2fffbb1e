"""The repeats labeller: blocks that stand on page after page of the page's publisher.

It knows only frozen profiles (`pipeline/profiles/`), never other pages. A learned line is not
chrome wherever it stands: the headline and the first sentence of a story are the teaser of every
other page, so a long line that is not on most pages must stand among other chrome.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.config import Config
from pipeline.profiles.lines import frame_of, normal_forms
from pipeline.profiles.store import Line
from pipeline.records import Document, Vote
from pipeline.shape import Shape

__all__ = ["vote_repeats"]

# Below certainty: a certain vote for the body wins, and so does the layout of a publisher.
_WEIGHT = 0.95
_USUAL = 0.5  # share of pages: such a line is the frame's wherever it stands
_LABEL_WORDS = 4  # a short label is nobody's first sentence


def vote_repeats(document: Document, votes: Sequence[Vote], config: Config) -> Iterator[Vote]:
    """Vote for each block that the page's profile has, `by` "repeats:<key>"."""
    if config.profiles is None or not config.profiles.by_key:
        return
    profile = config.profiles.of(frame_of(document))
    if profile is None:
        return
    chrome = profile.chrome
    found = [chrome.get(normal) for normal in normal_forms(document.texts)]
    for index, line in enumerate(found):
        if line is not None and _is_in_place(line, document.shapes[index], found, index):
            why = f"stands on {line.documents:,} of {profile.documents:,} pages of {profile.key}"
            if not line.documents:
                why = f"pinned by hand for {profile.key}"
            yield Vote(index, line.role, f"repeats:{profile.key}", why, _WEIGHT)


def _is_in_place(line: Line, shape: Shape, found: Sequence[Line | None], index: int) -> bool:
    """Whether the line stands as chrome does: usual, or with so many neighbours of its kind."""
    if line.alone or line.share >= _USUAL:
        return True
    around = [found[i] is not None for i in (index - 1, index + 1) if 0 <= i < len(found)]
    if shape.is_sentence or not shape.has_letters:
        return all(around)
    return shape.words <= _LABEL_WORDS or any(around)
