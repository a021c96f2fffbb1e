"""A hand: a worker as its parent sees it, with the jobs that it has and the clocks on them."""

from __future__ import annotations

import socket
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.edge.jobs import Job, checked
from pipeline.edge.records import EdgeLimits
from pipeline.edge.wire import Inbox, WireError, pack
from pipeline.edge.worker import item_to_json

__all__ = ["MAX_BATCH_BYTES", "SEND_BUFFER", "Hand"]

# Two batches fit into the buffer, so sending never waits for a worker that is busy itself.
MAX_BATCH_BYTES = 60_000
SEND_BUFFER = 1 << 19
_SEND_SECONDS = 2.0
_IDLE_LOOK = 1.0
_MIN_LOOK = 0.02


@dataclass(eq=False, slots=True)
class Hand:
    """One worker process. Its first job may be running; those after it have not been touched."""

    pid: int
    connection: socket.socket
    inbox: Inbox
    limits: EdgeLimits
    jobs: deque[Job] = field(default_factory=deque)
    running: bool = False  # the first job was announced
    cpu_before: float = 0.0  # the process's clock when it was
    cpu: float = 0.0  # what the job had used when it was last looked at
    waited: float = 0.0  # wall seconds that the parent has watched it
    queued: float = 0.0  # the process's clock of waiting for a processor, at the last look
    look_at: float = 0.0  # when its clocks are read next (monotonic)
    documents: int = 0  # done
    leaving: bool = False  # gets no more jobs
    killed: str = ""  # the error code for which it was killed
    killed_for: int = -1  # the index of the job that it was killed for

    @property
    def is_open(self) -> bool:
        """Whether it takes more jobs: one that runs a retry is left alone."""
        return not self.leaving and not any(job.cheap for job in self.jobs)

    def send(self, batch: Sequence[Job]) -> None:
        """Give it jobs. If it is dead, the end of its stream will say so."""
        if not self.jobs:
            self.waited, self.look_at = 0.0, time.monotonic() + _IDLE_LOOK
        self.jobs.extend(batch)
        items = [[job.index, item_to_json(job.item, job.cheap)] for job in batch]
        self.connection.settimeout(_SEND_SECONDS)
        with suppress(OSError):
            try:
                self.connection.sendall(pack({"items": items}))
            except TimeoutError:  # it answers, but it does not listen: no worker of ours
                self.connection.shutdown(socket.SHUT_RDWR)
        self.connection.setblocking(False)

    def started(self, head: dict[str, Any]) -> None:
        """It announced its first job."""
        if not self.jobs or self.running or head["start"] != self.jobs[0].index:
            raise WireError
        self.running, self.waited, self.cpu = True, 0.0, 0.0
        self.cpu_before = min(max(0.0, float(head["cpu"])), _cpu_clock(self.pid))
        self.look_at = time.monotonic() + self._cpu_limit()

    def done(self, head: dict[str, Any]) -> Job:
        """It answered for its first job, which it has no longer."""
        if not self.running or head["done"] != self.jobs[0].index:
            raise WireError
        checked(head)
        self.running, self.waited = False, 0.0
        self.look_at = time.monotonic() + _IDLE_LOOK
        self.documents += 1
        grown = head["rss"] > self.limits.recycle_rss_bytes
        if grown or self.documents >= self.limits.recycle_documents:
            self.leaving = True
        return self.jobs.popleft()

    def over_limit(self) -> str:
        """The error code of the limit that its first job has passed, or ""."""
        now = time.monotonic()
        if not self.jobs or self.killed or (now < self.look_at and self.waited < _IDLE_LOOK):
            return ""
        if self.running:
            self.cpu = max(0.0, _cpu_clock(self.pid) - self.cpu_before)
        queued = _queue_clock(self.pid)
        self.waited = max(0.0, self.waited - max(0.0, queued - self.queued))
        self.queued = queued
        left = self._cpu_limit() - self.cpu
        self.look_at = now + min(max(left, _MIN_LOOK), _IDLE_LOOK)
        if left < 0:
            return "timeout-cpu"
        return "timeout-wall" if self.waited > self.limits.wall_seconds else ""

    def _cpu_limit(self) -> float:
        limits = self.limits
        return limits.retry_cpu_seconds if self.jobs[0].cheap else limits.cpu_seconds

    def lost_job(self) -> Job | None:
        """After its death: the job that was running, if that is to blame; it has it no longer.

        Killed for a job that it then finished, it takes the next one down through no fault.
        """
        blamed = self.running or self.killed == "timeout-wall"
        if not self.jobs or not blamed or (self.killed and self.killed_for != self.jobs[0].index):
            return None
        return self.jobs.popleft()


def _queue_clock(pid: int) -> float:
    """Seconds that a process wanted to run and got no processor; 0 if nobody counts them."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def _cpu_clock(pid: int) -> float:
    """Processor seconds that a process has used (`clock_getcpuclockid`); 0 if it is gone."""
    try:
        return time.clock_gettime(~pid << 3 | 2)
    except OSError:
        return 0.0
