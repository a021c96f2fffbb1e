from __future__ import annotations

import importlib.util
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from pipeline.score.measures import compare, shingles, summarise, words

GOLD = "The dam broke at noon. Nobody was hurt, officials said."


def test_words_of_scripts_with_and_without_spaces():
    assert words("Ÿ naïve – co-operate 3.5") == ["Ÿ", "naïve", "co", "operate", "3", "5"]
    assert words("大坝决堤。没有人受伤。") == ["大坝决堤", "没有人受伤"]


def test_shingles_of_texts_shorter_than_one():
    assert shingles(["a", "b"]) == Counter({("a", "b"): 1})
    assert shingles([]) == Counter()


def test_word_figures_ignore_case_and_count_every_copy():
    # 4 of 6 body words are gold's, 4 of 5 gold words are found.
    figures = compare("THE dam dam broke today twice", "the dam broke at dam")
    assert (figures.kept, figures.lost, figures.extra) == (4, 1, 2)
    assert figures.word_precision == pytest.approx(4 / 6)
    assert figures.word_recall == pytest.approx(4 / 5)
    assert figures.word_f1 == pytest.approx(2 * (4 / 6) * (4 / 5) / (4 / 6 + 4 / 5))


def test_shingle_figures_respect_case_and_order():
    # Gold: a b c d | b c d e. Body: a b c d | b c d E.
    figures = compare("a b c d E", "a b c d e")
    assert figures.shingle_precision == pytest.approx(1 / 2)
    assert figures.shingle_recall == pytest.approx(1 / 2)
    assert figures.word_f1 == 1.0
    assert not figures.exact


def test_exact_is_about_words_not_about_white_space_or_punctuation():
    assert compare(GOLD.replace(". ", "\n\n"), GOLD).exact
    assert not compare(GOLD.replace("The", "A"), GOLD).exact


@pytest.mark.parametrize(
    ("body", "gold", "f1", "precision", "recall"),
    [
        ("", "", 1.0, None, None),
        ("", GOLD, 0.0, None, 0.0),
        (GOLD, "", 0.0, 0.0, None),
        ("entirely other words stand here", GOLD, 0.0, 0.0, 0.0),
    ],
)
def test_nothing_and_everything_wrong(body, gold, f1, precision, recall):
    figures = compare(body, gold)
    assert figures.word_f1 == f1
    assert (figures.shingle_precision, figures.shingle_recall) == (precision, recall)


def test_summary_averages_pages_and_sums_words():
    figures = summarise([compare(GOLD, GOLD), compare("", GOLD)])
    assert (figures.pages, figures.word_f1, figures.exact) == (2, 0.5, 0.5)
    # The empty body has no shingle precision: it is left out of that average, not counted as 0.
    assert (figures.shingle_precision, figures.shingle_recall) == (1.0, 0.5)
    assert figures.shingle_f1 == pytest.approx(2 * 0.5 / 1.5)
    assert (figures.kept, figures.lost, figures.kept_share) == (10, 10, 0.5)


def test_no_page_is_no_score():
    with pytest.raises(ValueError, match="no pages"):
        summarise([])


DATA = Path(os.environ.get("DECHROME_DATA", ""))


@pytest.mark.skipif(
    not (DATA / "score.py").is_file(), reason="DECHROME_DATA does not name measuring sets"
)
@pytest.mark.parametrize("form", ["flat", "residue"])
def test_same_figures_as_the_reference_implementation(form):
    spec = importlib.util.spec_from_file_location("reference_score", DATA / "score.py")
    assert spec is not None
    assert spec.loader is not None
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    lines = (DATA / "fundus-dev" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    golds = {row["id"]: row["text"] for row in map(json.loads, lines)}
    pairs = [
        ((DATA / "fundus-dev" / form / f"{page}.txt").read_text(encoding="utf-8"), gold)
        for page, gold in golds.items()
    ]
    pairs += [("", next(iter(golds.values()))), ("some words", "")]
    ours = summarise([compare(body, gold) for body, gold in pairs])
    theirs = reference.report(pairs)
    assert {
        "n": ours.pages,
        "word_f1": round(ours.word_f1, 4),
        "word_p": round(ours.word_precision, 4),
        "word_r": round(ours.word_recall, 4),
        "shingle_f1": round(ours.shingle_f1, 4),
        "shingle_p": round(ours.shingle_precision, 4),
        "shingle_r": round(ours.shingle_recall, 4),
        "exact": round(ours.exact, 4),
    } == theirs
