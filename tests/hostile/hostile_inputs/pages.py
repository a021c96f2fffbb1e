"""Pages whose markup is the attack: nesting, what is never closed, hidden text, odd documents."""

# ruff: noqa: E501 (tables: a row is read as one)

from __future__ import annotations

from collections.abc import Iterator

from hostile_inputs.case import CLEAN, EITHER, NOTHING, Case, article, html, plain

__all__ = ["small"]

_DEEP = "<p>KEEP-DEEP is the number of the chest that the divers brought up on the last day.</p>"
_SECRET = "DROPHIDDEN is a sentence of some length that no reader of this page has ever seen."


def small() -> Iterator[Case]:
    """Small pages of all kinds."""
    yield plain("page-plain", html("page-plain"), meta={"published": "2024-02-06"})
    yield from _nested()
    yield from _unclosed()
    yield from _hidden()
    yield from _odd()
    yield from _no_article()


def _nested() -> Iterator[Case]:
    """libxml2 stops at 256 or 2,048 open elements and drops the rest of the page in silence."""
    for tag, depth in (
        ("div", 244), ("div", 250), ("div", 256), ("div", 512), ("div", 2_100),
        ("span", 1_000), ("b", 2_100), ("font", 300), ("blockquote", 400), ("section", 300), ("a", 300),
    ):  # fmt: skip
        name = f"nest-{tag}-{depth}"
        middle = f"<{tag}>" * depth + _DEEP + f"</{tag}>" * depth
        # A paragraph that is one link from end to end is what a teaser looks like.
        contains = () if tag == "a" else ("KEEP-DEEP",)
        yield plain(name, html(name, middle), allowed=EITHER, contains=contains)
    for name, opening, closing, depth in (
        ("nest-list", "<ul><li>", "</li></ul>", 300),
        ("nest-table", "<table><tr><td>", "</td></tr></table>", 100),
        ("nest-object", "<object>", "</object>", 600),
        ("nest-p-in-button", "<button><p>", "</p></button>", 600),
        ("nest-dl", "<dl><dd>", "</dd></dl>", 300),
    ):
        yield plain(
            name, html(name, opening * depth + closing * depth), allowed=EITHER, max_seconds=20
        )


def _unclosed() -> Iterator[Case]:
    for tag in ("b", "i", "p", "div", "a href=/x", "font", "li", "td", "h2", "nobr", "center"):
        name = f"unclosed-{tag.split()[0]}"
        # What stands in a link that never ends looks like a teaser: only the begin is asked for.
        last = not tag.startswith("a ")
        yield plain(name, html(name, f"<{tag}>" * 2_000), last=last, allowed=EITHER)
    # What follows is inside of it in a browser too: only the begin can be asked for.
    for name, opening in (
        ("open-comment", "<!-- never closed "),
        ("open-comment-short", "<!--"),
        ("open-script", "<script>if (a < b) { document.write('<p>DROPSCRIPT is code</p>')"),
        ("open-style", "<style>p { color: red } /* DROPSCRIPT"),
        ("open-textarea", "<textarea>"),
        ("open-title", "<title>"),
        ("open-xmp", "<xmp>"),
        ("open-plaintext", "<plaintext>"),
        ("open-quote", '<p class="never closed>'),
        ("open-tag", "<div class=a "),
        ("open-svg", "<svg><path d='M0 0'>"),
        ("open-select", "<select><option>one"),
        ("open-iframe", "<iframe src=/x>"),
        ("open-noscript", "<noscript>"),
        ("open-template", "<template>"),
        ("open-math", "<math><mi>x"),
        ("open-cdata", "<![CDATA[ "),
        ("open-pi", "<?php echo 'x' "),
        ("open-declaration", "<!ELEMENT "),
    ):
        page = html(name, opening)
        yield plain(name, page, last=False, allowed=EITHER, lacks=("DROPSCRIPT",))
    for name, middle in (
        (
            "comment-bang",
            "<!--> <p>KEEP-IT is the pier where the boat lay for the winter months.</p>",
        ),
        ("comment-empty", "<!---->"),
        ("comment-dashes", "<!-- a -- b --- c -->"),
        ("comment-bang-end", "<!-- a --!>"),
        (
            "comment-conditional",
            "<!--[if lt IE 9]><p>DROPSCRIPT for old browsers only</p><![endif]-->",
        ),
        ("comment-20k", "<!--x-->" * 20_000),
        ("cdata", "<![CDATA[ x ]]>"),
        ("pi", "<?xml version='1.0'?><?php echo 'x' ?>"),
        ("script-in-comment-in-script", "<script><!-- <script> </script> --></script>"),
        ("misnested", "<b><p><i>x</b>y</p></i><table><p>z<tr><b>w</table>"),
        ("end-tags", "</div></p></br></table></span></aside>" * 500),
        ("attributes-equal", "<p a=1 a=2 a=3 class=x class=hidden>"),
        ("attributes-5000", "<p " + " ".join(f"a{n}=1" for n in range(5_000)) + ">x</p>"),
        ("class-words", f'<p class="{" ".join(f"w{n}" for n in range(20_000))}">x</p>'),
        ("tag-names", '<a"b>x</a"b><o:p>y</o:p><p\x00q>z</p><1a>w<é>v<a:b:c>u'),
        ("tag-name-long", f"<{'x' * 100_000}>y</{'x' * 100_000}>"),
        ("colspan", "<table><tr><td colspan=9007199254740991 rowspan=-1>x</td></tr></table>"),
        ("start-huge", "<ol start=99999999999999999999><li value=1e999>x</li></ol>"),
        ("image-map", "<map name=m><area href=javascript:x></map><img usemap=#m width=1e99>"),
        ("head-in-body", "<head><title>Other title of another page</title></head>"),
        ("html-in-body", "<html lang=xx><body class=hidden hidden>"),
    ):
        yield plain(name, html(name, middle), allowed=EITHER, lacks=("DROPSCRIPT",))


