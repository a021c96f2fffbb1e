"""What a page says of itself as the attack: JSON-LD, meta, titles, dates, addresses, sidecars."""

# ruff: noqa: E501 (tables: a row is read as one)

from __future__ import annotations

import json
from collections.abc import Iterator

from hostile_inputs.case import Case, html, plain

__all__ = ["small"]

_META = '<meta charset="utf-8">'
_DATED = '<meta property="article:published_time" content="2024-02-06T08:15:00Z">'
_URL = "https://port-alder-mail.example/ferry"


def _script(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f'<script type="application/ld+json">{text}</script>'


def _news(**values: object) -> str:
    return _script({"@context": "https://schema.org", "@type": "NewsArticle"} | values)


def _meta(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{value}">'


def small() -> Iterator[Case]:
    """Small pages of all kinds."""
    yield from _titles()
    yield from _json_ld()
    yield from _addresses()
    yield from _dates()
    yield from _sidecars()


def _titles() -> Iterator[Case]:
    for name, title in (
        ("ansi", "Red \x1b[31malert\x1b]0;owned\x07 in \x9b31m port &#27;[2J &#x9b;31m &#7;"),
        ("newlines", "Ferry\n2024-01-01 00:00:00 CRITICAL forged\r\nline&#10;next&#13;&#x2028;x &#x85;y"),
        ("tabs", "Ferry\tline\x0bopens\x0cagain&#9;now"),
        ("formula", "=HYPERLINK(&quot;http://evil.example&quot;,&quot;x&quot;)"),
        ("plus", "+cmd|' /C calc'!A0"), ("minus", "-2+3+cmd|' /C calc'!A0"), ("at", "@SUM(1+1)*cmd"),
        ("tab-formula", "\t=1+1 is what the ferry office wrote"),
        ("cr-formula", "&#13;=1+1 is what the ferry office wrote"),
        ("wide-formula", "＝1+1 is what the ferry office wrote"),
        ("wide-at", "＠SUM(1) is what the ferry office wrote"),
        ("wide-plus", "＋1 is what the ferry office wrote"), ("wide-minus", "－1 is what they wrote"),
        ("space-formula", "\u00a0=1+1 is what the ferry office wrote"),
        ("zero-formula", "\u200b=1+1 is what the ferry office wrote"),
        ("quoted-formula", "&quot;=1+1&quot;, is what the ferry office wrote"),
        ("csv", "a&quot;,&quot;b\n&quot;c;d,e"),
        ("html", "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"),
        ("bidi", "Ferry \u202egnp.exe\u202c &#8238;opens&#x2067; again \u2066now"),
        ("zero-width", "F\u200be\u200br\u200cr\u200dy\ufeff line\u2060 opens again"),
        ("surrogate", "Ferry &#xD83D; line &#xDE00; opens again"), ("nul", "Ferry\x00 line&#0; opens"),
        ("path", "../../../../etc/passwd"), ("device", "CON"), ("format", "%s%n%x {0} ${x} $(id) `id`"),
        ("zalgo", "Fe" + "\u0301\u0323" * 2_000 + "rry opens again"), ("emoji", "🚢" * 700),
        ("cjk", "渡" * 2_000), ("word", "x" * 30_000), ("blank", "&nbsp; \u3000 "),
        ("entities", "&amp;amp;amp;lt;b&amp;amp;gt; ferry opens again"),
    ):  # fmt: skip
        name = f"title-{name}"
        head = _META + _DATED + _meta("og:title", title) + _meta("description", title)
        head += _meta("author", title) + _meta("article:section", title) + _meta("keywords", title)
        yield plain(
            name, html(name, head=head, title=title), lacks=("\x1b", "\x07", "\x9b", "\u202e")
        )
    many = "".join(_meta("article:tag", f"tag {n} {'y' * 300}") for n in range(500))
    many += "".join(_meta("author", f"Ada{n} Quill") for n in range(500))
    yield plain("meta-many", html("meta-many", head=_META + many))
    long = _meta("description", "word " * 3_900) + _meta("author", "Ada Quill " * 500)
    yield plain("meta-long", html("meta-long", head=_META + long))
    names = "".join(f'<meta name="{"n" * 9_000}{n}" content=x>' for n in range(20))
    yield plain("meta-names", html("meta-names", head=_META + names))


def _json_ld() -> Iterator[Case]:
    deep: object = "x"
    for _ in range(900):
        deep = {"@graph": [deep], "mainEntity": deep} if _ < 12 else {"mainEntity": deep}
    texts = ("headline", "description", "articleSection", "keywords", "name")
    for name, script in (
        *((f"is-{kind}", _news(**dict.fromkeys(
            ("headline", "description", "author", "creator", "publisher", "datePublished",
             "dateModified", "articleSection", "keywords", "image", "url", "mainEntityOfPage",
             "@id", "isAccessibleForFree", "inLanguage"), value)))
          for kind, value in (
              ("number", 7), ("float", 1e300), ("bool", True), ("null", None), ("list", ["a", 1, None]),
              ("nested-list", [[["a"]]]), ("object", {"a": {"b": 1}}), ("empty", ""), ("empty-list", []),
              ("list-of-objects", [{"name": [1, {"name": 2}]}, {"@value": "v"}]),
              ("value-object", {"@value": "The ferry", "@language": "en"}),
          )),
        ("deep", _script(deep)),
        ("deep-lists", _script("[" * 50_000 + "]" * 50_000)),
        ("deep-objects", _script('{"a":' * 50_000 + "1" + "}" * 50_000)),
        ("nan", _script('{"@type": "NewsArticle", "headline": NaN, "author": Infinity, "x": -Infinity}')),
        ("big-int", _script('{"@type": "NewsArticle", "headline": ' + "9" * 6_000 + "}")),
        ("exponent", _script('{"@type": "NewsArticle", "headline": 1e999999}')),
        ("duplicates", _script('{"@type": "NewsArticle", "headline": "a", "headline": ["b"], "headline": 1}')),
        ("broken", _script('{"@type": "NewsArticle", "headline": "The')),
        ("broken-author", _script('{"@type": "NewsArticle", ' + '"author":' * 10_000)),
        ("commas", _script('{"@type": "NewsArticle"' + "," * 20_000 + "}")),
        ("quotes", _script('{"a": "' + '\\"' * 40_000)),
        ("escapes", _script('{"@type": "NewsArticle", "headline": "\\ud83d \\u0000 \\u001b[31m \\u202e x"}')),
        ("types", _script({"@type": [1, None, "NewsArticle", {"a": 1}], "headline": "x y z"})),
        ("type-object", _script({"@type": {"@id": "NewsArticle"}, "headline": "x y z"})),
        ("loop", _script({"@graph": [{"@type": "NewsArticle", "@id": "a", "author": {"@id": "b"}},
                                     {"@id": "b", "author": {"@id": "a"}, "@type": "Person"}]})),
        ("id-list", _script([{"@type": "NewsArticle", "@id": ["a"], "author": [{"@id": {"a": 1}}]}])),
        ("scalar", _script("7")), ("string", _script('"NewsArticle"')), ("comment", _script("/* x */ {}")),
        ("html", _news(**dict.fromkeys(texts, "<b onclick=x>bold</b><script>alert(1)<\\/script>"))),
        ("controls", _news(**dict.fromkeys(texts, "a\x1b[31m\u202eb\x9b�c\nd\te"),
                           author={"name": "Ada\x1b[31m\u202e Qu\nill"})),
        ("many-nodes", _script({"@graph": [{"@type": "NewsArticle", "headline": f"h {n}"} for n in range(3_000)]})),
        ("many-authors", _news(author=[{"@type": "Person", "name": f"Ada Quill{n}"} for n in range(3_000)])),
        ("many-scripts", _news(headline="x y z") * 600),
        ("long-author", _news(author={"name": "Ada Quill " * 5_000})),
        ("long-headline", _news(headline="word " * 40_000)),
    ):  # fmt: skip
        name = f"ld-{name}"
        yield plain(name, html(name, head=_META + script), lacks=("\x1b", "\u202e"))


def _addresses() -> Iterator[Case]:
    for name, url in (
        ("javascript", "javascript:alert(1)//https://a.example/"), ("data", "data:text/html,<b>x</b>"),
        ("file", "file:///etc/passwd"), ("vbscript", "vbscript:x"), ("blob", "blob:https://a.example/x"),
        ("relative", "/story"), ("scheme-relative", "//evil.example/x"), ("bracket", "http://["),
        ("port", "https://a.example:99999/"), ("port-text", "https://a.example:x/"),
        ("tab", "java&#9;script:alert(1)"), ("newline", "https://a.example/&#10;x: y"),
        ("space", " https://a.example/a b"), ("userinfo", "https://port-alder-mail.example@evil.example/"),
        ("controls", "https://a.example/\x1b[31m&#x9b;x"), ("bidi", "https://a.example/\u202egnp.exe"),
        ("idn", "https://раура1.example/\u00fc"), ("upper", "JaVaScRiPt:alert(1)"),
        ("quote", "https://a.example/&quot;onclick=&quot;x"), ("backslash", "https:\\\\evil.example\\x"),
        ("no-host", "https:///path"), ("empty", ""), ("long", "https://a.example/" + "x" * 9_000),
        ("ipv6", "https://[::1%25eth0]/x"), ("dots", "https://a.example/../../etc"), ("nul", "https://a\x00.example/"),
        ("percent", "https://a.example/%0d%0aSet-Cookie:%20x"), ("nfkc", "https://a.example／evil.example/"),
    ):  # fmt: skip
        name = f"url-{name}"
        head = f'{_META}{_DATED}<link rel=canonical href="{url}"><base href="{url}">'
        head += "".join(
            _meta(key, url) for key in ("og:url", "og:image", "twitter:image", "author")
        )
        head += _news(
            url=url, image=url, mainEntityOfPage=url, author={"url": url, "name": "Ada Quill"}
        )
        middle = (
            f'<p><a href="{url}" onclick="x()">the boat</a><img src="{url}" alt="The boat"></p>'
        )
        lacks = ("javascript:", "onclick=", "file:", "vbscript:", "data:")
        yield plain(name, html(name, middle, head=head), lacks=lacks if name != "url-quote" else ())
    theft = f'{_META}<link rel=canonical href="https://victim.example/story">'
    sidecar = json.dumps({"url": _URL}).encode()
    meta = {"url": _URL, "hostname": "port-alder-mail.example"}
    yield plain("theft", html("theft", head=theft), sidecar=sidecar, meta=meta)
    yield plain("theft-bare", html("theft-bare", head=theft), meta={"url": ""})


def _dates() -> Iterator[Case]:
    def dated(name: str, head: str, *never: str, middle: str = "", **more: object) -> Case:
        name = f"date-{name}"
        not_published = {"published": never} if never else {}
        return plain(name, html(name, middle, head=_META + head).replace("© 2024", "© 2019"),
                     meta_not=not_published, **more)  # fmt: skip

    def told(value: str) -> str:
        return _meta("article:published_time", value) + _news(
            datePublished=value, dateModified=value
        )

    guessed = ("2019", "2019-01-01", "2019-01", "2024-01-01")
    for name, value, never in (
        ("feb30", "2023-02-30", ("2023-02-01", "2023-02-28", "2023-02-30", "2023-03-02")),
        ("feb29", "2023-02-29T10:00:00Z", ("2023-02-01", "2023-02-28", "2023-02-29", "2023-03-01")),
        ("month13", "2023-13-01", ("2023-01-13", "2023-01-01", "2023")), ("day0", "2023-05-00", ("2023-05-01",)),
        ("year0", "0000-05-04", ()), ("year1", "0001-01-01T00:00:00Z", ()), ("year9999", "9999-12-31", ("9999-12-31",)),
        ("negative", "-0001-05-04", ()), ("year10000", "12023-05-04", ()), ("epoch", "1970-01-01T00:00:00Z", ("1970-01-01",)),
        ("huge", "9" * 400, ()), ("stamp", "99999999999999999999", ()), ("float", "1e308", ()),
        ("far", "2099-01-01", ("2099-01-01",)), ("words", "tomorrow", ()), ("empty", "", guessed),
        ("control", "2023-05\x1b[31m-04", ()), ("wide", "２０２３-０２-３０", ("2023-02-01",)),
        ("offset", "2023-05-04T10:00:00+99:99", ()), ("hour", "2023-05-04T29:61:61Z", ()),
        ("many", "2023-05-04 2023-05-05 " * 3_000, ()), ("range", "2023-02-28/2023-02-30", ("2023-02-30",)),
    ):  # fmt: skip
        yield dated(name, told(value), *never, *guessed)
    expiry = "<script>var x = {expires: '2021-01-31', 'valid-until': '2023-01-01'};</script>"
    yield dated("expiry", expiry, "2021-01-31", "2023-01-01", *guessed)
    yield dated("copyright", "", *guessed)
    fetched = json.dumps({"fetched_at": "2024-02-06T09:00:00Z"}).encode()
    for name, value in (
        ("next-month", "2024-03-20"),
        ("in-two-days", "2024-02-08"),
        ("next-year", "2025-02-06"),
    ):
        never = (value, value[:8] + "01", value[:4] + "-01-01", value[:7], value[:4])
        yield dated(name, told(value), *never, sidecar=fetched)
    yield dated("tomorrow", told("2024-02-07"), sidecar=fetched, meta={"published": "2024-02-07"})
    lines = "".join(f"<time datetime=2024-02-{n % 30:02}>{n}. 2. 2024</time>" for n in range(3_000))
    yield dated("times", "", middle=lines)


def _sidecars() -> Iterator[Case]:
    for number, value in enumerate((
        b"", b"{", b"null", b"[]", b"7", b'"x"', b"\xff\xfe", b"\x00" * 100, b"[" * 30_000, b"{}" * 30_000,
        b'{"url": ' + b"9" * 50_000 + b"}", b'{"url": NaN}', b"{\"url\": \"\\ud83d\"}",
        json.dumps({"url": "javascript:alert(1)", "fetched_at": 7, "language": [], "publisher": {}}).encode(),
        json.dumps({"url": "http://[", "fetched_at": "9999-12-31T23:59:59Z", "language": "x" * 999,
                    "publisher": "y" * 50_000}).encode(),
        json.dumps({"url": "file:///etc/passwd", "fetched_at": "2024-02-30", "language": "../..",
                    "publisher": "=1+1"}).encode(),
        json.dumps({"url": "https://a.example/\x1b\u202e\n", "fetched_at": "-1", "language": "e\x00n",
                    "publisher": "Port\x1b[31m Al\nder\u202e Mail"}).encode(),
        json.dumps({"fetched_at": "0001-01-01", "publisher": "＝1+1"}).encode(),
        json.dumps({"fetched_at": "9999-12-31", "publisher": "\ud83d"}).encode(),
        b'{"url": "https://a.example/", "url": ["b"], "id": "../x", "text": "z", "status": "quarantined"}',
    )):  # fmt: skip
        name = f"sidecar-{number}"
        yield plain(
            name, html(name), sidecar=value, lacks=("javascript:", "file:", "\x1b", "\u202e")
        )
