"""HTML -> blocks, on one lxml tree that every later stage shares.

A block is a run of text inside one block-level element. Nothing that a reader of the page could
see is dropped here, only what is no text at all (`SKIPPED`); text that is hidden from readers
becomes a block marked `hidden`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

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

_MARK_DEPTH = 8  # ancestors whose words a block knows
_EARLY_END = re.compile(r"</(?:body|html)\s{0,20}>", re.IGNORECASE)
_CELL_END = "\x1f"  # between the cells of a row while its text is gathered

# Where more than this share of a page's prose is hidden, a script uncovers it later (AMP, consent
# walls, paywalls for subscribers, open dialogs): it is what the page is about after all.
_HIDDEN_SHARE = 0.5


@dataclass(slots=True)
class _Frame:
    """An open element during the walk. Path and marks are made when a block asks for them."""

    element: HtmlElement
    tag: str
    number: int  # among its siblings of the same tag, from 1
    parent: _Frame | None
    hidden: bool
    in_link: bool
    owner: _Owner
    children: Iterator[HtmlElement]
    counts: dict[str, int] = field(default_factory=dict)
    made_path: str = ""
    made_marks: tuple[str, ...] | None = None

    def path(self) -> str:
        """The element path; each open element makes its own once."""
        frames: list[_Frame] = []
        frame: _Frame | None = self
        while frame is not None and not frame.made_path:
            frames.append(frame)
            frame = frame.parent
        path = frame.made_path if frame is not None else ""
        for frame in reversed(frames):
            path = frame.made_path = f"{path}/{frame.tag}[{frame.number}]"
        return path

    def marks(self) -> tuple[str, ...]:
        """Tag and words of the element and its nearest ancestors, nearest first."""
        found: list[str] = []
        frame: _Frame | None = self
        for _ in range(_MARK_DEPTH):
            if frame is None:
                break
            if frame.made_marks is None:
                frame.made_marks = marks_of(frame.element)
            if found:
                found.append("|")
            found.extend(frame.made_marks)
            frame = frame.parent
        return tuple(found)


@dataclass(slots=True)
class _Owner:
    """The block-level element that text now belongs to."""

    tag: str
    kind: Role
    hidden: bool
    in_quote: bool
    frame: _Frame | None = None
    parts: list[str] = field(default_factory=list)
    link_chars: int = 0
    breaks: int = 0  # <br> in a row
    pieces: int = 0  # blocks already made of this element's text


class _Walk:
    """Document order, without recursion: pages nest deeper than Python does."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    def flush(self, owner: _Owner) -> None:
        if not owner.parts:
            return
        raw = "".join(owner.parts)
        link_chars, owner.parts, owner.link_chars = owner.link_chars, [], 0
        if owner.kind is Role.CODE:
            self._flush_lines(owner, raw)
            return
        if owner.kind is Role.TABLE and owner.tag == "tr":
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
                    self._add(owner, " ".join(text.split()), 0, Role.PARAGRAPH)
                if start < stop:
                    self._add(owner, "\n".join(run[start:stop]), 0)
                done = stop
            run = []

    def _add(self, owner: _Owner, text: str, link_chars: int, kind: Role | None = None) -> None:
        assert owner.frame is not None
        owner.pieces += 1
        piece = f"#{owner.pieces}" if owner.pieces > 1 else ""
        self.blocks.append(
            Block(
                index=len(self.blocks),
                text=text,
                where=owner.frame.path() + piece,
                kind=kind or owner.kind,
                tag=owner.tag,
                link_chars=min(link_chars, len(text)),
                hidden=owner.hidden,
                marks=owner.frame.marks(),
            )
        )

    def text(self, owner: _Owner, text: str | None, in_link: bool) -> None:
        if not text:
            return
        if text.isspace():
            if owner.parts or owner.kind is Role.CODE:
                owner.parts.append(text)
            return
        if owner.breaks:
            if owner.breaks > 1 and owner.kind is not Role.TABLE:
                self.flush(owner)
            owner.breaks = 0
        owner.parts.append(text)
        if in_link:
            owner.link_chars += len(text.strip())

    def run(self, root: HtmlElement) -> None:
        owner = _Owner(str(root.tag), Role.PARAGRAPH, False, False)
        top = _Frame(root, owner.tag, 1, None, False, False, owner, iter(root))
        top.made_path = root.getroottree().getpath(root)
        owner.frame = top
        stack = [top]
        self.text(owner, root.text, False)
        while stack:
            frame = stack[-1]
            child = next(frame.children, None)
            if child is None:
                stack.pop()
                if stack:
                    self._close(frame, stack[-1])
                continue
            tag = child.tag
            owner = frame.owner
            if isinstance(tag, str):  # else a comment or a processing instruction
                frame.counts[tag] = number = frame.counts.get(tag, 0) + 1
                if tag in SKIPPED:
                    pass
                elif tag == "br":
                    self._line_break(owner)
                elif tag in BLOCK_LEVEL or len(child) or is_hidden(child) != frame.hidden:
                    stack.append(self._open(frame, child, tag, number))
                    self.text(stack[-1].owner, child.text, stack[-1].in_link)
                    continue
                else:  # a leaf such as <b>: its text is its owner's
                    self.text(owner, child.text, frame.in_link or tag == "a")
            self.text(owner, child.tail, frame.in_link)
        self.flush(top.owner)

    def _close(self, frame: _Frame, parent: _Frame) -> None:
        if frame.owner is not parent.owner:
            self.flush(frame.owner)
        elif frame.tag in ("td", "th") and parent.owner.kind is Role.TABLE:
            parent.owner.parts.append(_CELL_END)
        self.text(parent.owner, frame.element.tail, parent.in_link)

    def _line_break(self, owner: _Owner) -> None:
        if owner.kind is Role.CODE:
            owner.parts.append("\n")
            return
        owner.breaks += 1
        owner.parts.append(" ")

    def _open(self, parent: _Frame, element: HtmlElement, tag: str, number: int) -> _Frame:
        hidden = parent.hidden or is_hidden(element)
        owner = parent.owner
        in_row = owner.tag == "tr" and owner.kind is Role.TABLE
        starts_block = tag in BLOCK_LEVEL and not in_row
        frame = _Frame(
            element, tag, number, parent, hidden, parent.in_link or tag == "a", owner, iter(element)
        )
        if starts_block:
            self.flush(owner)
        elif in_row and tag in BLOCK_LEVEL and tag not in ("td", "th"):
            owner.parts.append(" ")
        if starts_block or hidden != owner.hidden:
            in_quote = owner.in_quote or tag == "blockquote"
            frame.owner = _Owner(tag, _kind(element, tag, owner, in_quote), hidden, in_quote, frame)
        return frame


def _kind(element: HtmlElement, tag: str, owner: _Owner, in_quote: bool) -> Role:
    """The body role that an element's text has if it is kept."""
    if tag == "tr" and is_data_row(element):
        return Role.TABLE
    kind = KINDS.get(tag)
    if kind is not None:
        return kind
    if owner.kind in (Role.CODE, Role.LIST_ITEM) and tag not in ("td", "th"):
        return owner.kind
    return Role.QUOTE if in_quote else Role.PARAGRAPH


def _hides_its_prose(blocks: list[Block]) -> bool:
    """Whether the hidden blocks are in truth the page (see `_HIDDEN_SHARE`)."""
    words = {True: 0, False: 0}
    for block in blocks:
        shape = shape_of(block.text)
        words[block.hidden] += shape.words if shape.is_sentence else 0
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
    blocks = walk.blocks
    if any(b.hidden for b in blocks) and _hides_its_prose(blocks):
        blocks = [replace(b, hidden=False) for b in blocks]
        problems = (*problems, "segment:hidden-page-shown")
    return Document(page, tuple(blocks), tree, problems)
