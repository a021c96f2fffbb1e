from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.confidence import confidence_of, expectation_of, table_of
from pipeline.config import Config, default_config
from pipeline.decide import decide
from pipeline.model import BlockModel
from pipeline.records import Document, Page, Role, Vote
from pipeline.segment.text import segment_text

PROSE = "The council of Odell voted on Monday to close the old swimming bath for good this autumn."


@pytest.fixture
def config(tiny_model: BlockModel) -> Config:
    steps = ((0.0, 0.0), (0.8, 0.2), (1.0, 0.9))
    model = replace(tiny_model, confidence=dict.fromkeys(tiny_model.confidence, steps))
    return replace(default_config(), model=model)


def document(content: str) -> Document:
    return segment_text(Page(id="c", source="c", kind="text", content=content))


def body(chance: float, block: int = 0) -> Vote:
    return Vote(block, Role.PARAGRAPH, "model", "x", chance)


def chrome(chance: float, block: int) -> Vote:
    return Vote(block, Role.FURNITURE, "model", "x", 1 - chance)


def expectation(content: str, *votes: Vote) -> float:
    found = document(content)
    return expectation_of(found, decide(found, votes, default_config()))


def test_no_body_no_confidence(config: Config) -> None:
    empty = document("")
    assert confidence_of(empty, decide(empty, (), config), config) == 0.0
    found = document("Share")
    gone = decide(found, [Vote(0, Role.SHARE, "rule:a/b", "x", 1.0)], config)
    assert confidence_of(found, gone, config) == 0.0


def test_what_was_learned_about_an_expectation_is_the_confidence(config: Config) -> None:
    found = document(PROSE)
    assert confidence_of(found, decide(found, [body(0.9)], config), config) == 0.72
    assert confidence_of(found, decide(found, [body(1.0)], config), config) == 0.9
    assert confidence_of(found, decide(found, [body(0.1)], config), config) == 0.05
    assert confidence_of(found, decide(found, (), config), replace(config, model=None)) == 0.0


def test_an_expectation_counts_words_kept_and_words_lost() -> None:
    assert expectation(PROSE, body(1.0)) == 1.0
    assert expectation(f"{PROSE}\n\n{PROSE}", body(1.0), chrome(0.0, 1)) == 1.0
    assert expectation(f"{PROSE}\n\n{PROSE}", body(1.0), body(0.0, 1)) == pytest.approx(2 / 3)
    assert expectation(f"{PROSE}\n\n{PROSE}", body(1.0), chrome(1.0, 1)) == pytest.approx(2 / 3)


def test_a_certain_witness_is_believed_before_the_model() -> None:
    fact = Vote(1, Role.SHARE, "rule:a/b", "x", 1.0)
    assert expectation(f"{PROSE}\n\n{PROSE}", body(1.0), body(1.0, 1), fact) > 0.99
    learned = Vote(1, Role.NAVIGATION, "repeats:odell.example", "x", 0.95)
    assert expectation(f"{PROSE}\n\n{PROSE}", body(1.0), body(1.0, 1), learned) > 0.99


def test_the_spans_of_a_cut_block_count_once() -> None:
    cut = Vote(0, Role.AGENCY_CREDIT, "rule:tails/x", "x", 1.0, span=(0, 3))
    assert expectation(PROSE, body(1.0), cut) == 1.0


def test_the_table_of_a_text_depends_on_what_was_kept(config: Config) -> None:
    assert config.model is not None
    story = "\n\n".join([PROSE] * 20)
    body_votes = [body(0.9, block) for block in range(20)]
    for chrome_lines, content, table in (
        (0, PROSE, "text-short"),
        (0, story, "text-main"),
        (10, story, "text"),
    ):
        found = document(content + "\n\nShare this on all of these sites" * chrome_lines)
        votes = body_votes[: content.count(PROSE)]
        votes += [chrome(0.1, 20 + line) for line in range(chrome_lines)]
        assert table_of(found, decide(found, votes, config), config.model) == table
