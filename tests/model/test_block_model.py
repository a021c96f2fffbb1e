from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import ConfigError
from pipeline.model import SHIPPED, BlockModel, expected_f1, load_model, save_model
from pipeline.model.block_model import best_choice
from pipeline.records import Page, Role, Vote
from pipeline.segment.text import segment_text

LINES = "Share this\n\nThe council of Odell voted on Monday to close the old bath.\n\nMore"


def test_a_model_is_read_as_it_was_saved(tiny_model: BlockModel, tmp_path: Path) -> None:
    save_model(tmp_path / "m.model", tiny_model)
    found = load_model(tmp_path / "m.model")
    document = segment_text(Page(id="d", source="d", kind="text", content=LINES))
    assert found.read(document, ()) == tiny_model.read(document, ())
    assert found.card == tiny_model.card
    assert len(found.digest) == 64


def test_blocks_are_read(tiny_model: BlockModel) -> None:
    document = segment_text(Page(id="d", source="d", kind="text", content=LINES))
    reading = tiny_model.read(document, ())
    assert reading.forest == "text"
    assert reading.chances == (1000, 9000, 1000)
    assert reading.kept == (False, True, False)


def test_a_model_of_other_features_is_refused(tiny_model: BlockModel, tmp_path: Path) -> None:
    path = tmp_path / "m.model"
    save_model(path, tiny_model)
    from pipeline.model.file import read_arrays, write_arrays

    header, arrays, _ = read_arrays(path)
    write_arrays(path, {**header, "features": ["words"]}, arrays)
    with pytest.raises(ConfigError, match="trained with other features"):
        load_model(path)


@pytest.mark.parametrize("part", ["text/features", "text/trees", "page/steps", "word_scores"])
def test_a_model_that_does_not_add_up_is_refused(
    tiny_model: BlockModel, tmp_path: Path, part: str
) -> None:
    from pipeline.model.file import read_arrays, write_arrays

    path = tmp_path / "m.model"
    save_model(path, tiny_model)
    header, arrays, _ = read_arrays(path)
    broken = np.full((3, 2), 30_000, np.int16)
    write_arrays(path, header, {**arrays, part: broken})
    with pytest.raises(ConfigError, match="damaged"):
        load_model(path)


def test_the_choice_has_the_highest_expected_f1() -> None:
    chances = np.array([9500, 500, 6000, 3000])
    words = np.array([100.0, 50.0, 40.0, 5.0])
    kept, f1 = best_choice(chances, words)
    assert kept.tolist() == [True, False, True, False]
    rivals = [
        expected_f1(chances.tolist(), words.tolist(), [bool(n & 1 << i) for i in range(4)])
        for n in range(16)
    ]
    assert f1 == pytest.approx(max(rivals))


def test_nothing_is_chosen_of_nothing() -> None:
    kept, f1 = best_choice(np.zeros(0, np.int64), np.zeros(0))
    assert (kept.tolist(), f1) == ([], 1.0)
    kept, _ = best_choice(np.array([0, 0]), np.array([5.0, 5.0]))
    assert kept.tolist() == [False, False]


def test_expected_f1_of_a_page_without_words() -> None:
    assert expected_f1([5000], [0], [True]) == 1.0


def test_the_shipped_model_is_small_and_has_its_card() -> None:
    assert SHIPPED.stat().st_size <= 5_000_000
    model = load_model(SHIPPED)
    assert model.card["sets"] == ["fundus-dev", "wcxb-dev-article"]
    assert all(len(forest.trees) > 0 for forest in model.forests.values())


def test_the_extractor_has_a_forest_of_its_own(tiny_model: BlockModel) -> None:
    document = segment_text(Page(id="d", source="d", kind="text", content=LINES))
    marked = replace(document.blocks[0], tag="p")
    page = replace(document, blocks=(marked, *document.blocks[1:]))
    kept = Vote(0, Role.PARAGRAPH, "extractor", "kept", 0.7)
    assert tiny_model.forest_for(document, [kept]) == "text"
    assert tiny_model.forest_for(page, []) == "page"
    assert tiny_model.forest_for(page, [kept]) == "page+extractor"
