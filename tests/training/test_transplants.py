from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("resiliparse", reason="the extra [peers] is not installed")

from pipeline.config import config_directory
from pipeline.score.folds import fold_of
from pipeline.score.sets import load_set
from pipeline.training.examples import Example, examples_of
from pipeline.training.transplants import transplanted

FORMS = {"html-text", "lines", "resiliparse", "resiliparse-main"}


@pytest.fixture(scope="module")
def examples(stories: Path) -> list[Example]:
    pages = load_set(stories, 16)
    return [e for found in examples_of(pages, config_directory()) for e in found]


def test_a_story_gets_the_end_of_a_page_of_its_fold(examples: list[Example]) -> None:
    found = list(transplanted(examples))
    assert {e.form for e in found} == FORMS
    originals = {(e.id, e.form): e for e in examples}
    for example in found:
        own = originals[example.id, example.form]
        end = max(place for place, is_body in enumerate(own.is_body) if is_body) + 1
        assert example.document.blocks[:end] == own.document.blocks[:end]
        assert example.is_body[:end].tolist() == own.is_body[:end].tolist()
        rest = example.document.blocks[end:]
        donors = [
            other
            for other in examples
            if other.form == example.form and other.document.blocks[-len(rest) :] == rest
        ]
        assert any(
            other.group != own.group and fold_of(other.group) == fold_of(own.group)
            for other in donors
        )
        assert rest
        assert not example.is_body[end:].any()
        assert example.learned_from == (max(end - 12, 0), len(example.document.blocks))


def test_everything_has_an_entry_for_each_block(examples: list[Example]) -> None:
    for example in transplanted(examples):
        size = len(example.document.blocks)
        assert len(example.is_body) == len(example.is_caption) == len(example.words) == size
        assert all(vote.block < size for vote in example.votes)
        by_text = {vote.block: vote for vote in example.votes if "share" in vote.by}
        assert all("Share" in example.document.texts[block] for block in by_text)


def test_one_publisher_alone_gets_nothing(examples: list[Example]) -> None:
    assert list(transplanted([e for e in examples if e.group == "paper0.com"])) == []
    assert list(transplanted([])) == []
