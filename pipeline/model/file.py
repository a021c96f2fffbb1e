"""The model's file: a line that names the format, a JSON header, and arrays, compressed.

Nothing in it is executed: numbers are read with the types and shapes that the header names, and
what does not add up is an error.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ConfigError

__all__ = ["FORMAT", "read_arrays", "write_arrays"]

Arrays = dict[str, NDArray[Any]]
FORMAT = "dechrome-model/1"
_MAX_BYTES = 64_000_000  # unpacked
_TYPES = frozenset({"<u8", "<i8", "<i4", "<i2", "<u2", "|u1", "<f4"})


def write_arrays(path: Path, header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write the file; the same content makes the same bytes (with one zlib)."""
    table = {}
    parts = []
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        array = array.astype(array.dtype.newbyteorder("<"))
        if array.dtype.str not in _TYPES:
            raise ValueError(f"{name}: no array of {array.dtype} is written")
        table[name] = [array.dtype.str, list(array.shape)]
        parts.append(array.tobytes())
    head = json.dumps({**header, "arrays": table}, sort_keys=True, ensure_ascii=True).encode()
    data = head + b"\n" + b"".join(parts)
    path.write_bytes(FORMAT.encode() + b"\n" + zlib.compress(data, 9))


def read_arrays(path: Path) -> tuple[dict[str, Any], Arrays, str]:
    """The header, the arrays, and the SHA-256 of the file. Raises ConfigError, with the place."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: the model cannot be read ({error.strerror})") from error
    start = FORMAT.encode() + b"\n"
    if not raw.startswith(start):
        raise ConfigError(f"{path}: not a model of the format {FORMAT}; make it with `make train`")
    try:
        header, arrays = _unpack(raw[len(start) :])
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise ConfigError(
            f"{path}: the model is damaged ({error}); make it again with `make train`"
        ) from error
    return header, arrays, hashlib.sha256(raw).hexdigest()


def _unpack(packed: bytes) -> tuple[dict[str, Any], Arrays]:
    unpacker = zlib.decompressobj()
    data = unpacker.decompress(packed, _MAX_BYTES)
    if not unpacker.eof:
        raise ValueError("cut short, or longer than a model is")
    head, _, body = data.partition(b"\n")
    header = json.loads(head)
    arrays: Arrays = {}
    place = 0
    for name, (kind, shape) in header.pop("arrays").items():
        if kind not in _TYPES or any(type(n) is not int or n < 0 for n in shape):
            raise ValueError(f"array {name} is of an unknown type")
        size = prod(shape)
        end = place + size * np.dtype(kind).itemsize
        if end > len(body):
            raise ValueError(f"array {name} is cut short")
        arrays[name] = np.frombuffer(body, kind, size, place).reshape(shape)
        place = end
    if place != len(body):
        raise ValueError("bytes are left over")
    return header, arrays
