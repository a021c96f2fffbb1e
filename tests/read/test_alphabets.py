from __future__ import annotations

import pytest

from pipeline.read.alphabets import ALPHABETS, CHARSETS, explaining_charset
from pipeline.read.decode import known_charset

EAST_ASIAN = {"ja", "ko", "zh"}


def test_charsets_are_named_as_the_whatwg_does_and_have_languages():
    for charset, languages in CHARSETS.items():
        assert known_charset(charset) == charset
        assert set(languages.split()) <= set(ALPHABETS) | EAST_ASIAN


def test_each_alphabet_has_each_letter_once_and_in_lower_case():
    for language, letters in ALPHABETS.items():
        assert len(set(letters)) == len(letters), language
        assert letters == letters.lower(), language
        assert not any(letter.isascii() for letter in letters), language


def best(text, *charsets, codec="", language=""):
    data = text.encode(codec or charsets[0])
    return explaining_charset(((name, data.decode(name)) for name in charsets), language)


def test_no_language_writes_both():
    assert best("Včera přišel řidič", "windows-1250", "windows-1252") == "windows-1250"
    assert best("Le château brûlé, ça gêne", "windows-1252", "windows-1250") == "windows-1252"


def test_what_both_explain_goes_to_the_first():
    assert best("Die Straße müsse", "windows-1252", "windows-1250") == "windows-1252"


def test_a_sign_is_no_part_of_a_word():
    # The apostrophe of ISO 8859-7 is a cent sign in windows-1252.
    assert best("don’t, won’t", "iso-8859-7", "windows-1252") == "iso-8859-7"


def test_a_full_alphabet_must_have_its_frequent_letters():
    text = "אמש החליטה מועצת העיר לתקן את החומה הישנה"
    assert best(text, "windows-1251", "windows-1255", codec="windows-1255") == "windows-1255"


def test_japanese_has_kana_and_korean_only_syllables():
    chinese = "市议会决定在第一场冬季风暴来临之前修复港口的旧城墙"
    assert best(chinese, "euc-jp", "euc-kr", "gb18030", codec="gb18030") == "gb18030"


def test_a_hint_settles_what_is_close():
    charsets = ("windows-1252", "windows-1254")
    assert best("ü ö ç", *charsets) == "windows-1252"
    assert best("ü ö ç", *charsets, language="tr") == "windows-1254"


@pytest.mark.parametrize("text", ["", "plain", "\x80\x81\x82\x83", "ÿÿÿÿ þþþ ¬¬¬ ¦¦¦"])
def test_what_nothing_explains_is_in_no_charset(text):
    assert explaining_charset([("windows-1252", text)]) == ""
