"""Flattened text -> blocks: a raw line is a block.

Two flatteners break paragraphs into lines: those that wrap at a width, and those that write a
line for every inline tag. Where a text clearly comes from one of them, such lines form one block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.records import Block, Document, Page, Role, with_known
from pipeline.segment.code import code_runs
from pipeline.shape import SENTENCE_WORDS, Shape, ends_sentence, shapes_of, word_count

__all__ = ["segment_text"]

_BULLET = re.compile(r"(?:[•‣◦●○▪■□►▸·∙*–—-]|\d{1,3}[.)])(?=\s)")
_TAB = 4  # columns

# A wrapped text has lines of one greatest length: terminals, mail and Usenet wrap between these.
_WRAP_MIN, _WRAP_MAX = 50, 100
_MIN_JOINS = 3  # fewer are chance

_LINK_WORDS = 6  # of a link's own text, between two pieces of a sentence
_HEADING_CHARS = 90
_HEADED_WORDS = 6  # of the paragraph below


class _Line(NamedTuple):
    raw_start: int  # of the line, in characters of the content
    start: int  # of its text
    end: int
    indent: int
    blank_before: bool
    text: str


def _lines(content: str) -> Iterator[_Line]:
    position, blank = 0, True
    for raw in content.split("\n"):
        text = raw.strip()
        if text:
            lead = raw[: raw.index(text)]
            start = position + len(lead)
            indent = len(lead) + (_TAB - 1) * lead.count("\t")
            yield _Line(position, start, start + len(text), indent, blank, text)
        blank = not text
        position += len(raw) + 1


def _groups(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Runs of lines without a blank line between them."""
    group: list[_Line] = []
    for line in lines:
        if line.blank_before and group:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _wrap_joins(lines: Sequence[_Line]) -> set[int]:
    """Indices of lines that continue the line before, if the text is hard-wrapped.

    The test is the wrapper's own: a line was broken if the next line's first word would not have
    fit into the width. Nearly all unfinished lines of a wrapped text pass it; few others do.
    """
    longest = max((len(line.text) for line in lines), default=0)
    if longest > _WRAP_MAX:
        return set()
    pairs = [
        i
        for i in range(1, len(lines))
        if not lines[i].blank_before
        and lines[i].indent == lines[i - 1].indent
        and not _BULLET.match(lines[i].text)
    ]
    if len(pairs) < _MIN_JOINS:
        return set()
    width = max(lines[i - 1].end - lines[i - 1].start for i in pairs)
    if not _WRAP_MIN <= width <= _WRAP_MAX or longest > width:
        return set()
    full = {i for i in pairs if len(lines[i - 1].text) + 1 + len(lines[i].text.split()[0]) > width}
    unfinished = [i for i in pairs if not ends_sentence(lines[i - 1].text)]
    if len(full) < _MIN_JOINS or len(full.intersection(unfinished)) < 0.6 * len(unfinished):
        return set()
    return full


def _continues(before: str, text: str) -> bool:
    """Whether `text` can only be the rest of a sentence that `before` began."""
    return (text[0].islower() or text[0] in ",.;:!?)]’”%") and not ends_sentence(before)


def _is_link(before: _Line, line: _Line) -> bool:
    """Whether a line can be the text of a link in the sentence that the line before began."""
    return (
        not line.blank_before
        and not ends_sentence(before.text)
        and (before.text[-1].islower() or before.text[-1] == ",")
        and word_count(before.text) >= 3
        and word_count(line.text) <= _LINK_WORDS
        and not _BULLET.match(line.text)
    )


