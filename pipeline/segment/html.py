"""HTML -> blocks, on one lxml tree that every later stage shares.

A block is a run of text inside one block-level element. Nothing that a reader of the page could
see is dropped here, only what is no text at all (`SKIPPED`); text that is hidden from readers
becomes a block marked `hidden`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pipeline.config import Config
from pipeline.errors import PageError
from pipeline.read.policy import clean_text
from pipeline.records import Block, Document, Page, Role
from pipeline.segment.code import code_runs
from pipeline.segment.elements import BLOCK_LEVEL, KINDS, SKIPPED, is_data_row, is_hidden, marks_of
from pipeline.segment.rescue import rescue_tree
from pipeline.shape import shape_of

__all__ = ["segment_html"]

# Looked up once: a member of an enum costs 0.1 µs in Python 3.11, and the walk asks all the time.
_PARAGRAPH, _LIST_ITEM, _QUOTE = Role.PARAGRAPH, Role.LIST_ITEM, Role.QUOTE
_CODE, _TABLE = Role.CODE, Role.TABLE

_MARK_DEPTH = 8  # ancestors whose words a block knows
_EARLY_END = re.compile(r"</(?:body|html)\s{0,20}>", re.IGNORECASE)
_NO_CHILDREN: Iterator[HtmlElement] = iter(())
# One class for all elements, looked up in C: lxml.html's own (a class for forms, one for labels, …)
# asks a function in Python for each element that a stage looks at.
_CLASSES = etree.ElementDefaultClassLookup(element=HtmlElement)
_CELL_END = "\x1f"  # between the cells of a row while its text is gathered

# Where more than this share of a page's prose is hidden, a script uncovers it later (AMP, consent
# walls, paywalls for subscribers, open dialogs): it is what the page is about after all.
_HIDDEN_SHARE = 0.5


@dataclass(slots=True)
class _Open:
    """An open element during the walk. Path and marks are made when a block asks for them."""

    element: HtmlElement
    tag: str
    number: int  # among its siblings of the same tag, from 1
    parent: _Open | None
    children: Iterator[HtmlElement]  # those that are still to be walked
    hidden: bool
    in_link: bool
    counts: dict[str, int]  # of its children so far, by tag
    made_path: str = ""
    made_marks: tuple[str, ...] | None = None
    made_around: tuple[str, ...] | None = None

    def path(self) -> str:
        """The element path; each open element makes its own once."""
        below: list[_Open] = []
        node: _Open = self
        while not node.made_path:
            below.append(node)
            assert node.parent is not None  # the root's path was made when it was opened
            node = node.parent
        path = node.made_path
        while below:
            node = below.pop()
            path = node.made_path = f"{path}/{node.tag}[{node.number}]"
        return path

    def marks(self) -> tuple[str, ...]:
        """Tag and words of the element and its nearest ancestors, nearest first."""
        own = marks_of(self.element) if self.made_marks is None else self.made_marks
        self.made_marks = own
        return own if self.parent is None else own + self.parent._around()

    def _around(self) -> tuple[str, ...]:
        """What the marks of each child go on with."""
        if self.made_around is None:
            found: list[str] = []
            node: _Open | None = self
            for _ in range(_MARK_DEPTH - 1):
                if node is None:
                    break
                if node.made_marks is None:
                    node.made_marks = marks_of(node.element)
                found.append("|")
                found += node.made_marks
                node = node.parent
            self.made_around = tuple(found)
        return self.made_around


@dataclass(slots=True)
class _Owner:
    """The block-level element that text now belongs to."""

    place: _Open
    kind: Role
    in_quote: bool
    outer: _Owner | None  # that of the element around it
    is_row: bool  # a table row that holds data: what is inside starts no block
    parts: list[str]
    link_chars: int = 0
    breaks: int = 0  # <br> in a row
    pieces: int = 0  # blocks already made of this element's text


class _Walk:
    """Document order, without recursion: pages nest deeper than Python does."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    def flush(self, owner: _Owner) -> None:
        raw = "".join(owner.parts)
        link_chars, owner.parts, owner.link_chars = owner.link_chars, [], 0
        if owner.kind is _CODE:
            self._flush_lines(owner, raw)
            return
        if owner.is_row:
            cells = [" ".join(clean_text(cell).split()) for cell in raw.split(_CELL_END)]
            text = "\t".join(cells).strip()
        else:
            text = " ".join(clean_text(raw).split())
        if text:
            self._add(owner, text, link_chars)

    def _flush_lines(self, owner: _Owner, raw: str) -> None:
        """`<pre>`: lines stay lines. A run of code is one block."""
        run: list[str] = []
        for line in [*clean_text(raw).split("\n"), ""]:
            if line.strip():
                run.append(line.rstrip())
                continue
            done = 0
            for start, stop in [*code_runs(run), (len(run), len(run))]:
                for text in run[done:start]:
                    self._add(owner, " ".join(text.split()), 0, _PARAGRAPH)
                if start < stop:
                    self._add(owner, "\n".join(run[start:stop]), 0)
                done = stop
            run = []

    def _add(self, owner: _Owner, text: str, link_chars: int, kind: Role | None = None) -> None:
        owner.pieces += 1
        place = owner.place
        path = place.path()
        self.blocks.append(
            Block(
                index=len(self.blocks),
                text=text,
                where=f"{path}#{owner.pieces}" if owner.pieces > 1 else path,
                kind=kind or owner.kind,
                tag=place.tag,
                link_chars=min(link_chars, len(text)),
                hidden=place.hidden,
                marks=place.marks(),
            )
        )

    def text(self, owner: _Owner, text: str, in_link: bool) -> None:
        if text.isspace():
            if owner.parts or owner.kind is _CODE:
                owner.parts.append(text)
            return
        if owner.breaks:
            if owner.breaks > 1 and owner.kind is not _TABLE and owner.parts:
                self.flush(owner)
            owner.breaks = 0
        owner.parts.append(text)
        if in_link:
            owner.link_chars += len(text.strip())

    def run(self, root: HtmlElement) -> None:
        tag = str(root.tag)
        place: _Open = _Open(root, tag, 1, None, iter(root), False, False, {})
        place.made_path = root.getroottree().getpath(root)
        owner = _Owner(place, _PARAGRAPH, False, None, False, [])
        if text := root.text:
            self.text(owner, text, False)
        while True:
            for child in place.children:  # goes on where it was left
                tag = child.tag
                if isinstance(tag, str):  # else a comment or a processing instruction
                    place.counts[tag] = number = place.counts.get(tag, 0) + 1
                    if tag in SKIPPED:
                        pass
                    elif tag == "br":
                        self._line_break(owner)
                    else:
                        hidden = place.hidden or is_hidden(child)
                        in_link = place.in_link or tag == "a"
                        is_block = tag in BLOCK_LEVEL
                        has_children = len(child) > 0
                        if is_block or has_children or hidden != place.hidden:
                            children = iter(child) if has_children else _NO_CHILDREN
                            place = _Open(child, tag, number, place, children, hidden, in_link, {})
                            owner = self._owner(place, owner, is_block)
                            if text := child.text:
                                self.text(owner, text, in_link)
                            break
                        if text := child.text:  # a leaf such as <b>: its text is its owner's
                            self.text(owner, text, in_link)
                if text := child.tail:
                    self.text(owner, text, place.in_link)
            else:
                outer = place.parent
                if outer is None:
                    break
                owner = self._close(place, owner)
                if text := place.element.tail:
                    self.text(owner, text, outer.in_link)
                place = outer
        if owner.parts:
            self.flush(owner)

    def _close(self, place: _Open, owner: _Owner) -> _Owner:
        """The owner of what follows the element."""
        if owner.place is place:
            if owner.parts:
                self.flush(owner)
            assert owner.outer is not None
            return owner.outer
        if place.tag in ("td", "th") and owner.kind is _TABLE:
            owner.parts.append(_CELL_END)
        return owner

    def _line_break(self, owner: _Owner) -> None:
        if owner.kind is _CODE:
            owner.parts.append("\n")
            return
        owner.breaks += 1
        owner.parts.append(" ")

    def _owner(self, place: _Open, owner: _Owner, is_block: bool) -> _Owner:
        """The owner of an opened element's text: itself if it starts a block."""
        tag = place.tag
        in_row = owner.is_row
        if is_block and not in_row:
            if owner.parts:
                self.flush(owner)
        else:
            if is_block and tag not in ("td", "th"):
                owner.parts.append(" ")
            if place.hidden == owner.place.hidden:
                return owner
        in_quote = owner.in_quote or tag == "blockquote"
        kind = _kind(place.element, tag, owner, in_quote)
        return _Owner(place, kind, in_quote, owner, kind is _TABLE and tag == "tr", [])


