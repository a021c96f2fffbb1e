"""What holds for every input: the promises of `tools/promises.py`, tried on what nobody would send.

Found here is pinned here, as an `@example`, or in `tests/fuzz/corpus/`. The same inputs in every
run; `tools/fuzz.py` looks for new ones.
"""

from __future__ import annotations

import html
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline import Page, clean
from pipeline.config import default_config
from pipeline.errors import PageError
from pipeline.read import read_page
from pipeline.read.decode import decode
from pipeline.records import Metadata
from pipeline.score.measures import words
from pipeline.shape import shape_of

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tools"))

from fuzz import run_page  # noqa: E402
from promises import (  # noqa: E402
    article_holds,
    body_is_of_the_page,
    clean_is_stable,
    is_part_of,
    ledger_is_whole,
    metadata_is_modest,
    policy_holds,
    record_is_clean,
    text_is_clean,
    text_of,
)


def examples(number):
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


# --- what inputs are made of ---------------------------------------------------------------------

PROSE = (
    "The board of Odell met on Tuesday to decide whether the old lift bridge stays open.",
    "Its wheels were last greased in spring, said the keeper, who has turned them for years.",
    "“Nobody asked the boats,” she said, and went back to her kettle before the vote.",
    "Der Rat von Odell beschloss am Dienstag, dass die alte Brücke im Winter offen bleibt.",
    "Городской совет решил вчера вечером починить старый мост у гавани до зимних бурь.",
    "昨夜、市議会は冬の嵐が来る前に港の古い橋を直すことを決めました。",
    "قرر مجلس المدينة مساء أمس إصلاح الجسر القديم قبل عواصف الشتاء.",
    "เมื่อคืนนี้\u200bสภาเมือง\u200bตัดสินใจซ่อมสะพานเก่าของท่าเรือ",
    "A vote is due before the first frost",
    "Water and power",
    "ODELL (AFP) – The keeper of the bridge gave her keys back on Wednesday. (AFP)",
)
ODD = (
    "\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\x9b", "\u2028", "\u00ad", "\u200b", "\u200c",
    "\u200d", "\u200e", "\u202a", "\u202e", "\u202c", "\u2066", "\u2069", "\ufeff", "\ufdd0",
    "\ufffd", "\uffff", "\U000e0041", "\U0010ffff", "\ud83d", "\udca9", "\ud83d\udca9", "\u0301",
    "\u0323", "\u0301" * 40, "e\u0301", "\u0958", "\u0344", "=\u0338", "\u00a0", "\u3000", "\t",
    "\r", "\n", "\r\n", "\x0b", "💩", "👩\u200d👧", "ﷺ", "İ", "ß",
)  # fmt: skip


@cache
def hits():
    """All rules with their hits. Not at import: every process of the tests collects this."""
    return [(rule, hit) for rule in default_config().rules.rules for hit in rule.hits]


odd = st.sampled_from(ODD)
line = st.one_of(
    st.deferred(lambda: st.sampled_from([hit for _, hit in hits()])),
    st.sampled_from(PROSE),
    st.lists(st.one_of(st.sampled_from(PROSE), odd), max_size=6).map("".join),
    st.text(max_size=30),
)
flat = st.lists(
    st.tuples(line, st.sampled_from(["\n", "\n", "\n\n", "\r\n", " ", "\n  ", "\n- "])), max_size=14
).map(lambda pairs: "".join(part for pair in pairs for part in pair))

