from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import Page
from pipeline.config import default_config
from pipeline.model import told
from pipeline.model.characters import DIGIT, STOP, UPPER
from pipeline.model.features import NAMES, features
from pipeline.model.lexicon import Lexicon, with_marks
from pipeline.records import Document, Role, Vote
from pipeline.segment import segment

NOTHING = np.zeros(0, np.uint64), np.zeros(0, np.int16)
EMPTY = Lexicon(*NOTHING, *NOTHING, *with_marks({"0<p>": 40, ".share": -300}))
PROSE = "The council of Odell voted on Monday to close the old swimming bath for good this autumn."
TEXT = (
    f"Home\nNews\n\nOld bath closes\n\n{PROSE}\n\nShare\n\n{PROSE} It is empty.\n\n* More bath news"
)
HTML = (
    "<html><body><nav><a href=/>Home</a></nav><article><h1>Old bath closes</h1>"
    f"<p>{PROSE}</p><p>{PROSE} It is empty.</p><p class='share'>Share</p></article></body></html>"
)


def document(content: str, kind: str = "text") -> Document:
    page = Page(id="d", source="d", kind=kind, content=content)  # type: ignore[arg-type]
    return segment(page, default_config())


def column(name: str, content: str, kind: str = "text", *votes: Vote) -> list[float]:
    rows = features(document(content, kind), votes, EMPTY)
    return [float(value) for value in rows[NAMES.index(name)]]


def test_each_feature_has_a_name() -> None:
    rows = features(document(TEXT), (), EMPTY)
    assert rows.shape == (len(NAMES), 7)
    assert len(set(NAMES)) == len(NAMES)


def test_a_page_without_blocks_has_no_columns() -> None:
    rows = features(document(""), (), EMPTY)
    assert rows.shape == (len(NAMES), 0)


def test_shapes() -> None:
    assert column("words", "one two\n\n見出し three") == [2, 2.5]  # two ideographs are a word
    assert column("first", "One\n\n2 two") == [UPPER, DIGIT]
    assert column("last", "One.\n\nTwo!") == [STOP, STOP]
    assert column("sentences", "One. Two! 3.5 Three") == [2]
    assert column("is_sentence", f"{PROSE}\n\nShort one.") == [1, 0]
    assert column("ends", 'Short "one."\n\nOld bath') == [1, 0]
    assert column("capitalised", "Old Bath closes again") == [0.5]


def test_votes() -> None:
    votes = [
        Vote(0, Role.NAVIGATION, "rule:navigation/x", "y", 0.4),
        Vote(0, Role.RELATED, "doubling", "y", 0.9),
        Vote(1, Role.CAPTION, "structure", "y", 1.0),
        Vote(2, Role.TITLE, "context", "y", 0.9),
        Vote(3, Role.SHARE, "rule:share/x", "y", 1.0, span=(0, 3)),
        Vote(4, Role.PARAGRAPH, "model", "y", 1.0),
    ]
    content = "\n\n".join("abcde")
    assert column("out", content, "text", *votes) == [np.float32(0.9), 1, 0, 0, 0]
    assert column("certain_out", content, "text", *votes) == [0, 1, 0, 0, 0]
    assert column("image", content, "text", *votes) == [0, 1, 0, 0, 0]
    assert column("title", content, "text", *votes) == [0, 0, np.float32(0.9), 0, 0]
    assert column("doubled", content, "text", *votes) == [np.float32(0.9), 0, 0, 0, 0]
    assert column("in", content, "text", *votes) == [0, 0, 0, 0, 0]


def test_places() -> None:
    assert column("in_zone", TEXT) == [0, 0, 0, 1, 1, 1, 0]
    assert column("since_prose", TEXT) == [60, 60, 60, 60, 1, 2, 1]
    assert column("until_prose", TEXT) == [3, 2, 1, 2, 1, 60, 60]
    assert column("repeats", "Share\n\nBath\n\nShare") == [2, 1, 2]
    assert column("index", "a\n\nb") == [0, 1]
    assert column("from_end", "a\n\nb") == [1, 0]


def test_elements() -> None:
    assert column("links", HTML, "html") == [1, 0, 0, 0, 0]
    prose = column("above_prose", HTML, "html")
    assert prose[0] == 0
    assert column("parent_prose", HTML, "html")[2:4] == [1, 1]
    assert column("mark_low", HTML, "html") == [0, 0, 40, 40, -300]


def test_neighbours() -> None:
    words = column("words", TEXT)
    assert column("words+1", TEXT) == [*words[1:], -1]
    assert column("words-2", TEXT) == [-1, -1, *words[:-2]]
    above = column("words~<3", TEXT)
    assert above[0] == 0
    assert above[3] == np.float32(sum(words[:3]) / 3)


def test_the_rare_words_of_the_prose_tell_its_own_stories() -> None:
    other = "A chef in Marrow fries two hundred eggs a day, and sells them all before eight."
    content = f"{PROSE}\n\n{PROSE} Swimming ends.\n\n{other}"
    shared = column("rare_shared", content)
    assert shared[0] > shared[2]


@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_text_has_finite_features_that_do_not_change(lines: list[str]) -> None:
    content = "\n".join(" ".join(line.split()) for line in lines)
    found = document(content)
    rows = features(found, (), EMPTY)
    assert np.isfinite(rows).all()
    again = features(found, (), EMPTY)
    assert np.array_equal(rows, again)


@pytest.mark.parametrize("kind", ["text", "html"])
def test_a_document_that_is_read_in_lots_is_read_alike(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = document(TEXT if kind == "text" else HTML, kind)
    whole = features(found, (), EMPTY)
    monkeypatch.setattr(told, "_LOT", 20)
    assert np.array_equal(whole, features(found, (), EMPTY))


def test_an_endless_line_is_known_by_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told, "_MOST_CHARS", 8)
    assert column("chars", "one two three four") == [8]
