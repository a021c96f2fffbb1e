"""Publishers: who they are, and where their pages keep the body, layout by layout.

One TOML file a publisher under `config/publishers/`. A redesign appends a `[[layout]]` and puts
`valid_until` on the one before, so a page of 2019 is still read by the selectors of 2019.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError
from pipeline.records import Page, Role
from pipeline.toml import read_toml

__all__ = ["Layout", "Publisher", "load_publishers", "publisher_of"]

_PUBLISHER_KEYS = {"name", "hosts", "language", "why", "layout"}
_LAYOUT_KEYS = {"valid_until", "body", "chrome"}


@dataclass(frozen=True, slots=True)
class Layout:
    """CSS selectors of one design of a publisher's pages."""

    body: tuple[str, ...] = ()  # the elements that hold the body; blocks outside are chrome
    chrome: tuple[tuple[Role, tuple[str, ...]], ...] = ()  # role -> elements that have it
    valid_until: date | None = None  # of the page's `fetched_at`; None: the newest


@dataclass(frozen=True, slots=True)
class Publisher:
    """One publisher and its layouts, oldest first."""

    name: str
    hosts: tuple[str, ...]
    language: str = ""
    layouts: tuple[Layout, ...] = ()

    def behaviour(self) -> dict[str, Any]:
        """The part that can change a result."""
        return {
            "name": self.name,
            "hosts": self.hosts,
            "language": self.language,
            "layouts": [[x.body, x.chrome, str(x.valid_until)] for x in self.layouts],
        }

    def layout_at(self, fetched_at: str) -> Layout | None:
        """The layout that was in use on a day (ISO 8601; "" means the newest)."""
        for layout in self.layouts:
            until = layout.valid_until
            if until is None or (fetched_at and fetched_at[:10] <= until.isoformat()):
                return layout
        return None


def _strings(path: Path, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
        raise ConfigError(f"{path}: {key} must be a list of non-empty strings")
    return tuple(value)


def _layout(path: Path, number: int, data: Mapping[str, Any]) -> Layout:
    name = f"layout {number}"
    unknown = sorted(set(data) - _LAYOUT_KEYS)
    if unknown:
        raise ConfigError(f"{path}: {name} has an unknown key {unknown[0]!r}")
    until = data.get("valid_until")
    if until is not None and type(until) is not date:
        raise ConfigError(f"{path}: {name}: valid_until must be a date such as 2024-04-15")
    chrome = []
    for role, selectors in data.get("chrome", {}).items():
        if role not in {r.value for r in Role}:
            raise ConfigError(f"{path}: {name}: chrome has an unknown role {role!r}")
        chrome.append((Role(role), _strings(path, f"{name}: chrome.{role}", selectors)))
    body = _strings(path, f"{name}: body", data.get("body", []))
    return Layout(body, tuple(chrome), until)


def _load(path: Path) -> Publisher:
    data = read_toml(path)
    unknown = sorted(set(data) - _PUBLISHER_KEYS)
    if unknown:
        raise ConfigError(
            f"{path}: unknown key {unknown[0]!r}; it knows {', '.join(sorted(_PUBLISHER_KEYS))}"
        )
    name = data.get("name")
    if not isinstance(name, str) or not name:
        raise ConfigError(f"{path}: name is missing")
    layouts = tuple(_layout(path, i, x) for i, x in enumerate(data.get("layout", []), 1))
    if any(x.valid_until is None for x in layouts[:-1]):
        raise ConfigError(f"{path}: every layout but the last needs valid_until")
    hosts = _strings(path, "hosts", data.get("hosts", []))
    return Publisher(name, hosts, str(data.get("language", "")), layouts)


def load_publishers(directory: Path) -> tuple[Publisher, ...]:
    """All publishers of a folder, by file name; a host that two of them claim is an error."""
    publishers = tuple(_load(path) for path in sorted(directory.glob("*.toml")))
    seen: dict[str, str] = {}
    for publisher in publishers:
        for host in publisher.hosts:
            if host in seen:
                raise ConfigError(
                    f"{directory}: {host} belongs to both {seen[host]} and {publisher.name}"
                )
            seen[host] = publisher.name
    return publishers


def publisher_of(page: Page, publishers: tuple[Publisher, ...]) -> Publisher | None:
    """The publisher whose host the page's URL is on (`www.` and sub-domains count)."""
    host = page.url.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]
    host = host.lower()
    for publisher in publishers:
        if any(host == h or host.endswith("." + h) for h in publisher.hosts):
            return publisher
    return None
