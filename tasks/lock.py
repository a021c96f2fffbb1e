"""The lock on the clean folder, before anything else is loaded.

A run that is refused must say so at once, and most of a second goes into loading what cleans and
publishes. So this module imports next to nothing, and `tasks.clean` asks it first.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

import luigi.interface

from pipeline.corpus.errors import CorpusError
from pipeline.corpus.folders import Folders, check_folders
from pipeline.corpus.lock import take_lock

__all__ = ["finished", "free", "hold", "writing"]

logger = logging.getLogger(__name__)
finished: set[str] = set()  # ids of tasks that look once in a process, and have
_held: dict[Folders, int] = {}


def hold(folders: Folders) -> None:
    """Hold the lock of the clean folder until `free`, or the end of the last process of the run.

    Raises `PidLockAlreadyTakenExit` (exit code 10) where another run holds it, and `CorpusError`
    (35) where the folders cannot be used.
    """
    if folders in _held:
        return
    check_folders(folders)
    with writing(folders):
        folders.state.mkdir(parents=True, exist_ok=True)
        lock = take_lock(folders.lock)
    if lock is None:
        logger.error("another run is working on %s", folders.clean)
        raise luigi.interface.PidLockAlreadyTakenExit
    _held[folders] = lock


def free(folders: Folders) -> None:
    """Let others have the clean folder."""
    os.close(_held.pop(folders))


@contextmanager
def writing(folders: Folders) -> Iterator[None]:
    """What the machine refuses inside is told as a `CorpusError` about the clean folder."""
    try:
        yield
    except OSError as error:
        raise CorpusError(
            f"{folders.clean} cannot be written ({error.strerror}: {error.filename}); "
            "make it so, or choose another --clean-dir, and run again"
        ) from error
