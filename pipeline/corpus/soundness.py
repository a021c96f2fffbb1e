"""Whether a file still has the bytes that were written.

Reading everything again at every run would cost more than the run. A file that nothing has
written to since its manifest was written is taken for sound; the bit that rots without a write
is found by `verification.py`, which reads all.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from pipeline.write.atomic import naming

__all__ = ["Facts", "facts_of", "is_sound", "is_untouched", "looks_sound"]

Facts = dict[str, Any]  # `bytes` and `sha256` of a file


def facts_of(path: Path) -> Facts:
    """Size and SHA-256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def is_sound(path: Path, facts: Facts) -> bool:
    """Whether the file is there with these bytes. Reads all of it."""
    try:
        return path.stat().st_size == facts["bytes"] and facts_of(path) == facts
    except OSError:
        return False


def is_untouched(path: Path, manifest: Path) -> bool:
    """Whether nothing has written to the file since its manifest was written."""
    return path.stat().st_mtime_ns <= manifest.stat().st_mtime_ns


def looks_sound(path: Path, facts: Facts, manifest: Path) -> bool:
    """`is_sound`, but the file is only read where something has written to it."""
    try:
        if path.stat().st_size != facts["bytes"]:
            return False
        with naming(path):
            return is_untouched(path, manifest) or facts_of(path) == facts
    except (FileNotFoundError, NotADirectoryError):
        return False  # a disk that cannot be read is no reason to write everything again
