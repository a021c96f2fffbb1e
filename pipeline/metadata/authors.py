"""Who wrote it? The markup's authors, the visible byline, or nobody.

The commonest error of every extractor is the publisher's own name as the author while a person
is named above the story; so a source that names no person is passed over for the next one, and
the organisation it named is kept as the byline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.metadata.jsonld import JsonLd, as_texts, types
from pipeline.metadata.markup import Markup, Spot
from pipeline.metadata.names import Byline, NameReader, merged, names_others
from pipeline.metadata.plain import key, one_line, unescaped

__all__ = ["Authors", "authors_of_markup", "choose_authors"]

_META = (
    "author", "article:author", "parsely-author", "sailthru.author", "cxenseparse:author",
    "og:article:author", "dc.creator", "dcterms.creator", "citation_author", "byl", "creator",
    "article.author", "content:author", "shareaholic:article_author_name",
    "article:author_name",
)  # fmt: skip
_INVERTED = frozenset({"dc.creator", "dcterms.creator", "citation_author"})  # "Ray, Ann"
# Shares of names that were gold's, by the source that named them and what the others say (both
# measuring sets, in-sample; docs/metadata.md). "confirmed": another source names one of them.
_RIGHT: Mapping[tuple[str, str], float] = {
    ("jsonld", "confirmed"): 0.97, ("jsonld", "alone"): 0.85, ("jsonld", "disputed"): 0.85,
    ("meta", "confirmed"): 0.89, ("meta", "alone"): 0.89, ("meta", "disputed"): 0.65,
    ("itemprop", "confirmed"): 0.85, ("itemprop", "alone"): 0.75, ("itemprop", "disputed"): 0.75,
    ("visible", "confirmed"): 0.85, ("visible", "alone"): 0.8, ("visible", "disputed"): 0.6,
    ("byline-line", "confirmed"): 0.85, ("byline-line", "alone"): 0.84,
    ("byline-line", "disputed"): 0.6,
}  # fmt: skip
_ONE_WORD = 0.85  # at most: "Ana", "cd6"
_BEFORE, _AFTER = -30, 110  # elements from the headline where its byline stands
_GROUP = 25  # elements from the first name of a byline to its last
_GAPS = re.compile(r"(?:\s*·\s*)+")  # between the parts of a marked element
_MAX_BYLINE = 140  # characters; a longer marked element is a biography


@dataclass(frozen=True, slots=True)
class Authors:
    """The people, the source that named them, and the byline as it stood."""

    people: tuple[str, ...] = ()
    source: str = ""  # jsonld | meta | itemprop | visible | byline-line
    byline: str = ""
    organisations: tuple[str, ...] = ()
    conf: float = 0.0  # of `people`


def _author_texts(data: JsonLd, value: object) -> Iterator[tuple[str, bool]]:
    """Names in an `author` of any shape, each with whether it is said to be an organisation."""
    for item in value if isinstance(value, list) else [value]:
        node = data.resolve(item)
        if isinstance(node, str):
            yield node, False
        elif isinstance(node, Mapping):
            is_organisation = any(t.endswith("organization") for t in types(node))
            for name in as_texts(node.get("name"))[:20]:
                yield name, is_organisation


def _json_ld(markup: Markup, headlines: frozenset[str], reader: NameReader) -> Authors:
    data = markup.json_ld
    for node in (*data.article_nodes(headlines)[:2], *data.page_nodes()[:2]):
        read: list[Byline] = []
        raw: list[str] = []
        for text, is_organisation in _author_texts(data, node.get("author") or node.get("creator")):
            line = one_line(unescaped(text), 10 * reader.limit)
            raw.append(line)
            byline = reader.read(line, strict=False)
            if is_organisation and len(byline.people) <= 1:
                byline = Byline((), (*byline.organisations, *byline.people))
            read.append(byline)
        if read:
            both = merged(read)
            return Authors(both.people, "jsonld", "; ".join(filter(None, raw)), both.organisations)
    return Authors()


def _meta(markup: Markup, reader: NameReader) -> Authors:
    organisations: list[Byline] = []
    first = ""
    for name in (*_META, *_labelled(markup)):
        values = [v for v in markup.meta.get(name, ()) if not v.startswith(("http", "("))]
        if name in _INVERTED:
            values = [_turned(v) for v in values]
        if not values:
            continue
        read = merged(reader.read(v, strict=False) for v in values)
        if read.people:
            return Authors(
                read.people, "meta", "; ".join(values)[: reader.limit], read.organisations
            )
        first = first or values[0][: reader.limit]
        organisations.append(read)
    return Authors((), "", first, merged(organisations).organisations)


def _labelled(markup: Markup) -> Iterator[str]:
    """twitter:data1 where twitter:label1 says that it is the author."""
    for n in ("1", "2"):
        label = markup.first(f"twitter:label{n}").lower()
        if label.startswith(
            ("written", "by", "author", "verfasst", "geschrieben", "écrit", "escrito")
        ):
            yield f"twitter:data{n}"


def _turned(name: str) -> str:
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and "," not in given else name


def _visible(markup: Markup, headline: int | None, reader: NameReader) -> Authors:
    """The byline near the headline: itemprop first, then what its class or rel marks."""
    near: list[Spot] = []
    for spot in markup.people:
        if headline is not None and not _BEFORE <= spot.order - headline <= _AFTER:
            continue
        if 0 < len(spot.text) <= _MAX_BYLINE and "comment" not in spot.marks:
            near.append(spot)
    for source, spots in (
        ("itemprop", [s for s in near if "author" in s.marks.split()]),
        ("visible", near),
    ):
        read: list[Byline] = []
        first: Spot | None = None
        for spot in spots:
            if first is not None and spot.order - first.order > _GROUP:
                break
            if first is not None and names_others(spot.text):
                break
            byline = reader.read(spot.text, strict=True)
            if byline.people:
                first = first or spot
                read.append(byline)
        if first is not None:
            both = merged(read)
            text = " ".join(_GAPS.sub(" ", first.text).split())
            return Authors(both.people, source, text, both.organisations)
    return Authors()


def authors_of_markup(
    markup: Markup, headlines: frozenset[str], headline: int | None, reader: NameReader
) -> list[Authors]:
    """What each kind of markup says, in the order of trust."""
    return [
        _json_ld(markup, headlines, reader),
        _meta(markup, reader),
        _visible(markup, headline, reader),
    ]


def choose_authors(found: Iterable[Authors]) -> Authors:
    """The first source that names a person; else nobody, with the byline that stood there.

    A later source that names those people and more is the full list of a cut one.
    """
    sources = list(found)
    organisations = merged(Byline((), a.organisations) for a in sources).organisations
    chosen = next((a for a in sources if a.people), None)
    if chosen is None:
        byline = next((a.byline for a in sources if a.byline), "")
        return Authors((), "", byline, organisations)
    names = {key(n) for n in chosen.people}
    fuller = [
        a for a in sources if a.source != "byline-line" and names < {key(n) for n in a.people}
    ]
    best = max(fuller, key=lambda a: len(a.people)) if fuller else chosen
    conf = _confidence(best, [a for a in sources if a.source != best.source and a.people])
    return Authors(best.people, best.source, best.byline, organisations, conf)


def _confidence(best: Authors, others: Iterable[Authors]) -> float:
    names = {key(name) for name in best.people}
    heard = [names.isdisjoint(key(name) for name in other.people) for other in others]
    voice = "disputed" if any(heard) else "confirmed" if heard else "alone"
    share = _RIGHT[best.source, voice]
    return share if all(" " in key(name) for name in best.people) else min(share, _ONE_WORD)
