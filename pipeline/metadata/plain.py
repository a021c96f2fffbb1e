"""Page-controlled values become plain text here: one line, the text policy, a length.

Entities and JSON escapes bring back what decoding took out, so every value that comes out of the
markup passes `one_line` once before it is stored or compared.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import urljoin, urlsplit

from pipeline.read.policy import clean_text
from pipeline.words import words_apart

__all__ = ["http_url", "key", "keys", "one_line", "unescaped", "unique"]

_MAX_URL = 2_000
# Browsers read `\\` as `/`, so that the host is another one to them; the rest breaks out of links.
_NOT_IN_URLS = frozenset(' "<>\\')
_NO_WORD = re.compile(r"[\W_]+")
_APART = {code: " " for code in range(128) if not chr(code).isalnum()}  # the same in ASCII
# Values are cut before they are worked on: a title of a megabyte costs nothing then.
_SLACK = 4


def one_line(value: str, limit: int) -> str:
    """`value` after the text policy, on one line, cut at a word to at most `limit` characters."""
    if not value:
        return ""
    text = " ".join(clean_text(value[: limit * _SLACK]).split())
    if len(text) <= limit:
        return text
    cut = text[:limit]
    return cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut


def unescaped(value: str) -> str:
    """`value` with character references resolved: publishers escape twice ("&amp;amp;")."""
    return html.unescape(html.unescape(value)) if "&" in value else value


def key(text: str) -> str:
    """What two writings of a headline or a name share: NFKC, case folded, words only.

    >>> key("“Storm”  hits the COAST!") == key("Storm hits the coast")
    True
    """
    if text.isascii():
        return " ".join(text.lower().translate(_APART).split())
    return _NO_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def keys(lines: Sequence[str]) -> list[str]:
    """`key` of many texts on one line each."""
    if not lines:
        return []
    folded = [
        line.lower() if line.isascii() else unicodedata.normalize("NFKC", line).casefold()
        for line in lines
    ]
    apart = words_apart("\n".join(folded)).replace("_", " ")
    return [" ".join(line.split()) for line in apart.split("\n")]


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values in order, each once (compared by `key`, the first writing wins), none empty."""
    seen: dict[str, str] = {}
    for value in values:
        if value:
            seen.setdefault(key(value) or value, value)
    return tuple(seen.values())


def http_url(value: str, base: str = "") -> str:
    """`value` as an absolute http(s) URL, "" for anything else (`javascript:`, `file:`, …)."""
    text = one_line(value, _MAX_URL + 1)
    if not text or len(text) > _MAX_URL or not _NOT_IN_URLS.isdisjoint(text):
        return ""
    try:
        if base and not urlsplit(text).scheme:
            text = urljoin(base, text)
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:  # "http://[": seen to end a crawl after eleven hours
        return ""
    return text if parts.scheme in {"http", "https"} and host else ""
