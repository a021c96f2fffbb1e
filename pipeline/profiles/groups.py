"""Whose pages belong together, where neither host nor name says so: those of one frame.

A frame is the short lines around the prose. Pages of one publisher share many of them, also such
as no other publisher has; what everybody has weighs little.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log1p

from pipeline.profiles.reading import EXEMPT, PROSE, PageLines
from pipeline.profiles.unions import Unions, rare_pairs

__all__ = ["like_frames"]

_MIN_PAGES = 3  # that a line stands on, to be of a frame
_RAREST = 12  # lines of a page that its like are looked for by
_MIN_SHARED = 3  # lines
_LIKE = 0.35  # of the weight of the lighter of two frames


def like_frames(pages: Sequence[PageLines], story: Sequence[int]) -> list[list[int]]:
    """The pages (as indices) in clusters of one frame each; those like no other by themselves.

    Pages that tell one story (`copies.stories`) count as one: two publishers that print it have
    not their frame in common. Linear in the number of lines, and the same whatever the pages are
    called; they come in an order of their own (`PageLines.order`).
    """
    own = [_short_lines(page) for page in pages]
    pages_with = _stories_with(own, story)
    frames = [{line for line in lines if pages_with[line] >= _MIN_PAGES} for lines in own]
    weights = {n: log1p(len(pages) / count) for n, count in pages_with.items()}
    sizes = [sum(weights[line] for line in frame) for frame in frames]
    found = Unions(len(pages))
    for one, other in rare_pairs(frames, pages_with, _RAREST):
        if found.find(one) != found.find(other) and _are_like(
            frames[one] & frames[other], min(sizes[one], sizes[other]), weights
        ):
            found.join(one, other)
    clusters: defaultdict[int, list[int]] = defaultdict(list)
    for number in range(len(pages)):
        clusters[found.find(number)].append(number)
    return [clusters[first] for first in sorted(clusters)]


def _stories_with(own: Sequence[set[int]], story: Sequence[int]) -> Counter[int]:
    """How many stories each line stands with."""
    lines: defaultdict[int, set[int]] = defaultdict(set)
    for number, mine in zip(story, own, strict=True):
        lines[number] |= mine
    return Counter(line for mine in lines.values() for line in mine)


def _short_lines(page: PageLines) -> set[int]:
    """The lines that are no prose: two publishers that print one wire story share prose only."""
    flagged = zip(page.lines, page.flags, strict=True)
    return {line for line, flag in flagged if line and not flag & (PROSE | EXEMPT)}


def _are_like(shared: set[int], size: float, weights: Mapping[int, float]) -> bool:
    weight = sum(weights[line] for line in shared)
    return len(shared) >= _MIN_SHARED and weight >= _LIKE * size
