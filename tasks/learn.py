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

from pipeline.corpus.errors import CorpusError
from pipeline.corpus.lock import take_lock
from tasks.lock import finished

__all__ = ["LearnProfiles", "RawPages"]

logger = logging.getLogger(__name__)


class RawPages(luigi.ExternalTask):
    """The raw scrapes. A missing or empty folder is exit code 20."""

    raw_dir = luigi.Parameter("data/raw", description="folder of raw scrapes, read only")

    def complete(self) -> bool:
        """Whether there is an input."""
        from pipeline.profiles.learning import raw_items  # the rest is loaded when it is needed

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
        from tasks.learning import learn, summary

        try:
            learned = learn(Path(self.raw_dir), self._folder, self.config_dir, self.date)
        finally:
            os.close(self.__dict__.pop("_lock"))
        finished.add(self.task_id)
        print(summary(learned, Path(self.profiles_dir)), flush=True)
