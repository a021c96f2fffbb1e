"""Whether a page was free to read, and whether its text is cut short."""

from __future__ import annotations

import re
from itertools import islice

import re2
from lxml.html import HtmlElement

from pipeline.metadata.frame import Frame
from pipeline.metadata.jsonld import Node, as_texts
from pipeline.metadata.kinds.layout import Layout
from pipeline.metadata.markup import Markup

__all__ = ["access_of", "is_truncated"]

# The sentence with which a page breaks off. Only what no finished article says of itself.
_CUT_SHORT = re2.compile(
    r"(?i)il vous reste \d{1,3}(?:[.,]\d{1,2})? ?% de cet article|pozostało jeszcze \d{1,3} ?%|"
    r"(?:you have|noch) \d{1,3} ?% (?:of this article|des artikels)|"
    r"(?:subscribe|sign up|register|log in|become a (?:member|subscriber)) (?:now )?to "
    r"(?:continue|keep|finish) reading|continue reading (?:this article )?with a (?:free )?"
    r"(?:subscription|trial|account)|to (?:continue|keep) reading,? (?:please )?(?:subscribe|"
    r"log in|sign in|register)|this (?:article|story) is exclusive to .{1,30} subscribers|"
    r"this (?:article|content|story|post) is (?:only )?(?:for|available "
    r"to|reserved for) (?:paying |paid )?(?:subscribers|members)|"
    r"(?:weiterlesen|jetzt weiterlesen) mit |diesen artikel (?:weiterlesen|lesen sie) mit|"
    r"um (?:den|diesen) (?:ganzen )?artikel (?:weiter)?(?:zu)?lesen|"
    r"dieser (?:artikel|inhalt) ist (?:nur )?(?:für abonnenten|exklusiv für)|"
    r"(?:la suite est|article) réservée? (?:aux|à nos) abonnés|pour lire la suite|"
    r"(?:contenido|artículo) (?:exclusivo|solo) para (?:suscriptores|socios)|"
    r"para seguir leyendo|contenuto riservato agli abbonati|per continuare a leggere|"
    r"continue lendo com|conteúdo exclusivo para assinantes|para continuar lendo|"
    r"lees verder met|dit artikel is (?:alleen )?voor abonnees|"
    r"(?:logga in|logg inn|log ind) for(?: at| å)? (?:läsa|lese|læse) (?:videre|vidare)|"
    r"for å lese videre|för att läsa vidare|for at læse videre|"
    r"tilaa ja lue|lukeaksesi jutun loppuun|"
    r"aby czytać dalej|(?:tento )?článek je (?:jen )?pro předplatitele|"
    r"článok je (?:len )?pre predplatiteľov|a cikk folytatása előfizet|"
    r"чтобы (?:читать дальше|продолжить чтение)|"
    r"(?:материал )?доступ(?:но|ен) только (?:по подписке|подписчикам)|"
    r"щоб (?:читати далі|продовжити читання)|για να συνεχίσετε την ανάγνωση|"
    r"okumaya devam etmek için|haberin devamı (?:için )?abone|لمتابعة القراءة|"
    r"この記事は(?:有料)?会員限定|残り ?[\d,]{1,6} ?文字|続きを読むには|"
    r"(?:剩余|剩餘|余下|餘下) ?\d{1,3} ?%|"
    r"(?:订阅|訂閱)(?:后|後|以)?(?:继续|繼續)?(?:阅读|閱讀)全文|유료 ?(?:구독자|회원) ?전용",
)
_MAX_CUE = 250  # characters of a block that asks for a subscription
_DOTS = re.compile(r"(?:…|\.\.\.)\W{0,3}$")
# "[…]", and the link that follows it ("Read more »")
_EXCERPT = re.compile(r"[\[(](?:…|\.{3})[\])]\s?(?:\w+ ){0,2}\w*[\s→»›>]{0,3}$")
_WALL = "rule:paywall/"
_ABOVE, _AFTER = 3, 6  # blocks around the end of what was kept in which its wall stands
# A newsletter's layer over a whole article: "keep reading and get access to the full archive".
_ARCHIVE = re.compile(r"archiv|arquivo|архив", re.IGNORECASE)
_SHORT = 100  # words of a body that a wall below it cuts short, though it ends in a full stop
_SELECTOR = re.compile(r"\s*([.#])([A-Za-z_][\w-]{0,80})\s*")  # what publishers write there
_BEGINNING = 600  # words of a body
_MAX_SELECTORS, _MAX_PARTS = 10, 10
_PART_WORDS = 30  # of the part for subscribers; fewer are the offer


