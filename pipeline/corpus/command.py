"""`python -m pipeline verify`: what a person asks of a clean folder, outside of a run."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.corpus.errors import BusyError, CorpusError
from pipeline.corpus.folders import Folders
from pipeline.corpus.lock import take_lock
from pipeline.corpus.verification import find_damage, note_damage

__all__ = ["verify_folder"]

_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


def verify_folder(clean: Path) -> Iterator[str]:
    """A line for every damaged file: its path below `clean`, and what the next run will do.

    Leaves word for the next run, unless the folder cannot be written. Raises CorpusError where
    `clean` is no clean folder, BusyError while a run is working on it.
    """
    folders = Folders(Path(), clean.absolute())
    if not folders.generations.is_dir():
        raise CorpusError(f"{clean} is not the clean folder of a run: it has no .dechrome in it")
    lock = None
    try:
        lock = take_lock(folders.lock)
        if lock is None:
            raise BusyError(f"a run is working on {clean}; wait for its end")
    except OSError as error:
        if error.errno not in _READ_ONLY:
            raise
    try:
        damages = []
        for damage in find_damage(folders):
            damages.append(damage)
            cure = damage.cure if lock is not None else "nobody can: the folder is read-only"
            yield f"{damage.path}: damaged; the next run mends it: {cure}"
        if damages and lock is not None:
            note_damage(folders, damages)
    finally:
        if lock is not None:
            os.close(lock)
