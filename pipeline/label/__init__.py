"""Labellers: each looks at a document and votes. Nothing else registers one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pipeline.config import Config
from pipeline.label.context import vote_context
from pipeline.label.doubling import vote_doubling
from pipeline.label.extractor import vote_extractor
from pipeline.label.facts import vote_facts
from pipeline.label.publisher import vote_publisher
from pipeline.label.repeats import vote_repeats
from pipeline.label.structure import vote_structure
from pipeline.records import Document, Vote

__all__ = ["COSTLY", "LABELLERS", "Labeller", "label"]

# A labeller sees the votes of those before it.
Labeller = Callable[[Document, Sequence[Vote], Config], Iterable[Vote]]

LABELLERS: tuple[tuple[str, Labeller], ...] = (
    ("publisher", vote_publisher),
    ("facts", vote_facts),
    ("doubling", vote_doubling),
    ("extractor", vote_extractor),
    ("structure", vote_structure),
    ("context", vote_context),
    # Last: what is learned says exactly which lines go. Where context took it for a sign that
    # their neighbours go too, 0.7 % of body words were lost.
    ("repeats", vote_repeats),
)


# Left out where a page has taken too long already: 40 ms a page, and on some pages minutes.
COSTLY = frozenset({"extractor"})


def label(document: Document, config: Config, *, cheap: bool = False) -> tuple[Vote, ...]:
    """All votes on the document's blocks, in the order of the labellers."""
    votes: list[Vote] = []
    for name, labeller in LABELLERS:
        if not (cheap and name in COSTLY):
            votes.extend(labeller(document, votes, config))
    return tuple(votes)
