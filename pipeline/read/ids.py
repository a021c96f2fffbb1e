"""Names of inputs: the source path below the raw folder, and the article's id made from it."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata

__all__ = ["MAX_ID_CHARS", "article_id", "source_path"]

MAX_ID_CHARS = 100
_HASH_CHARS = 16

# What cannot stand in a line of a log, a table or a terminal: control characters, line
# separators, and the characters that reorder what a reader sees.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
# A backslash that would read as one of ours.
_AMBIGUOUS = re.compile(r"\\(?=x[0-9a-f]{2})")

_PAGE_SUFFIX = re.compile(r"(\.(html?|xhtml|te?xt))?(\.gz)?$", re.IGNORECASE)
_OTHER = re.compile("[^A-Za-z0-9_]+")


def _letters() -> dict[int, str]:
    """ASCII for the accented letters that all Unicode versions know; marks of their own: none."""
    table = dict.fromkeys(range(0x300, 0x370), "")
    for point in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(point))[0]
        if base.isascii():
            table[point] = base
    for letters, plain in (
        ("ßẞ", "ss"), ("æÆ", "ae"), ("œŒ", "oe"), ("øØ", "o"), ("đĐðÐ", "d"), ("þÞ", "th"),
        ("łŁ", "l"), ("ħĦ", "h"), ("ıĸ", "i"), ("ŋŊ", "n"), ("ŧŦ", "t"), ("ə", "e"),
    ):  # fmt: skip
        table |= {ord(letter): plain for letter in letters}
    return table


_LETTERS = _letters()


def source_path(raw_root: str | bytes | os.PathLike[str], path: bytes) -> str:
    r"""Where `path` lies below `raw_root`, `/`-separated; two paths never give the same string.

    Bytes that are not UTF-8 are written `\xNN`, and so are those of control characters, line
    separators and bidi overrides. A backslash stays as it is, unless it would read as such an
    escape; then it is written `\x5c`. Raises ValueError for a path that is not below the root.

    >>> source_path("/raw", b"/raw/b\xc3\xbcro/caf\xe9\n.html")
    'büro/caf\\xe9\\x0a.html'
    """
    root = os.fsencode(raw_root).rstrip(b"/") + b"/"
    if not path.startswith(root):
        raise ValueError(f"{path!r} is not below {root!r}")
    return _readable(path[len(root) :])


def _readable(name: bytes) -> str:
    text = _AMBIGUOUS.sub(r"\\x5c", name.decode("utf-8", "surrogateescape"))
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _UNPRINTABLE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return "".join(f"\\x{byte:02x}" for byte in match[0].encode())


def article_id(source: str | bytes) -> str:
    """The id of the article at a source path: readable, unique, and safe as a file name.

    A slug of the path's end (`page` where nothing is left of it), `-`, and 16 hex digits of the
    SHA-256 of the source path in UTF-8. Only `a-z0-9_-`, a letter or digit first, at most 100
    characters. Bytes are taken for a path below the raw folder that is not escaped yet.

    >>> article_id("züri/Ein Fall.html")
    'zuri-ein-fall-25bcf371ffb820fb'
    """
    text = _readable(source) if isinstance(source, bytes) else source
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_CHARS]
    stem = _PAGE_SUFFIX.sub("", text).translate(_LETTERS)
    slug = _OTHER.sub("-", stem).lower()[-(MAX_ID_CHARS - 1 - _HASH_CHARS) :].strip("-_")
    return f"{slug or 'page'}-{digest}"
