"""Progress of a run, from all its processes: a bar on a terminal, else a log line now and then.

The scheduler is told too, so a luigid shows for every shard how far it is.
"""

from __future__ import annotations

import logging
import multiprocessing
import sys
import time
from typing import TextIO

import luigi

from pipeline.corpus.shards import ShardWork

__all__ = ["Progress", "ShardProgress"]

logger = logging.getLogger(__name__)
_BAR_SECONDS = 0.2
_LOG_SECONDS = 5.0
_WIDTH = 30


class Progress:
    """How many of a run's inputs are done. Shared with the task processes that Luigi forks."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        """`total` is the number of inputs in the shards that have work to do."""
        self.total = total
        self._stream = stream or sys.stderr
        self._bar = self._stream.isatty()
        self._shared = multiprocessing.Array("d", [0, 0, time.monotonic()])  # done, bad, last

    def add(self, done: int, quarantined: int) -> None:
        """Count inputs as done, and show where the run stands if it is time to."""
        with self._shared:
            self._shared[0] += done
            self._shared[1] += quarantined
            now, finished = time.monotonic(), self._shared[0] >= self.total
            every = _BAR_SECONDS if self._bar else _LOG_SECONDS
            if not finished and now - self._shared[2] < every:
                return
            self._shared[2] = now
            self._show(int(self._shared[0]), int(self._shared[1]), finished)

    def _show(self, done: int, quarantined: int, finished: bool) -> None:
        text = f"{done:,} of {self.total:,} inputs done"
        if quarantined:
            text += f", {quarantined:,} quarantined"
        if not self._bar:
            logger.info(text)
            return
        filled = _WIDTH * done // self.total
        end = "\n" if finished else ""
        self._stream.write(f"\r[{'#' * filled:{_WIDTH}}] {text}\x1b[K{end}")
        self._stream.flush()


class ShardProgress:
    """Progress of one shard: passes it on to the run's, and to the scheduler."""

    def __init__(self, task: luigi.Task, total: int, run: Progress) -> None:
        """`total` is the shard's number of inputs."""
        self._task, self._total, self._run = task, total, run
        self._told = ShardWork()
        self._last = 0.0

    def __call__(self, work: ShardWork) -> None:
        """Told of the shard's work so far after every input."""
        done, now = work.total, time.monotonic()
        if now - self._last < _BAR_SECONDS and done < self._total:
            return
        self._last = now
        self._run.add(done - self._told.total, work.quarantined - self._told.quarantined)
        self._told = work
        # Luigi sets these two for as long as the task runs.
        self._task.set_progress_percentage(100 * done // self._total)  # type: ignore[misc]
        self._task.set_status_message(  # type: ignore[misc]
            f"{done:,} of {self._total:,} inputs: {work.reused:,} reused, "
            f"{work.quarantined:,} quarantined"
        )
