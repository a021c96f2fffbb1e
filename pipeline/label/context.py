"""The context labeller: what a block is by where it stands.

It speaks last and sees the other votes. It is shy: on a text that shows no sign of chrome it says
nothing, because a clean body that is cleaned again must come out as it went in.
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

_SURE_WEIGHT = 0.85  # votes of this weight make a block chrome in the eyes of its neighbours
_SHORT = 12  # words
_GAP_RUN = 4
_LEAST_RUN = 3  # a block between two others
_OPEN_PER_SURE = 2
# A list-heavy body looks like a menu to the eye. Only among sure chrome are short lines chrome:
# so many sure blocks, or one for so many short ones.
_SURE = 4
_SHORT_PER_SURE = 6
_LABEL_ROLES = frozenset({Role.BYLINE, Role.TIMESTAMP, Role.SECTION})
_DIGIT = re.compile(r"\d")


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

    def is_short(self, index: int) -> bool:
        shape = self.document.shapes[index]
        return shape.words <= _SHORT and not shape.ends_sentence


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


def _outweigh(sure: int, short: int) -> bool:
    """Whether there is enough sure chrome to speak about so many short blocks."""
    return sure >= _SURE or sure * _SHORT_PER_SURE >= short


def _head(view: _View) -> Iterator[Vote]:
    """Title, section and navigation above the prose."""
    start = view.zone[0]
    if not view.sees_chrome:
        return
    head = [i for i in range(start) if view.is_open(i)]
    short = [i for i in head if view.is_short(i)]
    if not head:
        return
    title = text_title(view.document, head, view.zone)
    if title is not None:
        yield Vote(title, Role.TITLE, "context", "above the prose, and made of its words", 0.9)
    last_sure = max((i for i in range(start) if not view.is_open(i)), default=-1)
    if not _outweigh(start - len(head), len(short)):
        return
    if start - len(head) >= _SURE and view.document.tree is None:
        for i in head:
            if i < last_sure and i != title and i not in short:
                yield Vote(i, Role.NAVIGATION, "context", "above the page's own chrome", 0.5)
    for i in short:
        if i == title:
            continue
        if title is not None and i > title:
            yield from _below_title(view, i, start, last_sure)
        elif title is not None or i < last_sure:
            yield Vote(i, Role.NAVIGATION, "context", "a short line in the head of the page", 0.6)


def _below_title(view: _View, index: int, start: int, last_sure: int) -> Iterator[Vote]:
    text = view.document.texts[index]
    words = view.document.shapes[index].words
    around = [view.roles[j] for j in (index - 1, index + 1) if 0 <= j < start]
    if words <= 4 and not _DIGIT.search(text) and _LABEL_ROLES.intersection(r for r in around if r):
        yield Vote(
            index,
            Role.SECTION,
            "context",
            "beside the byline or the date",
            0.8,
            values=(("section", text),),
        )
    elif index < last_sure:
        yield Vote(
            index, Role.FURNITURE, "context", "a short line between the title and the prose", 0.6
        )


def _tail(view: _View) -> Iterator[Vote]:
    """Everything below the last prose, from the first sure chrome on."""
    end = view.zone[1]
    tail = range(end, len(view.document.blocks))
    first = next((i for i in tail if not view.is_open(i)), None)
    if first is None:
        return
    short = [i for i in tail if view.is_open(i) and view.is_short(i)]
    sure = sum(not view.is_open(i) for i in tail)
    if not _outweigh(sure, len(short)):
        return
    for i in range(first + 1, len(view.document.blocks)):
        if not view.is_open(i):
            continue
        if view.is_short(i):
            yield Vote(i, Role.FURNITURE, "context", "a short line in the tail of the page", 0.6)
        elif sure >= _SURE and view.document.tree is None:
            # In HTML the markup names its footers; a page without the extractor's word keeps prose.
            yield Vote(i, Role.RELATED, "context", "below the page's own chrome", 0.5)


def _gaps(view: _View) -> Iterator[Vote]:
    """Short blocks among chrome, between paragraphs."""
    first, end = view.zone
    run: list[int] = []
    for i in range(first, end + 1):
        if i < end and (not view.is_open(i) or view.is_short(i)):
            run.append(i)
            continue
        if len(run) < _LEAST_RUN:
            run = []
            continue
        open_blocks = [j for j in run if view.is_open(j)]
        sure = len(run) - len(open_blocks)
        for j in open_blocks:
            between = (
                j - 1 in run
                and j + 1 in run
                and not view.is_open(j - 1)
                and not view.is_open(j + 1)
            )
            # The last of a run may be the subheading of the paragraph that follows.
            in_run = (
                sure * _OPEN_PER_SURE >= len(open_blocks)
                and len(run) >= _GAP_RUN
                and j != run[-1]
                and j > run[0]
            )
            if between or in_run:
                yield Vote(j, Role.FURNITURE, "context", "a short line among chrome", 0.5)
        run = []


def vote_context(document: Document, votes: Sequence[Vote], config: Config) -> Iterator[Vote]:
    """Vote on head, tail, gaps and title, by position and by the votes of the others."""
    if not document.blocks:
        return
    if any(v.by == "extractor" for v in votes):
        return  # it and the structure of the page know better than the order of lines
    view = _view(document, votes)
    if view.zone[0] >= view.zone[1]:
        return
    yield from _head(view)
    yield from _tail(view)
    yield from _gaps(view)
