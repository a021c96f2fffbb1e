from __future__ import annotations

import hashlib
import json
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read.policy import MAX_MARKS, TABLE, apply_policy, clean_text
from pipeline.read.unicode14 import code_points

DOC = Path(__file__).parents[2] / "docs" / "text-policy.md"
ACUTE, DOT_BELOW, SOLIDUS, MARK = "\u0301", "\u0323", "\u0338", "\u0316"

# What the policy makes of a text, and the codes that it notes.
CASES = {
    "plain": ("A plain text – “so”\tit is.\n", "A plain text – “so”\tit is.\n", ()),
    "line ends": ("a\r\nb\rc\vd\fe\x85f\u2028g\u2029h", "a\nb\nc\nd\ne\nf\ng\nh", ()),
    "C0": ("a\x00b\x01c\x1bd\x1fe", "abcde", ("policy:controls",)),
    "C1 and DEL": ("a\x7fb\x80c\x9fd", "abcd", ("policy:controls",)),
    "lone surrogate": ("a\ud83db\udca9c", "abc", ("policy:surrogates",)),
    "pair of surrogates": ("a\ud83d\udca9b", "a\U0001f4a9b", ("policy:surrogates",)),
    "noncharacters": ("a\ufffeb\ufdd0c\U0010ffffd", "abcd", ("policy:noncharacters",)),
    "byte order mark": ("\ufeffa\ufeffb", "ab", ()),
    "soft hyphen": ("Wirt\u00adschaft", "Wirtschaft", ()),
    "word joiner": ("a\u2060b\u2063c", "abc", ()),
    "overrides": ("a\u202egnp\u202c\u202ab", "agnpb", ("policy:bidi-overrides",)),
    "isolates": ("a \u2067b \u2068c\u2069\u2069 d", "a \u2067b \u2068c\u2069\u2069 d", ()),
    "open isolate": ("a \u2067b\nc\u2069 d", "a b\nc d", ("policy:isolates",)),
    "direction marks": ("a\u200eb\u200fc\u061cd", "a\u200eb\u200fc\u061cd", ()),
    "Persian": ("می\u200cکنند", "می\u200cکنند", ()),
    "emoji family": ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧", ()),
    "emoji variant": ("❤\ufe0f", "❤\ufe0f", ()),
    "zero-width space": ("a\u200bb \u200b\u200b c", "ab  c", ()),
    "Thai": ("\u200bก\u200b\u200bข\u200b1", "ก\u200bข1", ()),
    "Lao, Khmer, Myanmar": ("ກ\u200bຂ ក\u200bខ က\u200bခ", "ກ\u200bຂ ក\u200bខ က\u200bခ", ()),
    "Thai with a tone": ("ที่\u200bนี่", "ที่\u200bนี่", ()),
    "Thai before a mark": ("ก\u200b\u0e31", "ก\u0e31", ()),
    "tags": ("a\U000e0041\U000e0042b", "ab", ("policy:tags",)),
    "flag of Wales": (
        "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
        "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
        (),
    ),
    "composed": (f"cafe{ACUTE}", "café", ()),
    "Hangul": ("\u1112\u1161\u11ab", "한", ()),
    "reordered": (f"q{ACUTE}{DOT_BELOW}", f"q{DOT_BELOW}{ACUTE}", ()),
    "composite and mark": ("ṙ" + DOT_BELOW, "ṛ\u0307", ()),
    "composed after removal": (f"e\u200b{ACUTE}", "é", ()),
    "31 marks": (f"a{MARK * 31}b", f"a{MARK * 30}b", ("policy:combining-marks",)),
    "30 marks": (f"a{MARK * 30}b", f"a{MARK * 30}b", ()),
    "private use": ("\ue000", "\ue000", ()),
    "object": ("\ufffc", "\ufffc", ()),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_row(name):
    text, expected, problems = CASES[name]
    assert apply_policy(text) == (expected, problems)
    assert clean_text(text) == expected


@pytest.mark.parametrize("bracket", "<>=")
def test_markup_is_not_composed_away(bracket):
    assert apply_policy(bracket + SOLIDUS)[0] != bracket + SOLIDUS
    assert apply_policy(bracket + SOLIDUS, markup=True) == (bracket + SOLIDUS, ())
    assert apply_policy(f"e{ACUTE}", markup=True) == ("é", ())


def test_markup_keeps_strings_of_json_on_their_line():
    source = '{"headline": "One\u2028two\x85three"}'
    cleaned, _ = apply_policy(source, markup=True)
    assert json.loads(cleaned) == {"headline": "One two three"}


def test_markup_keeps_isolates_for_the_texts_in_it():
    source = "<p>\u2067a\n<b>b</b>\u2069</p>"
    assert apply_policy(source, markup=True) == (source, ())


ODD = "".join(text for text, _, _ in CASES.values()) + f"<>={SOLIDUS}\u0344\u0958\u1025\u102e"
texts = st.text(st.sampled_from(ODD), max_size=80) | st.text(max_size=80)


@settings(deadline=None, max_examples=400)
@given(texts, st.booleans())
def test_twice_is_once(text, markup):
    once, _ = apply_policy(text, markup=markup)
    assert apply_policy(once, markup=markup) == (once, ())


@settings(deadline=None, max_examples=400)
@given(texts)
def test_what_is_left_is_clean(text):
    cleaned = clean_text(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode()  # no surrogates
    assert not any(
        unicodedata.category(c) in ("Cc", "Zl", "Zp") and c not in "\n\t" for c in cleaned
    )
    assert not set("\u202a\u202b\u202c\u202d\u202e\ufeff\u00ad\u2060") & set(cleaned)


@settings(deadline=None, max_examples=200)
@given(st.text(st.characters(max_codepoint=0x1E94A, exclude_categories=["Cs"]), max_size=40))
def test_it_is_normal_form_c_where_nothing_else_changes(text):
    if clean_text(unicodedata.normalize("NFD", text)) == clean_text(text):
        removed = {p for row in TABLE for a, b in code_points(row.points) for p in range(a, b + 1)}
        if removed.isdisjoint(map(ord, text)):
            assert clean_text(text) == unicodedata.normalize("NFC", text)


ATTACKS = {
    "alternating marks": "e" + ACUTE + (ACUTE + DOT_BELOW) * 300_000,
    "zero-width spaces": ("ก\u200b") * 200_000,
    "zero-width spaces after marks": ("\u0e48\u200b") * 200_000,
    "open isolates": "\u2066" * 500_000,
    "double marks": "a\u0344" * 200_000,
    "astral marks": "\U00011099\U000110ba" * 100_000,
    "surrogates": "\ud83d" * 300_000,
    "controls": "\x00\x9b" * 300_000,
}


@pytest.mark.parametrize("name", ATTACKS)
def test_time_is_linear(name):
    text = ATTACKS[name]

    def seconds(part):
        began = time.process_time()
        apply_policy(part)
        return time.process_time() - began

    tenth = max(min(seconds(text[: len(text) // 10]) for _ in range(3)), 0.002)
    assert seconds(text) < 30 * tenth


NEWER = "\U00010efd\U0001e08f\u0897\u0cf3\U00011f00\u0ece"  # of Unicode 15 and 16


def test_later_characters_are_left_alone():
    text = f"a{NEWER}{ACUTE}{NEWER[0]}{DOT_BELOW}"
    assert apply_policy(text) == (text, ())


def test_marks_are_counted_up_to_the_limit():
    assert clean_text("a" + ACUTE * (MAX_MARKS + 5)).count(ACUTE) == MAX_MARKS - 1  # one composed


def rendered():
    """The table of docs/text-policy.md."""

    def ranges(row):
        return " ".join(row.points.split()) if row.points else "–"

    rows = ["| what | code points | becomes | why | noted as |", "| --- | --- | --- | --- | --- |"]
    for row in TABLE:
        points = ranges(row)
        if row.name == "noncharacters":
            points = "FDD0-FDEF, and the last two of each plane (FFFE-FFFF … 10FFFE-10FFFF)"
        noted = f"`{row.problem}`" if row.problem else "–"
        rows.append(f"| {row.name} | {points} | {row.becomes} | {row.why} | {noted} |")
    return "\n".join(rows)


def test_the_document_shows_the_table():
    assert rendered() in DOC.read_text(encoding="utf-8"), f"put this into {DOC}:\n{rendered()}"


def test_every_python_gives_the_same():
    """Pinned with 3.11, 3.12 and 3.13, whose Unicode is 14.0, 15.0 and 15.1."""
    digest = hashlib.sha256(apply_policy("".join(map(chr, range(0x110000))))[0].encode())
    state = 14
    for _ in range(500):
        points = []
        for _ in range(40):
            state = (state * 1_103_515_245 + 12_345) % (1 << 31)
            points.append((0x300, 0x3000, 0x20000, 0x110000)[state % 4] * (state >> 8) >> 23)
        text = "".join(chr(p) for p in points if not 0xD800 <= p <= 0xDFFF)
        digest.update(apply_policy(text)[0].encode())
    assert digest.hexdigest()[:16] == "06561170f113e240"
