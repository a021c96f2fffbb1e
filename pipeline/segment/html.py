"""HTML -> blocks, on one lxml tree that every later stage shares.

A block is a run of text inside one block-level element. Nothing that a reader of the page could
see is dropped here, only what is no text at all (`SKIPPED`); text that is hidden from readers
becomes a block marked `hidden`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pipeline.config import Config
from pipeline.errors import PageError
from pipeline.read.policy import clean_text
from pipeline.records import Block, Document, Page, Role, with_known
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


class _Place:
    """An open element during the walk, and the text that it owns: that of itself, and of what
    stands in it and starts no block. Path and marks are made when a block asks for them.
    """

    __slots__ = (
        "breaks", "children", "counts", "element", "hidden", "in_link", "in_quote", "is_row",
        "kind", "link_chars", "made_around", "made_marks", "made_path", "names", "number", "outer",
        "parent", "parts", "pieces", "tag",
    )  # fmt: skip

    # Of those that own text alone (see `own`).
    kind: Role
    in_quote: bool
    outer: _Place | None  # the owner of what is around it
    is_row: bool  # a table row that holds data: what is inside starts no block
    parts: list[str]
    link_chars: int
    breaks: int  # <br> in a row
    pieces: int  # blocks already made of this element's text

    def __init__(
        self,
        element: HtmlElement,
        tag: str,
        number: int,
        parent: _Place | None,
        children: Iterator[HtmlElement],
        names: Sequence[str],
        hidden: bool,
        in_link: bool,
    ) -> None:
        self.element = element
        self.tag = tag
        self.number = number  # among its siblings of the same tag, from 1
        self.parent = parent
        self.names = names  # of its attributes
        self.hidden = hidden
        self.in_link = in_link
        self.children = children  # those that are still to be walked
        self.counts: dict[str, int] = {}  # of its children so far, by tag
        self.made_path = ""
        self.made_marks: tuple[str, ...] | None = None
        self.made_around: tuple[str, ...] | None = None

    def own(self, outer: _Place | None) -> None:
        """Begin to own text, which has this body role if it is kept."""
        tag = self.tag
        self.outer = outer
        self.parts = []
        self.link_chars = self.breaks = self.pieces = 0
        self.in_quote = tag == "blockquote" or (outer is not None and outer.in_quote)
        self.is_row = tag == "tr" and is_data_row(self.element)
        kind = _TABLE if self.is_row else KINDS.get(tag)
        if kind is None and outer is not None and tag not in ("td", "th"):
            kind = outer.kind if outer.kind is _CODE or outer.kind is _LIST_ITEM else None
        self.kind = kind or (_QUOTE if self.in_quote else _PARAGRAPH)

    def path(self) -> str:
        """The element path; each open element makes its own once."""
        below: list[_Place] = []
        node: _Place = self
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
        own = self.made_marks
        if own is None:
            own = self.made_marks = marks_of(self.element, self.names)
        return own if self.parent is None else own + self.parent._around()

    def _around(self) -> tuple[str, ...]:
        """What the marks of each child go on with."""
        if self.made_around is None:
            found: list[str] = []
            node: _Place | None = self
            for _ in range(_MARK_DEPTH - 1):
                if node is None:
                    break
                if node.made_marks is None:
                    node.made_marks = marks_of(node.element, node.names)
                found.append("|")
                found += node.made_marks
                node = node.parent
            self.made_around = tuple(found)
        return self.made_around


class _Walk:
    """Document order, without recursion: pages nest deeper than Python does."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    def flush(self, owner: _Place) -> None:
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
            self._add(owner, text, link_chars, owner.kind)

    def _flush_lines(self, owner: _Place, raw: str) -> None:
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
                    self._add(owner, "\n".join(run[start:stop]), 0, _CODE)
                done = stop
            run = []

    def _add(self, owner: _Place, text: str, link_chars: int, kind: Role) -> None:
        owner.pieces = pieces = owner.pieces + 1
        path = owner.path()
        self.blocks.append(
            Block(
                index=len(self.blocks),
                text=text,
                where=f"{path}#{pieces}" if pieces > 1 else path,
                kind=kind,
                tag=owner.tag,
                link_chars=min(link_chars, len(text)) if link_chars else 0,
                hidden=owner.hidden,
                marks=owner.marks(),
            )
        )

    def text(self, owner: _Place, text: str, in_link: bool) -> None:
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
        place = _Place(root, root.tag, 1, None, iter(root), root.keys(), False, False)
        place.made_path = root.getroottree().getpath(root)
        owner = place
        owner.own(None)
        if text := root.text:
            self.text(owner, text, False)
        while True:
            counts, hidden, in_link = place.counts, place.hidden, place.in_link
            for child in place.children:  # goes on where it was left
                tag = child.tag
                if isinstance(tag, str):  # else a comment or a processing instruction
                    counts[tag] = number = counts.get(tag, 0) + 1
                    if tag in SKIPPED:
                        pass
                    elif tag == "br":
                        self._line_break(owner)
                    else:
                        is_block, is_leaf, text = tag in BLOCK_LEVEL, not len(child), child.text
                        if is_leaf and text is None and not owner.is_row:  # most often a picture
                            if is_block and owner.parts:
                                self.flush(owner)
                        else:
                            names = child.keys()
                            hides = hidden or is_hidden(child, names)
                            links = in_link or tag == "a"
                            if is_block or hides != hidden or not is_leaf:
                                children = _NO_CHILDREN if is_leaf else iter(child)
                                place = _Place(
                                    child, tag, number, place, children, names, hides, links
                                )
                                owner = self._owner(place, owner, is_block)
                                if text:
                                    self.text(owner, text, links)
                                break
                            if text:  # a leaf such as <b>: its text is its owner's
                                self.text(owner, text, links)
                if text := child.tail:
                    self.text(owner, text, in_link)
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

    def _close(self, place: _Place, owner: _Place) -> _Place:
        """The owner of what follows the element."""
        if owner is place:
            if owner.parts:
                self.flush(owner)
            assert owner.outer is not None
            return owner.outer
        if place.tag in ("td", "th") and owner.kind is _TABLE:
            owner.parts.append(_CELL_END)
        return owner

    def _line_break(self, owner: _Place) -> None:
        if owner.kind is _CODE:
            owner.parts.append("\n")
            return
        owner.breaks += 1
        owner.parts.append(" ")

    def _owner(self, place: _Place, owner: _Place, is_block: bool) -> _Place:
        """The owner of an opened element's text: itself if it starts a block."""
        tag = place.tag
        if is_block and not owner.is_row:
            if owner.parts:
                self.flush(owner)
        else:
            if is_block and tag not in ("td", "th"):
                owner.parts.append(" ")
            if place.hidden == owner.hidden:
                return owner
        place.own(owner)
        return place


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
    if _is_blank(page.content):
        return Document(page, ())
    tree, problems = parse(page.content)
    body = tree.find("body")
    walk = _Walk()
    walk.run(tree if body is None else body)
    blocks = tuple(walk.blocks)
    # All but code and rows stand on one line already.
    texts = [
        " ".join(b.text.split()) if b.kind is _CODE or b.kind is _TABLE else b.text for b in blocks
    ]
    document = with_known(Document(page, blocks, tree, problems), texts=tuple(texts))
    if any(block.hidden for block in blocks) and _hides_its_prose(document):
        shown = tuple(replace(block, hidden=False) for block in blocks)
        seen = Document(page, shown, tree, (*problems, "segment:hidden-page-shown"))
        return with_known(seen, texts=document.texts, shapes=document.shapes)
    return document
