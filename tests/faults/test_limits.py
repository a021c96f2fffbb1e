"""Limits that a machine really sets: file sizes, permissions, a full disk, a file in the way."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from luigi.execution_summary import LuigiStatusCode

STORIES = {f"story{number}": f"The story of village {number}. " * 9 for number in range(3)}
NOBODY = 65534


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def without_root(folder: Path) -> Iterator[None]:
    """As somebody whom permissions bind; the folder becomes theirs."""
    if os.geteuid():
        yield
        return
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def published(job):
    """A corpus that is published, and one input that has changed since."""
    job.write(**STORIES)
    assert job.run().status is LuigiStatusCode.SUCCESS
    job.before = job.corpus()
    job.write(story1="Another story altogether. " * 9)
    return job


def fails(job, *said: str) -> None:
    """A run fails, says these things and nothing else, and leaves the last corpus."""
    ended = job.run()
    assert ended.status in (LuigiStatusCode.FAILED, LuigiStatusCode.SCHEDULING_FAILED)
    for words in said:
        assert words in ended.log
    assert "Traceback" not in ended.log
    assert "run again" in ended.log
    assert job.corpus() == job.before


def heals(job) -> None:
    assert job.run().status is LuigiStatusCode.SUCCESS
    assert job.corpus() != job.before
    assert list((job.clean / ".dechrome" / "tmp").iterdir()) == []


@pytest.mark.parametrize("size", [500, 1_500, 3_000])
def test_files_may_not_be_large(published, size) -> None:
    with files_no_larger_than(size):
        fails(published, "File too large", str(published.clean), "ulimit -f")
    heals(published)


@pytest.mark.parametrize("name", ["", "generations", "shards"])
def test_a_folder_may_not_be_written(published, name) -> None:
    folder = published.clean / ".dechrome" / name
    if name == "shards":  # that of the story that has changed
        rows = [path for path in folder.glob("*/*/rows") if b"story1.txt" in path.read_bytes()]
        folder = rows[0].parent.parent
    with without_root(published.folder):
        folder.chmod(0o555)
        try:
            fails(published, "Permission denied", str(folder))
        finally:
            folder.chmod(0o755)
        heals(published)


def test_a_first_run_into_a_folder_that_may_not_be_written(job) -> None:
    job.write(**STORIES)
    job.before = {}
    job.clean.mkdir()
    with without_root(job.folder):
        job.clean.chmod(0o555)
        fails(job, f"{job.clean} cannot be written (Permission denied")
        job.clean.chmod(0o755)
        heals(job)


@pytest.mark.parametrize(
    "name", ["shards", "generations", "lock/x", "current/x", "inventory.jsonl/x"]
)
def test_something_else_stands_in_the_place(job, name) -> None:
    """A file where a folder should be, or a folder where a file should be."""
    job.write(**STORIES)
    job.before = {}
    way = job.clean / ".dechrome" / name
    way.parent.mkdir(parents=True)
    way.touch()
    fails(job, str(job.clean))
    way.unlink()
    if name.endswith("/x"):
        way.parent.rmdir()
    heals(job)


@pytest.fixture
def small_disk(job) -> Iterator[None]:
    """A disk of 64 kB under the clean folder, where this process may mount one."""
    job.clean.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(job.clean)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this process may not mount a disk")
    yield
    subprocess.run(["umount", "-l", str(job.clean)], check=True)  # a traceback may hold a file


@pytest.mark.usefixtures("small_disk")
def test_a_disk_that_is_full(job) -> None:
    job.write(**STORIES)
    job.before = {}
    fails(job, "No space left on device", "make room on the disk")
    remount = ["mount", "-o", "remount,size=4m", str(job.clean)]
    subprocess.run(remount, check=True)
    heals(job)
