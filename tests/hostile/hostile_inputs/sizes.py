"""Pages of megabytes, and pages of as many elements as pass the gate: where time and memory go.

What a case says is what must hold whatever becomes of it: an article with its last paragraph, or
a row of the quarantine, within seconds.
"""

# ruff: noqa: E501 (tables: a row is read as one)

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from hostile_inputs.case import CLEAN, EITHER, NOTHING, Case, html, plain, text

__all__ = ["large"]

_MB = 1_000_000
_WORDS = "The boat sailed to the island in the early morning with forty people on board. "


def large() -> Iterator[Case]:
    """One case at a time in memory."""
    yield from _many_elements()
    yield from _long_runs()
    yield from _long_values()
    yield from _deep()
    yield from _texts()


def _many(name: str, element: Callable[[int], str], count: int, **expected: object) -> Case:
    name = f"many-{name}-{count}"
    middle = "".join(map(element, range(count)))
    expected = {"allowed": EITHER, "max_seconds": 20} | expected
    return plain(name, html(name, middle), **expected)


def _many_elements() -> Iterator[Case]:
    for name, element, tags in (
        ("p", lambda n: "<p>word</p>", 2), ("p-open", lambda n: "<p>word", 1), ("sentences", lambda n: f"<p>{_WORDS}{n}</p>", 2),
        ("br", lambda n: "x<br>", 1), ("br-bare", lambda n: "<br>", 1), ("links", lambda n: f"<a href=/{n}>link {n}</a> ", 2),
        ("li", lambda n: f"<ul><li>item {n}</li></ul>", 4), ("dates", lambda n: f"<p>{n % 28 + 1} May 20{n % 24:02}</p>", 2),
        ("times", lambda n: f"<time datetime=2023-05-{n % 28 + 1:02}>x</time>", 2), ("h1", lambda n: f"<h1>Title {n}</h1>", 2),
        ("h2", lambda n: f"<h2>Part {n}</h2><p>{_WORDS}</p>", 4), ("spans", lambda n: f"<span class=s{n}>w</span>", 2),
        ("divs", lambda n: f"<div class='c{n} author byline' id=i{n}>x</div>", 2), ("hidden", lambda n: "<div hidden>x</div>", 2),
        ("tables", lambda n: f"<table><tr><td>{n}</td></tr></table>", 6), ("imgs", lambda n: f"<img src=/{n} alt='A boat {n}'>", 1),
        ("figures", lambda n: f"<figure><img src=/{n}><figcaption>A boat. Photo: Ada Quill {n}</figcaption></figure>", 5),
        ("metas", lambda n: f"<meta name=author content='Ada Quill{n}'>", 1), ("scripts", lambda n: "<script>x</script>", 2),
        ("ld", lambda n: '<script type="application/ld+json">{"@type":"NewsArticle","headline":"h"}</script>', 2),
        ("bold-open", lambda n: "<b>", 1), ("font-open", lambda n: "<font>x", 1), ("a-open", lambda n: "<a href=/x>y", 1),
        ("options", lambda n: "<select><option>x</select>", 3), ("inputs", lambda n: "<input>", 1), ("iframes", lambda n: "<iframe></iframe>", 2),
        ("quotes", lambda n: f"<blockquote>{_WORDS}</blockquote>", 2), ("pre", lambda n: "<pre>x = 1;\ny = 2;</pre>", 2),
        ("same", lambda n: f"<p>{_WORDS}</p>", 2), ("dl", lambda n: "<dl><dt>a<dd>b</dl>", 4), ("custom", lambda n: f"<x-{n}>y</x-{n}>", 2),
        ("cells", lambda n: "<td>x</td>", 2), ("nobr", lambda n: "<nobr>x", 1),
        ("captions", lambda n: f"<p>Photo: Ada Quill/Port Press {n}</p>", 2), ("shares", lambda n: "<p>Share this article</p>", 2),
        ("bylines", lambda n: f"<p class=byline>By Ada Quill {n}</p>", 2), ("svg", lambda n: "<svg><g></svg>", 3),
        ("comments", lambda n: "<!-- x -->", 1), ("ends", lambda n: "</p>", 1), ("bodies", lambda n: "<body class=x>", 1),
    ):  # fmt: skip
        yield _many(name, element, 49_000 // tags)
    # So deep that libxml2 gives up: a slower parser reads it.
    yield _many("text-in-table", lambda n: "<table>x", 49_000, max_rss_mb=800)
    yield _many("p", lambda n: "<p>word</p>", 200_000, max_rss_mb=800)
    yield _many("br", lambda n: "<br>", 1_000_000, max_rss_mb=800)
    yield _many("rows", lambda n: f"<tr><td>{n}</td><td>x</td></tr>", 200_000, max_rss_mb=1_000)
    yield _many("links", lambda n: f"<a href=/{n}>l</a>", 100_000, max_rss_mb=800)
    yield _many("li", lambda n: f"<li>{n}", 48_000)
    yield _many("long-p", lambda n: f"<p>{_WORDS * 4}</p>", 24_000, max_rss_mb=800)


def _long_runs() -> Iterator[Case]:
    for name, run in (
        ("spaces", " " * _MB), ("digits", "7" * _MB), ("dashes", "-" * _MB), ("dots", "a" * _MB + "!"),
        ("lt", "&lt;" * 300_000), ("amp", "&" * _MB), ("nbsp", "\u00a0" * _MB), ("marks", "a" + "\u0301\u0323" * 495_000),
        ("marks-spread", "a\u0301\u0323\u0308" * 250_000), ("hangul", "\u1112\u1161\u11ab" * 250_000),
        ("zero-width", "a\u200b" * 400_000), ("thai", "ก\u200b" * 300_000), ("isolates", "\u2066a\u2069" * 250_000),
        ("open-isolates", "\u2066" * 500_000), ("tags", "\U000e0041" * 300_000), ("flags", "🏴\U000e0067\U000e007f" * 90_000),
        ("quotes", "“" * 400_000), ("brackets", "([{" * 250_000), ("at", "a@" * 400_000), ("http", "http://" * 120_000),
        ("commas", ",." * 400_000), ("slashes", "/a" * 400_000), ("dates", "1.2.2023 " * 90_000), ("times", "12:34 " * 120_000),
        ("by", "By " * 250_000), ("photo", "Photo: " * 110_000), ("copyright", "© 2024 " * 110_000), ("paren", "(dpa) " * 120_000),
        ("capitals", "A b " * 220_000), ("sentences", _WORDS * 11_000), ("one-word", "x" * (3 * _MB)), ("semicolons", "; " * 400_000),
        ("cjk", "渡船" * 400_000), ("arabic", "قال " * 250_000), ("entities", "&eacute;" * 120_000), ("pipes", " | " * 250_000),
        ("colons", "a: " * 250_000), ("month", "May " * 220_000), ("name", "Ada Quill, " * 90_000), ("read", "Read more " * 90_000),
    ):  # fmt: skip
        name = f"run-{name}"
        yield plain(name, html(name, f"<p>{run}</p>"), allowed=EITHER, max_seconds=20)
        yield plain(
            f"{name}-text",
            text(f"{name}-text", f"{run}\n\n"),
            suffix=".txt",
            allowed=EITHER,
            max_seconds=20,
        )
    for name, head in (
        ("doctype", f"<!DOCTYPE html {'/' * _MB}"), ("comment", f"<!--{'-' * _MB}"), ("comments", "<!--" * 12_000),
        ("quotes", '"' * _MB), ("attributes", "<p " + "a=b " * 200_000), ("distinct", "<p " + " ".join(f"a{n}=1" for n in range(90_000))),
        ("equals", "<p " + "=" * _MB), ("slashes", "<p " + "/" * _MB), ("entity", "&" + "a" * _MB), ("reference", "&#" + "1" * _MB + ";"),
        ("tag", "<" + "a" * _MB), ("newlines", "\n" * _MB), ("cdata", "<![CDATA[" * 12_000), ("pi", "<?" * 12_000),
        ("charset", "<meta charset=" * 3_000), ("meta", "<meta " * 12_000 + "charset=x"), ("script", "<script><!--" + "<script>" * 12_000 + "</script>"),
    ):  # fmt: skip
        name = f"head-{name}"
        yield plain(
            name,
            html(name).replace("<!DOCTYPE html>", f"{head}>"),
            last=False,
            allowed=EITHER | NOTHING,
            max_seconds=20,
            lacks=(),
        )


def _long_values() -> Iterator[Case]:
    for size in (5, 9):
        name = f"attribute-{size}mb"
        yield plain(
            name,
            html(name, f'<img src="data:image/png;base64,{"A" * size * _MB}">'),
            max_seconds=20,
        )
    name = "attribute-12mb"
    yield plain(
        name, html(name, f'<p data-x="{"A" * 12 * _MB}">x</p>'), allowed=EITHER, max_seconds=20
    )
    for name, element in (
        ("class", f'<p class="{"author date " * 400_000}">x</p>'), ("style", f'<p style="{"left: -1 " * 400_000}">x</p>'),
        ("id", f'<p id="{"x" * 4 * _MB}">x</p>'), ("href", f'<a href="https://a.example/{"/.." * _MB}">x</a>'),
        ("datetime", f'<time datetime="{"2023-05-04 " * 300_000}">x</time>'), ("alt", f'<img alt="{_WORDS * 40_000}">'),
        ("script", f"<script>{'var a = 1; ' * 400_000}</script>"), ("style-element", f"<style>{'p {} ' * _MB}</style>"),
        ("title-element", f"<svg><title>{_WORDS * 40_000}</title></svg>"), ("comment", f"<!--{_WORDS * 40_000}-->"),
        ("itemprop", f'<p itemprop="{"author " * 400_000}">x</p>'), ("noscript", f"<noscript>{_WORDS * 40_000}</noscript>"),
    ):  # fmt: skip
        name = f"long-{name}"
        yield plain(name, html(name, element), allowed=CLEAN, max_seconds=20)
    meta = '<meta charset="utf-8"><meta name="{}" content="{}">'
    people = [{"@type": "Person", "name": f"Ada Quill {n}"} for n in range(140_000)]
    news = {"@type": "NewsArticle", "headline": "x y z", "author": people}
    for name, head in (
        ("description", meta.format("description", "<!--" * 500_000)), ("description-2mb", meta.format("description", _WORDS * 25_000)),
        ("author", meta.format("author", "Ada Quill and " * 150_000)), ("date", meta.format("date", "2023-05-04 " * 150_000)),
        ("title-1mb", f"<title>{'word ' * 200_000}</title>"), ("title-entities", f"<title>{'&amp;' * 200_000}</title>"),
        ("canonical", f'<link rel=canonical href="https://a.example/{"x" * _MB}">'),
        ("json-ld", f'<script type="application/ld+json">{json.dumps(news)}</script>'),
        ("json-ld-290k", f'<script type="application/ld+json">{json.dumps(news | {"author": people[:5_800]})}</script>'),
        ("json-ld-many", f'<script type="application/ld+json">{json.dumps(news | {"author": people[:5_800]})}</script>' * 25),
        ("json-ld-body", f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "articleBody": _WORDS * 3_500})}</script>'),
        ("json-ld-broken", '<script type="application/ld+json">{"@type": "NewsArticle", ' + '"author":' * 30_000 + "</script>"),
        ("json-ld-brackets", '<script type="application/ld+json">' + "[{" * 140_000 + "</script>"),
        ("json-ld-amp", '<script type="application/ld+json">{"a": "' + "&amp;" * 50_000 + "</script>"),
        ("json-ld-commas", '<script type="application/ld+json">{"a": [' + "1, " * 90_000 + "]}</script>"),
        ("json-ld-values", '<script type="application/ld+json">' + "{} " * 90_000 + "x</script>"),
    ):  # fmt: skip
        name = f"value-{name}"
        yield plain(name, html(name, head=head), allowed=EITHER, max_seconds=20)


