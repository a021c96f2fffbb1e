"""A small raw folder with its own rules, and two ways to run the tasks over it.

`build` runs them in this process, with cleaning in this process too; `luigi` runs the command as
a user does. Most tests use the first, because the second starts an interpreter.
"""

# ruff: noqa: E402 (Luigi is imported with a warning off)

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = Path(sys.executable).parent / "luigi"

with warnings.catch_warnings():  # Luigi warns where no luigi.cfg says `autoload_range`
    warnings.simplefilter("ignore", DeprecationWarning)
    import luigi
    import luigi.configuration
import tasks
import tasks.engine
from pipeline.config import load_config
from pipeline.edge import Edge, Item, Outcome

luigi.configuration.get_config().set("core", "no_configure_logging", "true")  # pytest has its own

RULES = """
# what readers of these stories are asked to do
[[rule]]
id = "share-labels"
role = "share"
why = "A share label alone on a line is never part of a story."
line = ["Share this article"]
hits = ["Share this article"]
misses = ["The villages share this article of faith."]
"""


def story(number: int) -> str:
    return (
        f"The council of village {number} met on Monday evening and agreed on a new bridge, which "
        "is to be built before the winter.\n\nShare this article\n\nThe old one had been closed "
        f"for {number} years, and the detour takes the farmers an hour every day.\n"
    )


@dataclass
class Job:
    """The folders of one job, and what can be done with them."""

    folder: Path

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    @property
    def clean(self) -> Path:
        return self.folder / "clean"

    @property
    def config(self) -> Path:
        return self.folder / "config"

    @property
    def profiles(self) -> Path:
        return self.folder / "profiles"

    def write(self, name: str, text: str) -> None:
        (self.raw / name).write_text(text)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.config / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.clean / name).read_text().splitlines()]

    def runs(self) -> list[dict[str, Any]]:
        return self.lines(".dechrome/runs.jsonl")

    def published(self) -> dict[str, bytes]:
        """Name -> content of everything that a reader sees, but run.json."""
        found = {}
        for path in [*self.clean.iterdir(), *(self.clean / "articles").iterdir()]:
            if path.name not in (".dechrome", "run.json", "articles"):
                found[str(path.relative_to(self.clean))] = path.read_bytes()
        return found

    def left_overs(self) -> list[Path]:
        return list((self.clean / ".dechrome" / "tmp").iterdir())


@pytest.fixture
def job(tmp_path: Path) -> Job:
    job = Job(tmp_path)
    job.raw.mkdir()
    (job.config / "rules").mkdir(parents=True)
    (job.config / "rules" / "mine.toml").write_text(RULES)
    shutil.copy(ROOT / "config" / "settings.toml", job.config)
    for number in range(8):
        job.write(f"story{number}.txt", story(number))
    return job


@pytest.fixture
def build(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., tuple[bool, list[str]]]]:
    """Run the tasks in this process; whether all went well, and what was cleaned."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    monkeypatch.setattr("pipeline.corpus.publication.sync_file_system", lambda folder: None)

    def run(**more: Any) -> tuple[bool, list[str]]:
        tasks.end_sessions()
        load_config.cache_clear()
        cleaned: list[str] = []

        class EdgeHere(Edge):
            """Cleans in this process, and notes what."""

            def clean_all(self, items: Iterable[Item]) -> Iterator[Outcome]:
                for outcome in super().clean_all(items):
                    cleaned.append(outcome.source_path)
                    yield outcome

        def edge(session: Any, processes: int) -> Edge:
            profiles = (str(session.profiles.folder), session.profiles.digest)
            return EdgeHere(0, session.config.directory, profiles=profiles)

        monkeypatch.setattr(tasks.engine, "_edge", edge)
        folders = {
            "raw_dir": job.raw,
            "clean_dir": job.clean,
            "config_dir": job.config,
            "profiles_dir": job.profiles,
        }
        task = tasks.CleanAll(**({k: str(v) for k, v in folders.items()} | more))
        result = luigi.build([task], local_scheduler=True, detailed_summary=True)
        tasks.engine.stop_cleaning()
        return result.status is luigi.LuigiStatusCode.SUCCESS, sorted(cleaned)

    yield run
    tasks.end_sessions()


@pytest.fixture
def start(job: Job) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `luigi --module tasks CleanAll` from the root of the repository."""
    started = []

    def run(
        *more: str, cwd: Path = ROOT, env: dict[str, str] | None = None
    ) -> subprocess.Popen[str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("LUIGI")}
        process = subprocess.Popen(
            [COMMAND, "--module", "tasks", "CleanAll", *folder_flags(job), *more],
            cwd=cwd,
            env=inherited | {"DECHROME_CONFIG": str(job.config)} | (env or {}),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def folder_flags(job: Job) -> list[str]:
    return ["--raw-dir", str(job.raw), "--clean-dir", str(job.clean)]


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(start: Callable[..., subprocess.Popen[str]]) -> Callable[..., Ended]:
    """Run `luigi --module tasks CleanAll` to its end."""

    def run(*more: str, **how: Any) -> Ended:
        process = start(*more, **how)
        out, err = process.communicate(timeout=60)
        return Ended(process.returncode, out, err)

    return run
