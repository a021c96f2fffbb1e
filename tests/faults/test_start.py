"""Two runs on one clean folder: one of them works, the other says so and goes."""

from __future__ import annotations

import subprocess
import sys

import pytest

RACES = 50
# For every line that it reads: try the lock, tell, and free it with the next line.
RACER = """
import os, sys
from pathlib import Path
from pipeline.corpus.lock import take_lock
print("ready", flush=True)
for line in sys.stdin:
    lock = take_lock(Path(sys.argv[1]))
    print("lost" if lock is None else "won", flush=True)
    sys.stdin.readline()
    if lock is not None:
        os.close(lock)
    print("free", flush=True)
"""


def test_every_race_has_one_winner(tmp_path) -> None:
    lock = tmp_path / "lock"
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(lock)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip

    def all_do(line: str) -> list[str]:
        for racer in racers:
            racer.stdin.write(line)
            racer.stdin.flush()
        return [racer.stdout.readline().strip() for racer in racers]

    assert [racer.stdout.readline().strip() for racer in racers] == ["ready", "ready"]
    winners = []
    for number in range(RACES):
        racers.reverse()  # whom the start reaches first
        results = all_do("start\n")
        assert sorted(results) == ["lost", "won"], number
        winners.append(racers[results.index("won")])
        assert lock.read_text() == f"{winners[-1].pid}\n"
        assert all_do("end\n") == ["free", "free"]
    assert len(set(winners)) == 2  # or it was no race
    for racer in racers:
        racer.communicate()
        assert racer.returncode == 0


def test_a_lock_that_cannot_be_written_is_not_held(job) -> None:
    """The same process can try again, once there is room on the disk."""
    job.write(story="A story.")
    writes = job.run().did.index("write /.dechrome/lock") + 1
    job.put_back(None)
    ended = job.run(writes)
    assert f"{job.clean} cannot be written (Input/output error: {job.clean}/.dechrome/lock)" in (
        ended.log
    )
    assert "another run" not in job.run().log


LATE = """
import atexit, os, signal, tasks.setup
class Late:
    def __del__(self):
        os.kill(os.getpid(), signal.{name})
late = Late()  # gone with this module, when Python has given up its handlers
tasks.setup.unwind_on_signals()
atexit.register(tasks.setup.tell_if_interrupted)
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGALRM"])
def test_a_signal_that_comes_after_the_end_changes_nothing(name) -> None:
    ended = subprocess.run([sys.executable, "-c", LATE.format(name=name)], check=False)
    assert ended.returncode == 0


def test_a_run_that_is_refused_has_loaded_little() -> None:
    """What cleans and publishes takes half a second to load; the lock is asked first."""
    code = "import sys, tasks; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not {"bs4", "lxml", "re2", "trafilatura"} & set(loaded.stdout.split())
