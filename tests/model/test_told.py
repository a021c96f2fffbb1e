from __future__ import annotations

import numpy as np
import pytest

from pipeline.model import told as module
from pipeline.model.characters import read_characters, read_words
from pipeline.model.lexicon import Lexicon, with_marks
from pipeline.model.told import Told, tell

HASHES = read_words(read_characters(["the bath closes"])).hashes
ORDER = np.argsort(HASHES)
LEXICON = Lexicon(
    HASHES[ORDER],
    np.array([10, -40, 250], dtype=np.int16)[ORDER],
    np.zeros(0, np.uint64),
    np.zeros(0, np.int16),
    *with_marks({}),
)
TEXTS = ("Home", "The old bath closes.", "漢字 said the mayor", "Home", "“No.”", "See also: a bath")


def assert_same(one: Told, other: Told) -> None:
    assert one.texts == other.texts
    assert np.array_equal(one.rows, other.rows)
    for name in ("lengths", "owner", "first", "numbers", "hashes", "is_ideograph"):
        assert np.array_equal(getattr(one.words, name), getattr(other.words, name)), name
    for name in ("hashes", "kinds", "owner", "is_first", "is_rare", "rare_per_block"):
        assert np.array_equal(getattr(one.vocabulary, name), getattr(other.vocabulary, name)), name


@pytest.mark.parametrize(
    "texts",
    [
        TEXTS[1:3],  # some of them
        ("Home", *TEXTS[::-1]),  # in another order, one of them twice
        ("The old bath closes", TEXTS[4], "the bath"),  # and others
        ("A bath", "the end"),  # others alone
        ("He said so.", "”", "Home"),  # one of a single character
        (),
    ],
)
def test_what_is_told_again_is_what_would_be_told(texts: tuple[str, ...]) -> None:
    assert_same(tell(texts, LEXICON, tell(TEXTS, LEXICON)), tell(texts, LEXICON))


def test_texts_that_have_told_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = tell(TEXTS, LEXICON)
    monkeypatch.delattr(module, "read_words")
    assert tell(TEXTS, LEXICON, before) is before
    assert tell(TEXTS[:2], LEXICON, before).texts == TEXTS[:2]


def test_another_lexicon_has_other_scores() -> None:
    nothing = Lexicon(*[getattr(LEXICON, name)[:0] for name in (
        "words", "word_scores", "pairs", "pair_scores")], *with_marks({}))  # fmt: skip
    assert_same(tell(TEXTS, nothing, tell(TEXTS, LEXICON)), tell(TEXTS, nothing))
    assert not np.array_equal(tell(TEXTS, nothing).rows, tell(TEXTS, LEXICON).rows)
