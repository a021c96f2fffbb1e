from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from pipeline.report.markup import Html, block, cut, document, el, inline, outward

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><script>alert(1)</script>",
    "<!-- ]]> --><svg/onload=alert(1)>",
    "&lt;b&gt; &amp;amp; &#60;",
    "' onmouseover='alert(1)",
    "{{7*7}} ${7*7} %s {0}",
    "مرحبا بالعالم",
]


def parsed(*children: object) -> html.HtmlElement:
    return html.document_fromstring(document("A title", *children).decode())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_string_is_text_wherever_it_goes(text):
    page = parsed(el("p", text, aria_label=text), block("div", text), el("p", inline(text)))
    assert [e.text_content() for e in page.xpath("//p | //div")] == [text] * 3
    assert page.xpath("//p")[0].get("aria-label") == text
    assert not page.xpath("//script | //img | //*[local-name()='svg']")
    title = html.document_fromstring(document(text).decode()).findtext(".//title")
    assert title == text


def test_what_no_reader_sees_or_a_reader_sees_turned_round_is_spelled_out():
    text = "a\x1b[31m\0\x85\u202egnp.exe\u2066\ufeff\ud800\ufffe\U0010ffff\r\x0c"
    spelled = r"a\x1b[31m\x00\x85\u202egnp.exe\u2066\ufeff\ud800\ufffe\U0010ffff\r\x0c"
    page = parsed(el("p", text, aria_label=text))
    assert page.xpath("//p")[0].text_content() == spelled
    assert page.xpath("//p")[0].get("aria-label") == spelled
    assert len(page.xpath("//p/span[@class='cp']")) == 11


def test_spelling_of_right_to_left_scripts_stays():
    text = "می\u200cخواهم \u200fو\u200e 👩\u200d🚒"
    assert parsed(el("p", text)).xpath("//p")[0].text_content() == text


@given(st.text())
def test_any_text_comes_back_as_text(text):
    page = parsed(el("p", text, aria_label=text))
    (paragraph,) = page.xpath("//p")
    assert {child.tag for child in paragraph} <= {"span"}
    shown = paragraph.text_content()
    assert shown == paragraph.get("aria-label")
    for char in text:
        assert char in shown or char.encode("unicode_escape", "surrogatepass").decode() in shown


def test_strangers_stand_in_elements_of_their_own():
    page = parsed(block("p", "نص", lang="ar"), el("p", inline("נוסח", lang="he")))
    first, second = page.xpath("//p")
    assert (first.get("dir"), first.get("lang")) == ("auto", "ar")
    assert (second[0].tag, second[0].get("lang")) == ("bdi", "he")


@pytest.mark.parametrize("code", ["", "english language", '"><b', "x" * 40])
def test_a_language_that_is_none_is_left_out(code):
    assert "lang" not in el("p", "text", lang=code)


@pytest.mark.parametrize("name", ["onclick", "style", "src", "srcdoc", "action", "formaction"])
def test_no_attribute_that_runs_or_loads(name):
    with pytest.raises(KeyError):
        el("p", **{name: "x"})


NOT_WEB = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//example.org/x",
    "/etc/passwd",
    "http://",
    "http://[",
    "https://example.org/\u202efdp",
    "https://example.org/\ud800",
]


@pytest.mark.parametrize("url", NOT_WEB)
def test_only_http_is_a_link(url):
    assert "href" not in outward(url)
    with pytest.raises(ValueError, match="not an address"):
        el("a", "x", href=url)


def test_an_address_of_a_page_is_a_link_that_tells_nothing():
    url = 'https://example.org/a?b=1&c="2"'
    (link,) = parsed(el("p", outward(url))).xpath("//a")
    assert (link.get("href"), link.text_content()) == (url, url)
    assert link.get("rel") == "noopener noreferrer nofollow"


def test_a_long_text_is_cut_with_a_mark():
    page = parsed(el("p", cut("x" * 10_000, 600)), el("p", cut("short", 600)))
    long, short = (p.text_content() for p in page.xpath("//p"))
    assert long == "x" * 600 + " … 9,400 more characters"
    assert short == "short"


def test_the_policy_allows_this_style_and_nothing_else():
    page = parsed(el("p", "text"))
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = page.xpath("//style")
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert page.xpath("//meta[@name='referrer']/@content") == ["no-referrer"]
    assert "url(" not in style.text
    assert "@import" not in style.text


def test_joined_markup_is_no_longer_markup():
    assert not isinstance(el("b", "x") + el("b", "y"), Html)
    assert el("p", el("b", "x") + "<i>") == "<p>&lt;b&gt;x&lt;/b&gt;&lt;i&gt;</p>"
