"""A disk that fails on demand, and a corpus of a few lines over which the tasks run.

Everything happens in this process, cleaning and looking for copies too: what is tested here is
what becomes of files.
"""

# ruff: noqa: E402 (Luigi is imported with a warning off)

from __future__ import annotations

import ctypes
import errno
import importlib.util
import io
import json
import logging
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

with warnings.catch_warnings():  # Luigi warns where no luigi.cfg says `autoload_range`
    warnings.simplefilter("ignore", DeprecationWarning)
    import luigi
    import luigi.configuration
    from luigi.execution_summary import LuigiStatusCode
import tasks
import tasks.copies
import tasks.engine
from pipeline.copies import apart
from pipeline.copies.records import Figures
from pipeline.copies.records import Job as CopiesJob
from pipeline.corpus.folders import PUBLISHED
from pipeline.edge import Edge
from tasks.log import PlainFormatter

luigi.configuration.get_config().set("core", "no_configure_logging", "true")  # pytest has its own

_spec = importlib.util.spec_from_file_location("torture", ROOT / "tools" / "torture.py")
assert _spec is not None
assert _spec.loader is not None
_torture = sys.modules["torture"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_torture)

KILL = 0  # instead of an errno: the process is killed at the operation
# What needs room on a disk: once it is full, all of these fail until somebody makes room.
NEEDS_ROOM = {"create", "write", "mkdir", "link", "symlink", "rename"}
CALLS = {
    "rename": "rename", "replace": "rename", "link": "link", "symlink": "symlink",
    "unlink": "unlink", "remove": "unlink", "mkdir": "mkdir", "rmdir": "rmdir",
    "truncate": "truncate", "ftruncate": "truncate", "chmod": "chmod", "fchmod": "chmod",
    "utime": "utime", "fsync": "fsync", "fdatasync": "fsync", "write": "write", "pwrite": "write",
    "sendfile": "write", "close": "close", "scandir": "list", "listdir": "list",
}  # fmt: skip


class Killed(BaseException):
    """Nothing that the process does from now on reaches the disk."""


