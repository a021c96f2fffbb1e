from __future__ import annotations

import hashlib
import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.ids import MAX_ID_CHARS, article_id, source_path

SLUGS = {
    "000_246eb28da4f115b2.txt": "000_246eb28da4f115b2",
    "news/2021/Big Story.HTML.gz": "news-2021-big-story",
    "Zażółć/gęślą-ß.htm": "zazolc-gesla-ss",
    "e\u0301tude.xhtml": "etude",
    "story.php": "story-php",
    "中文.html": "page",
    ".html": "page",
    "": "page",
    "-rf": "rf",
    "__init__.txt": "init",
    "../../escaped": "escaped",
    "CON": "con",
    "$(id)`id`;id": "id-id-id",
    "\u0130stanbul.txt": "istanbul",
}


@pytest.mark.parametrize("source", SLUGS)
def test_slug_and_hash(source):
    digest = hashlib.sha256(source.encode()).hexdigest()[:16]
    assert article_id(source) == f"{SLUGS[source]}-{digest}"


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_an_id_is_safe_everywhere(source):
    identity = article_id(source)
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*-[0-9a-f]{16}", identity)
    assert len(identity) <= MAX_ID_CHARS


def test_a_long_path_keeps_its_end():
    identity = article_id("x" * 500 + "/the-story.html")
    assert len(identity) <= MAX_ID_CHARS
    assert identity[:-17].endswith("-the-story")


def test_equal_slugs_are_told_apart():
    ids = {article_id(name) for name in ("a/story.html", "a/story.htm", "A/Story.html", "a-story")}
    assert len(ids) == 4


def test_bytes_are_a_path_that_is_not_escaped_yet():
    assert article_id(b"caf\xe9.html") == article_id("caf\\xe9.html")
    assert article_id("é.html".encode()) == article_id("é.html")


PATHS = {
    b"a/b.html": "a/b.html",
    "büro/é.html".encode(): "büro/é.html",
    "e\u0301.html".encode(): "e\u0301.html",
    b"caf\xe9.html": "caf\\xe9.html",
    b"a\\b.html": "a\\b.html",
    b"\\xe9.html": "\\x5cxe9.html",
    b"\\\xe9.html": "\\\\xe9.html",
    b"new\nline\x1b[31m\x7f.html": "new\\x0aline\\x1b[31m\\x7f.html",
    "\u202egnp\u2028\x9b.html".encode(): "\\xe2\\x80\\xaegnp\\xe2\\x80\\xa8\\xc2\\x9b.html",
    b"\xed\xa0\xbd.html": "\\xed\\xa0\\xbd.html",
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("root", ["/raw", "/raw/", b"/raw"])
def test_source_path(root, path):
    assert source_path(root, b"/raw/" + path) == PATHS[path]


def test_two_paths_never_have_the_same_source_path():
    parts = [b"\\", b"x", b"5", b"c", b"f", b"\xff", "\x9b".encode(), b"\n"]
    names = [b"".join(p) for n in range(1, 6) for p in itertools.product(parts, repeat=n)]
    assert len({source_path("/raw", b"/raw/" + name) for name in names}) == len(set(names))


def test_a_path_outside_has_none():
    for path in (b"/rawer/a", b"/other"):
        with pytest.raises(ValueError, match="is not below"):
            source_path("/raw", path)
