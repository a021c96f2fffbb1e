from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest

from pipeline.read.unicode14 import BASES, COMPOSING, MARKS, code_points

TABLES = {"MARKS": MARKS, "COMPOSING": COMPOSING, "BASES": BASES}
HANGUL_VOWELS, HANGUL_FINALS = range(0x1161, 0x1176), range(0x11A8, 0x11C3)
HANGUL_LEADS, HANGUL_SYLLABLES = range(0x1100, 0x1113), range(0xAC00, 0xD7A4)


def made_again():
    """The three tables as this Python's Unicode has them."""
    marks, composing, bases = set(), {*HANGUL_VOWELS, *HANGUL_FINALS}, {*HANGUL_LEADS}
    for point in (p for p in range(0x110000) if not 0xD800 <= p <= 0xDFFF):
        character = chr(point)
        if unicodedata.category(character) in ("Mn", "Me") or unicodedata.combining(character):
            marks.add(point)
        if unicodedata.combining(character) or not unicodedata.is_normalized("NFC", character):
            composing.add(point)
        decomposition = unicodedata.decomposition(character)
        if decomposition and not decomposition.startswith("<"):
            bases.add(point)
            first, *rest = (chr(int(part, 16)) for part in decomposition.split())
            if rest and unicodedata.normalize("NFC", first + rest[0]) == character:
                bases.add(ord(first))
                composing.add(ord(rest[0]))
    return {
        "MARKS": marks,
        "COMPOSING": composing,
        "BASES": (bases | {*HANGUL_SYLLABLES}) - composing,
    }


def points(table):
    return {point for first, last in code_points(table) for point in range(first, last + 1)}


def test_the_tables_are_those_of_unicode_14():
    for name, made in made_again().items():
        table = points(TABLES[name])
        if unicodedata.unidata_version == "14.0.0":
            assert table == made, name
        assert table <= made, name  # later versions add, and take nothing away


@pytest.mark.parametrize("name", TABLES)
def test_ranges_are_sorted_and_apart(name):
    ranges = code_points(TABLES[name])
    assert all(first <= last for first, last in ranges)
    assert all(before[1] + 1 < after[0] for before, after in pairwise(ranges))
