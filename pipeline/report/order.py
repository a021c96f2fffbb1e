"""The page put together again: body and removed blocks in the order in which they stood.

The ledger of `articles/<id>.json` has every block in order, but the text only of those that were
removed. A kept block is one paragraph of the body, so the n-th block that is kept is the n-th
paragraph. Where the two numbers differ (a kept block of nothing but white space is no paragraph;
code may hold a blank line) the order is not known, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

from pipeline.records import Role

__all__ = ["Gone", "Item", "Kept", "in_order"]

_SPAN = re.compile(r"\[(\d{1,9}):(\d{1,9})\]$")


@dataclass(frozen=True, slots=True)
class Gone:
    """A block, or a piece of one, that was removed."""

    role: str
    by: str
    why: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A paragraph of the body, in pieces where something was cut out of it."""

    role: str
    pieces: tuple[str | Gone, ...]  # joined, the strings are the paragraph
    beside: tuple[Gone, ...] = ()  # cut out of it too, the place in it unknown


Item: TypeAlias = Kept | Gone


def in_order(text: str, removed: Sequence[dict[str, Any]], blocks: object) -> list[Item] | None:
    """The page in its order; None where the ledger does not tell it.

    `text` is the body, `removed` the article's lines of removed.jsonl, `blocks` the list in its
    record, which may be missing or anything else.
    """
    ledger = _ledger(blocks)
    if ledger is None or [_key(r) for r in removed] != [_key(b) for b in ledger if not b["kept"]]:
        return None
    groups = [list(group) for _, group in groupby(ledger, key=lambda block: block["index"])]
    paragraphs = text.split("\n\n") if text else []
    kept = [group for group in groups if any(block["kept"] for block in group)]
    if len(paragraphs) != len(kept) or any(_is_code(group) for group in kept):
        return None
    texts = iter(removed)
    bodies = iter(paragraphs)
    found: list[Item] = []
    for group in groups:
        cuts = [gone(next(texts)) for block in group if not block["kept"]]
        if len(cuts) == len(group):
            found.extend(cuts)
        else:
            found.append(_kept(group, next(bodies), cuts))
    return found


def gone(removed: dict[str, Any]) -> Gone:
    """A line of removed.jsonl."""
    return Gone(*(removed[key] for key in ("role", "by", "why", "where", "text")))


def _ledger(blocks: object) -> list[dict[str, Any]] | None:
    kinds = {"index": int, "role": str, "kept": bool, "by": str, "where": str}
    if not isinstance(blocks, list) or not blocks:
        return None
    for block in blocks:
        if not isinstance(block, dict):
            return None
        if not all(isinstance(block.get(key), kind) for key, kind in kinds.items()):
            return None
    return blocks


def _key(block: dict[str, Any]) -> tuple[Any, ...]:
    return block["index"], block["by"], block["where"]


def _is_code(group: Iterable[dict[str, Any]]) -> bool:
    return any(block["kept"] and block["role"] == Role.CODE for block in group)


def _kept(group: Sequence[dict[str, Any]], paragraph: str, cuts: Sequence[Gone]) -> Kept:
    """A paragraph with its cuts where they were."""
    roles = [block["role"] for block in group if block["kept"] and block["role"] != Role.DATELINE]
    role = roles[0] if roles else Role.PARAGRAPH.value
    if not cuts:
        return Kept(role, (paragraph,))
    pieces = _pieces(group, paragraph, cuts)
    return Kept(role, (paragraph,), tuple(cuts)) if pieces is None else Kept(role, tuple(pieces))


def _pieces(
    group: Sequence[dict[str, Any]], paragraph: str, cuts: Sequence[Gone]
) -> list[str | Gone] | None:
    """The paragraph cut at the lengths of its kept pieces; None where they do not fit.

    What a cut leaves at an end of the paragraph is stripped: the one end that was cut takes the
    difference. Where both were it may stand on either side, and in a text (its `where` is no
    path) it may also come from line breaks that were joined.
    """
    spans = [_SPAN.search(block["where"]) for block in group]
    if not all(spans):
        return None
    lengths = [int(span[2]) - int(span[1]) for span in spans if span]
    kept = [number for number, block in enumerate(group) if block["kept"]]
    if len(kept) > 1:
        spare = sum(lengths[number] for number in kept) - len(paragraph)
        ends = [n for n in (0, len(group) - 1) if not group[n]["kept"]]
        if spare < 0 or (spare and (len(ends) != 1 or not group[0]["where"].startswith("/"))):
            return None
        lengths[kept[0] if ends == [0] else kept[-1]] -= spare
        if min(lengths[number] for number in kept) < 0:
            return None
    else:
        lengths[kept[0]] = len(paragraph)
    return list(_cut_up(group, lengths, paragraph, iter(cuts)))


def _cut_up(
    group: Sequence[dict[str, Any]],
    lengths: Sequence[int],
    paragraph: str,
    cuts: Iterator[Gone],
) -> Iterator[str | Gone]:
    start = 0
    for block, length in zip(group, lengths, strict=True):
        if block["kept"]:
            yield paragraph[start : start + length]
            start += length
        else:
            yield next(cuts)
