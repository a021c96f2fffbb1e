"""One run of one corpus in this process: the lock, the config, the plan, the clock.

Luigi asks every task again and again whether it is complete; the answers rest on one look at
the raw folder, taken once. Task processes that Luigi forks inherit the session.
"""

from __future__ import annotations

import atexit
import logging
import multiprocessing
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.config import Config, config_directory, load_config
from pipeline.corpus.folders import (
    Folders,
    prepare,
    store_shards,
    stored_shards,
)
from pipeline.corpus.generation import INVENTORY, current_generation
from pipeline.corpus.inventory import Inventory, count_vanished, take_inventory
from pipeline.corpus.plan import Plan, make_plan, versions
from pipeline.corpus.publication import is_published, publication_digest
from pipeline.corpus.shards import (
    count_quarantined,
    is_complete,
    reopen_shards,
    share_out,
    work_done,
)
from pipeline.corpus.verification import mend
from pipeline.profiles.match import load_profiles
from pipeline.write.parquet import require_pyarrow
from tasks.lock import finished, free, hold, writing
from tasks.progress import Progress

__all__ = ["Session", "Wishes", "end_sessions", "session"]

logger = logging.getLogger(__name__)


_UNWIND_SECONDS = 8.0
_sessions: dict[tuple[str, str, str, str], Session] = {}


def session(
    raw_dir: str, clean_dir: str, config_dir: str, profiles_dir: str, wishes: Wishes
) -> Session:
    """The session of this process for these folders; the first call says what is wished.

    Raises `PidLockAlreadyTakenExit` (exit code 10) where another run holds the clean folder, and
    `CorpusError` or `ConfigError` (35) where the folders or the config cannot be used.
    """
    key = (raw_dir, clean_dir, config_dir, profiles_dir)
    if key not in _sessions:
        _sessions[key] = Session(
            Folders(Path(raw_dir).absolute(), Path(clean_dir).absolute()),
            Path(config_dir) if config_dir else config_directory(),
            Path(profiles_dir).absolute(),
            wishes,
        )
    return _sessions[key]


def end_sessions() -> None:
    """Free the locks. A program that runs the tasks a second time calls this in between."""
    finished.clear()
    while _sessions:
        _sessions.popitem()[1].close()


def _tidy_up() -> None:
    """What an interrupt may leave: children that are still unwinding, half-written folders."""
    for child in multiprocessing.active_children():
        child.terminate()
        child.join(_UNWIND_SECONDS)
    for open_session in _sessions.values():
        with suppress(OSError):
            prepare(open_session.folders)


atexit.register(_tidy_up)  # forked children leave without it


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks of one run, and of no other."""

    allow_shrink: bool = False
    retry_quarantined: bool = False
    accept_alarms: bool = False


class Session:
    """What all tasks of a run share."""

    def __init__(
        self, folders: Folders, config_dir: Path, profiles_dir: Path, wishes: Wishes
    ) -> None:
        """Take the lock, before anything is read, and remove left-overs."""
        self.wishes = wishes
        self._began = time.monotonic()
        self._began_ns = time.time_ns()
        self.folders = folders
        hold(folders)
        try:
            with writing(folders):
                prepare(folders)
                mend(folders)
            self.config: Config = load_config(config_dir)
            self.profiles = load_profiles(profiles_dir)  # frozen for this run
            if self.config.settings.output.parquet:
                require_pyarrow()
        except BaseException:
            self.close()
            raise

    @cached_property
    def inventory(self) -> Inventory:
        """What stands in the raw folder; an empty one where there is no folder."""
        if not self.folders.raw.is_dir():
            logger.error("%s does not exist; check --raw-dir", self.folders.raw)
            return Inventory((), 0, 0, ())
        inventory = take_inventory(self.folders, self._began_ns)
        for refusal in inventory.refusals:
            logger.warning("not read: %s", refusal)
        if not inventory.read:
            logger.error("%s has no input files; check --raw-dir", self.folders.raw)
        return inventory

    @cached_property
    def plan(self) -> Plan:
        """What this run is to make true. What is to be tried again is opened for it."""
        stored = stored_shards(self.folders)
        plan = make_plan(self.inventory.buckets, stored, self.config.digest, self.profiles)
        if plan.shards != stored:
            store_shards(self.folders, plan.shards)
        reopen_shards(self.folders, plan, self.wishes.retry_quarantined)
        return plan

    @cached_property
    def dirty(self) -> tuple[int, ...]:
        """The shards that have something to do; their lists of inputs are written."""
        plan = self.plan
        numbers = [n for n in sorted(plan.digests) if not is_complete(self.folders, plan, n)]
        share_out(self.folders, plan, numbers)
        self.progress = Progress(sum(plan.counts[number] for number in numbers))
        return tuple(numbers)

    @cached_property
    def publication(self) -> str:
        """The digest that the published corpus must have been made for."""
        return publication_digest(self.plan, self.config.settings)

    @cached_property
    def vanished(self) -> str:
        """Why nothing may be published, where too many inputs of the last corpus are gone."""
        last = current_generation(self.folders)
        if self.wishes.allow_shrink or last is None or self.is_published():
            return ""
        gone, total = count_vanished(last.folder / INVENTORY, self.folders.inventory)
        if gone <= self.config.settings.run.max_vanished_share * total:
            return ""
        return (
            f"{gone:,} of the {total:,} inputs of the last run are gone from {self.folders.raw}; "
            "nothing was published and the last corpus stays. If they were removed on purpose, "
            "run once with --allow-shrink"
        )

    @property
    def quarantined(self) -> str:
        """Why the run has failed, where too many inputs could not be cleaned. Shards are done."""
        bad, read = count_quarantined(self.folders, self.plan), self.plan.read
        if self.wishes.allow_shrink or bad <= self.config.settings.run.max_quarantined_share * read:
            return ""
        return f"{bad:,} of {read:,} inputs are quarantined"

    @property
    def replaces_good(self) -> bool:
        """Whether there is a published corpus of which fewer inputs were quarantined."""
        last = current_generation(self.folders)
        if last is None:
            return False
        counts = last.manifest["counts"]
        share = self.config.settings.run.max_quarantined_share
        return bool(counts["quarantined"] <= share * counts["read"])

    def is_published(self) -> bool:
        """Whether the published corpus is the one that is wanted."""
        return is_published(self.folders, self.publication, self.wishes.accept_alarms)

    def close(self) -> None:
        """Free the lock."""
        free(self.folders)

    def seconds(self) -> float:
        """Since the run began."""
        return round(time.monotonic() - self._began, 1)

    def facts(self) -> dict[str, Any]:
        """What `run.json` and `runs.jsonl` say of the run."""
        started = datetime.fromtimestamp(self._began_ns / 1e9, UTC)
        return {
            "started": started.isoformat(timespec="seconds"),
            "seconds": self.seconds(),
            "work": asdict(work_done(self.folders, self.plan)),
            "not_read": {
                "ignored": self.inventory.ignored,
                "refused": self.inventory.refused,
                "refusals": list(self.inventory.refusals),
            },
            "shards": self.plan.shards,
            "fingerprint": self.plan.fingerprint,
            "config": self.config.digest,
            "profiles": self.profiles.digest,
            "versions": versions(),
        }
