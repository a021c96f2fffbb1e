"""A page is the same page in every charset that can hold it.

On stories of our own always; on the pages of the measuring sets where DECHROME_DATA names them:
every DECHROME_STRIDE-th of them (default 60; 1 is the full measurement, some minutes).
Equal means the decoded text, to the character: cleaning is a function of it. Where it differs, the
cleaned bodies are compared too, so both figures are told.
"""

from __future__ import annotations

import gzip
import os
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from pipeline import clean
from pipeline.config import default_config
from pipeline.errors import PageError
from pipeline.read import page_from_bytes
from pipeline.read.decode import decode

STORIES = tomllib.loads((Path(__file__).parent / "stories.toml").read_text(encoding="utf-8"))

# A label as pages write it: Python's codec, and a byte order mark.
CHARSETS = {
    "utf-8": ("utf-8", b""),
    "utf-8 with mark": ("utf-8-sig", b""),
    "utf-16le": ("utf-16-le", b""),
    "utf-16be": ("utf-16-be", b""),
    "utf-16le with mark": ("utf-16-le", b"\xff\xfe"),
    "utf-16be with mark": ("utf-16-be", b"\xfe\xff"),
    "windows-1250": ("cp1250", b""),
    "windows-1251": ("cp1251", b""),
    "windows-1252": ("cp1252", b""),
    "iso-8859-1": ("cp1252", b""),  # what the web means by it
    "windows-1253": ("cp1253", b""),
    "windows-1254": ("cp1254", b""),
    "windows-1255": ("cp1255", b""),
    "windows-1256": ("cp1256", b""),
    "windows-1257": ("cp1257", b""),
    "windows-874": ("cp874", b""),
    "iso-8859-2": ("iso8859-2", b""),
    "iso-8859-5": ("iso8859-5", b""),
    "iso-8859-7": ("iso8859-7", b""),
    "iso-8859-15": ("iso8859-15", b""),
    "koi8-r": ("koi8-r", b""),
    "koi8-u": ("koi8-u", b""),
    "shift_jis": ("cp932", b""),
    "euc-jp": ("euc_jp", b""),
    "iso-2022-jp": ("iso2022_jp", b""),
    "gb18030": ("gb18030", b""),
    "gbk": ("gbk", b""),
    "big5": ("big5", b""),
    "euc-kr": ("cp949", b""),
}
# Undeclared: Russian in EUC-KR, with its double-width letters, is nobody's page.
AT_HOME = {"shift_jis": {"ja"}, "euc-jp": {"ja"}, "euc-kr": {"ko"}}
GOAL_UNDECLARED = 0.97  # of bodies: a guess from three foreign names in an English page may miss
GOAL = 0.995  # of the pages that a charset can hold and that declare it

_DECLARATION = re.compile(r"""<meta\b[^>]*?\bcharset\s*=[^>]*>|<\?xml\b[^>]*?\?>""", re.IGNORECASE)
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)


def declaring(source: str, charset: str) -> str:
    """The page with this declaration, or with none for ""."""
    source = _DECLARATION.sub("", source)
    meta = f'<meta charset="{charset.partition(" ")[0]}">' if charset else ""
    head = _HEAD.search(source)
    place = head.end() if head else 0
    return source[:place] + meta + source[place:]


def in_bytes(source: str, charset: str) -> bytes | None:
    """The page in a charset; None where that cannot hold it."""
    codec, mark = CHARSETS[charset]
    try:
        data = source.encode(codec)
        return mark + data if data.decode(codec) == source else None
    except UnicodeError:
        return None


def text_of(data: bytes) -> str:
    try:
        return decode(data).text
    except PageError:
        return ""


def body_of(data: bytes, name: str = "a.html") -> str:
    try:
        page = page_from_bytes(data, name, default_config().settings.limits)
    except PageError:
        return ""
    return clean(page).body


# --- our own stories -----------------------------------------------------------------------------

# ISO 8859 and the KOI have no typographic quotes and dashes.
_PLAIN = str.maketrans(
    {**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’", "'"), "–": "-", "…": "."}
)


def story(language: str, charset: str) -> str:
    """The story in letters that the charset has; "" where there are none."""
    text = STORIES[language].strip()
    plain = text.translate(_PLAIN)
    return next((t for t in (text, plain) if in_bytes(t, charset) is not None), "")


def story_page(text: str, language: str, charset: str = "") -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>\n" for paragraph in text.split("\n\n"))
    page = (
        f"<html lang={language[:2]}><head><title>1</title></head><body>{paragraphs}</body></html>"
    )
    return declaring(page, charset)


def test_the_stories_are_enough() -> None:
    assert len(STORIES) >= 12
    assert len(CHARSETS) >= 20
    assert all(any(story(language, charset) for language in STORIES) for charset in CHARSETS)


@pytest.mark.parametrize("charset", CHARSETS)
def test_stories_in(charset: str) -> None:
    for language in STORIES:
        text = story(language, charset)
        if not text:
            continue
        declared = story_page(text, language, charset)
        data = in_bytes(declared, charset) or b""
        assert text_of(data) == declared
        assert body_of(data) == text
        if language not in AT_HOME.get(charset, STORIES):
            continue
        undeclared = story_page(text, language)
        assert text_of(in_bytes(undeclared, charset) or b"") == undeclared
        # A text has no language either.
        assert text_of(in_bytes(text, charset) or b"") == text


# --- the measuring sets --------------------------------------------------------------------------


def measured(stride: int, is_declared: bool) -> dict[str, Counter[str]]:
    """For each charset: pages that it holds, those whose text is equal, and whose body is."""
    found: dict[str, Counter[str]] = {charset: Counter() for charset in CHARSETS}
    pages = sorted(Path(os.environ["DECHROME_DATA"]).glob("*/pages/*.html.gz"))
    assert pages
    for path in pages[::stride]:
        original = text_of(gzip.decompress(path.read_bytes()))
        for charset, counts in found.items():
            source = declaring(original, charset if is_declared else "")
            data = in_bytes(source, charset)
            if data is None:
                continue
            counts["held"] += 1
            is_equal = text_of(data) == source
            counts["text"] += is_equal
            counts["body"] += is_equal or body_of(data) == body_of(source.encode())
            if not is_equal:
                counts[path.name] += 1
    return found


def shares(found: dict[str, Counter[str]]) -> str:
    return "\n".join(
        f"{name:20} held {c['held']:5}  text {c['text'] / c['held']:.4f}  "
        f"body {c['body'] / c['held']:.4f}  {[n for n in c if '.' in n][:3]}"
        for name, c in found.items()
        if c["held"]
    )


@pytest.mark.skipif("DECHROME_DATA" not in os.environ, reason="needs the measuring sets")
@pytest.mark.parametrize("is_declared", [True, False], ids=["declared", "undeclared"])
def test_the_measuring_pages(is_declared: bool) -> None:
    found = measured(int(os.environ.get("DECHROME_STRIDE", "60")), is_declared)
    total = sum(found.values(), Counter[str]())
    print(shares(found))
    print(f"text {total['text'] / total['held']:.4%} body {total['body'] / total['held']:.4%}")
    if is_declared:
        assert total["text"] >= GOAL * total["held"], shares(found)
    assert total["body"] >= (GOAL if is_declared else GOAL_UNDECLARED) * total["held"], shares(
        found
    )
