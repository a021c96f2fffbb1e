"""One run at a time per output folder, and one shard at a time per team of cleaning processes.

Both are `flock`: the kernel frees it when the last process that holds it dies, however it dies,
so there is never a stale lock to remove by hand.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.write.atomic import naming

__all__ = ["hold_slot", "take_lock"]

_POLL_SECONDS = 0.05


def take_lock(path: Path) -> int | None:
    """Lock `path` for the life of this process; the descriptor, or None if another holds it.

    Children that are forked inherit the lock. The file keeps the holder's process id for people.
    """
    descriptor = _try_lock(path)
    if descriptor is None:
        return None
    try:
        with naming(path):
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())
    except BaseException:
        os.close(descriptor)  # or this process would hold the lock and not know it
        raise
    return descriptor


@contextmanager
def hold_slot(folder: Path, total: int) -> Iterator[int]:
    """Hold one of `total` slots while inside, and wait for it; its number, from 0.

    The slots are files in `folder` that all processes of a run share.
    """
    while True:
        for number in range(total):
            descriptor = _try_lock(folder / f"slot-{number}")
            if descriptor is not None:
                try:
                    yield number
                finally:
                    fcntl.flock(descriptor, fcntl.LOCK_UN)  # forked children may have it open
                    os.close(descriptor)
                return
        time.sleep(_POLL_SECONDS)


def _try_lock(path: Path) -> int | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
