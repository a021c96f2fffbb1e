"""The doubling labeller: what a page says twice.

Measured on 255 flattened news pages: 44 % have a doubled pair of lines, and doubling alone finds
half of all caption lines. A flattener writes an image's alternative text and then its caption; a
page renders its header once for phones and once for desktops; an editor copies the lead from the
body. Equal and prefix pairs are safe (no paragraph lost); merely similar pairs are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.config import Config
from pipeline.records import Document, Role, Vote

__all__ = ["vote_doubling"]

_MIN_CHARS = 8  # of an equal pair: shorter ones are table cells and scores
_MIN_PREFIX_CHARS = 25
_MAX_SUFFIX_WORDS = 12  # a credit; a longer rest is a paragraph that begins with its own teaser
_MAX_CAPTION_WORDS = 40  # a longer equal pair is a paragraph that stands twice
_MIN_LEAD_WORDS = 8
_WITH_CREDIT = 0.95  # what the votes on a line and the same with a credit weigh: certain
_MAX_PERIOD = 64  # blocks of a header that is rendered twice


def _key(text: str) -> str:
    return text.casefold()


def _is_credit(rest: str) -> bool:
    """Whether what the second line adds can be a credit: names, not the rest of a sentence."""
    rest = rest.strip(" .,:;·|–—-()[]")
    return len(rest.split()) <= _MAX_SUFFIX_WORDS and (not rest[:1].islower() or "/" in rest)


def _pairs(document: Document, keys: Sequence[str]) -> Iterator[Vote]:
    """Adjacent blocks, the second equal to the first or the first plus a short rest."""
    shapes = document.shapes
    is_text = document.tree is None
    begins = [
        i
        for i, (first, second) in enumerate(pairwise(keys))
        if len(first) >= _MIN_CHARS and second.startswith(first)
    ]
    told = 0  # blocks
    for i in begins:
        if i < told:
            continue
        first, second = keys[i], keys[i + 1]
        if first == second:
            last = i + 1
            while last + 1 < len(keys) and keys[last + 1] == first:
                last += 1
            words = shapes[i].words
            is_caption = is_text and last == i + 1 and 2 <= words <= _MAX_CAPTION_WORDS
            if is_caption:
                caption = (("caption", document.texts[i]),)
                yield Vote(
                    i,
                    Role.CAPTION,
                    "doubling",
                    "the next line repeats it: alternative text, then caption",
                    0.9,
                    values=caption,
                )
            for copy in range(i + 1, last + 1):
                role = Role.CAPTION if is_caption else Role.DUPLICATE
                yield Vote(
                    copy,
                    role,
                    "doubling",
                    "equal to the block before",
                    0.9,
                    values=caption if is_caption else (),
                )
            told = last + 1
        elif (
            is_text
            and len(first) >= _MIN_PREFIX_CHARS
            and second.startswith(first)
            and not second[len(first)].isalnum()
            and _is_credit(document.texts[i + 1][len(document.texts[i]) :])
        ):
            text = document.texts[i + 1]
            rest = text[len(document.texts[i]) :].strip(" .·|–—-()")
            values = (("caption", document.texts[i]), ("credit", rest))
            why = "the next line repeats it and adds a credit"
            yield Vote(i, Role.CAPTION, "doubling", why, _WITH_CREDIT, values=values[:1])
            yield Vote(
                i + 1,
                Role.CAPTION,
                "doubling",
                "the line before, plus a credit",
                _WITH_CREDIT,
                values=values,
            )
            told = i + 2


def _periods(keys: Sequence[str]) -> Iterator[Vote]:
    """Runs of k >= 2 blocks that follow themselves: A B A B. The second copy is the duplicate."""
    if len(set(keys)) == len(keys):
        return
    last_seen: dict[str, int] = {}
    distance = run = 0
    reported = -1
    for i, key in enumerate(keys):
        before = last_seen.get(key)
        last_seen[key] = i
        if before is None or not 2 <= i - before <= _MAX_PERIOD:
            distance = run = 0
            continue
        if i - before == distance:
            run += 1
        else:
            distance, run = i - before, 1
        if run >= distance:
            for j in range(max(reported + 1, i - distance + 1), i + 1):
                yield Vote(
                    j,
                    Role.DUPLICATE,
                    "doubling",
                    f"part of {distance} blocks that repeat the {distance} before",
                    0.9,
                )
            reported = i


def _leads(document: Document, keys: Sequence[str], copies: set[int]) -> Iterator[Vote]:
    """Sentences of the head that stand again, word for word, in the body: the later copy stays.

    `copies` are blocks that go as duplicates anyway: an article that is rendered twice keeps its
    first copy whole.
    """
    last: dict[str, int] = {key: i for i, key in enumerate(keys) if i not in copies}
    for i, key in enumerate(keys):
        shape = document.shapes[i]
        if shape.words < _MIN_LEAD_WORDS or not shape.ends_sentence:
            continue
        later = last.get(key, i)
        if later > i + 1:
            yield Vote(i, Role.LEAD, "doubling", f"stands again as block {later}", 0.9)
        elif later == i and shape.is_sentence and not _is_captionlike(document.texts[i]):
            return  # a sentence that stands only once: the body has begun


def _is_captionlike(text: str) -> bool:
    return any(mark in text for mark in ("Photo:", "Foto:", "©", "(AP Photo", "Getty", "/AFP"))


def vote_doubling(document: Document, votes: Sequence[Vote], config: Config) -> Iterator[Vote]:
    """Vote on equal pairs, prefix pairs, periods of k blocks and leads copied from the body."""
    keys = [_key(text) for text in document.texts]
    yield from _pairs(document, keys)
    periods = list(_periods(keys))
    yield from periods
    yield from _leads(document, keys, {vote.block for vote in periods})
