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

__all__ = ["Layout", "labelled", "layout_of", "repeated"]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LINKED = 0.8  # of the characters of a headline that leads elsewhere
_HEAD_WORDS, _LINK_WORDS, _MAX_HEAD = 2, 4, 25
_MAX_TEASER = 60  # words; what is longer is a paragraph
_TEASER_REACH = 3  # blocks from a headline to its teaser: a day, a name, a section between
_AFTER_TEASER = -1  # in the place of a reach: the block above was a teaser
_LABEL_WORDS = 8
_DIGITS = str.maketrans("123456789", "0" * 9)


@dataclass(frozen=True, slots=True)
class Layout:
    """What was counted. Words are those of `pipeline.shape`, so that they hold in every script."""

    words: int = 0  # of all that was kept
    prose: int = 0  # of the sentences that were kept
    own: int = 0  # of those that are no item's teaser
    items: int = 0  # headlines with a teaser, or headlines that are links
    headlines: int = 0  # lines long enough to be headlines, without a full stop
    longest: int = 0  # words of the longest block that was kept
    links: float = 0.0  # share of what was kept that is links


def layout_of(frame: Frame) -> Layout:
    """Count the blocks that a reader of the page sees, once."""
    document = frame.document
    kept = [bool(found) and (found[0].kept or found[-1].kept) for found in frame.decisions]
    if document.tree is None:
        return _of_text(document.shapes, kept)
    return _of_html(document.blocks, document.shapes, kept)


def _of_html(blocks: Sequence[Block], shapes: Sequence[Shape], kept: Sequence[bool]) -> Layout:
    words = prose = own = items = headlines = longest = chars = linked = 0
    reach = 0  # blocks in which the teaser of the last headline may still stand
    is_heading = False
    for block, shape, is_kept in zip(blocks, shapes, kept, strict=True):
        if block.hidden:
            continue
        size = shape.words
        if is_kept:
            words += size
            longest = max(longest, size)
            chars += shape.chars
            linked += block.link_chars
        is_link = block.link_chars >= _LINKED * shape.chars
        if is_link and block.tag in _HEADINGS and size >= _HEAD_WORDS:
            items += 1
            reach, is_heading = _TEASER_REACH, True
        elif shape.is_sentence:
            is_teaser = reach > 0 and size <= _MAX_TEASER
            items += is_teaser and not is_heading
            if is_kept:
                prose += size
                own += 0 if is_teaser or is_link else size
            reach = 0
        elif is_link and _LINK_WORDS <= size <= _MAX_HEAD:
            headlines += 1
            reach, is_heading = _TEASER_REACH, False
        else:
            reach -= 1
    return Layout(words, prose, own, items, headlines, longest, linked / max(1, chars))


def _of_text(shapes: Sequence[Shape], kept: Sequence[bool]) -> Layout:
    words = prose = own = items = headlines = longest = 0
    reach = teased = 0  # `teased`: words of the block above, if it may be a teaser
    for shape, is_kept in zip(shapes, kept, strict=True):
        size = shape.words
        if is_kept:
            words += size
            longest = max(longest, size)
        if shape.is_sentence:
            is_teaser = reach > 0 and size <= _MAX_TEASER
            items += is_teaser
            if is_kept:
                prose += size
                own += 0 if is_teaser else size
                if reach == _AFTER_TEASER:  # a second paragraph: the first was no teaser either
                    own += teased
                    items -= 1
                teased = size
            reach = _AFTER_TEASER if is_teaser and is_kept else 0
        elif _LINK_WORDS <= size <= _MAX_HEAD and not shape.ends_sentence:
            headlines += 1
            reach = _TEASER_REACH
        else:
            reach = max(0, reach - 1)
    return Layout(words, prose, own, items, headlines, longest)


def labelled(texts: Sequence[str], shapes: Sequence[Shape]) -> int:
    """Items of a text that stand with the same line as other items, digits aside.

    The longest line between two teasers is the headline, and no label.
    """
    counts: Counter[str] = Counter()
    lines: list[str] = []
    for text, shape in zip(texts, shapes, strict=True):
        if shape.is_sentence:
            if lines:
                lines.remove(max(lines, key=len))
            counts.update({line.translate(_DIGITS) for line in lines})
            lines = []
        elif shape.words <= _MAX_HEAD:
            lines.append(text)
    return max((n for line, n in counts.items() if len(line.split()) <= _LABEL_WORDS), default=0)


def repeated(texts: Sequence[str], shapes: Sequence[Shape]) -> int:
    """How often the same short line stands in a text, digits aside: a day, a section."""
    counts = Counter(
        text.translate(_DIGITS)
        for text, shape in zip(texts, shapes, strict=True)
        if shape.words <= _LABEL_WORDS
    )
    return max(counts.values(), default=0)
