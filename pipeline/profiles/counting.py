"""What stands on enough of a group's pages, and is no body.

A line counts once a page, and once for all pages of one story. Prose that stands between
paragraphs of changing stories, and not among other chrome, must be on many pages: the sentence
that a newsroom repeats is body ("The war began in ..."), the one on a third of its pages is not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from pipeline.config import ProfileSettings
from pipeline.profiles.copies import stories
from pipeline.profiles.reading import EXEMPT, PROSE, PageLines

__all__ = ["Counted", "Group", "count_lines"]

_MIN_ALONE = {False: 0.2, True: 0.3}  # share of pages of a line between paragraphs, by prose
_MOSTLY = 0.5  # of a line's places
_MIN_KEPT = 0.2  # of a page's prose, in words
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Counted:
    """A line that may be chrome."""

    line: int  # its hash
    documents: int
    share: float
    alone: bool
    first_seen: str
    last_seen: str
    pages: tuple[int, ...]  # the first that have it, by source path: indices into the group


@dataclass(frozen=True, slots=True)
class Group:
    """What was counted of a group of pages."""

    documents: int  # each story once
    lines: tuple[Counted, ...]  # beyond the lower share, the most frequent first


def count_lines(
    pages: Sequence[PageLines], settings: ProfileSettings, story: Sequence[int] = ()
) -> Group:
    """Count the lines of one group's pages, which come in their own order (`PageLines.order`).

    `story` says which of them tell the same one, where that is known already.
    """
    story = story or stories(pages)
    documents = len(set(story))
    counts = _per_story(pages, story)
    least = max(settings.min_documents, settings.leave_share * documents)
    chrome = {line for line, count in counts.items() if line and count >= least}
    prose = {
        line
        for page in pages
        for line, flag in zip(page.lines, page.flags, strict=True)
        if flag & PROSE and line in chrome
    }
    chrome -= {
        line
        for page in pages
        for line, flag in zip(page.lines, page.flags, strict=True)
        if flag & EXEMPT
    }
    if _takes_too_much(pages, chrome):
        chrome -= prose
    for _ in range(2):  # what stood among lines that were no chrome may stand alone now
        alone = _alone(pages, chrome)
        chrome -= {n for n in alone if counts[n] < _MIN_ALONE[n in prose] * documents}
    return Group(documents, tuple(_counted(pages, counts, chrome, alone & chrome, documents)))


def _takes_too_much(pages: Sequence[PageLines], chrome: Set[int]) -> bool:
    """Whether half of the pages would keep next to nothing of their prose: that is no frame."""
    poor = 0
    for page in pages:
        flagged = zip(page.lines, page.flags, page.words, strict=True)
        prose = [(line, words) for line, flag, words in flagged if flag & PROSE]
        kept = sum(words for line, words in prose if line not in chrome)
        poor += bool(prose) and kept < _MIN_KEPT * sum(words for _, words in prose)
    return 2 * poor > len(pages)


def _per_story(pages: Sequence[PageLines], story: Sequence[int]) -> Counter[int]:
    """How many stories each line stands in."""
    lines: defaultdict[int, set[int]] = defaultdict(set)
    for page, number in zip(pages, story, strict=True):
        lines[number].update(page.lines)
    return Counter(line for own in lines.values() for line in own)


def _alone(pages: Sequence[PageLines], chrome: Set[int]) -> set[int]:
    """The lines that mostly have chrome neither before nor after them."""
    places: Counter[int] = Counter()
    lonely: Counter[int] = Counter()
    for page in pages:
        lines = page.lines
        last = len(lines) - 1
        for i, line in enumerate(lines):
            if line in chrome:
                places[line] += 1
                before, after = (
                    i > 0 and lines[i - 1] in chrome,
                    i < last and lines[i + 1] in chrome,
                )
                lonely[line] += not (before or after)
    return {line for line, count in lonely.items() if count > _MOSTLY * places[line]}


def _counted(
    pages: Sequence[PageLines],
    counts: Counter[int],
    chrome: Set[int],
    alone: Set[int],
    documents: int,
) -> Iterator[Counted]:
    seen: defaultdict[int, list[int]] = defaultdict(list)
    for number in sorted(range(len(pages)), key=lambda number: pages[number].source):
        for line in chrome & set(pages[number].lines):
            seen[line].append(number)
    for line in sorted(chrome, key=lambda line: (-counts[line], line)):
        dates = sorted(filter(None, (pages[number].date for number in seen[line])))
        yield Counted(
            line=line,
            documents=counts[line],
            share=round(counts[line] / documents, 3),
            alone=line in alone,
            first_seen=dates[0] if dates else "",
            last_seen=dates[-1] if dates else "",
            pages=tuple(seen[line][:_EXAMPLES]),
        )
