"""What a block looks like, in numbers: one feature code for training and for use.

Nothing here knows a publisher or a gold text. All blocks of a document are counted at once, and
only by operations whose result is the same on every machine: whole numbers, sums in order,
divisions. (No logarithms: a tree asks whether a number is above another, and nothing more.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.model import characters as ch
from pipeline.model.characters import Characters, Words, read_characters, read_words
from pipeline.model.lexicon import Lexicon
from pipeline.model.places import FAR, best_stretch, distances
from pipeline.model.vocabulary import Vocabulary, vocabulary_of
from pipeline.records import KEPT_ROLES, Document, Role, Vote

__all__ = ["NAMES", "features"]

Array = NDArray[np.float32]
Column = NDArray[Any]
Mask = NDArray[np.bool_]

_MUCH = 12  # words of a sentence
_CERTAIN = 0.99
_SURE = 0.85

_TAGS = ("p", "li", "div", "td", "tr", "h1", "h2", "h3", "h4", "a", "figcaption", "blockquote",
         "span", "section", "article", "button", "label", "dd", "th", "pre")  # fmt: skip
_TAG_NUMBER = {tag: number for number, tag in enumerate(_TAGS, start=1)}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KIND_NUMBER = {
    Role.PARAGRAPH: 0, Role.SUBHEADING: 1, Role.QUOTE: 2, Role.LIST_ITEM: 3, Role.TABLE: 4,
    Role.CODE: 5,
}  # fmt: skip
_IMAGE_ROLES = frozenset({Role.CAPTION, Role.CREDIT})
_HEAD_ROLES = frozenset({Role.BYLINE, Role.TIMESTAMP, Role.SECTION, Role.AUTHOR_CARD})
_LINK_ROLES = frozenset({Role.RELATED, Role.NAVIGATION, Role.SHARE, Role.ADVERTISEMENT,
                         Role.NEWSLETTER, Role.COMMENTS})  # fmt: skip
_WITNESSES = frozenset({"rule", "publisher", "doubling", "structure"})

_SHAPE = (
    "chars", "words", "chars_per_word", "sentences", "sentence_words", "upper", "capitalised",
    "short_words", "digit", "comma", "colon", "quote", "dash", "bracket", "bar", "symbol",
    "ideograph", "caseless", "first", "last", "before_last", "is_sentence", "ends",
)  # fmt: skip
_FORM = ("kind", "bullet", "indent", "blank_before", "links", "hidden", "tag", "depth")
_VOTES = (
    "certain_out", "out", "certain_in", "in", "image", "head", "link", "comments", "title",
    "doubled", "witness_in", "witness_out",
)  # fmt: skip
_LEXICAL = (
    "lex", "lex_low", "lex_high", "lex_sum", "lex_known", "lex_first", "lex_last", "lex_pair",
)  # fmt: skip
_MARKED = ("mark", "mark_low", "mark_high", "mark_sum", "mark_own")
_PLACE = (
    "index", "from_end", "words_before", "words_in_all", "blocks_in_all", "prose_share",
    "blank_share", "ends_share", "is_html", "repeats", "in_zone", "to_zone", "since_prose",
    "until_prose", "run_short", "since_out", "until_out", "since_link", "until_link",
    "since_comments", "parent_prose", "parent_blocks", "parent_links", "above_prose",
    "higher_prose", "alike_prose", "alike_blocks", "alike_links", "alike_words",
    "since_heading", "heading_words", "heading_lex", "heading_mark", "title_words", "body_words",
    "rare_words", "rare_shared", "since_title",
)  # fmt: skip
BASE = (*_SHAPE, *_FORM, *_VOTES, *_LEXICAL, *_MARKED, *_PLACE)
# Of the blocks around: each of these, so many blocks away.
_NEAR = ("words", "ends", "is_sentence", "links", "out", "in", "sentence_words", "first", "last",
         "digit", "capitalised", "blank_before", "kind", "lex", "mark", "image",
         "witness_in")  # fmt: skip
_STEPS = (-2, -1, 1, 2)
# Means over the blocks around: the last and the next so many.
_WIDTHS = (3, 8)
_WINDOWED = ("words", "is_sentence", "out", "links", "ends", "capitalised", "lex", "mark", "head",
             "digit", "witness_in")  # fmt: skip
_MOST_WORDS = 80  # of one block in a mean: a page of text in one block would drown the others
NAMES: tuple[str, ...] = (
    *BASE,
    *(f"{name}{step:+d}" for step in _STEPS for name in _NEAR),
    *(f"{name}~{side}{width}" for width in _WIDTHS for side in "<>" for name in _WINDOWED),
)
_ROW = {name: number for number, name in enumerate(BASE)}
_COLUMN = {name: number for number, name in enumerate(_VOTES)}
_CERTAINTIES = {_COLUMN["out"]: _COLUMN["certain_out"], _COLUMN["in"]: _COLUMN["certain_in"]}
_NEAR_ROWS = [_ROW[name] for name in _NEAR]
_WINDOWED_ROWS = [_ROW[name] for name in _WINDOWED]


def features(
    document: Document, votes: Sequence[Vote], lexicon: Lexicon
) -> tuple[Array, Vocabulary]:
    """The features of each block, float32 of shape (len(NAMES), blocks); and its vocabulary."""
    size = len(document.blocks)
    found = np.zeros((len(NAMES), size), dtype=np.float32)
    characters = read_characters(document.texts)
    words = read_words(characters)
    vocabulary = vocabulary_of(words)
    if size:
        base = found[: len(BASE)]
        _shape(base, characters, words)
        _form(base, document)
        _voted(base, votes)
        _lexical(base, words, vocabulary, lexicon)
        if document.blocks[0].tag:
            _marked(base, document, lexicon)
        _place(base, document, vocabulary)
        _around(found)
    return found, vocabulary


def _put(base: Array, columns: Iterable[tuple[str, Column | float]]) -> None:
    for name, column in columns:
        base[_ROW[name]] = column


def _shape(base: Array, characters: Characters, words: Words) -> None:
    """Counts of characters and words."""
    size = base.shape[1]
    classes, starts, ends = characters.classes, characters.starts, characters.ends
    counts = np.bincount(
        characters.owner * ch.CLASSES + classes, minlength=size * ch.CLASSES
    ).reshape(size, ch.CLASSES).T  # fmt: skip
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
    last = classes[np.maximum(ends - 1, 0)]
    before_last = classes[np.maximum(ends - 2, 0)]
    third_last = classes[np.maximum(ends - 3, 0)]
    closes = (last == ch.QUOTE) | (last == ch.BRACKET)
    ended = (last == ch.STOP) | (last == ch.COLON)
    ended |= closes & ((before_last == ch.STOP) | (third_last == ch.STOP))
    dense = np.maximum(chars, 1)
    _put(base, (
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


def _form(base: Array, document: Document) -> None:
    blocks = document.blocks
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
    rows[4] /= np.maximum(base[_ROW["chars"]], 1)
    base[_ROW["kind"] : _ROW["kind"] + len(_FORM)] = rows


def _voted(base: Array, votes: Sequence[Vote]) -> None:
    """What the other labellers said of whole blocks: of each kind of word the strongest."""
    heard = [[0.0] * base.shape[1] for _ in _VOTES]
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
            if heard[column][block] < weight:
                heard[column][block] = weight
        if told and weight >= _CERTAIN and told[0] in _CERTAINTIES:
            heard[_CERTAINTIES[told[0]]][block] = 1
    base[_ROW[_VOTES[0]] : _ROW[_VOTES[0]] + len(_VOTES)] = heard


def _columns_of(by: str, role: Role) -> tuple[int, ...]:
    """Which columns of `_VOTES` such a vote fills."""
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


def _lexical(base: Array, words: Words, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
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
    _put(base, (
        ("lex", total / np.maximum(number, 1)),
        ("lex_low", low),
        ("lex_high", high),
        ("lex_sum", total),
        ("lex_known", number / vocabulary.per_block),
        ("lex_first", first),
        ("lex_last", last),
        ("lex_pair", pair),
    ))  # fmt: skip


def _marked(base: Array, document: Document, lexicon: Lexicon) -> None:
    """What the tags and class words of each block and its ancestors tell."""
    made: dict[tuple[str, ...], tuple[float, ...]] = {}
    rows = []
    for block in document.blocks:
        row = made.get(block.marks)
        if row is None:
            row = made[block.marks] = lexicon.of_marks(block.marks)
        rows.append(row)
    base[_ROW["mark"] : _ROW["mark"] + len(_MARKED)] = np.array(rows, dtype=np.float32).T


def _place(base: Array, document: Document, vocabulary: Vocabulary) -> None:
    size = base.shape[1]
    number = base[_ROW["words"]].astype(np.float64)
    links = base[_ROW["links"]].astype(np.float64)
    ends = base[_ROW["ends"]] > 0
    out = base[_ROW["out"]] > 0.5
    prose = (base[_ROW["is_sentence"]] > 0) & ~out & (links < 0.5)
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
                base[_ROW["link"]] >= _SURE,
                base[_ROW["comments"]] >= _SURE,
                _is_heading(base, document, ends),
            )
        )
    )
    since_prose, since_out, since_link, since_comments, since_heading = since
    until_prose, until_out, until_link, _, _ = until
    _put(base, (
        ("index", np.minimum(index, 200)),
        ("from_end", np.minimum(size - 1 - index, 200)),
        ("words_before", (passed - number) / total),
        ("words_in_all", min(total, 5000.0)),
        ("blocks_in_all", min(size, 1000)),
        ("prose_share", all_prose / total),
        ("blank_share", np.count_nonzero(base[_ROW["blank_before"]]) / size),
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
    _vocabulary(base, vocabulary, prose, (first, end))


def _repeats(texts: Sequence[str]) -> Column:
    """How often each block's text stands in the document."""
    seen: dict[str, int] = {}
    for text in texts:
        seen[text] = seen.get(text, 0) + 1
    return np.array([seen[text] for text in texts])


