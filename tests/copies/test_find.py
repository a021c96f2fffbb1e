"""What is kept and what is done again: the answer is that of looking at everything anew."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.copies import signatures
from pipeline.copies.find import find_copies
from pipeline.copies.signatures import DamagedRowsError


@pytest.fixture
def texts(story) -> dict[str, str]:
    found = {}
    for number in range(12):
        text = story(f"s{number}x", 80 + 7 * number)
        found |= {f"a{number:02d}": text, f"b{number:02d}": text[: len(text) // 3 * 2]}
    return found


@pytest.fixture
def shingled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """First words of the texts that were shingled."""
    seen: list[str] = []
    real = signatures.shingles

    def counted(text: str, words: int):
        seen.append(text.partition(" ")[0])
        return real(text, words)

    monkeypatch.setattr(signatures, "shingles", counted)
    return seen


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.randoms(use_true_random=False), st.integers(1, 6), st.sampled_from([50, 300, 1 << 20]))
def test_shards_order_and_parts_change_no_byte(make_shelf, texts, luck, number, part):
    def groups(shards: int, part: int, luck: random.Random | None) -> bytes:
        items = list(texts.items())
        if luck:
            luck.shuffle(items)
        shelf = make_shelf()
        shelf.find(*(dict(items[at::shards]) for at in range(shards)), part=part)
        return (shelf.folder / "groups").read_bytes()

    assert groups(number, part, luck) == groups(1, 1 << 20, None)


def test_a_second_look_shingles_nothing(shelf, texts, shingled):
    first = shelf.find(texts)
    assert len(shingled) == len(texts)
    kept = {path.name: path.read_bytes() for path in shelf.folder.iterdir() if path.is_file()}
    shingled.clear()
    assert shelf.find(texts) == first
    assert shingled == []
    again = {path.name: path.read_bytes() for path in shelf.folder.iterdir() if path.is_file()}
    assert again == kept


def test_only_what_is_new_or_changed_is_shingled(shelf, make_shelf, story, texts, shingled):
    shelf.find(texts)
    shingled.clear()
    changed = texts | {"c": texts["a03"], "a05": story("other", 90)}
    del changed["b02"]
    found = shelf.find(changed)
    assert len(shingled) == 2
    fresh = make_shelf()
    assert fresh.find(changed) == found
    for name in ("signatures-0", "groups"):
        assert (fresh.folder / name).read_bytes() == (shelf.folder / name).read_bytes()


def test_another_date_is_noticed(shelf, story):
    text = story("a", 90)
    found = shelf.find({"a": (text, "2024-05-01"), "b": (text, "2024-05-02")})
    assert [copy.of for copy in found] == ["", "a"]
    found = shelf.find({"a": (text, "2024-05-03"), "b": (text, "2024-05-02")})
    assert [copy.of for copy in found] == ["b", ""]


@pytest.mark.parametrize("at", [0, 20, 200, -1])
@pytest.mark.parametrize("how", ["flip", "cut"])
def test_damaged_signatures_are_made_again(shelf, texts, shingled, at, how):
    found = shelf.find(texts)
    path = shelf.folder / "signatures-0"
    whole = path.read_bytes()
    at %= len(whole)
    flipped = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    path.write_bytes(flipped if how == "flip" else whole[:at])
    shingled.clear()
    assert shelf.find(texts) == found
    assert len(shingled) == len(texts)
    assert path.read_bytes() == whole


def test_signatures_of_other_settings_are_made_again(shelf, texts, shingled):
    shelf.find(texts)
    shingled.clear()
    shelf.shingle_words = 4
    shelf.find(texts)
    assert len(shingled) == len(texts)


def test_rows_that_are_not_what_their_manifest_says(shelf, texts):
    job = shelf.job(texts)
    path = Path(job.shards[0].rows)
    path.write_bytes(path.read_bytes().replace(b"s3x", b"s3y"))
    with pytest.raises(DamagedRowsError, match="rows-0"):
        find_copies(job)
    assert not Path(job.target).exists()


def test_a_corpus_without_articles(shelf):
    assert shelf.find({}, {}) == []
    assert shelf.find() == []