TAGS = (
    "p", "div", "br", "hr", "span", "b", "a", "h1", "h2", "ul", "ol", "li", "dl", "dt", "table",
    "tr", "td", "th", "pre", "code", "blockquote", "figure", "figcaption", "article", "aside",
    "nav", "header", "footer", "main", "section", "form", "button", "select", "option", "label",
    "html", "head", "body", "title", "time", "address", "details", "summary", "svg", "math",
    "template", "noscript", "script", "style", "textarea", "xmp", "plaintext", "iframe", "object",
    "frameset", "x-own", "p:q", "1", "",
)  # fmt: skip
ATTRIBUTES = (
    "", " hidden", " class='share related'", " id=comments", " style='display:none'", " =''",
    " class='byline' itemprop=author", " datetime='2021-05-04'", " href='http://['", " lang=de",
    " a=\"b'", " aria-hidden=true", " '", " colspan=99999999", " " + "x" * 40,
)  # fmt: skip
PIECES = (
    "<!doctype html>", "<!DOCTYPE html [<!ENTITY a 'b'>]>", "<?xml version='1.0' encoding='x'?>",
    "<!--", "-->", "<!-->", "<![CDATA[", "]]>", "<", ">", "</", "/>", "<//", "<?", "<!", "&", "&#",
    "&amp;", "&lt;p&gt;", "&nbsp;", "&#0;", "&#xD83D;", "&#x202e;", "&#133;", "&#x301;", "&copy",
    "&notit;", "&#99999999999;", "<meta charset=utf-8>", "<meta charset=koi8-r>",
    "<meta http-equiv=content-type content='text/html; charset=utf-16'>",
    "<meta property='og:title' content='A\nbridge \u202e'>", "<meta name=author content='=1+1'>",
    "<meta property='article:published_time' content='2021-02-30T25:00'>",
    "<link rel=canonical href='javascript:1'>", "<base href='data:x'>", "<title>Old bridge</title>",
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":["x",1],'
    '"author":{"name":[null,"Ann Ode"]},"datePublished":20210504}</script>',
    '<script type="application/ld+json">{"@graph":[{"@id":"#a"},{"@id":"#a",}]',
    "<p>" * 60, "<div>" * 300, "<ul><li>" * 40, "<table><tr><td>" * 12, "</div>" * 20,
)  # fmt: skip
tag = st.builds(
    "<{}{}{}>".format,
    st.sampled_from(["", "", "/"]),
    st.sampled_from(TAGS),
    st.sampled_from(ATTRIBUTES),
)
soup = st.lists(
    st.one_of(tag, tag, tag, line, st.sampled_from(PROSE), st.sampled_from(PIECES), odd),
    max_size=40,
).map("".join)

