"""A second look at what is left: a body that is cleaned again must come out as it went in.

Chrome that stood between two equal lines hid them from each other, a menu above a headline hid
that it comes first, and what was cut from the end of a paragraph hid what stood before it.
Measured without this: 3 % of bodies changed when cleaned again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from pipeline.assemble import GAP, Body
from pipeline.config import Config
from pipeline.decide import decide
from pipeline.label import label
from pipeline.records import KEPT_ROLES, Decision, Document, Vote, with_known
from pipeline.segment import segment_paragraphs

__all__ = ["most_looks", "second_look"]

_Spans = Sequence[tuple[int, int]]
# Two looks are enough but for pages made to need more, which get them while they are small.
_LOOKS, _MANY_LOOKS, _LOOKED_CHARS = 4, 200, 500_000


def most_looks(body: Body) -> int:
    """How often to look at most: what a page is made to need must not become what it costs."""
    return max(_LOOKS, min(_MANY_LOOKS, _LOOKED_CHARS // (len(body.text) + 1)))


def second_look(document: Document, body: Body, config: Config) -> tuple[Vote, ...]:
    """What the labellers would remove from the body, were it a text that somebody sends in.

    The votes are for the document's own blocks; none are left when the body is clean.
    """
    if document.tree is None and body.text == document.page.content.strip("\n"):
        return ()
    page = replace(document.page, kind="text", content=body.text)
    known = dict(
        zip(
            (block.text for block in document.blocks),
            zip(document.texts, document.shapes, strict=True),
            strict=True,
        )
    )
    text = segment_paragraphs(page, body.paragraphs, known)
    text = with_known(text, memory=document.memory)
    found = label(text, config)
    if all(vote.role in KEPT_ROLES for vote in found):
        return ()
    decisions = decide(text, found, config)
    starts = [0, *accumulate(len(paragraph) + len(GAP) for paragraph in body.paragraphs)]
    votes: list[Vote] = []
    for decision in decisions:
        if not decision.kept:
            start = int(text.blocks[decision.block].where.partition("-")[0])
            paragraph = bisect_right(starts, start) - 1
            start += decision.span[0] - starts[paragraph]
            span = (start, start + decision.span[1] - decision.span[0])
            votes += _votes(document, body, paragraph, span, decision)
    return tuple(votes)


def _votes(
    document: Document, body: Body, paragraph: int, span: tuple[int, int], decision: Decision
) -> Iterator[Vote]:
    """Votes that take `span` out of a paragraph of the body."""
    block = body.blocks[paragraph]
    vote = Vote(
        block,
        decision.role,
        "model:again" if decision.by == "model" else decision.by,
        f"{decision.why} (in what was left)",
        values=decision.values,
    )
    text = body.paragraphs[paragraph]
    if span == (0, len(text)):
        yield vote
        return
    before, within = (len("".join(part.split())) for part in (text[: span[0]], text[slice(*span)]))
    kept = body.spans[paragraph]
    for piece in _pieces(document.blocks[block].text, kept, before, before + within):
        yield replace(vote, span=piece)


def _pieces(text: str, kept: _Spans, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Where the kept characters number `first` to `last` stand in a block, blanks not counted.

    Assembling changes blanks only. Those at an end of a kept span go with what they stand by.

    >>> list(_pieces("a bc (d) ", [(0, 5), (5, 9)], 2, 4))
    [(3, 5), (5, 6)]
    """
    number = 0
    for start, end in kept:
        places = [place for place in range(start, end) if not text[place].isspace()]
        low, high = max(first - number, 0), min(last - number, len(places))
        if low < high:
            yield (
                places[low] if low else start,
                places[high - 1] + 1 if high < len(places) else end,
            )
        number += len(places)
