"""Votes -> decisions: exactly one for every block, or for every span of a block that is cut.

The precedence: a certain vote wins, of several the one of the earlier row in the table below. Then
what is learned from the page's own corpus decides, then the model, which has heard everybody else;
what they take out is signed by the witness that says best what it is. Where no model is asked (of
what is left of a body, or while one is trained), votes for removal and votes for keeping are each
combined as independent evidence: 1 - the product of doubts.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from pipeline.certainty import CERTAIN, is_certain
from pipeline.config import Config
from pipeline.records import KEPT_ROLES, Block, Decision, Document, Role, Vote

__all__ = ["PRECEDENCE", "decide"]

# Who names the role when several witnesses agree that a block goes. The publisher's own layout
# knows best, then what is written down as fact, then what the page itself shows.
PRECEDENCE = (
    "publisher",
    "rule",
    "structure",
    "context",
    "doubling",
    "repeats",
    "model",
    "extractor",
)
# Who settles what nobody is certain of, in this order.
_JUDGES = ("repeats", "model")
_BODY_PRIOR = 0.4  # how much a block counts as body when nobody speaks for it
_NOBODY = "no witness wants it gone"
_FURNITURE = Role.FURNITURE  # looked up once: it is asked of every vote
_RANK = {name: rank for rank, name in enumerate(PRECEDENCE)}


def _name(vote: Vote) -> str:
    return vote.by.partition(":")[0]


def _rank(vote: Vote) -> tuple[float, int]:
    return (-round(vote.weight, 6), _RANK.get(_name(vote), len(PRECEDENCE)))


def _combined(votes: Sequence[Vote]) -> float:
    return 1 - prod([1 - vote.weight for vote in votes])


def _settles(vote: Vote) -> bool:
    """Whether there is nothing to weigh if nobody else speaks: so it is with most blocks."""
    return vote.span is None and (vote.by == "model" or is_certain(vote))


def _whole(block: Block, votes: Sequence[Vote]) -> tuple[Role, str, str, Vote | None]:
    """Role, by, why and winning vote of a whole block."""
    certain = [v for v in votes if is_certain(v)]
    if certain:
        winner = min(certain, key=_rank) if len(certain) > 1 else certain[0]
        return winner.role, winner.by, winner.why, winner
    verdict = _verdict(votes)
    if verdict is not None and verdict.role in KEPT_ROLES:
        return verdict.role, verdict.by, verdict.why, verdict
    against = [v for v in votes if v.role not in KEPT_ROLES]
    if verdict is not None:
        winner = min(against, key=_namer) if len(against) > 1 else against[0]
        return winner.role, winner.by, winner.why, winner
    favour = [v for v in votes if v.role in KEPT_ROLES]
    doubt = 1 - _BODY_PRIOR
    keep = 1 - doubt * (1 - _combined(favour))
    if against and _combined(against) > keep:
        winner = min(against, key=_namer) if len(against) > 1 else against[0]
        return winner.role, winner.by, winner.why, winner
    if favour:
        winner = min(favour, key=_rank)
        return winner.role, winner.by, winner.why, winner
    return block.kind, "default", _NOBODY, None


def _verdict(votes: Sequence[Vote]) -> Vote | None:
    found: dict[str, Vote] = {}
    for vote in votes:
        name = _name(vote)
        if name in _JUDGES:
            found.setdefault(name, vote)
    return next((found[judge] for judge in _JUDGES if judge in found), None)


def _namer(vote: Vote) -> tuple[int, int, float]:
    """A role that says something comes before `furniture`; then the table; then the weight."""
    rank = _RANK.get(_name(vote), len(PRECEDENCE))
    return (vote.role is _FURNITURE, rank, -vote.weight)


def _cuts(block: Block, votes: Sequence[Vote]) -> list[Vote]:
    """The certain spans to cut, in order, without overlap (the better-ranked vote wins)."""
    spans = [v for v in votes if v.span is not None and v.weight >= CERTAIN]
    chosen: list[Vote] = []
    for vote in sorted(spans, key=lambda v: (_rank(v), v.span)):
        assert vote.span is not None
        start, end = vote.span
        if not 0 <= start < end <= len(block.text):
            continue
        if all(end <= v.span[0] or start >= v.span[1] for v in chosen if v.span):
            chosen.append(vote)
    return sorted(chosen, key=lambda v: v.span or (0, 0))


def _decide_block(block: Block, votes: tuple[Vote, ...]) -> list[Decision]:
    index, size = block.index, len(block.text)
    whole = [v for v in votes if v.span is None]
    role, by, why, winner = _whole(block, whole)
    kept = role in KEPT_ROLES
    values = winner.values if winner is not None else ()
    decisions: list[Decision] = []
    position = 0
    for vote in _cuts(block, votes) if kept and len(whole) < len(votes) else ():
        assert vote.span is not None
        start, end = vote.span
        if start > position:
            decisions.append(Decision(index, (position, start), role, kept, by, why, votes, values))
        decisions.append(
            Decision(
                index,
                vote.span,
                vote.role,
                vote.role in KEPT_ROLES,
                vote.by,
                vote.why,
                votes,
                vote.values,
            )
        )
        position = end
    if position < size:
        decisions.append(Decision(index, (position, size), role, kept, by, why, votes, values))
    return decisions


def decide(document: Document, votes: Sequence[Vote], config: Config) -> tuple[Decision, ...]:
    """One decision for every block or span, in order; every vote stays on record."""
    by_block: list[list[Vote]] = [[] for _ in document.blocks]
    for vote in votes:
        by_block[vote.block].append(vote)
    decisions: list[Decision] = []
    for block, said in zip(document.blocks, by_block, strict=True):
        if len(said) == 1 and block.text and _settles(vote := said[0]):
            span, votes = (0, len(block.text)), (vote,)
            kept = vote.role in KEPT_ROLES
            decisions.append(
                Decision(block.index, span, vote.role, kept, vote.by, vote.why, votes, vote.values)
            )
        elif said:
            decisions += _decide_block(block, tuple(said))
        else:
            span = (0, len(block.text))
            decisions.append(Decision(block.index, span, block.kind, True, "default", _NOBODY))
    return tuple(decisions)