names = st.one_of(
    st.sampled_from([b"a.html", b"a.htm.gz", b"a.txt", b"a.txt.gz", b"a", b"a.jsonl", b".html"]),
    st.binary(min_size=1, max_size=30).map(lambda name: name.replace(b"/", b"")),
)
starts = st.sampled_from(
    [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\x1f\x8b\x08", b"%PDF-"]
)
sidecars = st.one_of(
    st.none(),
    st.binary(max_size=40),
    st.sampled_from(
        [b'{"url": "http://[", "language": "d\xff"}', b'{"fetched_at": "2021-05-04"}', b"[" * 9_999]
    ),
)


def in_bytes(text):
    return text.encode("utf-8", "surrogatepass")


# --- no exception leaves the edge, and every result keeps the promises ---------------------------


@examples(100)
@given(names, starts, st.binary(max_size=200), sidecars)
@example(b"a.html", b"", b"", None)
@example(b"a.txt", b"\xef\xbb\xbf", b"\xef\xbb\xbf", None)
def test_any_bytes_under_any_name(name, start, data, sidecar):
    run_page(name, start + data, sidecar)


@examples(130)
@given(soup, st.booleans(), st.sampled_from(["utf-8", "utf-16", "cp1252", "shift_jis", "gb18030"]))
def test_any_soup_of_tags(source, cheap, codec):
    data = in_bytes(source) if codec == "utf-8" else source.encode(codec, "ignore")
    run_page(b"soup.html", data, cheap=cheap)


@examples(120)
@given(flat)
@example("A vote is due.\n(AFP)\nThe keeper gave her keys back on Wednesday. (AFP) (AFP)")
def test_any_lines(text):
    article_holds(
        clean(Page("flat", "flat.txt", "text", policy_holds(text)), default_config()),
        default_config(),
    )


@examples(40)
@given(flat)
def test_any_lines_as_a_file(text):
    run_page(b"flat.txt", in_bytes(text))


@examples(250)
@given(st.one_of(st.lists(st.one_of(odd, st.text(max_size=8)), max_size=20).map("".join), flat))
@example("\u0344" * 20)  # one mark that decomposes to two
def test_any_str_after_the_text_policy(text):
    policy_holds(text)


labels = st.one_of(
    st.sampled_from(["utf-8", "latin1", "koi8-r", "shift_jis", "utf-16", "replacement", "x-user"]),
    st.text(max_size=20),
)


@examples(120)
@given(st.binary(max_size=120), flat.map(in_bytes), labels, labels, st.sampled_from(["", "de"]))
def test_any_bytes_are_decoded_or_refused(data, text, http_charset, meta, language):
    declaration = in_bytes(f"<meta charset='{meta}'>")
    for source in (data, declaration + data, text + data + text, declaration + text):
        with suppress(PageError):
            decoded = decode(source, http_charset=http_charset, language=language)
            decoded.text.encode()
            assert decoded.encoding


# --- nothing is invented -------------------------------------------------------------------------

tokens = st.lists(
    st.sampled_from(
        ["bridge", "keeper", "vote", "boats", "AFP", "said", "by", "2021", "мост", "橋"]
    ),
    min_size=1,
    max_size=14,
).map(" ".join)
element = st.sampled_from(["p", "div", "li", "h2", "td", "blockquote", "figcaption", "span", "pre"])


@examples(60)
@given(st.lists(st.tuples(element, tokens, st.sampled_from(["", ".", "…"])), max_size=12))
def test_the_words_of_a_body_are_words_of_the_page(parts):
    # Every word stands in an element of its own kind, so that none is glued to another.
    source = "\n".join(f"<{name}> {html.escape(text)}{end} </{name}>" for name, text, end in parts)
    article = clean(Page("w", "w.html", "html", f"<body>{source}</body>"))
    given_words = Counter(word for _, text, _ in parts for word in words(text))
    assert Counter(words(article.body)) <= given_words
    assert Counter(w for block in article.blocks for w in words(block.text)) == given_words


@examples(80)
@given(st.lists(st.tuples(tokens, st.sampled_from([".\n", "\n", "\n\n", ".\n\n"])), max_size=14))
def test_the_words_of_a_text_come_in_its_order(parts):
    text = "".join(part for pair in parts for part in pair)
    article = clean(Page("w", "w.txt", "text", text))
    assert is_part_of(words(article.body), words(text))


# --- golden pages --------------------------------------------------------------------------------


@cache
def golden_articles():
    articles = []
    for folder in sorted((ROOT / "tests" / "golden").iterdir()):
        pointer = folder / "source.path"
        sources = list(folder.glob("source.*"))
        if pointer.is_file():
            sources = [ROOT / pointer.read_text(encoding="utf-8").strip()]
        articles += [clean(read_page(source)) for source in sources]
    return articles


def test_golden_pages_keep_every_promise():
    assert len(golden_articles()) > 15
    for article in golden_articles():
        article_holds(article, default_config())


# A rule whose role goes on below its hit is chrome below a text only.
def above():
    return [
        hit
        for rule, hit in hits()
        if not rule.rest and (rule.follower is None or rule.follower.unless == "sentence")
    ]


def golden_bodies():
    return [a.body for a in golden_articles() if a.body and a.metadata.page_kind == "article"]


@examples(90)
@given(
    st.lists(st.deferred(lambda: st.sampled_from(above())), max_size=5),
    st.deferred(lambda: st.sampled_from(golden_bodies())),
    st.lists(st.deferred(lambda: st.sampled_from([hit for _, hit in hits()])), max_size=5),
    st.sampled_from(["\n", "\n\n"]),
)
@example(
    ["(adsbygoogle = window.adsbygoogle || []).push({});"] * 2,
    f"{PROSE[1]}\n\n{PROSE[0]}",
    [],
    "\n",
)  # was taken for the third line of a script
def test_chrome_around_a_text_removes_little_of_its_prose_and_signs_it(over, body, under, gap):
    text = gap.join([*over, body, *under])
    article = clean(Page("c", "c.txt", "text", text))
    left = Counter(article.body.split("\n\n"))
    prose = Counter(p for p in body.split("\n\n") if shape_of(p).is_sentence)
    lost = set(prose - left)
    signers = {d.by for d in article.decisions if article.blocks[d.block].text in lost}
    # No other witness takes prose; the model may doubt a short paragraph, and signs for it.
    assert signers <= {"model", "model:again"}
    assert sum(map(len, lost)) <= 0.2 * sum(map(len, body))


# --- and the promises can be broken --------------------------------------------------------------


@pytest.mark.parametrize("text", ["a\x1bb", "e\u0301", "q" + "\u0323" * 31, "a\u202eb", "\ufffe"])
def test_a_broken_text_is_noticed(text):
    with pytest.raises(AssertionError):
        text_is_clean(text)


def test_a_broken_promise_is_noticed():
    config = default_config()
    article = clean(text_of("\n\n".join(PROSE[:3])))
    article_holds(article, config)
    for promise, broken in (
        (ledger_is_whole, replace(article, decisions=article.decisions[1:])),
        (body_is_of_the_page, replace(article, body="Another story.")),
        (metadata_is_modest, replace(article, metadata=Metadata(canonical_url="javascript:1"))),
        (lambda a: record_is_clean(a, config), replace(article, body="a\x1bb")),
        (lambda a: clean_is_stable(a, config), replace(article, body=f"{PROSE[0]}\n\nShare")),
    ):
        with pytest.raises(AssertionError):
            promise(broken)


def test_the_edge_passes_broken_promises_on(monkeypatch):
    def broken(article, config):
        raise AssertionError("broken")

    monkeypatch.setattr("fuzz.article_holds", broken)
    with pytest.raises(AssertionError, match="broken"):
        run_page(b"a.html", b"<p>A page.</p>")
