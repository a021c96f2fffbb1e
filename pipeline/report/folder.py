"""The report's folder: whole or as it was before, and never somebody else's."""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.corpus.errors import BusyError
from pipeline.corpus.lock import take_lock
from pipeline.report.results import ReportError
from pipeline.write.atomic import remove_tree, sync_file_system, sync_folder, temporary_folder

__all__ = ["replaced_folder", "report_folder"]

MARK = ".dechrome-report"  # in a folder that may be replaced
_AT_FDCWD, _EXCHANGE = -100, 2  # of renameat2(2)


def report_folder(clean: Path, out: Path | None) -> Path:
    """Where the report goes: `out`, or `report` beside the clean folder.

    Not inside the clean folder: what stands there is what its run published, and nothing else.
    Raises `ReportError` for a folder that is not a report's own.
    """
    clean = clean.resolve()
    folder = clean.parent / "report" if out is None else out.resolve()
    if folder == clean or folder.is_relative_to(clean) or clean.is_relative_to(folder):
        raise ReportError(f"{folder} is in or around the clean folder; choose another --out")
    if folder.exists() and not folder.is_dir():
        raise ReportError(f"{folder} is not a folder; choose another --out")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise ReportError(
            f"{folder} was not written by dechrome and would be replaced; choose another --out"
        )
    return folder


@contextmanager
def replaced_folder(folder: Path) -> Iterator[Path]:
    """A new folder that takes the place of `folder` at the end, unless an error comes first."""
    scratch = folder.parent / f".{folder.name}.tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    lock = take_lock(scratch / "lock")
    if lock is None:
        raise BusyError(f"another process is writing {folder}; wait for its end")
    try:
        for leftover in scratch.iterdir():
            if leftover.name != "lock":
                remove_tree(leftover)
        with temporary_folder(scratch) as new:
            (new / MARK).touch()
            yield new
            sync_file_system(new)
            _replace(folder, new, scratch / "old")
    finally:
        remove_tree(scratch)
        os.close(lock)


def _replace(folder: Path, new: Path, aside: Path) -> None:
    """Switch in one step where the kernel can, else in two renames."""
    if not folder.exists():
        new.rename(folder)
    elif not _exchange(folder, new):
        folder.rename(aside)
        try:
            new.rename(folder)
        except OSError:
            aside.rename(folder)
            raise
    sync_folder(folder.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders by one rename; whether that was possible."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = (os.fsencode(one), os.fsencode(other))
    if rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(one))
