"""The raw folder, read only: which inputs it holds, and the bytes of one of them.

Only regular files are inputs. A link is never followed, not even where a folder is swapped for
one between listing and reading, and a FIFO or device is never opened: one blocks for ever.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import PageError
from pipeline.read.ids import source_path

__all__ = [
    "SIDECAR_SUFFIX",
    "Fingerprint",
    "Found",
    "Ignored",
    "Refused",
    "fingerprint",
    "input_digest",
    "open_regular",
    "read_bytes",
    "sidecar_bytes",
    "walk",
]

SIDECAR_SUFFIX = b".meta.json"
MAX_SIDECAR_BYTES = 64_000
MAX_HASHED_BYTES = 1_000_000_000
_IGNORED_SUFFIXES = (SIDECAR_SUFFIX, b".tmp", b".part", b"~")

_KINDS = (
    (stat.S_ISLNK, "link", "is a link, and links are not followed"),
    (stat.S_ISFIFO, "not-a-regular-file", "is a FIFO"),
    (stat.S_ISSOCK, "not-a-regular-file", "is a socket"),
    (stat.S_ISCHR, "not-a-regular-file", "is a device"),
    (stat.S_ISBLK, "not-a-regular-file", "is a device"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A regular file that is an input."""

    source_path: str
    path: bytes  # absolute, without links
    size: int  # bytes
    mtime_ns: int
    stamp: str  # changes when the file or its sidecar is written: the key of a stat cache
    sidecar: bytes | None  # the path of its sidecar


@dataclass(frozen=True, slots=True)
class Refused:
    """Something below the raw folder that is not read. `code` and `message` as in PageError."""

    source_path: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """A name that is no input: a dotfile or dot-folder, a sidecar, a temporary file."""

    source_path: str


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What an input held when it was listed, both 64 hex digits."""

    sha256: str  # of the file's bytes
    digest: str  # of the file and its sidecar: a result is current for exactly this


def walk(raw_root: str | os.PathLike[str]) -> Iterator[Found | Refused | Ignored]:
    """Everything below the raw folder, in the order of the paths' bytes.

    Folders that cannot be read are refused like files, and the rest goes on. Raises OSError
    where the raw folder itself cannot be listed.
    """
    root = os.path.realpath(os.fsencode(raw_root))
    pending = [_listing(root)]
    while pending:
        entry = next(pending[-1], None)
        if entry is None:
            pending.pop()
            continue
        source = source_path(root, entry.path)
        try:
            status = entry.stat(follow_symlinks=False)
            if _is_ignored(entry.name, status):
                yield Ignored(source)
            elif stat.S_ISDIR(status.st_mode):
                pending.append(_listing(entry.path))
            elif refusal := _refusal(status.st_mode):
                yield Refused(source, *refusal)
            else:
                yield _found(source, entry.path, status)
        except OSError as error:
            yield Refused(source, "unreadable", _sentence("The file or folder", error))


def _listing(folder: bytes) -> Iterator[os.DirEntry[bytes]]:
    with os.scandir(folder) as entries:
        return iter(sorted(entries, key=_path_order))


def _path_order(entry: os.DirEntry[bytes]) -> bytes:
    return entry.name + b"/" if entry.is_dir(follow_symlinks=False) else entry.name


def _is_ignored(name: bytes, status: os.stat_result) -> bool:
    is_temporary = name.endswith(_IGNORED_SUFFIXES) and not stat.S_ISDIR(status.st_mode)
    return name.startswith(b".") or is_temporary


def _refusal(mode: int) -> tuple[str, str] | None:
    for is_kind, code, what in _KINDS:
        if is_kind(mode):
            return code, f"The input {what}; only regular files are read."
    return None


def _found(source: str, path: bytes, status: os.stat_result) -> Found:
    stamp = f"{status.st_size}.{status.st_mtime_ns}.{status.st_ctime_ns}"
    sidecar: bytes | None = path + SIDECAR_SUFFIX
    try:
        beside = os.lstat(path + SIDECAR_SUFFIX)
        stamp += f"+{beside.st_size}.{beside.st_mtime_ns}.{beside.st_ctime_ns}"
    except OSError:
        sidecar = None
    return Found(source, path, status.st_size, status.st_mtime_ns, stamp, sidecar)


def fingerprint(path: bytes, sidecar: bytes | None) -> Fingerprint:
    """What the input at `path` holds now, read in chunks. Raises PageError.

    A file that no limit would let pass is `too-large` and not read: sparse ones have terabytes.
    """
    with os.fdopen(open_regular(path), "rb", buffering=0) as file:
        try:
            size = os.fstat(file.fileno()).st_size
            if size > MAX_HASHED_BYTES:
                message = f"The file has {size:,} bytes; above {MAX_HASHED_BYTES:,} none is read."
                raise PageError("read", "too-large", message)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise PageError("read", "unreadable", _sentence("The file", error)) from error
    return Fingerprint(sha256, input_digest(sha256, sidecar_bytes(sidecar)))


def input_digest(sha256: str, sidecar: bytes | None) -> str:
    """The digest of an input: its content's SHA-256 where it has no sidecar, else of both."""
    if sidecar is None:
        return sha256
    both = bytes.fromhex(sha256) + hashlib.sha256(sidecar).digest()
    return hashlib.sha256(both).hexdigest()


