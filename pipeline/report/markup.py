"""Elements of the report. Every string that goes in is text: there is no way to pass markup.

`el("p", title)` escapes `title`, whatever it is. Only `el` and `document` make `Html`, and they
know a closed list of attributes: no handler, no inline style and no address of a resource can be
written, by mistake or otherwise. Built here instead of by lxml or a template language: the same
input gives the same bytes with every version of every library.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import urlsplit

from pipeline.report.style import STYLE, STYLE_SOURCE
from pipeline.version import CLEANER, CLEANER_VERSION

__all__ = ["Child", "Html", "block", "cut", "document", "el", "inline", "outward", "quantity"]


class Html(str):
    """Markup made by this module."""

    __slots__ = ()


Child: TypeAlias = "Html | str | Iterable[Child] | None"

_ATTRIBUTES = {
    "aria_hidden": "aria-hidden",
    "aria_label": "aria-label",
    "cls": "class",
    "colspan": "colspan",
    "dir": "dir",
    "height": "height",
    "href": "href",
    "id": "id",
    "lang": "lang",
    "open": "open",
    "preserve": "preserveAspectRatio",
    "rel": "rel",
    "role": "role",
    "scope": "scope",
    "tabindex": "tabindex",
    "view": "viewBox",
    "width": "width",
}
_OWN_PAGE = re.compile(r"(?:\.\./|\./)*(?:[a-z0-9_-]+/)*(?:[a-z0-9_-]+\.html)?(?:#[a-z0-9_-]+)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")

# What the text policy takes out of a page, and what would change the order of what is shown. The
# marks U+200E, U+200F and U+061C are left: they are spelling in right-to-left scripts, and every
# text of a page stands in an element of its own, which they cannot leave.
_LAST_TWO = "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
_ODD = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u2028-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb"
    f"\ud800-\udfff{_LAST_TWO}]"
)


def el(tag: str, *children: Child, **attributes: str | int | None) -> Html:
    """An element; strings are escaped, None is nothing. An attribute that is None is left out.

    So is a `lang` that is no code of a language. `href` must be a page of the report or http(s).

    >>> el("p", "1 < 2", el("br"), cls="a")
    '<p class="a">1 &lt; 2<br></p>'
    >>> el("p", onclick="x")
    Traceback (most recent call last):
    KeyError: 'onclick'
    """
    start = _opening(tag, tuple(attributes.items()))
    if tag == "br":
        return Html(start)
    return Html(f"{start}{''.join(map(_markup, children))}</{tag}>")


def block(tag: str, text: str, *, lang: str = "", cls: str | None = None, most: int = 0) -> Html:
    """A stranger's text as an element of its own, in its own direction and language."""
    return el(tag, cut(text, most), dir="auto", lang=lang, cls=cls)


def inline(text: str, *, lang: str = "", most: int = 0) -> Html:
    """A stranger's text inside a sentence of ours."""
    return el("bdi", cut(text, most), lang=lang)


def cut(text: str, most: int) -> Child:
    """At most `most` characters (0: all), and how many more there are."""
    if not most or len(text) <= most:
        return text
    return [text[:most], el("span", f" … {len(text) - most:,} more characters", cls="more")]


def outward(url: str) -> Html:
    """An address that a page gave: a link where it is http(s), else its text."""
    shown = inline(url, most=120)
    if not _is_web(url):
        return shown
    return el("a", shown, href=url, rel="noopener noreferrer nofollow")


def quantity(number: int, one: str, more: str = "") -> str:
    """A number with its noun.

    >>> quantity(1, "article"), quantity(1200, "entry", "entries")
    ('1 article', '1,200 entries')
    """
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def document(title: str, *body: Child) -> bytes:
    """A whole page, which may load nothing and run nothing."""
    policy = f"default-src 'none'; style-src {STYLE_SOURCE}; base-uri 'none'; form-action 'none'"
    head = "".join(
        (
            '<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="referrer" content="no-referrer">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="color-scheme" content="light dark">\n',
            '<meta name="robots" content="noindex, nofollow">\n',
            f'<meta name="generator" content="{CLEANER} {CLEANER_VERSION}">\n',
            f"<title>{_markup(_plain(title))}</title>\n",
            f"<style>{STYLE}</style>\n",
        )
    )
    page = (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}</head>\n{el("body", *body)}\n</html>\n'
    )
    return page.encode()


@lru_cache(maxsize=4096)  # most are the same few
def _opening(tag: str, attributes: tuple[tuple[str, str | int | None], ...]) -> str:
    written = [tag]
    for name, value in attributes:
        if value is None or (name == "lang" and not _LANGUAGE.fullmatch(str(value))):
            continue
        if name == "href":
            _check_address(str(value))
        written.append(f'{_ATTRIBUTES[name]}="{html.escape(_plain(str(value)))}"')
    return f"<{' '.join(written)}>"


def _markup(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        escaped = html.escape(child, quote=False)
        if escaped.isprintable():  # the usual case, decided in C
            return escaped
        return _ODD.sub(lambda found: f'<span class="cp">{_spelled(found[0])}</span>', escaped)
    return "".join(map(_markup, child))


def _plain(value: str) -> str:
    return _ODD.sub(lambda found: _spelled(found[0]), value)


def _spelled(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")


def _is_web(url: str) -> bool:
    if _ODD.search(url) or any(char.isspace() for char in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _check_address(address: str) -> None:
    if not (_OWN_PAGE.fullmatch(address) or _is_web(address)):
        raise ValueError(f"not an address to link to: {address!r}")
