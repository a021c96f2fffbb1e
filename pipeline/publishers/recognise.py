"""Whose page is this? By its host, by what its markup says, or by lines of its frame.

One index for all publishers: a look at each line of a page, whatever the number of publishers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from lxml.html import HtmlElement

from pipeline.publishers.schema import PREFIX_CHARS, Publisher
from pipeline.records import Document
from pipeline.rules.phrases import keys_of, line_key

__all__ = ["frame_lines", "recognise"]

# In this order: papers of one house give the canonical address of a sister that had it first.
_OWN_ADDRESS = ("og:url", "canonical")
_LINE_SLACK = 12  # characters of decoration that a whole line may carry
# Labellers and metadata ask the same of the same document; it is forgotten with the document.
_RECOGNISED: WeakKeyDictionary[Document, tuple[tuple[Publisher, ...], Publisher | None]] = (
    WeakKeyDictionary()
)


@dataclass(frozen=True, slots=True)
class _Index:
    """All that publishers are recognised by."""

    hosts: Mapping[str, Publisher]
    meta: Mapping[tuple[str, str], Publisher]
    classes: Mapping[str, tuple[Publisher, ...]]
    lines: Mapping[str, tuple[Publisher, bool]]  # key -> whose, and whether it settles it
    prefixes: Mapping[str, tuple[tuple[str, Publisher], ...]]  # first characters -> beginnings
    line_chars: int  # longer texts equal no line


@lru_cache(maxsize=8)
def _index(publishers: tuple[Publisher, ...]) -> _Index:
    hosts: dict[str, Publisher] = {}
    meta: dict[tuple[str, str], Publisher] = {}
    classes: dict[str, tuple[Publisher, ...]] = {}
    lines: dict[str, tuple[Publisher, bool]] = {}
    prefixes: dict[str, tuple[tuple[str, Publisher], ...]] = {}
    for publisher in publishers:
        fingerprint = publisher.fingerprint
        hosts.update(dict.fromkeys(publisher.hosts, publisher))
        meta.update(dict.fromkeys(fingerprint.meta, publisher))
        for name in fingerprint.classes:
            classes[name] = (*classes.get(name, ()), publisher)
        lines.update((line, (publisher, False)) for line in fingerprint.lines)
        lines.update((line, (publisher, True)) for line in fingerprint.certain)
        for start in fingerprint.starts:
            head = start[:PREFIX_CHARS]
            prefixes[head] = (*prefixes.get(head, ()), (start, publisher))
    longest = max(map(len, lines), default=0) + _LINE_SLACK
    return _Index(hosts, meta, classes, lines, prefixes, longest)


def recognise(document: Document, publishers: tuple[Publisher, ...]) -> Publisher | None:
    """The document's publisher, None if nothing says so or two of them have the same claim.

    The address comes first (the page's own, else the one that its markup names), then markup,
    then lines: mirrors and flattened texts have nothing else.
    """
    known = _RECOGNISED.get(document)
    if known is None or known[0] is not publishers:
        known = _RECOGNISED[document] = (publishers, _recognise(document, publishers))
    return known[1]


def _recognise(document: Document, publishers: tuple[Publisher, ...]) -> Publisher | None:
    index = _index(publishers)
    page = document.page
    found = _of_host(index, page.url)
    if found is None and document.tree is not None:
        found = _of_markup(index, document.tree, addressed=bool(page.url))
    return found if found is not None else _of_lines(index, document.texts)


def _of_host(index: _Index, url: str) -> Publisher | None:
    """The publisher of a URL's host; sub-domains count."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    while host:
        if host in index.hosts:
            return index.hosts[host]
        host = host.partition(".")[2]
    return None


def _of_markup(index: _Index, tree: HtmlElement, addressed: bool) -> Publisher | None:
    declared = list(_declared(tree))
    for name in () if addressed else _OWN_ADDRESS:
        for content in (c for n, c in declared if n == name):
            if (found := _of_host(index, content)) is not None:
                return found
    for name, content in declared:
        if (found := index.meta.get((name, content.casefold()))) is not None:
            return found
    return _of_classes(index, tree) if index.classes else None


def _of_classes(index: _Index, tree: HtmlElement) -> Publisher | None:
    names: set[str] = set()
    for element in tree.iter():
        names.update((element.get("class") or "").split())
    for name in sorted(names.intersection(index.classes)):
        for publisher in index.classes[name]:
            if names.issuperset(publisher.fingerprint.classes):
                return publisher
    return None


def _declared(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """What the page says of itself, by `property` or `name`, and its canonical address."""
    for element in tree.iter("meta", "link"):
        if element.tag == "link":
            if (element.get("rel") or "").lower() == "canonical":
                yield "canonical", (element.get("href") or "").strip()
        else:
            name = element.get("property") or element.get("name") or ""
            yield name.lower(), " ".join((element.get("content") or "").split())


def _of_lines(index: _Index, texts: tuple[str, ...]) -> Publisher | None:
    counts: Counter[Publisher] = Counter()
    for line in index.lines.keys() & _forms(texts, index.line_chars):
        publisher, settles = index.lines[line]
        counts[publisher] += publisher.fingerprint.min if settles else 1
    opened = [
        key
        for text, key in zip(texts, keys_of(texts).plain, strict=True)
        if key[:PREFIX_CHARS] in index.prefixes
        and line_key(text[: PREFIX_CHARS + _LINE_SLACK])[:PREFIX_CHARS] in index.prefixes
    ]
    for head in {key[:PREFIX_CHARS] for key in opened}:
        for start, publisher in index.prefixes[head]:
            counts[publisher] += any(key.startswith(start) for key in opened)
    ranked = [(n, p) for p, n in counts.most_common(2) if n >= p.fingerprint.min]
    if len(ranked) == 2 and ranked[0][0] == ranked[1][0]:
        return None  # a page that quotes two frames is neither's
    return ranked[0][1] if ranked else None


def _forms(texts: tuple[str, ...], longest: int) -> set[str]:
    """The keys of the lines that are not too long, and those with their digits folded."""
    is_short = [len(text) <= longest for text in texts]
    keys = keys_of(texts)
    return {*compress(keys.plain, is_short), *compress(keys.numbered, is_short)}


def frame_lines(texts: tuple[str, ...], publisher: Publisher) -> list[int]:
    """The texts (by index) that are lines of the publisher's fingerprint."""
    fingerprint = publisher.fingerprint
    lines = frozenset((*fingerprint.certain, *fingerprint.lines))
    return [
        i
        for i, (key, folded) in enumerate(zip(*keys_of(texts), strict=True))
        if key in lines
        or folded in lines
        or (fingerprint.starts and key.startswith(fingerprint.starts))
    ]
