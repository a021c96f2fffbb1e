"""A generation: one complete set of published files, written from the shards in one pass.

The rows of all shards come merged by id, so the files are the same for any number of workers,
processes and shards. An article's own files that are the same as in the generation before are
taken over instead of written.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.config import AlarmSettings, OutputSettings
from pipeline.corpus.changes import Changes, Known, known_of, read_index
from pipeline.corpus.copies import Copies, with_copy
from pipeline.corpus.folders import Folders
from pipeline.corpus.soundness import facts_of, is_sound
from pipeline.corpus.yields import Watch
from pipeline.write.atomic import naming
from pipeline.write.formats import csv_line, json_line
from pipeline.write.parquet import write_articles, write_removed
from pipeline.write.rows import Row
from pipeline.write.schema import CSV_HEADER, DUPLICATES, dataset_card, json_schema
from pipeline.write.seal import unseal

__all__ = [
    "CHANGES",
    "INDEX",
    "INVENTORY",
    "MANIFEST",
    "YIELDS",
    "Generation",
    "Reuse",
    "build",
    "current_generation",
    "current_name",
    "watch_of",
]

logger = logging.getLogger(__name__)

MANIFEST = "generation.json"  # what it was made for, and the hashes of its files
# Of a generation, but not published: what it remembers of its inputs.
INDEX, CHANGES, YIELDS = "index.jsonl", "changes.jsonl", "yields.jsonl"
INVENTORY = "inventory.jsonl"
STATUSES = ("cleaned", "empty", "quarantined")  # every input has one of them
Reuse = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Generation:
    """A finished generation: its folder and its manifest.

    The manifest has `publication` (the digest it was made for), `publish` (link or copy),
    `files` and `state` (name -> bytes and sha256, of what is published and what is not),
    `article_files` (their number), and what `run.json` has: `corpus`, `counts`, `copies`,
    `changes`, `alarms`.
    """

    folder: Path
    manifest: dict[str, Any]


def current_generation(folders: Folders) -> Generation | None:
    """The published generation; None before the first, and where its manifest is damaged."""
    folder = folders.generations / current_name(folders)
    try:
        with naming(folder / MANIFEST):
            return Generation(folder, unseal((folder / MANIFEST).read_bytes()))
    except (FileNotFoundError, ValueError):  # also a manifest of an older format
        return None  # but a disk that cannot be read must not pass for an empty one


def current_name(folders: Folders) -> str:
    """The folder's name of the published generation; "" before the first."""
    try:
        if folders.current.is_symlink():
            return folders.current.readlink().name
        with naming(folders.current):  # a file with the name, where there are no links
            return folders.current.read_text().strip()
    except FileNotFoundError:
        return ""


def build(
    folder: Path,
    rows: Iterable[Row],
    previous: Generation | None,
    output: OutputSettings,
    watch: Watch,
    reuse: Reuse,
    run: Mapping[str, Any],
    copies: Copies | None = None,
) -> dict[str, Any]:
    """Write all published files into `folder`; what the manifest has to say of them.

    `reuse(name)` takes a file of the previous generation over and says whether it could. `run`
    is what `run.json` tells about the run: the one published file that may carry a clock.
    """
    (folder / "articles").mkdir()
    changes = Changes(_older_index(previous))
    copies = copies or Copies()
    counts, article_files = _write_rows(folder, rows, copies, changes, watch, output, reuse)
    if output.parquet:
        write_articles(folder / "articles.jsonl", folder / "articles.parquet")
        write_removed(folder / "removed.jsonl", folder / "removed.parquet")
    (folder / "schema.json").write_bytes(json_schema())
    (folder / "README.md").write_bytes(dataset_card())
    alarms = watch.finish()
    with (folder / YIELDS).open("wb") as out:
        out.writelines(watch.lines())
    state = {name: facts_of(folder / name) for name in (INDEX, CHANGES, YIELDS, INVENTORY)}
    files = {
        path.name: facts_of(path)
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name not in state
    }
    corpus = _corpus_digest(files, state[INDEX])
    report = {
        "corpus": corpus,
        "counts": {"read": counts.total()} | {status: counts[status] for status in STATUSES},
        "copies": copies.figures._asdict(),
        "changes": changes.summary(),
        "alarms": [asdict(alarm) for alarm in alarms],
    }
    text = json.dumps(report | dict(run) | {"files": files}, indent=1, ensure_ascii=False)
    (folder / "run.json").write_text(text + "\n", encoding="utf-8")
    (folder / "_SUCCESS").write_text(corpus + "\n")
    for name in ("run.json", "_SUCCESS"):
        files[name] = facts_of(folder / name)
    return report | {"files": files, "state": state, "article_files": article_files}


