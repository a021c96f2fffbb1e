"""Profiles on disk: one reviewable TOML file a key, frozen until learning finds another set.

`line` is compared in its normal form (`lines.py`). Pins and vetoes are a person's, and survive
whatever is learned. What results depend on is the whole file: its digest is that of its bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError
from pipeline.profiles.lines import normal_forms
from pipeline.records import KEPT_ROLES, Role
from pipeline.toml import read_toml, require_keys
from pipeline.write.atomic import remove_tree, replace_file
from pipeline.write.seal import seal, unseal

__all__ = ["Line", "Profile", "file_name", "normal_form", "read_profiles", "save_profiles"]

_HEADER = (
    "# Learned from the corpus; edit by hand or with `python -m pipeline profile` "
    "(docs/learned-chrome.md).\n"
)
_PARSED = ".parsed.json"  # the same as the TOML files, which take a second a megabyte to parse
_KEYS: Mapping[str, type | tuple[type, ...]] = {
    "key": str, "version": int, "documents": int, "pinned": list, "vetoed": list,
}  # fmt: skip
_LINE_KEYS: Mapping[str, type | tuple[type, ...]] = {
    "line": str, "documents": int, "share": (float, int), "role": str, "alone": bool,
    "first_seen": str, "last_seen": str, "since": int, "examples": list,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a publisher's chrome, and the evidence."""

    line: str  # as it stood on one of the pages
    documents: int = 0  # pages that have it; those that tell one story count as one
    share: float = 0.0  # of the profile's pages
    role: Role = Role.FURNITURE
    alone: bool = False  # it mostly stands between paragraphs, not among other chrome
    first_seen: str = ""  # YYYY-MM-DD
    last_seen: str = ""
    since: int = 1  # the version of the profile in which it came
    examples: tuple[str, ...] = ()  # source paths


@dataclass(frozen=True)
class Profile:
    """What is known of the pages of one key."""

    key: str
    version: int = 1  # rises with every change of the set of lines
    documents: int = 0  # pages that it was learned from
    lines: tuple[Line, ...] = ()
    pinned: tuple[str, ...] = ()  # lines that are chrome, whatever is counted
    vetoed: tuple[str, ...] = ()  # lines that are not
    digest: str = field(default="", compare=False)  # of the file's bytes, 16 hex digits

    @cached_property
    def chrome(self) -> Mapping[str, Line]:
        """Normal form -> line, of all that is chrome: learned or pinned, and not vetoed."""
        normals = normal_forms(tuple(_flat(line.line) for line in self.lines))
        found = dict(zip(normals, self.lines, strict=True))
        for text in self.pinned:  # chrome wherever it stands
            normal = normal_form(text)
            found[normal] = replace(found.get(normal, Line(text)), alone=True)
        vetoed = {normal_form(text) for text in self.vetoed}
        return {normal: line for normal, line in found.items() if normal and normal not in vetoed}


def _flat(text: str) -> str:
    return " ".join(text.split())


def normal_form(text: str) -> str:
    """The form in which one line is compared."""
    return normal_forms((_flat(text),))[0]


def file_name(key: str) -> str:
    """The profile's file: readable, and safe whatever the page claims to be.

    >>> file_name("example.org")
    'example.org-bfabc374.toml'
    """
    slug = re.sub(r"[^a-z0-9.]+", "-", key.lower()).strip("-.")[:60]
    return f"{slug or 'key'}-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:8]}.toml"


def read_profiles(folder: Path) -> dict[str, Profile]:
    """All profiles of a folder, by key; none where there is no folder.

    Raises ConfigError for a file that is none, or two of one key.
    """
    parsed = _read_parsed(folder / _PARSED)
    found: dict[str, Profile] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
        table = parsed[digest] if digest in parsed else read_toml(path)
        profile = _profile(path, table, digest[:16])
        if profile.key in found:
            raise ConfigError(f"{path}: there is another profile of {profile.key!r}")
        found[profile.key] = profile
    return found


def _read_parsed(path: Path) -> dict[str, dict[str, Any]]:
    """What the files hold, by their SHA-256. A file that was edited since is not in it."""
    try:
        return dict(unseal(path.read_bytes())["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _profile(path: Path, table: Mapping[str, Any], digest: str) -> Profile:
    lines = table.get("line", [])
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise ConfigError(f"{path}: line must be written as [[line]]")
    head = {key: value for key, value in table.items() if key != "line"}
    require_keys(f"{path}", head, _KEYS, ("key",))
    return Profile(
        key=head["key"],
        version=head.get("version", 1),
        documents=head.get("documents", 0),
        lines=tuple(_line(f"{path}: line {n}", line) for n, line in enumerate(lines, 1)),
        pinned=tuple(head.get("pinned", ())),
        vetoed=tuple(head.get("vetoed", ())),
        digest=digest,
    )


def _line(where: str, table: Mapping[str, Any]) -> Line:
    require_keys(where, table, _LINE_KEYS, ("line",))
    role = table.get("role", Role.FURNITURE.value)
    if role not in {known.value for known in Role if known not in KEPT_ROLES}:
        raise ConfigError(f"{where}: {role!r} is no role of a block that is removed")
    more = {"role": Role(role), "examples": tuple(table.get("examples", ()))}
    return Line(**{**table, **more})


def save_profiles(folder: Path, profiles: Iterable[Profile]) -> None:
    """Write these profiles, each by one rename, and bring the parsed copy of all up to date."""
    folder.mkdir(parents=True, exist_ok=True)
    scratch = folder / ".tmp"
    scratch.mkdir(exist_ok=True)
    for profile in profiles:
        replace_file(folder / file_name(profile.key), _toml(profile), scratch)
    files = {}
    for path in sorted(folder.glob("*.toml")):
        data = path.read_bytes()
        files[hashlib.sha256(data).hexdigest()] = read_toml(path)
    replace_file(folder / _PARSED, seal({"files": files}), scratch)
    remove_tree(scratch)


def _toml(profile: Profile) -> bytes:
    head = {
        "key": profile.key,
        "version": profile.version,
        "documents": profile.documents,
        "pinned": list(profile.pinned),
        "vetoed": list(profile.vetoed),
    }
    parts = [_HEADER, *(f"{key} = {_value(value)}\n" for key, value in head.items())]
    for line in profile.lines:
        parts.append("\n[[line]]\n")
        parts += (f"{key} = {_value(value)}\n" for key, value in asdict(line).items())
    return "".join(parts).encode("utf-8", "replace")


def _value(value: object) -> str:
    """A TOML value. JSON's strings are TOML's, but for one control character."""
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
