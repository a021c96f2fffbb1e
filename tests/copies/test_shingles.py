from __future__ import annotations

import re
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.copies.shingles import shingles

SEPARATORS = " .,;:!?\n\t-–—'’\"“”()"


def windows(text: str, words: int) -> set[tuple[str, ...]]:
    """Runs of words, for texts of spaced languages, as one would write them down."""
    found = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text.casefold()))
    return {tuple(found[at : at + words]) for at in range(len(found) - words + 1)}


@given(st.text("abc ÄéßﬁΣшα7_" + SEPARATORS, max_size=200), st.integers(3, 7))
def test_there_are_as_many_as_there_are_different_runs_of_words(text, words):
    found = shingles(text, words)
    assert len(found) == len(windows(text, words))
    assert found.dtype == np.uint32
    assert (np.diff(found.astype(np.int64)) > 0).all()


@given(st.lists(st.text("abcd ", max_size=60), min_size=2, max_size=2), st.integers(3, 6))
def test_what_two_texts_share_is_what_their_runs_of_words_share(texts, words):
    one, other = (shingles(text, words) for text in texts)
    runs = [windows(text, words) for text in texts]
    assert len(np.intersect1d(one, other)) == len(runs[0] & runs[1])


@pytest.mark.parametrize(
    "text",
    ["ONE two-three, “four” five!", "one\n\ntwo three\tfour — five", "ｏｎｅ two three four five"],
)
def test_case_punctuation_and_width_do_not_count(text):
    assert shingles(text, 5).tolist() == shingles("one two three four five", 5).tolist()


def test_the_order_of_words_and_letters_counts():
    texts = ("one two three four five", "two one three four five", "eno two three four five")
    assert len({tuple(shingles(text, 5).tolist()) for text in texts}) == 3


def test_the_numbers_stay_what_they_are_on_every_machine():
    """Signatures are kept: other numbers need another COPIES_FORMAT."""
    assert shingles("the ferry leaves an hour later", 5).tolist() == [776071011, 1010570892]
    assert shingles("渡し船は一時間遅れて出る予定です", 5).tolist()[:2] == [118526999, 332357209]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("渡し船は一時間遅れて出", 2),  # eleven characters: two runs of ten
        ("渡し船は、一時間「遅れて」出", 2),  # punctuation parts nothing here either
        ("เรือข้ามฟากออกช้าหนึ่งชั่วโมง"[:21], 2),  # with vowels and tones, twenty for five words
        ("हिन्दी में पाँच शब्द हैं", 1),  # marks are part of a word
        ("한국어는 단어 사이를 띄어 쓴다", 1),
        ("𠀀𠀁𠀂𠀃𠀄𠀅𠀆𠀇𠀈𠀉", 1),  # beyond the table
    ],
)
def test_scripts_without_spaces_are_measured_in_characters(text, number):
    assert len(shingles(text, 5)) == number


def test_scripts_mix():
    found = shingles("渡し船は PORT ELLERY へ戻る", 5)  # 4 halves, 2 words, 3 halves
    assert len(found) == 2


@pytest.mark.parametrize("text", ["", "...", "\ud83d", "one two three four", "…" * 300 + "one"])
def test_texts_of_fewer_words_have_none(text):
    assert len(shingles(text, 5)) == 0


def test_a_long_word_and_a_long_text_are_nothing_special():
    long = "a" * 100_000
    assert len(shingles(f"{long} b c d e", 5)) == 1
    assert shingles(f"{long}x b c d e", 5).tolist() != shingles(f"{long}y b c d e", 5).tolist()
