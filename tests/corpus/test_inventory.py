from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from pipeline.corpus import inventory
from pipeline.corpus.errors import CorpusError
from pipeline.corpus.inventory import (
    BUCKETS,
    bucket_of,
    count_vanished,
    read_inventory,
    take_inventory,
)

LATER = 4_000_000_000_000_000_000


@pytest.fixture
def hashed(monkeypatch) -> list[str]:
    """The names of the files whose bytes were read."""
    names: list[str] = []
    real = inventory.fingerprint

    def spy(path: bytes, sidecar: bytes | None):
        names.append(Path(os.fsdecode(path)).name)
        return real(path, sidecar)

    monkeypatch.setattr(inventory, "fingerprint", spy)
    return names


def names(corpus) -> list[str]:
    return [entry.source_path for entry in read_inventory(corpus.folders.inventory)]


def test_what_did_not_change_is_not_read_again(corpus, hashed) -> None:
    corpus.write(a="one", b="two", c="three")
    first = take_inventory(corpus.folders, LATER)
    assert sorted(hashed) == ["a.txt", "b.txt", "c.txt"]
    assert (first.read, first.ignored, first.refused) == (3, 0, 0)
    hashed.clear()
    assert take_inventory(corpus.folders, LATER) == first
    assert hashed == []
    corpus.write(b="TWO", bb="new")
    (corpus.folders.raw / "c.txt").unlink()
    second = take_inventory(corpus.folders, LATER)
    assert sorted(hashed) == ["b.txt", "bb.txt"]
    assert second.read == 3
    assert names(corpus) == ["a.txt", "b.txt", "bb.txt"]


def test_other_bytes_under_the_old_size_and_mtime_are_seen(corpus, hashed) -> None:
    corpus.write(a="one")
    path = corpus.folders.raw / "a.txt"
    before = path.stat()
    first = take_inventory(corpus.folders, LATER)
    while path.stat().st_ctime_ns == before.st_ctime_ns:
        path.write_text("two")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    second = take_inventory(corpus.folders, LATER)
    assert second.buckets != first.buckets
    assert hashed == ["a.txt", "a.txt"]


def test_a_file_that_was_just_written_is_not_trusted(corpus, hashed) -> None:
    corpus.write(a="one")
    changed = (corpus.folders.raw / "a.txt").stat().st_ctime_ns
    take_inventory(corpus.folders, changed + 1_000_000_000)
    take_inventory(corpus.folders, changed + 3_000_000_000)
    assert hashed == ["a.txt", "a.txt"]  # the first look was too early
    take_inventory(corpus.folders, changed + 4_000_000_000)
    assert hashed == ["a.txt", "a.txt"]


def test_a_sidecar_is_part_of_the_input(corpus) -> None:
    corpus.write(a="one")
    seen = [take_inventory(corpus.folders, LATER)]
    sidecar = corpus.folders.raw / "a.txt.meta.json"
    for text in ('{"language": "en"}', '{"language": "de"}'):
        sidecar.write_text(text)
        seen.append(take_inventory(corpus.folders, LATER))
    assert len({look.buckets for look in seen}) == 3
    assert [look.read for look in seen] == [1, 1, 1]
    sidecar.unlink()
    assert take_inventory(corpus.folders, LATER).buckets == seen[0].buckets


def test_what_is_no_input_is_counted(corpus) -> None:
    corpus.write(a="one")
    for name in (".hidden", "b.txt.tmp", "c.part", "d~", "x.meta.json"):
        (corpus.folders.raw / name).touch()
    os.mkfifo(corpus.folders.raw / "pipe.txt")
    (corpus.folders.raw / "link.txt").symlink_to("a.txt")
    look = take_inventory(corpus.folders, LATER)
    assert (look.read, look.ignored, look.refused) == (1, 5, 2)
    assert [refusal.partition(":")[0] for refusal in look.refusals] == ["link.txt", "pipe.txt"]


def test_names_that_are_not_utf8_and_odd_orders(corpus) -> None:
    raw = corpus.folders.raw
    (raw / "a").mkdir()
    for name in ("a/x.txt", "a-b.txt", "a.txt", "caf\udce9.txt", "\uffee.txt", "\U0001f600.txt"):
        (raw / name).write_text("text")
    first = take_inventory(corpus.folders, LATER)
    stored = list(read_inventory(corpus.folders.inventory))
    assert first.read == 6
    assert "caf\\xe9.txt" in names(corpus)
    assert [os.fsencode(e.path) for e in stored] == sorted(os.fsencode(e.path) for e in stored)
    assert take_inventory(corpus.folders, LATER) == first
    assert list(read_inventory(corpus.folders.inventory)) == stored


def test_a_torn_cache_only_costs_time(corpus, hashed) -> None:
    corpus.write(a="one", b="two")
    first = take_inventory(corpus.folders, LATER)
    stored = corpus.folders.inventory.read_bytes()
    corpus.folders.inventory.write_bytes(stored[:-20])
    hashed.clear()
    assert take_inventory(corpus.folders, LATER) == first
    assert hashed == ["b.txt"]
    assert corpus.folders.inventory.read_bytes() == stored


def test_an_unreadable_file_is_an_input(corpus, monkeypatch) -> None:
    corpus.write(a="one", b="two")

    def refuse(path: bytes, sidecar: bytes | None):
        code = "unreadable" if path.endswith(b"a.txt") else "missing"
        raise inventory.PageError("read", code, "It cannot be read.")

    monkeypatch.setattr(inventory, "fingerprint", refuse)
    assert take_inventory(corpus.folders, LATER).read == 1  # b vanished while we looked
    (entry,) = read_inventory(corpus.folders.inventory)
    assert (entry.source_path, entry.sha256, entry.settled) == ("a.txt", "", False)


def test_a_raw_folder_that_cannot_be_listed(corpus) -> None:
    corpus.folders.raw.rmdir()
    corpus.folders.raw.touch()
    with pytest.raises(CorpusError, match="cannot be listed: Not a directory; check --raw-dir"):
        take_inventory(corpus.folders, LATER)


def test_vanished_inputs_are_counted(corpus, tmp_path) -> None:
    corpus.write(a="one", b="two", c="three", d="four")
    take_inventory(corpus.folders, LATER)
    old = tmp_path / "old.jsonl"
    corpus.folders.inventory.rename(old)
    for name in ("a", "d"):
        (corpus.folders.raw / f"{name}.txt").unlink()
    corpus.write(b="changed", bb="new")
    take_inventory(corpus.folders, LATER)
    assert count_vanished(old, corpus.folders.inventory) == (2, 4)
    assert count_vanished(old, old) == (0, 4)


def test_buckets_are_spread() -> None:
    counts = Counter(bucket_of(f"story-{number}") for number in range(5_000))
    assert len(counts) == BUCKETS
    assert max(counts.values()) < 50
