"""Selectors for what is known of some pages: which blocks are body, and what the others are.

`python -m pipeline new-publisher` proposes with it. A selector is judged by words: those of the
body that its elements hold, and those of anything else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml.html import HtmlElement

from pipeline.publishers.selectors import select
from pipeline.records import Document, Role

__all__ = ["Evidence", "Found", "body_selectors", "chrome_selectors"]

_ENOUGH = 0.99  # of the body's words, that the body's selectors hold together
# What a word that is no body costs, in words that are: one that can be named, and any other.
_NAMED_PRICE, _PRICE = 0.1, 0.6
_EACH = 3.0  # words that each further element costs: one that holds all is better than many
_MAX_BODY = 4  # selectors
_MAX_CHROME = 8  # of one role
_MIN_GAIN = 8  # words
_UP = 4  # ancestors of a removed block that may name what it is part of
_GENERATED = re.compile(
    r"[a-z]+-[a-z0-9]*\d[a-z0-9]*|(?:css|sc|jsx|svelte|emotion)-.*|.*__\w*[-_][A-Za-z0-9]{5,}"
    r"|.*[a-z][A-Z0-9][a-z]?[A-Z0-9].*|.*\d{3,}.*|\w{1,2}|[a-zA-Z]*\d[a-zA-Z]*",
)
# What a build tool hangs on a name that somebody chose ("article-body__content__17Yit").
_HASHED = re.compile(r"([A-Za-z][\w-]{5,}?(?:__|--?|_))(?=[\w-]*(?:\d|[a-z][A-Z]))[A-Za-z0-9]{5,8}")
# Classes of a style sheet's grid and spacing: what they mean changes with the next design.
_STYLE = re.compile(
    r"(?:[a-z]{2}:|-?m[trblxy]?-|p[trblxy]?-|col-|row|grid|flex|w-|h-|text-(?:sm|lg|xl|\w*\d)|"
    r"bg-|d-|u-|container|clearfix|block|hidden|relative|font-|is-|has-|js-|mb-|mt-|px-|py-).*"
)
_NAME = re.compile(r"-?[A-Za-z_][\w-]*")
_ATTRIBUTES = ("itemprop", "data-testid", "data-component", "data-test", "data-type", "data-qa")


@dataclass(frozen=True)
class Evidence:
    """One page and what is known of its blocks."""

    document: Document
    kept: frozenset[int]  # blocks of the body
    roles: Mapping[int, Role]  # of blocks that were removed for what they are

    @cached_property
    def elements(self) -> dict[str, HtmlElement]:
        """Element path -> element, of every block and the elements around it."""
        assert self.document.tree is not None
        found: dict[str, HtmlElement] = {}
        wanted = {b.where.partition("#")[0] for b in self.document.blocks}
        body = self.document.tree.find("body")
        root = self.document.tree if body is None else body
        stack = [(root, root.getroottree().getpath(root))]
        while stack:
            element, path = stack.pop()
            found[path] = element
            counts: Counter[object] = Counter()
            for child in element:
                if isinstance(child.tag, str):
                    counts[child.tag] += 1
                    stack.append((child, f"{path}/{child.tag}[{counts[child.tag]}]"))
        return {p: found[w] for where in wanted for p in _upwards(where) if (w := p) in found}

    @cached_property
    def blocks_of(self) -> dict[HtmlElement, list[int]]:
        """Element -> the blocks that stand in it, in page order."""
        found: dict[HtmlElement, list[int]] = {}
        for block in self.document.blocks:
            for path in _upwards(block.where.partition("#")[0]):
                if path in self.elements:
                    found.setdefault(self.elements[path], []).append(block.index)
        return found

    def held(self, selector: str) -> tuple[int, set[int]]:
        """How many elements the selector finds, and the blocks in them."""
        assert self.document.tree is not None
        elements = select(selector, self.document.tree)
        blocks = {index for element in elements for index in self.blocks_of.get(element, ())}
        return len(elements), blocks

    def words(self, blocks: Iterable[int]) -> int:
        """The words of some blocks."""
        return sum(self.document.shapes[i].words for i in blocks)


@dataclass(frozen=True, slots=True)
class Found:
    """A selector and what it holds on all pages together."""

    selector: str
    body: int  # words of the body
    other: int  # words of anything else
    pages: int  # pages that have such an element
    role: Role | None = None  # of the words that are not body


def body_selectors(evidence: Sequence[Evidence], *, exact: bool = False) -> list[Found]:
    """The elements that hold the bodies, the one with most of them first.

    Greedy: each is the best for what those before it have left. Empty if nothing holds a body.
    The smallest element that holds a whole body is preferred; with `exact`, elements that hold
    nothing else, however many they are.
    """
    found: list[Found] = []
    left = [set(page.kept) for page in evidence]
    spent = [set[int]() for _ in evidence]
    total = sum(page.words(page.kept) for page in evidence)
    while len(found) < _MAX_BODY:
        open_words = sum(p.words(rest) for p, rest in zip(evidence, left, strict=True))
        if open_words <= (1 - _ENOUGH) * total:
            break
        candidates = _candidates(evidence, left)
        ranked = [
            (gain, -rank, found_one, held)
            for selector, rank in candidates.items()
            for gain, found_one, held in [_judge(evidence, selector, left, spent, exact)]
            if gain >= _MIN_GAIN
        ]
        if not ranked:
            break
        best = max(gain for gain, *_ in ranked)
        # Of those that are about as good, the name that will live longest.
        good = [entry for entry in ranked if entry[0] >= 0.995 * best - 2]
        _, _, chosen, held = max(good, key=lambda entry: (entry[1], entry[0], entry[2].selector))
        found.append(chosen)
        for rest, gone, blocks, page in zip(left, spent, held, evidence, strict=True):
            rest -= blocks
            gone |= blocks - page.kept
    return found


def _judge(
    evidence: Sequence[Evidence],
    selector: str,
    left: Sequence[set[int]],
    spent: Sequence[set[int]],
    exact: bool,
) -> tuple[float, Found, list[set[int]]]:
    body = other = pages = 0
    cost = 0.0
    held: list[set[int]] = []
    for page, rest, gone in zip(evidence, left, spent, strict=True):
        elements, blocks = page.held(selector)
        held.append(blocks)
        pages += bool(blocks)
        body += page.words(blocks & rest)
        strange = {b for b in blocks - page.kept - gone if not page.document.blocks[b].hidden}
        other += page.words(strange)
        nameless = {b for b in strange if page.roles.get(b, Role.FURNITURE) is Role.FURNITURE}
        cost += _PRICE * page.words(strange if exact else nameless)
        if not exact:
            cost += _NAMED_PRICE * page.words(strange - nameless) + _EACH * max(0, elements - 1)
    return body - cost, Found(selector, body, other, pages), held


def chrome_selectors(evidence: Sequence[Evidence], body: Sequence[str]) -> list[Found]:
    """Elements inside the body that hold nothing of it, by what their blocks were removed as."""
    inside = [
        {i for s in body for i in page.held(s)[1]}
        if body
        else {b.index for b in page.document.blocks}
        for page in evidence
    ]
    left = [
        {i for i in blocks - page.kept if i in page.roles}
        for page, blocks in zip(evidence, inside, strict=True)
    ]
    candidates = _candidates(evidence, left, pure=True)
    judged: list[tuple[int, int, str, Counter[Role], list[set[int]], int]] = []
    for selector, rank in candidates.items():
        held = [page.held(selector)[1] for page in evidence]
        if any(not blocks.isdisjoint(p.kept) for p, blocks in zip(evidence, held, strict=True)):
            continue
        roles: Counter[Role] = Counter()
        for page, blocks in zip(evidence, held, strict=True):
            for i in blocks:
                if i in page.roles:
                    roles[page.roles[i]] += max(1, page.document.shapes[i].words)
        words = sum(p.words(b & rest) for p, b, rest in zip(evidence, held, left, strict=True))
        judged.append((words, -rank, selector, roles, held, sum(map(bool, held))))
    found: list[Found] = []
    per_role: Counter[Role] = Counter()
    for _, _, selector, roles, held, pages in sorted(judged, key=lambda j: (-j[0], -j[1], j[2])):
        new = sum(p.words(b & r) for p, b, r in zip(evidence, held, left, strict=True))
        if not roles or not new:
            continue
        role = roles.most_common(1)[0][0]
        if per_role[role] >= _MAX_CHROME:
            continue
        per_role[role] += 1
        found.append(Found(selector, 0, new, pages, role))
        for rest, blocks in zip(left, held, strict=True):
            rest -= blocks
    return found


def _candidates(
    evidence: Sequence[Evidence], wanted: Sequence[set[int]], *, pure: bool = False
) -> dict[str, int]:
    """Selectors of the elements around wanted blocks, ranked: 0 is the name that lives longest.

    With `pure`, only elements that hold nothing of a body.
    """
    found: dict[str, int] = {}
    for page, blocks in zip(evidence, wanted, strict=True):
        for element, inside in page.blocks_of.items():
            if blocks.isdisjoint(inside) or (pure and not page.kept.isdisjoint(inside)):
                continue
            for selector, rank in _names(element):
                found[selector] = min(rank, found.get(selector, rank))
    return found


def _names(element: HtmlElement) -> Iterator[tuple[str, int]]:
    """What an element may be called, with the rank of each name."""
    own = list(_own_names(element))
    yield from own
    if min((rank for _, rank in own), default=9) > 1:  # no good name of its own: its parent's
        parent = element.getparent()
        if parent is not None and parent.tag != "html":
            for name, rank in _own_names(parent):
                if rank <= 2:
                    yield f"{name} > {element.tag}", rank + 3


def _own_names(element: HtmlElement) -> Iterator[tuple[str, int]]:
    tag = str(element.tag)
    for attribute in _ATTRIBUTES:
        value = element.get(attribute, "")
        if value and re.fullmatch(r"[\w -]{3,40}", value) and not re.search(r"\d{3}", value):
            yield f'{tag}[{attribute}="{value}"]', 0
    for name in (element.get("class") or "").split():
        if not _NAME.fullmatch(name) or _STYLE.fullmatch(name):
            continue
        if stem := _HASHED.fullmatch(name):
            yield f'{tag}[class*="{stem[1]}"]', 2
        elif _GENERATED.fullmatch(name):
            yield f"{tag}.{name}", 5
        else:
            yield f"{tag}.{name}", 1
    identity = element.get("id", "")
    if _NAME.fullmatch(identity) and not re.search(r"\d{3}", identity):
        yield f"{tag}#{identity}", 2
    if tag in ("article", "main", "figcaption", "figure", "aside", "blockquote"):
        yield tag, 3


def _upwards(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]
