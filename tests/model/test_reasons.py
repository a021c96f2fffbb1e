from __future__ import annotations

from pipeline.model import BlockModel
from pipeline.model.features import NAMES
from pipeline.model.reasons import in_words, reasons_of
from pipeline.records import Page
from pipeline.segment.text import segment_text

PROSE = "The council of Odell voted on Monday to close the old swimming bath."


def test_every_feature_can_be_said() -> None:
    assert all(in_words(name) for name in NAMES)


def test_what_weighs_most_speaks_for_the_side_of_the_block(tiny_model: BlockModel) -> None:
    tiny_model.usual[:, NAMES.index("words")] = 8.5
    content = f"{PROSE}\n\nShare"
    document = segment_text(Page(id="d", source="d", kind="text", content=content))
    found = reasons_of(tiny_model, document, (), [0, 1])
    assert found[0] == ()  # as usual: nothing weighs
    (reason,) = found[1]
    assert (reason.words, reason.value) == ("its number of words", 1.0)
    assert reason.weight < 0
