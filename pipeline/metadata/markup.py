"""Gathers what a page's markup says about itself, in one pass over the shared tree.

Nothing is judged here: `Markup` holds texts in page order, and the modules beside this one
decide which of them to believe. The tree is only read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from pipeline.config import LimitSettings
from pipeline.metadata.jsonld import JsonLd, read_json_ld
from pipeline.metadata.plain import http_url, one_line, unescaped

__all__ = ["Markup", "Spot", "read_markup"]

_MAX_SPOTS = 300  # marked elements of one kind: a listing has thousands of <time>
_MAX_TEXT = 400  # characters of a marked element's text; bylines and dates are short
_MAX_VALUES = 100  # values of one meta name (article:tag)
_MAX_MARKS = 300  # characters of class, itemprop and rel
_REACH = 300  # elements after the first <h1> where unlabelled marks are still the article's
_NEVER = 1 << 30
_ANCESTORS = 14  # how far up a spot looks for the part of the page that it stands in

_DATE_MARK = re.compile(
    r"date|time(?!line|r)|publi(?:sh|ca)|posted|modified|updated|stand\b|datum|fecha|pubdate"
)
_PERSON_MARK = re.compile(r"author|byline|by-line|autor|writer|creator|contributor|verfasser")
_ASIDE_TAGS = frozenset({"aside", "nav", "footer", "form", "select"})
# Parts of a page that speak of other articles, or of readers. Whole words of class and id.
_ASIDE_MARK = re.compile(
    r"(?:^|[\s_-])(?:related|teasers?|comments?|sidebar|recommend\w*|recirc\w*|widget|trending|"
    r"most-?read|popular|footer|newsletter|carousel|cards?|latest|promo\w*|more-?from|mehr-?zum|"
    r"list-?item|read-?next|up-?next|suggest\w*|player|ticker)(?:[\s_-]|$)"
)
_DATE, _PERSON, _HEADING = 1, 2, 4
_GAP_TAGS = frozenset({"br", "div", "p", "span", "li", "small", "h1", "h2", "h3", "dd", "dt", "td"})
# Elements that hold bylines and dates (`iter` picks them in C).
_SPOT_TAGS = (
    "h1", "time", "span", "div", "p", "a", "li", "address", "section", "header", "h2", "h3", "h4",
    "ul", "td", "dd", "strong", "b", "em", "i", "small", "cite", "figcaption", "footer", "aside",
)  # fmt: skip
_NAME_TAGS = frozenset({"a", "li", "div", "p", "br"})
_SILENT_TAGS = frozenset({"script", "style", "svg", "noscript", "template", "button"})


@dataclass(frozen=True, slots=True)
class Spot:
    """A marked element in the page: where it stands decides what it is worth."""

    order: int  # of the element in the page
    text: str
    value: str = ""  # datetime= or content=
    tag: str = ""
    marks: str = ""  # class, id, itemprop and rel in lower case
    aside: bool = False  # inside navigation, a footer, a sidebar, teasers or comments


@dataclass(frozen=True, slots=True)
class Markup:
    """What a page's markup claims, unjudged."""

    language: str = ""  # html@lang
    title: str = ""  # <title>
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    canonical: str = ""
    headings: tuple[Spot, ...] = ()  # h1
    dates: tuple[Spot, ...] = ()  # <time>, and elements whose marks speak of a date
    people: tuple[Spot, ...] = ()  # elements whose marks speak of an author
    json_ld: JsonLd = field(default_factory=JsonLd)
    problems: tuple[str, ...] = ()

    def first(self, *names: str) -> str:
        """The first value that is not empty under the first of `names` that has one."""
        return next((v for name in names for v in self.meta.get(name, ())), "")

    def all(self, *names: str) -> tuple[str, ...]:
        """All values under `names`, in that order."""
        return tuple(v for name in names for v in self.meta.get(name, ()))


def _text(element: HtmlElement, parted: bool = False) -> str:
    """The element's visible text on one line, at most `_MAX_TEXT` characters.

    Spans that only a style sets apart would read as one word ("By Ann Ray3 May"), so a gap is
    left around them; `parted`: and " · " around the elements that hold one name each.
    """
    parts: list[str] = []
    length = 0
    walker = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        if event == "start" and node.tag in _SILENT_TAGS:
            walker.skip_subtree()
            continue
        text = node.text if event == "start" else node.tail if node is not element else None
        if event != "comment" and node.tag in _GAP_TAGS:
            text = f" {text or ''}"
        if parted and event != "comment" and node is not element and _holds_name(node):
            text = f" · {text or ''}"
        if text:
            parts.append(text[:_MAX_TEXT])
            length += len(parts[-1])
            if length > 2 * _MAX_TEXT:
                break
    return one_line("".join(parts), _MAX_TEXT)


