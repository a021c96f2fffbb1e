"""One raw scrape, an HTML page or a flattened text, to a Page: decoded, and past the gates.

The gates stand before any parser, for a parser that hangs or crashes cannot be asked. What they
refuse is quarantined; what they take out is noted in `problems`.
"""

from __future__ import annotations

from dataclasses import dataclass

import re2

from pipeline.config import LimitSettings
from pipeline.errors import PageError
from pipeline.read.decode import decode
from pipeline.read.ids import article_id
from pipeline.read.policy import apply_policy
from pipeline.read.sidecar import NO_SIDECAR, Sidecar
from pipeline.read.sniff import sniff_kind
from pipeline.records import Page

__all__ = ["Raw", "read_scrape"]

MAX_DOCTYPE_CHARS = 500  # the longest of the standards has 121
_MAX_UTF8_BYTES = 4  # a character
_START_CHARS = 200_000  # what stands before <html>
_XML_DECLARATION = re2.compile(r"(?s)^\s*<\?xml\s.*?\?>")
_DOCTYPE = re2.compile(r"(?i)<!doctype")
_DOCTYPE_END = re2.compile("[<>\\[]")
_SUBSET_END = re2.compile(r"\]\s*>")


@dataclass(frozen=True, slots=True)
class Raw:
    """An input as its reader gets it."""

    source: str  # the source path
    suffix: str  # lower case, without `.gz`
    data: bytes  # unzipped
    sha256: str  # of the file as it lies there
    sidecar: Sidecar = NO_SIDECAR
    http_charset: str = ""  # of the HTTP header, where a container kept it
    problems: tuple[str, ...] = ()


def read_scrape(raw: Raw, limits: LimitSettings) -> Page:
    """The page of an HTML file or a text file. Raises PageError."""
    language = raw.sidecar.language.partition("-")[0]
    decoded = decode(raw.data, http_charset=raw.http_charset, language=language)
    kind = sniff_kind(raw.suffix, decoded.text)
    content, notes = apply_policy(decoded.text, markup=kind == "html")
    gate_notes: tuple[str, ...] = ()
    _check_size(content, decoded.encoding, limits)
    if kind == "html":
        _check_tags(content, limits)
        content, gate_notes = _without_prologue(content)
    problems = (*raw.problems, *decoded.problems, *notes, *gate_notes, *raw.sidecar.problems)
    return Page(
        id=article_id(raw.source),
        source=raw.source,
        kind=kind,
        content=content,
        url=raw.sidecar.url,
        fetched_at=raw.sidecar.fetched_at,
        language=raw.sidecar.language,
        publisher=raw.sidecar.publisher,
        encoding=decoded.encoding,
        sha256=raw.sha256,
        problems=tuple(dict.fromkeys(problems)),
    )


def _check_size(content: str, encoding: str, limits: LimitSettings) -> None:
    """Parsers count bytes of UTF-8, and a page in another encoding grows."""
    if encoding == "utf-8" or len(content) * _MAX_UTF8_BYTES <= limits.max_bytes:
        return
    size = len(content.encode())
    if size > limits.max_bytes:
        limit = f"{limits.max_bytes:,} ([limits] max_bytes)"
        message = f"The page has {size:,} bytes in UTF-8, above {limit}."
        raise PageError("read", "too-large", message)


def _check_tags(content: str, limits: LimitSettings) -> None:
    tags = content.count("<")
    if tags > limits.max_tags:
        message = f"The page has {tags:,} tags, above {limits.max_tags:,} ([limits] max_tags)."
        raise PageError("read", "too-many-tags", message)


def _without_prologue(content: str) -> tuple[str, tuple[str, ...]]:
    """Without the XML declaration, and with a short DOCTYPE.

    Decoding has used the former, and parsers refuse a decoded text that has one. A DOCTYPE that
    is long or declares entities is of no use but for attacks: 40 kB of `/` in it took a library's
    regular expression 6 seconds.
    """
    content = _XML_DECLARATION.sub("", content, 1)
    start = _DOCTYPE.search(content[:_START_CHARS])
    if start is None:
        return content, ()
    end = _doctype_end(content, start.end())
    doctype = content[start.start() : end]
    if len(doctype) <= MAX_DOCTYPE_CHARS and "[" not in doctype:
        return content, ()
    return f"{content[: start.start()]}<!DOCTYPE html>{content[end:]}", ("read:doctype",)


def _doctype_end(content: str, start: int) -> int:
    match = _DOCTYPE_END.search(content, start)
    if match is None:
        return len(content)
    if match[0] == "[":
        subset = _SUBSET_END.search(content, match.end())
        match = subset or match
    end: int = match.start() if match[0] == "<" else match.end()
    return end
