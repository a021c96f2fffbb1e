"""A process of its own: its answer, and every way in which it may not give one."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.copies import apart
from pipeline.copies.apart import find_copies_apart
from pipeline.copies.records import Figures, is_whole, read_copies
from pipeline.corpus.errors import CorpusError, DamagedShardError

WAITS = """
import json, os, sys
sys.path[:] = json.loads(sys.argv[1])
import pipeline.copies.find
from pathlib import Path
def find_copies(job):
    Path(job.scratch, "pid").write_text(str(os.getpid()))
    import time
    time.sleep(60)
pipeline.copies.find.find_copies = find_copies
from pipeline.copies.apart import main
main(int(sys.argv[2]))
"""


@pytest.fixture
def job(shelf, story):
    text = story("a", 90)
    return shelf.job({"a": text, "b": text, "c": story("c", 50)})


def instead(monkeypatch, *lines: str) -> None:
    """Let the process do something else."""
    monkeypatch.setattr(apart, "_CODE", "\n".join(lines))


def gone(pid: int) -> bool:
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            return True
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_it_gives_the_figures_and_leaves_nothing_behind(job):
    assert find_copies_apart(job) == Figures(1, 1)
    assert [copy.id for copy in read_copies(Path(job.target))] == ["a", "b"]
    assert is_whole(Path(job.target))
    assert list(Path(job.scratch).iterdir()) == []


def test_this_process_does_not_load_what_it_needs(job):
    code = (
        "import sys, pipeline.copies.apart, pipeline.corpus.copies, tasks.copies;"
        "assert 'pipeline.copies.find' not in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)


def test_a_crash_is_told_in_a_sentence(job, monkeypatch):
    instead(monkeypatch, "import os, signal", "os.kill(os.getpid(), signal.SIGSEGV)")
    with pytest.raises(CorpusError, match=r"failed \(signal SIGSEGV\); nothing was published"):
        find_copies_apart(job)


def test_want_of_memory_is_guessed(job, monkeypatch):
    instead(monkeypatch, "import os, signal", "os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(CorpusError, match="was it the machine's memory"):
        find_copies_apart(job)


@pytest.mark.parametrize("code", ["raise ValueError('odd')", "import os; os._exit(0)"])
def test_an_end_without_an_answer(job, monkeypatch, code):
    instead(monkeypatch, code)
    with pytest.raises(CorpusError, match="looking for copies has failed"):
        find_copies_apart(job)


def test_damaged_rows_are_removed(job):
    rows = Path(job.shards[0].rows)
    shard = rows.parent / "shard"
    shard.mkdir()
    rows.rename(shard / "rows")
    (shard / "rows").write_bytes(b"{}")
    with pytest.raises(DamagedShardError, match="damaged and was removed"):
        find_copies_apart(replace(job, shards=(replace(job.shards[0], rows=str(shard / "rows")),)))
    assert not shard.exists()


def test_what_the_machine_refuses_is_its_error(job):
    with pytest.raises(OSError, match="scratch") as caught:
        find_copies_apart(replace(job, target=str(Path(job.scratch) / "no" / "groups")))
    assert caught.value.errno == errno.ENOENT


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_it_ends_with_the_process_that_asked(job, how):
    code = (
        "import sys; from pipeline.copies import apart; from pipeline.copies.records import Job;"
        f"apart._CODE = {WAITS!r}; apart.find_copies_apart(Job.from_json(sys.argv[1]))"
    )
    asking = subprocess.Popen(
        [sys.executable, "-c", code, job.to_json()], stderr=subprocess.DEVNULL
    )
    mark = Path(job.scratch) / "pid"
    while not mark.exists() or not mark.read_text():
        assert asking.poll() is None
        time.sleep(0.02)
    pid = int(mark.read_text())
    os.kill(pid, signal.SIGTERM)  # of a terminal or a service manager: not for it
    asking.send_signal(how)
    asking.wait(10)
    assert gone(pid)
