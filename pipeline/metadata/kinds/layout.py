"""How a page is laid out: its own prose, and the items that repeat beside it.

An item is a headline with a teaser below it. In HTML the headline leads elsewhere (it is a link);
in a text nothing shows that, and only what stands with each item (a day, the same "Read more")
tells a list of articles from an article with many headings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.metadata.frame import Frame
from pipeline.records import Block
from pipeline.shape import Shape

__all__ = ["Layout", "layout_of"]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LINKED = 0.8  # of the characters of a headline that leads elsewhere
_HEAD_WORDS, _LINK_WORDS, _MAX_HEAD = 2, 4, 25
_TEASER_REACH = 3  # blocks from a headline to its teaser: a day, a name, a section between
_REPEATED = 4  # times that a short line stands with the items of a text
_META_WORDS = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """What was counted. Words are those of `pipeline.shape`, so that they hold in every script."""

    words: int = 0  # of all that was kept
    prose: int = 0  # of the sentences that were kept
    own: int = 0  # of those that are no item's teaser
    items: int = 0  # headlines with a teaser, or headlines that are links
    links: float = 0.0  # share of what was kept that is links
    labels: int = 0  # short lines that stand with the items again and again (texts)
    headlines: int = 0  # lines without a full stop, long enough to be headlines


def layout_of(frame: Frame) -> Layout:
    """Count the blocks that a reader of the page sees, once."""
    document = frame.document
    kept = [bool(found) and (found[0].kept or found[-1].kept) for found in frame.decisions]
    if document.tree is None:
        return _of_text(document.texts, document.shapes, kept)
    return _of_html(document.blocks, document.shapes, kept)


def _of_html(blocks: Sequence[Block], shapes: Sequence[Shape], kept: Sequence[bool]) -> Layout:
    words = prose = own = items = headlines = 0
    chars = linked = 0
    reach = 0  # blocks in which the teaser of the last headline may still stand
    is_heading = False
    for block, shape, is_kept in zip(blocks, shapes, kept, strict=True):
        if block.hidden:
            continue
        is_link = block.link_chars >= _LINKED * shape.chars
        if is_kept:
            words += shape.words
            chars += shape.chars
            linked += block.link_chars
        if is_link and block.tag in _HEADINGS and shape.words >= _HEAD_WORDS:
            items += 1
            reach, is_heading = _TEASER_REACH, True
        elif shape.is_sentence:
            items += reach > 0 and not is_heading
            if is_kept:
                prose += shape.words
                own += shape.words if reach <= 0 and not is_link else 0
            reach = 0
        elif is_link and _LINK_WORDS <= shape.words <= _MAX_HEAD:
            headlines += 1
            reach, is_heading = _TEASER_REACH, False
        else:
            reach -= 1
    return Layout(words, prose, own, items, linked / max(1, chars), headlines=headlines)


def _of_text(texts: Sequence[str], shapes: Sequence[Shape], kept: Sequence[bool]) -> Layout:
    words = sum(shape.words for shape, k in zip(shapes, kept, strict=True) if k)
    prose = own = items = headlines = 0
    between: list[str] = []
    short: list[str] = []
    reach = 0
    for text, shape, is_kept in zip(texts, shapes, kept, strict=True):
        if shape.is_sentence:
            if reach > 0:
                items += 1
                between += short
            if is_kept:
                prose += shape.words
                own += shape.words if reach <= 0 else 0
            reach, short = 0, []
            continue
        reach -= 1
        if _LINK_WORDS <= shape.words <= _MAX_HEAD:
            headlines += 1
            reach = _TEASER_REACH
        if shape.words <= _META_WORDS:
            short.append(text)
    return Layout(words, prose, own, items, labels=_labels(between), headlines=headlines)


def _labels(lines: Sequence[str]) -> int:
    """Lines that stand with item after item: the same words, or the same with other digits."""
    counts = Counter(
        "".join("0" if c.isdigit() else c for c in line) if len(line) < 60 else line
        for line in lines
    )
    return sum(n for n in counts.values() if n >= _REPEATED)
