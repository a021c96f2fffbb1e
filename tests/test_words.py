from __future__ import annotations

import re

import pytest

from pipeline.words import others, words_apart

TEXTS = [
    "",
    "a_b c-d\ne.f",
    "“Sturm” – über’s Meer…\n3rd, ½ und ①",
    "नमस्ते दुनिया",
    "東京の朝。",
    "tab\tand\x1cseparator\xa0stay",
    "\ud800 alone",
]


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_those_that_a_pattern_finds(text):
    assert words_apart(text).split() == re.findall(r"\w+", text)
    lines = words_apart(text).split("\n")
    assert [line.split() for line in lines] == [re.findall(r"\w+", t) for t in text.split("\n")]


def test_others_are_what_is_not_ascii():
    assert others("Über 3 – „x“\n") == "Ü–„“"
