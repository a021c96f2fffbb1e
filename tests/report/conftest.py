"""Clean folders made by hand: what a run would publish for a few invented articles."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from pipeline.version import SCHEMA
from pipeline.write.record import FIELDS
from pipeline.write.seal import seal

RUN = {
    "started": "2024-05-03T10:30:00+00:00",
    "seconds": 2.5,
    "versions": {"cleaner": "0.1.0", "lxml": "6"},
    "alarms": [],
}


@dataclass
class Story:
    """An article: blocks as (role, by, text), kept where `by` is ""; and values of its record."""

    id: str
    blocks: list[tuple[str, str, str]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    nested: dict[str, Any] = field(default_factory=dict)

    @property
    def removed(self) -> list[dict[str, Any]]:
        return [
            {
                "id": self.id, "index": index, "role": role, "by": by, "why": f"Because of {by}.",
                "where": f"/html/body/p[{index}]", "text": text,
            }
            for index, (role, by, text) in enumerate(self.blocks)
            if by
        ]  # fmt: skip

    @property
    def flat(self) -> dict[str, Any]:
        kept = [text for _, by, text in self.blocks if not by]
        removed = [text for _, by, text in self.blocks if by]
        return {
            **{f.key: f.type() for f in FIELDS},
            "id": self.id, "title": f"Title of {self.id}", "text": "\n\n".join(kept),
            "n_words": sum(len(text.split()) for text in kept), "n_chars": sum(map(len, kept)),
            "n_removed_blocks": len(removed), "n_removed_chars": sum(map(len, removed)),
            "confidence": 0.9, "is_article": True, "schema": SCHEMA, "language": "en",
            "source_path": f"{self.id}.html",
            **self.values,
        }  # fmt: skip

    @property
    def record(self) -> dict[str, Any]:
        entries = []
        for index, (role, by, text) in enumerate(self.blocks):
            entry = {
                "index": index, "role": role, "kept": not by, "by": by or "default",
                "why": f"Because of {by}.", "where": f"/html/body/p[{index}]", "votes": [],
            }  # fmt: skip
            entries.append(entry | ({"text": text} if by else {}))
        lists: dict[str, Any] = {"images": [], "dates": [], "title_alternatives": []}
        return self.flat | lists | self.nested | {"blocks": entries}


def story(id: str, **values: Any) -> Story:
    """One with a menu, two paragraphs and a share bar between them."""
    blocks = [
        ("navigation", "rule:markup/menu", "Home News Sport"),
        ("paragraph", "", f"The first sentence of {id}."),
        ("share", "rule:share/bar", "Share this"),
        ("paragraph", "", f"The last sentence of {id}."),
    ]
    return Story(id, blocks, values)


@dataclass
class Clean:
    """A clean folder, with a generation for every publication."""

    path: Path
    number: int = 0

    def publish(
        self,
        stories: Iterable[Story],
        changed: dict[str, str] | None = None,
        *,
        quarantine: Iterable[dict[str, str]] = (),
        empty: Iterable[Story] = (),
        **run: Any,
    ) -> None:
        """As a run does; `changed` None: the first run."""
        self.number += 1
        folder = self.path / ".dechrome" / "generations" / f"{self.number:06d}-{'0' * 16}"
        (folder / "articles").mkdir(parents=True)
        stories = sorted(stories, key=lambda s: s.id)
        empty, quarantine = list(empty), list(quarantine)
        first = changed is None
        changed = {s.id: "added" for s in stories} if changed is None else changed

        def write(name: str, records: Iterable[dict[str, Any]]) -> None:
            lines = (json.dumps(r) + "\n" for r in sorted(records, key=lambda r: r["id"]))
            (folder / name).write_text("".join(lines))

        write("articles.jsonl", [s.flat for s in stories])
        write("removed.jsonl", [r for s in [*stories, *empty] for r in s.removed])
        inputs = [(s, "cleaned") for s in stories] + [(s, "empty") for s in empty]
        write(
            "inputs.jsonl",
            [
                {"id": s.id, "source_path": s.flat["source_path"], "status": status}
                for s, status in inputs
            ],
        )
        write("quarantine.jsonl", quarantine)
        write("changes.jsonl", [{"id": i, "change": kind} for i, kind in changed.items()])
        (folder / "index.jsonl").touch()
        for s in stories:
            (folder / "articles" / f"{s.id}.json").write_text(json.dumps(s.record))
        kinds = list(changed.values())
        counts = {"cleaned": len(stories), "empty": len(empty), "quarantined": len(quarantine)}
        facts = {
            "corpus": f"{self.number:064d}",
            "counts": {"read": sum(counts.values())} | counts,
            "changes": {
                kind: kinds.count(kind)
                for kind in ("added", "removed", "text", "metadata", "ledger")
            }
            | {"named": {} if first else changed},
        }
        (folder / "run.json").write_text(json.dumps(RUN | facts | run))
        (folder / "_SUCCESS").write_text(facts["corpus"] + "\n")
        (folder / "generation.json").write_bytes(seal({"publish": "link"}))
        current = self.path / ".dechrome" / "current"
        current.unlink(missing_ok=True)
        current.symlink_to(f"generations/{folder.name}")
        for path in folder.iterdir():
            if path.name not in ("index.jsonl", "changes.jsonl", "generation.json"):
                link = self.path / path.name
                if not link.is_symlink():
                    link.symlink_to(f".dechrome/current/{path.name}")

    @property
    def files(self) -> Path:
        return (self.path / ".dechrome" / "current").resolve()


@pytest.fixture
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clean:
    monkeypatch.setattr("pipeline.report.folder.sync_file_system", lambda folder: None)
    (tmp_path / "clean").mkdir()
    return Clean(tmp_path / "clean")


Pages = dict[str, html.HtmlElement]


@pytest.fixture
def pages() -> Callable[[Path], Pages]:
    """The parsed pages of a report, by their path in it."""

    def parse(folder: Path) -> Pages:
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
        return {
            str(path.relative_to(folder)): html.document_fromstring(
                path.read_bytes(), parser=parser
            )
            for path in sorted(folder.rglob("*.html"))
        }

    return parse


@pytest.fixture(name="story")
def story_fixture() -> Callable[..., Story]:
    return story


@pytest.fixture(name="Story")
def story_class() -> type[Story]:
    return Story
