"""The kinds that a page shows by its form: reports by the hour, threads, things to buy, lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.metadata.frame import Frame
from pipeline.metadata.kinds.form_phrases import BASKET, POST, PRICE
from pipeline.metadata.kinds.layout import Layout, labelled, repeated
from pipeline.shape import Shape

__all__ = ["is_listing", "is_live", "is_product", "is_thread"]

_CLOCK = re.compile(r"\W{0,2}([01]?\d|2[0-3])\s?[:.h時]\s?([0-5]\d)(?!\d|[.:/-]\d)(.{0,40})")
_AFTERNOON = re.compile(r"\s*p\.?m\b", re.IGNORECASE)
_CLOCK_WORDS = 5  # of a line that is a time, and a name or "KEY EVENT" at most
_TELLS = re.compile(r"[:,–—|-]| uhr: | [–-] ", re.IGNORECASE)  # what the line goes on with else
_ENTRIES = 5  # of a live blog, at least
_IN_ORDER = 0.8  # of its steps from time to time: all rise, or all fall
_TOLD = 0.7  # of its times that have prose before the next
_TIMED = 0.5  # of the kept prose that stands in its entries

_MARKS = 4  # of posts: fewer stand in an article with a few comments
_FIRST = 40  # words of prose above the first post; a report with comments has more
_SHORT = 120  # characters of a line that marks a post, or of a button
_MAX_SALE = 150  # words of prose of a page that sells one thing
_PRICE_CHARS, _NEAR_PRICE = 60, 20

_ITEMS = 5
_TEXT_ITEMS = 6
_OWN = 40  # words of prose that belong to no item: a section says what it is about
_OWN_UNLABELLED = 20
_LINK_SHARE = 0.6  # of what was kept, above which it is a list of links
_LABELLED = 0.6  # of the items of a text that one and the same label stands with
_LABELS = 0.4  # labels for each other line, where nothing ends as a sentence
_MEAN_TEASER, _MEAN_UNLABELLED = 45, 30  # words
_MOST = 0.5  # of the words of a list without labels that are teasers
_MAX_LINE = 40  # words of a line in a list of headlines


def is_live(frame: Frame) -> bool:
    """Whether prose is told in entries, each below (or behind) a time of day, in order."""
    document = frame.document
    clocks = [
        (index, found)
        for index, text in enumerate(document.texts)
        if text[:1].isdigit() and (found := _minutes(text, document.shapes[index].words)) >= 0
    ]
    if len(clocks) < _ENTRIES:
        return False
    kept = [
        shape.words if shape.is_sentence and found and found[0].kept else 0
        for shape, found in zip(document.shapes, frame.decisions, strict=True)
    ]
    ends = [index for index, _ in clocks[1:]] + [len(kept)]
    told = [sum(kept[start:end]) for (start, _), end in zip(clocks, ends, strict=True)]
    steps = [b[1] - a[1] for a, b in pairwise(clocks)]
    ordered = max(sum(step <= 0 for step in steps), sum(step >= 0 for step in steps))
    return (
        sum(words > 0 for words in told) >= max(_ENTRIES, _TOLD * len(told))
        and ordered >= _IN_ORDER * len(steps)
        and sum(told) >= _TIMED * sum(kept)
    )


def _minutes(text: str, words: int) -> int:
    """The time of day that a line begins with, in minutes; -1 if it is none."""
    found = _CLOCK.match(text)
    if found is None:
        return -1
    hour, minute, rest = int(found[1]), int(found[2]), found[3]
    # "17:35 KEY EVENT", "17.35 Uhr: The wall …", not "2.45 million people".
    if words > _CLOCK_WORDS and not _TELLS.match(rest):
        return -1
    is_afternoon = hour < 12 and _AFTERNOON.match(rest) is not None
    return 60 * (hour + 12 * is_afternoon) + minute


def is_thread(frame: Frame) -> bool:
    """Whether post after post carries what forums print beside them, from the first one on."""
    document = frame.document
    top = _up_to(document.shapes, _FIRST)
    if POST.search(_short_lines(document.texts[:top])) is None:
        return False
    return sum(1 for _ in POST.finditer(_short_lines(document.texts))) >= _MARKS


def _up_to(shapes: Sequence[Shape], words: int) -> int:
    """The first block below so many words of sentences."""
    for index, shape in enumerate(shapes):
        if shape.is_sentence:
            words -= shape.words
            if words < 0:
                return index + 1
    return len(shapes)


def _short_lines(texts: Sequence[str]) -> str:
    return "\n".join([text for text in texts if len(text) <= _SHORT])


def is_product(frame: Frame, layout: Layout) -> bool:
    """Whether a price and a button for the basket stand together, and little prose beside them."""
    if layout.prose > _MAX_SALE:
        return False
    texts = frame.document.texts
    baskets = [i for i, t in enumerate(texts) if len(t) <= _SHORT and BASKET.search(t)]
    if not 0 < len(baskets) < _MARKS:  # a list of things to buy has a button for each
        return False
    near = texts[max(0, baskets[0] - _NEAR_PRICE) : baskets[0] + _NEAR_PRICE]
    return any(len(t) <= _PRICE_CHARS and PRICE.search(t) for t in near)


def is_listing(frame: Frame, layout: Layout, is_headed: bool) -> bool:
    """Whether what was kept are headlines and teasers of other pages.

    `is_headed`: the page has the headline of a story; then a few words of its own are a story.
    """
    if frame.document.tree is not None:
        if layout.links > _LINK_SHARE:
            return True
        return layout.items >= _ITEMS and layout.own <= (_OWN // 2 if is_headed else _OWN)
    texts, shapes = frame.document.texts, frame.document.shapes
    if layout.prose == 0:  # verse has no full stops either, but nothing stands with its lines
        labels = repeated(texts, shapes) if layout.longest <= _MAX_LINE else 0
        return labels >= _ITEMS and labels >= _LABELS * (layout.headlines - labels)
    if layout.items < _TEXT_ITEMS or layout.own > _OWN:
        return False
    mean = layout.prose / layout.items
    if layout.own <= _OWN_UNLABELLED and mean <= _MEAN_UNLABELLED:
        return layout.prose >= _MOST * layout.words
    return mean <= _MEAN_TEASER and labelled(texts, shapes) >= _LABELLED * layout.items
