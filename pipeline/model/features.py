"""What a block looks like, in numbers: one feature code for training and for use.

Nothing here knows a publisher or a gold text. All blocks of a document are counted at once, and
only by operations whose result is the same on every machine: whole numbers, sums in order,
divisions. (No logarithms: a tree asks whether a number is above another, and nothing more.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.model.lexicon import Lexicon
from pipeline.model.names import BASE, NAMES, NEAR, ROW, STEPS, WIDTHS, WINDOWED
from pipeline.model.own import put, put_form, put_marks, put_votes
from pipeline.model.places import FAR, best_stretch, distances
from pipeline.model.story import put_story
from pipeline.model.told import Told, tell
from pipeline.model.vocabulary import Vocabulary
from pipeline.records import Document, Vote

__all__ = ["NAMES", "features"]

Array = NDArray[np.float32]
Column = NDArray[Any]
Mask = NDArray[np.bool_]

_SURE = 0.85
_MOST_WORDS = 80  # of one block in a mean: a page of text in one block would drown the others
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NEAR_ROWS = [ROW[name] for name in NEAR]
_WINDOWED_ROWS = [ROW[name] for name in WINDOWED]


def features(
    document: Document, votes: Sequence[Vote], lexicon: Lexicon, told: Told | None = None
) -> Array:
    """The features of each block, float32 of shape (len(NAMES), blocks).

    `told` is what the blocks' texts tell by this lexicon, if it is known.
    """
    told = told or tell(document.texts, lexicon)
    found = np.zeros((len(NAMES), len(document.blocks)), dtype=np.float32)
    if document.blocks:
        base = found[: len(BASE)]
        base[:] = told.rows
        put_form(base, document)
        put_votes(base, votes)
        if document.blocks[0].tag:
            put_marks(base, document, lexicon)
        _place(base, document, told.vocabulary)
        _around(found)
    return found


def _place(base: Array, document: Document, vocabulary: Vocabulary) -> None:
    size = base.shape[1]
    number = base[ROW["words"]].astype(np.float64)
    links = base[ROW["links"]].astype(np.float64)
    ends = base[ROW["ends"]] > 0
    out = base[ROW["out"]] > 0.5
    prose = (base[ROW["is_sentence"]] > 0) & ~out & (links < 0.5)
    passed = np.cumsum(number)
    total = max(float(passed[-1]), 1.0)
    index = np.arange(size)
    in_prose = np.where(prose, number, 0.0)
    all_prose = float(np.cumsum(in_prose)[-1])
    first, end = _zone(number, prose, ends, out)
    since, until = distances(
        np.array(
            (
                prose,
                out,
                base[ROW["link"]] >= _SURE,
                base[ROW["comments"]] >= _SURE,
                _is_heading(base, document, ends),
            )
        )
    )
    since_prose, since_out, since_link, since_comments, since_heading = since
    until_prose, until_out, until_link, _, _ = until
    put(base, (
        ("index", np.minimum(index, 200)),
        ("from_end", np.minimum(size - 1 - index, 200)),
        ("words_before", (passed - number) / total),
        ("words_in_all", min(total, 5000.0)),
        ("blocks_in_all", min(size, 1000)),
        ("prose_share", all_prose / total),
        ("blank_share", np.count_nonzero(base[ROW["blank_before"]]) / size),
        ("ends_share", np.count_nonzero(ends) / size),
        ("is_html", bool(document.blocks[0].tag)),
        ("repeats", _repeats(document.texts)),
        ("in_zone", (index >= first) & (index < end)),
        ("to_zone", np.minimum(np.maximum(np.maximum(first - index, index - end + 1), 0), FAR)
            * np.where(index < first, -1, 1)),
        ("since_prose", since_prose),
        ("until_prose", until_prose),
        ("run_short", np.where(prose, 0, since_prose + until_prose - 1)),
        ("since_out", since_out),
        ("until_out", until_out),
        ("since_link", since_link),
        ("until_link", until_link),
        ("since_comments", since_comments),
    ))  # fmt: skip
    if document.blocks[0].tag:
        _elements(base, document, in_prose / max(all_prose, 1.0))
    _headings(base, since_heading)
    put_story(base, prose, (first, end))
    _vocabulary(base, vocabulary, prose, (first, end))


def _repeats(texts: Sequence[str]) -> Column:
    """How often each block's text stands in the document."""
    seen = Counter(texts)
    if len(seen) == len(texts):
        return np.ones(len(texts))
    return np.array([seen[text] for text in texts])


def _zone(number: Column, prose: Mask, ends: Mask, out: Mask) -> tuple[int, int]:
    """The stretch with most of the prose (as `pipeline/shape.py` finds it)."""
    scores = np.where(prose, np.minimum(number, 60), np.where(ends & (number >= 4) & ~out, 0, -6))
    return best_stretch(scores)


