from __future__ import annotations

import json

import pytest

from pipeline.metadata.frame import frame_of
from pipeline.metadata.kinds.access import access_of, is_truncated
from pipeline.metadata.kinds.layout import layout_of
from pipeline.records import Block, Decision, Document, Page, Role

WALL = ("Already a subscriber? Log in", Role.FURNITURE)


def script(node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def breaks_off(frame, access=""):
    return is_truncated(None, frame, layout_of(frame), access)


@pytest.mark.parametrize(
    ("head", "access"),
    [
        (script({"@type": "NewsArticle", "isAccessibleForFree": True}), "free"),
        (script({"@type": "NewsArticle", "isAccessibleForFree": "False"}), "paywalled"),
        (script({"@type": "WebPage", "isAccessibleForFree": False}), "paywalled"),
        (script({"@type": "NewsArticle", "isAccessibleForFree": {"x": 1}}), ""),
        ('<meta property="article:content_tier" content="locked">', "paywalled"),
        ('<meta property="article:content_tier" content="free">', "free"),
        ("", ""),
    ],
)
def test_access(markup, head, access):
    assert access_of(markup(f"<head>{head}</head>")) == access


def test_a_text_does_not_say():
    assert access_of(None) == ""


@pytest.mark.parametrize(
    "cue",
    [
        "Il vous reste 57.09% de cet article à lire. La suite est réservée aux abonnés.",
        "Pozostało jeszcze 89% artykułu",
        "Subscribe to continue reading",
        "This article is for subscribers",
        "This story is exclusive to Bay+ subscribers",
        "Diesen Artikel weiterlesen mit Bay+",
        "Чтобы читать дальше, оформите подписку",
        "Щоб читати далі, увійдіть",
        "Aby czytać dalej, wykup dostęp",
        "Okumaya devam etmek için abone olun",
        "Για να συνεχίσετε την ανάγνωση, συνδεθείτε",
        "لمتابعة القراءة اشترك الآن",
        "この記事は有料会員限定です",
        "订阅后继续阅读全文",
    ],
)
def test_pages_that_break_off(frame, prose, cue):
    found = frame(prose, (cue, Role.FURNITURE))
    assert breaks_off(found)
    assert breaks_off(found, "paywalled")
    assert not breaks_off(found, "free")


@pytest.mark.parametrize(
    "line",
    [
        "He told members that they should continue reading the report.",
        "Subscribers of the water works will pay less, the council said.",
        "Sign up to our newsletter",
        # What a newsletter lays over a whole article.
        "Subscribe now to keep reading and get access to the full archive.",
    ],
)
def test_prose_about_subscribers_is_whole(frame, prose, line):
    assert not breaks_off(frame(prose, line))


def test_a_long_text_is_cut_short_only_at_its_end(frame, prose):
    wall = ("This post is for paid subscribers", Role.FURNITURE)
    story = [prose] * 40
    assert breaks_off(frame(*story, wall))
    assert not breaks_off(frame(prose, wall, *story))
    assert not breaks_off(frame(*story, *[("More", Role.NAVIGATION)] * 9, wall))


@pytest.mark.parametrize(
    ("last", "is_cut"),
    [
        ("The first stones are to be set, and the people of the lower […]", True),
        ("The first stones are to be set, and the people of the lower [...] Read more", True),
        ("And the sea, as always, said nothing…", False),
        ("They quoted him as saying […] what he had said.", False),
    ],
)
def test_an_excerpt_says_so(frame, prose, last, is_cut):
    assert breaks_off(frame(prose, last)) is is_cut


def test_a_long_text_may_end_with_somebody_elses_excerpt(frame, prose):
    assert not breaks_off(frame(*[prose] * 12, "[…] as the Marrow Post has written […]"))


def of_wall(lines: list[str]) -> bool:
    """Whether a text of these kept lines is cut short by a wall that a rule found below it."""
    texts = [*lines, WALL[0]]
    blocks = tuple(Block(i, text, str(i)) for i, text in enumerate(texts))
    decisions = tuple(
        Decision(i, (0, len(text)), Role.PARAGRAPH, True, "default", "")
        if i < len(lines)
        else Decision(i, (0, len(text)), WALL[1], False, "rule:paywall/wall-sentences", "")
        for i, text in enumerate(texts)
    )
    page = Page(id="x", source="x.txt", kind="text", content="")
    return breaks_off(frame_of(Document(page, blocks), decisions))


def test_a_wall_below_a_short_text_or_an_open_sentence(prose):
    assert of_wall([prose])
    assert of_wall([*[prose] * 12, "The first stones are to be set in May, and the people of the…"])
    assert not of_wall([prose] * 12)


PAID = {
    "@type": "NewsArticle",
    "isAccessibleForFree": False,
    "hasPart": {"isAccessibleForFree": "False", "cssSelector": ".paid, #rest"},
}


@pytest.mark.parametrize(
    ("rest", "is_cut"),
    [
        ("", True),  # nothing answers to the selector, and the text is short
        ('<div class="body paid"></div>', True),
        ('<div id="rest">Read on for one pound a month.</div>', True),
        ('<div class="body paid"><p>{long}</p></div>', False),
        ('<div class="prepaid"><p>{long}</p></div>', True),
    ],
)
def test_the_part_for_subscribers_is_missing(of_html, prose, rest, is_cut):
    body = f"<h1>Wall</h1><p>{prose}</p>" + rest.format(long=f"{prose} {prose}")
    found = of_html(f"<html><head>{script(PAID)}</head><body>{body}</body></html>")
    assert (found.access, found.is_truncated) == ("paywalled", is_cut)


def test_a_selector_may_be_anything(of_html, prose):
    for selector in ("", "div > p", ["x"], 5, ".a'b\"", "." + "x" * 500):
        node = {**PAID, "hasPart": [{"isAccessibleForFree": False, "cssSelector": selector}, 5]}
        page = f"<html><head>{script(node)}</head><body><p>{prose}</p></body></html>"
        assert of_html(page).is_truncated is False
