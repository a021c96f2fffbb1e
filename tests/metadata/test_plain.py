from __future__ import annotations

import pytest

from pipeline.metadata.plain import http_url, key, one_line, unescaped, unique


def test_line_breaks_and_controls_leave_a_title():
    forged = "Wall repair\n2024-01-01 ERROR all files lost\x1b[31m\u202e\r\n end"
    assert one_line(forged, 500) == "Wall repair 2024-01-01 ERROR all files lost[31m end"


def test_lone_surrogates_of_json_escapes_are_removed():
    assert one_line("caf\ud83d e\u0301", 100) == "caf é"


def test_long_values_are_cut_at_a_word():
    assert one_line("one two three", 9) == "one two"
    assert one_line("x" * 2_000_000, 500) == "x" * 500


def test_double_escapes_are_resolved_and_text_is_left():
    assert unescaped("Fish &amp;amp; chips &lt;b&gt;") == "Fish & chips <b>"
    assert unescaped("100 % true") == "100 % true"


def test_key_folds_punctuation_case_and_width():
    assert key("“Storm”, he said: ＡＢＣ!") == "storm he said abc"


def test_unique_keeps_the_first_writing_of_each_value():
    assert unique(["dpa", "", "DPA", "AFP", "…", "…"]) == ("dpa", "AFP", "…")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://bay.example/a", "https://bay.example/a"),
        (" http://bay.example/a?b=1 ", "http://bay.example/a?b=1"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("//bay.example/a", ""),
        ("http://[", ""),
        ("https:///path-only", ""),
        ("https://bay.example\\@other.example/", ""),  # browsers read another host than Python
        ('https://bay.example/"onclick="x', ""),
        ("https://bay.example/<b>", ""),
        ("https://bay.example/" + "a" * 3000, ""),
        ("", ""),
    ],
)
def test_only_http_addresses_pass(url, expected):
    assert http_url(url) == expected


def test_a_relative_address_needs_a_base():
    assert http_url("/a", "https://bay.example/x") == "https://bay.example/a"
