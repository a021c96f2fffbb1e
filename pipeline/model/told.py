"""What the texts of blocks tell by themselves, wherever they stand: their words, and own features.

It is most of the work of a reading, and what is left of a page is read again: what is known of a
text then is taken from the first reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model.characters import Words, chosen_words, read_characters, read_words, together
from pipeline.model.lexicon import Lexicon
from pipeline.model.names import BASE
from pipeline.model.own import put_lexical, put_shape
from pipeline.model.vocabulary import Vocabulary, vocabulary_of

__all__ = ["Told", "tell"]

_MOST_CHARS = 100_000  # of a block; what is longer is known by its beginning
_LOT = 1_000_000  # characters read at once: their hashes take fifty bytes each


@dataclass(frozen=True, slots=True)
class Told:
    """What n texts tell."""

    lexicon: Lexicon  # whose scores their words have
    texts: tuple[str, ...]
    rows: NDArray[np.float32]  # shape (len(BASE), n); 0 where a feature takes more than the text
    words: Words
    vocabulary: Vocabulary


def tell(texts: Sequence[str], lexicon: Lexicon, before: Told | None = None) -> Told:
    """What the texts tell; those that `before` has told it before."""
    texts = tuple([text[:_MOST_CHARS] for text in texts])
    if before is None or before.lexicon is not lexicon:
        return _tell(texts, lexicon)
    if before.texts == texts:
        return before
    return _tell_again(texts, before)


def _tell(texts: tuple[str, ...], lexicon: Lexicon) -> Told:
    rows = np.zeros((len(BASE), len(texts)), dtype=np.float32)
    parts = []
    for start, end in _lots(texts):
        characters = read_characters(texts[start:end])
        parts.append(read_words(characters))
        put_shape(rows[:, start:end], characters, parts[-1])
    words = parts[0] if len(parts) == 1 else together(parts)
    vocabulary = vocabulary_of(words)
    put_lexical(rows, words, vocabulary, lexicon)
    return Told(lexicon, texts, rows, words, vocabulary)


def _tell_again(texts: tuple[str, ...], before: Told) -> Told:
    rows, words = before.rows, before.words
    places = {text: place for place, text in enumerate(before.texts)}
    fresh = tuple(dict.fromkeys(text for text in texts if text not in places))
    if fresh:
        more = _tell(fresh, before.lexicon)
        places.update(
            zip(fresh, range(len(before.texts), len(before.texts) + len(fresh)), strict=True)
        )
        rows = np.concatenate((rows, more.rows), axis=1)
        words = together((words, more.words))
    chosen = np.array([places[text] for text in texts], dtype=np.int64)
    words = chosen_words(words, chosen)
    return Told(before.lexicon, texts, rows.take(chosen, axis=1), words, vocabulary_of(words))


def _lots(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First and last+1 text of each lot; one lot, of no text perhaps, for almost every page."""
    if sum(map(len, texts)) <= _LOT:
        yield 0, len(texts)
        return
    start = chars = 0
    for index, text in enumerate(texts):
        if chars + len(text) > _LOT and index > start:
            yield start, index
            start, chars = index, 0
        chars += len(text)
    yield start, len(texts)
