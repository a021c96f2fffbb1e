"""Files that are whole or absent: temp on the same file system, fsync, rename, fsync the folder.

A rename orders names, not data, so the bytes are synced before it and the folder after it.
Temporary names live in one folder of our own (`.dechrome/tmp`), never beside a result: whatever
is in there when a run starts is the left-over of a run that died.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

__all__ = [
    "append_line",
    "naming",
    "remove_tree",
    "rename_folder",
    "replace_file",
    "replace_link",
    "sync_file_system",
    "sync_folder",
    "temporary_folder",
    "write_synced",
]

_BLOCK = 1 << 16  # bytes that are read at a time to find a line's end


@contextmanager
def naming(place: Path) -> Iterator[None]:
    """Let an OSError from inside name `place` where it names no file.

    The kernel names one for an open or a rename, but none for a write, a sync or a close; and
    "No space left on device" alone tells nobody which device.
    """
    try:
        yield
    except OSError as error:
        if error.errno is not None and error.filename is None:
            error.filename = str(place)
        raise


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    with naming(folder):
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sync_file_system(folder: Path) -> None:
    """Make everything on the file system of `folder` durable: one call for 20,000 small files.

    An fsync for each costs minutes where this costs moments. Where the C library has no
    `syncfs`, all file systems are synced.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
        if syncfs is None:
            os.sync()
        elif syncfs(descriptor) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), str(folder))
    finally:
        os.close(descriptor)


def write_synced(path: Path, data: bytes) -> None:
    """Write a new file, durably; for a folder that nobody reads yet."""
    with naming(path), path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, data: bytes, scratch: Path) -> None:
    """Give `path` the content `data`, durably; readers see the old file or the new one.

    `scratch` is a folder on the same file system that holds the temporary file.
    """
    descriptor, name = tempfile.mkstemp(dir=scratch)
    with naming(path), _or_without(Path(name)):
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o666 & ~_umask())
            os.fsync(file.fileno())
        Path(name).replace(path)
    sync_folder(path.parent)


def replace_link(path: Path, target: str, scratch: Path) -> None:
    """Make `path` a symbolic link to `target`, by one rename."""
    temporary = scratch / f"link-{os.getpid()}"
    temporary.unlink(missing_ok=True)
    with _or_without(temporary):
        temporary.symlink_to(target)
        temporary.replace(path)
    sync_folder(path.parent)


@contextmanager
def _or_without(temporary: Path) -> Iterator[None]:
    """Remove a temporary file if what is inside does not come to its end."""
    try:
        yield
    except BaseException:
        with suppress(OSError):  # the first error is the one to tell; the next run removes this
            temporary.unlink()
        raise


@contextmanager
def temporary_folder(scratch: Path) -> Iterator[Path]:
    """A new folder below `scratch`, gone at the end unless it was renamed away."""
    folder = Path(tempfile.mkdtemp(dir=scratch))
    try:
        with naming(scratch):
            folder.chmod(0o777 & ~_umask())  # mkdtemp makes 0700; the results are for others too
            yield folder
    finally:
        with suppress(OSError):  # of no weight beside what happened inside; the next run does it
            remove_tree(folder)


def rename_folder(folder: Path, final: Path) -> None:
    """Give a finished folder, whose files are synced, its final name."""
    sync_folder(folder)
    folder.rename(final)
    sync_folder(final.parent)


def append_line(path: Path, line: bytes) -> None:
    """Append one line, durably, or nothing; a line that a power cut tore goes first."""
    with naming(path), path.open("ab+") as file:
        end = _end_of_lines(file)
        try:
            file.truncate(end)
            file.write(line.rstrip(b"\n") + b"\n")
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            with suppress(OSError):
                os.ftruncate(file.fileno(), end)
            raise


def _end_of_lines(file: BinaryIO) -> int:
    """Where the last whole line ends."""
    end = file.seek(0, os.SEEK_END)
    while end:
        start = max(0, end - _BLOCK)
        file.seek(start)
        if newline := file.read(end - start).rfind(b"\n") + 1:
            return start + newline
        end = start
    return 0


def remove_tree(folder: Path) -> None:
    """Remove a folder or file of ours, all of it; what is already gone is fine.

    Raises OSError where something stays: a mark of an old run that is taken for one of this run
    would be worse than no run.
    """
    while folder.exists() or folder.is_symlink():
        with naming(folder), suppress(FileNotFoundError):  # somebody else removes it too
            if folder.is_dir() and not folder.is_symlink():
                shutil.rmtree(folder)
            else:
                folder.unlink()


def _umask() -> int:
    mask = os.umask(0o022)  # there is no way to read it but to set it
    os.umask(mask)
    return mask
