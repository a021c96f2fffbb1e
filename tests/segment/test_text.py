from __future__ import annotations

import pytest

from pipeline.records import Page, Role
from pipeline.segment.text import segment_paragraphs, segment_text
from pipeline.shape import shape_of

WRAPPED = """\
The ferry to Osk will not run this week, because the slipway has been washed
away by the storm that hit the coast on Sunday night and because nobody in the
harbour office could say when the pilot boat would be back from its repair, or
whether the island has enough fuel until then.

Passengers were told to wait. The mayor said the council would meet on Friday
to hear the engineers, who have asked for a bigger crane and for three days of
calm weather before they begin.
"""


def page(content: str) -> Page:
    return Page(id="t", source="t.txt", kind="text", content=content)


def texts(content: str) -> list[str]:
    return list(segment_text(page(content)).texts)


def test_a_raw_line_is_a_block() -> None:
    assert texts("One line.\nAnother line.\n\nA third.") == [
        "One line.",
        "Another line.",
        "A third.",
    ]


def test_where_is_the_span_of_the_text() -> None:
    content = "  First, indented.\n\n\tSecond. \xa0\nThird"
    document = segment_text(page(content))
    for block in document.blocks:
        start, end = map(int, block.where.split("-"))
        assert content[start:end] == block.text
    assert [b.indent for b in document.blocks] == [2, 4, 0]
    assert [b.blank_before for b in document.blocks] == [True, True, False]


def test_hard_wrapped_lines_form_one_block() -> None:
    document = segment_text(page(WRAPPED))
    assert len(document.blocks) == 2
    assert document.problems == ("segment:hard-wrapped",)
    assert document.texts[0].endswith("fuel until then.")
    assert "washed away by" in document.texts[0]


def test_short_lines_of_one_length_are_not_wrapped() -> None:
    menu = "\n".join(["Politics and more", "Business and more", "Football and more"] * 4)
    assert len(texts(menu)) == 12


def test_lines_broken_at_inline_tags_form_one_block() -> None:
    content = "\n".join(
        [
            "The bridge, which the county of",
            "Odell",
            "closed in March, will stay shut until the autumn, officials said.",
            "A second crossing near",
            "Brey Mill",
            "is open to cyclists, and",
            "only to them, until further notice.",
            "The works cost nine million.",
        ]
    )
    document = segment_text(page(content))
    assert document.problems == ("segment:broken-at-inline-tags",)
    assert list(document.texts) == [
        "The bridge, which the county of Odell closed in March, will stay shut until the autumn, "
        "officials said.",
        "A second crossing near Brey Mill is open to cyclists, and only to them, until further "
        "notice.",
        "The works cost nine million.",
    ]


def test_a_lower_case_list_is_not_broken_prose() -> None:
    content = "Ingredients\nflour\nbutter\nsalt\nsugar\nmilk"
    assert len(texts(content)) == 6


def test_code_keeps_its_lines_and_indentation() -> None:
    content = "Run this:\n\n    for (i = 0; i < 3; i++) {\n        total += i;\n    }\n\nIt adds."
    document = segment_text(page(content))
    assert [b.kind for b in document.blocks][1] is Role.CODE
    assert document.blocks[1].text == "    for (i = 0; i < 3; i++) {\n        total += i;\n    }"


@pytest.mark.parametrize("bullet", ["•", "-", "*", "–", "1.", "12)"])
def test_bullets_are_noted_and_stay_in_the_text(bullet: str) -> None:
    document = segment_text(page(f"  {bullet} An item"))
    (block,) = document.blocks
    assert (block.bullet, block.text, block.kind) == (bullet, f"{bullet} An item", Role.LIST_ITEM)


def test_a_short_line_above_a_paragraph_is_a_subheading() -> None:
    document = segment_text(page("The long wait\nNobody came to the hall that evening, she said."))
    assert document.blocks[0].kind is Role.SUBHEADING


def test_empty_text_has_no_blocks() -> None:
    assert texts("") == []
    assert texts(" \n\n \t \n") == []


STORY = (
    "Harbour news",
    "The keeper saw the ferry turn back at noon, and nobody in the office knew why.",
    "• A pilot boat is being repaired",
    "2. The  slipway\tis gone.",
)


@pytest.mark.parametrize(
    "paragraphs",
    [(), STORY, ("a = 1;\nb = 2;", *STORY), ("   indented = code;", *STORY)],
    ids=["none", "story", "code of two lines", "code of one"],
)
def test_paragraphs_make_the_blocks_that_their_text_makes(paragraphs: tuple[str, ...]) -> None:
    body = page("\n\n".join(paragraphs))
    known = {STORY[1]: (STORY[1], shape_of(STORY[1]))}
    made, expected = segment_paragraphs(body, paragraphs, known), segment_text(body)
    assert made.blocks == expected.blocks
    assert (made.texts, made.shapes) == (expected.texts, expected.shapes)
    assert made.shapes == tuple(map(shape_of, made.texts))


def test_scripts_without_spaces_have_words_in_a_text_of_many_lines() -> None:
    lines = ["The keeper waits.", "港の朝は静かで、船はまだ戻らない。"]
    shapes = segment_text(page("\n".join(lines))).shapes
    assert shapes == tuple(map(shape_of, lines))
    assert shapes[1].words > 5
