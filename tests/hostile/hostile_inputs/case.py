"""A case: a file's bytes and what may become of it; and the article that most cases hide in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

__all__ = [
    "CLEAN",
    "EITHER",
    "NOTHING",
    "Case",
    "article",
    "html",
    "of_manifest",
    "plain",
    "text",
    "write",
]

CLEAN = frozenset({"clean"})
EITHER = frozenset({"clean", "quarantine"})
NOTHING = frozenset({"skip", "quarantine"})
_NO_READER = frozenset({"jsonl", "warc"})  # kinds of a manifest that have no reader yet
_TITLE = "Ferry line to the island reopens"
_HEAD = (
    '<meta charset="utf-8"><meta property="article:published_time" content="2024-02-06T08:15:00Z">'
)
_PROSE = (
    "The ferry between Port Alder and the island of Senna sails again from Saturday, the transport "
    "office said on Tuesday. The line had been closed for fourteen months after a storm tore away "
    "the pier on the island's western shore. The first boat leaves at six in the morning.",
    "Families who live on the island had crossed in fishing boats, which cost them twice as much "
    "and stopped at dusk. The mayor called the reopening the best news of the year, and asked "
    "everyone to be patient while the second boat is still in the yard.",
    "Engineers drove the new pillars eleven metres into the sea floor, four more than before, and "
    "the office expects them to last for fifty years. A ticket will cost three crowns, and "
    "children under twelve travel free until the end of the summer holidays.",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One hostile file.

    `allowed` are outcomes: clean (an article), skip (no text), quarantine. A clean article has
    every string of `contains` in its text and none of `lacks` in any value of its record; `meta`
    gives values that keys of the record must have, `meta_not` values that they must not have.
    """

    name: str  # of the file, below the raw folder
    data: bytes
    allowed: frozenset[str] = CLEAN
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    meta_not: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    max_seconds: float = 10.0
    max_rss_mb: float = 500.0
    sidecar: bytes | None = None
    error: str = ""  # the code that a quarantined file must have, "" for any


def marks(name: str) -> tuple[str, str]:
    """Words of the first and of the last paragraph, which must be in the text."""
    return f"KEEP-{name}-A", f"KEEP-{name}-Z"


def article(name: str, middle: str = "") -> str:
    """Paragraphs; the first and the last one have the marks, `middle` stands before the last."""
    first, last = marks(name)
    return (
        f"<p>{_PROSE[0]} The number of the file is {first} in the record of the town.</p>"
        f"<p>{_PROSE[1]}</p>{middle}"
        f"<p>{_PROSE[2]} The last entry of that day is {last} and no other follows it.</p>"
    )


def html(
    name: str,
    middle: str = "",
    *,
    head: str = _HEAD,
    title: str = "",
    story: str = "",
    before: str = "",
    after: str = "",
) -> str:
    """A page with navigation and a footer around a story."""
    title = title or f"{_TITLE} {name}"
    items = "".join(
        f'<li><a href="/{n}">{label}</a></li>'
        for n, label in enumerate(("Home", "World", "Sport", "Weather", "Sign in", "Most read"))
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head>{head}<title>{title}</title></head>\n'
        f'<body>{before}<nav><ul>{items}<li><a href="/x">DROP-{name}-NAV</a></li></ul></nav>'
        f"<main><article><h1>{title}</h1>{story or article(name, middle)}</article></main>{after}"
        f"<footer><p>DROP-{name}-FOOT © 2024 Port Alder Mail. All rights reserved.</p></footer>"
        "</body></html>"
    )


def text(name: str, middle: str = "") -> str:
    """The same as a flattened text."""
    first, last = marks(name)
    return (
        f"Home\nWorld\nSport\nSign in\nDROP-{name}-NAV Subscribe now\n\n{_TITLE} {name}\n"
        f"By Ada Quill\n6 February 2024\nShare on Facebook\n\n"
        f"{_PROSE[0]} The number of the file is {first} in the record of the town.\n\n"
        f"{_PROSE[1]}\n\n{middle}"
        f"{_PROSE[2]} The last entry of that day is {last} and no other follows it.\n\n"
        f"Read more\nRelated stories\nDROP-{name}-FOOT All rights reserved\n"
    )


def plain(
    name: str, page: str | bytes, *, suffix: str = ".html", last: bool = True, **expected: object
) -> Case:
    """The case of a page in which the marks must be kept and the chrome must go."""
    data = page if isinstance(page, bytes) else page.encode("utf-8", "surrogatepass")
    both = marks(name) if last else marks(name)[:1]
    lacks = (f"DROP-{name}-NAV", f"DROP-{name}-FOOT", *expected.pop("lacks", ()))
    contains = (*both, *expected.pop("contains", ()))
    return Case(f"{name}{suffix}", data, contains=contains, lacks=lacks, **expected)


def write(case: Case, folder: Path) -> Path:
    """Put a case on disk, with its sidecar."""
    path = folder / case.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(case.data)
    if case.sidecar is not None:
        path.with_name(path.name + ".meta.json").write_bytes(case.sidecar)
    return path


def of_manifest(folder: Path) -> Iterator[Case]:
    """The cases of a folder with a manifest."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for entry in manifest["cases"]:
        case = Case(
            name=entry["file"],
            data=(folder / entry["file"]).read_bytes(),
            allowed=frozenset(entry["allowed"]),
            contains=tuple(entry["contains"]),
            lacks=tuple(entry["lacks"]),
            max_seconds=entry["max_seconds"],
            max_rss_mb=entry["max_rss_mb"],
        )
        if entry["kind"] in _NO_READER:
            case = replace(case, allowed=frozenset({"quarantine"}), error="no_reader")
        if "date" in entry["meta"]:
            case = replace(case, meta={"published": entry["meta"]["date"]})
        yield replace(case, meta_not={"published": tuple(entry["meta"].get("date_not", ()))})
