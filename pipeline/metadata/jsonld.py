"""Reads JSON-LD as publishers write it: broken, nested, escaped twice, of any type.

A strict reader loses the whole page for one trailing comma. This one repairs what it can, never
raises on page content, and hands out text or nothing: a number, object or list where text
belongs is dropped, never printed.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.metadata.plain import key, one_line, unescaped

__all__ = ["JsonLd", "Node", "as_texts", "first_text", "read_json_ld", "types"]

Node = Mapping[str, Any]

_MAX_NODES = 2_000  # of one page; the largest honest page of the measuring sets has 400
_MAX_REFERENCES = 3  # "@id" to "@id": publishers need one step, a loop would need no end
# What hid scripts from the browsers of 1998 is still printed around them.
_BEFORE = ("<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA[")
_AFTER = ("-->", "//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>", ";")
_TRAILING_COMMA = re.compile(r",(?=\s{0,50}[}\]])")
# Where an article hides below another node. Other keys lead to crumbs, comments and the
# updates of a live blog, each of which is an article to schema.org.
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage")
_MAX_HEADLINE = 500
_ARTICLES = ("article", "blogposting", "report", "liveblogposting")
_PAGES = frozenset({
    "webpage", "itempage", "aboutpage", "faqpage", "review", "recipe", "howto", "medicalwebpage",
    "qapage", "videoobject", "creativework", "guide", "podcastepisode", "learningresource",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class JsonLd:
    """All nodes of a page in page order; `by_id` finds what "@id" refers to."""

    nodes: tuple[Node, ...] = ()
    by_id: Mapping[str, Node] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def article_nodes(self, headlines: frozenset[str] = frozenset()) -> list[Node]:
        """The nodes of articles, those with one of these headlines (as `key`) first.

        A page also describes the articles that it links to, and then comes first or last.
        """
        nodes = [n for n in self.nodes if any(t.endswith(_ARTICLES) for t in types(n))]
        return sorted(nodes, key=lambda n: not _named(n, headlines)) if headlines else nodes

    def page_nodes(self) -> list[Node]:
        """The nodes of the page itself, which say less than an article's."""
        return [n for n in self.nodes if not _PAGES.isdisjoint(types(n))]

    def of_type(self, *names: str) -> list[Node]:
        """The nodes of one of these types (lower case)."""
        return [n for n in self.nodes if not set(names).isdisjoint(types(n))]

    def resolve(self, value: object) -> object:
        """`value`, or the node that its "@id" names when it says nothing else."""
        for _ in range(_MAX_REFERENCES):
            if not isinstance(value, Mapping) or "name" in value:
                break
            target = self.by_id.get(_id(value))
            if target is None or target is value:
                break
            value = target
        return value


def _named(node: Node, headlines: frozenset[str]) -> bool:
    texts = as_texts(node.get("headline")) + as_texts(node.get("name"))
    return any(key(one_line(unescaped(t), _MAX_HEADLINE)) in headlines for t in texts)


def types(node: Node) -> tuple[str, ...]:
    """The node's types in lower case, without the vocabulary's address."""
    return tuple(t.rsplit("/", 1)[-1].lower() for t in as_texts(node.get("@type")))


def _id(node: Node) -> str:
    value = node.get("@id")
    return value if isinstance(value, str) else ""


def as_texts(value: object) -> list[str]:
    """The strings in `value`: itself, or the strings of a list. Anything else is dropped."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [item for item in value[:200] if isinstance(item, str)]
    return []


def first_text(*values: object) -> str:
    """The first string that is not blank among `values` (lists looked into), or ""."""
    return next((t for value in values for t in as_texts(value) if t.strip()), "")


def _loads(text: str) -> Iterator[Any]:
    """The JSON values that stand one after the other in `text`."""
    decoder = json.JSONDecoder(strict=False)
    position = 0
    while position < len(text):
        value, position = decoder.raw_decode(text, position)
        yield value
        while position < len(text) and text[position] in " \t\r\n;,":
            position += 1


def _unwrapped(text: str) -> str:
    text = text.strip().lstrip("\ufeff")
    for mark in _BEFORE:
        text = text.removeprefix(mark).lstrip()
    for mark in reversed(_AFTER):
        text = text.removesuffix(mark).rstrip()
    return text


def _parse(text: str) -> list[Any] | None:
    """The values of one script, after the mildest repair that makes it JSON; None if none does."""
    text = _unwrapped(text)
    if not text:
        return []
    repairs = (
        lambda t: t,
        lambda t: _TRAILING_COMMA.sub("", t),
        lambda t: _TRAILING_COMMA.sub("", html.unescape(t)),
    )
    best: list[Any] = []
    for repair in repairs:
        found: list[Any] = []
        try:
            # What stood before the broken place of a script still counts.
            for value in _loads(repair(text)):
                found.append(value)
        except (ValueError, RecursionError):
            best = max(best, found, key=len)
        else:
            return found
    return best or None


def _walk(values: Sequence[Any]) -> Iterator[Node]:
    """Every object that may be an article, breadth first: depth costs no stack."""
    queue: list[Any] = list(reversed(values))
    seen = 0
    while queue and seen < _MAX_NODES:
        value = queue.pop()
        if isinstance(value, list):
            queue.extend(reversed(value[:_MAX_NODES]))
        elif isinstance(value, dict):
            seen += 1
            yield value
            queue.extend(
                value[k] for k in reversed(_INSIDE) if isinstance(value.get(k), dict | list)
            )


def read_json_ld(scripts: Sequence[str], limit: int) -> JsonLd:
    """Read a page's JSON-LD scripts; one longer than `limit` characters is skipped and noted."""
    nodes: list[Node] = []
    problems: list[str] = []
    for script in scripts:
        if len(script) > limit:
            problems.append("metadata:json-ld-too-long")
            continue
        values = _parse(script)
        if values is None:
            problems.append("metadata:json-ld-unreadable")
            continue
        nodes.extend(_walk(values))
        if len(nodes) >= _MAX_NODES:
            break
    by_id: dict[str, Node] = {}
    for node in nodes:
        if _id(node) and len(node) > len(by_id.get(_id(node), ())):
            by_id[_id(node)] = node
    return JsonLd(tuple(nodes), by_id, tuple(dict.fromkeys(problems)))
