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


@dataclass(frozen=True, slots=True)
class _Trial:
    """A selector tried on all pages."""

    selector: str
    rank: int  # 0: the name that lives longest
    elements: tuple[int, ...]  # how many it finds, page by page
    held: tuple[frozenset[int], ...]  # the blocks in them


def body_selectors(evidence: Sequence[Evidence], *, exact: bool = False) -> list[Found]:
    """The elements that hold the bodies, the one with most of them first.

    Greedy: each is the best for what those before it have left. Empty if nothing holds a body.
    The smallest element that holds a whole body is preferred; with `exact`, elements that hold
    nothing else, however many they are.
    """
    found: list[Found] = []
    left = [set(page.kept) for page in evidence]
    paid = [set[int]() for _ in evidence]  # strange blocks that an earlier selector holds
    trials = _trials(evidence, left)
    enough = (1 - _ENOUGH) * _words(evidence, left)
    while len(found) < _MAX_BODY and _words(evidence, left) > enough:
        gains = [(_gain(evidence, trial, left, paid, exact), trial) for trial in trials]
        best = max((gain for gain, _ in gains), default=0.0)
        if best < _MIN_GAIN:
            break
        # Of those that are about as good, the name that will live longest, then the smallest.
        good = [trial for gain, trial in gains if gain >= 0.995 * best - 2]
        trial = min(good, key=lambda t: (t.rank, sum(map(len, t.held)), t.selector))
        strange = _strange(evidence, trial, paid)
        body, other = _words(evidence, _common(trial.held, left)), _words(evidence, strange)
        found.append(Found(trial.selector, body, other, sum(map(bool, trial.held))))
        for rest, done, blocks, new in zip(left, paid, trial.held, strange, strict=True):
            rest -= blocks
            done |= new
    return found


def chrome_selectors(evidence: Sequence[Evidence], body: Sequence[str]) -> list[Found]:
    """Elements inside the body that hold nothing of it, by what their blocks were removed as."""
    left = [
        {i for s in body for i in page.held(s)[1] if i in page.roles and i not in page.kept}
        for page in evidence
    ]
    trials = [
        trial
        for trial in _trials(evidence, left, pure=True)
        if all(p.kept.isdisjoint(blocks) for p, blocks in zip(evidence, trial.held, strict=True))
    ]
    size = {t.selector: _words(evidence, _common(t.held, left)) for t in trials}
    found: list[Found] = []
    per_role: Counter[Role] = Counter()
    for trial in sorted(trials, key=lambda t: (-size[t.selector], t.rank, t.selector)):
        words = _words(evidence, _common(trial.held, left))
        role = _main_role(evidence, trial)
        if words and per_role[role] < _MAX_CHROME:
            per_role[role] += 1
            found.append(Found(trial.selector, 0, words, sum(map(bool, trial.held)), role))
            for rest, blocks in zip(left, trial.held, strict=True):
                rest -= blocks
    return found


def _gain(
    evidence: Sequence[Evidence],
    trial: _Trial,
    left: Sequence[set[int]],
    paid: Sequence[set[int]],
    exact: bool,
) -> float:
    """Words of bodies that the selector brings, less what it costs (see `_PRICE`)."""
    strange = _strange(evidence, trial, paid)
    gain = float(_words(evidence, _common(trial.held, left)))
    if exact:
        return gain - _PRICE * _words(evidence, strange)
    named = [
        {i for i in blocks if page.roles.get(i, Role.FURNITURE) is not Role.FURNITURE}
        for page, blocks in zip(evidence, strange, strict=True)
    ]
    gain -= _NAMED_PRICE * _words(evidence, named)
    gain -= _PRICE * (_words(evidence, strange) - _words(evidence, named))
    return gain - _EACH * sum(max(0, count - 1) for count in trial.elements)


def _strange(
    evidence: Sequence[Evidence], trial: _Trial, paid: Sequence[set[int]]
) -> list[set[int]]:
    """What the selector holds that is no body and can be seen, and is not yet held."""
    return [
        {i for i in blocks - page.kept - done if not page.document.blocks[i].hidden}
        for page, blocks, done in zip(evidence, trial.held, paid, strict=True)
    ]


def _main_role(evidence: Sequence[Evidence], trial: _Trial) -> Role:
    """What most words in the selector's elements were removed as."""
    roles: Counter[Role] = Counter()
    for page, blocks in zip(evidence, trial.held, strict=True):
        for i in blocks & page.roles.keys():
            roles[page.roles[i]] += max(1, page.document.shapes[i].words)
    return min(roles, key=lambda role: (-roles[role], role), default=Role.FURNITURE)


def _common(held: Sequence[frozenset[int]], blocks: Sequence[set[int]]) -> list[frozenset[int]]:
    return [one & other for one, other in zip(held, blocks, strict=True)]


def _words(evidence: Sequence[Evidence], blocks: Sequence[Iterable[int]]) -> int:
    return sum(page.words(some) for page, some in zip(evidence, blocks, strict=True))


def _trials(
    evidence: Sequence[Evidence], wanted: Sequence[set[int]], *, pure: bool = False
) -> list[_Trial]:
    """Selectors of the elements around wanted blocks; with `pure`, of those without any body."""
    ranks: dict[str, int] = {}
    for page, blocks in zip(evidence, wanted, strict=True):
        for element, inside in page.blocks_of.items():
            if blocks.isdisjoint(inside) or (pure and not page.kept.isdisjoint(inside)):
                continue
            for selector, rank in _names(element):
                ranks[selector] = min(rank, ranks.get(selector, rank))
    trials: list[_Trial] = []
    for selector, rank in ranks.items():
        held = [page.held(selector) for page in evidence]
        counts, sets = tuple(n for n, _ in held), tuple(frozenset(b) for _, b in held)
        trials.append(_Trial(selector, rank, counts, sets))
    return trials


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
