from __future__ import annotations

import gzip
import hashlib
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import LimitSettings
from pipeline.errors import PageError
from pipeline.read import (
    READERS,
    article_id,
    fingerprint,
    page_from_bytes,
    read_input,
    read_page,
)
from pipeline.records import Page

LIMITS = LimitSettings()
PAGE = "<html><body><p>The wall will be mended – soon.</p></body></html>".encode()


def test_a_file_with_its_sidecar(tmp_path):
    path = tmp_path / "story.html"
    path.write_bytes(PAGE)
    (tmp_path / "story.html.meta.json").write_text('{"url": "https://example.com/s", "x": 1}')
    page = read_page(path)
    assert page == Page(
        id=article_id("story.html"),
        source="story.html",
        kind="html",
        content=PAGE.decode(),
        url="https://example.com/s",
        sha256=hashlib.sha256(PAGE).hexdigest(),
    )


def test_a_person_may_name_a_link_and_a_relative_path(tmp_path, monkeypatch):
    (tmp_path / "story.html").write_bytes(PAGE)
    (tmp_path / "alias.txt").symlink_to("story.html")
    monkeypatch.chdir(tmp_path)
    page = read_page("alias.txt")
    assert (page.source, page.content) == ("alias.txt", PAGE.decode())


def test_gzip_with_the_suffix_and_without():
    zipped = gzip.compress(PAGE)
    page = page_from_bytes(zipped, "a/story.html.gz", LIMITS)
    assert (page.content, page.kind, page.problems) == (PAGE.decode(), "html", ())
    assert page.sha256 == hashlib.sha256(zipped).hexdigest()
    page = page_from_bytes(zipped, "a/story.html", LIMITS)
    assert (page.content, page.problems) == (PAGE.decode(), ("read:gzip-without-suffix",))
    page = page_from_bytes(PAGE, "a/story.html.gz", LIMITS)
    assert (page.content, page.problems) == (PAGE.decode(), ("read:suffix-without-gzip",))
    assert page_from_bytes(b"", "a/story.html.gz", LIMITS).problems == ()


def code(function, *arguments):
    with pytest.raises(PageError) as error:
        function(*arguments)
    assert error.value.stage == "read"
    assert error.value.message.endswith(".")
    return error.value.code


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.html.gz", gzip.compress(PAGE, mtime=0)[:-9], "truncated-gzip"),
        ("a.html.gz", gzip.compress(gzip.compress(PAGE, mtime=0), mtime=0), "not-a-page"),
        ("a.html.gz", gzip.compress(b" " * 10_000_001, mtime=0), "too-large"),
        ("a.html", b"%PDF-1.4", "not-a-page"),
        ("a.html", os.urandom(9_999), "not-text"),
        ("a.jsonl", b"", "no_reader"),
        ("a.warc.gz", b"", "no_reader"),
        ("a", b"WARC/1.0\r\n", "no_reader"),
        ("a.css", b"p { color: red }", "not-a-page"),
        ("a.html", b"<p>" * 50_001, "too-many-tags"),
    ],
)
def test_refusals(name, data, expected):
    assert code(page_from_bytes, data, name, LIMITS) == expected


def test_a_container_is_refused_unread(tmp_path):
    path = bytes(tmp_path / "large.warc")  # is not even there
    assert code(read_input, path, None, "large.warc", LIMITS) == "no_reader"


def test_a_large_file_is_refused_unread(tmp_path):
    path = tmp_path / "large.html"
    with path.open("wb") as file:
        file.truncate(10 << 30)
    assert code(read_input, bytes(path), None, "large.html", LIMITS) == "too-large"


def test_what_changed_after_listing_is_not_read(tmp_path):
    path, sidecar = tmp_path / "a.html", tmp_path / "a.html.meta.json"
    path.write_bytes(PAGE)
    alone = fingerprint(bytes(path), None).digest
    arguments = (bytes(path), bytes(sidecar), "a.html", LIMITS)
    assert read_input(*arguments, alone).content == PAGE.decode()
    sidecar.write_text("{}")
    assert code(read_input, *arguments, alone) == "input-changed"
    both = fingerprint(bytes(path), bytes(sidecar)).digest
    assert read_input(*arguments, both).content == PAGE.decode()
    path.write_bytes(PAGE[:-1])
    assert code(read_input, *arguments, both) == "input-changed"
    path.unlink()
    assert code(read_input, *arguments, both) == "input-changed"
    assert code(read_input, *arguments) == "missing"
    path.symlink_to(sidecar)
    assert code(read_input, *arguments, both) == "input-changed"


def test_every_page_suffix_has_a_reader():
    assert set(READERS) == {".html", ".htm", ".xhtml", ".txt", ".text"}


NAMES = st.sampled_from(["a.html", "a.txt", "a", "a.html.gz", "a.xhtml", "b/\u202e.php"])
STARTS = st.sampled_from([b"", PAGE, b"<!DOCTYPE ", b"\xff\xfe", b"\x1f\x8b\x08", b"<meta charset"])
CODES = {"not-text", "truncated-gzip", "corrupt-gzip", "no_reader", "not-a-page"}


@settings(deadline=None, max_examples=300)
@given(NAMES, STARTS, st.binary(max_size=200), st.none() | st.binary(max_size=50))
def test_any_bytes_are_a_page_or_refused(name, start, data, sidecar):
    page = refused = None
    try:
        page = page_from_bytes(start + data, name, LIMITS, sidecar=sidecar)
    except PageError as error:
        refused = error
    if page is None:
        assert (refused.stage, refused.code in CODES) == ("read", True)
    else:
        page.content.encode()
        assert not set("\x00\x1b\r\x85\u202e\ufeff") & set(page.content)
