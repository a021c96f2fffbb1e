"""A second look at what is left: a body that is cleaned again must come out as it went in.

Chrome that stood between two equal lines hid them from each other, and a menu above a headline
hid that it comes first. Measured without this: 3 % of bodies changed when cleaned again.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.assemble import Body
from pipeline.config import Config
from pipeline.decide import decide
from pipeline.label import label
from pipeline.records import Document, Vote
from pipeline.segment import segment

__all__ = ["second_look"]


def second_look(document: Document, body: Body, config: Config) -> tuple[Vote, ...]:
    """What the labellers would remove from the body, were it a text that somebody sends in.

    The votes are for the document's own blocks; none are left when the body is clean.
    """
    if document.tree is None and len(body.blocks) == len(document.blocks):
        return ()
    text = segment(replace(document.page, kind="text", content=body.text), config)
    if len(text.blocks) != len(body.blocks):
        return ()
    decisions = decide(text, label(text, config), config)
    return tuple(
        Vote(body.blocks[d.block], d.role, d.by, f"{d.why} (in what was left)", values=d.values)
        for d in decisions
        if not d.kept and d.span == (0, len(text.blocks[d.block].text))
    )
