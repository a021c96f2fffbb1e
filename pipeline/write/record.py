"""The flat record, in one table: everything that is written about an article comes from here.

`articles.jsonl`, the header and rows of `metadata.csv`, `schema.json`, the dataset card and the
Parquet schema are all made from `FIELDS`, so they cannot disagree. The flat part has strings,
numbers and booleans only and every key always: a null or an empty list in the first shard of a
corpus breaks HF datasets, polars and pyarrow, or silently drops the column.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from pipeline.config import Config, LimitSettings
from pipeline.read.policy import clean_text
from pipeline.records import Article
from pipeline.version import CLEANER, CLEANER_VERSION, SCHEMA
from pipeline.write.formats import Value, csv_line, dump, json_line
from pipeline.write.hosts import country_of, hostname_of
from pipeline.write.ledger import Removed, block_entries, removed_spans
from pipeline.write.rows import Row, Vitals, record_digest, row_bytes

__all__ = [
    "FIELDS",
    "JOINED",
    "SEPARATOR",
    "Field",
    "flat_record",
    "joined_record",
    "nested_record",
    "render",
]

SEPARATOR = "; "
_MAX_CHARS = 2_000  # of a string that has no limit of its own
_MAX_PUBLISHER = 100
_REMOVED_KEYS = tuple(field.name for field in fields(Removed))
_MAX_LISTED = 100  # items of a list: a page with 5,000 tags has none


@dataclass(frozen=True)
class _Source:
    """What the getters read: an article, the config it was cleaned with, and its ledger."""

    article: Article
    config: Config
    removed: tuple[Removed, ...]

    @property
    def limits(self) -> LimitSettings:
        return self.config.settings.limits

    @property
    def hostname(self) -> str:
        page, metadata = self.article.page, self.article.metadata
        return hostname_of(page.url) or hostname_of(metadata.canonical_url)


@dataclass(frozen=True, slots=True)
class Field:
    """One key of the flat record.

    `of` says what a change of it means to a reader (`provenance`: nothing); `listed` strings
    are items joined by "; ".
    """

    key: str
    type: type[str] | type[int] | type[float] | type[bool]
    of: Literal["text", "metadata", "ledger", "provenance"]
    get: Callable[[_Source], Value]
    description: str
    listed: bool = False


def _line(value: str, limit: int = _MAX_CHARS) -> str:
    """The last guard: the text policy, one line (no tab either), cut to `limit` characters.

    The metadata stage hands over clean values; a cell of the CSV or a log line must not depend
    on every future labeller remembering that. After the cut once more: it may part two isolates.
    """
    text = " ".join(clean_text(value[: 4 * limit]).split())
    return text if len(text) <= limit else clean_text(text[:limit]).rstrip()


def _address(value: str) -> str:
    """The last guard of an address: it may become a link on somebody's page."""
    return _line(value) if value.startswith(("http://", "https://")) else ""


def _join(values: Iterable[str], limit: int = _MAX_CHARS) -> str:
    """Items joined by "; "; a semicolon inside an item becomes a comma, so splitting is exact."""
    items = (_line(value, limit).replace(";", ",") for value in values)
    kept = dict.fromkeys(item for item in items if item)
    return SEPARATOR.join(list(kept)[:_MAX_LISTED])


def _problems(article: Article) -> tuple[str, ...]:
    found = (*article.page.problems, *article.problems, *article.metadata.problems)
    return tuple(dict.fromkeys(found))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# In the order in which they are written. A new key: minor version of SCHEMA; a renamed or
