"""A corpus on disk, cleaned by a function that stands in for the edge."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from pipeline.config import AlarmSettings, CopySettings, OutputSettings, Settings
from pipeline.copies.find import find_copies
from pipeline.corpus.copies import are_found, copies_job
from pipeline.corpus.folders import Folders, prepare, store_shards, stored_shards
from pipeline.corpus.inventory import take_inventory
from pipeline.corpus.plan import Plan, make_plan
from pipeline.corpus.publication import publish
from pipeline.corpus.shards import (
    ShardWork,
    clean_shard,
    is_complete,
    reopen_shards,
    share_out,
    work_done,
)
from pipeline.corpus.verification import mend
from pipeline.edge import Item, Outcome
from pipeline.profiles.match import NO_PROFILES, Profiles
from pipeline.read.ids import article_id
from pipeline.records import PageFrame
from pipeline.write.atomic import temporary_folder
from pipeline.write.formats import csv_line, dump, json_line
from pipeline.write.rows import Row, Vitals, record_digest, row_bytes

FAR_FUTURE_NS = 4_000_000_000_000_000_000  # nothing is racily clean


def row_of(id: str, text: str, config: str) -> Row:
    """What cleaning makes of a text here: its first word is the title, `!` marks chrome."""
    body = text.replace("!", "").strip()
    empty = {"dup_group": "", "dup_of": "", "dup_score": 0.0}
    flat = {"id": id, "text": body, "published": "", **empty, "config": config}
    lines = ",\n".join(f" {dump(key)}: {dump(value)}" for key, value in flat.items())
    record = f"{{\n{lines}\n}}\n".encode()
    removed = json_line({"id": id, "text": "!"}) * text.count("!")
    cells = csv_line(value for key, value in flat.items() if key != "text")
    parts = (json_line(flat), cells, record, removed) if body else (b"", b"", b"", removed)
    return Row(
        status="cleaned" if body else "empty",
        text=hashlib.sha256(body.encode()).hexdigest()[:16],
        metadata=body.partition(" ")[0],
        ledger=str(text.count("!")),
        record=record_digest(body, record) if body else "",
        vitals=Vitals(id[0], len(body), text.count("!"), "-" not in body, body.endswith(".")),
        sizes=tuple(len(part) for part in parts),
        body=b"".join(parts),
    )


@dataclass
class Corpus:
    """A raw and a clean folder, and runs over them."""

    folders: Folders
    config: str = "config-1"
    output: OutputSettings = field(default_factory=OutputSettings)
    alarms: AlarmSettings = field(default_factory=AlarmSettings)
    copies: CopySettings = field(default_factory=lambda: CopySettings(min_shingles=10))
    retry_quarantined: bool = False
    accept_alarms: bool = False
    cleaned: list[str] = field(default_factory=list)  # source paths, of the last run
    backwards: bool = False  # the edge answers in the opposite order
    read: Callable[[Path], str] = Path.read_text
    profiles: Profiles = NO_PROFILES
    frame: Callable[[str], PageFrame] = field(default=lambda text: PageFrame())

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            (self.folders.raw / f"{name}.txt").write_text(text)

    def clean_all(self, items: Iterable[Item]) -> Iterator[Outcome]:
        todo = list(enumerate(items))
        for index, item in reversed(todo) if self.backwards else todo:
            self.cleaned.append(item.source_path)
            text = self.read(Path(item.path.decode()))
            if "bad" in text:
                why = ("read", text.partition(":")[2] or "bad", "It is bad.")
                yield Outcome(index, item.source_path, "quarantined", b"", *why)
                continue
            row = row_of(article_id(item.source_path), text, self.config)
            frame = self.frame(text)
            sketch = "".join(f"{short:08x}" for short in frame.sketch)
            profile = self.profiles.digest_for(frame)
            row = replace(row, key=frame.key, sketch=sketch, profile=profile)
            yield Outcome(index, item.source_path, "cleaned", row_bytes(row))

    @property
    def settings(self) -> Settings:
        return Settings(output=self.output, alarms=self.alarms, copies=self.copies)

    def plan(self) -> Plan:
        inventory = take_inventory(self.folders, FAR_FUTURE_NS)
        plan = make_plan(inventory.buckets, stored_shards(self.folders), self.config, self.profiles)
        store_shards(self.folders, plan.shards)
        return plan

    def clean(self, plan: Plan | None = None) -> Plan:
        """One run up to publication."""
        prepare(self.folders)
        mend(self.folders)
        plan = plan or self.plan()
        reopen_shards(self.folders, plan, self.retry_quarantined)
        self.cleaned = []
        dirty = [n for n in plan.digests if not is_complete(self.folders, plan, n)]
        share_out(self.folders, plan, dirty)
        for number in dirty:
            clean_shard(self.folders, plan, number, self.clean_all, lambda work: None)
        if self.copies.find and not are_found(self.folders, plan, self.copies):
            with temporary_folder(self.folders.tmp) as scratch:
                find_copies(copies_job(self.folders, plan, self.copies, scratch))
        return plan

    def run(self) -> dict[str, object]:
        """One whole run; the manifest of what it published."""
        plan = self.clean()
        run = {"work": self.work(plan)}
        return publish(self.folders, plan, self.settings, run, self.accept_alarms)

    def work(self, plan: Plan) -> list[int]:
        work: ShardWork = work_done(self.folders, plan)
        return [work.cleaned, work.quarantined, work.reused]

    def published(self) -> dict[str, bytes]:
        """Name -> content of everything that a reader sees, but run.json."""
        clean = self.folders.clean
        names = [p for p in clean.iterdir() if p.name not in (".dechrome", "run.json", "articles")]
        names += (clean / "articles").iterdir()
        return {str(path.relative_to(clean)): path.read_bytes() for path in names}

    def lines(self, name: str) -> list[dict[str, object]]:
        text = (self.folders.clean / name).read_text()
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(autouse=True)
def without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run here syncs some eighty times; that takes longer than all the rest."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    monkeypatch.setattr("pipeline.corpus.publication.sync_file_system", lambda folder: None)


@pytest.fixture
def make_corpus(tmp_path: Path) -> Callable[..., Corpus]:
    def make(name: str = "one") -> Corpus:
        folders = Folders(tmp_path / name / "raw", tmp_path / name / "clean")
        folders.raw.mkdir(parents=True)
        prepare(folders)
        return Corpus(folders)

    return make


@pytest.fixture
def corpus(make_corpus: Callable[..., Corpus]) -> Corpus:
    return make_corpus()
