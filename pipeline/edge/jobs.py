"""A job: one item on its way through the edge, and how its end is told."""

from __future__ import annotations

import math
import re
import signal
from dataclasses import dataclass, replace
from typing import Any, get_args

from pipeline.edge.records import EdgeLimits, Item, Outcome, Status
from pipeline.edge.wire import WireError

__all__ = ["Job", "checked", "error_of", "given_up", "outcome_of", "retry_of"]

_MB = 1 << 20
_STATES = frozenset(get_args(Status))
_CODE = re.compile(r"[\w.-]{0,100}", re.ASCII)
_MAX_MESSAGE = 1_000
_MAX_DETAIL = 8_000


@dataclass(frozen=True, slots=True)
class Job:
    """An item, and what happened to it so far."""

    index: int
    item: Item
    cheap: bool = False
    first: str = ""  # the error code with which the full path ended
    detail: str = ""
    cpu: float = 0.0  # seconds that the full path took
    peak: int = 0  # bytes of memory, at its peak


def retry_of(job: Job, error: str, detail: str, cpu: float, peak: int) -> Job:
    """The second and last try of a job whose first ended with `error`, after `cpu` seconds."""
    return replace(job, cheap=True, first=error, detail=detail, cpu=cpu, peak=peak)


def checked(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer that is what a worker of ours sends. Raises WireError, KeyError or TypeError.

    A page may have taken a worker over; what it says is written down, but it is no code.
    """
    texts = (answer["stage"], answer["error"], answer["message"], answer["detail"])
    numbers = (answer["cpu"], answer["peak"], answer["rss"])
    is_sound = (
        answer["status"] in _STATES
        and all(isinstance(text, str) for text in texts)
        and all(_CODE.fullmatch(text) for text in texts[:2])
        and len(answer["message"]) <= _MAX_MESSAGE
        and len(answer["detail"]) <= _MAX_DETAIL
        and all(type(number) in (int, float) for number in numbers)
        and all(math.isfinite(number) and number >= 0 for number in numbers)
        and isinstance(answer["retry"], bool)
        and (answer["status"] == "quarantined") == bool(answer["error"])
    )
    if not is_sound:
        raise WireError
    return answer


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
        job.cpu + answer["cpu"],
        max(job.peak, answer["peak"]) / _MB,
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
        cpu_seconds=job.cpu + cpu,
        max_rss_mb=max(job.peak, ended["peak"]) / _MB,
        detail=job.detail + ended["stderr"],
    )
