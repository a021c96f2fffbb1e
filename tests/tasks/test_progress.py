from __future__ import annotations

import io
import logging

import pytest

from pipeline.corpus.shards import ShardWork
from tasks import progress
from tasks.progress import Progress, ShardProgress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def test_a_bar_on_a_terminal(clock) -> None:
    terminal = Terminal()
    run = Progress(10, terminal)
    run.add(1, 0)
    assert terminal.getvalue() == ""  # too soon
    clock.now += 1
    run.add(4, 1)
    assert terminal.getvalue() == f"\r[{'#' * 15:30}] 5 of 10 inputs done, 1 quarantined\x1b[K"
    run.add(5, 0)
    assert terminal.getvalue().endswith(
        f"\r[{'#' * 30}] 10 of 10 inputs done, 1 quarantined\x1b[K\n"
    )


def test_log_lines_elsewhere(clock, caplog) -> None:
    caplog.set_level(logging.INFO)
    run = Progress(1_000, io.StringIO())
    for _ in range(1_000):
        clock.now += 0.1
        run.add(1, 0)
    assert len(caplog.messages) == pytest.approx(20, abs=1)
    assert caplog.messages[-1] == "1,000 of 1,000 inputs done"


class Task:
    def __init__(self) -> None:
        self.percentages: list[int] = []
        self.messages: list[str] = []

    def set_progress_percentage(self, percentage: int) -> None:
        self.percentages.append(percentage)

    def set_status_message(self, message: str) -> None:
        self.messages.append(message)


def test_the_scheduler_is_told_now_and_then(clock) -> None:
    task = Task()
    run = Progress(100, io.StringIO())
    shard = ShardProgress(task, 50, run)
    for number in range(1, 51):
        clock.now += 0.05
        shard(ShardWork(cleaned=number - 1, quarantined=1))
    assert len(task.percentages) < 20
    assert task.percentages[-1] == 100
    assert task.messages[-1] == "50 of 50 inputs: 0 reused, 1 quarantined"
    assert run._shared[0] == 50
    assert run._shared[1] == 1
