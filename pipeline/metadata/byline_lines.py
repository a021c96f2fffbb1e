"""The byline of a flattened text: by its words ("By Ann Ray"), or a bare name beside the date.

Only the lines around the headline count, then the few after the last paragraph: every teaser on
the page has a byline too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.metadata.authors import Authors
from pipeline.metadata.frame import Frame, values_of
from pipeline.metadata.names import Byline, NameReader, is_label, merged, opens_byline
from pipeline.metadata.plain import key, one_line
from pipeline.metadata.published import label_before
from pipeline.records import Decision, Role

__all__ = ["authors_of_blocks"]

_ABOVE, _BELOW = 6, 20  # blocks around the headline
_AFTER = 10  # blocks after the last paragraph
_GROUP = 3  # blocks between the names of one byline
_MAX_LINE = 140  # characters
_MAX_NAME_WORDS, _MAX_DATE_LINE = 8, 80
_MAX_BROKEN, _MAX_BROKEN_LINE = 24, 60  # lines, and characters of each, of a broken byline
_MAX_LABEL = 30  # characters of a line that only says that a name follows
_MAX_ALONE = 4  # names that stand alone above one story
_JOIN = re.compile(r"(?i)[,;/&|]|and|und|et|y|e|og|och|en|i|и|та|und von|and by")
_JOINING = re.compile(r"(?i)(?:[,;/&]|\s(?:and|und|et|y|e|og|och|en|и|та))\s*$")
_OPENING = re.compile(r"(?i)^(?:(?:and|und|et|og|och)\s+|[,;/&]\s*)")
_DAY = re.compile(r"\d{1,2}\D{1,14}\d{4}|\d{4}\D{1,3}\d{1,2}\D{1,3}\d{1,2}|\d[./]\d{1,2}[./]\d{2}")


def authors_of_blocks(frame: Frame, reader: NameReader) -> Authors:
    """The people of the byline around the headline, else of the one after the story."""
    head = frame.title if frame.title is not None else frame.start
    around = range(max(0, head - _ABOVE), min(frame.head + 1, head + _BELOW, len(frame.roles)))
    if head == 0:  # the page's <title>: the headline itself stands above the prose
        around = range(max(0, frame.start - _BELOW), min(frame.head + 1, len(frame.roles)))
    after = range(frame.end, min(len(frame.roles), frame.end + _AFTER))
    for found in (
        _group(_spoken(frame, around, reader)),
        list(_bare(frame, around, reader))[:1],
        list(_alone(frame, reader))[:1],
        _group(_spoken(frame, after, reader)),
        list(_signed(frame, reader))[:1],
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
        after = _after_by(frame, index)
        named = _values(frame.decisions[index]) if opened or after else []
        byline = merged(reader.read(v, strict=True) for v in named) if named else Byline()
        is_open = (opened or after) and not byline.people and len(text) <= _MAX_LINE
        if is_open and not (frame.foreign(index) or frame.document.shapes[index].is_sentence):
            byline = reader.read(_JOINING.sub("", text), strict=True)
        if byline.people:
            rest = reader.read(_rest(frame, index, reader), strict=True)
            byline = merged([byline, rest]) if rest.people else byline
        if byline.people or byline.organisations:
            yield index, byline


def _rest(frame: Frame, index: int, reader: NameReader) -> str:
    """The names of a byline that was broken over lines: "By", "Ann Ray", "and", "Bo Li"."""
    parts: list[str] = []
    texts = frame.document.texts
    joined = _JOINING.search(texts[index]) is not None
    for i in range(index + 1, min(len(texts), index + _MAX_BROKEN)):
        text = texts[i]
        if _JOIN.fullmatch(text):
            joined = True
        elif (
            (joined or _OPENING.match(text))
            and len(text) <= _MAX_BROKEN_LINE
            and reader.read(text, strict=True).people
        ):
            parts.append(_JOINING.sub("", _OPENING.sub("", text)))
            joined = _JOINING.search(text) is not None
        else:
            break
    return ", ".join(parts)


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
    above = frame.document.texts[index - 1] if index > 0 else ""
    return len(above) <= _MAX_LABEL and is_label(above)


def _bare(frame: Frame, indices: Iterable[int], reader: NameReader) -> Iterator[tuple[int, Byline]]:
    """Names that stand alone on a line below the headline, beside a date or decided as bylines."""
    if frame.title is None:
        return
    title = key(frame.document.texts[frame.title])
    for index in indices:
        text = frame.document.texts[index]
        if index <= frame.title or frame.foreign(index) or text.endswith((".", "!", "?")):
            continue
        if frame.document.shapes[index].words > _MAX_NAME_WORDS or key(text) in title:
            continue
        decided = frame.roles[index] is Role.BYLINE
        if (not decided and not _beside_date(frame, index)) or label_before(text, len(text)):
            continue
        if text.lower() == text.upper() and not decided:
            continue  # without capitals a name cannot be told from a button
        values = _values(frame.decisions[index]) or [text]
        byline = merged(reader.read(v, strict=True) for v in values)
        if byline.people and not byline.organisations:
            yield index, byline


def _alone(frame: Frame, reader: NameReader) -> Iterator[tuple[int, Byline]]:
    """The one name that stands alone between headline and prose, if the story does not know it.

    Who is named in the story stands there as a tag, a caption or in the headline.
    """
    if frame.title is None or frame.document.tree is not None:
        return
    first = max(frame.title + 1, frame.start - _BELOW)
    found = [(i, b) for i in range(first, frame.start) if (b := _name_alone(frame, i, reader))]
    names = {name for _, byline in found for name in byline.people}
    if 0 < len(names) <= _MAX_ALONE and found[-1][0] - found[0][0] <= _GROUP * len(names):
        yield found[0][0], merged(byline for _, byline in found)


def _signed(frame: Frame, reader: NameReader) -> Iterator[tuple[int, Byline]]:
    """The name that stands alone below the last paragraph."""
    if frame.document.tree is None:
        for index in range(max(frame.start + 1, frame.end - 2), frame.end + 1):
            if index < len(frame.roles) and (byline := _name_alone(frame, index, reader)):
                yield index, byline


def _name_alone(frame: Frame, index: int, reader: NameReader) -> Byline | None:
    """The person that a line is nothing but the name of, whom no paragraph names."""
    text, shape = frame.document.texts[index], frame.document.shapes[index]
    is_short = 2 <= shape.words <= _MAX_NAME_WORDS and len(text) <= _MAX_BROKEN_LINE
    if not is_short or shape.ends_sentence or frame.foreign(index) or text.lower() == text.upper():
        return None
    if any(map(str.isdigit, text)) or label_before(text, len(text)):
        return None
    byline = reader.read(text, strict=True)
    if not byline.people or byline.organisations:
        return None
    # All of the line is names: "Ann Ray in Oslo" is a caption.
    if len(key(text).split()) > sum(len(key(name).split()) for name in byline.people) + 1:
        return None
    families = {name.split()[-1] for name in byline.people}
    story = frame.document.texts[frame.start : frame.end]
    if any(family in text for text in story if len(text) > _MAX_BROKEN_LINE for family in families):
        return None
    return byline


def _beside_date(frame: Frame, index: int) -> bool:
    near = frame.document.texts[max(0, index - 1) : index + 2]
    return any(_DAY.search(text) and len(text) <= _MAX_DATE_LINE for text in near)
