from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import characters as ch
from pipeline.model.characters import read_characters, read_words


def words(*texts: str) -> list[list[str]]:
    """The words of each block, as text."""
    characters = read_characters(texts)
    found = read_words(characters)
    joined = "\n".join((*texts, ""))
    spans = zip(found.starts, found.lengths, found.owner, strict=True)
    result: list[list[str]] = [[] for _ in texts]
    for start, length, owner in spans:
        result[owner].append(joined[start : start + length])
    return result


def test_characters_are_classed() -> None:
    found = read_characters(["aB1.,:“-(| €\u0301"])
    assert found.classes.tolist() == [
        ch.LOWER, ch.UPPER, ch.DIGIT, ch.STOP, ch.COMMA, ch.COLON, ch.QUOTE, ch.DASH, ch.BRACKET,
        ch.BAR, ch.SPACE, ch.SYMBOL, ch.MARK, ch.SPACE,
    ]  # fmt: skip


def test_scripts_above_the_table_are_classed_as_well() -> None:
    found = read_characters(["漢한！😀"])
    assert found.classes.tolist()[:4] == [ch.IDEOGRAPH, ch.LETTER, ch.STOP, ch.SYMBOL]


def test_words_are_runs_of_letters_and_single_ideographs() -> None:
    assert words("It's 3 o'clock", "", "見出し x", "ab12, ça") == [
        ["It", "s", "3", "o", "clock"],
        [],
        ["見", "出", "し", "x"],
        ["ab12", "ça"],
    ]


def test_equal_words_have_equal_hashes_whatever_their_case_digits_and_place() -> None:
    found = read_words(read_characters(["Bath bath BATH baths", "x", "room 12 room 34"]))
    one, two, three, other, _, *room = found.hashes.tolist()
    assert one == two == three != other
    assert room[0] == room[2]
    assert room[1] == room[3]  # the digits of both are 0


def test_the_first_word_of_each_block_is_known() -> None:
    found = read_words(read_characters(["one two", "", "three"]))
    assert found.first.tolist() == [0, 2, 2, 3]


@given(st.lists(st.text(max_size=40), max_size=8))
def test_any_text_has_words_that_stand_in_their_blocks(texts: list[str]) -> None:
    texts = [" ".join(text.split()) for text in texts]
    characters = read_characters(texts)
    found = read_words(characters)
    assert len(characters.points) == sum(map(len, texts)) + len(texts)
    assert (found.lengths >= 1).all()
    assert (found.starts >= characters.starts[found.owner]).all()
    assert (found.starts + found.lengths <= characters.ends[found.owner]).all()
    assert found.first[-1] == len(found.hashes)


def test_a_long_text_hashes_like_a_short_one() -> None:
    """Beyond the powers that are kept, they are made anew."""
    filler = "x " * (1 << 20)
    found = read_words(read_characters([f"{filler}bath", "bath"]))
    assert found.hashes[-1] == found.hashes[-2]
    assert np.unique(found.hashes).size == 2
