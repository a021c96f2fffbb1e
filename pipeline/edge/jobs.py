"""A job: one item on its way through the edge, and how its end is told."""

from __future__ import annotations

import signal
from dataclasses import dataclass, replace
from typing import Any

from pipeline.edge.records import EdgeLimits, Item, Outcome

__all__ = ["Job", "error_of", "given_up", "outcome_of", "retry_of"]

_MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Job:
    """An item, and what happened to it so far."""

    index: int
    item: Item
    cheap: bool = False
    first: str = ""  # the error code with which the full path ended
    detail: str = ""


def retry_of(job: Job, error: str, detail: str) -> Job:
    """The second and last try of a job whose first ended with `error`."""
    return replace(job, cheap=True, first=error, detail=detail)


def outcome_of(job: Job, answer: dict[str, Any], payload: bytes) -> Outcome:
    """The outcome that a worker's answer says."""
    message = answer["message"]
    if job.first and answer["error"] not in ("", job.first):
        message = f"{message} (The full path ended with {job.first}.)"
    return Outcome(
        job.index,
        job.item.source_path,
        answer["status"],
        payload,
        answer["stage"],
        answer["error"],
        message,
        job.cheap,
        answer["cpu"],
        answer["peak"] / _MB,
        answer["detail"] or job.detail,
    )


def error_of(code: int) -> str:
    """The error code for a process's exit code (negative: the signal that ended it).

    >>> error_of(-11), error_of(0)
    ('crash-SIGSEGV', 'crash-exit-0')
    """
    if code == -signal.SIGXCPU:
        return "timeout-cpu"
    return f"crash-{signal.Signals(-code).name}" if code < 0 else f"crash-exit-{code}"


def given_up(
    job: Job, error: str, limits: EdgeLimits, cpu: float, ended: dict[str, Any]
) -> Outcome:
    """The outcome of a job that has cost two processes; `ended` is how the second one did."""
    if error == "timeout-cpu":
        what = f"The page took more than {limits.retry_cpu_seconds:g} s of processor time"
    elif error == "timeout-wall":
        what = f"The page was not done after {limits.wall_seconds:g} s"
    else:
        what = f"The process that cleaned the page ended ({error.removeprefix('crash-')})"
    first = "" if job.first == error else f" (the full path ended with {job.first})"
    return Outcome(
        job.index,
        job.item.source_path,
        "quarantined",
        stage="edge",
        error=error,
        message=f"{what}, on the cheap path too{first}.",
        retried=True,
        cpu_seconds=cpu,
        max_rss_mb=ended["peak"] / _MB,
        detail=job.detail + ended["stderr"],
    )
