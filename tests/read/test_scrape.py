from __future__ import annotations

import time

import pytest

from pipeline.config import LimitSettings
from pipeline.errors import PageError
from pipeline.read.scrape import MAX_DOCTYPE_CHARS, Raw, read_scrape
from pipeline.read.sidecar import Sidecar

LIMITS = LimitSettings()


def read(data, source="a/story.html", limits=LIMITS, **more):
    suffix = "." + source.rpartition(".")[2]
    return read_scrape(Raw(source, suffix, data, "ab" * 32, **more), limits)


def test_a_page_with_all_that_is_known_of_it():
    page = read(
        b"<meta charset=latin1><p>quest\x92anno\r\n\x00</p>",
        sidecar=Sidecar("https://example.com/", "2021-05-04", "it", "Il Porto", ("sidecar:x",)),
        problems=("read:x",),
    )
    assert page.id.startswith("a-story-")
    assert (page.source, page.kind) == ("a/story.html", "html")
    assert page.content == "<meta charset=latin1><p>quest’anno\n</p>"
    assert (page.url, page.fetched_at) == ("https://example.com/", "2021-05-04")
    assert (page.language, page.publisher) == ("it", "Il Porto")
    assert (page.encoding, page.sha256) == ("windows-1252", "ab" * 32)
    assert page.problems == ("read:x", "policy:controls", "sidecar:x")


def test_an_empty_file_is_an_empty_page():
    page = read(b"")
    assert (page.content, page.kind, page.encoding, page.problems) == ("", "html", "utf-8", ())
    assert read(b"", "a.txt").kind == "text"


def test_a_text_and_a_page_pass_another_policy():
    data = "one\u2028two <\u0338 \u2066three\nfour\u2069".encode()
    assert read(data, "a.txt").content == "one\ntwo \u226e three\nfour"
    assert read(b"<p>" + data).content == "<p>one two <\u0338 \u2066three\nfour\u2069"


def test_too_many_tags():
    limits = LimitSettings(max_tags=10)
    assert read(b"<p>" * 10, limits=limits).kind == "html"
    with pytest.raises(PageError) as error:
        read(b"<p>" * 11, limits=limits)
    assert (error.value.stage, error.value.code) == ("read", "too-many-tags")
    assert "11 tags, above 10" in error.value.message
    assert read(b"<3 " * 11, "a.txt", limits).kind == "text"


def test_a_page_that_grows_beyond_the_limit_in_utf8():
    limits = LimitSettings(max_bytes=3_000)
    data = ("市議会は壁を修理する。" * 100).encode("euc_jp")
    assert len(data) < 3_000
    with pytest.raises(PageError) as error:
        read(data, "a.txt", limits)
    assert error.value.code == "too-large"


SHORT = "<!DOCTYPE html>"
XHTML = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"\n'
    ' "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
)
ENTITIES = '<!DOCTYPE html [<!ENTITY a "DROP"><!ENTITY b SYSTEM "file:///etc/hostname">\n] >'
PAGE = "<html><body><p>a</p></body></html>"


@pytest.mark.parametrize(
    ("start", "expected", "noted"),
    [
        ("", "", False),
        (SHORT, SHORT, False),
        (XHTML, XHTML, False),
        ("\n<!-- saved -->\n" + SHORT, "\n<!-- saved -->\n" + SHORT, False),
        ('<?xml version="1.0" encoding="utf-8"?>\n' + XHTML, "\n" + XHTML, False),
        (ENTITIES, SHORT, True),
        ("<!doctype html " + "/" * 100_000 + "\n", SHORT, True),
        ("<!DOCTYPE html [ never closed ", SHORT + " never closed ", True),
        ("<!DOCTYPE " + "x" * MAX_DOCTYPE_CHARS + ">", SHORT, True),
    ],
)
def test_what_stands_before_a_page(start, expected, noted):
    page = read((start + PAGE).encode())
    assert page.content == expected + PAGE
    assert page.problems == (("read:doctype",) if noted else ())


@pytest.mark.parametrize(
    "text", ["<!DOCTYPE " * 49_000, "<!DOCTYPE [" + "]" * 500_000, "<?xml " * 49_000, " " * 900_000]
)
def test_the_gates_are_quick(text):
    began = time.process_time()
    read(("<html>" + text).encode())
    read(text.encode())
    assert time.process_time() - began < 1
