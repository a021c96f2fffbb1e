"""Flattened text -> blocks: a raw line is a block.

Two flatteners break paragraphs into lines: those that wrap at a width, and those that write a
line for every inline tag. Where a text clearly comes from one of them, such lines form one block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from pipeline.records import Block, Document, Page, Role
from pipeline.segment.code import code_runs
from pipeline.shape import SENTENCE_WORDS, ends_sentence, word_count

__all__ = ["segment_text"]

_BULLET = re.compile(r"(?:[•‣◦●○▪■□►▸·∙*–—-]|\d{1,3}[.)])(?=\s)")
_TAB = 4  # columns

# A wrapped text has lines of one greatest length: terminals, mail and Usenet wrap between these.
_WRAP_MIN, _WRAP_MAX = 50, 100
_MIN_JOINS = 3  # fewer are chance

_LINK_WORDS = 6  # of a link's own text, between two pieces of a sentence
_HEADING_CHARS = 90


@dataclass(frozen=True, slots=True)
class _Line:
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
            lead = raw[: len(raw) - len(raw.lstrip())]
            start = position + len(lead)
            indent = sum(_TAB if c == "\t" else 1 for c in lead)
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
    if not _WRAP_MIN <= width <= _WRAP_MAX or max(len(line.text) for line in lines) > width:
        return set()
    full = {i for i in pairs if len(lines[i - 1].text) + 1 + len(lines[i].text.split()[0]) > width}
    unfinished = [i for i in pairs if not ends_sentence(lines[i - 1].text)]
    if len(full) < _MIN_JOINS or len(full.intersection(unfinished)) < 0.6 * len(unfinished):
        return set()
    return full


def _continues(before: str, text: str) -> bool:
    """Whether `text` can only be the rest of a sentence that `before` began."""
    return not ends_sentence(before) and (text[0].islower() or text[0] in ",.;:!?)]’”%")


def _inline_joins(lines: Sequence[_Line]) -> set[int]:
    """Indices of lines that continue the line before, if lines were broken at inline tags."""
    joins: set[int] = set()
    offset = 0
    for group in _groups(lines):
        joins.update(
            offset + i for i in range(1, len(group)) if _continues(group[i - 1].text, group[i].text)
        )
        # A link's own text starts with a capital: `… told` / `Sam Ode` / `on Monday.`
        joins.update(
            offset + i
            for i in range(1, len(group) - 1)
            if offset + i + 1 in joins
            and not ends_sentence(group[i - 1].text)
            and (group[i - 1].text[-1].islower() or group[i - 1].text[-1] == ",")
            and word_count(group[i - 1].text) >= 3
            and word_count(group[i].text) <= _LINK_WORDS
            and not _BULLET.match(group[i].text)
        )
        offset += len(group)
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


def segment_text(page: Page) -> Document:
    """The blocks of a flattened text. `where` is `start-end`, in characters of the content."""
    content = page.content
    lines = list(_lines(content))
    problems: list[str] = []
    joins = _wrap_joins(lines)
    if joins:
        problems.append("segment:hard-wrapped")
    else:
        joins = _inline_joins(lines)
        if joins:
            problems.append("segment:broken-at-inline-tags")
    code = _code_lines(lines)
    blocks: list[Block] = []
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
        end = lines[last].end
        text = content[start:end]
        bullet = _BULLET.match(text)
        kind = Role.CODE if i in code else Role.LIST_ITEM if bullet else Role.PARAGRAPH
        blocks.append(
            Block(
                index=len(blocks),
                text=text,
                where=f"{start}-{end}",
                kind=kind,
                indent=head.indent,
                bullet=bullet.group() if bullet and kind is not Role.CODE else "",
                blank_before=head.blank_before,
            )
        )
        i = last + 1
    return Document(page, tuple(_subheadings(blocks)), problems=tuple(problems))


def _subheadings(blocks: Sequence[Block]) -> Iterator[Block]:
    """A short line without a full stop above a paragraph is, if anything, its subheading."""
    for block, following in zip_longest(blocks, blocks[1:]):
        is_short = block.kind is Role.PARAGRAPH and len(block.text) <= _HEADING_CHARS
        if (
            is_short
            and following is not None
            and not ends_sentence(block.text)
            and ends_sentence(following.text)
            and word_count(following.text) >= 6
        ):
            block = replace(block, kind=Role.SUBHEADING)
        yield block


def _code_lines(lines: Sequence[_Line]) -> set[int]:
    """Indices of lines in groups that keep their line breaks: code, as `<pre>` holds it."""
    found: set[int] = set()
    index = 0
    for group in _groups(lines):
        for start, stop in code_runs([line.text for line in group]):
            found.update(range(index + start, index + stop))
        index += len(group)
    return found
