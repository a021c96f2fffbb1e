"""Groups that grow by pairs: union-find, and pairs that are worth looking at, in linear number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

__all__ = ["Unions", "rare_pairs"]


class Unions:
    """Disjoint sets of 0..n-1. The name of a set is its smallest member."""

    def __init__(self, total: int) -> None:
        """Each number by itself."""
        self._above = list(range(total))

    def find(self, number: int) -> int:
        """The name of its set."""
        above = self._above
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    def join(self, one: int, other: int) -> None:
        """Make their sets one."""
        low, high = sorted((self.find(one), self.find(other)))
        self._above[high] = low


def rare_pairs(
    features: Sequence[Set[int]], pages_with: Mapping[int, int], most: int
) -> Iterator[tuple[int, int]]:
    """Pairs of items that share one of the rarest features of both: at most `most` an item.

    Items that are alike share their rare features first of all. Each item is paired with the
    last one before it that has the feature among its own rarest, so the number of pairs is linear
    and those who share a feature hang together in a chain.
    """
    last: dict[int, int] = {}
    for item, own in enumerate(features):
        rarest = sorted(own, key=lambda f: (pages_with[f], f))[:most]
        yield from _once((last[f], item) for f in rarest if f in last)
        last.update(dict.fromkeys(rarest, item))


def _once(pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    yield from dict.fromkeys(pairs)
