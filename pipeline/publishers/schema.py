"""A publisher as data, and the strict reading of one file (`config/publishers/<file>.toml`).

A redesign appends a `[[layout]]` and puts `valid_until` on the one before, so a page of 2019 is
still read by the selectors of 2019. `[[rule]]` is a rule of `pipeline/rules`, in the same grammar
and with the same proof; it counts on this publisher's pages only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError
from pipeline.publishers.selectors import selector_xpath
from pipeline.records import Role
from pipeline.rules import Rule, RuleBook
from pipeline.rules.agencies import Agencies, load_agencies
from pipeline.rules.book import require_near_misses
from pipeline.rules.engine import check_syntax
from pipeline.rules.phrases import digits_folded, line_key
from pipeline.rules.schema import read_rule
from pipeline.rules.vocabulary import load_vocabulary
from pipeline.toml import read_toml, require_keys

__all__ = ["PREFIX_CHARS", "Fingerprint", "Layout", "Publisher", "load_publishers"]

PREFIX_CHARS = 12  # that a fingerprint's beginning has at least: the index looks them up by it
_FILE: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("name", "language", "country", "why"), str),
    "hosts": list,
    "fingerprint": dict,
}
_SERVICE = {key: kind for key, kind in _FILE.items() if key != "why"}
_FINGERPRINT: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("certain", "lines", "starts", "classes"), list),
    "min": int,
    "meta": dict,
}
_LAYOUT: dict[str, type | tuple[type, ...]] = {"valid_until": date, "body": list, "chrome": dict}
_TABLES = ("layout", "rule", "service")
_TAKEN = frozenset({"body", "outside", "fingerprint", *Role})  # what other votes are called


@dataclass(frozen=True, slots=True)
class Layout:
    """CSS selectors of one design of a publisher's pages."""

    body: tuple[str, ...] = ()  # the elements that hold the body; blocks outside are chrome
    chrome: tuple[tuple[Role, tuple[str, ...]], ...] = ()  # role -> elements that have it
    valid_until: date | None = None  # of the page's `fetched_at`; None: the newest


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What recognises a publisher's frame where no host does. Any one row is enough."""

    certain: tuple[str, ...] = ()  # keys of lines (`line_key`), one of which settles it
    lines: tuple[str, ...] = ()  # keys of lines, `min` of which are there, `starts` counted in
    starts: tuple[str, ...] = ()  # keys of the beginnings of lines
    min: int = 2
    meta: tuple[tuple[str, str], ...] = ()  # <meta> property or name -> content, casefolded
    classes: tuple[str, ...] = ()  # class names, all of which the page has

    def marks(self) -> Iterable[str]:
        """Everything that no second publisher may claim."""
        yield from (*self.certain, *self.lines, *self.starts)
        yield from (f"{name}={content}" for name, content in self.meta)
        if self.classes:
            yield ".".join(("", *sorted(self.classes)))

    def behaviour(self) -> dict[str, Any]:
        """What can change a result."""
        return {name: getattr(self, name) for name in self.__slots__}


# Compared by identity: there is one object a publisher, and it is the key of look-ups.
@dataclass(frozen=True, eq=False)
class Publisher:
    """One publisher, or one service of a house, and its layouts, oldest first."""

    name: str
    hosts: tuple[str, ...] = ()
    language: str = ""  # ISO 639-1; "" unknown or several
    country: str = ""  # ISO 3166-1 alpha-2, upper case
    layouts: tuple[Layout, ...] = ()
    fingerprint: Fingerprint = field(default_factory=Fingerprint)
    rules: tuple[Rule, ...] = ()
    agencies: Agencies = field(default_factory=Agencies)
    file: str = ""  # the stem of its file: what its votes are signed with
    why: str = ""

    @property
    def signature(self) -> str:
        """The beginning of `Vote.by` of all its votes."""
        return f"publisher:{self.file or self.name}"

    @cached_property
    def book(self) -> RuleBook:
        """Its lines, ready to match."""
        origins = tuple((rule.name, f"{self.file}.toml: rule {rule.id!r}") for rule in self.rules)
        return RuleBook(self.rules, (), self.agencies, origins)

    def behaviour(self) -> dict[str, Any]:
        """What can change a result."""
        return {
            "name": self.name,
            "hosts": self.hosts,
            "language": self.language,
            "country": self.country,
            "file": self.file,
            "fingerprint": self.fingerprint.behaviour(),
            "layouts": [[x.body, x.chrome, str(x.valid_until)] for x in self.layouts],
            "rules": [rule.behaviour() for rule in self.rules],
        }

    def layouts_at(self, fetched_at: str) -> tuple[Layout, ...]:
        """The layouts in the order in which they are to be tried on a page of a day.

        First the one that was in use (ISO 8601; "" means the newest), then the others from the
        newest on: the day of a redesign is seldom known, and that of a scrape often not.
        """
        newest_first = self.layouts[::-1]
        for layout in self.layouts:
            until = layout.valid_until
            if until is None or (fetched_at and fetched_at[:10] <= until.isoformat()):
                return (layout, *(other for other in newest_first if other is not layout))
        return newest_first

    def __getstate__(self) -> dict[str, Any]:
        """Without the compiled lines, which cannot be pickled."""
        return {name: value for name, value in self.__dict__.items() if name != "book"}