def _deep() -> Iterator[Case]:
    for tag, depth in (
        ("div", 2_030), ("div", 2_048), ("div", 9_000), ("em", 5_000), ("blockquote", 1_900), ("ul><li", 900),
        ("ul><li", 6_000), ("table><tr><td", 600), ("dl><dd", 1_200), ("span", 2_100),
        ("div", 24_000), ("div", 100_000), ("b", 40_000), ("b", 1_000_000), ("ul><li", 12_000), ("table><tr><td", 8_000),
        ("span", 24_000), ("p", 24_000), ("a", 24_000), ("blockquote", 24_000), ("svg", 24_000), ("object", 24_000),
        ("h1", 24_000), ("button", 24_000), ("font", 24_000), ("select", 24_000), ("math><mi", 12_000), ("form", 24_000),
    ):  # fmt: skip
        name = f"deep-{tag.split('>')[0]}-{depth}"
        ends = "".join(f"</{part}>" for part in reversed(tag.split(">")))
        middle = f"<{tag}>" * depth + (ends * depth if depth <= 24_000 else "")
        yield plain(name, html(name, middle), allowed=EITHER, max_seconds=20, max_rss_mb=800)


def _texts() -> Iterator[Case]:
    name = "text-10mb-line"
    yield plain(
        name,
        html(name, f"<p>{_WORDS * 120_000}</p>").replace("\n", ""),
        allowed=EITHER,
        max_seconds=20,
        max_rss_mb=800,
    )
    yield Case("large/50mb.txt", _WORDS.encode() * 640_000, EITHER, max_seconds=20)
    yield Case("large/50mb.html", _WORDS.encode() * 640_000, EITHER, max_seconds=20)
    for name, middle in (
        ("lines", "short line\n" * 300_000), ("lines-1m", "ab\n" * 1_000_000), ("blank", "\n" * 3_000_000), ("paragraphs", f"{_WORDS}\n\n" * 60_000),
        ("9mb", "".join(f"{_WORDS * 8}{n}.\n\n" for n in range(14_000))), ("one-line", _WORDS * 100_000 + "\n\n"), ("wrapped", f"{_WORDS[:70]}\n" * 40_000),
        ("bullets", "- point of the list\n" * 100_000), ("lower", "and so on it went\n" * 100_000), ("dates", "4 May 2023\n" * 100_000),
        ("bylines", "By Ada Quill\n" * 100_000), ("captions", "Photo: Ada Quill/dpa\n" * 100_000), ("code", "x = f(1);\n" * 100_000),
        ("same", f"{_WORDS}\n" * 50_000), ("tags", "<b>bold</b> text\n" * 20_000), ("tabs", "\t\t\tword\n" * 200_000), ("shares", "Share\n" * 200_000),
        ("numbers", "".join(f"line {n} of it\n" for n in range(200_000))), ("indented", " " * 200 + "x\n" + (" " * 200 + "word\n") * 20_000),
    ):  # fmt: skip
        name = f"text-{name}"
        yield plain(
            name, text(name, middle), suffix=".txt", allowed=EITHER, max_seconds=20, max_rss_mb=800
        )
    for codec in ("cp1252", "utf-16-le", "koi8-r"):
        name = f"large-{codec}"
        sentence = {"koi8-r": "Мэр города открыл новый мост через реку. "}.get(
            codec, "Le café de la crème brûlée était fermé. "
        )
        page = html(name, f"<p>{sentence * 60}</p>" * 1_500, head="").replace("©", "")
        yield plain(name, page.encode(codec), allowed=EITHER, max_seconds=20, max_rss_mb=800)
