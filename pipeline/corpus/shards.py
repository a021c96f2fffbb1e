"""Shards: the finished rows of a part of the corpus, made whole or not at all.

A shard's folder is named by the digest that it is complete for. Rows of an older folder whose
input and behaviour are the same are carried over byte for byte; only the rest is cleaned.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import astuple, dataclass, replace
from io import BytesIO
from operator import attrgetter
from pathlib import Path
from typing import Any

from pipeline.corpus.errors import CorpusError, DamagedShardError
from pipeline.corpus.folders import Folders
from pipeline.corpus.inventory import Entry, bucket_of, entry_line, read_inventory
from pipeline.corpus.plan import Plan
from pipeline.corpus.soundness import is_sound, looks_sound
from pipeline.edge import Item, Outcome
from pipeline.profiles.match import Profiles
from pipeline.read.files import SIDECAR_SUFFIX
from pipeline.records import PageFrame
from pipeline.write.atomic import (
    naming,
    remove_tree,
    rename_folder,
    replace_file,
    temporary_folder,
    write_synced,
)
from pipeline.write.rows import Row, quarantine_row, read_rows, row_bytes
from pipeline.write.seal import seal, unseal

__all__ = [
    "ShardWork",
    "clean_shard",
    "complete_rows",
    "count_quarantined",
    "damaged_shards",
    "is_complete",
    "merged_rows",
    "remove_old_shards",
    "reopen_shards",
    "share_out",
    "work_done",
]

logger = logging.getLogger(__name__)
CleanAll = Callable[[Iterable[Item]], Iterator[Outcome]]
_ROWS = "rows"
_MANIFEST = "manifest.json"
_PARTS = 4  # of a row's body
# What may be otherwise next time although the inventory is the same: the file was replaced, or
# could not be read, between the look at the raw folder and the cleaning.
_PASSING = {"input-changed", "missing", "unreadable"}


@dataclass(frozen=True, slots=True)
class ShardWork:
    """What a run did for a shard. The sum is its number of inputs."""

    cleaned: int = 0  # in this run, with or without text in the end
    quarantined: int = 0  # in this run
    reused: int = 0  # carried over from an earlier run, whatever they are

    @property
    def total(self) -> int:
        """The inputs that are done."""
        return self.cleaned + self.quarantined + self.reused


def _folder(folders: Folders, plan: Plan, number: int) -> Path:
    return folders.shard(number, plan.shards) / plan.digests[number][:16]


def _manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest, or None where it is not what was written, or its rows are not."""
    path = folder / _MANIFEST
    try:
        with naming(path):
            manifest = unseal(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None  # any other error is the disk's, and hides a shard that may be whole
    return manifest if looks_sound(folder / _ROWS, manifest["rows"], path) else None


def is_complete(folders: Folders, plan: Plan, number: int) -> bool:
    """Whether the shard has its rows for exactly the plan's digest and its publishers' profiles.

    Reads one small file.
    """
    manifest = _manifest(_folder(folders, plan, number))
    return (
        manifest is not None
        and manifest["digest"] == plan.digests[number]
        and _has_profiles(manifest["profiles"], plan.profiles)
    )


def _has_profiles(made_for: Mapping[str, str], profiles: Profiles) -> bool:
    """Whether the profiles of all keys are those that the rows were made with.

    The key "" stands for the pages without one: what they look like depends on all profiles.
    Where that has changed the rows themselves are asked, and those that stay are carried over.
    """
    return all(
        digest == (profiles.digest_for(PageFrame(key)) if key else profiles.digest)
        for key, digest in made_for.items()
    )


def complete_rows(folders: Folders, plan: Plan) -> dict[int, tuple[Path, str]] | None:
    """Where the rows of each shard stand, and their SHA-256; None where one is not complete."""
    found = {}
    for number in sorted(plan.digests):
        if not is_complete(folders, plan, number):
            return None
        folder = _folder(folders, plan, number)
        manifest = _manifest(folder)
        assert manifest is not None
        found[number] = (folder / _ROWS, manifest["rows"]["sha256"])
    return found


def reopen_shards(folders: Folders, plan: Plan, retry_quarantined: bool) -> None:
    """Make shards incomplete of which a row is to be tried again.

    Always where trouble may have passed; all of the quarantine where that is wished. The mark
    stands on the disk, so a run that is cut short is gone on with by the next.
    """
    for number in plan.digests:
        folder = _folder(folders, plan, number)
        manifest = _manifest(folder)
        if manifest is None:
            continue
        retry = retry_quarantined and manifest["quarantined"] > 0
        if manifest["unsettled"] or retry:
            folders.reopened.touch()
            changed = manifest | {"digest": "", "unsettled": False, "retry": retry}
            replace_file(folder / _MANIFEST, seal(changed), folders.tmp)


def count_quarantined(folders: Folders, plan: Plan) -> int:
    """The quarantined inputs of complete shards."""
    manifests = (_manifest(_folder(folders, plan, number)) for number in plan.digests)
    return sum(manifest["quarantined"] for manifest in manifests if manifest)


def share_out(folders: Folders, plan: Plan, numbers: Sequence[int]) -> None:
    """Write the list of inputs of each of these shards, in one pass over the inventory."""
    with naming(folders.run), ExitStack() as stack:
        lists = {
            number: stack.enter_context(_list_of(folders, number).open("wb")) for number in numbers
        }
        for entry in read_inventory(folders.inventory):
            number = bucket_of(entry.id) % plan.shards
            if number in lists:
                lists[number].write(entry_line(entry))


def _list_of(folders: Folders, number: int) -> Path:
    return folders.run / f"inputs-{number:03d}.jsonl"


def clean_shard(
    folders: Folders,
    plan: Plan,
    number: int,
    clean_all: CleanAll,
    progress: Callable[[ShardWork], None],
) -> None:
    """Make one shard complete: carry over what is the same, clean the rest, rename into place.

    `clean_all` is the edge; it may answer in any order, but must answer for every item.
    `progress` is told of the work after every row.
    """
    entries = sorted(read_inventory(_list_of(folders, number)), key=attrgetter("id"))
    if len(entries) != plan.counts[number]:
        raise CorpusError(f"shard {number}: its list of inputs is damaged; run again")
    wanted = {entry.id: entry.digest for entry in entries}
    older, retry = _reusable(folders, plan, number)
    kept = {row.id for row in _carried(folders, plan, older, wanted, retry)}
    todo = [entry for entry in entries if entry.id not in kept]
    with temporary_folder(folders.tmp) as folder:
        fresh = _cleaned(folders, todo, clean_all)
        carried = _carried(folders, plan, older, wanted, retry)
        rows = heapq.merge(carried, fresh, key=attrgetter("id"))
        work, facts = _write_rows(folder / _ROWS, rows, kept, plan.profiles, progress)
        if work.total != len(entries):
            raise CorpusError(f"shard {number}: {work.total} results for {len(entries)} inputs")
        manifest = {
            "digest": plan.digests[number],
            "behaviour": plan.behaviour,
            "shard": number,
            "shards": plan.shards,
            **facts,
        }
        write_synced(folder / _MANIFEST, seal(manifest))
        final = _folder(folders, plan, number)
        final.parent.mkdir(parents=True, exist_ok=True)
        remove_tree(final)  # it was not complete, or this would not run
        rename_folder(folder, final)
    with naming(folders.run):
        (folders.run / f"work-{number:03d}.json").write_text(json.dumps(astuple(work)))


def _write_rows(
    path: Path,
    rows: Iterable[Row],
    kept: set[str],
    profiles: Profiles,
    progress: Callable[[ShardWork], None],
) -> tuple[ShardWork, dict[str, Any]]:
    """Write the rows of a shard, durably; what was done, and what the manifest says of them."""
    work, digest, size, quarantined, unsettled = ShardWork(), hashlib.sha256(), 0, 0, False
    made_for: dict[str, str] = {}
    with path.open("wb") as out:
        for row in rows:
            data = row_bytes(row)
            out.write(data)
            digest.update(data)
            size += len(data)
            quarantined += row.status == "quarantined"
            unsettled |= row.error in _PASSING and row.input not in _PASSING
            if row.key or row.sketch:
                made_for[row.key] = row.profile if row.key else profiles.digest
            work = _counted(work, row, row.id in kept)
            progress(work)
        out.flush()
        os.fsync(out.fileno())
    return work, {
        "rows": {"bytes": size, "sha256": digest.hexdigest()},
        "quarantined": quarantined,
        "unsettled": unsettled,
        "retry": False,
        "profiles": made_for,
    }


def _counted(work: ShardWork, row: Row, reused: bool) -> ShardWork:
    name = "reused" if reused else "quarantined" if row.status == "quarantined" else "cleaned"
    return replace(work, **{name: getattr(work, name) + 1})


def _cleaned(folders: Folders, todo: Sequence[Entry], clean_all: CleanAll) -> Iterator[Row]:
    """The rows of inputs that are cleaned now, in their order, however they come back."""
    if not todo:
        return  # starts no process
    waiting: dict[str, Outcome] = {}
    outcomes = clean_all(_item(folders, entry) for entry in todo)
    for entry in todo:
        while entry.source_path not in waiting:
            outcome = next(outcomes, None)
            if outcome is None:
                raise CorpusError(f"{entry.source_path}: the cleaning gave no answer")
            waiting[outcome.source_path] = outcome
        yield _row(entry, waiting.pop(entry.source_path))


def _item(folders: Folders, entry: Entry) -> Item:
    path = os.fsencode(folders.raw.resolve() / entry.path)
    return Item(
        source_path=entry.source_path,
        path=path,
        digest=entry.digest if entry.sha256 else "",
        sidecar=path + SIDECAR_SUFFIX if entry.has_sidecar else None,
        size=entry.size,
    )


def _row(entry: Entry, outcome: Outcome) -> Row:
    if outcome.status == "quarantined":
        row = quarantine_row(outcome.stage, outcome.error, outcome.message)
        logger.warning("%s: quarantined: %s", entry.source_path, row.message)
        logger.debug("%s: %s", entry.source_path, outcome.detail)
    else:
        row = _parsed(outcome.payload)
    return replace(row, id=entry.id, source_path=entry.source_path, input=entry.digest)


def _parsed(payload: bytes) -> Row:
    """The row that a cleaning process sent. A page may have taken that process over."""
    try:
        (row,) = read_rows(BytesIO(payload))
        if row.status not in ("cleaned", "empty") or len(row.sizes) != _PARTS:
            raise ValueError("it is no result")
    except (ValueError, KeyError, TypeError, AttributeError):
        return quarantine_row(
            "edge", "crash-protocol", "The cleaning process gave a broken answer for this input."
        )
    return row


def _reusable(folders: Folders, plan: Plan, number: int) -> tuple[list[Path], bool]:
    """Older rows of this shard that came of the same behaviour, and are as they were written.

    Where the number of shards has doubled, they stand in the shard that this one was part of.
    Also whether those of the quarantine are to be tried again.
    """
    found, retry = [], False
    shards = plan.shards
    while shards:
        for path in sorted(folders.shard(number % shards, shards).glob(f"*/{_MANIFEST}")):
            manifest, rows = _manifest(path.parent), path.parent / _ROWS
            if manifest is None or manifest["behaviour"] != plan.behaviour:
                continue
            if is_sound(rows, manifest["rows"]):
                found.append(rows)
                retry |= manifest["retry"]
        shards //= 2
    return found, retry


def _carried(
    folders: Folders, plan: Plan, older: Sequence[Path], wanted: dict[str, str], retry: bool
) -> Iterator[Row]:
    """The rows that can stay, by id, each once; with `retry` none of the quarantine.

    A row of which the publisher has another profile now cannot. One without key is asked with
    its sketch whether it has: exact, and without its page being read.
    """
    profiles = plan.profiles
    with naming(folders.state / "shards"), ExitStack() as stack:
        streams = [read_rows(stack.enter_context(path.open("rb"))) for path in older]
        last = ""
        for row in heapq.merge(*streams, key=attrgetter("id")):
            passing = row.error in _PASSING or (retry and row.status == "quarantined")
            if row.id == last or wanted.get(row.id) != row.input or passing:
                continue
            if row.status == "quarantined" or row.profile == profiles.digest_for(row.frame):
                last = row.id
                yield row


def damaged_shards(folders: Folders) -> Iterator[Path]:
    """The files of all shards that are not what was written. Reads everything."""
    for path in sorted((folders.state / "shards").glob("*/*")):
        try:
            manifest = unseal((path / _MANIFEST).read_bytes())
        except (OSError, ValueError):
            yield path / _MANIFEST
        else:
            if not is_sound(path / _ROWS, manifest["rows"]):
                yield path / _ROWS


def merged_rows(folders: Folders, plan: Plan) -> Iterator[Row]:
    """All rows of the corpus, by id. The shards must be complete.

    A shard whose rows are no longer what was written is removed, so that the next run makes it
    again, and `DamagedShardError` says so.
    """
    paths = [_folder(folders, plan, number) for number in sorted(plan.digests)]
    for folder in paths:
        manifest = _manifest(folder)
        if manifest is None or not is_sound(folder / _ROWS, manifest["rows"]):
            remove_tree(folder)
            raise DamagedShardError(
                f"{folder} is damaged and was removed; run again to clean that part again"
            )
    with naming(folders.state / "shards"), ExitStack() as stack:
        streams = [read_rows(stack.enter_context((p / _ROWS).open("rb"))) for p in paths]
        yield from heapq.merge(*streams, key=attrgetter("id"))


def work_done(folders: Folders, plan: Plan) -> ShardWork:
    """What this run did, over all shards; a shard that was complete counts as reused."""
    with naming(folders.run):
        works = [ShardWork(*json.loads(p.read_bytes())) for p in folders.run.glob("work-*.json")]
    cleaned = sum(work.cleaned for work in works)
    quarantined = sum(work.quarantined for work in works)
    return ShardWork(cleaned, quarantined, plan.read - cleaned - quarantined)


def remove_old_shards(folders: Folders, plan: Plan) -> None:
    """Remove the rows that no plan needs any more, once what replaces them is published."""
    current = {_folder(folders, plan, number) for number in plan.digests}
    for folder in (folders.state / "shards").glob("*"):
        for digest in list(folder.iterdir()):
            if digest not in current:
                remove_tree(digest)
        if not any(folder.iterdir()):
            folder.rmdir()
