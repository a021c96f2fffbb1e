"""How sure the article is of its own body: the chance that its word F1 is at least 0.95.

The model says how likely each block is body; from that follows the word F1 to expect of what was
kept; and what such an expectation was worth was measured on pages of publishers that the model had
not seen (`docs/quality.md` has the reliability of it).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from pipeline.certainty import is_certain
from pipeline.config import Config
from pipeline.model import WHOLE, BlockModel, expected_f1
from pipeline.records import KEPT_ROLES, Decision, Document, Vote

__all__ = ["GOOD", "confidence_of", "expectation_of", "table_of"]

GOOD = 0.95  # word F1 of a body that may be computed on
_SHORT = 300  # words of a body
_MAIN = 0.85  # of a text's words are body: somebody has taken most of the chrome out before
_SETTLED = 9_950  # what a certain witness is worth; few are wrong, some are


def confidence_of(document: Document, decisions: Sequence[Decision], config: Config) -> float:
    """0 to 1, rounded to two digits; 0.0 where there is no body, or nothing has been learned."""
    if config.model is None or not any(decision.kept for decision in decisions):
        return 0.0
    steps = config.model.confidence[table_of(document, decisions, config.model)]
    return round(_between(steps, expectation_of(document, decisions)), 2)


def table_of(document: Document, decisions: Sequence[Decision], model: BlockModel) -> str:
    """Which table of the model says what the expectation of such a body is worth.

    A text may have lost its story before it came here, and nobody can see that in what is left:
    most often it did where little is left, or where almost nothing is chrome.
    """
    forest = model.forest_for(document, _votes(decisions))
    if forest != "text":
        return forest
    words = [shape.words for shape in document.shapes]
    kept = sum(words[block] for block in {d.block for d in decisions if d.kept})
    if kept < _SHORT:
        return "text-short"
    return "text-main" if kept > _MAIN * sum(words) else "text"


def expectation_of(document: Document, decisions: Sequence[Decision]) -> float:
    """The word F1 to expect of the blocks that were kept."""
    chances: list[int] = []
    kept: list[bool] = []
    words: list[float] = []
    seen = -1
    for decision in decisions:
        if decision.block == seen:  # another span of a cut block
            kept[-1] |= decision.kept
            continue
        seen = decision.block
        kept.append(decision.kept)
        words.append(document.shapes[decision.block].words)
        chances.append(_chance(decision))
    return expected_f1(chances, words, kept)


def _chance(decision: Decision) -> int:
    """Of being body, in ten-thousandths: the model's, but where somebody else has settled it."""
    chance = -1.0
    for vote in decision.votes:
        if vote.span is not None:
            continue
        if vote.by == "model":
            chance = vote.weight if vote.role in KEPT_ROLES else 1 - vote.weight
        elif is_certain(vote) or vote.by.startswith("repeats:"):
            return _SETTLED if decision.kept else WHOLE - _SETTLED
    return round(WHOLE * chance) if chance >= 0 else _SETTLED


def _votes(decisions: Sequence[Decision]) -> list[Vote]:
    return [vote for decision in decisions[:1] for vote in decision.votes]


def _between(steps: Sequence[tuple[float, float]], value: float) -> float:
    """The value of a rising line through `steps`."""
    place = bisect_right([x for x, _ in steps], value)
    if place == 0:
        return steps[0][1]
    if place == len(steps):
        return steps[-1][1]
    (x0, y0), (x1, y1) = steps[place - 1], steps[place]
    return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
