"""Cleans hostile files alone and among good pages, and says what does not hold.

    python tools/hostile.py --hostile DIR [--good DIR] [--own] [--large] [--only WORD]

`--hostile` is a folder of files with a `manifest.json`; `--own` adds the cases and the odd tree of
files of `tests/hostile`, `--large` those of megabytes as well (minutes). Each file is cleaned by a
process of its own, and its outcome, text, metadata, processor time and memory are held against
what the manifest allows. `--good` is a folder with measuring sets: they are cleaned twice as a
whole corpus, without and with the hostile files, and must come out byte for byte the same.

The exit code is 1 if anything does not hold.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.config import config_directory
from pipeline.edge import Edge, EdgeLimits, Item, Outcome
from pipeline.read import Found, walk
from pipeline.read.files import SIDECAR_SUFFIX
from pipeline.score.sets import DEFAULT_SETS, load_set
from pipeline.terminal import pad, printable, shorten
from pipeline.write.rows import read_rows

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "hostile"))

from hostile_inputs import Case, Result, cases, misses, of_manifest, write  # noqa: E402
from hostile_inputs.tree import plant  # noqa: E402

_COST_SECONDS = 25.0  # of one hostile file among a thousand pages


@dataclass(frozen=True, slots=True)
class Checked:
    """A hostile file, what became of it, and what does not hold."""

    case: Case
    result: Result
    misses: tuple[str, ...]


def check_alone(wanted: Iterable[Case], folder: Path) -> Iterator[Checked]:
    """Clean each file in a process of its own; on disk there is one at a time."""
    limits = EdgeLimits(recycle_documents=1)
    with Edge(1, config_directory(), limits) as edge:
        for case in wanted:
            path = write(case, folder)
            sidecar = None if case.sidecar is None else bytes(path) + SIDECAR_SUFFIX
            item = Item(case.name, bytes(path), "", sidecar, len(case.data))
            (outcome,) = edge.clean_all([item])
            result = result_of(outcome)
            path.unlink()
            yield Checked(replace(case, data=b""), result, tuple(misses(case, result)))


def result_of(outcome: Outcome) -> Result:
    """An outcome with its row taken apart."""
    parts = next(read_rows(io.BytesIO(outcome.payload))).parts() if outcome.payload else (b"",) * 4
    return Result(
        outcome.status, outcome.error, outcome.message, *parts,
        seconds=outcome.cpu_seconds, rss_mb=outcome.max_rss_mb,
    )  # fmt: skip


def line_of(checked: Checked) -> str:
    """The table's line of one file."""
    result = checked.result
    state = result.error or result.status
    name = pad(shorten(printable(checked.case.name), 44), 44)
    said = "; ".join(checked.misses)
    return f"{result.seconds:6.2f} s {result.rss_mb:5.0f} MB  {name}  {state:18} {printable(said)}"


# --- among good pages


def clean_corpus(raw: Path, clean: Path) -> float:
    """Run CleanAll; wall seconds. Raises CalledProcessError with what it said."""
    began = time.monotonic()
    command = [str(Path(sys.executable).parent / "luigi"), "--module", "tasks", "CleanAll"]
    options = ["--raw-dir", str(raw), "--clean-dir", str(clean)]
    subprocess.run([*command, *options], cwd=ROOT, check=True, capture_output=True)
    return time.monotonic() - began


def link_good(data: Path, raw: Path) -> int:
    """Put the pages of the measuring sets into a raw folder; how many there are."""
    pages = [page for name in DEFAULT_SETS for page in load_set(data / name)]
    for page in pages:
        target = raw / "good" / page.set / page.path("page").name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(page.path("page"), target)
    return len(pages)


def good_results(clean: Path) -> dict[str, bytes]:
    """All that a corpus says of the good pages, by what it is."""
    found: dict[str, bytes] = {}
    ids: set[str] = set()
    for line in _lines(clean / "inputs.jsonl"):
        entry = json.loads(line)
        if entry["source_path"].startswith("good/"):
            ids.add(entry["id"])
            found[f"inputs {entry['id']}"] = line
    for name in ("articles.jsonl", "removed.jsonl", "quarantine.jsonl"):
        for line in _lines(clean / name):
            key = json.loads(line)["id"]
            if key in ids:
                found[f"{name} {key}"] = found.get(f"{name} {key}", b"") + line
    for line in _lines(clean / "metadata.csv"):
        key = line.partition(b",")[0].decode()
        if key in ids:
            found[f"metadata.csv {key}"] = line
    for path in (clean / "articles").iterdir():
        if path.stem in ids:
            found[path.name] = path.read_bytes()
    return found


def _lines(path: Path) -> Iterator[bytes]:
    if path.exists():
        with path.open("rb") as file:
            yield from file


