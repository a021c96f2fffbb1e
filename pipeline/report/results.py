"""Reading a clean folder as one set of results, in one pass and little memory.

Only what is published there is read, never a raw page: `articles.jsonl`, `removed.jsonl`,
`inputs.jsonl`, `quarantine.jsonl`, `run.json`, the generation's `changes.jsonl`, and for the
articles that get a page of their own `articles/<id>.json`, also of the generation before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.corpus.errors import CorpusError
from pipeline.corpus.folders import Folders
from pipeline.corpus.generation import CHANGES, INDEX, current_generation
from pipeline.version import SCHEMA
from pipeline.write.record import FIELDS
from pipeline.write.schema import REMOVED

__all__ = [
    "Entry",
    "Record",
    "ReportError",
    "Results",
    "changes",
    "entries",
    "lines",
    "open_results",
]

Record = dict[str, Any]  # a line of JSONL; the keys of its kind are there and of their type

_ID = re.compile(r"[a-z0-9_-]{1,200}")
_START = re.compile(rb'\{"id": "([a-z0-9_-]{1,200})"')  # how `write` begins every line
_ARTICLE: dict[str, type] = {field.key: field.type for field in FIELDS}
_KINDS: dict[str, dict[str, type]] = {
    "articles.jsonl": _ARTICLE,
    "removed.jsonl": REMOVED,
    "inputs.jsonl": {"id": str, "source_path": str, "status": str},
    "quarantine.jsonl": {
        "id": str, "source_path": str, "stage": str, "error": str, "message": str,
    },
    CHANGES: {"id": str, "change": str},
}  # fmt: skip
_NEEDED = ("_SUCCESS", "run.json", *list(_KINDS)[:-1])


class ReportError(CorpusError):
    """No report can be made, in one sentence that a person can act on."""


@dataclass(frozen=True, slots=True)
class Results:
    """The results of one run."""

    clean: Path  # the folder, as it was named
    files: Path  # where the published files of this one generation stand
    generation: Path | None  # its folder; None in a copy without `.dechrome`
    before: Path | None  # that of the generation before, where its article files are kept
    run: Mapping[str, Any]  # run.json
    first: bool  # nothing was published before


@dataclass(frozen=True, slots=True)
class Entry:
    """All that the results say of one input that has a row."""

    id: str
    article: Record | None  # its line of articles.jsonl; None for an input without text
    removed: list[Record]  # its lines of removed.jsonl, in the order of the page
    change: str  # added, text, metadata, ledger; "" where it came out as before


def open_results(clean: Path) -> Results:
    """The results in a clean folder; `ReportError` where there are none or they are not ours.

    A generation is read from its own folder: a run that publishes meanwhile changes nothing.
    """
    if not clean.is_dir():
        raise ReportError(f"{clean} is no folder; name the clean folder of a run (--clean-dir)")
    generation = current_generation(Folders(clean, clean))
    own = generation.folder.resolve() if generation else None
    files = own if own is not None and (own / "articles.jsonl").is_file() else clean
    missing = [name for name in _NEEDED if not (files / name).is_file()]
    if missing:
        raise ReportError(
            f"{clean} has no complete results ({missing[0]} is missing); run "
            f"`luigi --module tasks CleanAll --clean-dir {clean}` first"
        )
    run = _run(files / "run.json")
    if run["corpus"] != (files / "_SUCCESS").read_text(encoding="utf-8", errors="replace").strip():
        raise ReportError(f"{clean} is being written (_SUCCESS and run.json differ); try again")
    before = _before(own) if files == own else None
    return Results(clean, files, own, before, run, _is_first(run))


def entries(results: Results, wanted: frozenset[str] | None = None) -> Iterator[Entry]:
    """The articles and the inputs without text, by id: a merge of three sorted files.

    With `wanted` only those of these ids, and the lines of all others are not even parsed.
    """
    removed = _Cursor(lines(results.files / "removed.jsonl", wanted))
    changed = _Cursor(changes(results))
    for article in lines(results.files / "articles.jsonl", wanted):
        _check_schema(article, results)
        yield from _without_text(removed, article["id"])
        yield Entry(
            article["id"],
            article,
            list(removed.of(article["id"])),
            next((c["change"] for c in changed.of(article["id"])), ""),
        )
    yield from _without_text(removed, None)


def changes(results: Results) -> Iterator[Record]:
    """What the last run changed, by id: `id` and `change`.

    From the generation's own list; in a copy without it, what `run.json` names.
    """
    path = results.generation / CHANGES if results.generation else None
    if path is not None and path.is_file():
        yield from lines(path)
        return
    for id, kind in sorted(results.run["changes"].get("named", {}).items()):
        yield {"id": str(id), "change": str(kind)}


def lines(path: Path, wanted: frozenset[str] | None = None) -> Iterator[Record]:
    """The records of a published file, checked: their keys, their types, and rising ids."""
    kind = _KINDS[path.name]
    types = list(kind.values())
    last = ""
    with path.open("rb") as file:
        for number, record in _parsed(file, path, wanted):
            if [type(record.get(key)) for key in kind] != types:
                _check_types(record, kind, f"{path}, line {number}")
            id = record["id"]
            if id != last and (id < last or not _ID.fullmatch(id)):
                raise ReportError(f"{path}, line {number}: not an id in its place: {id[:80]!r}")
            last = id
            yield record


def _check_types(record: Record, kind: Mapping[str, type], where: str) -> None:
    for key, wanted in kind.items():
        if type(record.get(key)) not in ((wanted, int) if wanted is float else (wanted,)):
            raise ReportError(
                f"{where}: no {key!r} of type {wanted.__name__}; was it written by another "
                "version of dechrome? Run CleanAll again"
            )


def _parsed(
    file: BinaryIO, path: Path, wanted: frozenset[str] | None
) -> Iterator[tuple[int, Record]]:
    for number, line in enumerate(file, 1):
        if wanted is not None:
            start = _START.match(line)
            if start and start[1].decode() not in wanted:
                continue
        try:
            record = json.loads(line.decode())
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            raise ReportError(f"{path}, line {number}: not a record of dechrome")
        yield number, record


class _Cursor:
    """Sorted records, taken id by id."""

    def __init__(self, records: Iterator[Record]) -> None:
        self._records = records
        self.next = next(records, None)

    def of(self, id: str) -> Iterator[Record]:
        """The records of this id; those of smaller ids are passed over."""
        while self.next is not None and self.next["id"] <= id:
            record, self.next = self.next, next(self._records, None)
            if record["id"] == id:
                yield record


def _without_text(removed: _Cursor, upto: str | None) -> Iterator[Entry]:
    """The inputs below an id that have removed blocks and no article."""
    while removed.next is not None and (upto is None or removed.next["id"] < upto):
        id = removed.next["id"]
        yield Entry(id, None, list(removed.of(id)), "")


def _run(path: Path) -> dict[str, Any]:
    try:
        run = json.loads(path.read_bytes())
        counts, changed = run["counts"], run["changes"]
        good = all(type(counts[k]) is int for k in ("read", "cleaned", "empty", "quarantined"))
        good = good and isinstance(changed, dict) and isinstance(run["corpus"], str)
    except (ValueError, KeyError, TypeError, RecursionError):
        good = False
    if not good:
        raise ReportError(f"{path} was not written by this version of dechrome; run CleanAll again")
    return dict(run)


def _is_first(run: Mapping[str, Any]) -> bool:
    """Whether every article is new: then it says nothing to list them."""
    others = ("removed", "text", "metadata", "ledger", "copies")
    changed = run["changes"]
    return changed.get("added") == run["counts"]["cleaned"] and not any(map(changed.get, others))


def _before(generation: Path | None) -> Path | None:
    """The generation that this one replaced: the newest of the older ones."""
    if generation is None:
        return None
    older = [
        path
        for path in generation.parent.iterdir()
        if path.name < generation.name and (path / INDEX).is_file()
    ]
    return max(older, default=None)


def _check_schema(article: Record, results: Results) -> None:
    major = SCHEMA.partition(".")[0]
    if article["schema"].partition(".")[0] != major:
        raise ReportError(
            f"{results.clean} has records of the form {article['schema'][:40]!r}, not {SCHEMA!r}; "
            "run CleanAll again"
        )
