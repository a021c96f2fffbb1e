from __future__ import annotations

import pytest

from pipeline.training.align import body_shares

FIRST = "The dam above Tolvar broke shortly after noon on Monday, officials said."
SECOND = "Nobody was hurt because the sirens had been tested on the same morning."
GOLD = f"{FIRST}\n\nWhat comes next\n\n{SECOND}"


def bodies(*texts: str) -> list[bool]:
    return [bool(share > 0.5) for share in body_shares(texts, GOLD)]


def test_paragraphs_of_the_gold_are_body_and_a_menu_is_not() -> None:
    assert bodies("Home", FIRST, SECOND, "The weather on Monday in the dam") == [
        False,
        True,
        True,
        False,
    ]


def test_a_subheading_between_two_paragraphs_is_body() -> None:
    assert bodies(FIRST, "What comes next", SECOND) == [True, True, True]


def test_a_short_line_with_the_same_words_elsewhere_is_not() -> None:
    assert bodies("Monday", "What comes next", "Home", "Sport", FIRST, SECOND) == [
        False,
        False,
        False,
        False,
        True,
        True,
    ]


def test_of_two_copies_the_one_in_order_is_taken() -> None:
    shares = body_shares([SECOND, FIRST, "What comes next", SECOND], GOLD)
    assert shares[0] < 0.5 < shares[3]


def test_a_paragraph_broken_at_its_tags_is_body_in_all_its_parts() -> None:
    words = FIRST.split()
    assert all(bodies(" ".join(words[:8]), " ".join(words[8:10]), " ".join(words[10:]), SECOND))


@pytest.mark.parametrize("texts", [(), ("",), ("---",)])
def test_nothing_is_no_body(texts: tuple[str, ...]) -> None:
    assert not any(bodies(*texts))
