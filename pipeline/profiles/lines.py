"""How lines are compared from page to page, and what the frame of a page is known by.

The normal form folds case, typography and decoration, digits to `#`, names of months and
weekdays to `@`: a line that carries today's date is the same line tomorrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit

from pipeline.metadata.calendars import date_names, month_number, weekday_number
from pipeline.records import Document, PageFrame
from pipeline.rules.phrases import fold, keys_of, line_key
from pipeline.words import words_apart

__all__ = [
    "MAX_LINES",
    "MAX_LINE_CHARS",
    "SKETCH",
    "frame_of",
    "is_worded",
    "line_hash",
    "normal_forms",
    "sketch_of",
]

MAX_LINE_CHARS = 2_000  # a longer block is no frame's
MAX_LINES = 10_000  # of a page; no frame begins below
_MAX_DATED_CHARS = 120  # a date in a longer line is part of prose
_UNDATED_WORDS = 4  # "Monday" alone, but "may" in a sentence is no month
SKETCH = 64  # hashes
_MAX_NAME = 80
_WORD = re.compile(r"[^\W\d_]+")
_LETTER = re.compile(r"[^\W\d_]")
_SUFFIX = re.compile(r"\s[|–—-]\s([^|–—]{2,60})$")
_COPYRIGHT = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)
_MAX_HEAD, _MAX_TAIL = 3, 25  # blocks of a text in which <title> and the © line survive
_SITE_NAMES = ("og:site_name", "application-name", "dc.publisher")


@lru_cache(maxsize=4)  # a page is asked for its key, and then for its lines
def normal_forms(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The form in which each line is compared ("" for a line that is too long to be a frame's).

    `texts` are blocks on one line each (`Document.texts`).

    >>> normal_forms(("» Monday 10/28/21", "Most read (3)", "* * *"))
    ('@ #/#/#', 'most read (#)', '* * *')
    """
    forms = [
        "" if len(text) > MAX_LINE_CHARS else key or fold(text) if len(text) <= _MAX_DATED_CHARS
        else key
        for text, key in zip(texts, keys_of(texts).numbered, strict=True)
    ]  # fmt: skip
    short = [
        index
        for index, (text, form) in enumerate(zip(texts, forms, strict=True))
        if len(text) <= _MAX_DATED_CHARS and ("#" in form or form.count(" ") < _UNDATED_WORDS)
    ]
    dates = _dates(set(_words("\n".join([forms[index] for index in short]))))
    for index in short if dates else ():
        if any(date in forms[index] for date in dates):
            forms[index] = _WORD.sub(
                lambda found: "@" if found[0] in dates else found[0], forms[index]
            )
    return tuple(forms)


def _words(forms: str) -> list[str]:
    """The words of lines whose digits are folded, as `_WORD` finds them."""
    return words_apart(forms).replace("_", " ").split()


def _dates(words: set[str]) -> set[str]:
    """Those of the words that are names of months or weekdays."""
    others = [word for word in words if not word.isascii()]
    return (words & date_names()).union(filter(_is_date, others))


@lru_cache(maxsize=4096)
def _is_date(word: str) -> bool:
    return month_number(word) is not None or weekday_number(word) is not None


# A frame's lines come again with the next page.
@lru_cache(maxsize=16_384)
def _short_hash(normal: str) -> int | None:
    """The short hash of a line that a frame can be recognised by."""
    return line_hash(normal) >> 32 if is_worded(normal) else None


def line_hash(normal: str) -> int:
    """64 bits of a normal form; the upper 32 are its short hash."""
    return int.from_bytes(blake2b(normal.encode("utf-8", "replace"), digest_size=8).digest())


def is_worded(normal: str) -> bool:
    """Whether a frame can be recognised by the line: it has two letters early on."""
    head = normal[:8]
    return (len(head) > 1 and head[:2].isalpha()) or len(_LETTER.findall(head)) >= 2


def sketch_of(normals: Iterable[str]) -> tuple[int, ...]:
    """The smallest short hashes of a page's lines: a sample that pages of one frame share."""
    hashes = {short for short in map(_short_hash, normals) if short is not None}
    return tuple(sorted(hashes)[:SKETCH])


def frame_of(document: Document) -> PageFrame:
    """Whose page it is, by what it says itself; a claim is enough, for nothing is fetched."""
    key = _host(document.page.url) or _claimed_host(document) or _name(document)
    if key:
        return PageFrame(key)
    return PageFrame("", sketch_of(normal_forms(document.texts[:MAX_LINES])))


def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    host = host.lower().removeprefix("www.").strip(".")
    return host if "." in host and len(host) <= 253 else ""


def _claimed_host(document: Document) -> str:
    if document.tree is None:
        return ""
    for element in document.tree.iter("link", "meta"):
        claims = (element.get("rel") or element.get("property") or "").lower().split()
        if {"canonical", "og:url"}.isdisjoint(claims):
            continue
        if host := _host(element.get("href") or element.get("content") or ""):
            return host
    return ""


def _name(document: Document) -> str:
    """`name:` and the publisher: of the sidecar, the markup, or the frame of a text."""
    name = document.page.publisher or _site_name(document) or _framed_name(document)
    key = line_key(" ".join(name.split())[:_MAX_NAME])
    return f"name:{key}" if _LETTER.search(key) else ""


def _site_name(document: Document) -> str:
    if document.tree is None:
        return ""
    for element in document.tree.iter("meta"):
        if (element.get("property") or element.get("name") or "").lower() in _SITE_NAMES:
            return str(element.get("content") or "")
    return ""


def _framed_name(document: Document) -> str:
    """The name behind the title in the first lines, if the © line has it too."""
    texts = document.texts
    notices = [
        line_key(text)
        for text in texts[-_MAX_TAIL:]
        if len(text) <= 200 and _COPYRIGHT.search(text)
    ]
    if document.tree is None and notices:
        for text in texts[:_MAX_HEAD]:
            if claim := _SUFFIX.search(text[-80:]):
                key = line_key(claim[1])
                if key and any(f" {key}" in f" {notice}" for notice in notices):
                    return key
    return ""