def load_publishers(directory: Path) -> tuple[Publisher, ...]:
    """All publishers of a folder, by file name.

    ConfigError names the file and what is wrong with it, and both files where two publishers
    claim one host or one fingerprint. Agencies and vocabulary come from the folder above.
    """
    above = directory.parent
    agencies = Agencies()
    if (above / "agencies.toml").exists():
        agencies = load_agencies(above / "agencies.toml")
    macros: Mapping[str, str] = {}
    if (above / "vocabulary.toml").exists():
        macros = load_vocabulary(above / "vocabulary.toml", agencies)
    publishers = tuple(
        publisher
        for path in sorted(directory.glob("*.toml"))
        for publisher in _load(path, macros, agencies)
    )
    _check_claims(directory, publishers)
    return publishers


def _check_claims(directory: Path, publishers: Iterable[Publisher]) -> None:
    owners: dict[str, Publisher] = {}
    for publisher in publishers:
        for claim in (*publisher.hosts, *publisher.fingerprint.marks()):
            other = owners.setdefault(claim, publisher)
            if other is not publisher:
                raise ConfigError(
                    f"{directory}: {claim!r} belongs to both {other.name} ({other.file}.toml) "
                    f"and {publisher.name} ({publisher.file}.toml)"
                )


def _load(path: Path, macros: Mapping[str, str], agencies: Agencies) -> list[Publisher]:
    data = read_toml(path)
    head = {key: value for key, value in data.items() if key not in _TABLES}
    require_keys(str(path), head, _FILE, required=("name",))
    for key in _TABLES:
        if not isinstance(data.get(key, []), list):
            raise ConfigError(f"{path}: write [[{key}]], with two brackets")
    layouts = tuple(
        _layout(f"{path}: layout {i}", x) for i, x in enumerate(data.get("layout", []), 1)
    )
    if any(x.valid_until is None for x in layouts[:-1]):
        raise ConfigError(f"{path}: every layout but the last needs valid_until")
    rules = _rules(path, data.get("rule", []), macros)

    def publisher(where: str, table: Mapping[str, Any]) -> Publisher:
        hosts = tuple(table.get("hosts", ()))
        for host in hosts:
            if host != host.lower() or "/" in host or host.startswith("www."):
                raise ConfigError(f"{where}: hosts are bare lower-case names, not {host!r}")
        return Publisher(
            name=table["name"],
            hosts=hosts,
            language=table.get("language", ""),
            country=table.get("country", ""),
            layouts=layouts,
            fingerprint=_fingerprint(where, table.get("fingerprint", {})),
            rules=rules,
            agencies=agencies,
            file=path.stem,
            why=data.get("why", ""),
        )

    found = [publisher(str(path), head)]
    for table in data.get("service", []):
        where = f"{path}: service {table.get('name', '')!r}"
        require_keys(where, table, _SERVICE, required=("name",))
        found.append(publisher(where, table))
    return found


def _layout(where: str, data: Mapping[str, Any]) -> Layout:
    require_keys(where, data, _LAYOUT)
    chrome = []
    for role, selectors in data.get("chrome", {}).items():
        if role not in {r.value for r in Role}:
            raise ConfigError(f"{where}: chrome has an unknown role {role!r}")
        require_keys(where, {f"chrome.{role}": selectors}, {f"chrome.{role}": list})
        chrome.append((Role(role), tuple(selectors)))
    body = tuple(data.get("body", ()))
    for selector in (*body, *(s for _, selectors in chrome for s in selectors)):
        try:
            selector_xpath(selector)
        except ConfigError as error:
            raise ConfigError(f"{where}: {error}") from None
    return Layout(body, tuple(chrome), data.get("valid_until"))


def _fingerprint(where: str, data: Mapping[str, Any]) -> Fingerprint:
    where = f"{where}: fingerprint"
    require_keys(where, data, _FINGERPRINT)
    keys = {name: tuple(map(_key, data.get(name, ()))) for name in ("certain", "lines", "starts")}
    lines = (*keys["lines"], *keys["starts"])
    least = data.get("min", 2)
    if lines and not 2 <= least <= len(lines):
        raise ConfigError(f"{where}: min must lie between 2 and the number of its lines")
    for start in keys["starts"]:
        if len(start) < PREFIX_CHARS:
            raise ConfigError(f"{where}: starts: {start!r} is below {PREFIX_CHARS} characters")
    for name, content in data.get("meta", {}).items():
        if type(content) is not str or not content:
            raise ConfigError(f"{where}: meta: {name} must be a string")
    return Fingerprint(
        **keys,
        min=least,
        meta=tuple((k.lower(), v.casefold()) for k, v in data.get("meta", {}).items()),
        classes=tuple(data.get("classes", ())),
    )


def _key(entry: str) -> str:
    """The entry as lines are compared; `#` in it stands for any number, as in rules."""
    return digits_folded(line_key(entry.replace("#", "1"))) if "#" in entry else line_key(entry)


def _rules(path: Path, tables: list[dict[str, Any]], macros: Mapping[str, str]) -> tuple[Rule, ...]:
    rules = tuple(read_rule(path, i, table, macros) for i, table in enumerate(tables, 1))
    names: set[str] = set()
    for rule in rules:
        where = f"{path}: rule {rule.id!r}"
        if rule.id in names:
            raise ConfigError(f"{where}: the id is used twice")
        if rule.id in _TAKEN:
            raise ConfigError(f"{where}: votes by layout or fingerprint have this name")
        names.add(rule.id)
        if rule.requires:
            raise ConfigError(f"{where}: requires is of no use here: the publisher is known")
        for pattern in (*rule.pattern, *rule.cue, *rule.unless):
            check_syntax(where, pattern)
        require_near_misses(where, rule)
    for rule in rules:
        for name in rule.until:
            if name not in set(Role) and name.removeprefix(f"{path.stem}/") not in names:
                raise ConfigError(
                    f"{path}: rule {rule.id!r}: until {name!r} is no role and no rule of this file"
                )
    return rules
