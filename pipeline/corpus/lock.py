"""One run at a time per output folder, and never more cleaning processes than were allowed.

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

__all__ = ["hold_slots", "take_lock"]

_POLL_SECONDS = 0.05


def take_lock(path: Path) -> int | None:
    """Lock `path` for the life of this process; the descriptor, or None if another holds it.

    Children that are forked inherit the lock. The file keeps the holder's process id for people.
    """
    descriptor = _try_lock(path)
    if descriptor is None:
        return None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return descriptor


@contextmanager
def hold_slots(folder: Path, total: int, wanted: int) -> Iterator[int]:
    """Hold up to `wanted` of `total` slots while inside; waits for the first one.

    The slots are files in `folder` that all processes of a run share.
    """
    held: list[int] = []
    try:
        while not held:
            for number in range(total):
                descriptor = _try_lock(folder / f"slot-{number}")
                if descriptor is not None:
                    held.append(descriptor)
                if len(held) == wanted:
                    break
            if not held:
                time.sleep(_POLL_SECONDS)
        yield len(held)
    finally:
        for descriptor in held:
            fcntl.flock(descriptor, fcntl.LOCK_UN)  # forked children may still have it open
            os.close(descriptor)


def _try_lock(path: Path) -> int | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
