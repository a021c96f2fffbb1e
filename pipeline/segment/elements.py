"""What is known of HTML's elements: which start a block, which hold no text, which hide it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from pipeline.records import Role

__all__ = ["BLOCK_LEVEL", "KINDS", "SKIPPED", "is_data_row", "is_hidden", "marks_of"]

# fmt: off
# The only silent drops: elements whose content is no text of the page.
SKIPPED = frozenset((
    "head", "script", "style", "noscript", "template", "svg", "iframe", "object", "embed",
    "canvas", "audio", "video", "map", "select", "datalist", "textarea", "applet", "frameset",
    "noframes",
))
BLOCK_LEVEL = frozenset((
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "label",
    "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))
# A row is one block unless its cells hold text in blocks of their own (a table used for layout).
_NOT_IN_CELLS = frozenset((
    "table", "ul", "ol", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "article", "section",
    "blockquote", "figure", "form", "pre",
))
# fmt: on
_MAX_CELL_BLOCKS = 1

# The body role that an element's text has if it is kept.
KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Role.SUBHEADING),
    **dict.fromkeys(("li", "dt", "dd"), Role.LIST_ITEM),
    "pre": Role.CODE,
}

_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden"
    r"|font-size\s*:\s*0(?:\.0*)?(?:px|em|rem|%|pt)?\s*(?:[;!]|$)"
    r"|(?:left|top|right|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z][a-z]*|\d+")
_MAX_STYLE = 2_000  # characters of a style that are read
_USUAL = ("class", "id")
_MARK_ATTRIBUTES = (*_USUAL, "role", "itemprop", "data-component", "data-testid")
_UNUSUAL = frozenset(_MARK_ATTRIBUTES) - frozenset(_USUAL)
_HIDING = frozenset(("hidden", "aria-hidden", "style"))
_MARK_WORDS = 24
_MAX_ATTRIBUTE = 500  # characters of class or id that are read: some sites put data there


def is_hidden(element: HtmlElement, names: Sequence[str]) -> bool:
    """Whether the element hides its text from a reader of the page.

    `names` are those of its attributes: they are read for a third of what their values cost.
    """
    if _HIDING.isdisjoint(names):
        return False
    if "hidden" in names or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    return style is not None and _is_hiding(style[:_MAX_STYLE])


@lru_cache(maxsize=1024)
def _is_hiding(style: str) -> bool:
    return _HIDDEN_STYLE.search(style) is not None


def is_data_row(row: HtmlElement) -> bool:
    """Whether a table row holds data, so that it is one block."""
    for cell in row:
        if cell.tag not in ("td", "th"):
            continue
        blocks = 0
        for inner in cell.iter(etree.Element):
            if inner.tag in _NOT_IN_CELLS:
                return False
            blocks += inner.tag in ("p", "div")
            if blocks > _MAX_CELL_BLOCKS:
                return False
    return True


def marks_of(element: HtmlElement, names: Sequence[str]) -> tuple[str, ...]:
    """`<tag>`, then a `.word` for each word of class, id and the like (see `Block.marks`).

    `names` are those of the element's attributes.
    """
    wanted = _USUAL if _UNUSUAL.isdisjoint(names) else _MARK_ATTRIBUTES
    values = [
        value[:_MAX_ATTRIBUTE] for name in wanted if name in names and (value := element.get(name))
    ]
    return _marks(element.tag, *values)


@lru_cache(maxsize=4096)
def _marks(tag: str, *values: str) -> tuple[str, ...]:
    # A page repeats its elements, so those that are alike share one tuple.
    marks = [f"<{tag}>"]
    for value in values:
        marks += _words(value)
    return tuple(marks)


@lru_cache(maxsize=4096)
def _words(value: str) -> tuple[str, ...]:
    found = _WORD.findall(value)
    if not found:
        return ()
    return tuple(dict.fromkeys(("." + " .".join(found)).lower().split(" ")))[:_MARK_WORDS]
