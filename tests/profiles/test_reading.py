from __future__ import annotations

import pytest

from pipeline.profiles.lines import line_hash, normal_forms
from pipeline.profiles.reading import EXEMPT, PROSE, WORDED, is_exempt


def test_a_page_comes_over_as_hashes_and_its_texts(pages) -> None:
    lines = ["Most read", "(Reuters)", "* * *", "The council met on Monday and agreed on the new "
             "bridge before the winter came."]  # fmt: skip
    page = pages.add(lines, url="https://bay.example/1", date="2024-05-01T10:00:00Z", name="a.txt")
    assert list(page.lines) == [line_hash(normal) for normal in normal_forms(tuple(lines))]
    assert list(page.flags) == [WORDED, EXEMPT | WORDED, 0, PROSE | WORDED]
    assert page.words[3] == 15
    assert (page.date, page.frame.key) == ("2024-05-01", "bay.example")
    assert list(pages.texts["a.txt"]) == lines


@pytest.mark.parametrize(
    "text",
    [
        "(dpa/NAN)",
        "(Reporting by Ada Byron; Editing by Carl Sagan)",
        "Additional reporting by Ada Byron",
        "With files from The Canadian Press",
        "KYIV, Ukraine (AP) —",
        "AUBURN, Wash. –",
        "“I have never seen water as high as this.”",
        "»Wir gehen erst, wenn alle gehen.«",
    ],
)
def test_datelines_tails_and_quotes_are_never_learned(text: str) -> None:
    assert is_exempt(text)


@pytest.mark.parametrize(
    "text",
    [
        "Most read",
        "(3)",
        "“No way”, says minister – and goes",
        "Reporting a mistake",
        "Read more about the ferry —",
        "Share –",
        "(" * 5_000,
        "“" + "a" * 5_000,
    ],
)
def test_other_lines_are_counted(text: str) -> None:
    assert not is_exempt(text)
