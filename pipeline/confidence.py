"""How sure the article is of its own body: from the votes, not from a gold standard.

0 where there is no body. Otherwise the mean certainty of the decisions from the first kept block
to the last, weighted by characters: what stands outside is far from the text, and would flatter.
The certainty of a decision is the share of the evidence that speaks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from pipeline.records import KEPT_ROLES, Decision, Document

__all__ = ["confidence_of"]

# What speaks for a block before anybody votes: prose is seldom chrome, a short line often is.
_PROSE, _OTHER = 0.9, 0.5
_CERTAIN = 0.99


def _certainty(document: Document, decision: Decision) -> float:
    prior = _PROSE if document.shapes[decision.block].is_sentence else _OTHER
    prior = prior if decision.kept else 1 - prior
    if not decision.votes:
        return _UNVOTED.get(prior) or _share(prior, (), ())
    weights = [v.weight for v in decision.votes if (v.role in KEPT_ROLES) == decision.kept]
    if any(w >= _CERTAIN for w in weights):
        return 1.0
    others = [v.weight for v in decision.votes if (v.role in KEPT_ROLES) != decision.kept]
    return _share(prior, weights, others)


def _share(prior: float, weights: Sequence[float], others: Sequence[float]) -> float:
    favour = 1 - (1 - prior) * prod(1 - w for w in weights)
    against = 1 - prior * prod(1 - w for w in others)
    return favour / (favour + against)


_UNVOTED = {prior: _share(prior, (), ()) for prior in (_PROSE, _OTHER)}


def confidence_of(document: Document, decisions: Sequence[Decision]) -> float:
    """0 to 1, rounded to two digits. Not calibrated: use it to sort, not as a probability."""
    kept = [i for i, decision in enumerate(decisions) if decision.kept]
    if not kept:
        return 0.0
    total = sum_ = 0.0
    for decision in decisions[kept[0] : kept[-1] + 1]:
        chars = decision.span[1] - decision.span[0]
        total += chars
        sum_ += chars * _certainty(document, decision)
    return round(sum_ / total, 2)
