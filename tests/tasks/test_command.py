"""The command as a user runs it: exit codes, settings, locks, signals, sudden death."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

import tasks
from pipeline.corpus.lock import take_lock

SUCCESS, RUNNING, NO_INPUT, NOT_RUN, FAILED, SCHEDULING, UNHANDLED = 0, 10, 20, 25, 30, 35, 40
UNKNOWN_TASK, INTERRUPTED = 1, 130
NO_TRACE = "Traceback"


def many(job, number: int = 200) -> None:
    """So many inputs that a run can be met in the middle."""
    text = (job.raw / "story1.txt").read_text()
    for n in range(number):
        job.write(f"more{n}.txt", text.replace("village 1", f"village {n}"))


def wait_for_a_shard(job, process) -> None:
    """Until the first shard is done and others are not."""
    deadline = time.monotonic() + 30
    while not list((job.clean / ".dechrome" / "shards").glob("*/*/manifest.json")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def descendants(process) -> list[int]:
    """The processes of the run's session that are alive."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session, *_ = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(session) == process.pid and state != "Z":
            found.append(int(stat.parent.name))
    return found


def wait_until_all_are_gone(process) -> None:
    deadline = time.monotonic() + 10
    while descendants(process):
        assert time.monotonic() < deadline, descendants(process)
        time.sleep(0.02)


def test_success_and_the_last_words(job, command) -> None:
    job.write("bad.txt", "\0\0\0\0 binary \0\0")
    ended = command()
    assert ended.code == SUCCESS  # quarantined files alone do not fail a run
    assert ended.out.splitlines()[0].split() == ["read", "9", "inputs"]
    assert ended.out.splitlines()[-1].startswith(f"results      {job.clean} (")
    assert "9 of 9 inputs done, 1 quarantined" in ended.err
    assert "luigi" not in ended.err.lower()
    again = command()
    assert again.code == SUCCESS
    assert "cleaned      0\n" in again.out
    assert again.err == ""


def test_the_lock(job, command) -> None:
    (job.clean / ".dechrome").mkdir(parents=True)
    lock = take_lock(job.clean / ".dechrome" / "lock")
    assert lock is not None
    ended = command()
    assert ended.code == RUNNING
    assert "another run is working on" in ended.err
    assert NO_TRACE not in ended.err
    assert sorted(p.name for p in (job.clean / ".dechrome").iterdir()) == ["lock"]
    os.close(lock)


@pytest.mark.parametrize("missing", ["folder", "files"])
def test_no_input(job, command, missing) -> None:
    for path in list(job.raw.iterdir()):
        path.unlink()
    if missing == "folder":
        job.raw.rmdir()
    ended = command()
    assert ended.code == NO_INPUT
    assert "check --raw-dir" in ended.err
    assert NO_TRACE not in ended.err


def test_vanished_inputs(job, build, command) -> None:
    assert build()[0]
    tasks.end_sessions()  # and its lock
    for path in sorted(job.raw.iterdir())[:4]:
        path.unlink()
    ended = command()
    assert ended.code == FAILED
    assert "4 of the 8 inputs of the last run are gone" in ended.err
    assert NO_TRACE not in ended.err


def test_sentences_instead_of_tracebacks(job, command) -> None:
    job.edit("settings.toml", "max_vanished_share", "max_vanish_share")
    ended = command()
    assert ended.code == SCHEDULING
    assert "unknown key 'max_vanish_share'" in ended.err
    assert NO_TRACE not in ended.err
    ended = command("--clean-dir", str(job.raw / "clean"))
    assert ended.code == SCHEDULING
    assert "lies in the raw folder" in ended.err
    assert NO_TRACE not in ended.err
    assert not (job.raw / "clean").exists()
    (job.folder / "file").touch()
    ended = command("--clean-dir", str(job.folder / "file" / "clean"))
    assert ended.code == SCHEDULING
    assert "cannot be written (Not a directory" in ended.err
    assert NO_TRACE not in ended.err


def test_a_full_disk(job, command) -> None:
    """The file system refuses the first shard: nothing is published, and it is said why."""
    (job.clean / ".dechrome" / "shards").mkdir(parents=True)
    for number in range(16):
        (job.clean / ".dechrome" / "shards" / f"{number:03d}-of-016").touch()
    ended = command()
    assert ended.code == FAILED
    assert not (job.clean / "_SUCCESS").exists()
    assert list((job.clean / ".dechrome" / "tmp").iterdir()) == []


