"""What kind of page it is, whether it was free to read, and whether its text is cut short.

Conservative: a page is an article until it says that it is something else.
"""

from __future__ import annotations

import re

import re2

from pipeline.metadata.frame import Frame
from pipeline.metadata.markup import Markup

__all__ = ["access_of", "is_truncated", "page_kind_of"]

_STUB_WORDS = 25
_LINK_SHARE = 0.6  # of a body's characters, above which it is a list of links
_ERROR_TITLE = re.compile(
    r"^\W{0,3}(?:(?:error\s)?(?:404|403|410|500|502|503)\b|page not found|not found|access denied|"
    r"seite nicht gefunden|page introuvable|página no encontrada|just a moment|forbidden|"
    r"attention required|are you a robot)",
    re.IGNORECASE,
)
_ERROR_WORDS = 120
_LIVE = frozenset({"liveblogposting"})
_FORUM = frozenset({"discussionforumposting", "qapage"})
_LISTING = frozenset({"collectionpage", "searchresultspage", "profilepage", "itemlist"})

# The sentence with which a page breaks off. Only what no finished article says of itself.
_CUT_SHORT = re2.compile(
    r"(?i)il vous reste \d{1,3}(?:[.,]\d{1,2})? ?% de cet article|pozostało jeszcze \d{1,3} ?%|"
    r"(?:you have|noch) \d{1,3} ?% (?:of this article|des artikels)|"
    r"(?:subscribe|sign up|register|log in|become a (?:member|subscriber)) (?:now )?to "
    r"(?:continue|keep|finish) reading|continue reading (?:this article )?with a (?:free )?"
    r"(?:subscription|trial|account)|to (?:continue|keep) reading,? (?:please )?(?:subscribe|"
    r"log in|sign in|register)|this (?:article|content|story) is (?:only )?(?:for|available to|"
    r"reserved for) (?:paying )?(?:subscribers|members)|"
    r"(?:weiterlesen|jetzt weiterlesen) mit |diesen artikel (?:weiterlesen|lesen sie) mit|"
    r"um (?:den|diesen) (?:ganzen )?artikel (?:weiter)?(?:zu)?lesen|"
    r"dieser (?:artikel|inhalt) ist (?:nur )?(?:für abonnenten|exklusiv für)|"
    r"(?:la suite est|article) réservée? (?:aux|à nos) abonnés|pour lire la suite|"
    r"(?:contenido|artículo) (?:exclusivo|solo) para (?:suscriptores|socios)|"
    r"para seguir leyendo|contenuto riservato agli abbonati|per continuare a leggere|"
    r"continue lendo com|conteúdo exclusivo para assinantes|"
    r"lees verder met|dit artikel is (?:alleen )?voor abonnees|"
    r"(?:logga in|logg inn|log ind) for(?: at| å)? (?:läsa|lese|læse) (?:videre|vidare)|"
    r"この記事は(?:有料)?会員限定|残り ?\d{1,5} ?文字|続きを読むには",
)
_MAX_CUE = 400  # characters of a block that asks for a subscription


def _json_ld_free(markup: Markup) -> bool | None:
    """isAccessibleForFree of the article, which is written as a boolean or as text."""
    for node in (*markup.json_ld.article_nodes(), *markup.json_ld.page_nodes()):
        value = node.get("isAccessibleForFree")
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().lower() in {"true", "false", "yes", "no"}:
            return value.strip().lower() in {"true", "yes"}
    return None


def access_of(markup: Markup | None) -> str:
    """ "free", "paywalled", or "" where the page does not say."""
    if markup is None:
        return ""
    free = _json_ld_free(markup)
    if free is None:
        tier = markup.first("article:content_tier", "content_tier", "article:content-tier").lower()
        free = {"free": True, "locked": False, "metered": False}.get(tier)
    return "" if free is None else "free" if free else "paywalled"


def is_truncated(frame: Frame, access: str) -> bool:
    """Whether the page says that its text goes on elsewhere, for those who pay."""
    cues = (t for t in frame.document.texts[frame.start :] if len(t) <= _MAX_CUE)
    # A free article may carry the offer in a hidden layer.
    return access != "free" and _CUT_SHORT.search("\n".join(cues)) is not None


def page_kind_of(markup: Markup | None, frame: Frame, body: str, title: str) -> str:
    """One of article, listing, stub, live, forum, product, error, empty."""
    words = len(body.split())
    if not body.strip():
        return "empty"
    if words < _ERROR_WORDS and _ERROR_TITLE.match(title):
        return "error"
    if markup is not None:
        kind = _declared(markup)
        if kind:
            return kind
        kept = [b for b, d in zip(frame.document.blocks, frame.decisions, strict=True)
                if any(x.kept for x in d)]  # fmt: skip
        links = sum(b.link_chars for b in kept)
        if links > _LINK_SHARE * max(1, sum(len(b.text) for b in kept)):
            return "listing"
        if words < _STUB_WORDS and len(body) < 8 * _STUB_WORDS:
            return "stub"
    return "article"


def _declared(markup: Markup) -> str:
    """The kind that the page's own types say, "" for an article or nothing."""
    data = markup.json_ld
    if data.of_type(*_LIVE):
        return "live"
    if data.of_type(*_FORUM):
        return "forum"
    og_type = markup.first("og:type").lower()
    if data.article_nodes() or og_type == "article":
        return ""
    if data.of_type("product") and og_type.startswith(("product", "og:product")):
        return "product"
    if data.of_type(*_LISTING) and og_type in {"website", ""}:
        return "listing"
    return ""
