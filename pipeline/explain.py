"""The ledger as lines: one a block, or one a span where something was cut inside a block.

+ paragraph  default               The dam broke at noon, officials said.  120-158
- share      rule:share/share-bar  Share this story                        160-176
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from pipeline.model import BlockModel
from pipeline.model.reasons import reasons_of
from pipeline.records import Article, Decision, Document, Vote
from pipeline.terminal import columns, pad, paint, printable, shorten
from pipeline.write.ledger import where_of

__all__ = ["Line", "explain", "ledger", "losing_votes"]

MIN_COLUMN = 12  # however narrow the terminal
GAP = "  "


@dataclass(frozen=True, slots=True)
class Line:
    """One decision; all strings are on one line and safe for a terminal."""

    kept: bool
    role: str
    by: str
    text: str
    where: str  # of the block; of a span, its characters in the block follow as [3:17]
    losing: tuple[str, ...]  # the votes that did not win, as "role by 0.6: why"

    @property
    def sign(self) -> str:
        """`+` kept, `-` removed."""
        return "+" if self.kept else "-"


def ledger(article: Article) -> list[Line]:
    """A line a decision, in the order of the page."""
    return [_line(article, decision) for decision in article.decisions]


def losing_votes(decision: Decision) -> list[Vote]:
    """The votes about this decision's span that did not become it."""
    start, end = decision.span
    about = [v for v in decision.votes if v.span is None or (v.span[0] < end and v.span[1] > start)]
    return [v for v in about if (v.role, v.by, v.why) != (decision.role, decision.by, decision.why)]


def explain(
    article: Article,
    model: BlockModel | None = None,
    *,
    width: int = 0,
    all_votes: bool = False,
    colour: bool = False,
) -> Iterator[str]:
    """The ledger in aligned columns, at most `width` columns wide where that is possible.

    `width` 0 cuts nothing. With `all_votes`, losing votes stand below the line they lost, and what
    weighed most with the `model` below what it decided.
    """
    lines = ledger(article)
    because = _because(article, model if all_votes else None)
    role, by, text, where = _widths(lines, width)
    for line, reasons in zip(lines, because, strict=True):
        cells = (
            pad(line.role, role),
            pad(shorten(line.by, by) if width else line.by, by),
            pad(shorten(line.text, text), text),
            _tail(line.where, where) if width else line.where,
        )
        style = "kept" if line.kept else "removed"
        yield paint(f"{line.sign} {GAP.join(cells)}".rstrip(), style, colour)
        if all_votes:
            for note in (*reasons, *(f"lost: {vote}" for vote in line.losing)):
                shown = f"      {note}"
                yield paint(shorten(shown, width) if width else shown, "faint", colour)


def _because(article: Article, model: BlockModel | None) -> Iterator[tuple[str, ...]]:
    """For each decision that the model took: what weighed most."""
    if model is None:
        yield from repeat((), len(article.decisions))
        return
    document = Document(article.page, article.blocks)
    of_blocks = {decision.block: decision.votes for decision in article.decisions}
    votes = [vote for found in of_blocks.values() for vote in found]
    by_model = [decision.block for decision in article.decisions if decision.by == "model"]
    reasons = reasons_of(model, document, votes, by_model)
    for decision in article.decisions:
        if decision.by != "model":
            yield ()
            continue
        found = reasons[decision.block]
        weighed = (f"  {reason.weight:+.2f} {reason.words} ({reason.value:g})" for reason in found)
        yield (f"{decision.why}; what weighs most:", *weighed)


def _widths(lines: Sequence[Line], width: int) -> tuple[int, int, int, int]:
    """Columns of role, by, text and where; the last two share what the first two leave."""
    role, by = _widest(line.role for line in lines), _widest(line.by for line in lines)
    text, where = _widest(line.text for line in lines), _widest(line.where for line in lines)
    if width:
        by = min(by, max(width // 4, MIN_COLUMN))
        left = width - len("+ ") - role - by - 3 * len(GAP)
        where = min(where, max(left // 3, MIN_COLUMN))
        text = min(text, max(left - where, MIN_COLUMN))
    return role, by, text, where


def _line(article: Article, decision: Decision) -> Line:
    start, end = decision.span
    text = article.blocks[decision.block].text[start:end]
    losing = tuple(
        _one_line(
            f"{v.role} {v.by} {v.weight:.2g}"
            + (f" [{v.span[0]}:{v.span[1]}]" if v.span else "")
            + f": {v.why}"
        )
        for v in losing_votes(decision)
    )
    return Line(
        decision.kept,
        str(decision.role),
        _one_line(decision.by),
        _one_line(text),
        _one_line(where_of(article, decision)),
        losing,
    )


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def _widest(texts: Iterable[str]) -> int:
    return max(map(columns, texts), default=0)


def _tail(path: str, width: int) -> str:
    """The end of a long element path: its first steps are the same for every block."""
    return path if len(path) <= width else "…" + path[len(path) - width + 1 :]
