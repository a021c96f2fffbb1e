from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import config_directory
from pipeline.model import BlockModel, save_model
from pipeline.score.folds import FOLDS, fold_of, fold_path, group_of
from pipeline.score.measures import compare
from pipeline.score.quality import measure_quality, write_quality
from pipeline.score.reliability import plot, reliability
from pipeline.score.run import Outcome, Plan, score_sets
from pipeline.score.sets import FORMS, BenchPage, ScoreError, load_set


def outcome(confidence: float, good: bool) -> Outcome:
    figures = compare("one two" if good else "three", "one two")
    return Outcome("s", "i", "page", "dechrome", figures, 1.0, confidence=confidence)


def test_articles_of_a_tenth_are_counted_together() -> None:
    found = reliability([outcome(0.91, True), outcome(0.95, False), outcome(1.0, True)])
    (bin_,) = found
    assert (round(bin_.confidence, 3), round(bin_.good, 3), bin_.articles) == (0.953, 0.667, 3)
    assert [b.articles for b in reliability([outcome(0.1, False), outcome(0.9, True)])] == [1, 1]


def test_the_plot_is_an_svg_with_a_line_a_form() -> None:
    svg = plot({"page": reliability([outcome(0.9, True), outcome(0.2, False)])})
    assert svg.startswith("<svg")
    assert svg.count("<circle") == 2
    assert ">page</text>" in svg


def page(url: str) -> BenchPage:
    return BenchPage("s", Path(), "i", "text", url=url)


def test_a_publisher_is_a_registered_domain() -> None:
    assert group_of(page("https://www.news.example.co.uk/a")) == "example.co.uk"
    assert group_of(page("https://sport.example.co.uk/b")) == "example.co.uk"
    assert group_of(page("")) == ""


def test_a_publisher_stays_in_its_fold() -> None:
    assert [fold_of(name) for name in ("example.org", "example.net", "")] == [3, 1, 0]
    assert {fold_of(f"p{i}.example") for i in range(60)} == set(range(FOLDS))


@pytest.fixture
def folds(tiny_model: BlockModel, tmp_path: Path) -> Path:
    folder = tmp_path / "folds"
    folder.mkdir()
    for fold in range(FOLDS):
        save_model(fold_path(folder, fold), tiny_model)
    return folder


def test_a_page_is_scored_with_the_model_of_its_fold(bench: Path, folds: Path) -> None:
    plan = Plan(config_directory(), FORMS, folds=folds)
    found = [o for outcomes in score_sets(load_set(bench), plan) for o in outcomes]
    assert {o.publisher for o in found} == {"example.org"}
    assert all(o.figures.word_f1 > 0.9 for o in found)


def test_missing_models_are_said_with_what_to_do(bench: Path, tmp_path: Path) -> None:
    plan = Plan(config_directory(), FORMS, folds=tmp_path / "none")
    with pytest.raises(ScoreError, match=r"`make train` writes the models of the folds"):
        list(score_sets(load_set(bench), plan))


def test_the_quality_page_is_written(bench: Path, folds: Path, tmp_path: Path) -> None:
    plan = Plan(config_directory(), FORMS, folds=folds)
    seen: list[tuple[int, int]] = []
    quality = measure_quality(load_set(bench), plan, 1, lambda *done: seen.append(done))
    assert seen[-1][0] == seen[-1][1]
    assert all(o.asked for o in quality.always)
    assert not any(o.asked for o in quality.never)
    write_quality(quality, tmp_path)
    text = (tmp_path / "quality.md").read_text(encoding="utf-8")
    for heading in ("By form", "By language", "By publisher", "Kinds of errors", "left out"):
        assert heading in text
    assert (tmp_path / "reliability.svg").read_text(encoding="utf-8").startswith("<svg")
