from __future__ import annotations

import numpy as np
import pytest

from pipeline import Page
from pipeline.config import default_config
from pipeline.model.features import NAMES, features
from pipeline.model.lexicon import Lexicon, with_marks
from pipeline.segment import segment

NOTHING = np.zeros(0, np.uint64), np.zeros(0, np.int16)
EMPTY = Lexicon(*NOTHING, *NOTHING, *with_marks({}))
FIRST = "The council of Odell voted on Monday to close the old swimming bath for good this autumn."
LAST = "It is empty, said a man who swam in it for thirty years, and it will be a car park soon."
TEXT = f"Home\nNews\n\nOld bath closes\n\n{FIRST}\n\nShare\n\n{LAST}\n\n* More bath news"


def column(name: str, content: str) -> list[float]:
    page = Page(id="d", source="d", kind="text", content=content)
    rows = features(segment(page, default_config()), (), EMPTY)
    return [float(value) for value in rows[NAMES.index(name)]]


def test_a_block_is_compared_with_the_prose_of_the_story() -> None:
    words, short = column("words", TEXT), column("short_words", TEXT)
    first, last = words[3], words[5]
    over = column("words_over_story", TEXT)
    assert over == pytest.approx([number / ((first + last) / 2) for number in words])
    usual = (short[3] * first + short[5] * last) / (first + last)
    assert column("short_words_over_story", TEXT) == pytest.approx(
        [share - usual for share in short], abs=1e-6
    )


def test_without_prose_nothing_is_usual() -> None:
    digits = column("digit", "No. 12\n\nHome")
    assert column("digit_over_story", "No. 12\n\nHome") == digits
    assert column("words_over_story", "No. 12\n\nHome") == [2, 1]
    assert column("lex_of_story", "No. 12\n\nHome") == [0, 0]


def test_how_much_of_the_story_is_told_above_and_below() -> None:
    words = column("words", TEXT)
    first, last = words[3], words[5]
    assert column("prose_above", TEXT) == [0, 0, 0, 0, first, first, first + last]
    assert column("prose_below", TEXT) == [first + last] * 3 + [last, last, 0, 0]
    assert max(column("prose_below", "\n\n".join([FIRST] * 300))) == 3000


def test_lines_that_stand_there_again_and_again() -> None:
    content = "\n\n".join(("First", "Reply", "Second", "Reply", "Third", "Reply", "Fourth"))
    assert column("label_above", content) == [0, 0, 3, 3, 3, 3, 3]
    assert column("label_below", content) == [3, 3, 3, 3, 3, 0, 0]
    assert column("since_label", content)[2:4] == [1, 2]
    assert column("label_below", "First\n\nReply\n\nReply") == [0, 0, 0]
