"""Which line of a flattened text is its headline? What it says, and what stands around it.

Each line above the prose is scored by a few signs, and the best one wins. The weights were fitted
once (a softmax over the lines of a text) on the html_text, inscriptis and get_text flattenings of
fundus-dev and a fifth of those of wcxb-dev-article, and rounded: in-sample. Fitted on two thirds
of the publishers, they found the headline of the other third as often, within two points.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.metadata.plain import key, keys
from pipeline.records import Decision, Document, Role
from pipeline.words import others, words_apart

__all__ = ["Headline", "headline_line"]

_REACH = 160  # blocks above the prose that are looked at: behind menus and teasers
_MIN_WORDS, _MAX_WORDS, _MAX_CHARS = 2, 45, 300
_PROSE = 40  # paragraphs whose words a headline shares
_STEM, _MIN_WORD = 6, 4  # characters: "Wahlen" and "Wahl" differ, "migration" and "migrants" not
_UNSPACED = re.compile(r"[぀-ヿ㐀-鿿가-힣\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")
_NUMBER = re.compile(r"^\d{1,2}[.)]\s+")  # of the last crumb of a list
_NOT_OURS = frozenset(
    {
        Role.NAVIGATION, Role.ADVERTISEMENT, Role.NEWSLETTER, Role.RELATED, Role.COMMENTS,
        Role.CONSENT, Role.COPYRIGHT, Role.CAPTION, Role.CREDIT, Role.SHARE, Role.FURNITURE,
        Role.PLAYER, Role.BYLINE, Role.TIMESTAMP,
    }
)  # fmt: skip
_BESIDE = frozenset({Role.BYLINE, Role.TIMESTAMP})
_KNOWING = ("rule:", "publisher")  # labellers that know a line by what it says

WEIGHTS: Mapping[str, float] = {
    "share of its words in the prose": 0.4,
    "six words of the prose": 2.3,
    "twelve words of the prose": 0.6,
    "below the first paragraph": -1.8,
    "stands twice": 0.4,
    "part of another line": 1.2,  # crumbs that end in it
    "share of its words in the first line": 1.5,  # <title>, where it survived
    "most words of the first line": 1.0,
    "ends in a full stop": -2.2,
    "fragment": -1.3,
    "three words or fewer": -1.6,
    "18 words or more": -1.4,
    "26 words or more": -0.4,
    "byline or date next": 1.0,
    "byline or date soon": 2.1,
    "in a list": -1.1,
    "long line above": -0.8,
    "longer line next": 0.9,
    "long line soon": 0.7,
    "looks like a headline": 1.2,
    "opens with a quote": 0.8,
    "distance": -0.3,  # a unit is 20 blocks
    "decided as title": 0.6,
    "decided as subheading": 0.6,
    "first line": 0.8,
    "has a bar": -0.2,
}
_MIN_SCORE = 3.0  # below, 3 of 4 were wrong: the text came without its headline
# Shares that were right by the winner's probability, in tenths (both sets, 3 flattenings).
_RIGHT = (0.1, 0.15, 0.2, 0.4, 0.55, 0.45, 0.65, 0.65, 0.77, 0.86)


@dataclass(frozen=True, slots=True)
class Headline:
    """The line that won, and the share of such lines that were the headline."""

    block: int
    conf: float


@dataclass(frozen=True, slots=True)
class _Text:
    """What the lines are scored against."""

    document: Document
    roles: Sequence[Role]
    prose: frozenset[str]
    first: str  # the first line as `key`, "" where it is no <title>
    start: int  # the first paragraph
    keys: Mapping[int, str]
    stems: Mapping[int, frozenset[str]]  # of the keys
    counts: Mapping[str, int]
    beside: Sequence[int]  # the bylines and dates, rising
    joined: str  # all keys, parted


def _stems(text: str) -> set[str]:
    """The longer words, cut; pairs of characters where words are not spaced."""
    if text.isascii() or not _UNSPACED.search(others(text)):
        return {word[:_STEM] for word in text.split() if len(word) >= _MIN_WORD}
    words = set(text.split())
    unspaced = {word for word in words if _UNSPACED.search(word)}
    pairs = {word[i : i + 2] for word in unspaced for i in range(max(1, len(word) - 1))}
    return pairs | {word[:_STEM] for word in words - unspaced if len(word) >= _MIN_WORD}


def headline_line(
    document: Document,
    decisions: Sequence[Sequence[Decision]],
    roles: Sequence[Role],
    prose: Sequence[int],
) -> Headline | None:
    """The headline among the lines above (and just below) the first of `prose`, or None.

    `decisions` and `roles` are those of each block, `prose` the kept paragraphs, rising.
    """
    if not prose:
        return None
    start, last = prose[0], prose[2] if len(prose) > 2 else prose[0]
    texts, shapes = document.texts, document.shapes
    window = [
        i
        for i in range(max(0, start - _REACH), last + 1)
        if _MIN_WORDS <= shapes[i].words <= _MAX_WORDS and len(texts[i]) <= _MAX_CHARS
    ]
    lines = [_NUMBER.sub("", texts[i]) if texts[i][:1].isdigit() else texts[i] for i in window]
    own = dict(zip(window, keys(lines), strict=True))
    story = "\n".join([texts[i].lower() for i in prose[:_PROSE]])
    stems = _stems(words_apart(story))
    title = _MIN_WORDS < shapes[0].words <= _MAX_WORDS
    text = _Text(
        document, roles, frozenset(stems), key(texts[0]) if title else "", start, own,
        {i: frozenset(_stems(line)) for i, line in own.items()},
        Counter(own.values()), [i for i, role in enumerate(roles) if role in _BESIDE],
        "\n".join(own.values()),
    )  # fmt: skip
    return _best(text, [i for i in window if own[i] and _may_be(text, i, decisions[i])])


def _may_be(text: _Text, index: int, decisions: Sequence[Decision]) -> bool:
    """Whether the line shares a word with the story, and no rule knows it as something else."""
    says_something = not text.stems[index].isdisjoint(text.prose) or index == 0
    if not says_something and text.roles[index] is not Role.TITLE:
        beside = text.roles[index + 1 : index + 3]
        if text.counts[text.keys[index]] < 2 and _BESIDE.isdisjoint(beside):
            return False
    by_rule = any(d.by.startswith(_KNOWING) for d in decisions)
    return not (by_rule and text.roles[index] in _NOT_OURS)


def _best(text: _Text, asked: Sequence[int]) -> Headline | None:
    """The line with the highest score; its confidence is read from its share of all."""
    first = _stems(text.first)
    shared = {i: len(text.stems[i] & first) for i in asked if i > 0} if first else {}
    most = max(shared.values(), default=0)
    scores: list[tuple[float, int]] = []
    for i in asked:
        score = sum(WEIGHTS[name] * value for name, value in (*_said(text, i), *_around(text, i)))
        if most and i in shared:
            share = shared[i] / max(1, len(text.stems[i]))
            score += WEIGHTS["share of its words in the first line"] * share
            score += WEIGHTS["most words of the first line"] * (shared[i] == most)
        scores.append((score, i))
    best = max(scores, key=lambda s: (s[0], -s[1]), default=None)
    if best is None or best[0] < _MIN_SCORE:
        return None
    probability = 1 / sum(math.exp(score - best[0]) for score, _ in scores)
    return Headline(best[1], _RIGHT[min(9, int(10 * probability))])


def _said(text: _Text, index: int) -> Iterator[tuple[str, float]]:
    """What the line itself says."""
    line, own, stems = text.document.texts[index], text.keys[index], text.stems[index]
    shared = len(stems & text.prose)
    share = shared / len(stems) if stems else 0.0
    words = text.document.shapes[index].words
    ends = line[-1] in ".。"
    if shared:
        yield "share of its words in the prose", share
        yield "six words of the prose", min(shared, 6) / 6
        yield "twelve words of the prose", min(shared, 12) / 12
    if ends:
        yield "ends in a full stop", 1.0
    if line[-1] in ":,…" or line[0] in ",.…;)" or line[0].islower():
        yield "fragment", 1.0
    if words <= 3:
        yield "three words or fewer", 1.0
    if words >= 18:
        yield "18 words or more", 1.0
    if words >= 26:
        yield "26 words or more", 1.0
    if share >= 0.35 and 3 <= words <= 22 and not ends:
        yield "looks like a headline", 1.0
    if line[0] in '„“"«»':
        yield "opens with a quote", 1.0
    if "|" in line or " - " in line:
        yield "has a bar", 1.0
    if text.document.blocks[index].bullet:
        yield "in a list", 1.0
    if index == 0:
        yield "first line", 1.0
    if text.counts[own] > 1:
        yield "stands twice", 1.0
    if words >= 3 and text.counts[own] < text.joined.count(own):
        yield "part of another line", 1.0


def _around(text: _Text, index: int) -> Iterator[tuple[str, float]]:
    """Where the line stands, and beside what."""
    shapes, roles = text.document.shapes, text.roles
    place = bisect_right(text.beside, index)
    if place < len(text.beside):
        distance = text.beside[place] - index
        if distance <= 2:
            yield "byline or date next", 1.0
        if distance <= 5:
            yield "byline or date soon", 1.0
    if index < text.start:
        yield "distance", (text.start - index) / 20
    else:
        yield "below the first paragraph", 1.0
    if index > 0 and shapes[index - 1].words >= 5:
        yield "long line above", 1.0
    if index + 1 < len(shapes) and shapes[index + 1].words >= 14:
        yield "longer line next", 1.0
    if any(shape.words >= 8 for shape in shapes[index + 1 : min(index + 3, text.start)]):
        yield "long line soon", 1.0
    if roles[index] is Role.TITLE:
        yield "decided as title", 1.0
    if roles[index] is Role.SUBHEADING:
        yield "decided as subheading", 1.0
