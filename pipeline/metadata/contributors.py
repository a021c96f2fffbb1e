"""Who else has worked on an article: "(Reporting by …; Editing by …)", "… contributed to this
report", and the letters with which a desk signs ("(ah/mk)").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.metadata.frame import Frame, values_of
from pipeline.metadata.names import NameReader
from pipeline.metadata.plain import key, one_line, unique
from pipeline.records import Role

__all__ = ["contributors_of"]

_ROLES = (Role.AGENCY_CREDIT, Role.BYLINE, Role.AUTHOR_CARD, Role.PUBLISHER_NOTICE)
_MAX_CONTRIBUTORS = 20
_MAX_CHARS = 600  # of one credit
# Between the people of one credit: "Ann Ray in Ellery; additional reporting by Bo Li".
_TASK = re.compile(
    r"(?i)[;.]\s+|[;,]?\s*\b(?:additional |further |extra )?"
    r"(?:reporting|report|writing|editing|compiled|translated|translation|graphics?|research|"
    r"production|edited|written|reported|adapted)(?: and \w+)? by\b|"
    r"\bredaktion\s?:|\bbearbeitet von\b"
)
_CODES = re.compile(r"[a-zäöü]{2,4}(?:[/,] ?[a-zäöü]{2,4})*")


def contributors_of(frame: Frame, names: NameReader, authors: Iterable[str]) -> tuple[str, ...]:
    """People, and codes of people, that tails and notes credit; without the authors."""
    known = {key(author) for author in authors}
    found = [
        name
        for decision in frame.of_role(*_ROLES)
        for what, value in values_of(decision)
        if what == "contributor"
        for name in _people(one_line(value, _MAX_CHARS), names)
    ]
    return tuple(name for name in unique(found) if key(name) not in known)[:_MAX_CONTRIBUTORS]


def _people(credit: str, names: NameReader) -> Iterator[str]:
    if _CODES.fullmatch(credit):
        yield from re.split(r"[/,] ?", credit)
        return
    for part in _TASK.split(credit):
        yield from names.read(part).people
