"""Dates by position: what the lines around a headline say about the day.

Measured on pages whose day is not the scrape's: of the dates between headline and prose 49 of
54 were right, of those just above the headline 8 of 12, of those farther above none of 9 (the
site's clock on the day of the scrape). So above the headline only a label makes a date count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.metadata.dates import Reading
from pipeline.metadata.frame import Frame
from pipeline.metadata.published import DateReader, found, label_before
from pipeline.records import DateFound, Role

__all__ = ["dates_of_lines"]

_LABELLED, _BYLINE, _HEADER = 0.88, 0.85, 0.75
_LABELLED_ABOVE, _LABELLED_BELOW, _UNTITLED, _UNTITLED_TIMED = 0.6, 0.55, 0.45, 0.6
_CLOSING = 1  # blocks after the prose where a date line with its time, or its update, closes it
_UNTITLED_REACH = 8  # blocks above the prose of a text without a headline
_HTML_ABOVE = 0.7  # a block or two above the <h1>: blogs print the day there
_HTML_REACH_ABOVE = 4
_REACH_ABOVE = 40  # blocks above the headline that are read at all
_MENU, _REACH_OWN = 10, 4  # blocks of menus above a date line of the article's own; and below it
_REACH_BELOW = 12  # blocks after the prose
_REACH_HEADER = 45  # blocks between headline and prose
_MAX_LINE = 200  # characters
_MAX_REST = 60  # characters of an unlabelled date line that are not its dates
_MAX_REST_TIMED = 90  # where a byline opens the line, or a time of day stands beside the date
_MAX_REST_BEFORE = 40  # where the date does not stand first: a caption has a day too
_LEADS = 3  # characters before a date that still stands first
_DIGIT = re.compile(r"\d")
_BY = re.compile(r"^\s*(?:by|von|par|por|di|da|door|av|af|written by|text|autor[ae]?)\b[\s:]", re.I)


def _rest(text: str, readings: tuple[Reading, ...]) -> int:
    return len(text) - sum(end - start for start, end in (r.span for r in readings))


def _is_date_line(frame: Frame, index: int, readings: tuple[Reading, ...]) -> bool:
    """Whether the block is about a date, rather than a sentence with one in it."""
    if frame.roles[index] in {Role.TIMESTAMP, Role.BYLINE}:
        return True
    text = frame.document.texts[index]
    if label_before(text, readings[0].span[0]):
        return not frame.document.shapes[index].is_sentence
    rest = _MAX_REST if readings[0].span[0] <= _LEADS else _MAX_REST_BEFORE
    if readings[0].time or _BY.match(text):
        rest = _MAX_REST_TIMED
    return _rest(text, readings) <= rest and not frame.document.shapes[index].is_sentence


def _beside_byline(frame: Frame, index: int) -> bool:
    near = range(max(0, index - 2), min(len(frame.roles), index + 3))
    return any(frame.roles[i] is Role.BYLINE or _BY.match(frame.document.texts[i]) for i in near)


def _label(frame: Frame, index: int, reading: Reading) -> str:
    """What the line calls its date; a label may stand on the line above ("Published")."""
    own = label_before(reading.raw, reading.span[0])
    if own or index == 0 or reading.span[0] > 3:
        return own
    above = frame.document.texts[index - 1]
    return label_before(above, len(above)) if len(above) <= 30 and not _DIGIT.search(above) else ""


def _lines(frame: Frame, reader: DateReader) -> Iterator[tuple[int, tuple[Reading, ...]]]:
    head = frame.title if frame.title is not None else frame.start
    first = max(0, head - _REACH_ABOVE)
    if head == 0:  # the page's <title>: its headline stands among the lines above the prose
        head = max(0, frame.start - _REACH_HEADER)
    last = min(frame.head, head + _REACH_HEADER)
    below = range(frame.end, min(len(frame.roles), frame.end + _REACH_BELOW))
    for index in (*range(first, last), *below):
        text = frame.document.texts[index]
        if len(text) > _MAX_LINE or frame.foreign(index) or index == frame.title:
            continue
        readings = reader.find(text)
        if readings and _is_date_line(frame, index, readings):
            yield index, readings


def _is_own_line_above(frame: Frame, index: int, reading: Reading) -> bool:
    """A date just above the headline, below a site's menus, with its time or as all of the line.

    At the top of a text it would be the site's clock, and so it is with a weekday.
    """
    title = frame.title or 0
    if index < _MENU or title - index > _REACH_OWN:
        return False
    return bool(reading.time) or _rest(reading.raw, (reading,)) == 0


def _is_span(readings: tuple[Reading, ...]) -> bool:
    """Whether a line gives the first and the last day of something ("12 May - 3 June 2024")."""
    if len(readings) != 2:
        return False
    first, second = readings
    return first.raw[first.span[1] : second.span[0]].strip() in {"-", "–", "—"}


def _is_timed(reading: Reading) -> bool:
    """Whether a time of day or the day of an update stands beside the date."""
    after = reading.raw[reading.span[1] :]
    return bool(reading.time) or bool(label_before(after, len(after)))


def _judged(frame: Frame, index: int, label: str, reading: Reading) -> tuple[str, float]:
    """Role and confidence of a date by where its line stands."""
    if label == "updated":
        return "updated", _LABELLED
    if index >= frame.end:
        closes = index - frame.end <= _CLOSING and _is_timed(reading)
        return ("published", _LABELLED_BELOW) if label or closes else ("event", 0.0)
    if frame.title is None:
        if label or _beside_byline(frame, index):
            return "published", _HEADER
        if reading.time and 0 < frame.start - index <= _UNTITLED_REACH < index:
            return "published", _UNTITLED_TIMED
        return (
            ("published", _UNTITLED) if frame.start - index <= 2 and index > 0 else ("banner", 0.0)
        )
    if index < frame.title:
        if frame.document.page.kind == "html" and frame.title - index <= _HTML_REACH_ABOVE:
            return "published", _HTML_ABOVE
        if label or _is_own_line_above(frame, index, reading):
            return "published", _LABELLED_ABOVE
        return "banner", 0.0
    if label:
        return "published", _LABELLED
    return "published", _BYLINE if _beside_byline(frame, index) else _HEADER


def dates_of_lines(frame: Frame, reader: DateReader) -> list[DateFound]:
    """The dates of the lines around the headline and after the prose, in page order."""
    dates: list[DateFound] = []
    for index, readings in _lines(frame, reader):
        if _is_span(readings):
            continue
        for reading in readings[:3]:
            label = _label(frame, index, reading)
            role, conf = _judged(frame, index, label, reading)
            source = (
                "page-banner" if role == "banner"
                else "byline-line" if conf == _BYLINE
                else "header-line"
            )  # fmt: skip
            dates.extend(found(reading, role, source, conf, index))
    return dates
