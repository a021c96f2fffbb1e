from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.config import Config, default_config
from pipeline.label import model as module
from pipeline.label.model import vote_model
from pipeline.model import BlockModel
from pipeline.records import Document, Page, Role, Vote
from pipeline.segment import segment

PROSE = "The council of Odell voted on Monday to close the old swimming bath."
TEXT = f"Old bath\n\n{PROSE}\n\nMore"
HTML = (
    f"<html><body><p>{PROSE}</p><p><a href='/x'>Five ways to fry an egg</a></p>"
    "<p><a href='/'>Home</a></p></body></html>"
)


@pytest.fixture
def config(tiny_model: BlockModel) -> Config:
    return replace(default_config(), model=tiny_model)


def document(content: str, kind: str = "text") -> Document:
    page = Page(id="d", source="d", kind=kind, content=content)  # type: ignore[arg-type]
    return segment(page, default_config())


def test_every_block_gets_a_vote_with_its_chance(config: Config) -> None:
    votes = list(vote_model(document(TEXT), (), config))
    assert [(v.block, v.role, v.weight) for v in votes] == [
        (0, Role.FURNITURE, 0.9),
        (1, Role.PARAGRAPH, 0.9),
        (2, Role.FURNITURE, 0.9),
    ]
    assert votes[0].why == "10 % likely to be body"
    assert votes[1].why == "90 % likely to be body"


def test_chrome_is_called_what_another_witness_calls_it(config: Config) -> None:
    heard = [
        Vote(0, Role.FURNITURE, "rule:furniture/x", "y", 0.6),
        Vote(0, Role.SECTION, "context", "y", 0.3, values=(("section", "Old bath"),)),
    ]
    first = next(iter(vote_model(document(TEXT), heard, config)))
    assert first.role is Role.SECTION
    assert first.values == (("section", "Old bath"),)


def test_links_that_nobody_names_are_called_links(config: Config) -> None:
    config = _asking(config, 0.0)
    votes = list(vote_model(document(HTML, "html"), (), config))
    assert [v.role for v in votes] == [Role.PARAGRAPH, Role.RELATED, Role.NAVIGATION]


def test_it_says_so_when_it_stands_alone(config: Config) -> None:
    keep = Vote(2, Role.PARAGRAPH, "structure", "in the body's element", 0.5)
    votes = list(vote_model(document(TEXT), [keep], config))
    assert votes[2].why.endswith("against every other witness")
    blame = Vote(2, Role.RELATED, "rule:related/x", "y", 0.3)
    votes = list(vote_model(document(TEXT), [keep, blame], config))
    assert not votes[2].why.endswith("witness")


@pytest.mark.parametrize(
    ("limit", "cheap", "asked"), [(1.0, False, True), (0.0, False, False), (1.0, True, False)]
)
def test_trafilatura_is_asked_where_the_page_is_unsure(
    config: Config, monkeypatch: pytest.MonkeyPatch, limit: float, cheap: bool, asked: bool
) -> None:
    calls = []

    def witness(document: Document, votes: object, config: object) -> list[Vote]:
        calls.append(document)
        return [Vote(0, Role.PARAGRAPH, "extractor", "kept", 0.7)]

    monkeypatch.setattr(module, "vote_extractor", witness)
    votes = list(vote_model(document(HTML, "html"), (), _asking(config, limit), cheap=cheap))
    assert bool(calls) == asked
    assert ("extractor" in {v.by for v in votes}) == asked


def test_a_text_has_no_extractor(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "vote_extractor", None)
    assert list(vote_model(document(TEXT), (), _asking(config, 1.0)))


def test_a_text_that_was_cleaned_before_keeps_what_nobody_blames(config: Config) -> None:
    assert config.model is not None
    doubt = {
        name: replace(forest, chances=np.array([2500, 9000], np.uint16))
        for name, forest in config.model.forests.items()
    }
    config = replace(config, model=replace(config.model, forests=doubt))
    clean = "\n\n".join([PROSE] * 6 + ["12 May"])
    assert list(vote_model(document(clean), (), config))[-1].role is Role.PARAGRAPH
    # Somebody blames a line: it was not cleaned, and the last one is as unlikely as it was.
    blame = [Vote(0, Role.RELATED, "rule:related/x", "y", 0.3)]
    assert list(vote_model(document(clean), blame, config))[-1].role is Role.FURNITURE
    half = "\n\n".join([PROSE] + ["12 May"] * 6)
    assert list(vote_model(document(half), (), config))[-1].role is Role.FURNITURE
    page = "".join(f"<p>{text}</p>" for text in clean.split("\n\n"))
    given = document(f"<html><body>{page}</body></html>", "html")
    assert list(vote_model(given, (), _asking(config, 0.0)))[-1].role is Role.FURNITURE


def test_without_a_model_nobody_judges(config: Config) -> None:
    assert list(vote_model(document(TEXT), (), replace(config, model=None))) == []


def _asking(config: Config, limit: float) -> Config:
    model = replace(config.settings.model, ask_extractor_below=limit)
    return replace(config, settings=replace(config.settings, model=model))