def check_together(data: Path, wanted: Iterable[Case], own: bool, folder: Path) -> Iterator[str]:
    """What does not hold of one corpus of good and hostile files."""
    raw = folder / "raw"
    number = link_good(data, raw)
    alone = clean_corpus(raw, folder / "alone")
    before = good_results(folder / "alone")
    expected = {}
    for case in wanted:
        write(replace(case, name=f"hostile/{case.name}"), raw)
        expected[f"hostile/{case.name}"] = case
    planted = plant(raw / "tree", folder / "outside") if own else None
    listing = list(walk(raw))
    both = clean_corpus(raw, folder / "both")
    after = good_results(folder / "both")
    changed = sorted(
        key for key in before.keys() | after.keys() if before.get(key) != after.get(key)
    )
    files = sum(isinstance(entry, Found) for entry in listing)
    print(
        f"{number} good pages: {alone:.0f} s alone, {both:.0f} s among {files} files; "
        f"{len(before)} results of them, {len(changed)} changed"
    )
    yield from (f"{key}: differs" for key in changed)
    yield from _whole(folder / "both", listing)
    yield from _as_alone(folder / "both", expected)
    if planted:
        articles = {
            json.loads(line)["source_path"] for line in _lines(folder / "both/articles.jsonl")
        }
        pages = [entry.source_path for entry in listing if isinstance(entry, Found)]
        for source in pages:
            name = source.removeprefix("tree/")
            if name != source and name != "sparse.html" and source not in articles:
                yield f"{printable(source)}: is no article"
    if (folder / "escaped.html").exists() or list(folder.rglob("escaped*")):
        yield "a file was written outside"


def _whole(clean: Path, listing: Iterable[Any]) -> Iterator[str]:
    """in = clean + quarantine + skip, and every input stands there once."""
    states = [json.loads(line) for line in _lines(clean / "inputs.jsonl")]
    wanted = sorted(entry.source_path for entry in listing if isinstance(entry, Found))
    if sorted(entry["source_path"] for entry in states) != wanted:
        yield "inputs.jsonl does not name every input once"
    counts = {state: sum(e["status"] == state for e in states) for state in _FILES}
    for state, name in _FILES.items():
        if name and counts[state] != sum(1 for _ in _lines(clean / name)):
            yield f"{name} has not one line for each {state} input"
    with (clean / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = sum(1 for _ in csv.reader(file)) - 1
    if rows != counts["cleaned"]:
        yield f"metadata.csv has {rows} rows for {counts['cleaned']} articles"


_FILES = {"cleaned": "articles.jsonl", "empty": "", "quarantined": "quarantine.jsonl"}
_STATES = {"cleaned": "clean", "empty": "skip", "quarantined": "quarantine"}


def _as_alone(clean: Path, expected: Mapping[str, Case]) -> Iterator[str]:
    states = {}
    for line in _lines(clean / "inputs.jsonl"):
        entry = json.loads(line)
        states[entry["source_path"]] = _STATES[entry["status"]]
    for name, case in expected.items():
        if states.get(name, "nowhere") not in case.allowed:
            yield f"{printable(name)}: is {states.get(name, 'nowhere')} in the corpus"


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--hostile", type=Path, help="folder with files and manifest.json")
    parser.add_argument("--good", type=Path, help="folder with the measuring sets")
    parser.add_argument("--own", action="store_true", help="the cases of tests/hostile")
    parser.add_argument("--large", action="store_true", help="with --own: those of megabytes too")
    parser.add_argument("--only", default="", help="only files with this in their name")
    args = parser.parse_args()
    if not (args.hostile or args.own):
        parser.error("name --hostile DIR, --own, or both")

    def wanted(large: bool) -> Iterator[Case]:
        found = [of_manifest(args.hostile)] if args.hostile else []
        found += [cases(large=large)] if args.own else []
        return (case for some in found for case in some if args.only in case.name)

    with tempfile.TemporaryDirectory(prefix="dechrome-hostile-") as name:
        folder = Path(name)
        number = bad = 0
        slowest = 0.0
        for checked in check_alone(wanted(args.large), folder / "alone-files"):
            number += 1
            bad += bool(checked.misses)
            slowest = max(slowest, checked.result.seconds)
            print(("  " if not checked.misses else "✗ ") + line_of(checked), flush=True)
        print(f"{number} files, {bad} of which do not hold; the slowest took {slowest:.1f} s")
        wrong = [f"a file costs {slowest:.0f} s"] if slowest > _COST_SECONDS else []
        if args.good:
            wrong += check_together(args.good, wanted(False), args.own, folder)
        for line in wrong:
            print(f"✗ {line}")
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{children.ru_utime + children.ru_stime:.0f} s of processor time in all")
    return 1 if bad or wrong else 0


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