# removed key: major.
FIELDS: tuple[Field, ...] = (
    Field("id", str, "provenance", lambda s: s.article.id,
          "readable slug of source_path, `-`, 16 hex digits; [a-z0-9_-] only"),
    Field("text", str, "text", lambda s: s.article.body,
          "the clean body; paragraphs separated by one blank line"),
    Field("title", str, "metadata",
          lambda s: _line(s.article.metadata.title, s.limits.title_chars),
          "the headline, without the site's name"),
    Field("description", str, "metadata",
          lambda s: _line(s.article.metadata.description, s.limits.description_chars),
          "lead or summary, where it is not part of the body"),
    Field("byline", str, "metadata",
          lambda s: _line(s.article.metadata.byline, s.limits.author_chars),
          "the byline as it stood"),
    Field("authors", str, "metadata",
          lambda s: _join(s.article.metadata.authors, s.limits.author_chars),
          "people only; organisations stand in agencies or publisher", listed=True),
    Field("agencies", str, "metadata", lambda s: _join(s.article.metadata.agencies),
          "news agencies that the article credits (not those of its pictures)", listed=True),
    Field("contributors", str, "metadata",
          lambda s: _join(s.article.metadata.contributors, s.limits.author_chars),
          "people, and codes of people, that the article credits beside its authors", listed=True),
    Field("dateline_place", str, "metadata",
          lambda s: _line(s.article.metadata.dateline_place), "place of the dateline"),
    Field("published", str, "metadata", lambda s: _line(s.article.metadata.published),
          "YYYY-MM-DD, YYYY-MM or YYYY as published, never shifted to UTC"),
    Field("published_time", str, "metadata",
          lambda s: _line(s.article.metadata.published_time),
          "HH:MM[:SS][±HH:MM]; a column of its own because loaders shift offsets to UTC"),
    Field("published_raw", str, "metadata",
          lambda s: _line(s.article.metadata.published_raw), "the date as the page wrote it"),
    Field("published_source", str, "metadata",
          lambda s: _line(s.article.metadata.published_source),
          "where the date was found (jsonld, meta, htmldate, header-line, ...)"),
    Field("published_conf", float, "metadata",
          lambda s: round(s.article.metadata.published_conf, 4),
          "0 to 1; 0 where published is unknown"),
    Field("updated", str, "metadata", lambda s: _line(s.article.metadata.updated),
          "date of the last change, in the form of published"),
    Field("title_source", str, "metadata", lambda s: _line(s.article.metadata.title_source),
          "where the title was found"),
    Field("title_conf", float, "metadata",
          lambda s: round(s.article.metadata.title_conf, 4), "0 to 1; 0 where title is unknown"),
    Field("authors_source", str, "metadata",
          lambda s: _line(s.article.metadata.authors_source), "where the authors were found"),
    Field("authors_conf", float, "metadata",
          lambda s: round(s.article.metadata.authors_conf, 4),
          "0 to 1; 0 where authors are unknown"),
    Field("section", str, "metadata", lambda s: _line(s.article.metadata.section),
          "the section that the publisher filed it under"),
    Field("tags", str, "metadata", lambda s: _join(s.article.metadata.tags),
          "the publisher's keywords", listed=True),
    Field("publisher", str, "metadata", lambda s: _line(s.article.metadata.publisher),
          "who published it"),
    Field("url", str, "metadata", lambda s: _address(s.article.page.url),
          "the address that it was fetched from (sidecar)"),
    Field("canonical_url", str, "metadata",
          lambda s: _address(s.article.metadata.canonical_url),
          "what the page claims as its address; a claim, not a fact"),
    Field("hostname", str, "metadata", lambda s: _line(s.hostname),
          "host of url, else of canonical_url, without `www.`"),
    Field("country", str, "metadata", lambda s: country_of(s.hostname),
          "ISO 3166 code of the host's country domain"),
    Field("language", str, "metadata", lambda s: _line(s.article.metadata.language),
          "ISO 639-1 of the clean body"),
    Field("language_conf", float, "metadata",
          lambda s: round(s.article.metadata.language_conf, 4), "0 to 1"),
    Field("n_chars", int, "text", lambda s: len(s.article.body), "characters of text"),
    Field("n_words", int, "text", lambda s: len(s.article.body.split()),
          "words of text, separated by white space"),
    Field("n_paragraphs", int, "text", lambda s: len(s.article.paragraphs),
          "paragraphs of text"),
    Field("n_removed_blocks", int, "ledger", lambda s: len(s.removed),
          "blocks and spans of blocks that were removed"),
    Field("n_removed_chars", int, "ledger", lambda s: sum(len(r.text) for r in s.removed),
          "their characters"),
    Field("is_article", bool, "metadata", lambda s: s.article.metadata.is_article,
          "false for listings, forums, stubs and the like"),
    Field("is_truncated", bool, "metadata", lambda s: s.article.metadata.is_truncated,
          "the text stops at a paywall or was cut by the scraper"),
    Field("page_kind", str, "metadata", lambda s: _line(s.article.metadata.page_kind),
          "article, listing, stub, live, forum, product, error"),
    Field("access", str, "metadata", lambda s: _line(s.article.metadata.access),
          "free or paywalled"),
    Field("confidence", float, "metadata", lambda s: round(s.article.confidence, 4),
          "0 to 1: the chance of a word F1 of 0.95 or more ([quality](quality.md))"),
    Field("fetched_at", str, "metadata", lambda s: _line(s.article.page.fetched_at),
          "when it was fetched (sidecar)"),
    Field("problems", str, "metadata", lambda s: _join(_problems(s.article)),
          "codes of what was odd about the page", listed=True),
    # The next three are empty in a row, and joined when it is published (`joined_record`).
    Field("dup_group", str, "metadata", lambda _: "",
          "smallest id of the articles that repeat one another"),
    Field("dup_of", str, "metadata", lambda _: "",
          "id of the article that this one repeats; the longest of a group repeats none"),
    Field("dup_score", float, "metadata", lambda _: 0.0,
          "share of this text, in five-word shingles, that stands in dup_of too"),
    Field("source_path", str, "provenance", lambda s: s.article.page.source,
          "path below the raw folder"),
    Field("source_sha256", str, "provenance", lambda s: s.article.page.sha256,
          "of the raw bytes"),
    Field("source_kind", str, "metadata", lambda s: s.article.page.kind, "html or text"),
    Field("source_encoding", str, "metadata", lambda s: _line(s.article.page.encoding),
          "the encoding that the raw bytes were read in"),
    Field("text_sha256", str, "text",
          lambda s: _sha256(s.article.body.encode("utf-8", "replace")), "of text, in UTF-8"),
    Field("cleaner", str, "provenance", lambda _: CLEANER, "the program that wrote this"),
    Field("cleaner_version", str, "provenance", lambda _: CLEANER_VERSION, "its version"),
    Field("config_sha256", str, "provenance", lambda s: s.config.digest,
          "of the rules and settings it ran with"),
    Field("schema", str, "provenance", lambda _: SCHEMA, "the form of this record"),
)  # fmt: skip


