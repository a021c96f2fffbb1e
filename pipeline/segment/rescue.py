"""The rescue of pages that libxml2 would cut short in silence.

libxml2 stops at 2,048 open elements (256 without `huge_tree`) and drops the rest of the page.
Browsers cap the depth at 512 and hang what is deeper on the element at the cap; so does this.
BeautifulSoup with the parser of the standard library keeps every text, at any depth.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag
from bs4.element import NavigableString, PreformattedString
from lxml.html import HtmlElement, HTMLParser

__all__ = ["MAX_DEPTH", "rescue_tree"]

MAX_DEPTH = 512


def _new_element(make: Callable[[str], HtmlElement], tag: Tag) -> HtmlElement:
    try:
        element = make(tag.name)
    except ValueError:  # a name that libxml2 does not know how to write, such as `a"b`
        element = make("span")
    for name, value in tag.attrs.items():
        text = " ".join(value) if isinstance(value, list) else str(value)
        try:
            element.set(name, text)
        except ValueError:
            continue
    return element


def rescue_tree(content: str) -> HtmlElement:
    """The tree of a page of any depth, flattened below `MAX_DEPTH` open elements.

    About as slow as trafilatura (1.5 to 2.6 s for 100,000 nested elements), hence a rescue only.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(content, "html.parser")
    make = HTMLParser().makeelement
    root = make("html")
    body: HtmlElement | None = None
    places: dict[int, tuple[HtmlElement, int]] = {id(soup): (root, 1)}
    for node in soup.descendants:
        parent, depth = places[id(node.parent)]
        if isinstance(node, Tag):
            if node.name == "html" and node.parent is soup:
                places[id(node)] = (root, 1)
                continue
            is_body = node.name == "body" and body is None
            if is_body:
                parent, depth = root, 1
            elif parent is root and node.name != "head":
                body = _body(root, make) if body is None else body
                parent, depth = body, 2
            element = _new_element(make, node)
            if is_body:
                body = element
            if depth >= MAX_DEPTH:
                outer = parent.getparent()
                parent, depth = (parent if outer is None else outer), depth - 1
            parent.append(element)
            places[id(node)] = (element, depth + 1)
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            if parent is root and not node.strip():
                continue
            _append_text(parent, str(node))
    return root


def _body(root: HtmlElement, make: Callable[[str], HtmlElement]) -> HtmlElement:
    body: HtmlElement = make("body")
    root.append(body)
    return body


def _append_text(parent: HtmlElement, text: str) -> None:
    try:
        if len(parent):
            last = parent[-1]
            last.tail = (last.tail or "") + text
        else:
            parent.text = (parent.text or "") + text
    except ValueError:  # characters that XML forbids: the text policy has removed all we know
        return
