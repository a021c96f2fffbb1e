"""The byline of a flattened text: by its words ("By Ann Ray"), or a bare name beside the date.

Only the lines around the headline count, then the few after the last paragraph: every teaser on
the page has a byline too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.metadata.authors import Authors
from pipeline.metadata.frame import Frame, values_of
from pipeline.metadata.names import Byline, NameReader, merged, opens_byline
from pipeline.metadata.plain import key, one_line
from pipeline.metadata.published import label_before
from pipeline.records import Decision, Role

__all__ = ["authors_of_blocks"]

_ABOVE, _BELOW = 6, 20  # blocks around the headline
_AFTER = 10  # blocks after the last paragraph
_GROUP = 3  # blocks between the names of one byline
_MAX_LINE = 140  # characters
_MAX_NAME_WORDS, _MAX_DATE_LINE = 8, 80
_DAY = re.compile(r"\d{1,2}\D{1,14}\d{4}|\d{4}\D{1,3}\d{1,2}\D{1,3}\d{1,2}|\d[./]\d{1,2}[./]\d{2}")


def authors_of_blocks(frame: Frame, reader: NameReader) -> Authors:
    """The people of the byline around the headline, else of the one after the story."""
    head = frame.title if frame.title is not None else frame.start
    around = range(max(0, head - _ABOVE), min(frame.head + 1, head + _BELOW, len(frame.roles)))
    after = range(frame.end, min(len(frame.roles), frame.end + _AFTER))
    for found in (
        _group(_spoken(frame, around, reader)),
        list(_bare(frame, around, reader))[:1],
        _group(_spoken(frame, after, reader)),
    ):
        if found:
            both = merged(byline for _, byline in found)
            line = one_line(frame.document.texts[found[0][0]], reader.limit)
            source = "byline-line" if both.people else ""
            return Authors(both.people, source, line, both.organisations)
    return Authors()


def _group(lines: Iterable[tuple[int, Byline]]) -> list[tuple[int, Byline]]:
    """The first byline and those that follow it closely."""
    group: list[tuple[int, Byline]] = []
    for index, byline in lines:
        if group and index - group[-1][0] > _GROUP:
            break
        group.append((index, byline))
    return group


def _spoken(
    frame: Frame, indices: Iterable[int], reader: NameReader
) -> Iterator[tuple[int, Byline]]:
    """Lines that say that a name follows, and the names that rules read there."""
    for index in indices:
        text = frame.document.texts[index]
        opened = opens_byline(text) and not frame.document.shapes[index].is_sentence
        named = _values(frame.decisions[index]) if opened or _after_by(frame, index) else []
        byline = merged(reader.read(v, strict=True) for v in named)
        if opened and not byline.people and len(text) <= _MAX_LINE and not frame.foreign(index):
            byline = reader.read(text, strict=True)
        if byline.people or byline.organisations:
            yield index, byline


def _values(decisions: Iterable[Decision]) -> list[str]:
    return [
        value
        for decision in decisions
        if decision.role is Role.BYLINE
        for name, value in values_of(decision)
        if name == "author"
    ]


def _after_by(frame: Frame, index: int) -> bool:
    """Whether the line above is nothing but "By"."""
    return index > 0 and opens_byline(f"{frame.document.texts[index - 1]} X Y"[:12])


def _bare(frame: Frame, indices: Iterable[int], reader: NameReader) -> Iterator[tuple[int, Byline]]:
    """Names that stand alone on a line below the headline, beside a date or decided as bylines."""
    for index in indices:
        text = frame.document.texts[index]
        if frame.title is None or index <= frame.title or frame.foreign(index):
            continue
        if key(text) in key(frame.document.texts[frame.title]) or text.endswith((".", "!", "?")):
            continue
        if frame.document.shapes[index].words > _MAX_NAME_WORDS or label_before(text, len(text)):
            continue
        decided = frame.roles[index] is Role.BYLINE
        if not decided and not _beside_date(frame, index):
            continue
        if text.lower() == text.upper() and not decided:
            continue  # without capitals a name cannot be told from a button
        values = _values(frame.decisions[index]) or [text]
        byline = merged(reader.read(v, strict=True) for v in values)
        if byline.people and not byline.organisations:
            yield index, byline


def _beside_date(frame: Frame, index: int) -> bool:
    near = frame.document.texts[max(0, index - 1) : index + 2]
    return any(_DAY.search(text) and len(text) <= _MAX_DATE_LINE for text in near)
