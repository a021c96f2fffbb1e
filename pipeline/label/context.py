"""The context labeller: title and section of a text, by where it stands and what stands below it.

It is shy: on a text that shows no sign of chrome it says nothing, because a clean body that is
cleaned again must come out as it went in. (What else the place of a block tells, the model knows.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.config import Config
from pipeline.label.headline import text_title
from pipeline.records import KEPT_ROLES, Document, Role, Vote
from pipeline.shape import body_zone

__all__ = ["vote_context"]

_LABEL_ROLES = frozenset({Role.BYLINE, Role.TIMESTAMP, Role.SECTION})
_LABEL_WORDS = 4
_DIGIT = re.compile(r"\d")
_SURE_WEIGHT = 0.85  # votes of this weight make a block chrome in the eyes of its neighbours


@dataclass(frozen=True, slots=True)
class _View:
    """The document as the votes so far show it."""

    document: Document
    roles: tuple[Role | None, ...]  # the sure chrome role of each block, None if there is none
    zone: tuple[int, int]  # first and last+1 block of the prose

    @property
    def sees_chrome(self) -> bool:
        return any(self.roles)

    def is_open(self, index: int) -> bool:
        """Nobody has said for sure what the block is."""
        return self.roles[index] is None


def _view(document: Document, votes: Sequence[Vote]) -> _View:
    roles: list[Role | None] = [None] * len(document.blocks)
    best = [0.0] * len(document.blocks)
    for vote in votes:
        if (
            vote.span is None
            and vote.role not in KEPT_ROLES
            and vote.by != "extractor"
            and vote.weight >= _SURE_WEIGHT
            and vote.weight > best[vote.block]
        ):
            roles[vote.block], best[vote.block] = vote.role, vote.weight
    if not any(roles):
        return _View(document, tuple(roles), (0, 0))  # nothing is said then
    shapes = document.shapes
    # A copy says nothing about where the body is: thousands of them would end it.
    seen = [i for i, role in enumerate(roles) if role is not Role.DUPLICATE]
    first, last = body_zone([shapes[i] for i in seen], [roles[i] is not None for i in seen])
    first, last = (seen[first], seen[last - 1] + 1) if first < last else (0, 0)
    while first < last and (roles[first] or not shapes[first].is_sentence):
        first += 1
    return _View(document, tuple(roles), (first, last))


def vote_context(document: Document, votes: Sequence[Vote], config: Config) -> Iterator[Vote]:
    """Vote for the title of a flattened text, and for the label of its section."""
    if not document.blocks or document.tree is not None:
        return  # a page's own structure says which its title is
    view = _view(document, votes)
    head = [i for i in range(view.zone[0]) if view.is_open(i)]
    if view.zone[0] >= view.zone[1] or not head or not view.sees_chrome:
        return
    title = text_title(document, head, view.zone)
    if title is not None:
        yield Vote(title, Role.TITLE, "context", "above the prose, and made of its words", 0.9)
        yield from _sections(view, title)


def _sections(view: _View, title: int) -> Iterator[Vote]:
    """A label of few words between title and prose, beside the byline or the date."""
    document, start = view.document, view.zone[0]
    for i in range(title + 1, start):
        text = document.texts[i]
        shape = document.shapes[i]
        around = {view.roles[j] for j in (i - 1, i + 1) if 0 <= j < start}
        if (
            view.is_open(i)
            and shape.words <= _LABEL_WORDS
            and not shape.ends_sentence
            and not _DIGIT.search(text)
            and _LABEL_ROLES & around
        ):
            why = "beside the byline or the date"
            yield Vote(i, Role.SECTION, "context", why, 0.8, values=(("section", text),))