def _older_index(previous: Generation | None) -> Iterator[Known]:
    """What the previous generation knows; nothing where that is damaged: all looks new then."""
    if previous is not None:
        index = previous.folder / INDEX
        if is_sound(index, previous.manifest["state"][INDEX]):
            return read_index(index)
        logger.warning("%s is damaged: this run cannot say what it changes", index)
    return iter(())


def watch_of(previous: Generation | None, settings: AlarmSettings, accept: bool) -> Watch:
    """The watch over a publication; with `accept`, an alarm is how things are from now on."""
    stored = previous.folder / YIELDS if previous else None
    if previous and stored and not is_sound(stored, previous.manifest["state"][YIELDS]):
        logger.warning("%s is damaged: the past of all publishers begins anew", stored)
        stored = None
    return Watch(stored, settings, accept)


def _write_rows(
    folder: Path,
    rows: Iterable[Row],
    copies: Copies,
    changes: Changes,
    watch: Watch,
    output: OutputSettings,
    reuse: Reuse,
) -> tuple[Counter[str], int]:
    """One pass over the corpus; the number of inputs by status, and of article files."""
    counts: Counter[str] = Counter()
    article_files = 0
    with ExitStack() as stack:

        def create(name: str) -> BinaryIO:
            return stack.enter_context((folder / name).open("wb"))

        articles, cells = create("articles.jsonl"), create("metadata.csv")
        removed, inputs = create("removed.jsonl"), create("inputs.jsonl")
        quarantine, index, changed = create("quarantine.jsonl"), create(INDEX), create(CHANGES)
        duplicates = create("duplicates.csv")
        cells.write(CSV_HEADER)
        duplicates.write(csv_line(DUPLICATES))
        for row in rows:
            copy = copies.of(row.id) if row.record else None
            if copy is not None:
                row = with_copy(row, copy)
                duplicates.write(csv_line(copy))
            counts[row.status] += 1
            inputs.write(_line(row, "id", "source_path", "status"))
            article, article_cells, record, removed_lines = row.parts()
            articles.write(article)
            cells.write(article_cells)
            removed.write(removed_lines)
            if row.status == "quarantined":
                quarantine.write(_line(row, "id", "source_path", "stage", "error", "message"))
            known = known_of(row, copy)
            index.write(json_line(asdict(known)))
            lines, before = changes.upto(known)
            changed.write(lines)
            watch.see(before, known)
            same_text = before is not None and before.record != "" and before.text == known.text
            same_record = before is not None and before.record == known.record
            for name, data in _article_files(row.id, article, record, output):
                article_files += 1
                same = same_record if name.endswith(".json") else same_text
                if not (same and reuse(name)):
                    (folder / name).write_bytes(data())
        changed.write(changes.rest())
    return counts, article_files


def _article_files(
    id: str, article: bytes, record: bytes, output: OutputSettings
) -> list[tuple[str, Callable[[], bytes]]]:
    """The article's own files, by name, and how to make them; none where there is no article."""
    files: list[tuple[str, Callable[[], bytes]]] = []
    if not article:
        return files
    if output.article_txt:
        files.append((f"articles/{id}.txt", lambda: (json.loads(article)["text"] + "\n").encode()))
    if output.article_json:
        files.append((f"articles/{id}.json", lambda: record))
    return files


def _line(row: Row, *keys: str) -> bytes:
    return json_line({key: getattr(row, key) for key in keys})


def _corpus_digest(files: Mapping[str, Mapping[str, Any]], articles: Mapping[str, Any]) -> str:
    """Of all that is published but `run.json`: the same digest means the same bytes.

    The article files are in it through the index, which has a hash of each.
    """
    named = dict(files) | {"articles": articles}
    lines = "".join(f"{named[name]['sha256']}  {name}\n" for name in sorted(named))
    return hashlib.sha256(lines.encode()).hexdigest()
