"""Small samples of long streams: bounded memory, and no dice.

A text is drawn by its hash. So the same corpus gives the same sample, every different text has
the same chance however often it stands in the corpus, and a changed rule shows mostly the texts
that it showed before.
"""

from __future__ import annotations

import hashlib
from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Generic, TypeAlias, TypeVar

__all__ = ["Sample", "Sampler", "Smallest", "draw"]

T = TypeVar("T")
Key: TypeAlias = tuple[float, str]

KEPT_CHARS = 1_000  # of a sampled text


def draw(text: str) -> int:
    """A number that depends on the text alone, evenly spread over 64 bits."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


class Smallest(Generic[T]):
    """The `size` items with the smallest keys; of equal keys the first come."""

    def __init__(self, size: int) -> None:
        """Empty."""
        self.size = size
        self._found: list[tuple[Key, T]] = []

    def wants(self, key: Key) -> bool:
        """Whether an item with this key would be among them."""
        return len(self._found) < self.size or (self.size > 0 and key < self._found[-1][0])

    def offer(self, key: Key, item: T) -> None:
        """Take the item in if it is among them."""
        if self.wants(key):
            insort(self._found, (key, item), key=itemgetter(0))
            del self._found[self.size :]

    def __iter__(self) -> Iterator[T]:
        """The items, smallest key first."""
        return (item for _, item in self._found)

    def __len__(self) -> int:
        """Their number."""
        return len(self._found)


@dataclass(slots=True)
class Sample:
    """One text that was removed, and how often exactly this text was."""

    text: str  # its first `KEPT_CHARS` characters
    chars: int  # all of them
    id: str  # of the first article that has it
    role: str
    why: str
    times: int = 1


class Sampler:
    """`size` different texts of a stream, and the `longest` of it.

    A text that is in the sample at the end was in it from its first time on, because the
    smallest hashes of a part are among the smallest of the part: so `times` is exact.
    """

    def __init__(self, size: int, longest: int) -> None:
        """Empty."""
        self._drawn: dict[int, Sample] = {}
        self._size = size
        self._largest = -1  # hash in `_drawn`, once it is full
        self._longest: Smallest[tuple[int, Sample]] = Smallest(longest)

    def add(self, text: str, id: str, role: str, why: str) -> None:
        """One more removed text."""
        number = draw(text)
        known = self._drawn.get(number)
        if known is not None:
            known.times += 1
        elif len(self._drawn) < self._size or number < self._largest:
            self._drawn[number] = Sample(text[:KEPT_CHARS], len(text), id, role, why)
            if len(self._drawn) > self._size:
                del self._drawn[self._largest]
            if len(self._drawn) >= self._size:
                self._largest = max(self._drawn)
        key = (-len(text), "")
        if self._longest.wants(key) and all(number != n for n, _ in self._longest):
            sample = Sample(text[:KEPT_CHARS], len(text), id, role, why)
            self._longest.offer(key, (number, sample))

    @property
    def drawn(self) -> list[Sample]:
        """The sample, what was removed most often first."""
        return sorted(self._drawn.values(), key=lambda s: (-s.times, s.text, s.id))

    @property
    def longest(self) -> list[Sample]:
        """The longest texts, longest first."""
        return [sample for _, sample in self._longest]

    @property
    def is_all(self) -> bool:
        """Whether the sample is every different text."""
        return self._largest < 0
