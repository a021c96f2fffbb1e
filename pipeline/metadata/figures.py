"""Pictures in HTML: which blocks stand in one figure, and what the page's code says of it.

A figure is a `<figure>`, or an element of the block's neighbourhood whose class names it a
picture's. Inside one caption, an element of its own (`<span class="credit">`) holds the credit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from pipeline.metadata.plain import http_url, key, one_line
from pipeline.records import Block, Document

__all__ = ["Figures", "Markings"]

_FIGURE = re.compile(r"(.*/figure\[\d+\])(?:/|#|$)")
_PICTURE_WORDS = frozenset(
    (
        ".image", ".images", ".img", ".photo", ".picture", ".figure", ".media", ".foto", ".bild",
        ".imgbox", ".imgboxa", ".bildbox", ".thumbnail", ".slide", ".gallery",
    )
)  # fmt: skip
_HOLDER_DEPTH = 3  # elements above a block in which a class may name the picture
_CREDIT_WORDS = frozenset(
    (
        "credit", "credits", "copyright", "source", "attribution", "photographer", "fotograf",
        "fotografo", "author", "autor", "agency", "quelle", "bildquelle", "bildnachweis", "rights",
        "copy", "byline", "courtesy", "licence", "license",
    )
)  # fmt: skip
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")
_NAME_ATTRIBUTES = ("class", "id", "itemprop", "data-testid", "data-component", "name")
_CREDIT_ATTRIBUTES = ("data-credit", "data-copyright", "data-photographer", "data-source-credit")
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src", "data-srcset", "srcset")
_PIECE = re.compile(r"#\d+$")
_UNSEEN = frozenset({"style", "script", "template", "noscript"})
_MAX_TEXT = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Markings:
    """What the code of a figure says; unknown parts are ""."""

    alt: str = ""
    credit: str = ""
    url: str = ""


@dataclass(slots=True)
class Figures:
    """The figures of one HTML document, by the element path of their blocks."""

    document: Document
    base: str = ""
    _elements: dict[str, HtmlElement | None] = field(default_factory=dict)
    _markings: dict[str, Markings] = field(default_factory=dict)

    def holder(self, block: Block) -> str:
        """The path of the figure that the block stands in, "" for none."""
        match = _FIGURE.match(block.where)
        if match is not None:
            return match.group(1)
        path, depth, found = _PIECE.sub("", block.where), 0, ""
        for mark in (*block.marks, "|"):
            if mark == "|":
                path, depth = path.rpartition("/")[0], depth + 1
                if depth > _HOLDER_DEPTH:
                    break
            elif mark in _PICTURE_WORDS and depth:
                found = path
        return found

    def element(self, path: str) -> HtmlElement | None:
        """The element at a path of blocks."""
        path = _PIECE.sub("", path)
        if path not in self._elements:
            self._elements[path] = _element(self.document.tree, path)
        return self._elements[path]

    def markings(self, holder: str) -> Markings:
        """Alternative text, credit and address that the code of the figure names."""
        if holder not in self._markings:
            element = self.element(holder) if holder else None
            self._markings[holder] = _markings(element, self.base)
        return self._markings[holder]

    def parts(self, block: Block) -> tuple[str, str]:
        """The block's text and the part of it that an element of its own marks as the credit.

        Only where the block is its whole element; ("", "") where nothing is marked.
        """
        element = self.element(block.where) if "#" not in block.where else None
        if element is None:
            return "", ""
        marked = next((e for e in element.iterdescendants() if _is_credit(e)), None)
        if marked is None:
            return "", ""
        before, inside, after = _three_parts(element, marked)
        if key(f"{before} {inside} {after}") != key(block.text):
            return "", ""
        if before:  # names, then perhaps a distributor of their own
            return before, _behind(inside, after)
        return (after, inside) if len(after.split()) > 1 else ("", _behind(inside, after))


def _behind(first: str, second: str) -> str:
    """Two texts in one, as they read: "Ann Ode" and "/dpa", "Ann Ode" and "for the Gazette"."""
    return f"{first}{'' if second[:1] in '/,;.)' else ' '}{second}".strip()


def _element(tree: HtmlElement | None, path: str) -> HtmlElement | None:
    try:
        nodes = tree.getroottree().xpath(path) if tree is not None else []
    except etree.XPathError:  # a tag that is no name in XPath
        return None
    return nodes[0] if len(nodes) == 1 else None


def _markings(element: HtmlElement | None, base: str) -> Markings:
    if element is None:
        return Markings()
    images = list(element.iter("img", "amp-img"))
    if len(images) != 1:
        return Markings(credit=_attribute([element, *images], _CREDIT_ATTRIBUTES))
    image = images[0]
    address = _attribute([image], _SOURCES).split(",")[0].split(" ")[0]
    return Markings(
        alt=one_line(image.get("alt") or "", _MAX_TEXT),
        credit=_attribute([image, element], _CREDIT_ATTRIBUTES),
        url=http_url(address, base),
    )


def _attribute(elements: Sequence[HtmlElement], names: Sequence[str]) -> str:
    for element in elements:
        attributes: Mapping[str, str] = element.attrib
        for name in names:
            value = one_line(attributes.get(name, ""), _MAX_TEXT)
            if value and not value.startswith("data:"):
                return value
    return ""


def _is_credit(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    if element.tag == "cite":
        return True
    names = " ".join(element.get(name) or "" for name in _NAME_ATTRIBUTES)
    words = {word.lower() for word in _WORD.findall(names)}
    return not words.isdisjoint(_CREDIT_WORDS)


def _three_parts(element: HtmlElement, marked: HtmlElement) -> tuple[str, str, str]:
    """The texts before, in and after `marked` below `element`, each on one line."""
    parts: tuple[list[str], list[str], list[str]] = ([], [], [])
    place = 0
    walk = etree.iterwalk(element, events=("start", "end"))  # no recursion: pages nest deep
    for event, node in walk:
        if event == "start":
            place = 1 if node is marked else place
            if node.tag in _UNSEEN:
                walk.skip_subtree()
            else:
                parts[place].append(node.text or "")
            continue
        place = 2 if node is marked else place
        if node is not element:
            parts[place].append(node.tail or "")
    before, inside, after = (one_line("".join(part), _MAX_TEXT) for part in parts)
    return before, inside, after
