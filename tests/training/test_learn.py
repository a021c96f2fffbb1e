"""Training from end to end; needs the extra [train] (`make check-train`)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("catboost", reason="the extra [train] is not installed (make check-train)")

from pipeline.__main__ import main
from pipeline.model import load_model
from pipeline.model.forest import UNIT, Forest
from pipeline.score.folds import FOLDS, fold_path
from pipeline.training.fit import Rows, calibrated, grow


@pytest.fixture(scope="module")
def rows() -> Rows:
    numbers = np.random.default_rng(5)
    features = numbers.normal(size=(3000, 6)).astype(np.float32)
    is_body = features[:, 1] + 0.5 * features[:, 3] + numbers.normal(size=3000) * 0.3 > 0
    return Rows(features, is_body, np.ones(3000))


def test_the_whole_numbers_say_what_the_forest_says(rows: Rows) -> None:
    from catboost import CatBoostClassifier, Pool

    from pipeline.training.fit import _PARAMETERS

    forest = grow(rows, 60, 0.2)
    model = CatBoostClassifier(iterations=60, learning_rate=0.2, **_PARAMETERS)
    model.fit(Pool(rows.features, rows.is_body, weight=rows.weights))
    theirs = model.predict(rows.features, prediction_type="RawFormulaVal")
    ours = forest.scores(np.ascontiguousarray(rows.features.T)) / UNIT
    assert np.abs(theirs - ours).max() < 0.05
    assert ((ours > 0) == rows.is_body).mean() > 0.9


def test_a_chance_is_the_share_of_words_that_are_body(rows: Rows) -> None:
    forest = grow(rows, 30, 0.2)
    scores = forest.scores(np.ascontiguousarray(rows.features.T))
    words = np.full(len(scores), 10)
    found: Forest = calibrated(forest, scores, rows.is_body, words)
    assert (np.diff(found.chances.astype(int)) >= 0).all()
    chances = found.chances_of(scores) / 10_000
    for low in (0.0, 0.4, 0.9):
        chosen = (chances >= low) & (chances <= low + 0.1)
        if chosen.sum() > 100:
            assert abs(rows.is_body[chosen].mean() - chances[chosen].mean()) < 0.05


def test_the_command_makes_a_model_that_can_be_used(
    stories: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, folds = tmp_path / "my.model", tmp_path / "folds"
    assert main(["train", str(stories), "--out", str(out), "--folds", str(folds)]) == 0
    model = load_model(out)
    assert model.card["sets"] == ["stories"]
    assert all(fold_path(folds, fold).exists() for fold in range(FOLDS))
    code = main(["score", str(stories), "--out-of-fold", str(folds), "--forms", "page,flat"])
    assert code == 0
    table = capsys.readouterr().out
    assert "dechrome" in table


def test_too_few_pages_are_refused(stories: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    (small / "pages").mkdir(parents=True)
    lines = (stories / "gold.jsonl").read_text().split("\n")[:4]
    (small / "gold.jsonl").write_text("\n".join(lines))
    assert main(["train", str(small), "--out", "x", "--folds", str(tmp_path / "f")]) == 2