def _hidden() -> Iterator[Case]:
    """What a reader of the page does not see is not its text."""
    for name, element in (
        ("attribute", "<p hidden>{}</p>"),
        ("attribute-value", '<p hidden="until-found">{}</p>'),
        ("display", '<p style="display:none">{}</p>'),
        ("display-space", '<p style="color:red; DISPLAY : NONE !important">{}</p>'),
        ("visibility", '<div style="visibility: hidden"><p>{}</p></div>'),
        ("size", '<p style="font-size:0">{}</p>'),
        ("size-unit", '<p style="font-size: 0.0px;color:red">{}</p>'),
        ("off-screen", '<p style="position:absolute;left:-9999px">{}</p>'),
        ("off-top", '<p style="position:absolute;top:-9999em">{}</p>'),
        ("indent", '<p style="text-indent:-9999px">{}</p>'),
        ("aria", '<p aria-hidden="true">{}</p>'),
        ("template", "<template><p>{}</p></template>"),
        ("noscript", "<noscript><p>{}</p></noscript>"),
        ("noframes", "<noframes><p>{}</p></noframes>"),
        ("script", "<script>var a = '<p>{}</p>';</script>"),
        ("style", "<style>/* {} */</style>"),
        ("comment", "<!-- <p>{}</p> -->"),
        ("svg", "<svg><title>{0}</title><desc>{0}</desc><text>{0}</text></svg>"),
        ("iframe", "<iframe>{}</iframe>"),
        ("srcdoc", '<iframe srcdoc="<p>{}</p>"></iframe>'),
        ("option", "<select><option>{}</option></select>"),
        ("datalist", "<datalist><option>{}</option></datalist>"),
        ("textarea", "<textarea>{}</textarea>"),
        ("input", '<input type=hidden value="{0}"><input placeholder="{0}">'),
        ("title-attribute", '<p title="{0}" data-text="{0}">A short line of the ferry office.</p>'),
        ("object", "<object data=/x><p>{}</p></object>"),
        ("audio", "<audio controls><p>{}</p></audio>"),
        ("canvas", "<canvas><p>{}</p></canvas>"),
        ("inline", 'The boat <span style="display:none">{}</span> sails again in the morning.'),
        ("nested", '<div hidden><div style="display:block"><p>{}</p></div></div>'),
    ):  # fmt: skip
        name = f"hidden-{name}"
        yield plain(name, html(name, element.format(_SECRET)), lacks=("DROPHIDDEN",))
    shadow = html("shadow-root", story="<x-story></x-story>").replace(
        "<x-story>", f"<x-story><template shadowrootmode=open>{article('shadow-root')}</template>"
    )
    yield plain("shadow-root", shadow, allowed=EITHER | NOTHING)