JOINED = ("dup_group", "dup_of", "dup_score")


def flat_record(article: Article, config: Config) -> dict[str, Value]:
    """The flat part: every key of `FIELDS`, in their order; "" / 0 / False mean unknown."""
    return _flat(_Source(article, config, removed_spans(article)))


def _flat(source: _Source) -> dict[str, Value]:
    return {field.key: field.get(source) for field in FIELDS}


def nested_record(article: Article, config: Config) -> dict[str, Any]:
    """The part that only `articles/<id>.json` has: images, dates, other titles, every block."""
    limit = config.settings.limits.title_chars
    metadata = article.metadata
    return {
        "images": [
            {
                "caption": _line(image.caption),
                "credit": _line(image.credit),
                "agency": _line(image.agency),
                "url": _address(image.url),
                "block": image.block,
            }
            for image in metadata.images
        ],
        "dates": [
            {
                "value": _line(date.value),
                "time": _line(date.time),
                "role": _line(date.role),
                "raw": _line(date.raw),
                "source": _line(date.source),
                "conf": round(date.conf, 4),
                "block": date.block,
            }
            for date in metadata.dates
        ],
        "title_alternatives": [_line(title, limit) for title in metadata.title_alternatives],
        "blocks": block_entries(article),
    }


def render(article: Article, config: Config) -> bytes:
    """The row of a cleaned article (`write/rows.py`), without id, path and input digest.

    An article without body text gives its removed blocks only; its status is `empty`.
    """
    source = _Source(article, config, removed_spans(article))
    flat, nested = _flat(source), nested_record(article, config)
    removed = b"".join(_removed_line(article.id, span) for span in source.removed)
    parts = (b"", b"", b"", removed)
    if article.body:
        cells = csv_line(value for key, value in flat.items() if key != "text")
        parts = (json_line(flat), cells, _record_file(flat, nested), removed)
    claims = {key: value for key, value in nested.items() if key != "blocks"}
    row = Row(
        status="cleaned" if article.body else "empty",
        text=_short(_of(flat, "text")),
        metadata=_short([_of(flat, "metadata"), claims]),
        ledger=_short([_of(flat, "ledger"), nested["blocks"]]),
        record=record_digest(article.body, parts[2]) if article.body else "",
        vitals=_vitals(article, flat),
        key=article.frame.key,
        sketch="".join(f"{short:08x}" for short in article.frame.sketch),
        profile=config.profiles.digest_for(article.frame) if config.profiles else "",
        sizes=tuple(len(part) for part in parts),
        body=b"".join(parts),
    )
    return row_bytes(row)


