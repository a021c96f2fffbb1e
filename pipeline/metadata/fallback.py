"""htmldate, asked last: when the page's own statements gave no date at all.

What it finds may come from the address of a picture or out of a sentence, so it only counts where
the day is printed on a line of its own. On the measuring sets' pages with nothing else, such a day
was right on 6 of 6 that have a date, and invented on 2; the others were right on 1 of 4, and
invented on 9. Its extensive search is not asked: it never says "unknown", and takes 50 ms.
"""

from __future__ import annotations

from collections.abc import Iterator

from htmldate import find_date
from lxml.html import HtmlElement

from pipeline.metadata.dates import latest_day
from pipeline.metadata.published import DateReader
from pipeline.records import DateFound, Document

__all__ = ["dates_of_htmldate"]

_FAST, _UNPRINTED, _BENT = 0.75, 0.4, 0.4
_MAX_LINE, _MAX_REST = 100, 40  # characters of a line that prints a day, and of them beside it
_MAX_LINES = 400  # with the year in them: a listing has thousands
_MAX_CHARS = 2_000_000  # of a page: its patterns read all of it ten times, 2 s for 5 MB


def dates_of_htmldate(document: Document, reader: DateReader) -> Iterator[DateFound]:
    """The date that htmldate finds.

    It is not asked about long pages. It prunes a copy of its own of the tree that it is given.
    `original_date`: its default is the last modification. Both bounds are set: its own upper one
    is the clock.
    """
    tree: HtmlElement | None = document.tree
    if tree is None:
        return
    if len(document.page.content) > _MAX_CHARS:
        yield DateFound("", role="rejected", raw="htmldate: page too long", source="htmldate")
        return
    try:
        value = find_date(
            tree,
            extensive_search=False,
            original_date=True,
            outputformat="%Y-%m-%d",
            min_date=reader.settings.earliest_plausible.isoformat(),
            max_date=latest_day(reader.fetched_at, reader.settings).isoformat(),
        )
    except Exception as error:  # whatever a page makes it raise, the page keeps its article
        raw = f"htmldate failed: {type(error).__name__}"
        yield DateFound("", role="rejected", raw=raw, source="htmldate")
        return
    if value:
        # The first of a month is what it makes of 30 February, of "© 2019", of a future day.
        conf = _BENT if value.endswith("-01") else _FAST
        if not _is_printed(document, value, reader):
            conf = min(conf, _UNPRINTED)
        yield DateFound(value, role="published", source="htmldate", conf=conf)


def _is_printed(document: Document, day: str, reader: DateReader) -> bool:
    """Whether a short line of the page that is no sentence gives this day."""
    lines = [
        text
        for text, shape in zip(document.texts, document.shapes, strict=True)
        if len(text) <= _MAX_LINE and day[:4] in text and not shape.is_sentence
    ]
    return any(
        r.value == day and len(line) - (r.span[1] - r.span[0]) <= _MAX_REST
        for line in lines[:_MAX_LINES]
        for r in reader.find(line)
    )