def _odd() -> Iterator[Case]:
    for name, page in (
        ("no-html", article("no-html")),
        ("no-body", f"<title>Ferry</title>{article('no-body')}"),
        ("two-bodies", html("two-bodies", "</body><body class=x>")),
        ("two-pages", html("other") + html("two-pages")),
        ("after-html", html("after-html", "</body></html>")),
        ("before-html", "\n" * 5_000 + "<!-- x -->" * 99 + html("before-html")),
        ("bom-inside", "\ufeff\ufeff" + html("bom-inside").replace("<p>", "<p>\ufeff")),
        ("uppercase", html("uppercase").replace("<p>", "<P>").replace("</p>", "</P>")),
        ("doctype-public", html("doctype-public").replace("<!DOCTYPE html>", (
            '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
            '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'))),
        ("doctype-long", html("doctype-long").replace("html>", f"html {'/' * 90_000}>", 1)),
        ("doctype-open", html("doctype-open").replace("html>", "html", 1)),
        ("doctype-subset", html("doctype-subset").replace(
            "html>", "html [<!ENTITY a 'b'><!-- ]> -->]>", 1)),
        ("xhtml", "<?xml version='1.0' encoding='utf-8'?>\n" + html("xhtml").replace(
            "<html", '<html xmlns="http://www.w3.org/1999/xhtml"')),
        ("xml-standalone", "<?xml version='1.0' standalone='yes' encoding='utf-16'?>" + html("xml-standalone")),
        ("base-javascript", html("base-javascript", "<base href='javascript:alert(1)//'>")),
        ("base-broken", html("base-broken", "<base href='http://['><a href=/x>y</a>")),
        ("refresh", html("refresh", "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>")),
        ("one-line", html("one-line").replace("\n", " ")),
        ("br-only", html("br-only", story=article("br-only").replace("<p>", "").replace("</p>", "<br><br>"))),
        ("pre", html("pre", "<pre>" + "x  y\n" * 500 + "</pre>")),
        ("tabs-and-spaces", html("tabs-and-spaces", "<p>" + " \t" * 100_000 + "</p>")),
        ("dialog", html("dialog", "<dialog open><details><summary>x</summary>y</details></dialog>")),
        ("rtl", html("rtl").replace("<html ", "<html dir=rtl ")),
        ("links-500", html("links-500", "".join(f"<a href=/{n}>{n}</a> " for n in range(500)))),
        ("amp", html("amp").replace("<html", "<html ⚡")),
    ):  # fmt: skip
        yield plain(name, page, lacks=("javascript:",))
    entities = (
        "<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a 'DROPENT'>"
        + "".join(
            f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + "<!ENTITY ext SYSTEM 'file:///etc/hostname'>]>"
    )
    page = entities + html("entities", "<p>The bomb is &i; and the other &ext; here.</p>")
    yield plain("entities", page, lacks=("DROPENTDROPENT",), allowed=EITHER)
    yield plain("entities-xhtml", page.replace("entities", "entities-xhtml"), suffix=".xhtml",
                lacks=("DROPENTDROPENT",), allowed=EITHER)  # fmt: skip


def _no_article() -> Iterator[Case]:
    menu = "".join(f"<li><a href=/{n}>Section {n}</a></li>" for n in range(40))
    for name, page, allowed in (
        ("blank.html", "", NOTHING),
        ("spaces.html", " \t\r\n" * 500, NOTHING),
        ("bom.html", "\ufeff", NOTHING),
        ("zero-width.html", "\u200b" * 500, NOTHING),
        ("comment.html", "<!-- x -->", NOTHING),
        ("menu.html", f"<html><body><nav><ul>{menu}</ul></nav></body></html>", NOTHING),
        ("shell.html", "<html><head><title>App</title><script src=/a.js></script></head><body>"
         "<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>"
         "</body></html>", NOTHING),
        ("frames.html", "<html><head><title>x</title></head><frameset cols=20%,*><frame src=/a>"
         "<frame src=/b><noframes>Your browser has no frames.</noframes></frameset></html>", NOTHING),
        ("redirect.html", "<meta http-equiv=refresh content='0;url=/x'>", NOTHING),
        ("script.html", "<script>var a = 1;</script>", NOTHING),
        ("feed.html", "<?xml version='1.0'?><rss version='2.0'><channel><item><title>a</title>"
         "</item></channel></rss>", NOTHING),
        ("atom.html", "<feed xmlns='http://www.w3.org/2005/Atom'><entry/></feed>", NOTHING),
        ("sitemap.html", "<urlset><url><loc>http://a.example/</loc></url></urlset>", NOTHING),
        ("json.html", '{"articles": [{"title": "a", "body": "b"}]}', NOTHING),
        ("json-list.html", '[{"title": "a", "body": "<p>b</p>"}, 1, null]', NOTHING),
        ("jsonl.html", '{"id": 1, "html": "<p>a</p>"}\n{"id": 2, "html": "<p>b</p>"}\n', NOTHING),
        ("frame.svg", "<svg xmlns='http://www.w3.org/2000/svg'><text>a</text></svg>", NOTHING),
    ):  # fmt: skip
        yield Case(f"nothing/{name}", page.encode(), allowed)
    error = "<html><title>404 Not Found</title><h1>Not Found</h1><p>Nothing here.</p></html>"
    yield Case("nothing/error.html", error.encode(), CLEAN | NOTHING)
