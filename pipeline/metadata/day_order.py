"""Which of two numbers is the day? "03/04/2024" is April in London and March in Boston."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["Day", "as_date", "either_way"]

# Where a page's region writes the month first. Bare "en" says nothing: the reading is ambiguous.
_MONTH_FIRST = frozenset({"en-us", "en-ph", "en-pr", "es-us", "es-pr", "fil", "fil-ph"})


@dataclass(frozen=True, slots=True)
class Day:
    """What one match of a form means."""

    day: date | None
    other: date | None = None
    refused: str = ""


def either_way(
    a: int, b: int, year: int, separator: str, language: str, weekday: int | None, latest: date
) -> Day:
    """Day and month of "a/b": by what is a date, the weekday, the past, then the language."""
    ways = [as_date(year, month, day) for day, month in ((a, b), (b, a))]
    days = [d for d in dict.fromkeys(ways) if d is not None]
    if weekday is not None and days:
        days = [d for d in days if d.weekday() == weekday]
        if len(days) != 1:
            return Day(None, refused="contradicts-weekday")
    if not days:
        return Day(None, refused="impossible")
    days = [d for d in days if d <= latest] or days[:1]
    day_first, month_first = days[0], days[-1]
    tag = language.lower().replace("_", "-")
    if len(days) == 1 or separator == ".":
        return Day(day_first)
    if tag in _MONTH_FIRST:
        return Day(month_first)
    if tag in {"", "en"}:
        return Day(month_first, other=day_first)
    return Day(day_first)


def as_date(year: int, month: int, day: int) -> date | None:
    """The day, None if there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
