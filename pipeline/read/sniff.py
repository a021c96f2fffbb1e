"""What a file is, by its content; the suffix is believed where it does not lie.

Two answers are refusals: `not-a-page` for what nobody would call one, and `no_reader` for
containers of pages, which have no reader yet.
"""

from __future__ import annotations

import json
from typing import Literal

import re2

from pipeline.errors import PageError

__all__ = [
    "HTML_SUFFIXES",
    "TEXT_SUFFIXES",
    "refuse_content",
    "refuse_suffix",
    "sniff_kind",
    "suffix_of",
]

HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
TEXT_SUFFIXES = frozenset({".txt", ".text"})

# Suffixes of containers and other formats that hold pages or articles, and what to call them.
NO_READER = {
    ".jsonl": "a JSON Lines file",
    ".ndjson": "a JSON Lines file",
    ".json": "a JSON file",
    ".warc": "a WARC file",
    ".arc": "an ARC file",
    ".wacz": "a WACZ file",
    ".parquet": "a Parquet file",
    ".csv": "a CSV table",
    ".tsv": "a TSV table",
    ".mhtml": "an MHTML file",
    ".mht": "an MHTML file",
    ".eml": "an e-mail",
    ".rss": "a news feed",
    ".atom": "a news feed",
}
# What mirrors of web sites leave beside the pages; by content some of it would pass for text.
NOT_A_PAGE = {
    ".css": "a style sheet",
    ".js": "a script",
    ".mjs": "a script",
    ".svg": "an image",
    ".map": "a source map",
}
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"PK\x03\x04", "a ZIP archive (or a document made as one)"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b\x08", "a gzip file inside a gzip file"),
    (b"\x1f\x9d", "a compressed file"),
    (b"BZh91AY&SY", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript file"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"OggS\x00", "a sound or film"),
    (b"ID3\x03\x00", "a sound"),
    (b"ID3\x04\x00", "a sound"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
)
_CONTAINER_MAGIC = (
    (b"WARC/1.", "a WARC file"),
    (b"PAR1\x15", "a Parquet file"),
    (b"Obj\x01", "an Avro file"),
)
_RIFF = (b"WEBP", b"WAVE", b"AVI ")
_FEED = re2.compile(
    r"(?is)^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:rdf|urlset)[\s>]"
)

_TAGS = (
    "a abbr address article aside b blockquote body br button caption center cite code dd div dl "
    "dt em figcaption figure font footer form frameset h1 h2 h3 h4 h5 h6 head header hr html i "
    "iframe img input li link main meta nav noscript ol p pre q s section script small source span "
    "strong style sub sup svg table tbody td template th thead time title tr u ul video"
)
_TAG = re2.compile(rf"(?i)</?(?:{'|'.join(_TAGS.split())})(?:\s[^<>]*)?/?>")
_PAGE_START = re2.compile(
    r"(?is)^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body)[\s>/]"
)
_COMMENTS = re2.compile(r"(?s)^\s*<!--.*-->\s*$")
_START_CHARS = 65_536
_MIN_TAGS = 3  # of a fragment without <html>
_CHARS_PER_TAG = 2_000  # more text than this for each tag is text that speaks of tags


def suffix_of(source_path: str) -> tuple[str, bool]:
    """The lower-case suffix of a source path, and whether `.gz` followed it.

    >>> suffix_of("a.b/Story.HTML.gz"), suffix_of("a.b/story")
    (('.html', True), ('', False))
    """
    name = source_path.rpartition("/")[2].lower()
    is_zipped = name.endswith(".gz")
    stem, dot, suffix = name.removesuffix(".gz").rpartition(".")
    return (dot + suffix if stem else ""), is_zipped


def refuse_suffix(suffix: str) -> None:
    """Raise PageError for what its suffix says is no page: such a file need not be read."""
    if suffix in NO_READER:
        raise _no_reader(NO_READER[suffix])
    if suffix in NOT_A_PAGE:
        raise _not_a_page(NOT_A_PAGE[suffix])


def refuse_content(data: bytes) -> None:
    """Raise PageError for what is no page by its first bytes."""
    for magic, what in _CONTAINER_MAGIC:
        if data.startswith(magic):
            raise _no_reader(what)
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise _not_a_page(what)
    if data[4:8] == b"ftyp" or (data[:4] == b"RIFF" and data[8:12] in _RIFF):
        raise _not_a_page("an image, sound or film")
    if _FEED.search(data[:4_096].decode("latin-1")):
        raise _no_reader("a news feed or site map")
    if data[:1_024].lstrip()[:1] in (b"{", b"[") and _is_json(data):
        raise _no_reader("a JSON file")


def _no_reader(what: str) -> PageError:
    return PageError(
        "read",
        "no_reader",
        f"The file is {what}, for which there is no reader; extract its pages into files first.",
    )


def _not_a_page(what: str) -> PageError:
    return PageError("read", "not-a-page", f"The file is {what}, not a page or a text.")


def _is_json(data: bytes) -> bool:
    """Whether the file, or its first line, is an object in JSON or a list that begins with one."""
    for text in (data.lstrip().split(b"\n", 1)[0], data):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            continue
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, dict):
            return True
    return False


def sniff_kind(suffix: str, text: str) -> Literal["html", "text"]:
    """Whether a decoded text is an HTML page or a text.

    A `.txt` that is a whole page is one; a flattened text that speaks of `<b>` is a text. HTML
    without a single tag is a text. Without a known suffix a fragment of HTML needs some tags.
    """
    if suffix in HTML_SUFFIXES:
        is_html = not text.strip() or any(
            pattern.search(text) for pattern in (_TAG, _PAGE_START, _COMMENTS)
        )
    elif _PAGE_START.search(text[:_START_CHARS]):
        is_html = suffix not in TEXT_SUFFIXES or _has_tags(text)
    else:
        is_html = suffix not in TEXT_SUFFIXES and _has_tags(text)
    return "html" if is_html else "text"


def _has_tags(text: str) -> bool:
    tags = sum(1 for _ in _TAG.finditer(text[:_START_CHARS]))
    return tags >= max(_MIN_TAGS, min(len(text), _START_CHARS) / _CHARS_PER_TAG)
