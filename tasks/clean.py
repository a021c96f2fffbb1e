"""The task graph, root first: CleanAll <- Publish <- FindCopies <- CleanShard <- Inventory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import luigi
from luigi.parameter import ParameterVisibility

from pipeline.corpus.errors import CorpusError
from pipeline.corpus.folders import Folders
from pipeline.write.atomic import naming
from tasks.lock import hold
from tasks.settings import engine as engine  # Luigi knows the settings that are loaded

if TYPE_CHECKING:
    from tasks.session import Session

__all__ = ["CleanAll", "CleanShard", "FindCopies", "Inventory", "Publish", "RawFolder"]


class _CorpusTask(luigi.Task):
    """What all tasks know: the folders. Luigi's `clone` hands them down from CleanAll."""

    raw_dir = luigi.Parameter("data/raw", description="folder of raw scrapes, read only")
    clean_dir = luigi.Parameter("data/clean", description="folder for the results")
    allow_shrink = luigi.BoolParameter(
        significant=False,
        description="publish although many inputs of the last run are gone or quarantined",
    )
    retry_quarantined = luigi.BoolParameter(
        significant=False, description="clean again what is quarantined"
    )
    accept_alarms = luigi.BoolParameter(
        significant=False, description="what the alarms tell of is as it should be from now on"
    )
    profiles_dir = luigi.Parameter(
        "data/profiles", description="what LearnProfiles has learned; need not exist"
    )
    config_dir = luigi.Parameter(
        "", visibility=ParameterVisibility.HIDDEN, description="instead of config/"
    )

    @property
    def session(self) -> Session:
        """What the tasks of this run share."""
        # Only under the lock is the rest of this package loaded, here and below: a run that is
        # refused is to say so at once.
        hold(Folders(Path(self.raw_dir).absolute(), Path(self.clean_dir).absolute()))
        from tasks.session import Wishes, session

        flags = (self.allow_shrink, self.retry_quarantined, self.accept_alarms)
        wishes = Wishes(*map(bool, flags))
        folders = (self.raw_dir, self.clean_dir, self.config_dir, self.profiles_dir)
        return session(*folders, wishes)


class CleanAll(_CorpusTask):
    """The main job: the corpus in `clean_dir` is that of `raw_dir`, and the run is told.

    Another pipeline can require it: its output is the `_SUCCESS` file, which holds the digest
    of the corpus. It is complete when it has run in this process, so it always looks once.
    """

    def complete(self) -> bool:
        """Whether this run has ended. Takes the lock."""
        return (self.session.folders.run / "done").exists()

    def requires(self) -> Iterable[luigi.Task]:
        """The published corpus, or, where there is nothing to read, the missing folder."""
        if not self.session.inventory.read:
            return [self.clone(RawFolder)]
        return [self.clone(Publish, digest=self.session.publication[:16])]

    def output(self) -> luigi.LocalTarget:
        """`_SUCCESS`."""
        return luigi.LocalTarget(str(self.session.folders.clean / "_SUCCESS"))

    def run(self) -> None:
        """Enter the run in `runs.jsonl`, tell a person what it did, and fail where that is due."""
        from tasks.summary import tell
        from tasks.verdict import verdict

        folders = self.session.folders
        generation = tell(self.session, Path(self.clean_dir))
        if problem := verdict(self.session, generation):
            raise CorpusError(problem)
        with naming(folders.run):
            (folders.run / "done").touch()


class _AfterShards(_CorpusTask):
    digest = luigi.Parameter(description="of inputs, behaviour and layout")

    def shards(self) -> list[luigi.Task]:
        """The shards that have something to do."""
        digests = self.session.plan.digests
        return [
            self.clone(CleanShard, shard=number, digest=digests[number][:16])
            for number in self.session.dirty
        ]


class Publish(_AfterShards):
    """The results of all shards, as files, all or nothing."""

    def complete(self) -> bool:
        """Whether the published corpus is the one that is wanted."""
        return self.session.is_published()

    def requires(self) -> Iterable[luigi.Task]:
        """The shards that have something to do, and the copies among the articles of all."""
        from tasks.engine import start_teams

        start_teams(self.session)
        copies = [self.clone(FindCopies)] if self.session.config.settings.copies.find else []
        return [self.clone(Inventory), *self.shards(), *copies]

    def run(self) -> None:
        """Write the files and switch to them; or refuse, where a good corpus would be lost."""
        from pipeline.corpus.publication import publish
        from tasks.engine import stop_cleaning
        from tasks.verdict import refusal

        stop_cleaning()
        if problem := refusal(self.session):
            raise CorpusError(problem)
        folders, settings = self.session.folders, self.session.config.settings
        accept = self.session.wishes.accept_alarms
        publish(folders, self.session.plan, settings, self.session.facts(), accept)
        with naming(folders.run):
            (folders.run / "published").touch()


class FindCopies(_AfterShards):
    """Which articles repeat which, among the rows of all shards."""

    def complete(self) -> bool:
        """Whether that is known for exactly these rows and settings."""
        from pipeline.corpus.copies import are_found

        settings = self.session.config.settings.copies
        return are_found(self.session.folders, self.session.plan, settings)

    def requires(self) -> Iterable[luigi.Task]:
        """The shards."""
        return [self.clone(Inventory), *self.shards()]

    def run(self) -> None:
        """Look for them, in a process of its own."""
        from tasks.copies import find
        from tasks.engine import stop_cleaning

        stop_cleaning()
        find(self.session)


class CleanShard(_CorpusTask):
    """The rows of one shard: those that are the same are carried over, the rest is cleaned."""

    shard = luigi.IntParameter()
    digest = luigi.Parameter(description="of its inputs and the behaviour")

    def complete(self) -> bool:
        """Whether its rows are there for exactly this digest."""
        from pipeline.corpus.shards import is_complete

        return is_complete(self.session.folders, self.session.plan, self.shard)

    def requires(self) -> luigi.Task:
        """The inventory."""
        return self.clone(Inventory)

    def run(self) -> None:
        """Clean what has changed."""
        from tasks.engine import clean
        from tasks.progress import ShardProgress

        total = self.session.plan.counts[self.shard]
        clean(self.session, self.shard, ShardProgress(self, total, self.session.progress))


class Inventory(_CorpusTask):
    """The inputs and their digests; incomplete where suspiciously many have vanished."""

    def complete(self) -> bool:
        """The look at the raw folder was taken when the run was planned."""
        return not self.session.vanished

    def requires(self) -> luigi.Task:
        """The raw folder."""
        return self.clone(RawFolder)

    def run(self) -> None:
        """Refuse, with a sentence: an unmounted disk must not delete a corpus on schedule."""
        raise CorpusError(self.session.vanished)


class RawFolder(_CorpusTask, luigi.ExternalTask):
    """The raw scrapes. A missing or empty folder is exit code 20."""

    def complete(self) -> bool:
        """Whether there is an input."""
        return self.session.inventory.read > 0

    def output(self) -> luigi.LocalTarget:
        """The folder."""
        return luigi.LocalTarget(str(self.session.folders.raw))
