"""Which votes win outright."""

from __future__ import annotations

from pipeline.records import Vote

__all__ = ["CERTAIN", "is_certain"]

CERTAIN = 0.99
# A fact that its own rule is so sure of stands as well, and the title of a text. Out of fold this
# costs nothing, and the gold texts that the model has learned from keep many a "Read more: …", and
# many a headline, that no reader of a body wants.
# A line that comes twice, the second time with a credit, is a caption whatever it says.
_SURE = {"rule": 0.7, "context": 0.9, "doubling": 0.95}


def is_certain(vote: Vote) -> bool:
    """Whether the vote needs nobody else's. The model's is a judgement, not a fact."""
    if vote.by == "model":
        return False
    return vote.weight >= _SURE.get(vote.by.partition(":")[0], CERTAIN)
