"""Flattened text -> blocks: a raw line is a block.

Two flatteners break paragraphs into lines: those that wrap at a width, and those that write a
line for every inline tag. Where a text clearly comes from one of them, such lines form one block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.records import Block, Document, Page, Role, with_known
from pipeline.segment.code import code_runs
from pipeline.shape import SENTENCE_WORDS, Shape, ends_sentence, shapes_of, word_count

__all__ = ["segment_paragraphs", "segment_text"]

_BULLETS = "•‣◦●○▪■□►▸·∙*–—-"
_BULLET = re.compile(rf"(?:[{_BULLETS}]|\d{{1,3}}[.)])(?=\s)")
_TAB = 4  # columns
_GAP = 2  # line breaks between the paragraphs of a body

# A wrapped text has lines of one greatest length: terminals, mail and Usenet wrap between these.
_WRAP_MIN, _WRAP_MAX = 50, 100
_MIN_JOINS = 3  # fewer are chance

_LINK_WORDS = 6  # of a link's own text, between two pieces of a sentence
_HEADING_CHARS = 90
_HEADED_WORDS = 6  # of the paragraph below

# Looked up once: each line asks for one of them.
_PARAGRAPH, _SUBHEADING, _LIST_ITEM, _CODE = (
    Role.PARAGRAPH, Role.SUBHEADING, Role.LIST_ITEM, Role.CODE
)  # fmt: skip


class _Line(NamedTuple):
    """A line, or the lines that form one block."""

    text: str
    start: int  # of the text, in characters of the content
    indent: int
    blank_before: bool
    raw_start: int  # of the line


def _lines(content: str) -> list[_Line]:
    lines: list[_Line] = []
    position, blank = 0, True
    for raw in content.split("\n"):
        text = raw.strip()
        if text:
            lead = "" if text is raw or raw.startswith(text) else raw[: raw.index(text)]
            indent = len(lead) + (_TAB - 1) * lead.count("\t") if lead else 0
            lines.append(_Line(text, position + len(lead), indent, blank, position))
        blank = not text
        position += len(raw) + 1
    return lines


def _bullet(text: str) -> str:
    """The bullet or number that a line begins with, "" if there is none."""
    first = text[0]
    if first.isalpha() or (first not in _BULLETS and not first.isdigit()):
        return ""
    found = _BULLET.match(text)
    return found.group() if found is not None else ""


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
        and not _bullet(lines[i].text)
    ]
    if len(pairs) < _MIN_JOINS:
        return set()
    width = max(len(lines[i - 1].text) for i in pairs)
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
        and not _bullet(line.text)
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


def segment_text(page: Page) -> Document:
    """The blocks of a flattened text. `where` is `start-end`, in characters of the content."""
    lines = _lines(page.content)
    problems: tuple[str, ...] = ()
    if joins := _wrap_joins(lines):
        problems = ("segment:hard-wrapped",)
    elif joins := _inline_joins(lines):
        problems = ("segment:broken-at-inline-tags",)
    code = _code_lines(lines)
    coded: set[int] = set()
    if joins or code:
        lines, coded = _joined(page.content, lines, joins, code)
    texts = tuple([_collapsed(line.text) for line in lines])
    return _document(page, lines, coded, texts, shapes_of(texts), problems)


def _collapsed(text: str) -> str:
    """A line with its white space collapsed. What can be printed has no other than spaces."""
    return text if text.isprintable() and "  " not in text else " ".join(text.split())


def segment_paragraphs(
    page: Page, paragraphs: Sequence[str], known: Mapping[str, tuple[str, Shape]]
) -> Document:
    """What `segment_text` makes of a page whose content are these paragraphs (`Body.text`).

    `known` has what some paragraphs are on one line, and the shape of that.
    """
    if any("\n" in paragraph or paragraph[0].isspace() for paragraph in paragraphs):
        return segment_text(page)
    lines: list[_Line] = []
    position = 0
    for paragraph in paragraphs:
        lines.append(_Line(paragraph, position, 0, True, position))
        position += len(paragraph) + _GAP
    fresh = [paragraph for paragraph in paragraphs if paragraph not in known]
    collapsed = [_collapsed(paragraph) for paragraph in fresh]
    made = dict(zip(fresh, zip(collapsed, shapes_of(collapsed), strict=True), strict=True))
    both = [known.get(paragraph) or made[paragraph] for paragraph in paragraphs]
    texts, shapes = tuple([text for text, _ in both]), tuple([shape for _, shape in both])
    return _document(page, lines, set(), texts, shapes)


def _joined(
    content: str, lines: Sequence[_Line], joins: set[int], code: set[int]
) -> tuple[list[_Line], set[int]]:
    """The lines of each block as one, and the indices of those that are code."""
    blocks: list[_Line] = []
    coded: set[int] = set()
    i = 0
    while i < len(lines):
        head, last = lines[i], i
        if i in code:
            coded.add(len(blocks))
            head = head._replace(start=head.raw_start)
            while last + 1 in code and not lines[last + 1].blank_before:
                last += 1
        else:
            while last + 1 in joins and last + 1 not in code:
                last += 1
        end = lines[last].start + len(lines[last].text)
        blocks.append(head._replace(text=content[head.start : end]))
        i = last + 1
    return blocks, coded


def _document(
    page: Page,
    lines: Sequence[_Line],
    coded: set[int],
    texts: tuple[str, ...],
    shapes: tuple[Shape, ...],
    problems: tuple[str, ...] = (),
) -> Document:
    """The document whose blocks are these lines; `texts` are they with collapsed white space."""
    headings = _subheadings(lines, texts, shapes)
    blocks: list[Block] = []
    for index, (text, start, indent, blank_before, _) in enumerate(lines):
        bullet = "" if index in coded else _bullet(text)
        if index in coded:
            kind = _CODE
        elif bullet:
            kind = _LIST_ITEM
        else:
            kind = _SUBHEADING if index in headings else _PARAGRAPH
        where = f"{start}-{start + len(text)}"
        blocks.append(Block(index, text, where, kind, "", indent, bullet, blank_before))
    document = Document(page, tuple(blocks), problems=problems)
    return with_known(document, texts=texts, shapes=shapes)


def _subheadings(lines: Sequence[_Line], texts: Sequence[str], shapes: Sequence[Shape]) -> set[int]:
    """Short lines without a full stop above a paragraph: if anything, its subheadings."""
    ends = [
        shape.ends_sentence if text == line.text else ends_sentence(line.text)
        for shape, text, line in zip(shapes, texts, lines, strict=True)
    ]
    return {
        i
        for i in range(len(lines) - 1)
        if ends[i + 1]
        and not ends[i]
        and len(lines[i].text) <= _HEADING_CHARS
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
