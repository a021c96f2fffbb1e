"""Labellers: each looks at a document and votes. Nothing else registers one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pipeline.config import Config
from pipeline.label.context import vote_context
from pipeline.label.doubling import vote_doubling
from pipeline.label.extractor import vote_extractor
from pipeline.label.facts import vote_facts
from pipeline.label.model import vote_model
from pipeline.label.publisher import vote_publisher
from pipeline.label.repeats import vote_repeats
from pipeline.label.structure import vote_structure
from pipeline.records import Document, Vote

__all__ = ["LABELLERS", "Labeller", "label", "witnesses"]

# A labeller sees the votes of those before it.
Labeller = Callable[[Document, Sequence[Vote], Config], Iterable[Vote]]

LABELLERS: tuple[tuple[str, Labeller], ...] = (
    ("publisher", vote_publisher),
    ("facts", vote_facts),
    ("doubling", vote_doubling),
    ("structure", vote_structure),
    ("context", vote_context),
    # What is learned from a corpus says exactly which lines go; the model has not learned with it.
    ("repeats", vote_repeats),
    # Last, because it weighs what the others say. It may call the extractor.
    ("model", vote_model),
)


def label(document: Document, config: Config, *, cheap: bool = False) -> tuple[Vote, ...]:
    """All votes on the document's blocks, in the order of the labellers.

    `cheap` leaves out trafilatura: 40 ms a page, and on some pages minutes.
    """
    votes: list[Vote] = []
    for name, labeller in LABELLERS:
        if name in config.without:
            continue
        if name == "model":
            votes.extend(vote_model(document, votes, config, cheap=cheap))
        else:
            votes.extend(labeller(document, votes, config))
    return tuple(votes)


def witnesses(document: Document, config: Config) -> tuple[tuple[Vote, ...], tuple[Vote, ...]]:
    """What the model hears, and what the extractor would add: for training."""
    votes: list[Vote] = []
    for name, labeller in LABELLERS:
        if name not in {"repeats", "model"}:
            votes.extend(labeller(document, votes, config))
    return tuple(votes), tuple(vote_extractor(document, votes, config))
