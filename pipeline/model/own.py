"""What a block tells by itself: shape, form, words and marks, and what others say of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.certainty import CERTAIN
from pipeline.model import characters as ch
from pipeline.model.characters import Characters, Words
from pipeline.model.lexicon import Lexicon
from pipeline.model.names import FORM, MARKED, ROW, VOTES
from pipeline.model.vocabulary import Vocabulary
from pipeline.records import KEPT_ROLES, Document, Role, Vote

__all__ = ["put", "put_form", "put_lexical", "put_marks", "put_shape", "put_votes"]

Array = NDArray[np.float32]
Column = NDArray[Any]

_MUCH = 12  # words of a sentence
_TAGS = ("p", "li", "div", "td", "tr", "h1", "h2", "h3", "h4", "a", "figcaption", "blockquote",
         "span", "section", "article", "button", "label", "dd", "th", "pre")  # fmt: skip
_TAG_NUMBER = {tag: number for number, tag in enumerate(_TAGS, start=1)}
_KIND_NUMBER = {
    Role.PARAGRAPH: 0, Role.SUBHEADING: 1, Role.QUOTE: 2, Role.LIST_ITEM: 3, Role.TABLE: 4,
    Role.CODE: 5,
}  # fmt: skip
_IMAGE_ROLES = frozenset({Role.CAPTION, Role.CREDIT})
_HEAD_ROLES = frozenset({Role.BYLINE, Role.TIMESTAMP, Role.SECTION, Role.AUTHOR_CARD})
_LINK_ROLES = frozenset({Role.RELATED, Role.NAVIGATION, Role.SHARE, Role.ADVERTISEMENT,
                         Role.NEWSLETTER, Role.COMMENTS})  # fmt: skip
_WITNESSES = frozenset({"rule", "publisher", "doubling", "structure"})

_COLUMN = {name: number for number, name in enumerate(VOTES)}
_CERTAINTIES = {_COLUMN["out"]: _COLUMN["certain_out"], _COLUMN["in"]: _COLUMN["certain_in"]}


def put(base: Array, columns: Iterable[tuple[str, Column | Sequence[float] | float]]) -> None:
    """Fill rows by their names; `base` has shape (len(BASE), blocks)."""
    for name, column in columns:
        base[ROW[name]] = column


def put_shape(base: Array, characters: Characters, words: Words) -> None:
    """Counts of characters and words."""
    size = base.shape[1]
    classes, starts, ends = characters.classes, characters.starts, characters.ends
    # Most characters are of one class: they are what is left.
    others = np.flatnonzero(classes != ch.LOWER)
    counts = np.bincount(
        characters.owner.take(others) * ch.CLASSES + classes.take(others),
        minlength=size * ch.CLASSES,
    ).reshape(size, ch.CLASSES).T  # fmt: skip
    counts[ch.LOWER] = ends - starts + 1 - counts.sum(axis=0)
    first_class = classes[words.starts]
    upper_words = np.bincount(words.owner[first_class == ch.UPPER], minlength=size)
    short_words = np.bincount(words.owner[words.lengths <= 3], minlength=size)
    chars = ends - starts
    # Two ideographs count as a word (as in `pipeline/shape.py`).
    number = words.numbers - counts[ch.IDEOGRAPH] / 2
    some = np.maximum(number, 1)
    letters = np.maximum(
        counts[ch.UPPER] + counts[ch.LOWER] + counts[ch.LETTER] + counts[ch.IDEOGRAPH], 1
    )
    ideographs = counts[ch.IDEOGRAPH] / letters
    stops = np.flatnonzero(classes[:-1] == ch.STOP)
    full = stops[classes[stops + 1] == ch.SPACE]
    sentences = np.bincount(characters.owner[full], minlength=size)
    last = classes[np.maximum(ends - 1, starts)]
    before_last = classes[np.maximum(ends - 2, starts)]
    third_last = classes[np.maximum(ends - 3, starts)]
    closes = (last == ch.QUOTE) | (last == ch.BRACKET)
    ended = (last == ch.STOP) | (last == ch.COLON)
    ended |= closes & ((before_last == ch.STOP) | (third_last == ch.STOP))
    dense = np.maximum(chars, 1)
    put(base, (
        ("chars", chars),
        ("words", number),
        ("chars_per_word", chars / some),
        ("sentences", sentences),
        ("sentence_words", number / np.maximum(sentences, 1)),
        ("upper", counts[ch.UPPER] / letters),
        ("capitalised", upper_words / some),
        ("short_words", short_words / some),
        ("digit", counts[ch.DIGIT] / dense),
        ("comma", counts[ch.COMMA] / some),
        ("colon", counts[ch.COLON]),
        ("quote", counts[ch.QUOTE] / some),
        ("dash", counts[ch.DASH] / some),
        ("bracket", counts[ch.BRACKET]),
        ("bar", counts[ch.BAR] / some),
        ("symbol", counts[ch.SYMBOL]),
        ("ideograph", ideographs),
        ("caseless", counts[ch.LETTER] / letters),
        ("first", classes[starts]),
        ("last", last),
        ("before_last", before_last),
        ("is_sentence", ended & (number >= _MUCH)),
        ("ends", ended),
    ))  # fmt: skip


def put_form(base: Array, document: Document) -> None:
    """Kind, bullet, indent, links, tag and the like."""
    blocks = document.blocks
    if not blocks[0].tag:  # a text: the rest is of elements, and 0
        put(base, (
            ("kind", [_KIND_NUMBER.get(b.kind, 0) for b in blocks]),
            ("bullet", [b.bullet != "" for b in blocks]),
            ("indent", [b.indent for b in blocks]),
            ("blank_before", [b.blank_before for b in blocks]),
        ))  # fmt: skip
        return
    rows = np.array(
        [
            (
                _KIND_NUMBER.get(b.kind, 0),
                bool(b.bullet),
                b.indent,
                b.blank_before,
                b.link_chars,
                b.hidden,
                _TAG_NUMBER.get(b.tag, 0),
                b.where.count("/"),
            )
            for b in blocks
        ],
        dtype=np.float32,
    ).T
    rows[4] /= np.maximum(base[ROW["chars"]], 1)
    base[ROW["kind"] : ROW["kind"] + len(FORM)] = rows


def put_votes(base: Array, votes: Sequence[Vote]) -> None:
    """What the other labellers said of whole blocks: of each kind of word the strongest."""
    size = base.shape[1]
    heard: dict[int, float] = {}  # by column and block, as one number
    columns: dict[tuple[str, Role], tuple[int, ...]] = {}
    for vote in votes:
        if vote.span is not None:
            continue
        key = (vote.by, vote.role)
        told = columns.get(key)
        if told is None:
            told = columns[key] = _columns_of(*key)
        block, weight = vote.block, vote.weight
        for column in told:
            place = column * size + block
            if heard.get(place, 0.0) < weight:
                heard[place] = weight
        if told and weight >= CERTAIN and told[0] in _CERTAINTIES:
            heard[_CERTAINTIES[told[0]] * size + block] = 1
    rows = base[ROW[VOTES[0]] : ROW[VOTES[0]] + len(VOTES)]
    if heard:
        rows.flat[list(heard)] = list(heard.values())


def _columns_of(by: str, role: Role) -> tuple[int, ...]:
    """Which columns of `VOTES` such a vote fills."""
    name = by.partition(":")[0]
    kept = role in KEPT_ROLES
    if name == "extractor":
        return (_COLUMN["witness_in" if kept else "witness_out"],)
    told = ["in" if kept else "out"] if name in _WITNESSES else []
    if role is Role.TITLE and (name in _WITNESSES or name == "context"):
        told.append("title")
    if name in _WITNESSES:
        told += ["image"] * (role in _IMAGE_ROLES) + ["head"] * (role in _HEAD_ROLES)
        told += ["link"] * (role in _LINK_ROLES) + ["comments"] * (role is Role.COMMENTS)
        told += ["doubled"] * (name == "doubling")
    return tuple(_COLUMN[column] for column in told)


def put_lexical(base: Array, words: Words, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
    """What the words of each block tell: in how many publishers' bodies and chrome they stand."""
    size = base.shape[1]
    scores_of_kinds, known_kinds = lexicon.of_words(vocabulary.hashes)
    all_scores = vocabulary.in_order(scores_of_kinds)  # 0 where unknown
    known = vocabulary.in_order(known_kinds)
    owner = words.owner[known]
    scores = all_scores[known]
    number = np.bincount(owner, minlength=size)
    total = np.bincount(owner, weights=scores, minlength=size)
    have = np.flatnonzero(words.numbers)
    low, high, first, last, pair = np.zeros((5, size))
    if len(scores):
        filled = np.flatnonzero(number)
        offsets = (np.cumsum(number) - number)[filled]
        low[filled] = np.minimum.reduceat(scores, offsets)
        high[filled] = np.maximum.reduceat(scores, offsets)
    first[have] = all_scores[words.first[have]]
    last[have] = all_scores[words.first[have + 1] - 1]
    two = np.flatnonzero(words.numbers >= 2)
    begin = words.first[two]
    pair[two] = lexicon.of_pairs(words.hashes[begin], words.hashes[begin + 1])
    put(base, (
        ("lex", total / np.maximum(number, 1)),
        ("lex_low", low),
        ("lex_high", high),
        ("lex_sum", total),
        ("lex_known", number / vocabulary.per_block),
        ("lex_first", first),
        ("lex_last", last),
        ("lex_pair", pair),
    ))  # fmt: skip


def put_marks(base: Array, document: Document, lexicon: Lexicon) -> None:
    """What the tags and class words of each block and its ancestors tell."""
    made: dict[tuple[str, ...], tuple[float, ...]] = {}
    rows = []
    for block in document.blocks:
        row = made.get(block.marks)
        if row is None:
            row = made[block.marks] = lexicon.of_marks(block.marks)
        rows.append(row)
    base[ROW["mark"] : ROW["mark"] + len(MARKED)] = np.array(rows, dtype=np.float32).T
