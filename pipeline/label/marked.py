"""What a page's own markup says of its blocks, as the rules of `markup` read it (HTML).

Class words are what the builder of a page called a place, but for the ids that a program made of
a heading: `id="what-share-of-adolescents"` names no share bar. A `<figcaption>` below a quotation
or a table is no picture's caption. And not all that is hidden is out of sight: an answer opens
below its question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from lxml.html import HtmlElement

from pipeline.records import KEPT_ROLES, Block, Document, Role
from pipeline.rules import Rule, RuleBook

__all__ = ["marked", "uncovered"]

# A class word on the wrapper of the whole story ("share-enabled") says nothing about its blocks.
_WRAPPER_SHARE = 0.5
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SLUG = 4  # words of a heading in a row, in a class or id
_WORD = re.compile(r"[^\W_]+")
_FIGCAPTION = "<figcaption>"
OF_QUOTE = "<figcaption-of-quote>"  # instead of the element, in a figure of words or figures
_WORDS_IN_FIGURE = frozenset({"<blockquote>", "<table>"})
# The body's holder: most of the page's prose stands so many elements below it, or fewer.
_NEAR, _MOST = 3, 0.5
_LINKED = 0.5  # of a block's characters inside links: more is a teaser
_NO_BODY = frozenset({"<nav>", "<footer>", "<aside>", "<form>", "<header>", "<dialog>", "<figure>"})
_CONTROLS = frozenset({"button", "summary"})
_CONTROL_ROLES = frozenset({"button", "tab"})
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAX_STYLE = 2_000  # characters
_LOOKED = 40  # elements in which a control is looked for
_QUESTION = 4  # words of a control that says what it opens; "Read more" says nothing


def marked(document: Document, book: RuleBook) -> Iterator[tuple[int, Rule]]:
    """The blocks and the markup rules that fit them, without rules that take the story itself."""
    if document.page.kind != "html":
        return
    hidden = [rule for rule in book.rules if rule.hidden]
    opened = [rule for rule in book.rules if rule.uncovered]
    if not (hidden or opened or book.marks.rules):
        return  # a publisher's own lines
    shown = uncovered(document) if opened else frozenset()
    reader = _Reader(document, book)
    hits: list[tuple[int, Rule]] = []
    for block, shape in zip(document.blocks, document.shapes, strict=True):
        rules = reader.rules(block)
        if block.index in shown and all(map(_is_control_rule, rules)):
            rules = opened  # a question stands in a button, and is none
        elif block.hidden:
            rules = [*rules, *hidden]
        for rule in rules:
            if rule.fits(shape.words, shape.chars):
                hits.append((block.index, rule))
    prose = [shape.words if shape.is_sentence else 0 for shape in document.shapes]
    taken: dict[str, int] = {}
    for index, rule in hits:
        taken[rule.name] = taken.get(rule.name, 0) + prose[index]
    most = _WRAPPER_SHARE * sum(prose)
    for index, rule in hits:
        if rule.hidden or rule.role in KEPT_ROLES or taken[rule.name] <= most:
            yield index, rule


class _Reader:
    """Finds the rules of blocks by their marks; most blocks of a page share theirs."""

    def __init__(self, document: Document, book: RuleBook) -> None:
        self.document = document
        self.book = book
        self.known: dict[tuple[str, ...], list[Rule]] = {}

    @cached_property
    def slugs(self) -> frozenset[tuple[str, ...]]:
        """Every `_SLUG` words in a row of the page's headings, as marks."""
        return frozenset(_slugs(self.document))

    @cached_property
    def slug_starts(self) -> frozenset[str]:
        """Their first words: few marks are one."""
        return frozenset(slug[0] for slug in self.slugs)

    @cached_property
    def quoting(self) -> frozenset[str]:
        """The figures that hold a quotation or a table."""
        return _figures_of_words(self.document.blocks)

    def rules(self, block: Block) -> list[Rule]:
        """The rules that the block's marks call for."""
        found = self.known.get(block.marks)
        if found is None:
            found = self.known[block.marks] = self._find(block.marks)
        if found and _FIGCAPTION in block.marks and _figure(block) in self.quoting:
            marks = [OF_QUOTE if mark == _FIGCAPTION else mark for mark in block.marks]
            found = [rule for rule in self._find(marks) if rule.role is not Role.CAPTION]
        if found and block.tag in _HEADINGS:
            found = [rule for rule in found if not _is_control_rule(rule)]
        return found

    def _find(self, marks: Sequence[str]) -> list[Rule]:
        found = [self.book.rules[number] for number in self.book.marks.find(marks)]
        if any(rule.class_word for rule in found) and not self.slug_starts.isdisjoint(marks):
            plain = self._without_slugs(marks)
            if len(plain) < len(marks):
                found = [self.book.rules[number] for number in self.book.marks.find(plain)]
        return found

    def _without_slugs(self, marks: Sequence[str]) -> list[str]:
        """The marks without those that are a heading's words in a row."""
        dropped = {
            place + i
            for place, mark in enumerate(marks)
            if mark in self.slug_starts and tuple(marks[place : place + _SLUG]) in self.slugs
            for i in range(_SLUG)
        }
        return [mark for place, mark in enumerate(marks) if place not in dropped]


def _is_control_rule(rule: Rule) -> bool:
    """Whether the rule says no more than that a block is a button."""
    return "button" in (*rule.element, *rule.class_word)


