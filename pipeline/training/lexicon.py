"""Counts words and marks: in how many publishers' bodies, and in how many publishers' chrome."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model.characters import read_characters, read_words
from pipeline.model.lexicon import Lexicon, mark_keys, pair_hashes, with_marks
from pipeline.training.examples import Example
from pipeline.training.forms import BODY

__all__ = ["Counts", "count", "lexicon_of"]

_LEAST = 4  # bodies and chrome of publishers that know a word: fewer, and it may be one's own
_SCALE = 100  # hundredths of a natural logarithm
_Hashes = NDArray[np.uint64]


@dataclass(frozen=True)
class _Table:
    """For each key, rising, the publishers that have it in bodies, and those in chrome."""

    keys: _Hashes
    body: NDArray[np.int64]
    chrome: NDArray[np.int64]


@dataclass(frozen=True)
class Counts:
    """What some publishers say. Counts of other publishers may be added."""

    words: _Table
    pairs: _Table
    body_marks: Counter[str]
    chrome_marks: Counter[str]


def count(examples: Iterable[Example]) -> Counts:
    """Count the publishers of these examples."""
    publishers: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        if example.form != BODY:
            publishers[example.group].append(example)
    words, pairs = [], []
    body_marks, chrome_marks = Counter[str](), Counter[str]()
    for group in publishers.values():
        of_words, of_pairs = _presence(group)
        words.append(of_words)
        pairs.append(of_pairs)
        marks: tuple[set[str], set[str]] = (set(), set())
        for example in group:
            if example.form == "page":
                for block, is_body in zip(example.document.blocks, example.is_body, strict=True):
                    marks[0 if is_body else 1].update(mark_keys(block.marks))
        body_marks.update(marks[0])
        chrome_marks.update(marks[1])
    return Counts(_added(words), _added(pairs), body_marks, chrome_marks)


def lexicon_of(parts: Sequence[Counts]) -> Lexicon:
    """The lexicon of what these publishers say."""
    words, word_scores = _scored(_added([part.words for part in parts]))
    pairs, pair_scores = _scored(_added([part.pairs for part in parts]))
    body: Counter[str] = sum((part.body_marks for part in parts), Counter())
    chrome: Counter[str] = sum((part.chrome_marks for part in parts), Counter())
    marks = sorted(key for key in body | chrome if body[key] + chrome[key] >= _LEAST)
    scores = _odds(np.array([body[k] for k in marks]), np.array([chrome[k] for k in marks]))
    return Lexicon(
        words,
        word_scores,
        pairs,
        pair_scores,
        *with_marks(dict(zip(marks, scores.tolist(), strict=True))),
    )


def _presence(examples: Sequence[Example]) -> tuple[_Table, _Table]:
    """The words and pairs of one publisher."""
    words: tuple[list[_Hashes], list[_Hashes]] = ([], [])
    pairs: tuple[list[_Hashes], list[_Hashes]] = ([], [])
    for example in examples:
        found = read_words(read_characters(example.document.texts))
        of_body = example.is_body[found.owner]
        two = np.flatnonzero(np.diff(found.first) >= 2)
        begin = found.first[two]
        first_two = pair_hashes(found.hashes[begin], found.hashes[begin + 1])
        begins_body = example.is_body[two]
        words[0].append(found.hashes[of_body])
        words[1].append(found.hashes[~of_body])
        pairs[0].append(first_two[begins_body])
        pairs[1].append(first_two[~begins_body])
    return _present(words), _present(pairs)


def _present(sides: tuple[list[_Hashes], list[_Hashes]]) -> _Table:
    body, chrome = (np.unique(np.concatenate(side)) for side in sides)
    keys = np.union1d(body, chrome)
    return _Table(
        keys, np.isin(keys, body).astype(np.int64), np.isin(keys, chrome).astype(np.int64)
    )


def _added(tables: Sequence[_Table]) -> _Table:
    keys, place = np.unique(np.concatenate([t.keys for t in tables]), return_inverse=True)
    body, chrome = (
        np.bincount(place, weights=np.concatenate(column), minlength=len(keys)).astype(np.int64)
        for column in ([t.body for t in tables], [t.chrome for t in tables])
    )
    return _Table(keys, body, chrome)


def _scored(table: _Table) -> tuple[_Hashes, NDArray[np.int16]]:
    known = table.body + table.chrome >= _LEAST
    return table.keys[known], _odds(table.body[known], table.chrome[known])


def _odds(body: NDArray[np.int64], chrome: NDArray[np.int64]) -> NDArray[np.int16]:
    """Logarithms of odds, the middle one 0."""
    if not len(body):
        return np.zeros(0, dtype=np.int16)
    odds = np.log((body + 1) / (chrome + 1))
    scores: NDArray[np.int16] = np.round(_SCALE * (odds - np.median(odds))).astype(np.int16)
    return scores
