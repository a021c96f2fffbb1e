"""Strict reading of the TOML files below `config/`: a typo is an error that names its place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError

__all__ = ["read_toml", "require_keys"]


def read_toml(path: Path) -> dict[str, Any]:
    """The parsed file; ConfigError names the file, and the line of a syntax error."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, a number too long, too deep
        raise ConfigError(f"{path}: {error}") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error


def require_keys(
    where: str,
    table: Mapping[str, Any],
    known: Mapping[str, type | tuple[type, ...]],
    required: tuple[str, ...] = (),
) -> None:
    """ConfigError unless `table` has only `known` keys, of their types, and all `required` ones.

    A list must hold strings, or numbers where its name says so (`index`).
    """
    for key, value in table.items():
        if key not in known:
            raise ConfigError(f"{where}: unknown key {key!r}; it knows {', '.join(sorted(known))}")
        kinds = known[key]
        kinds = kinds if isinstance(kinds, tuple) else (kinds,)
        # type(), not isinstance(): true is no number.
        if type(value) not in kinds:
            names = " or ".join(kind.__name__ for kind in kinds)
            raise ConfigError(f"{where}: {key} must be of type {names}, not {value!r}")
        if isinstance(value, list):
            item = int if key == "index" else list if key == "sequences" else str
            if any(type(entry) is not item or entry == "" for entry in value):
                raise ConfigError(f"{where}: {key} must hold values of type {item.__name__}")
    for key in required:
        if not table.get(key):
            raise ConfigError(f"{where}: {key} is missing or empty")
