"""Macros of patterns: `{month}`, `{person}`, `{agency}` … from `config/vocabulary.toml`.

[words] name = ["literal", …]      becomes an alternation of escaped words, longest first
[words_any_case]                   the same, without regard to case
[patterns] name = "pattern"        may use words and earlier patterns

The agencies come in as `{agency}` (wire, photo and stock), `{wire}` and `{photo_agency}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.errors import ConfigError
from pipeline.rules.agencies import Agencies
from pipeline.toml import read_toml

__all__ = ["expand", "load_vocabulary"]

_WORDS = {"words": "?:", "words_any_case": "?i:"}
# Not the braces of `\p{…}`, `\x{…}` and `x{2,4}`: a macro is two lower-case letters or more.
_MACRO = re.compile(r"(?<!\\p)(?<!\\P)(?<!\\x)\{([a-z][a-z_]+)\}")


def alternation(words: Iterable[str]) -> str:
    """A group that matches any of the words, the longest that fits."""
    # Descending order puts "dpa-AFX" before "dpa", and lets RE2 share common beginnings.
    ordered = sorted(set(words), reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", " ") for word in ordered) + ")"


def expand(pattern: str, macros: Mapping[str, str], where: str) -> str:
    """The pattern with its macros written out; ConfigError names an unknown one."""

    def written_out(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in macros:
            raise ConfigError(
                f"{where}: unknown macro {{{name}}}; it knows {', '.join(sorted(macros))}"
            )
        return macros[name]

    return _MACRO.sub(written_out, pattern)


def load_vocabulary(path: Path, agencies: Agencies) -> dict[str, str]:
    """Macro name -> pattern."""
    data = read_toml(path)
    unknown = sorted(set(data) - {*_WORDS, "patterns"})
    if unknown:
        raise ConfigError(
            f"{path}: unknown table [{unknown[0]}]; it knows {', '.join(_WORDS)}, patterns"
        )
    macros: dict[str, str] = {}
    if agencies.entries:
        macros["agency"] = alternation(agencies.writings(("wire", "photo", "stock")))
        macros["wire"] = alternation(agencies.writings(("wire",)))
        macros["photo_agency"] = alternation(agencies.writings(("photo", "stock")))
        macros["source"] = alternation(agencies.writings(("wire", "photo", "broadcaster")))
    for table, flag in _WORDS.items():
        for name, words in data.get(table, {}).items():
            if not isinstance(words, list) or not words or any(type(w) is not str for w in words):
                raise ConfigError(f"{path}: [{table}] {name} must be a list of strings")
            _add(macros, path, name, f"({flag}{alternation(words)})")
    for name, pattern in data.get("patterns", {}).items():
        if type(pattern) is not str:
            raise ConfigError(f"{path}: [patterns] {name} must be a string")
        _add(macros, path, name, f"(?:{expand(pattern, macros, f'{path}: [patterns] {name}')})")
    return macros


def _add(macros: dict[str, str], path: Path, name: str, pattern: str) -> None:
    if not _MACRO.fullmatch(f"{{{name}}}") or name in macros:
        raise ConfigError(f"{path}: {name!r} is defined twice or is no name for a macro")
    macros[name] = pattern
