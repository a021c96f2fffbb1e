"""News and photo agencies, and broadcasters that others credit: `config/agencies.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError
from pipeline.rules.phrases import fold
from pipeline.toml import read_toml, require_keys

__all__ = ["KINDS", "Agencies", "Agency", "load_agencies"]

KINDS = ("wire", "photo", "stock", "broadcaster")
_KEYS = {"code": str, "name": str, "country": str, "kind": str, "also": list}


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency. Mentions are compared without regard to case, patterns with it."""

    code: str  # the short form that credits use, and the canonical name here: "dpa"
    name: str  # "Deutsche Presse-Agentur"
    country: str  # ISO 3166-1 alpha-2, "" for an international one
    kind: str  # wire | photo | stock | broadcaster
    also: tuple[str, ...] = ()  # other writings: "REUTERS", "RTR"

    @property
    def mentions(self) -> tuple[str, ...]:
        """Every writing of the agency's name."""
        return (self.code, self.name, *self.also)


@dataclass(frozen=True)
class Agencies:
    """The agencies, by every name they go by."""

    entries: tuple[Agency, ...] = ()

    @cached_property
    def _by_mention(self) -> dict[str, Agency]:
        return {fold(m): agency for agency in self.entries for m in agency.mentions}

    @cached_property
    def _finder(self) -> re.Pattern[str]:
        # Longest first, so that "AFP via Getty" is not read as "AFP", "Getty Images" as "Getty".
        names = sorted({m for a in self.entries for m in a.mentions}, key=lambda m: (-len(m), m))
        return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)", re.I)

    def lookup(self, mention: str) -> Agency | None:
        """The agency that `mention` names as a whole, or None.

        >>> reuters = Agency("Reuters", "Thomson Reuters", "GB", "wire", ("RTR",))
        >>> Agencies((reuters,)).lookup("rtr").code
        'Reuters'
        """
        return self._by_mention.get(fold(mention).strip(" .,;:()[]*"))

    def find(self, credit: str) -> tuple[str, ...]:
        """The agencies named in a credit, as the page writes them, in order, each once.

        For credits only: in prose, `PA` may be Pennsylvania.

        >>> dpa = Agency("dpa", "Deutsche Presse-Agentur", "DE", "wire")
        >>> nan = Agency("NAN", "News Agency of Nigeria", "NG", "wire")
        >>> Agencies((dpa, nan)).find("dpa/NAN")
        ('dpa', 'NAN')
        """
        found: dict[str, str] = {}
        for match in self._finder.finditer(credit) if self.entries else ():
            agency = self.lookup(match.group())
            if agency is not None:
                found.setdefault(agency.code, match.group())
        return tuple(found.values())

    def writings(self, kinds: Iterable[str]) -> set[str]:
        """What credits call the agencies of these kinds: codes and other writings, not names."""
        wanted = set(kinds)
        return {w for a in self.entries if a.kind in wanted for w in (a.code, *a.also)}

    def behaviour(self) -> list[dict[str, Any]]:
        """What can change a result."""
        return [asdict(agency) for agency in self.entries]


def load_agencies(path: Path) -> Agencies:
    """Read `agencies.toml`; ConfigError names the file and the agency."""
    entries: list[Agency] = []
    seen: dict[str, str] = {}
    for number, table in enumerate(read_toml(path).get("agency", ()), start=1):
        where = f"{path}: agency {table.get('code', f'number {number}')!r}"
        require_keys(where, table, _KEYS, required=("code", "name", "kind"))
        if table["kind"] not in KINDS:
            raise ConfigError(f"{where}: kind must be one of {', '.join(KINDS)}")
        agency = Agency(
            table["code"],
            table["name"],
            table.get("country", ""),
            table["kind"],
            tuple(table.get("also", ())),
        )
        for mention in set(map(fold, agency.mentions)):
            if mention in seen:
                raise ConfigError(f"{where}: {mention!r} already names {seen[mention]!r}")
            seen[mention] = agency.code
        entries.append(agency)
    return Agencies(tuple(entries))
