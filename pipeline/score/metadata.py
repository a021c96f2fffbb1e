"""Title, authors and date of a page against gold: what is compared, and how.

* **date**: the same calendar day, as printed; "2024-05" is no day.
* **title**: equal after NFKC, case, white space and punctuation folding; *contained* where one
  holds the other.
* **authors**: F1 of the two sets of names, averaged over the pages whose gold has authors; P and
  R are those of all names together. Gold often counts an organisation as an author; our record
  keeps it apart in the byline, so the answer with those is measured too ("with byline").
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.metadata.plain import key
from pipeline.score.sets import ScoreError

__all__ = [
    "Answer",
    "GoldMetadata",
    "Names",
    "contained",
    "credited",
    "equal",
    "gold_metadata",
    "names_of",
    "same_day",
    "set_measure",
    "witnessed",
]

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PARTS = re.compile(r"\s*[,;|&]\s*(?:and\s+)?|\s+and\s+")
# Degrees and licences hung on to a name: "Dylan Bai, MS, RD, Ph.D."
_LETTERS = re.compile(r"(?:[A-Z]{2,6}(?:-[A-Z]{1,4})*|Ph\.?D\.?|M\.?Sc\.?|Jr\.?|[A-Z]\.[A-Z.]+)")
_WITNESSES = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What one system says of one page; "" and () where it says nothing."""

    title: str = ""
    authors: tuple[str, ...] = ()
    byline: str = ""  # as it stood; "with byline" reads the organisations that `authors` leaves out
    date: str = ""
    # 0 to 1 by field ("title", "authors", "date"); empty for systems that give none.
    confidence: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class GoldMetadata:
    """What gold says of one page; "" and () where gold has not the field."""

    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    is_undated: bool = True  # gold has nothing: a month or a year is no day, but is a date


@dataclass(frozen=True, slots=True)
class Names:
    """Two sets of names compared."""

    shared: int
    given: int
    asked: int

    @property
    def f1(self) -> float:
        """0.0 where nothing is shared."""
        return 2 * self.shared / (self.given + self.asked) if self.shared else 0.0


def names_of(value: object) -> tuple[str, ...]:
    """Gold's authors: a list as it is, a string split at commas, bars and "and".

    >>> names_of("Ann Ray, MS, RD, and Bo Li"), names_of(["Post und dpa"])
    (('Ann Ray', 'Bo Li'), ('Post und dpa',))
    """
    if isinstance(value, list):
        return tuple(str(name) for name in value if key(str(name)))
    parts = _PARTS.split(value) if isinstance(value, str) else []
    return tuple(p for p in parts if key(p) and not _LETTERS.fullmatch(p))


def gold_metadata(folder: Path) -> dict[str, GoldMetadata]:
    """Page id -> what gold says. Raises ScoreError where gold.jsonl cannot be read."""
    path = folder / "gold.jsonl"
    found: dict[str, GoldMetadata] = {}
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                if line.strip():
                    row = json.loads(line)
                    day = _DAY.match(str(row.get("date") or ""))
                    found[row["id"]] = GoldMetadata(
                        title=str(row.get("title") or ""),
                        authors=names_of(row.get("authors")),
                        date=day[0] if day else "",
                        is_undated=not row.get("date"),
                    )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ScoreError(f"{path}: its metadata cannot be read ({error!r})") from error
    return found


def _folded(title: str) -> str:
    return key(title.replace("\xad", ""))  # a soft hyphen is no gap between words


def credited(answer: Answer) -> tuple[str, ...]:
    """The people of an answer, and whom else its byline credits where markup lists them.

    >>> credited(Answer(authors=("Ann Ray",), byline="Ann Ray; AP"))
    ('Ann Ray', 'AP')
    """
    listed = answer.byline.split("; ")
    if answer.authors and len(listed) == 1:
        return answer.authors
    known = {key(name) for name in answer.authors}
    return (*answer.authors, *(n for n in listed if key(n) and key(n) not in known))


def equal(title: str, gold: str) -> bool:
    """Whether two titles have the same words.

    >>> equal("“Storm”  hits coast!", "Storm hits the coast"), equal("STORM.", "Storm")
    (False, True)
    """
    return bool(key(gold)) and _folded(title) == _folded(gold)


def contained(title: str, gold: str) -> bool:
    """Whether one of two titles holds the other (as whole words).

    >>> contained("Storm hits coast | Bay Post", "Storm hits coast"), contained("", "Storm")
    (True, False)
    """
    mine, theirs = f" {_folded(title)} ", f" {_folded(gold)} "
    return bool(mine.strip() and theirs.strip()) and (mine in theirs or theirs in mine)


def same_day(date: str, gold: str) -> bool:
    """Whether `date` names gold's calendar day; times and offsets are not looked at."""
    return len(gold) >= 10 and date[:10] == gold[:10]


def set_measure(names: Iterable[str], gold: Sequence[str]) -> Names:
    """How many names are shared, given and asked for, each counted once."""
    mine, theirs = ({key(n) for n in side} - {""} for side in (names, gold))
    return Names(len(mine & theirs), len(mine), len(theirs))


def witnessed(days: Iterable[str]) -> bool:
    """Whether three systems name one day of a page that is undated in gold.

    Then the page has a date and gold's is missing; on such a page none is invented.
    """
    known = [day[:10] for day in days if day]
    return any(known.count(day) >= _WITNESSES for day in set(known))