def _kind(element: HtmlElement, tag: str, owner: _Owner, in_quote: bool) -> Role:
    """The body role that an element's text has if it is kept."""
    if tag == "tr" and is_data_row(element):
        return _TABLE
    kind = KINDS.get(tag)
    if kind is not None:
        return kind
    if owner.kind in (_CODE, _LIST_ITEM) and tag not in ("td", "th"):
        return owner.kind
    return _QUOTE if in_quote else _PARAGRAPH


def _hides_its_prose(document: Document) -> bool:
    """Whether the hidden blocks are in truth the page (see `_HIDDEN_SHARE`)."""
    words = {True: 0, False: 0}
    for block, text, shape in zip(document.blocks, document.texts, document.shapes, strict=True):
        own = shape if text == block.text else shape_of(block.text)  # code: the lines as they are
        words[block.hidden] += own.words if own.is_sentence else 0
    return words[True] > _HIDDEN_SHARE * sum(words.values())


def _has_strays(tree: HtmlElement) -> bool:
    """Whether text stands beside the body: libxml2 begins a second root after `</html>`."""
    body = tree.find("body")
    for root in (tree, *tree.itersiblings()):
        if root is not tree and not _is_blank(root.text):
            return True
        for child in root:
            if not _is_blank(child.tail):
                return True
            is_read = child is not body and child.tag not in SKIPPED
            if is_read and not all(map(_is_blank, child.itertext(etree.Element))):
                return True
    return False


