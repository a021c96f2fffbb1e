from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("resiliparse", reason="the extra [peers] is not installed")

from pipeline.config import config_directory
from pipeline.model.characters import read_characters, read_words
from pipeline.score.sets import load_set
from pipeline.training.examples import Example, examples_of
from pipeline.training.forms import FORMS
from pipeline.training.lexicon import count, lexicon_of


@pytest.fixture(scope="module")
def examples(stories: Path) -> list[Example]:
    pages = load_set(stories, 8)
    return [e for found in examples_of(pages, config_directory()) for e in found]


def test_each_page_comes_in_all_forms(examples: list[Example]) -> None:
    assert [e.form for e in examples[: len(FORMS)]] == list(FORMS)
    assert len(examples) == 8 * len(FORMS)
    assert examples[0].group == "paper0.com"


def test_the_paragraphs_are_body_in_every_form(examples: list[Example]) -> None:
    for example in examples:
        assert example.words[example.is_body].sum() == example.gold_words
        for text, is_body in zip(example.document.texts, example.is_body, strict=True):
            if text in {"Share this story", "library", "Imprint"}:
                assert not is_body, (example.form, text)


def test_a_caption_is_no_body_in_any_form(examples: list[Example]) -> None:
    for example in examples:
        captions = [text.startswith("The hall of") for text in example.document.texts]
        assert not example.is_body[captions].any()
        if example.form in {"page", "html-text"}:
            assert example.is_caption[captions].any()


def test_of_the_gold_itself_all_is_body(examples: list[Example]) -> None:
    for example in examples:
        if example.form == "body":
            assert example.is_body.all()
            assert not example.is_caption.any()


def test_nobodys_layout_and_no_address_is_seen(examples: list[Example]) -> None:
    assert {vote.by.partition(":")[0] for e in examples for vote in e.votes} <= {
        "rule",
        "doubling",
        "structure",
        "context",
    }
    assert {vote.by for e in examples for vote in e.extractor} <= {"extractor"}


def test_words_are_counted_by_publisher(examples: list[Example]) -> None:
    book = lexicon_of([count(examples)])
    hashes = read_words(read_characters(["share council unheard"])).hashes
    scores, known = book.of_words(hashes)
    assert known.tolist() == [True, True, False]
    assert scores[0] < scores[1]
    assert book.of_marks(("<p>", "|", "<article>", ".story"))[0] > 0
    assert book.class_words[".menu"] < book.class_words[".story"]


def test_counts_of_several_parts_add_up(examples: list[Example]) -> None:
    half = len(examples) // 2
    together = lexicon_of([count(examples)])
    apart = lexicon_of([count(examples[:half]), count(examples[half:])])
    assert np.array_equal(together.words, apart.words)
    assert np.array_equal(together.word_scores, apart.word_scores)
    assert together.class_words == apart.class_words


def test_one_publisher_makes_no_word_known(examples: list[Example]) -> None:
    one = lexicon_of([count(e for e in examples if e.group == "paper0.com")])
    assert len(one.words) == len(one.pairs) == len(one.class_words) == 0
