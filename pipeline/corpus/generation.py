"""A generation: one complete set of published files, written from the shards in one pass.

The rows of all shards come merged by id, so the files are the same for any number of workers,
processes and shards. An article's own files that are the same as in the generation before are
taken over instead of written.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.config import OutputSettings
from pipeline.corpus.changes import Changes, known_of, read_index
from pipeline.corpus.folders import Folders
from pipeline.write.formats import json_line
from pipeline.write.parquet import write_articles, write_removed
from pipeline.write.rows import Row
from pipeline.write.schema import CSV_HEADER, dataset_card, json_schema

__all__ = ["CHANGES", "INDEX", "MANIFEST", "Generation", "Reuse", "build", "current_generation"]

# Of a generation, but not published: what it was made for, and what it remembers of articles.
MANIFEST, INDEX, CHANGES = "generation.json", "index.jsonl", "changes.jsonl"
STATUSES = ("cleaned", "empty", "quarantined")  # every input has one of them
Reuse = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Generation:
    """A finished generation: its folder and its manifest.

    The manifest has `publication` (the digest it was made for), `publish` (link or copy),
    `files` (published name -> bytes and sha256), `article_files` (their number), and what
    `run.json` has: `corpus`, `counts`, `changes`.
    """

    folder: Path
    manifest: dict[str, Any]


def current_generation(folders: Folders) -> Generation | None:
    """The published generation; None before the first, and where it cannot be read."""
    try:
        if folders.current.is_symlink():
            name = folders.current.readlink().name
        else:  # a file with the name, where there are no links
            name = folders.current.read_text().strip()
        folder = folders.generations / name
        return Generation(folder, json.loads((folder / MANIFEST).read_bytes()))
    except (OSError, ValueError):
        return None


def build(
    folder: Path,
    rows: Iterable[Row],
    previous: Generation | None,
    output: OutputSettings,
    reuse: Reuse,
    run: Mapping[str, Any],
) -> dict[str, Any]:
    """Write all published files into `folder`; what the manifest has to say of them.

    `reuse(name)` takes a file of the previous generation over and says whether it could. `run`
    is what `run.json` tells about the run: the one published file that may carry a clock.
    """
    (folder / "articles").mkdir()
    changes = Changes(read_index(previous.folder / INDEX if previous else None))
    counts, article_files = _write_rows(folder, rows, changes, output, reuse)
    if output.parquet:
        write_articles(folder / "articles.jsonl", folder / "articles.parquet")
        write_removed(folder / "removed.jsonl", folder / "removed.parquet")
    (folder / "schema.json").write_bytes(json_schema())
    (folder / "README.md").write_bytes(dataset_card())
    files = {
        path.name: _facts(path)
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name not in (INDEX, CHANGES)
    }
    corpus = _corpus_digest(files, _facts(folder / INDEX))
    report = {
        "corpus": corpus,
        "counts": {"read": counts.total()} | {status: counts[status] for status in STATUSES},
        "changes": changes.summary(),
    }
    text = json.dumps(report | dict(run) | {"files": files}, indent=1, ensure_ascii=False)
    (folder / "run.json").write_text(text + "\n", encoding="utf-8")
    (folder / "_SUCCESS").write_text(corpus + "\n")
    for name in ("run.json", "_SUCCESS"):
        files[name] = _facts(folder / name)
    return report | {"files": files, "article_files": article_files}


def _write_rows(
    folder: Path, rows: Iterable[Row], changes: Changes, output: OutputSettings, reuse: Reuse
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
        cells.write(CSV_HEADER)
        for row in rows:
            counts[row.status] += 1
            inputs.write(_line(row, "id", "source_path", "status"))
            article, article_cells, record, removed_lines = row.parts()
            removed.write(removed_lines)
            if row.status == "quarantined":
                quarantine.write(_line(row, "id", "source_path", "stage", "error", "message"))
            elif row.status == "cleaned":
                articles.write(article)
                cells.write(article_cells)
                known = known_of(row)
                index.write(json_line(asdict(known)))
                lines, same = changes.upto(known)
                changed.write(lines)
                for name, data in _article_files(row.id, article, record, output):
                    article_files += 1
                    if not (same and reuse(name)):
                        (folder / name).write_bytes(data())
        changed.write(changes.rest())
    return counts, article_files


def _article_files(
    id: str, article: bytes, record: bytes, output: OutputSettings
) -> list[tuple[str, Callable[[], bytes]]]:
    """The article's own files, by name, and how to make them."""
    files: list[tuple[str, Callable[[], bytes]]] = []
    if output.article_txt:
        files.append((f"articles/{id}.txt", lambda: (json.loads(article)["text"] + "\n").encode()))
    if output.article_json:
        files.append((f"articles/{id}.json", lambda: record))
    return files


def _line(row: Row, *keys: str) -> bytes:
    return json_line({key: getattr(row, key) for key in keys})


def _facts(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def _corpus_digest(files: Mapping[str, Mapping[str, Any]], articles: Mapping[str, Any]) -> str:
    """Of all that is published but `run.json`: the same digest means the same bytes.

    The article files are in it through the index, which has a hash of each.
    """
    named = dict(files) | {"articles": articles}
    lines = "".join(f"{named[name]['sha256']}  {name}\n" for name in sorted(named))
    return hashlib.sha256(lines.encode()).hexdigest()