def _holds_name(element: HtmlElement) -> bool:
    """Whether an element within a byline is one name, and no part of one (<span>Ann</span>)."""
    if element.tag == "span":
        return " " in (element.text or "").strip()
    return element.tag in _NAME_TAGS


def _is_aside(element: HtmlElement) -> bool:
    """Whether the element stands in a part of the page that is not the article's."""
    node: HtmlElement | None = element
    for _ in range(_ANCESTORS):
        if node is None or node.tag in {"body", "main", "html"}:
            return False
        if node.tag in _ASIDE_TAGS:
            return True
        marks = f"{node.get('class', '')[:200]} {node.get('id', '')[:80]}".lower()
        if node is not element and _ASIDE_MARK.search(marks):
            return True
        node = node.getparent()
    return False


@lru_cache(maxsize=4096)
def _kind(marks: str) -> int:
    """What class and itemprop (cut, in lower case) say that an element holds."""
    return (_DATE if _DATE_MARK.search(marks) else 0) | (
        _PERSON if _PERSON_MARK.search(marks) else 0
    )


def _spot(element: HtmlElement, order: int, marks: str, parted: bool) -> Spot:
    value = element.get("datetime") or element.get("content") or ""
    return Spot(
        order=order,
        text=_text(element, parted),
        value=one_line(value, _MAX_TEXT),
        tag=element.tag,
        marks=marks,
        aside=_is_aside(element),
    )


@dataclass(slots=True)
class _Head:
    """What the elements of the head say (wherever they stand in the page)."""

    title: str = ""
    canonical: str = ""
    meta: dict[str, list[str]] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def _read_head(tree: HtmlElement, limits: LimitSettings) -> _Head:
    head = _Head()
    for element in tree.iter("meta", "script", "title", "link"):
        tag = element.tag
        if tag == "meta":
            _read_meta(head, element, limits)
        elif tag == "script":
            if "ld+json" in (element.get("type") or "") and element.text:
                head.scripts.append(element.text)
        elif tag == "link":
            if not head.canonical and "canonical" in (element.get("rel") or "").lower().split():
                head.canonical = http_url(element.get("href") or "")
        elif not head.title:
            parent = element.getparent()  # an <svg> has titles too
            if parent is None or parent.tag in {"head", "html", "body"}:
                head.title = one_line(unescaped(element.text or ""), limits.title_chars)
    return head


def _read_meta(head: _Head, element: HtmlElement, limits: LimitSettings) -> None:
    name = element.get("property") or element.get("name") or element.get("itemprop")
    content = element.get("content")
    if not name or not content:
        return
    if len(content) > limits.max_meta_chars:
        head.problems.append("metadata:meta-too-long")
        return
    values = head.meta.setdefault(name.strip().lower()[:80], [])
    value = one_line(unescaped(content), limits.max_meta_chars)
    if value and len(values) < _MAX_VALUES:
        values.append(value)


def _read_spots(tree: HtmlElement) -> tuple[list[Spot], list[Spot], list[Spot]]:
    """Headings, dates and people, in page order."""
    found: tuple[list[Spot], list[Spot], list[Spot]] = ([], [], [])
    kinds: dict[str, int] = {}  # of the marks seen: a page repeats its class names
    last = _NEVER  # the last element whose marks need not be labelled to be the article's
    for order, element in enumerate(tree.iter(*_SPOT_TAGS)):
        get = element.get
        own = get("itemprop")
        if order > last and not own:
            continue
        tag, marks = element.tag, get("class") or ""
        if own:
            marks = f"{marks} {own}"
        if tag == "a" and (relation := get("rel")):
            marks = f"{marks} {relation}"
        kind = kinds.get(marks)
        if kind is None:
            kind = kinds[marks] = _kind(marks[:_MAX_MARKS].lower())
        if tag == "h1":
            kind, last = _HEADING, min(last, order + _REACH)
        elif tag == "time":
            kind |= _DATE
        if not kind:
            continue
        for bit, spots in zip((_HEADING, _DATE, _PERSON), found, strict=True):
            if kind & bit and len(spots) < _MAX_SPOTS:
                spots.append(_spot(element, order, marks[:_MAX_MARKS].lower(), bit == _PERSON))
    return found


def read_markup(tree: HtmlElement, limits: LimitSettings) -> Markup:
    """What the head, the JSON-LD and the marked elements of a page say (linear in its size)."""
    head = _read_head(tree, limits)
    headings, dates, people = _read_spots(tree)
    json_ld = read_json_ld(head.scripts, limits.max_json_ld_chars)
    return Markup(
        language=one_line(tree.get("lang") or tree.get("xml:lang") or "", 35),
        title=head.title,
        meta={name: tuple(values) for name, values in head.meta.items()},
        canonical=head.canonical,
        headings=tuple(headings),
        dates=tuple(dates),
        people=tuple(people),
        json_ld=json_ld,
        problems=tuple(dict.fromkeys([*head.problems, *json_ld.problems])),
    )