def _zone(number: Column, prose: Mask, ends: Mask, out: Mask) -> tuple[int, int]:
    """The stretch with most of the prose (as `pipeline/shape.py` finds it)."""
    scores = np.where(prose, np.minimum(number, 60), np.where(ends & (number >= 4) & ~out, 0, -6))
    return best_stretch(scores)


def _elements(base: Array, document: Document, prose: Column) -> None:
    """What stands in the same element, in those above it, and under the same class words."""
    links = base[_ROW["links"]].astype(np.float64)
    number = np.minimum(base[_ROW["words"]], _MOST_WORDS).astype(np.float64)
    wheres = [block.where for block in document.blocks]
    for level in ("parent", "above", "higher"):
        wheres = [where.rpartition("/")[0] for where in wheres]
        place, count = _groups(wheres)
        share = np.bincount(place, weights=prose, minlength=len(count))
        base[_ROW[f"{level}_prose"]] = share[place]
        if level == "parent":
            linked = np.bincount(place, weights=links, minlength=len(count)) / count
            _put(base, (("parent_blocks", np.minimum(count, 100)[place]),
                        ("parent_links", linked[place])))  # fmt: skip
    place, count = _groups([block.marks for block in document.blocks])
    share = np.bincount(place, weights=prose, minlength=len(count))
    linked = np.bincount(place, weights=links, minlength=len(count)) / count
    long = np.bincount(place, weights=number, minlength=len(count)) / count
    _put(base, (
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
    number = base[_ROW["words"]]
    heading: Mask = (number <= 8) & (number > 0) & ~ends
    heading[:-1] &= number[1:] > number[:-1]
    heading[-1] = False
    return heading


def _headings(base: Array, since: Column) -> None:
    """The last heading above each block, so many blocks before it."""
    size = base.shape[1]
    number = base[_ROW["words"]]
    above = np.arange(size) - since
    there = (since < FAR) & (above >= 0)
    above = np.where(there, above, 0)
    _put(base, (
        ("since_heading", since),
        ("heading_words", np.where(there, number[above], -1)),
        ("heading_lex", np.where(there, base[_ROW["lex"]][above], 0)),
        ("heading_mark", np.where(there, base[_ROW["mark"]][above], 0)),
    ))  # fmt: skip


def _vocabulary(base: Array, vocabulary: Vocabulary, prose: Mask, zone: tuple[int, int]) -> None:
    """What a block shares with the title, and with other prose of the zone."""
    if not len(vocabulary.kinds):
        return
    sure = np.zeros(len(prose), dtype=bool)
    sure[slice(*zone)] = prose[slice(*zone)]
    shared = vocabulary.shared_with(sure)
    _put(base, (
        ("body_words", vocabulary.share(shared)),
        ("rare_words", vocabulary.rare_per_block / vocabulary.per_block),
        ("rare_shared", vocabulary.rare_share(shared)),
    ))  # fmt: skip
    titles = base[_ROW["title"]]
    best = int(np.argmax(titles))
    if titles[best] > 0:
        base[_ROW["title_words"]] = vocabulary.said_by(best)
        base[_ROW["since_title"]] = np.clip(np.arange(len(prose)) - best, -FAR, FAR)


def _around(found: Array) -> None:
    """The features of the blocks around, from the base features."""
    size = found.shape[1]
    near = found.take(_NEAR_ROWS, axis=0)
    row = len(BASE)
    for step in _STEPS:
        rows = found[row : row + len(_NEAR)]
        rows[:] = -1
        if abs(step) < size:
            if step > 0:
                rows[:, :-step] = near[:, step:]
            else:
                rows[:, -step:] = near[:, :step]
        row += len(_NEAR)
    total = np.zeros((len(_WINDOWED), size + 1))
    chosen = found.take(_WINDOWED_ROWS, axis=0).astype(np.float64)
    np.minimum(chosen[0], _MOST_WORDS, out=chosen[0])
    np.cumsum(chosen, axis=1, out=total[:, 1:])
    index = np.arange(size)
    for width in _WIDTHS:
        low = np.maximum(index - width, 0)
        high = np.minimum(index + 1 + width, size)
        found[row : row + len(_WINDOWED)] = (total[:, :-1] - total.take(low, axis=1)) / width
        row += len(_WINDOWED)
        found[row : row + len(_WINDOWED)] = (total.take(high, axis=1) - total[:, 1:]) / width
        row += len(_WINDOWED)
