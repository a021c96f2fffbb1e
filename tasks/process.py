"""What surrounds a task's run: a forked task process dies with its parent, and quietly."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from types import TracebackType
from typing import Protocol

from tasks.setup import INTERRUPTED

__all__ = ["Guarded"]

_PR_SET_PDEATHSIG = 1


class _TaskProcess(Protocol):
    use_multiprocessing: bool  # Luigi forked for this task, because of --workers


class Guarded:
    """`[worker] task_process_context`: Luigi enters it around each `run()`, in its process.

    With more than one worker Luigi forks for every task; when the parent is killed with -9, its
    children would go on and publish.
    """

    def __init__(self, process: _TaskProcess) -> None:
        """`process` is Luigi's `TaskProcess`."""
        self._forked = process.use_multiprocessing

    def __enter__(self) -> Guarded:
        """Ask the kernel to end this process with its parent."""
        parent = multiprocessing.parent_process()
        if self._forked and parent is not None and sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent.pid:  # it died before we asked
                os.kill(os.getpid(), signal.SIGKILL)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End an interrupted task process without a traceback."""
        if self._forked and kind is KeyboardInterrupt:
            raise SystemExit(INTERRUPTED)  # the parent tells the person, once