def joined_record(
    line: bytes, record: bytes, known: Mapping[str, Value]
) -> tuple[bytes, bytes, bytes, str]:
    """An article with other values for `JOINED`: its line, its cells, its own file; its text.

    `line` and `record` are what `render` made, with these keys empty.
    """
    flat = json.loads(line) | {key: known[key] for key in JOINED}
    for key in JOINED:
        # Inside of a string this could not stand: there, quotation marks are escaped.
        empty = dump("" if type(known[key]) is str else 0.0)
        old, new = (f"\n {dump(key)}: {value},\n".encode() for value in (empty, dump(known[key])))
        record = record.replace(old, new, 1)
    cells = csv_line(value for key, value in flat.items() if key != "text")
    return json_line(flat), cells, record, flat["text"]


def _removed_line(id: str, span: Removed) -> bytes:
    return json_line({"id": id} | {name: getattr(span, name) for name in _REMOVED_KEYS})


def _vitals(article: Article, flat: dict[str, Value]) -> Vitals:
    folder, slash, _ = article.page.source.partition("/")
    publisher = str(flat["hostname"] or flat["publisher"] or (folder + slash if slash else ""))
    return Vitals(
        publisher=publisher[:_MAX_PUBLISHER],
        chars=int(flat["n_chars"]),
        removed=int(flat["n_removed_chars"]),
        has_title=bool(flat["title"]),
        has_date=bool(flat["published"]),
    )


def _of(flat: dict[str, Value], kind: str) -> list[Value]:
    return [flat[field.key] for field in FIELDS if field.of == kind]


def _short(value: object) -> str:
    return _sha256(json.dumps(value, sort_keys=True).encode())[:16]


def _record_file(flat: dict[str, Value], nested: dict[str, Any]) -> bytes:
    """The article's own file: a line for every key, a line for every item of a list.

    Readable and greppable, and a diff of two runs shows the blocks that changed.
    """
    lines = [f" {dump(key)}: {dump(value)}" for key, value in flat.items()]
    for key, items in nested.items():
        listed = ",\n".join(f"  {dump(item)}" for item in items)
        lines.append(f" {dump(key)}: [\n{listed}\n ]" if items else f" {dump(key)}: []")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode("utf-8", "replace")
