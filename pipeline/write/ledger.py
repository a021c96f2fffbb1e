"""The ledger as it is written: an entry for every block, or for every span of a cut block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.records import Article, Decision

__all__ = ["Removed", "block_entries", "removed_spans", "where_of"]


@dataclass(frozen=True, slots=True)
class Removed:
    """A block or span that is not in the body, as a line of `removed.jsonl` has it."""

    index: int  # of the block on its page
    role: str
    by: str
    why: str
    where: str
    text: str


def where_of(article: Article, decision: Decision) -> str:
    """Where the block stands on its page; of a span, its characters in the block follow: [3:17].

    A text's block is "start-end" in characters of the decoded page; HTML's is an element path.
    """
    block = article.blocks[decision.block]
    start, end = decision.span
    whole = (start, end) == (0, len(block.text))
    return block.where if whole else f"{block.where}[{start}:{end}]"


def _text(article: Article, decision: Decision) -> str:
    start, end = decision.span
    return article.blocks[decision.block].text[start:end]


def removed_spans(article: Article) -> tuple[Removed, ...]:
    """What was removed, in the order of the page."""
    return tuple(
        Removed(
            decision.block,
            decision.role.value,
            decision.by,
            decision.why,
            where_of(article, decision),
            _text(article, decision),
        )
        for decision in article.decisions
        if not decision.kept
    )


def block_entries(article: Article) -> list[dict[str, Any]]:
    """Every decision in order, with all its votes; the text stands where it was removed."""
    return [_entry(article, decision) for decision in article.decisions]


def _entry(article: Article, decision: Decision) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "index": decision.block,
        "role": decision.role.value,
        "kept": decision.kept,
        "by": decision.by,
        "why": decision.why,
        "where": where_of(article, decision),
        "votes": [
            {
                "role": vote.role.value,
                "by": vote.by,
                "why": vote.why,
                "weight": round(vote.weight, 4),
                "span": list(vote.span) if vote.span is not None else None,
            }
            for vote in decision.votes
        ],
    }
    if not decision.kept:
        entry["text"] = _text(article, decision)
    return entry