def _is_blank(text: str | None) -> bool:
    return not text or text.isspace()


def parse(content: str) -> tuple[HtmlElement, tuple[str, ...]]:
    """The tree of a page and what went wrong. A page that libxml2 would cut short is rescued."""
    tree, is_cut = _tree(content)
    if not is_cut and _has_strays(tree):
        # Browsers ignore an early </body> or </html>, and the page goes on where it was.
        tree, is_cut = _tree(_EARLY_END.sub("", content))
    if is_cut:
        return rescue_tree(content), ("segment:rescued-deep-page",)
    return tree, ()


def _tree(content: str) -> tuple[HtmlElement, bool]:
    """The tree, and whether libxml2 dropped the rest of the page at one of its limits."""
    parser = HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = document_fromstring(content.encode("utf-8"), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise PageError(
            "segment", "no-elements", f"The page has no element to read: {error}."
        ) from error
    return tree, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def segment_html(page: Page, config: Config) -> Document:
    """The blocks of an HTML page; `where` is the element path, `#n` for its n-th piece."""
    if not page.content.strip():
        return Document(page, ())
    tree, problems = parse(page.content)
    body = tree.find("body")
    walk = _Walk()
    walk.run(tree if body is None else body)
    document = Document(page, tuple(walk.blocks), tree, problems)
    if any(block.hidden for block in document.blocks) and _hides_its_prose(document):
        shown = tuple(replace(block, hidden=False) for block in document.blocks)
        return Document(page, shown, tree, (*problems, "segment:hidden-page-shown"))
    return document
