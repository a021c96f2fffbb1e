"""Which votes win outright."""

from __future__ import annotations

from pipeline.records import Vote

__all__ = ["CERTAIN", "is_certain"]

CERTAIN = 0.99
# A fact that its own rule is so sure of stands as well. Out of fold this costs nothing, and the
# gold texts that the model has learned from keep many a "Read more: …" that no reader wants.
_SURE_FACT = 0.7


def is_certain(vote: Vote) -> bool:
    """Whether the vote needs nobody else's. The model's is a judgement, not a fact."""
    if vote.by == "model":
        return False
    name = vote.by.partition(":")[0]
    return vote.weight >= (_SURE_FACT if name == "rule" else CERTAIN)