def _elements(base: Array, document: Document, prose: Column) -> None:
    """What stands in the same element, in those above it, and under the same class words."""
    links = base[ROW["links"]].astype(np.float64)
    number = np.minimum(base[ROW["words"]], _MOST_WORDS).astype(np.float64)
    wheres = [block.where for block in document.blocks]
    for level in ("parent", "above", "higher"):
        wheres = [where.rpartition("/")[0] for where in wheres]
        place, count = _groups(wheres)
        share = np.bincount(place, weights=prose, minlength=len(count))
        base[ROW[f"{level}_prose"]] = share[place]
        if level == "parent":
            linked = np.bincount(place, weights=links, minlength=len(count)) / count
            put(base, (("parent_blocks", np.minimum(count, 100)[place]),
                        ("parent_links", linked[place])))  # fmt: skip
    place, count = _groups([block.marks for block in document.blocks])
    share = np.bincount(place, weights=prose, minlength=len(count))
    linked = np.bincount(place, weights=links, minlength=len(count)) / count
    long = np.bincount(place, weights=number, minlength=len(count)) / count
    put(base, (
        ("alike_prose", share[place]),
        ("alike_blocks", np.minimum(count, 100)[place]),
        ("alike_links", linked[place]),
        ("alike_words", long[place]),
    ))  # fmt: skip


def _groups(keys: Sequence[object]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The number of each key's group, and how many keys each group has."""
    numbers: dict[object, int] = {}
    place = np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
    return place, np.bincount(place, minlength=len(numbers))


def _is_heading(base: Array, document: Document, ends: Mask) -> Mask:
    """Which blocks are headings: in a text, short lines with a longer one below."""
    if document.blocks[0].tag:
        return np.array([block.tag in _HEADINGS for block in document.blocks], dtype=bool)
    number = base[ROW["words"]]
    heading: Mask = (number <= 8) & (number > 0) & ~ends
    heading[:-1] &= number[1:] > number[:-1]
    heading[-1] = False
    return heading


def _headings(base: Array, since: Column) -> None:
    """The last heading above each block, so many blocks before it."""
    size = base.shape[1]
    number = base[ROW["words"]]
    above = np.arange(size) - since
    there = (since < FAR) & (above >= 0)
    above = np.where(there, above, 0)
    put(base, (
        ("since_heading", since),
        ("heading_words", np.where(there, number[above], -1)),
        ("heading_lex", np.where(there, base[ROW["lex"]][above], 0)),
        ("heading_mark", np.where(there, base[ROW["mark"]][above], 0)),
    ))  # fmt: skip


def _vocabulary(base: Array, vocabulary: Vocabulary, prose: Mask, zone: tuple[int, int]) -> None:
    """What a block shares with the title, and with other prose of the zone."""
    if not len(vocabulary.kinds):
        return
    sure = np.zeros(len(prose), dtype=bool)
    sure[slice(*zone)] = prose[slice(*zone)]
    shared = vocabulary.shared_with(sure)
    put(base, (
        ("body_words", vocabulary.share(shared)),
        ("rare_words", vocabulary.rare_per_block / vocabulary.per_block),
        ("rare_shared", vocabulary.rare_share(shared)),
    ))  # fmt: skip
    titles = base[ROW["title"]]
    best = int(np.argmax(titles))
    if titles[best] > 0:
        base[ROW["title_words"]] = vocabulary.said_by(best)
        base[ROW["since_title"]] = np.minimum(np.maximum(np.arange(len(prose)) - best, -FAR), FAR)


def _around(found: Array) -> None:
    """The features of the blocks around, from the base features."""
    size = found.shape[1]
    near = found.take(_NEAR_ROWS, axis=0)
    row = len(BASE)
    for step in STEPS:
        rows = found[row : row + len(NEAR)]
        rows[:] = -1
        if abs(step) < size:
            if step > 0:
                rows[:, :-step] = near[:, step:]
            else:
                rows[:, -step:] = near[:, :step]
        row += len(NEAR)
    total = np.zeros((len(WINDOWED), size + 1))
    chosen = found.take(_WINDOWED_ROWS, axis=0).astype(np.float64)
    np.minimum(chosen[0], _MOST_WORDS, out=chosen[0])
    np.cumsum(chosen, axis=1, out=total[:, 1:])
    index = np.arange(size)
    for width in WIDTHS:
        low = np.maximum(index - width, 0)
        high = np.minimum(index + 1 + width, size)
        found[row : row + len(WINDOWED)] = (total[:, :-1] - total.take(low, axis=1)) / width
        row += len(WINDOWED)
        found[row : row + len(WINDOWED)] = (total.take(high, axis=1) - total[:, 1:]) / width
        row += len(WINDOWED)