class Disk:
    """Every operation below `folder`, counted; the `nth` (from 1) does not succeed.

    A write that fails has written half. A close that fails has closed. ENOSPC goes on for
    everything that needs room; other errors come once. `KILL` is what `kill -9` is to a disk:
    neither that operation nor any that a `finally` would do comes to pass.
    """

    def __init__(self, folder: Path, nth: int = 0, code: int = errno.EIO) -> None:
        self.folder = os.fspath(folder)
        self.nth, self.code = nth, code
        self.done: list[str] = []  # operation and place, in order
        self.failed = ""

    def meets(self, operation: str, *places: object) -> bool:
        """Count an operation on these paths or descriptors; whether it is one that fails."""
        if not (mine := [path for place in places if (path := self._below(place))]):
            return False
        self.done.append(f"{operation} {mine[-1][len(self.folder) :]}")
        later = 0 < self.nth < len(self.done) and (
            self.code == KILL or (self.code == errno.ENOSPC and operation in NEEDS_ROOM)
        )
        if len(self.done) != self.nth and not later:
            return False
        self.failed = self.failed or self.done[-1]
        return True

    def fail(self, *names: str) -> None:
        if self.code == KILL:
            raise Killed
        paths = [*names[:1], None, *names[1:]]
        raise OSError(self.code, os.strerror(self.code), *paths)

    def _below(self, place: object) -> str:
        if isinstance(place, int):
            try:
                path = str(Path(f"/proc/self/fd/{place}").readlink())
            except OSError:
                return ""
        else:
            path = str(Path(str(place)).absolute())
        return path if path == self.folder or path.startswith(self.folder + "/") else ""

    @contextmanager
    def mounted(self) -> Iterator[Disk]:
        """Put this disk under the functions that Python has for files."""
        with pytest.MonkeyPatch.context() as patch:
            for name, operation in CALLS.items():
                patch.setattr(os, name, self._call(name, operation))
            patch.setattr(os, "open", self._os_open(os.open))
            for module in ("io.open", "builtins.open"):
                patch.setattr(module, self._open(io.open))
            patch.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace(syncfs=self._syncfs))
            yield self

    def _call(self, name: str, operation: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*args: Any, **more: Any) -> Any:
            places = args[:1] if operation not in ("rename", "link") else args[:2]
            places = args[1:2] if operation == "symlink" else places
            places = tuple(_whole(place, more.get("dir_fd")) for place in places)
            if self.meets(operation, *places):
                if operation == "write" and isinstance(args[1], bytes):
                    real(args[0], args[1][: len(args[1]) // 2])
                if operation == "close":
                    real(*args)
                self.fail(*(place for place in places if isinstance(place, str)))
            return None if operation == "fsync" else real(*args, **more)

        return call

    def _os_open(self, real: Callable[..., int]) -> Callable[..., int]:
        def call(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
            whole = _whole(path, dir_fd)
            if self.meets("create" if flags & os.O_CREAT else "open", whole):
                self.fail(str(whole))
            return real(path, flags, mode, dir_fd=dir_fd)

        return call

    def _open(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(file: Any, mode: str = "r", buffering: int = -1, *args: Any, **more: Any) -> Any:
            if not self._below(file):
                return real(file, mode, buffering, *args, **more)
            if not isinstance(file, int):
                writes = set(mode) & set("wax+")
                if self.meets("create" if writes else "open", file):
                    self.fail(os.fspath(file))
            raw = FailingFile(self, file, mode)
            if "+" in mode:
                buffered: Any = io.BufferedRandom(raw)
            else:
                buffered = (io.BufferedReader if "r" in mode else io.BufferedWriter)(raw)
            if "b" in mode:
                return buffered
            encoding = more.get("encoding") or (args[0] if args else None) or "utf-8"
            return io.TextIOWrapper(buffered, encoding)

        return call

    def _syncfs(self, descriptor: int) -> int:
        if not self.meets("fsync", descriptor):
            return 0
        if self.code == KILL:
            self.fail()
        ctypes.set_errno(self.code)
        return -1


def _whole(place: Any, folder: int | None) -> int | str:
    """A descriptor as it is; a path from the root or the working folder."""
    if isinstance(place, int):
        return place
    path = os.fsdecode(place)
    return path if folder is None else str(Path(f"/proc/self/fd/{folder}").readlink() / path)


class FailingFile(io.FileIO):
    """A file on such a disk, below Python's buffers."""

    def __init__(self, disk: Disk, file: Any, mode: str) -> None:
        self._disk = disk
        super().__init__(file, mode.replace("b", "").replace("t", ""))

    def write(self, data: Any) -> int:
        if self._disk.meets("write", self.fileno()):
            super().write(bytes(data)[: len(data) // 2])
            self._disk.fail()
        return super().write(data)

    def readinto(self, buffer: Any) -> int:
        if self._disk.meets("read", self.fileno()):
            self._disk.fail()
        return super().readinto(buffer)

    def readall(self) -> bytes:
        if self._disk.meets("read", self.fileno()):
            self._disk.fail()
        return super().readall()

    def truncate(self, size: int | None = None) -> int:
        if self._disk.meets("truncate", self.fileno()):
            self._disk.fail()
        return super().truncate(size)

    def close(self) -> None:
        # The killed close files too: what they have not written by then stays unwritten.
        fails = not self.closed and self._disk.meets("close", self.fileno())
        fails = fails and self._disk.code != KILL
        super().close()
        if fails:
            self._disk.fail()


@dataclass(frozen=True)
class Ended:
    """What a run left behind besides files."""

    status: LuigiStatusCode | None  # None: killed
    log: str
    did: list[str] = field(default_factory=list)
    failed: str = ""


@dataclass
class Job:
    """The folders of one corpus, and runs over it."""

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

    def write(self, **texts: str) -> None:
        """Give inputs these texts; an empty one removes its input."""
        for name, text in texts.items():
            path = self.raw / f"{name}.txt"
            path.write_text(text)
            os.utime(path, (1, 1))
            if not text:
                path.unlink()

    def run(self, nth: int = 0, code: int = errno.EIO) -> Ended:
        """One run, on a disk whose `nth` operation does not succeed."""
        heard = io.StringIO()
        handler = logging.StreamHandler(heard)
        handler.setFormatter(PlainFormatter())
        handler.setLevel(logging.WARNING)
        logging.getLogger().addHandler(handler)
        disk = Disk(self.clean, nth, code)
        names = {"raw_dir": self.raw, "clean_dir": self.clean, "config_dir": self.config}
        task = tasks.CleanAll(**{name: str(path) for name, path in names.items()})
        status = None
        try:
            with disk.mounted(), suppress(Killed):
                status = luigi.build([task], local_scheduler=True, detailed_summary=True).status
        finally:
            logging.getLogger().removeHandler(handler)
            tasks.engine.stop_cleaning()
            tasks.end_sessions()
        return Ended(status, heard.getvalue(), disk.done, disk.failed)

    def corpus(self) -> dict[str, bytes]:
        """What a reader finds: name -> content; without run.json, which carries a clock."""
        return _torture.corpus(self.clean)

    def names(self) -> set[str]:
        """What else than the published names a reader meets in the clean folder."""
        return {path.name for path in self.clean.glob("*")} - {".dechrome", *PUBLISHED}

    def state(self) -> dict[str, object]:
        """All files below the clean folder, apart from clocks and from who did what when."""
        return _torture.contents(self.clean)

    def keep(self, name: str) -> Path:
        """A copy of the clean folder as it is."""
        return Path(shutil.copytree(self.clean, self.folder / name, symlinks=True))

    def put_back(self, kept: Path | None) -> None:
        """The clean folder as it was kept; None: none."""
        shutil.rmtree(self.clean, ignore_errors=True)
        if kept is not None:
            shutil.copytree(kept, self.clean, symlinks=True)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """In memory where that is possible: a run makes and removes hundreds of files."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as name:
        yield Path(name)


@pytest.fixture
def job(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    def edge(session: Any, processes: int) -> Edge:
        return Edge(0, session.config.directory)

    def find_copies_here(wanted: CopiesJob) -> Figures:
        answer, code = apart._work(wanted)
        return apart._answer(json.dumps(answer).encode(), code, "")

    monkeypatch.setattr(tasks.engine, "_edge", edge)
    monkeypatch.setattr(tasks.copies, "find_copies_apart", find_copies_here)
    monkeypatch.setattr("pipeline.corpus.inventory._RACY_NS", -(10**18))  # stamps are trusted
    job = Job(folder)
    job.raw.mkdir()
    (job.config / "rules").mkdir(parents=True)
    (job.config / "rules" / "mine.toml").touch()
    shutil.copy(ROOT / "config" / "settings.toml", job.config)
    return job


@pytest.fixture(scope="session")
def torture() -> ModuleType:
    """`tools/torture.py`."""
    return _torture