def _articles(markup: Markup) -> list[Node]:
    return [*markup.json_ld.article_nodes(), *markup.json_ld.page_nodes()]


def _free(value: object) -> bool | None:
    """isAccessibleForFree, which is written as a boolean or as text; None: neither."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in {"true", "false", "yes", "no"}:
        return value.strip().lower() in {"true", "yes"}
    return None


def access_of(markup: Markup | None) -> str:
    """ "free", "paywalled", or "" where the page does not say."""
    if markup is None:
        return ""
    said = (_free(node.get("isAccessibleForFree")) for node in _articles(markup))
    free = next((value for value in said if value is not None), None)
    if free is None:
        tier = markup.first("article:content_tier", "content_tier", "article:content-tier").lower()
        free = {"free": True, "locked": False, "metered": False}.get(tier)
    return "" if free is None else "free" if free else "paywalled"


def is_truncated(markup: Markup | None, frame: Frame, layout: Layout, access: str) -> bool:
    """Whether the text goes on elsewhere: for those who pay, or where an excerpt was taken from."""
    texts = frame.document.texts
    last = texts[frame.end - 1] if layout.words else ""
    if layout.words < _SHORT and _EXCERPT.search(last[-60:]):
        return True
    if access == "free":  # it may carry the offer in a hidden layer
        return False
    # Below a long text, only the wall at its end cuts it short; others are layers upon the page.
    start, end = frame.start, len(texts)
    if layout.words > _BEGINNING:
        start, end = max(start, frame.end - _ABOVE), frame.end + _AFTER
    cues = [t for t in texts[start:end] if len(t) <= _MAX_CUE]
    if _CUT_SHORT.search("\n".join(cues)) is not None and any(map(_asks, cues)):
        return True
    if _stops_at_wall(frame, layout, last):
        return True
    return access == "paywalled" and markup is not None and _lacks_its_part(markup, frame, layout)


def _asks(text: str) -> bool:
    return _ARCHIVE.search(text) is None and _CUT_SHORT.search(text) is not None


def _stops_at_wall(frame: Frame, layout: Layout, last: str) -> bool:
    """Whether a wall stands right below a body that is short, or ends within a sentence."""
    below = frame.decisions[frame.end : frame.end + _AFTER]
    if not layout.words or not any(d.by.startswith(_WALL) for found in below for d in found):
        return False
    return layout.words < _SHORT or _DOTS.search(last[-8:]) is not None


def _lacks_its_part(markup: Markup, frame: Frame, layout: Layout) -> bool:
    """Whether the part that JSON-LD calls paid (`hasPart`, `cssSelector`) stands there empty.

    A part that no element answers to may have lost its name and kept its text, where a body is
    not short; and no paper gives away as much as `_BEGINNING`.
    """
    tree = frame.document.tree
    if tree is None or layout.words > _BEGINNING:
        return False
    said = (selector for node in _articles(markup) for selector in _paid_parts(node))
    named = list(dict.fromkeys(islice(said, _MAX_SELECTORS)))  # each is a search of the tree
    parts = [part for kind, name in named for part in _selected(tree, kind, name)]
    if any(len(" ".join(part.itertext()).split()) >= _PART_WORDS for part in parts):
        return False
    return bool(named) and (bool(parts) or layout.words < _SHORT)


def _selected(tree: HtmlElement, kind: str, name: str) -> list[HtmlElement]:
    if kind == "#":
        found = tree.xpath("//*[@id=$name]", name=name)
    else:
        query = "//*[contains(concat(' ', normalize-space(@class), ' '), $name)]"
        found = tree.xpath(query, name=f" {name} ")
    return list(found[:_MAX_PARTS])


def _paid_parts(node: Node) -> list[tuple[str, str]]:
    parts = node.get("hasPart")
    found: list[tuple[str, str]] = []
    for part in (parts if isinstance(parts, list) else [parts])[:20]:
        if isinstance(part, dict) and _free(part.get("isAccessibleForFree")) is False:
            for text in as_texts(part.get("cssSelector")):
                matches = [_SELECTOR.fullmatch(each) for each in text.split(",")[:10]]
                found += [(m[1], m[2]) for m in matches if m is not None]
    return found