def _inline_joins(lines: Sequence[_Line]) -> set[int]:
    """Indices of lines that continue the line before, if lines were broken at inline tags."""
    joins = {
        i
        for i in range(1, len(lines))
        if not lines[i].blank_before and _continues(lines[i - 1].text, lines[i].text)
    }
    # A link's own text starts with a capital: `… told` / `Sam Ode` / `on Monday.`
    joins |= {i - 1 for i in joins if i > 1 and _is_link(lines[i - 2], lines[i - 1])}
    if len(joins) < _MIN_JOINS:
        return set()
    # Only what ends up as a sentence was one before: a list in lower case is not.
    kept: set[int] = set()
    i = 1
    while i < len(lines):
        if i not in joins:
            i += 1
            continue
        last = i
        while last + 1 in joins:
            last += 1
        whole = " ".join(line.text for line in lines[i - 1 : last + 1])
        if ends_sentence(whole) and word_count(whole) >= SENTENCE_WORDS:
            kept.update(range(i, last + 1))
        i = last + 1
    return kept if len(kept) >= _MIN_JOINS else set()


class _Piece(NamedTuple):
    """The lines of one block."""

    head: _Line
    start: int  # in characters of the content
    end: int
    is_code: bool


def segment_text(page: Page) -> Document:
    """The blocks of a flattened text. `where` is `start-end`, in characters of the content."""
    lines = list(_lines(page.content))
    problems: tuple[str, ...] = ()
    if joins := _wrap_joins(lines):
        problems = ("segment:hard-wrapped",)
    elif joins := _inline_joins(lines):
        problems = ("segment:broken-at-inline-tags",)
    pieces = list(_pieces(lines, joins, _code_lines(lines)))
    raw = [page.content[piece.start : piece.end] for piece in pieces]
    texts = tuple([" ".join(text.split()) for text in raw])
    shapes = shapes_of(texts)
    bullets = [
        "" if piece.is_code or (bullet := _BULLET.match(text)) is None else bullet.group()
        for piece, text in zip(pieces, raw, strict=True)
    ]
    headed = _subheadings(raw, texts, shapes)
    blocks = tuple(
        [
            Block(
                index=index,
                text=text,
                where=f"{piece.start}-{piece.end}",
                kind=Role.CODE
                if piece.is_code
                else Role.LIST_ITEM
                if bullet
                else Role.SUBHEADING
                if index in headed
                else Role.PARAGRAPH,
                indent=piece.head.indent,
                bullet=bullet,
                blank_before=piece.head.blank_before,
            )
            for index, (piece, text, bullet) in enumerate(zip(pieces, raw, bullets, strict=True))
        ]
    )
    return with_known(Document(page, blocks, problems=problems), texts=texts, shapes=shapes)


def _pieces(lines: Sequence[_Line], joins: set[int], code: set[int]) -> Iterator[_Piece]:
    """The lines that form one block each."""
    i = 0
    while i < len(lines):
        first = last = i
        if i in code:
            while last + 1 in code and not lines[last + 1].blank_before:
                last += 1
        else:
            while last + 1 in joins and last + 1 not in code:
                last += 1
        head = lines[first]
        start = head.raw_start if i in code else head.start
        yield _Piece(head, start, lines[last].end, i in code)
        i = last + 1


def _subheadings(raw: Sequence[str], texts: Sequence[str], shapes: Sequence[Shape]) -> set[int]:
    """Short lines without a full stop above a paragraph: if anything, its subheading."""
    ends = [
        shape.ends_sentence if text == whole else ends_sentence(whole)
        for shape, text, whole in zip(shapes, texts, raw, strict=True)
    ]
    return {
        i
        for i in range(len(raw) - 1)
        if ends[i + 1]
        and not ends[i]
        and len(raw[i]) <= _HEADING_CHARS
        and shapes[i + 1].words >= _HEADED_WORDS
    }


def _code_lines(lines: Sequence[_Line]) -> set[int]:
    """Indices of lines in groups that keep their line breaks: code, as `<pre>` holds it."""
    found: set[int] = set()
    index = 0
    for group in _groups(lines):
        for start, stop in code_runs([line.text for line in group]) if len(group) > 1 else ():
            found.update(range(index + start, index + stop))
        index += len(group)
    return found
