from __future__ import annotations

import numpy as np
import pytest

from pipeline.model.characters import read_characters, read_words
from pipeline.model.lexicon import (
    LEVELS,
    Lexicon,
    mark_keys,
    marks_in,
    pair_hashes,
    with_marks,
)


def lexicon(words: dict[str, int], marks: dict[str, int]) -> Lexicon:
    hashes = read_words(read_characters([" ".join(words)])).hashes
    order = np.argsort(hashes)
    scores = np.array(list(words.values()), np.int16)
    nothing = np.zeros(0, np.uint64), np.zeros(0, np.int16)
    return Lexicon(hashes[order], scores[order], *nothing, *with_marks(marks))


def test_words_are_looked_up() -> None:
    book = lexicon({"share": -300, "said": 200}, {})
    scores, known = book.of_words(read_words(read_characters(["Said who share"])).hashes)
    assert scores.tolist() == [200, 0, -300]
    assert known.tolist() == [True, False, True]


def test_an_empty_lexicon_knows_nothing() -> None:
    book = lexicon({}, {})
    scores, known = book.of_words(np.array([1, 2], np.uint64))
    assert scores.tolist() == [0, 0]
    assert not known.any()
    assert book.of_pairs(np.array([1], np.uint64), np.array([2], np.uint64)).tolist() == [0]


def test_a_pair_has_an_order() -> None:
    one, two = np.array([5], np.uint64), np.array([9], np.uint64)
    assert pair_hashes(one, two) != pair_hashes(two, one)


MARKS = {"0<p>": 10, "1<p>": 20, "2<p>": 30, ".share": -100, ".story": 100}


@pytest.mark.parametrize(
    ("marks", "mean", "low", "high", "total", "own"),
    [
        ((), 0, 0, 0, 0, 0),
        (("<b>",), 0, 0, 0, 0, 0),
        (("<p>",), 10, 10, 10, 10, 10),
        (("<p>", ".story", "|", "<p>", "|", "<p>"), 40, 10, 100, 160, 55),
        (("<b>", "|", "<b>", ".share"), -100, -100, -100, -100, 0),
        # A class word counts once, where it is met first.
        (("<b>", ".story", "|", "<b>", ".story"), 100, 100, 100, 100, 100),
        (("<b>", "|" , "<b>", ".story", "|", "<b>", ".story"), 100, 100, 100, 100, 0),
    ],
)  # fmt: skip
def test_marks(
    marks: tuple[str, ...], mean: float, low: int, high: int, total: int, own: float
) -> None:
    assert lexicon({}, MARKS).of_marks(marks) == (mean, low, high, total, own)


def test_elements_far_above_are_not_asked() -> None:
    far = ("<b>",) + ("|", "<b>") * (LEVELS - 1) + ("|", "<b>", ".share")
    near = ("<b>",) + ("|", "<b>") * (LEVELS - 2) + ("|", "<b>", ".share")
    assert lexicon({}, MARKS).of_marks(far)[0] == 0
    assert lexicon({}, MARKS).of_marks(near)[0] == -100
    assert ".share" not in mark_keys(far)
    assert ".share" in mark_keys(near)


def test_marks_come_back_as_they_were_kept() -> None:
    assert marks_in(lexicon({}, MARKS)) == dict(sorted(MARKS.items()))
