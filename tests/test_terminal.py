from __future__ import annotations

import io

import pytest

from pipeline.terminal import columns, pad, paint, printable, shorten, wants_colour


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2Jgone", r"\x1b[2Jgone"),
        ("\x9b31mred", r"\x9b31mred"),
        ("bell\x07", r"bell\x07"),
        ("over\rwritten", r"over\rwritten"),
        ("abc\u202ecod.exe", r"abc\u202ecod.exe"),
        ("isolate\u2066", r"isolate\u2066"),
        ("half \ud83d", r"half \ud83d"),
        ("line\u2028separator", r"line\u2028separator"),
    ],
)
def test_what_a_terminal_obeys_is_written_out(hostile, shown):
    assert printable(hostile) == shown


def test_text_stays_as_it_is():
    text = "Ferié — «Größe» 短い見出し می‌خواهم 👩‍🚀\u00a0x"
    assert printable(text) == text


def test_lines_stay_where_they_are_asked_for():
    assert printable("a\n\tb\x1b", lines=True) == "a\n\tb\\x1b"
    assert printable("a\n\tb") == r"a\n\tb"


def test_columns_of_wide_and_combining_characters():
    assert [columns(text) for text in ("abc", "短い", "e\N{COMBINING ACUTE ACCENT}", "می‌خ")] == [
        3,
        4,
        1,
        3,
    ]


@pytest.mark.parametrize("width", range(1, 12))
def test_shortened_text_fits(width):
    for text in ("The dam broke", "短い見出しです", "ab", ""):
        assert columns(shorten(text, width)) <= width
        assert columns(text) > width or shorten(text, width) == text


def test_padding_counts_columns():
    assert columns(pad("短い", 6)) == 6


class _Terminal(io.StringIO):
    def isatty(self):
        return True


def test_colour_is_for_terminals_that_want_it():
    assert wants_colour(_Terminal(), {})
    assert wants_colour(_Terminal(), {"NO_COLOR": ""})  # no-color.org: when not empty
    assert not wants_colour(_Terminal(), {"NO_COLOR": "1"})
    assert not wants_colour(_Terminal(), {"TERM": "dumb"})
    assert not wants_colour(io.StringIO(), {})
    assert paint("x", "kept", False) == "x"
    assert paint("x", "kept", True) == "\x1b[32mx\x1b[0m"
