"""A raw page -> its lines: what the worker hands over, so that the parent never parses a page."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.config import Config
from pipeline.profiles.lines import MAX_LINES, frame_of, is_worded, line_hash, normal_forms
from pipeline.records import Document, Page, PageFrame
from pipeline.segment import segment
from pipeline.write.formats import json_line

__all__ = [
    "EXEMPT",
    "PROSE",
    "WORDED",
    "PageLines",
    "Read",
    "is_exempt",
    "page_of",
    "read_lines",
    "render_lines",
    "texts_of",
]

PROSE, EXEMPT, WORDED = 1, 2, 4  # flags of a line
_MAX_WORDS = 65_535

# What comes back on many pages and is not chrome: datelines, tails, quotes. Shapes of news in
# any language; what stands in a longer line never repeats.
_DATELINE = re.compile(r"[^\W\d_][^!?:|]{2,70}(?:\([^()]{2,40}\))?\s?[-–—]")
_TAIL = re.compile(
    r"[(\[（][^()\[\]（）]*[^\W\d_]{2}[^()\[\]（）]*[)\]）]|"
    r"(?i:(?:with )?(?:additional )?(?:reporting|writing|editing) by .*|with files from .*|"
    r"mit material von .*|avec (?:afp|reuters|ap)\b.*)"
)
# A run without any quotation mark between two of them.
_QUOTE = re.compile('["“„«»‘‚「『][^"“”„«»「」『』]{12,}["”“»«’‘」』][.!?]?')
_MAX_EXEMPT_CHARS = 300


@dataclass(frozen=True, slots=True)
class Read:
    """A page whose lines were read. `body` is what the edge asks for: whether there is any."""

    page: Page
    frame: PageFrame
    normals: tuple[str, ...]
    flags: tuple[int, ...]
    words: tuple[int, ...]
    texts: tuple[str, ...]

    @property
    def body(self) -> str:
        """Not empty where the page has a line."""
        return self.texts[0] if self.texts else ""


@dataclass(frozen=True, slots=True)
class PageLines:
    """What learning keeps of a page: its lines as hashes, in order. Some 11 bytes a line."""

    source: str
    sha256: str
    date: str  # YYYY-MM-DD of `fetched_at`, "" unknown
    frame: PageFrame
    lines: array[int]  # `line_hash` of each; 0 for a line that is too long
    flags: bytes
    words: array[int]

    @property
    def order(self) -> tuple[str, str]:
        """By what pages hold, not by what they are called: the order to look at them in."""
        return self.sha256, self.source


def read_lines(page: Page, config: Config) -> Read:
    """What `clean` is to cleaning: read by the edge, in a worker."""
    document = segment(page, config)
    texts = document.texts[:MAX_LINES]
    normals = normal_forms(texts)
    return Read(
        page=page,
        frame=frame_of(document),
        normals=normals,
        flags=tuple(_flags(document, index, normal) for index, normal in enumerate(normals)),
        words=tuple(min(s.words, _MAX_WORDS) for s in document.shapes[: len(texts)]),
        texts=texts,
    )


def _flags(document: Document, index: int, normal: str) -> int:
    prose = PROSE if document.shapes[index].is_sentence else 0
    exempt = EXEMPT if is_exempt(document.texts[index]) else 0
    return prose | exempt | (WORDED if is_worded(normal) else 0)


def is_exempt(text: str) -> bool:
    """Whether a line is a dateline, an attribution tail or a quotation, whole and by itself.

    >>> [is_exempt(t) for t in ("AUBURN, Wash. —", "(dpa/NAN)", "Most read", "“I will not go.”")]
    [True, True, False, True]
    """
    if len(text) > _MAX_EXEMPT_CHARS:
        return False
    is_dateline = text[-1:] in "-–—" and text[:2].isupper() and _DATELINE.fullmatch(text)
    return bool(is_dateline or _TAIL.fullmatch(text) or _QUOTE.fullmatch(text))


def render_lines(read: Read, config: Config) -> bytes:
    """Two lines of JSON: what learning counts, and the texts, which it seldom asks for."""
    head = {
        "sha256": read.page.sha256,
        "date": read.page.fetched_at[:10],
        "key": read.frame.key,
        "sketch": read.frame.sketch,
        "lines": [line_hash(normal) if normal else 0 for normal in read.normals],
        "flags": read.flags,
        "words": read.words,
    }
    return json_line(head) + json_line({"texts": read.texts})


def page_of(source: str, head: bytes) -> PageLines:
    """The first line that `render_lines` wrote."""
    told = json.loads(head)
    return PageLines(
        source=source,
        sha256=told["sha256"],
        date=told["date"],
        frame=PageFrame(told["key"], tuple(told["sketch"])),
        lines=array("Q", told["lines"]),
        flags=bytes(told["flags"]),
        words=array("H", told["words"]),
    )


def texts_of(tail: bytes) -> Sequence[str]:
    """The second line."""
    texts: list[str] = json.loads(tail)["texts"]
    return texts