def _slugs(document: Document) -> Iterator[tuple[str, ...]]:
    """Every `_SLUG` words in a row of the headings, as marks."""
    for block in document.blocks:
        if block.tag in _HEADINGS:
            text = block.text.lower().replace("'", "").replace("’", "")
            words = [f".{word}" for word in _WORD.findall(text)]
            yield from zip(*(words[i:] for i in range(_SLUG)), strict=False)


def _figure(block: Block) -> str:
    """The path of the figure that the block stands in, "" for none."""
    before, found, after = block.where.rpartition("/figure[")
    return f"{before}{found}{after.partition(']')[0]}" if found else ""


def _figures_of_words(blocks: Iterable[Block]) -> frozenset[str]:
    """The figures that hold a quotation or a table."""
    return frozenset(
        figure
        for block in blocks
        if not _WORDS_IN_FIGURE.isdisjoint(block.marks) and (figure := _figure(block))
    )


def uncovered(document: Document) -> frozenset[int]:
    """The hidden blocks that a reader opens in the body, and the questions that open them.

    A control stands right above what it opens. In the body is where most of the page's prose
    stands: menus and dialogs are opened elsewhere.
    """
    candidates = list(_in_body(document)) if document.tree is not None else []
    if not candidates:
        return frozenset()
    paths = [block.where.partition("#")[0] for block in document.blocks]
    opened, controls = _opened(document, {paths[i] for i in candidates})
    asking = (
        block.index
        for block, shape in zip(document.blocks, document.shapes, strict=True)
        if not block.hidden
        and shape.words >= _QUESTION
        and not controls.isdisjoint(_upwards(paths[block.index]))
    )
    return frozenset((*(i for i in candidates if paths[i] in opened), *asking))


def _in_body(document: Document) -> Iterator[int]:
    """The hidden blocks in the element that most of the prose stands closely below."""
    if not any(block.hidden for block in document.blocks):
        return
    prose: dict[int, list[str]] = {
        block.index: block.where.partition("#")[0].split("/")
        for block, shape in zip(document.blocks, document.shapes, strict=True)
        if shape.is_sentence
        and not block.hidden
        and block.link_chars < _LINKED * len(block.text)
        and _NO_BODY.isdisjoint(block.marks)
    }
    held: dict[str, int] = {}  # element path -> words of prose at most `_NEAR` elements below it
    for index, path in prose.items():
        for up in range(1, _NEAR + 1):
            place = "/".join(path[:-up])
            held[place] = held.get(place, 0) + document.shapes[index].words
    total = sum(document.shapes[index].words for index in prose)
    above: list[str] = []  # the path of the last prose above
    for block in document.blocks:
        if block.index in prose:
            above = prose[block.index]
        elif block.hidden and above and any(map(str.isalpha, block.text)):  # no counter
            holder = _common(above, block.where.partition("#")[0].split("/"))
            if len(above) - len(holder) <= _NEAR and held["/".join(holder)] >= _MOST * total:
                yield block.index


def _common(one: Sequence[str], other: Sequence[str]) -> Sequence[str]:
    """The path of the nearest element around both; never the first one's own."""
    size = 0
    for a, b in zip(one[:-1], other, strict=False):
        if a != b:
            break
        size += 1
    return one[:size]


def _opened(document: Document, paths: set[str]) -> tuple[set[str], set[str]]:
    """The element paths around which a control opens what is hidden, and those of the controls.

    The outermost hidden element decides: the element before it is, or holds, the control.
    """
    assert document.tree is not None
    wanted = {prefix for path in paths for prefix in _upwards(path)}
    body = document.tree.find("body")
    root = document.tree if body is None else body
    stack: list[tuple[HtmlElement, str, bool | None]] = [
        (root, root.getroottree().getpath(root), False if _hides(root) else None)
    ]
    opened, controls = set[str](), set[str]()
    while stack:
        element, path, is_open = stack.pop()
        if is_open and path in paths:
            opened.add(path)
        numbers: dict[object, int] = {}
        before, before_path = None, ""
        for child in element:
            if not isinstance(child.tag, str):
                continue
            numbers[child.tag] = numbers.get(child.tag, 0) + 1
            place = f"{path}/{child.tag}[{numbers[child.tag]}]"
            if place in wanted:
                state = is_open
                if state is None and _hides(child):
                    state = before is not None and _has_control(before)
                    controls.update([before_path] if state else [])
                stack.append((child, place, state))
            before, before_path = child, place
    return opened, controls


def _hides(element: HtmlElement) -> bool:
    """Whether the element hides what it holds, in a way that scripts of the page undo."""
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDING.search((element.get("style") or "")[:_MAX_STYLE]) is not None
    )


def _has_control(element: HtmlElement) -> bool:
    """Whether one control stands in the element: several are a menu."""
    nodes = [node for node, _ in zip(element.iter(), range(_LOOKED), strict=False)]
    controls = [node for node in nodes if isinstance(node.tag, str) and _is_control(node)]
    return bool(controls) and sum(node.tag in _CONTROLS for node in controls) <= 1


def _is_control(element: HtmlElement) -> bool:
    return (
        element.tag in _CONTROLS
        or element.get("aria-expanded") is not None
        or element.get("aria-controls") is not None
        or element.get("role") in _CONTROL_ROLES
    )


def _upwards(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]
