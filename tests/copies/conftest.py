"""Shards of rows on the disk, and stories of made-up words."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pipeline.copies.find import find_copies
from pipeline.copies.index import PART
from pipeline.copies.records import Copy, Job, ShardRows, read_copies
from pipeline.write.formats import json_line
from pipeline.write.rows import Row, row_bytes


@pytest.fixture(autouse=True)
def without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda descriptor: None)


def made_up(name: str, words: int) -> str:
    """Words that no other story has."""
    luck = random.Random(name)
    return " ".join(f"{name}{luck.randrange(10**6)}" for _ in range(words))


@pytest.fixture
def story() -> Callable[[str, int], str]:
    return made_up


def row_of(id: str, text: str, published: str = "") -> Row:
    line = json_line({"id": id, "text": text, "published": published})
    short = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Row(id, id, "0", "cleaned", text=short, metadata=published, record="1",
               sizes=(len(line), 0, 0, 0), body=line)  # fmt: skip


@dataclass
class Shelf:
    """A place for shards and what is known of them."""

    folder: Path
    min_containment: float = 0.6
    min_shingles: int = 30
    shingle_words: int = 5
    max_stories: int = 8

    def job(self, *shards: Mapping[str, str | tuple[str, str]]) -> Job:
        """A job over shards of id -> text, or text and date."""
        listed = []
        for number, texts in enumerate(shards):
            rows = (row_of(id, *([t] if isinstance(t, str) else t)) for id, t in texts.items())
            data = b"".join(map(row_bytes, sorted(rows, key=lambda row: row.id)))
            path = self.folder / f"rows-{number}"
            path.write_bytes(data)
            signatures = str(self.folder / f"signatures-{number}")
            listed.append(ShardRows(str(path), hashlib.sha256(data).hexdigest(), signatures))
        scratch = self.folder / "scratch"
        scratch.mkdir(exist_ok=True)
        return Job(tuple(listed), "digest", str(self.folder / "groups"), str(scratch),
                   self.shingle_words, self.min_shingles, self.min_containment,
                   self.max_stories)  # fmt: skip

    def find(self, *shards: Mapping[str, str | tuple[str, str]], part: int = PART) -> list[Copy]:
        job = self.job(*shards)
        find_copies(job, part)
        return list(read_copies(Path(job.target)))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture
def make_shelf(tmp_path: Path) -> Callable[..., Shelf]:
    def make(**settings: float) -> Shelf:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        return replace(Shelf(folder), **settings)

    return make
