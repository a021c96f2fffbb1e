"""Small JSON files that know whether they are as they were written.

A manifest says which bytes its files must have; its own bytes nobody else vouches for. So it
ends with the SHA-256 of the rest of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

__all__ = ["seal", "unseal"]


def seal(record: Mapping[str, Any]) -> bytes:
    r"""One line of JSON with a last key `sha256`, of everything before it.

    >>> seal({"a": 1})[:24]
    b'{"a": 1, "sha256": "f9d8'
    """
    text = json.dumps(dict(record))
    digest = hashlib.sha256(text.encode()).hexdigest()
    between = ", " if record else ""
    return f'{text[:-1]}{between}"sha256": "{digest}"}}\n'.encode()


def unseal(line: bytes) -> dict[str, Any]:
    """The record; ValueError where a byte of it is not what was written.

    >>> unseal(seal({"a": 1}))
    {'a': 1}
    """
    found = json.loads(line)
    if not isinstance(found, dict) or not found.pop("sha256", ""):
        raise ValueError("it has no seal")
    if seal(found) != line:
        raise ValueError("it is not what was written")
    return found
