"""Reads dates as pages write them: one raw string in, calendar days out, nothing invented.

    "Thursday 10/28/21"  "14 April 2021, 10:"  "Stand: 03.05.2024 14:02 Uhr"  "2024年5月3日"
    "5 gennaio 2025"  "۱۴ اردیبهشت ۱۴۰۳"  "2024-05-03T00:30:00+02:00"  "vor 3 Stunden"

The day is the one that was printed: an offset is kept beside it and never applied. What is no
day (30 February), or no plausible one, is refused by name and never bent into a neighbour.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from pipeline.config import DateSettings
from pipeline.metadata.calendars import (
    hijri_month,
    month_number,
    plain_digits,
    solar_hijri,
    weekday_number,
)
from pipeline.metadata.day_order import Day, as_date, either_way
from pipeline.metadata.plain import one_line
from pipeline.metadata.relative import relative_day

__all__ = ["Reading", "find_dates", "latest_day", "parse_date"]

_MAX_RAW = 300  # characters; a date line is shorter, and every pattern below is bounded
_NAME = r"[^\W\d_][^\s\d,.;:()|/<>«»–—-]{1,19}"
_ORDINAL = r"(?:st|nd|rd|th|er|ère|[º°ª]|-?го|ος|η|:[ae])?"
_OF = r"(?:(?:de|del|of|di|den|d')\s{1,2})?"

# Each form names its parts: y m d (numbers), M (a month's name), a b (day and month, either way).
_FORMS = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("cjk", r"(?P<era>令和|平成|民國|民国)?\s?(?P<y>\d{1,4})\s?[年년]\s?(?P<m>\d{1,2})"
                r"\s?[月월]\s?(?P<d>\d{1,2})\s?[日号號일]"),
        ("ymd", r"(?<![\d./-])(?P<y>\d{4})\s?(?P<s>[-/.])\s?(?P<m>\d{1,2})\s?(?P=s)\s?"
                r"(?P<d>\d{1,2})(?!\d|[./-]\d)"),
        ("numeric", r"(?<![\d./-])(?P<a>\d{1,2})\s?(?P<s>[-/.])\s?(?P<b>\d{1,2})\s?(?P=s)\s?"
                    r"(?P<y>\d{4}|\d{2})(?![\d./-]*\d)"),
        ("vietnamese", r"(?<!\d)(?P<d>\d{1,2})\s{1,2}tháng\s{1,2}(?P<m>\d{1,2}),?\s{1,2}"
                       r"(?:năm\s{1,2})?(?P<y>\d{4})(?!\d)"),
        ("d-name-y", rf"(?<![\d.:/-])(?P<d>\d{{1,2}}){_ORDINAL}\.?\s{{0,2}}[-/]?\s?{_OF}"
                     rf"(?P<M>{_NAME}(?:\s(?:الثاني|الأول))?)[.,]{{0,2}}\s{{0,2}}[-/]?\s?"
                     rf"(?:(?:de|del|of)\s{{1,2}})?'?(?P<y>\d{{4}}|\d{{2}}(?!\s?[:.]\d))(?!\d)"),
        ("name-d-y", rf"(?P<M>{_NAME})\.?\s{{0,2}}[-/]?\s?(?P<d>\d{{1,2}}){_ORDINAL}"
                     rf"\s{{0,2}}[,/-]?\s{{0,2}}(?P<y>\d{{4}})(?!\d)"),
        ("y-name-d", rf"(?<!\d)(?P<y>\d{{4}})[.,]?\s{{1,2}}(?:m\.|г\.|ж\.|gada)?\s{{0,2}}"
                     rf"(?P<M>{_NAME})\s{{0,2}}(?P<d>\d{{1,2}})(?!\d|:)"),
        ("y-d-name", rf"(?<!\d)(?P<y>\d{{4}})\.?\s{{1,2}}(?:gada|жылғы|ж\.)?\s{{0,2}}"
                     rf"(?P<d>\d{{1,2}})\.?[\s-]{{1,2}}(?P<M>{_NAME})"),
    )
)  # fmt: skip
# A year, or three numbers: without one of them none of the forms fits.
_DIGIT = re.compile(r"\d")
_MAYBE = re.compile(
    r"\d{4}|\d\s?[./-]\s?\d{1,2}\s?[./-]\s?\d\d|\d\S{0,3}\s?[-/]?\s?\D{3,24}'?\d\d|[年년]"
)
_NAME_Y = re.compile(rf"^(?P<M>{_NAME})[.,]?\s{{1,2}}(?P<y>\d{{4}})$")
_Y_M = re.compile(r"^(?P<y>\d{4})(?:[-/.](?P<m>\d{1,2}))?$")
_COMPACT = re.compile(
    r"^(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:[T ]?(?P<H>\d\d):?(?P<M>\d\d)(?:\d\d)?Z?)?$"
)
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?(?:\.\d{1,6})?$")
_TIME = re.compile(
    r"(?<![\d.:/-])(?P<h>\d{1,2})(?P<s>[:.h]|시\s)(?P<m>\d\d)(?!\d|[./-]\d\d)"
    r"(?::(?P<sec>\d\d)(?:[.,]\d{1,9})?)?\s{0,2}(?P<half>[ap]\.?\s?m\b\.?)?"
    r"\s{0,2}\(?(?P<utc>Z\b|UTC|GMT)?\s?(?P<off>[+−-]\s?\d{1,2}(?::?\d\d)?(?!\d))?",
    re.IGNORECASE,
)
_TIME_AFTER, _TIME_BEFORE = 30, 45  # characters between a date and the time that belongs to it
_ERA_YEARS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
_THAI = re.compile("[\u0e01-\u0e5b]")
_GLUED = re.compile(r"[a-zß-ÿа-яё]([A-ZА-Я][^A-Z]{2,})$")
_WORD = re.compile(r"[^\W\d_]{2,20}")


@dataclass(frozen=True, slots=True)
class Reading:
    """One date expression read. Exactly one of `value` and `refused` is not empty."""

    value: str  # YYYY-MM-DD, or YYYY-MM or YYYY where that is all that was written
    time: str = ""  # HH:MM[:SS][±HH:MM]
    raw: str = ""  # what was given, on one line
    refused: str = ""  # impossible | too-early | too-late | contradicts-weekday
    other: str = ""  # the other day that "03/04/2024" can mean, where nothing decides
    relative: bool = False  # computed from `fetched_at`
    shifted: bool = False  # the page gave an instant, not a calendar day
    span: tuple[int, int] = (0, 0)  # where it stood in `raw`


def _fetched(fetched_at: str) -> datetime | None:
    try:
        return datetime.fromisoformat(fetched_at.strip()) if fetched_at.strip() else None
    except ValueError:
        return None


def latest_day(fetched_at: str, settings: DateSettings) -> date:
    """The last day an article can carry: the scrape's day + 1 (time zones), never the clock's."""
    fetched = _fetched(fetched_at)
    if fetched is None or fetched.date() >= settings.latest_plausible:
        return settings.latest_plausible
    return fetched.date() + timedelta(days=1)


def _refusal(day: date, latest: date, settings: DateSettings) -> str:
    if day > latest:
        return "too-late"
    return "too-early" if day < settings.earliest_plausible else ""


def _year(text: str, era: str, latest: date, *, thai: bool) -> int:
    """The Gregorian year; two digits mean the latest century that is not in the future."""
    year = int(text)
    if era:
        return year + _ERA_YEARS[era]
    if len(text) <= 2:
        return year + (2000 if year + 2000 <= latest.year else 1900)
    if thai and 2400 <= year <= 2700:
        return year - 543
    return year


def _weekday_beside(text: str, start: int, end: int, language: str) -> int | None:
    """The weekday named just before (or just after) the place of a date."""
    before = _WORD.findall(text[max(0, start - 24) : start])[-1:]
    for word in [*before, *_WORD.findall(text[end : end + 14])[:1]]:
        number = weekday_number(word, language)
        if number is not None:
            return number
    return None


def _offset(match: re.Match[str]) -> str:
    if match["off"]:
        digits = re.sub(r"\D", "", match["off"])
        hours = int(digits[:2] if len(digits) != 3 else digits[:1])
        minutes = int(digits[-2:]) if len(digits) > 2 else 0
        if hours <= 14 and minutes < 60:
            return f"{'+' if match['off'][0] == '+' else '-'}{hours:02}:{minutes:02}"
        return ""
    return "+00:00" if match["utc"] else ""


def _time(match: re.Match[str] | None) -> str:
    """HH:MM[:SS][±HH:MM] of a time of day, "" if it is none."""
    if match is None:
        return ""
    hour, minute = int(match["h"]), int(match["m"])
    half = (match["half"] or "")[:1].lower()
    if half:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        return ""
    seconds = f":{match['sec']}" if match["sec"] and int(match["sec"]) < 60 else ""
    return f"{hour:02}:{minute:02}{seconds}{_offset(match)}"


def _time_near(text: str, span: tuple[int, int], previous: int, following: int) -> str:
    """The time that follows a date within a few characters, else the one just before it."""
    after = text[span[1] : min(following, span[1] + _TIME_AFTER + 30)]
    match = _TIME.search(after.replace("T", " ", 1) if after[:1] == "T" else after)
    if match is None or match.start() > _TIME_AFTER:
        before = text[max(previous, span[0] - _TIME_BEFORE) : span[0]]
        match = next(iter(list(_TIME.finditer(before))[-1:]), None)
        if match is not None and match["s"] == ".":
            match = None  # "Seite 3.12": only after a date does a full stop part hours
    return _time(match)


def _says_24_hours(text: str) -> bool:
    """Whether a time such as "13:55" stands in `text`: who writes the month first writes am, pm."""
    return any(
        13 <= int(m["h"]) <= 23 and m["s"] == ":" and not m["half"] for m in _TIME.finditer(text)
    )


def _day_of(match: re.Match[str], text: str, language: str, latest: date) -> Day | None:
    """The day that a match of `_FORMS` means; None: it is no date."""
    parts = match.groupdict()
    thai = bool(_THAI.search(text))
    year = _year(parts["y"], parts.get("era") or "", latest, thai=thai)
    if "a" in parts:
        a, b, weekday = int(parts["a"]), int(parts["b"]), None
        if max(a, b) <= 12 or len(parts["y"]) == 2:
            weekday = _weekday_beside(text, *match.span(), language)
        if max(a, b) <= 12 and _says_24_hours(text):
            language = language if language not in {"", "en"} else "en-GB"
        return either_way(a, b, year, parts["s"], language, weekday, latest)
    day = int(parts["d"])
    name = parts.get("M")
    month = hijri_month(name) if name else int(parts["m"])
    if 1300 <= year <= 1500 and month is not None:
        try:
            return Day(solar_hijri(year, month, day))
        except ValueError:
            return Day(None, refused="impossible")
    if name:
        month = _month(name, language)
    if month is None:
        return None
    found = as_date(year, month, day)
    return Day(found, refused="" if found else "impossible")


def _month(name: str, language: str) -> int | None:
    """The month of a name, also of one glued to the word before it ("PressApril")."""
    number = month_number(name, language)
    if number is None and (glued := _GLUED.search(name)):
        number = month_number(glued.group(1), language)
    return number


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int, Day]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end, _ in taken)


def find_dates(
    raw: str, language: str, fetched_at: str, settings: DateSettings
) -> tuple[Reading, ...]:
    """Every date written in `raw` (its first 300 characters), in order, the refused included.

    `language` is a tag such as "de" or "en-US": it decides month names and the order of
    "03/04/2024". `fetched_at` bounds the future and is what relative times are counted from.
    """
    if not fetched_at and not _DIGIT.search(raw[: 2 * _MAX_RAW]):
        return ()
    text = plain_digits(unicodedata.normalize("NFKC", one_line(raw, _MAX_RAW)))
    latest = latest_day(fetched_at, settings)
    taken: list[tuple[int, int, Day]] = []
    if _MAYBE.search(text):
        for _, form in _FORMS:
            for match in form.finditer(text):
                if _overlaps(match.span(), taken):
                    continue
                found = _day_of(match, text, language, latest)
                if found is not None:
                    taken.append((*match.span(), found))
    taken.sort(key=lambda place: place[:2])
    return tuple(_readings(text, taken, fetched_at, settings, latest))


def _readings(
    text: str,
    taken: list[tuple[int, int, Day]],
    fetched_at: str,
    settings: DateSettings,
    latest: date,
) -> Iterator[Reading]:
    ends = [0, *(end for _, end, _ in taken)]
    starts = [*(start for start, _, _ in taken), len(text)]
    for i, (start, end, found) in enumerate(taken):
        refused = _refusal(found.day, latest, settings) if found.day else found.refused
        sure = found.day is not None and not refused
        yield Reading(
            value=found.day.isoformat() if found.day and sure else "",
            time=_time_near(text, (start, end), ends[i], starts[i + 1]) if sure else "",
            raw=text,
            refused=refused,
            other=found.other.isoformat() if found.other and sure else "",
            span=(start, end),
        )
    if not taken and (relative := relative_day(text, _fetched(fetched_at))):
        yield Reading(value=relative[0], raw=text, relative=True, span=relative[1])


def _whole(text: str, language: str, latest: date, settings: DateSettings) -> Reading | None:
    """Forms that are dates only when nothing else stands beside them (values of markup)."""
    if match := _COMPACT.match(text):
        try:
            day = date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            return Reading(value="", raw=text, refused="impossible")
        refused = _refusal(day, latest, settings)
        return Reading(value="" if refused else day.isoformat(), raw=text, refused=refused)
    if _EPOCH.match(text):
        seconds = float(text) / (1000 if len(text.split(".")[0]) == 13 else 1)
        moment = datetime.fromtimestamp(seconds, UTC)
        refused = _refusal(moment.date(), latest, settings)
        value = "" if refused else moment.date().isoformat()
        time = "" if refused else f"{moment:%H:%M:%S}+00:00"
        return Reading(value=value, time=time, raw=text, refused=refused, shifted=True)
    if match := _NAME_Y.match(text):
        month = month_number(match["M"], language)
    elif match := _Y_M.match(text):
        month = int(match["m"]) if match["m"] else 0
    else:
        return None
    year = int(match["y"])
    if month is None or not 0 <= month <= 12 or not 1 <= year <= 9999:
        return None
    refused = _refusal(date(year, month or 1, 1), latest, settings)
    value = "" if refused else f"{year:04}-{month:02}" if month else f"{year:04}"
    return Reading(value=value, raw=text, refused=refused)


def parse_date(raw: str, language: str, fetched_at: str, settings: DateSettings) -> Reading | None:
    """The first date of `raw` that can be one, else the first that was refused, else None.

    >>> settings = DateSettings()
    >>> parse_date("14 April 2021, 10:", "en", "", settings).value
    '2021-04-14'
    >>> parse_date("2023-02-30", "en", "", settings).refused
    'impossible'
    """
    text = plain_digits(unicodedata.normalize("NFKC", one_line(raw, _MAX_RAW)))
    if not text:
        return None
    latest = latest_day(fetched_at, settings)
    whole = _whole(text, language, latest, settings)
    readings = (whole,) if whole is not None else find_dates(raw, language, fetched_at, settings)
    best = next((r for r in readings if r.value), None) or next(iter(readings), None)
    return replace(best, raw=one_line(raw, _MAX_RAW)) if best is not None else None
