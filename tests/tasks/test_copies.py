"""The task that finds copies: what it may do to a run, and what may be done to it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

import tasks.copies
from pipeline.copies import apart
from pipeline.copies.apart import find_copies_apart

# Lets the process that looks for copies come to its work, say so, and not get on with it.
SLOW = """
import os, sys, time
from pathlib import Path
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "pipeline.copies.find":
            Path(os.environ["MARK"]).write_text(str(os.getpid()))
            time.sleep(60)
sys.meta_path.insert(0, Slow())
"""


def groups(job) -> list[list[str]]:
    return [line.split(",") for line in (job.clean / "duplicates.csv").read_text().splitlines()]


def test_only_the_first_run_of_a_corpus_looks_for_copies(job, build, monkeypatch) -> None:
    asked = []

    def noted(wanted):
        asked.append(wanted)
        return find_copies_apart(wanted)

    monkeypatch.setattr(tasks.copies, "find_copies_apart", noted)
    assert build()[0]
    assert len(asked) == 1
    assert len(groups(job)) == 1 + 8
    assert job.runs()[-1]["copies"] == {"groups": 1, "copies": 7}
    assert build()[0]
    assert len(asked) == 1
    job.edit("settings.toml", "min_containment = 0.6", "min_containment = 1.0")
    assert build() == (True, [])
    assert len(asked) == 2
    assert len(groups(job)) == 1
    job.edit("settings.toml", "find = true", "find = false")
    assert build() == (True, [])
    assert len(asked) == 2


def test_where_it_fails_the_last_corpus_stays(job, build, monkeypatch, caplog) -> None:
    build()
    before = job.published()
    job.write("new.txt", "A new story about the old bridge, which nobody had expected.\n")
    with monkeypatch.context() as patch:
        patch.setattr(apart, "_CODE", "import os; os._exit(3)")
        assert not build()[0]
        assert "looking for copies has failed (code 3)" in caplog.text
    assert job.published() == before
    assert build() == (True, [])  # what was cleaned is not cleaned again
    assert len(job.published()) == len(before) + 2


@pytest.fixture
def slow(tmp_path) -> dict[str, str]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(SLOW)
    return {"PYTHONPATH": str(tmp_path / "site"), "MARK": str(tmp_path / "mark")}


def wait_for(mark: Path, process) -> int:
    while not mark.exists() or not mark.read_text():
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    return int(mark.read_text())


def is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


@pytest.mark.parametrize(
    ("how", "workers", "code"),
    [
        (signal.SIGTERM, "1", 130),
        (signal.SIGTERM, "2", 130),
        (signal.SIGKILL, "2", -9),
    ],
)
def test_stopped_in_the_middle_it_leaves_nothing(
    job, start, command, build, slow, how, workers, code
) -> None:
    process = start("--workers", workers, env=slow)
    pid = wait_for(Path(slow["MARK"]), process)
    began = time.monotonic()
    process.send_signal(how)
    process.communicate(timeout=20)
    assert time.monotonic() - began < 15  # ten, and a busy machine
    assert process.returncode == code
    for _ in range(100):
        if is_gone(pid):
            break
        time.sleep(0.05)
    assert is_gone(pid)
    assert not (job.clean / "_SUCCESS").exists()
    if how is not signal.SIGKILL:
        assert job.left_overs() == []
    ended = command("--workers", workers)
    assert ended.code == 0, ended.err
    assert "cleaned      0\n" in ended.out  # the shards were done
    assert job.left_overs() == []
    assert len(groups(job)) == 1 + 8


def test_killed_alone_it_is_told(job, start, slow) -> None:
    process = start(env=slow)
    os.kill(wait_for(Path(slow["MARK"]), process), signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 30
    assert "looking for copies has failed (signal SIGKILL; was it the machine's memory?)" in err
    assert "Traceback" not in err
    assert job.left_overs() == []
