"""The extractor labeller: trafilatura as a witness. Did it keep this block?

Its verdict is one voice among others: it has no say on texts, and facts beat it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from copy import deepcopy

import trafilatura
from lxml.html import HtmlElement

from pipeline.config import Config
from pipeline.records import Document, Role, Vote

__all__ = ["KEPT_WEIGHT", "LEFT_OUT_WEIGHT", "vote_extractor"]

KEPT_WEIGHT = 0.7
LEFT_OUT_WEIGHT = 0.6
_WORD = re.compile(r"\w+")
_SHINGLE = 4  # words
_SHARE = 0.8  # of a block's shingles that must stand in the extract
_REACH = 8  # blocks before the first anchor, and after the last, where a short line may stand


def _extract(tree: HtmlElement) -> str:
    # `deduplicate` would keep state from page to page: the same page would end differently.
    # A copy, because trafilatura prunes the tree that it is given.
    result = trafilatura.extract(
        deepcopy(tree),
        output_format="txt",
        include_comments=False,
        include_tables=True,
        deduplicate=False,
        with_metadata=False,
    )
    return result or ""


def _shingles(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for i in range(len(words) - _SHINGLE + 1):
        yield tuple(words[i : i + _SHINGLE])


def _kept_blocks(document: Document, extract: str) -> set[int]:
    """Which blocks stand in the extract.

    A long block does if most of its shingles do. A short one (`Video`, `Leben`) also stands in a
    dozen menus, so it counts only between the blocks that the lines around it came from.
    """
    lines = [tuple(_WORD.findall(line.casefold())) for line in extract.split("\n")]
    lines = [line for line in lines if line]
    known = {shingle for line in lines for shingle in _shingles(line)}
    words = [tuple(_WORD.findall(text.casefold())) for text in document.texts]
    kept: set[int] = set()
    places: dict[tuple[str, ...], list[int]] = {}
    for i, block_words in enumerate(words):
        places.setdefault(block_words, []).append(i)
        if len(block_words) >= _SHINGLE:
            found = sum(s in known for s in _shingles(block_words))
            if found >= _SHARE * (len(block_words) - _SHINGLE + 1):
                kept.add(i)
    # Anchors: the extract's long lines that are one block, in document order.
    anchors = [
        (at, places[line][0])
        for at, line in enumerate(lines)
        if len(line) >= _SHINGLE and len(places.get(line, ())) == 1
    ]
    before = -1  # the block that the last anchor came from
    next_anchor = 0
    for at, line in enumerate(lines):
        if next_anchor < len(anchors) and anchors[next_anchor][0] == at:
            before = anchors[next_anchor][1]
            next_anchor += 1
        elif len(line) < _SHINGLE and line in places:
            after = anchors[next_anchor][1] if next_anchor < len(anchors) else before + _REACH
            low = before if before >= 0 else after - _REACH
            kept.update(i for i in _between(places[line], low, after))
    return kept


def _between(sorted_places: Sequence[int], low: int, high: int) -> Sequence[int]:
    return sorted_places[bisect_right(sorted_places, low) : bisect_left(sorted_places, high)]


def vote_extractor(document: Document, votes: Sequence[Vote], config: Config) -> Iterator[Vote]:
    """Vote on every block of an HTML page: kept by trafilatura, or left out."""
    if document.tree is None or not document.blocks:
        return
    try:
        extract = _extract(document.tree)
    except RecursionError:  # nested lists about 900 deep; the other witnesses decide
        return
    if not extract.strip():
        return
    kept = _kept_blocks(document, extract)
    for block in document.blocks:
        if block.index in kept:
            yield Vote(block.index, block.kind, "extractor", "trafilatura kept it", KEPT_WEIGHT)
        else:
            yield Vote(
                block.index, Role.FURNITURE, "extractor", "trafilatura left it out", LEFT_OUT_WEIGHT
            )
