"""The structure labeller (HTML): blocks that stand where the body stands.

A page writes its paragraphs into elements of one kind. Where the extractor kept most prose of a
kind of place, the rest of it belongs there too; where it kept hardly any of the place that holds
most of the page's prose, it has missed the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.config import Config
from pipeline.label.headline import html_title
from pipeline.records import KEPT_ROLES, Document, Role, Vote

__all__ = ["vote_structure"]

_INDEX = re.compile(r"\[\d+\]|#\d+")
# A path up to the element that holds paragraphs, then lists, rows and subheadings only: no <div>,
# because a promotion between paragraphs comes in one.
_INLINE_PATH = re.compile(
    r"(.*?)(?:/(?:ul|ol|li|dl|dt|dd|table|thead|tbody|tr|td|th|h[2-6]|p|blockquote|pre|figure)"
    r"\[\d+\])+(?:#\d+)?$"
)
_MIN_PLACE_BLOCKS = 2
_MIN_HOLDER_BLOCKS = 3
_MOST = 0.5  # of a place's prose that the extractor kept, or of the page's that stands there
_LINKED = 0.5  # of a block's characters inside links: more is a teaser
_STANDFIRST_REACH = 12  # blocks between the title and the first kept paragraph
_STANDFIRST_WORDS = 8
# Places that hold prose, none of it the article's.
_NOT_BODY = frozenset(
    {
        "<nav>",
        "<footer>",
        "<aside>",
        "<form>",
        "<figcaption>",
        "<button>",
        "<dialog>",
        ".comment",
        ".comments",
        ".footer",
        ".related",
        ".recommended",
        ".cookie",
        ".consent",
        ".newsletter",
        ".teaser",
        ".sidebar",
        ".caption",
        ".promo",
        ".disclaimer",
        ".modal",
    }
)


@dataclass(slots=True)
class _Place:
    """The prose blocks whose element paths are alike but for the numbers."""

    words: int = 0
    kept_words: int = 0
    blocks: int = 0


def _signature(where: str) -> str:
    return _INDEX.sub("", where)


def _is_prose(document: Document, index: int) -> bool:
    block = document.blocks[index]
    return (
        document.shapes[index].is_sentence
        and not block.hidden
        and block.link_chars < _LINKED * len(block.text)
        and _NOT_BODY.isdisjoint(block.marks)
    )


def _places(document: Document, kept: set[int]) -> Iterator[Vote]:
    prose = [b.index for b in document.blocks if _is_prose(document, b.index)]
    signatures = {i: _signature(document.blocks[i].where) for i in prose}
    places: dict[str, _Place] = {}
    for i in prose:
        place = places.setdefault(signatures[i], _Place())
        words = document.shapes[i].words
        place.blocks += 1
        place.words += words
        place.kept_words += words if i in kept else 0
    total = sum(place.words for place in places.values())
    for i in prose:
        if i in kept:
            continue
        place = places[signatures[i]]
        if place.blocks < _MIN_PLACE_BLOCKS:
            continue
        if place.kept_words >= _MOST * place.words:
            yield Vote(
                i,
                document.blocks[i].kind,
                "structure",
                "prose where most of the prose was kept",
                0.7,
            )
        elif place.words > _MOST * total:
            yield Vote(
                i,
                document.blocks[i].kind,
                "structure",
                "most of the page's prose stands in such places",
                0.7,
            )


def _inside_body(document: Document, kept: set[int]) -> Iterator[Vote]:
    """Lists, rows and subheadings that stand directly among paragraphs that were kept."""
    prose = [i for i in kept if document.shapes[i].is_sentence]
    holders: dict[str, int] = {}
    for i in prose:
        holder = document.blocks[i].where.rpartition("/")[0]
        holders[holder] = holders.get(holder, 0) + 1
    body = {holder for holder, count in holders.items() if count >= _MIN_HOLDER_BLOCKS}
    if not body:
        return
    for i in range(min(prose), max(prose)):
        block = document.blocks[i]
        if (
            i in kept
            or block.hidden
            or block.link_chars >= _LINKED * len(block.text)
            or not _NOT_BODY.isdisjoint(block.marks)
        ):
            continue
        path = _INLINE_PATH.match(block.where)
        if path is not None and path.group(1) in body:
            yield Vote(i, block.kind, "structure", "directly among paragraphs that were kept", 0.7)


def _standfirst(document: Document, kept: set[int], title: int) -> Iterator[Vote]:
    """Sentences between the headline and the first paragraph that was kept."""
    first = min((i for i in kept if i > title and document.shapes[i].is_sentence), default=-1)
    if not title < first <= title + _STANDFIRST_REACH:
        return
    for i in range(title + 1, first):
        block, shape = document.blocks[i], document.shapes[i]
        if (
            i not in kept
            and shape.ends_sentence
            and shape.words >= _STANDFIRST_WORDS
            and not block.hidden
            and block.link_chars < _LINKED * len(block.text)
            and _NOT_BODY.isdisjoint(block.marks)
        ):
            yield Vote(
                i,
                block.kind,
                "structure",
                "prose between the headline and the first paragraph",
                0.7,
            )


def _above(document: Document, title: int) -> Iterator[Vote]:
    """Menus, sections and tickers above the headline: the body comes below it."""
    role = Role.NAVIGATION
    for i, shape in enumerate(document.shapes[: max(title, 0)]):
        if not shape.is_sentence:
            yield Vote(i, role, "structure", "a short block above the headline", 0.9)


def vote_structure(document: Document, votes: Sequence[Vote], config: Config) -> Iterator[Vote]:
    """Vote for the headline, and for prose that stands where the body stands."""
    if document.tree is None:
        return
    titles = list(html_title(document))
    yield from titles
    title = min((v.block for v in titles if v.role is Role.TITLE and v.weight >= 0.99), default=-1)
    yield from _above(document, title)
    kept = {v.block for v in votes if v.by == "extractor" and v.role in KEPT_ROLES}
    if not kept:
        return
    voted: set[int] = set()
    places = list(_places(document, kept))
    standfirst = list(_standfirst(document, kept, title)) if title >= 0 else []
    for vote in (*places, *standfirst, *_inside_body(document, kept)):
        if vote.block not in voted:
            voted.add(vote.block)
            yield vote