def sidecar_bytes(path: bytes | None) -> bytes | None:
    """The content of a sidecar: None where there is none, b"" where it cannot be read."""
    if path is None:
        return None
    try:
        return read_bytes(path, MAX_SIDECAR_BYTES)
    except PageError as error:
        return None if error.code == "missing" else b""


def read_bytes(path: bytes, max_bytes: int) -> bytes:
    """The content of the regular file at an absolute path. Raises PageError.

    A longer file is refused as `too-large` without being read.
    """
    with os.fdopen(open_regular(path), "rb") as file:
        try:
            size = os.fstat(file.fileno()).st_size
            data = file.read(size + 1) if size <= max_bytes else b""
            if len(data) > size:  # it grows
                data += file.read(max_bytes + 1 - len(data))
        except OSError as error:
            raise PageError("read", "unreadable", _sentence("The file", error)) from error
    size = max(size, len(data))
    if size > max_bytes:
        raise PageError(
            "read",
            "too-large",
            f"The file has {size:,} bytes; above {max_bytes:,} ([limits] max_bytes) none is read.",
        )
    return data


def open_regular(path: bytes) -> int:
    """Open the regular file at an absolute path for reading. Raises PageError.

    Component by component, so that no link is followed anywhere on the way.
    """
    *folders, name = path.lstrip(b"/").split(b"/")
    flags = os.O_NOFOLLOW | os.O_CLOEXEC
    folder = -1
    try:
        folder = os.open(b"/", os.O_PATH | os.O_DIRECTORY | flags)
        for component in folders:
            inner = os.open(component, os.O_PATH | os.O_DIRECTORY | flags, dir_fd=folder)
            os.close(folder)
            folder = inner
        _check_regular(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
        opening = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | flags
        descriptor = os.open(name, opening, dir_fd=folder)
    except OSError as error:
        raise _refused(error) from error
    finally:
        if folder >= 0:
            os.close(folder)
    try:
        _check_regular(os.fstat(descriptor).st_mode)
    except PageError:
        os.close(descriptor)
        raise
    return descriptor


def _check_regular(mode: int) -> None:
    refusal = _refusal(mode)
    if stat.S_ISDIR(mode):
        refusal = ("not-a-regular-file", "The input is a folder; only regular files are read.")
    if refusal:
        raise PageError("read", *refusal)


def _refused(error: OSError) -> PageError:
    if error.errno == errno.ENOENT:
        return PageError("read", "missing", "The file does not exist (any more).")
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        message = "A part of the file's path is a link or no folder; links are not followed."
        return PageError("read", "link", message)
    return PageError("read", "unreadable", _sentence("The file", error))


def _sentence(what: str, error: OSError) -> str:
    reason = (error.strerror or type(error).__name__).lower()
    return f"{what} cannot be read ({reason}); check its permissions and its disk."