def test_mistakes_on_the_command_line(command) -> None:
    assert command("--workers", "many").code == UNHANDLED
    assert command("--no-such-flag").code == 2  # of argparse


def test_an_unknown_task(start, job) -> None:
    from subprocess import run

    process = start()
    process.kill()
    ended = run(
        [process.args[0], "--module", "tasks", "CleanNothing"],
        capture_output=True, text=True, cwd=job.folder, check=False,
    )  # fmt: skip
    assert ended.returncode == UNKNOWN_TASK
    assert "CleanNothing" in ended.stderr


def test_the_order_of_settings(job, command) -> None:
    """config/luigi.cfg < ./luigi.cfg < $LUIGI_CONFIG_PATH < the command line."""
    here, other = job.folder / "here", job.folder / "other.cfg"
    here.mkdir()
    for path in job.raw.iterdir():
        path.unlink()
    assert command(cwd=here).code == NO_INPUT  # ours, though the working folder is another
    (here / "luigi.cfg").write_text("[retcode]\nmissing_data = 21\n")
    assert command(cwd=here).code == 21
    other.write_text("[retcode]\nmissing_data = 22\n")
    env = {"LUIGI_CONFIG_PATH": str(other)}
    assert command(cwd=here, env=env).code == 22
    assert command("--retcode-missing-data", "23", cwd=here, env=env).code == 23


def test_stopping_after_the_shard_that_is_being_cleaned(job, start, command) -> None:
    many(job)
    process = start("--engine-processes", "1")
    wait_for_a_shard(job, process)
    process.send_signal(signal.SIGUSR1)
    process.communicate(timeout=30)
    assert process.returncode == NOT_RUN
    assert not (job.clean / "_SUCCESS").exists()
    done = len(list((job.clean / ".dechrome" / "shards").glob("*/*/manifest.json")))
    assert 0 < done < 16
    assert command().code == SUCCESS


@pytest.mark.parametrize(
    ("workers", "how"), [("1", signal.SIGTERM), ("2", signal.SIGTERM), ("2", signal.SIGINT)]
)
def test_an_interrupted_run_leaves_nothing_behind(job, start, workers, how) -> None:
    many(job)
    process = start("--workers", workers, "--engine-processes", "2")
    wait_for_a_shard(job, process)
    if how is signal.SIGINT:
        os.killpg(process.pid, how)  # a terminal sends it to all of them
    else:
        process.send_signal(how)
    began = time.monotonic()
    _, err = process.communicate(timeout=30)
    assert time.monotonic() - began < 10
    assert process.returncode == INTERRUPTED
    assert err.splitlines()[-1].startswith("Interrupted. ")
    assert NO_TRACE not in err
    wait_until_all_are_gone(process)
    assert not (job.clean / "_SUCCESS").exists()
    assert job.left_overs() == []


@pytest.fixture
def expected(job, build) -> dict[str, bytes]:
    """What an uninterrupted run in one process publishes."""
    many(job)
    job.write("bad.txt", "\0\0\0\0 binary \0\0")
    assert build()[0]
    tasks.end_sessions()
    files = job.published()
    shutil.rmtree(job.clean)
    assert len(files) == 2 * 208 + 9
    return files


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_killed_run_is_taken_up_again(job, expected, start, command, workers) -> None:
    process = start("--workers", workers, "--engine-processes", "2")
    wait_for_a_shard(job, process)
    process.kill()  # the main process only: its children must notice
    process.communicate()
    wait_until_all_are_gone(process)
    assert not (job.clean / "_SUCCESS").exists()
    ended = command("--workers", workers)
    assert ended.code == SUCCESS
    assert "reused       0\n" not in ended.out  # what was done is not done again
    assert job.published() == expected
    assert job.left_overs() == []


@pytest.mark.parametrize(("workers", "processes"), [("1", "2"), ("2", "1"), ("3", "2")])
def test_any_number_of_workers_and_processes_gives_the_same_bytes(
    job, expected, command, workers, processes
) -> None:
    ended = command("--workers", workers, "--engine-processes", processes)
    assert ended.code == SUCCESS, ended.err
    assert job.published() == expected
