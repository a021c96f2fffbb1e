from __future__ import annotations

import pytest
from py3langid.langid import LanguageIdentifier

from pipeline.metadata import language as module
from pipeline.metadata.language import language_of, language_tag


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council of the bay voted on Tuesday to repair the old harbour wall.", "en"),
        ("Der Rat der Bucht beschloss am Dienstag, die alte Hafenmauer zu reparieren.", "de"),
        ("Le conseil de la baie a voté mardi pour réparer le vieux mur du port.", "fr"),
        ("Совет залива во вторник решил починить старую стену гавани.", "ru"),
        ("湾の評議会は火曜日に古い港の壁を修理することを決めた。", "ja"),
        ("شورای خلیج روز سه‌شنبه به تعمیر دیوار قدیمی بندر رأی داد.", "fa"),
    ],
)
def test_the_language_of_a_body(text, language):
    code, probability = language_of(text)
    assert code == language
    assert 0.5 < probability <= 1


@pytest.mark.parametrize("text", ["", "  ", "12 345", "Short", "👍" * 50])
def test_too_little_text_has_no_language(text):
    assert language_of(text) == ("", 0.0)


def test_a_claim_gives_the_region_only_where_it_is_true():
    assert language_tag("en", "en-GB", "en-US") == "en-GB"
    assert language_tag("en", "de-DE", "en_US") == "en_US"
    assert language_tag("pt", "") == "pt"
    assert language_tag("", "", "pl") == "pl"


@pytest.mark.parametrize(
    "text",
    ["", "a", "Ode", "12 %", "\x00\x00\x00", "Die Brücke ist gesperrt.", "日本語"],
)
def test_the_walk_is_the_models_own(text):
    identifier = module._identifier()
    data = text.encode()
    own, known = identifier._raw_score(data), LanguageIdentifier._raw_score(identifier, data)
    assert own.tolist() == known.tolist()
