"""`story.html.meta.json` beside `story.html`: what the scraper knew about the page.

Strict on values and gentle on pages: a broken sidecar, or a value that is none, is noted as a
problem and the page goes on without it. Unknown keys belong to somebody else.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from pipeline.read.policy import clean_text

__all__ = ["NO_SIDECAR", "Sidecar", "parse_sidecar"]

MAX_URL_CHARS = 2_000
MAX_PUBLISHER_CHARS = 200
_ISO = re.compile(
    r"\d{4}-\d\d-\d\d"
    r"([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-][01]\d:[0-5]\d)?)?",
    re.ASCII,
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")
_URL = re.compile(r"https?://[^\s<>\"\\^`{|}]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a sidecar said; "" for unknown. `problems` are codes such as `sidecar:url`."""

    url: str = ""
    fetched_at: str = ""  # ISO 8601 date, or date and time
    language: str = ""
    publisher: str = ""
    problems: tuple[str, ...] = ()


NO_SIDECAR = Sidecar()


def parse_sidecar(data: bytes | None) -> Sidecar:
    """The sidecar with this content; None: there is none.

    >>> parse_sidecar(b'{"url": "https://example.com/a", "fetched_at": "yesterday", "x": 1}')
    ... # doctest: +NORMALIZE_WHITESPACE
    Sidecar(url='https://example.com/a', fetched_at='', language='', publisher='',
            problems=('sidecar:fetched_at',))
    """
    if data is None:
        return NO_SIDECAR
    try:
        values = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Sidecar(problems=("sidecar:broken",))
    if not isinstance(values, dict):
        return Sidecar(problems=("sidecar:broken",))
    problems: list[str] = []
    found: dict[str, str] = {}
    for key, check in _CHECKS.items():
        value = _text(values.get(key))
        found[key] = check(value) if value else ""
        if value != "" and not found[key]:
            problems.append(f"sidecar:{key}")
    return Sidecar(**found, problems=tuple(problems))


def _text(value: object) -> str | None:
    """A value as one line of text; "" for none, None for what is no text."""
    if value is None:
        return ""
    return " ".join(clean_text(value).split()) if isinstance(value, str) else None


def http_url(value: str) -> str:
    """`value` if it is an absolute http or https URL that can be split, else ""."""
    if len(value) > MAX_URL_CHARS or not _URL.fullmatch(value):
        return ""
    try:
        parts = urlsplit(value)
        port = parts.port  # raises where it is no number below 65,536
    except ValueError:
        return ""
    return value if parts.hostname and port != 0 else ""


def _iso(value: str) -> str:
    if not _ISO.fullmatch(value):
        return ""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return ""
    return value.replace(" ", "T")


def _language(value: str) -> str:
    return value.replace("_", "-").lower() if _LANGUAGE.fullmatch(value) else ""


def _publisher(value: str) -> str:
    return value if len(value) <= MAX_PUBLISHER_CHARS else ""


_CHECKS = {"url": http_url, "fetched_at": _iso, "language": _language, "publisher": _publisher}
