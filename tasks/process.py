"""Processes of a run: they die with their parent."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from typing import Protocol

__all__ = ["Guarded", "die_with_parent"]

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel to kill this forked process when the one that forked it dies.

    Otherwise the children of a run that was killed with -9 go on, and publish.
    """
    parent = multiprocessing.parent_process()
    if parent is not None and sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent.pid:  # it died before we asked
            os.kill(os.getpid(), signal.SIGKILL)


class _TaskProcess(Protocol):
    use_multiprocessing: bool  # Luigi forked for this task, because of --workers


class Guarded:
    """`[worker] task_process_context`: Luigi enters it around each `run()`, in its process."""

    def __init__(self, process: _TaskProcess) -> None:
        """`process` is Luigi's `TaskProcess`."""
        self._forked = process.use_multiprocessing

    def __enter__(self) -> Guarded:
        """Bind a forked process to its parent."""
        if self._forked:
            die_with_parent()
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to undo: the process ends with its task."""
