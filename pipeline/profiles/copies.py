"""Pages that tell the same story: a wire story that stands three times is not chrome.

What most pages share is left out first. Of the prose that remains, two pages of one story share
most: agency copies, later versions of a page, a live blog that was fetched often. Where most
pages tell one story, its prose is what they share; then nearly all of it is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.profiles.reading import PROSE, PageLines
from pipeline.profiles.unions import Unions, rare_pairs

__all__ = ["stories"]

_USUAL = 0.5  # share of the pages beyond which a line is the frame's, or the one story's
_SAME = 0.5  # of the remaining prose (in words) of the shorter of two pages
_MIN_WORDS = 30  # of shared prose
_NEARLY_ALL = 0.8  # of all prose of the longer of two pages
_LONG = 250  # words: paywalls and legal notices are shorter
_FEW = 10  # pages, of which nobody can say what is usual
_RAREST = 6  # lines of a page that its copies are looked for by

Prose = Mapping[int, int]  # line -> words


def stories(pages: Sequence[PageLines]) -> list[int]:
    """For each page the number of its story: that of the first page that tells it.

    Linear in the number of lines. Pages must come in an order of their own (`PageLines.order`).
    """
    prose = [_prose(page) for page in pages]
    pages_with = Counter(line for own in prose for line in own)
    usual = max(3.0, _USUAL * len(pages))
    rest = [{n: words for n, words in own.items() if pages_with[n] < usual} for own in prose]
    found = Unions(len(pages))
    # A page's prose that no other page has counts for its size, and for nothing else.
    shared = [{line for line in own if pages_with[line] > 1} for own in rest]
    for one, other in rare_pairs(shared, pages_with, _RAREST):
        same, sizes = _shared(rest[one], rest[other])
        if same >= max(_MIN_WORDS, _SAME * min(sizes)):
            found.join(one, other)
    least = _LONG if len(pages) >= _FEW else _MIN_WORDS
    for one, other in rare_pairs([own.keys() for own in prose], pages_with, _RAREST):
        same, sizes = _shared(prose[one], prose[other])
        if same >= max(least, _NEARLY_ALL * max(sizes)):
            found.join(one, other)
    return [found.find(number) for number in range(len(pages))]


def _prose(page: PageLines) -> dict[int, int]:
    flagged = zip(page.lines, page.flags, page.words, strict=True)
    return {line: words for line, flag, words in flagged if flag & PROSE and line}


def _shared(one: Prose, other: Prose) -> tuple[int, tuple[int, int]]:
    """Words of the prose that both have, and of all that each has."""
    same = sum(one[line] for line in one.keys() & other.keys())
    return same, (sum(one.values()), sum(other.values()))
