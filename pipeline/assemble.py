"""Decisions -> body. The only place that omits, and it adds nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.records import Decision, Document, Role

__all__ = ["GAP", "Body", "assemble"]

GAP = "\n\n"  # one blank line between paragraphs

_CODE = Role.CODE  # looked up once: it is asked of every block
_BREAK = re.compile(r"[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class Body:
    """What is left of a page, paragraph by paragraph."""

    paragraphs: tuple[str, ...]
    blocks: tuple[int, ...]  # the block that each paragraph is
    spans: tuple[tuple[tuple[int, int], ...], ...]  # of its characters that are kept

    @property
    def text(self) -> str:
        """The paragraphs, joined by one blank line; no final newline."""
        return GAP.join(self.paragraphs)


def assemble(document: Document, decisions: Sequence[Decision]) -> Body:
    """The body of a page.

    A kept block is one paragraph on one line: the breaks of wrapped lines are written as one
    space. Code keeps its lines. What remains of a cut block is stripped at its ends.
    """
    kept: dict[int, list[tuple[int, int]]] = {}
    for decision in decisions:
        if decision.kept:
            kept.setdefault(decision.block, []).append(decision.span)
    paragraphs: list[str] = []
    blocks: list[int] = []
    for index, spans in kept.items():
        block = document.blocks[index]
        text = "".join([block.text[start:end] for start, end in spans])
        if block.kind is _CODE:
            text = "\n".join(line.rstrip() for line in text.split("\n"))
            text = text.strip("\n").rstrip()
        else:
            text = (_BREAK.sub(" ", text) if "\n" in text else text).strip()
        if text:
            paragraphs.append(text)
            blocks.append(index)
    return Body(tuple(paragraphs), tuple(blocks), tuple(tuple(kept[index]) for index in blocks))
