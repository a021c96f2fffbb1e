"""Reads everything that was written and says what is not as it was: `python -m pipeline verify`.

Nothing is repaired here. What was found is noted, and the next run mends it: it cleans a damaged
shard again, and only that, and publishes again where a published file is damaged.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.corpus.changes import read_index
from pipeline.corpus.copies import damaged_copies
from pipeline.corpus.folders import Folders
from pipeline.corpus.generation import INDEX, MANIFEST, Generation, current_generation
from pipeline.corpus.inventory import is_entry_line
from pipeline.corpus.shards import damaged_shards
from pipeline.corpus.soundness import is_sound
from pipeline.write.atomic import remove_tree, replace_file
from pipeline.write.rows import record_digest
from pipeline.write.seal import seal, unseal

__all__ = ["Damage", "damaged_articles", "find_damage", "mend", "note_damage"]


@dataclass(frozen=True, slots=True)
class Damage:
    """A file that is missing or not what was written."""

    path: str  # below the clean folder, with `/`
    cure: str  # what the next run does about it


def find_damage(folders: Folders) -> Iterator[Damage]:
    """All that is damaged below the clean folder. Reads every byte that a run wrote."""

    def damage(path: Path, cure: str) -> Damage:
        return Damage(path.relative_to(folders.clean).as_posix(), cure)

    try:
        unseal(folders.state_file.read_bytes())
    except (OSError, ValueError):
        yield damage(folders.state_file, "it is written again")
    if not all(map(is_entry_line, _lines(folders.inventory))):
        yield damage(folders.inventory, "the inputs that it names are read again")
    if not all(map(_is_sealed, _lines(folders.runs))):
        yield damage(folders.runs, "the damaged lines are set aside")
    for path in damaged_shards(folders):
        yield damage(path, "the inputs of this shard are cleaned again")
    for path in damaged_copies(folders):
        yield damage(path, "it is removed, and made again when it is needed")
    current = current_generation(folders)
    for folder in sorted(folders.generations.iterdir()):
        if current is not None and folder.samefile(current.folder):
            continue
        if current is None or not _is_whole(folders, folder):
            cure = "it is removed" if current else "everything is published again"
            yield damage(folder / MANIFEST, cure)
    if current is not None:
        for path in _damaged_files(folders.clean, current):
            yield damage(path, "the corpus is published again")


def _is_sealed(line: bytes) -> bool:
    try:
        unseal(line)
    except ValueError:
        return False
    return True


def _is_whole(folders: Folders, folder: Path) -> bool:
    """Whether a generation that is not published any more is as it was."""
    try:
        spare = Generation(folder, unseal((folder / MANIFEST).read_bytes()))
    except (OSError, ValueError):
        return False
    place = folder if spare.manifest["publish"] == "link" else None  # else its files moved on
    return not any(_damaged_files(place, spare))


def _damaged_files(place: Path | None, generation: Generation) -> Iterator[Path]:
    """Files of a generation that are not what was written; published ones stand in `place`."""
    state = generation.manifest["state"]
    damaged = [
        generation.folder / name
        for name in state
        if not is_sound(generation.folder / name, state[name])
    ]
    if place is not None:
        files = generation.manifest["files"]
        damaged += [place / name for name in files if not is_sound(place / name, files[name])]
    yield from damaged
    comparable = {place / "articles.jsonl", generation.folder / INDEX} if place else set()
    if place is not None and not comparable & set(damaged):
        yield from damaged_articles(place, generation)


def damaged_articles(
    place: Path, generation: Generation, only: set[str] | None = None
) -> Iterator[Path]:
    """The files of articles that are missing or not what was written; reads all, or `only` these.

    They are held against `articles.jsonl` in `place` and the index, both of which must be sound.
    """
    wants_text, wants_record = (generation.manifest[f"article_{kind}"] for kind in ("txt", "json"))
    lines = _lines(place / "articles.jsonl")
    index = (known for known in read_index(generation.folder / INDEX) if known.record)
    for line, known in zip(lines, index, strict=True):
        text = place / "articles" / f"{known.id}.txt"
        record = text.with_suffix(".json")
        check_text = wants_text and (only is None or text.name in only)
        check_record = wants_record and (only is None or record.name in only)
        if not (check_text or check_record):
            continue
        body = json.loads(line)["text"]
        if check_text and _bytes(text) != (body + "\n").encode():
            yield text
        if check_record and record_digest(body, _bytes(record)) != known.record:
            yield record


def _lines(path: Path) -> Iterator[bytes]:
    if path.exists():
        with path.open("rb") as lines:
            yield from lines


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def note_damage(folders: Folders, damages: Iterable[Damage]) -> None:
    """Leave word for the next run. Only under the lock."""
    folders.tmp.mkdir(exist_ok=True)
    paths = [damage.path for damage in damages]
    replace_file(folders.damaged, seal({"paths": paths}), folders.tmp)


def mend(folders: Folders) -> None:
    """See to it that this run does not trust what a verification found damaged."""
    try:
        paths = unseal(folders.damaged.read_bytes())["paths"]
    except FileNotFoundError:
        return
    except ValueError:  # it will be found again
        paths = []
    spare = {folder for folder in folders.generations.iterdir() if folder != _current(folders)}
    for path in (folders.clean / name for name in paths):
        if ".." in path.parts or not path.is_relative_to(folders.clean):
            continue  # not what we wrote
        if path == folders.runs:
            _set_aside(folders)
        elif path.parent in spare:
            remove_tree(path.parent)
        elif path.parent == folders.copies:
            remove_tree(path)
        elif path.exists():
            os.utime(path)  # what something has written to is read before it is trusted
    folders.damaged.unlink()


def _current(folders: Folders) -> Path | None:
    generation = current_generation(folders)
    return generation.folder if generation else None


def _set_aside(folders: Folders) -> None:
    """Keep the lines of the ledger of runs that are whole; the others go to a file beside it."""
    whole: list[bytes] = []
    damaged: list[bytes] = []
    for line in _lines(folders.runs):
        (whole if _is_sealed(line) else damaged).append(line)
    with folders.runs.with_name("runs-damaged.jsonl").open("ab") as aside:
        aside.writelines(damaged)
    replace_file(folders.runs, b"".join(whole), folders.tmp)
