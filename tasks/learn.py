"""`luigi --module tasks LearnProfiles`: what the raw corpus teaches about its publishers' chrome.

Only this changes profiles: cleaning a new article never does. Cleaning uses them from its next
run on, and cleans again only the articles of publishers whose profile has changed.
"""

from __future__ import annotations

import logging
import os
from datetime import date
from functools import cached_property
from pathlib import Path

import luigi
import luigi.interface

from pipeline.config import Config, config_directory, load_config
from pipeline.corpus.errors import CorpusError
from pipeline.corpus.lock import take_lock
from pipeline.edge import Edge, Outcome
from pipeline.profiles.learning import Learned, learn_folder, raw_items
from pipeline.profiles.reading import read_lines, render_lines
from tasks.engine import processes
from tasks.progress import Progress
from tasks.session import finished

__all__ = ["LearnProfiles", "RawPages"]

logger = logging.getLogger(__name__)
_NAMED = 20  # profiles that the summary tells by name


class RawPages(luigi.ExternalTask):
    """The raw scrapes. A missing or empty folder is exit code 20."""

    raw_dir = luigi.Parameter("data/raw", description="folder of raw scrapes, read only")

    def complete(self) -> bool:
        """Whether there is an input."""
        folder = Path(self.raw_dir)
        return folder.is_dir() and next(raw_items(folder.resolve()), None) is not None


class LearnProfiles(luigi.Task):
    """Brings the profiles in `profiles_dir` up to date with the pages in `raw_dir`."""

    raw_dir = luigi.Parameter("data/raw", description="folder of raw scrapes, read only")
    profiles_dir = luigi.Parameter("data/profiles", description="folder of the profiles")
    config_dir = luigi.Parameter("", description="instead of config/")
    date = luigi.DateParameter(
        date.today(), description="of pages that do not say when they were fetched"
    )

    def complete(self) -> bool:
        """Whether it has run in this process: it always looks once. Takes the lock."""
        return self.task_id in finished or self._lock < 0

    def requires(self) -> luigi.Task:
        """The raw pages."""
        return RawPages(raw_dir=self.raw_dir)

    @cached_property
    def _folder(self) -> Path:
        folder = Path(self.profiles_dir).absolute()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CorpusError(f"{folder} cannot be written ({error.strerror})") from error
        return folder

    @cached_property
    def _lock(self) -> int:
        """Held until the task is done; its descriptor."""
        lock = take_lock(self._folder / ".lock")
        if lock is None:
            logger.error("another run learns in %s", self._folder)
            raise luigi.interface.PidLockAlreadyTakenExit
        return lock

    def run(self) -> None:
        """Read, count, and write what has changed; tell a person."""
        try:
            learned = self._learn()
        finally:
            os.close(self.__dict__.pop("_lock"))
        finished.add(self.task_id)
        print(summary(learned, Path(self.profiles_dir)), flush=True)

    def _learn(self) -> Learned:
        config = load_config(Path(self.config_dir) if self.config_dir else config_directory())
        raw, settings = Path(self.raw_dir).resolve(), config.settings.profiles
        shown = Progress(sum(1 for _ in raw_items(raw)))

        def progress(outcome: Outcome) -> None:
            shown.add(1, outcome.status == "quarantined")

        today, folder = self.date.isoformat(), self._folder
        with edge_to_read(config) as edge:
            return learn_folder(raw_items(raw), folder, edge.clean_all, settings, today, progress)


def edge_to_read(config: Config) -> Edge:
    """Worker processes that read pages instead of cleaning them."""
    return Edge(
        processes(),
        config.directory,
        clean=read_lines,
        render=render_lines,
        config_digest=config.digest,
    )


def summary(learned: Learned, folder: Path) -> str:
    """The few lines that end a run."""
    rows = [
        f"{'read':<12} {learned.pages:,} pages ({learned.unread:,} could not be read)",
        f"{'profiles':<12} {learned.groups:,}, {len(learned.changes):,} of them changed",
    ]
    for change in learned.changes[:_NAMED]:
        rows.append(
            f"{'changed':<12} {change.key}: {change.lines:,} lines, {change.entered:,} new, "
            f"{change.left:,} gone"
        )
    return "\n".join([*rows, f"{'results':<12} {folder}"])
