"""Decisions -> body. The only place that omits, and it adds nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.records import Decision, Document, Role

__all__ = ["Body", "assemble"]

_BREAK = re.compile(r"[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class Body:
    """What is left of a page, paragraph by paragraph."""

    paragraphs: tuple[str, ...]
    blocks: tuple[int, ...]  # the block that each paragraph is

    @property
    def text(self) -> str:
        """The paragraphs, joined by one blank line; no final newline."""
        return "\n\n".join(self.paragraphs)


def assemble(document: Document, decisions: Sequence[Decision]) -> Body:
    """The body of a page.

    A kept block is one paragraph on one line: the breaks of wrapped lines are written as one
    space. Code keeps its lines. What remains of a cut block is stripped at its ends.
    """
    kept: dict[int, list[str]] = {}
    for decision in decisions:
        if decision.kept:
            start, end = decision.span
            kept.setdefault(decision.block, []).append(
                document.blocks[decision.block].text[start:end]
            )
    paragraphs: list[str] = []
    blocks: list[int] = []
    for index, pieces in kept.items():
        if document.blocks[index].kind is Role.CODE:
            text = "\n".join(line.rstrip() for line in "".join(pieces).split("\n"))
            text = text.strip("\n").rstrip()
        else:
            text = _BREAK.sub(" ", "".join(pieces)).strip()
        if text:
            paragraphs.append(text)
            blocks.append(index)
    return Body(tuple(paragraphs), tuple(blocks))
