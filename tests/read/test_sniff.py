from __future__ import annotations

import time

import pytest

from pipeline.errors import PageError
from pipeline.read.sniff import refuse_content, refuse_suffix, sniff_kind, suffix_of

PAGE = "<!DOCTYPE html>\n<html><head><title>T</title></head><body><p>Text</p></body></html>"
PROSE = "The council met on Tuesday and voted for the wall. " * 60


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/Story.HTML", (".html", False)),
        ("story.txt.gz", (".txt", True)),
        ("story.gz", ("", True)),
        ("a.b/story", ("", False)),
        (".html", ("", False)),
        ("archive.tar.gz", (".tar", True)),
    ],
)
def test_suffix(path, expected):
    assert suffix_of(path) == expected


def refusal(function, value):
    with pytest.raises(PageError) as error:
        function(value)
    assert error.value.stage == "read"
    return error.value.code, error.value.message


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [(".jsonl", "a JSON Lines file"), (".warc", "a WARC file"), (".parquet", "a Parquet file")],
)
def test_containers_have_no_reader_and_are_named(suffix, kind):
    code, message = refusal(refuse_suffix, suffix)
    assert code == "no_reader"
    assert kind in message


def test_what_lies_beside_pages_is_no_page():
    assert refusal(refuse_suffix, ".css") == (
        "not-a-page",
        "The file is a style sheet, not a page or a text.",
    )
    for suffix in (".html", ".txt", "", ".php", ".md"):
        refuse_suffix(suffix)


@pytest.mark.parametrize(
    ("data", "code", "kind"),
    [
        (b"%PDF-1.7 ...", "not-a-page", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "not-a-page", "PNG"),
        (b"PK\x03\x04....", "not-a-page", "ZIP"),
        (b"\x1f\x8b\x08....", "not-a-page", "gzip file inside"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "not-a-page", "image"),
        (b"\x00\x00\x00\x20ftypisom", "not-a-page", "film"),
        (b"WARC/1.0\r\nWARC-Type: response", "no_reader", "WARC"),
        (b"PAR1\x15\x04", "no_reader", "Parquet"),
        (b'{"id": 1, "html": "<p>"}\n{"id": 2}\n', "no_reader", "JSON"),
        (b' {\n "title": "a",\n "text": "b"\n}', "no_reader", "JSON"),
        (b'<?xml version="1.0"?>\n<!-- x --><rss version="2.0">', "no_reader", "feed"),
        (b"<urlset xmlns='x'>", "no_reader", "site map"),
    ],
)
def test_content_that_is_something_else(data, code, kind):
    found, message = refusal(refuse_content, data)
    assert found == code
    assert kind in message


@pytest.mark.parametrize(
    "data",
    [
        b"",
        PAGE.encode(),
        b"RIFF raff went through the town.",
        b"BZh is no word",
        b"ID3 tags are old.",
        b"[1] See the footnote.",
        b"{not json} but a text in braces",
        b"{" * 200_000,
        b'{"a":' * 100_000,
        b"<p>rss</p>",
    ],
)
def test_pages_and_texts_are_let_through(data):
    refuse_content(data)


@pytest.mark.parametrize(
    ("suffix", "text", "kind"),
    [
        (".html", PAGE, "html"),
        (".html", "", "html"),
        (".html", PROSE, "text"),
        (".htm", "Wages <5 and >3", "text"),
        (".xhtml", '<?xml version="1.0"?>\n<!-- c -->\n<html xmlns="x">\n', "html"),
        (".html", "<p>Only a fragment", "html"),
        (".html", "<article class='x'>a</article>", "html"),
        (".txt", PROSE, "text"),
        (".txt", "", "text"),
        (".txt", PAGE, "html"),
        (".txt", "  \n<!-- saved -->\n<HTML lang=de><BODY><P>a</P></BODY></HTML>", "html"),
        (".txt", PROSE + "fans wrote <3 and a<b>c, x < 5, &lt;b&gt;", "text"),
        (".txt", "<b>Bold</b> words <i>stayed</i> in <b>this</b> flattened text. " + PROSE, "text"),
        (".txt", "<html> is the first tag of a page. " + PROSE, "text"),
        ("", PAGE, "html"),
        ("", "<div><p>a</p></div>", "html"),
        ("", PROSE, "text"),
        ("", PROSE + "a<b>c</b>", "text"),
        (".php", PAGE, "html"),
        (".md", "# Title\n\n" + PROSE, "text"),
    ],
)
def test_kind(suffix, text, kind):
    assert sniff_kind(suffix, text) == kind


@pytest.mark.parametrize(
    "text", ["<" * 300_000, "<p " * 200_000, "<!--" * 200_000, "<?xml" * 100_000, " " * 500_000]
)
@pytest.mark.parametrize("suffix", [".html", ".txt", ""])
def test_sniffing_is_quick(suffix, text):
    began = time.process_time()
    sniff_kind(suffix, text)
    refuse_content(text.encode())
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "data", [b'{"a": 1}', b'[{"a": 1}]', b' [{"a": 1}, 2]\n', b'{"a": 1}\n{"b']
)
def test_json_is_no_page_whatever_its_name(data):
    assert refusal(refuse_content, data)[0] == "no_reader"


@pytest.mark.parametrize(
    "data", [b"[1] The wall\n", b"[1]\nThe wall", b"{a} b", b"[]", b'["a"]', b"[["]
)
def test_a_bracket_makes_no_json(data):
    refuse_content(data)


def test_a_page_of_comments_is_one():
    assert sniff_kind(".html", "<!-- a -->\n<!-- b -->") == "html"
    assert sniff_kind(".html", "<!-- a --> and words") == "text"
