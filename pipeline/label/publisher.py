"""The publisher labeller: what is known of this publisher's pages, and of no other's.

Elements that its layout names (HTML), and the lines of its frame (all forms). A layout that holds
little of the page's prose is not this page's: it says nothing then.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter

from lxml.html import HtmlElement

from pipeline.config import Config
from pipeline.label.facts import vote_facts
from pipeline.publishers import Publisher, frame_lines, recognise
from pipeline.publishers.selectors import select
from pipeline.records import Block, Document, Role, Vote

__all__ = ["vote_publisher"]

_INSIDE = 0.9
_OUTSIDE = 0.97
_FRAME_LINE = 0.98  # not certain: a rule that knows what the line is shall say so
# Of the page's prose, that the layout's body holds at least. Comments are prose too.
_LEAST_SHARE = 0.25
_AFTER_SLASH = chr(ord("/") + 1)


def vote_publisher(document: Document, votes: Sequence[Vote], config: Config) -> Iterator[Vote]:
    """Vote by the layout of the page's publisher at the time of the scrape, and by its lines.

    `by` is "publisher:<file>/<rule>", "…/<role>" of an element, "…/body", "…/outside" or
    "…/fingerprint".
    """
    publisher = recognise(document, config.publishers)
    if publisher is None:
        return
    if document.tree is not None:
        yield from _by_layout(document, document.tree, publisher)
    known: set[int] = set()
    for vote in _by_lines(document, votes, publisher, config) if publisher.rules else ():
        known.add(vote.block)
        yield vote
    for index in frame_lines(document.texts, publisher):
        if index not in known:
            why = "a line by which the publisher's frame is recognised"
            yield Vote(
                index,
                Role.FURNITURE,
                f"{publisher.signature}/fingerprint",
                why,
                _FRAME_LINE,
                values=(("publisher", publisher.name),),
            )


def _by_lines(
    document: Document, votes: Sequence[Vote], publisher: Publisher, config: Config
) -> Iterator[Vote]:
    """The votes of the publisher's rules, each with the name that nothing else may say."""
    for vote in vote_facts(document, votes, replace(config, rules=publisher.book)):
        by = f"publisher:{vote.by.removeprefix('rule:')}"
        values = vote.values
        if vote.span is None:
            values = (*values, ("publisher", publisher.name))
        yield replace(vote, by=by, values=values)


def _by_layout(document: Document, tree: HtmlElement, publisher: Publisher) -> Iterator[Vote]:
    """The votes of the first layout that is the page's."""
    paths = _Paths(tree)
    prose = [shape.words if shape.is_sentence else 0 for shape in document.shapes]
    for layout in publisher.layouts_at(document.page.fetched_at):
        inside: list[bool] | None = None
        if layout.body:
            body = dict.fromkeys(paths.of(layout.body), 0)
            inside = [place is not None for place in _first_around(document.blocks, body)]
            held = sum(words for words, within in zip(prose, inside, strict=True) if within)
            if not body or held < _LEAST_SHARE * sum(prose):
                continue
        roles = [role for role, _ in layout.chrome]
        chrome: dict[str, int] = {}  # element path -> the first role that has it
        for number, (_, selectors) in enumerate(layout.chrome):
            for path in paths.of(selectors):
                chrome.setdefault(path, number)
        places = _first_around(document.blocks, chrome)
        found = [roles[number] if number is not None else None for number in places]
        yield from _votes(document, publisher.signature, found, inside)
        return


def _votes(
    document: Document,
    by: str,
    chrome: Sequence[Role | None],
    inside: Sequence[bool] | None,
) -> Iterator[Vote]:
    for block, role in zip(document.blocks, chrome, strict=True):
        if role is not None:
            yield Vote(block.index, role, f"{by}/{role}", "the publisher's layout marks it so")
        elif inside is not None and inside[block.index]:
            why = "inside the publisher's body"
            yield Vote(block.index, block.kind, f"{by}/body", why, _INSIDE)
        elif inside is not None:
            why = "outside the publisher's body"
            yield Vote(block.index, Role.FURNITURE, f"{by}/outside", why, _OUTSIDE)


def _first_around(blocks: Iterable[Block], places: Mapping[str, int]) -> list[int | None]:
    """For each block the lowest number among those of its element and the elements around it."""
    paths = [block.where.partition("#")[0] for block in blocks]
    order = sorted(range(len(paths)), key=paths.__getitem__)
    ordered = [paths[index] for index in order]  # what stands in an element stands in a row
    found: list[int | None] = [None] * len(paths)
    for place, number in sorted(places.items(), key=itemgetter(1), reverse=True):
        start, end = bisect_left(ordered, place), bisect_left(ordered, f"{place}{_AFTER_SLASH}")
        for index in order[start:end]:
            found[index] = number
    return found


class _Paths:
    """Element paths as blocks have them (`Block.where`), each sibling counted once."""

    def __init__(self, tree: HtmlElement) -> None:
        body = tree.find("body")
        root = tree if body is None else body
        self.tree = tree
        # Where segmenting begins: lxml's own name for it, all steps below have their number.
        self.made: dict[HtmlElement, str] = {root: root.getroottree().getpath(root)}
        self.numbers: dict[HtmlElement, dict[HtmlElement, int]] = {}

    def of(self, selectors: Iterable[str]) -> dict[str, None]:
        """The paths of the outermost elements that the selectors find."""
        found = dict.fromkeys(e for s in selectors for e in select(s, self.tree))
        outer = [e for e in found if not any(a in found for a in e.iterancestors())]
        return {self._path(element): None for element in outer}

    def _path(self, element: HtmlElement) -> str:
        steps: list[HtmlElement] = []
        node: HtmlElement | None = element
        while node is not None and node not in self.made:
            steps.append(node)
            node = node.getparent()
        if node is None:  # <html>, or something of <head>
            return str(element.getroottree().getpath(element))
        path = self.made[node]
        for node in reversed(steps):
            path = self.made[node] = f"{path}/{node.tag}[{self._number(node)}]"
        return path

    def _number(self, element: HtmlElement) -> int:
        """The element's place among its siblings of the same tag, from 1."""
        parent = element.getparent()
        if parent not in self.numbers:
            counts: dict[object, int] = {}
            numbers = self.numbers[parent] = {}
            for child in parent:
                counts[child.tag] = numbers[child] = counts.get(child.tag, 0) + 1
        return self.numbers[parent][element]
