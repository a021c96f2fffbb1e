"""Where a body differs from its gold, and who is to blame: the tool by which errors are found.

Words are matched by the runs of four that body and gold share, over the whole of both, so a
paragraph that was broken into three blocks still matches. A gold word outside every shared run is
lost, a body word outside is extra. A lost word is charged to the decision whose removed text
holds its run; where no removed text does, the word was in no block at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.explain import losing_votes
from pipeline.records import KEPT_ROLES, Article, Decision
from pipeline.score.measures import SHINGLE, words

__all__ = ["Charge", "Loss", "Mistakes", "Surplus", "find_mistakes"]

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Charge:
    """One removal that took gold words."""

    words: int
    role: str
    by: str
    why: str
    block: int
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Loss:
    """A gold paragraph that is not, or not wholly, in the body."""

    text: str
    words: int
    lost: int
    charges: tuple[Charge, ...]  # most words first

    @property
    def unseen(self) -> int:
        """Lost words that stood in no block: hidden, cut before segmenting, or not on the page."""
        return self.lost - sum(charge.words for charge in self.charges)


@dataclass(frozen=True, slots=True)
class Surplus:
    """A kept block, or span of one, with words that gold has not."""

    text: str
    words: int
    extra: int
    role: str
    by: str
    why: str
    block: int
    where: str
    zone: str  # "before", "inside" or "after" the blocks that hold gold words
    against: tuple[str, ...]  # votes for removal that lost, as "by role weight"


@dataclass(frozen=True, slots=True)
class Mistakes:
    """Both kinds, each in the order of the page."""

    losses: tuple[Loss, ...]
    surpluses: tuple[Surplus, ...]


def find_mistakes(article: Article, gold: str) -> Mistakes:
    """Compare an article's decisions with the gold text of its page; linear in both."""
    texts = [_text(article, decision) for decision in article.decisions]
    kept = [i for i, decision in enumerate(article.decisions) if decision.kept]
    removed = [i for i, decision in enumerate(article.decisions) if not decision.kept]
    paragraphs = [line for line in gold.split("\n") if line.strip()]
    gold_pieces = [words(line.lower()) for line in paragraphs]
    kept_pieces = [words(texts[i].lower()) for i in kept]
    found_gold = _covered(gold_pieces, kept_pieces)
    found_kept = _covered(kept_pieces, gold_pieces)
    culprits = _Culprits([(i, words(texts[i].lower())) for i in removed])

    losses = []
    for line, tokens, found in zip(paragraphs, gold_pieces, found_gold, strict=True):
        if not all(found):
            charged = culprits.of(tokens, found)
            charges = [_charge(article, i, texts[i], n) for i, n in charged.most_common()]
            losses.append(Loss(line, len(tokens), found.count(False), tuple(charges)))
    surpluses = []
    gold_at = [place for place, found in enumerate(found_kept) if any(found)]
    for place, (i, found) in enumerate(zip(kept, found_kept, strict=True)):
        if not all(found):
            zone = _zone(place, gold_at)
            surpluses.append(_surplus(article, i, texts[i], zone, found))
    return Mistakes(tuple(losses), tuple(surpluses))


def _text(article: Article, decision: Decision) -> str:
    start, end = decision.span
    return " ".join(article.blocks[decision.block].text[start:end].split())


def _charge(article: Article, index: int, text: str, lost: int) -> Charge:
    decision = article.decisions[index]
    where = article.blocks[decision.block].where
    return Charge(lost, decision.role, decision.by, decision.why, decision.block, where, text)


def _zone(place: int, gold_at: Sequence[int]) -> str:
    if not gold_at or place < gold_at[0]:
        return "before"
    return "after" if place > gold_at[-1] else "inside"


def _surplus(article: Article, index: int, text: str, zone: str, found: Sequence[bool]) -> Surplus:
    decision = article.decisions[index]
    votes = [v for v in losing_votes(decision) if v.role not in KEPT_ROLES]
    return Surplus(
        text=text,
        words=len(found),
        extra=found.count(False),
        role=decision.role,
        by=decision.by,
        why=decision.why,
        block=decision.block,
        where=article.blocks[decision.block].where,
        zone=zone,
        against=tuple(f"{v.by} {v.role} {v.weight:.2g}" for v in votes),
    )


def _runs(tokens: Sequence[str]) -> Iterable[tuple[int, Run]]:
    for i in range(len(tokens) - SHINGLE + 1):
        yield i, tuple(tokens[i : i + SHINGLE])


def _covered(pieces: Sequence[Sequence[str]], others: Sequence[Sequence[str]]) -> list[list[bool]]:
    """Per piece and token: does the other side have it, in a run of four or as a whole piece?

    Each occurrence on the other side covers one here: of a doubled paragraph the second is extra.
    """
    stream = [token for piece in pieces for token in piece]
    supply = Counter(run for _, run in _runs([token for piece in others for token in piece]))
    found = [False] * len(stream)
    for i, run in _runs(stream):
        if supply[run] > 0:
            supply[run] -= 1
            found[i : i + SHINGLE] = [True] * SHINGLE
    # A subheading between two blocks that the other side lacks is in no shared run.
    whole = Counter(tuple(piece) for piece in others if 0 < len(piece) < SHINGLE)
    result, start = [], 0
    for piece in pieces:
        marks = found[start : start + len(piece)]
        start += len(piece)
        if len(piece) < SHINGLE:
            if not all(marks) and whole[tuple(piece)] > 0:
                marks = [True] * len(piece)
            whole[tuple(piece)] -= all(marks)
        result.append(marks)
    return result


class _Culprits:
    """An index from runs to the removed text that holds them."""

    def __init__(self, removed: Sequence[tuple[int, Sequence[str]]]) -> None:
        self._runs: dict[Run, int] = {}
        self._whole: dict[Run, int] = {}
        for index, tokens in removed:
            for _, run in _runs(tokens):
                self._runs.setdefault(run, index)
            self._whole.setdefault(tuple(tokens), index)

    def of(self, tokens: Sequence[str], found: Sequence[bool]) -> Counter[int]:
        """Lost tokens by the removed text that holds them; those in none are left out."""
        owner: list[int | None] = [None] * len(tokens)
        for i, run in _runs(tokens):
            index = self._runs.get(run)
            if index is not None:
                owner[i : i + SHINGLE] = [index] * SHINGLE
        # Shorter than a run: a subheading, or a tail such as "(dpa/NAN)" that was cut off.
        for start, end in _gaps(found):
            index = self._whole.get(tuple(tokens[start:end]))
            if index is not None:
                owner[start:end] = [index] * (end - start)
        return Counter(o for o, f in zip(owner, found, strict=True) if o is not None and not f)


def _gaps(found: Sequence[bool]) -> Iterable[tuple[int, int]]:
    start = 0
    for hit, group in groupby(found):
        end = start + len(list(group))
        if not hit:
            yield start, end
        start = end
