from __future__ import annotations

from pipeline.config import default_config
from pipeline.publishers.selection import Evidence, body_selectors, chrome_selectors
from pipeline.records import Page, Role
from pipeline.segment import segment

LINE = "The lock {} opened its gates on Monday for the last time by hand, it was said."


def evidence(body: str, *roles: tuple[str, Role]) -> Evidence:
    """What says "lock" is the body; `roles` name the blocks that have a text."""
    page = Page("p", "p.html", "html", f"<html><body>{body}</body></html>")
    document = segment(page, default_config())
    known = dict(roles)
    return Evidence(
        document,
        frozenset(i for i, text in enumerate(document.texts) if "lock" in text),
        {i: known.get(t, Role.FURNITURE) for i, t in enumerate(document.texts) if "lock" not in t},
    )


def paragraphs(first: int, count: int, attributes: str = "") -> str:
    return "".join(f"<p{attributes}>{LINE.format(i)}</p>" for i in range(first, first + count))


def selectors(page: Evidence, **kinds: bool) -> list[str]:
    return [found.selector for found in body_selectors([page], **kinds)]


def test_the_smallest_element_around_the_body_is_its_selector() -> None:
    inner = f"<div class='story'>{paragraphs(0, 4)}</div>"
    page = evidence(f"<main class='wide'><h1>Title of it</h1>{inner}<p>Shop</p></main>")
    assert selectors(page) == ["div.story"]
    (found,) = body_selectors([page])
    assert (found.body, found.other, found.pages) == (page.words(page.kept), 0, 1)


def test_one_element_is_better_than_many() -> None:
    marked = paragraphs(0, 4, " itemprop='text'")
    page = evidence(f"<div class='story'>{marked}</div><p>Shop</p>")
    assert selectors(page) == ["div.story"]
    assert selectors(page, exact=True) == ['p[itemprop="text"]']


def test_a_chosen_name_comes_before_a_generated_one() -> None:
    for name in ("css-1x2y3z", "sc-9ZkQ2", "hX9kQz", "mt-4"):
        wrapped = f"<div class='{name}'><div class='text'>{paragraphs(0, 4)}</div></div>"
        assert selectors(evidence(wrapped + "<p>Shop</p>")) == ["div.text"]
    hashed = f"<div class='article__body__3fK9z'>{paragraphs(0, 4)}</div><p>Shop</p>"
    assert selectors(evidence(hashed)) == ['div[class*="article__body__"]']
    marked = f"<div class='text' itemprop='articleBody'>{paragraphs(0, 4)}</div><p>Shop</p>"
    assert selectors(evidence(marked)) == ['div[itemprop="articleBody"]']


def test_a_standfirst_elsewhere_has_a_selector_of_its_own() -> None:
    page = evidence(
        f"<header><p class='lead'>{LINE.format('first')}</p><p>{'Shop menu ' * 20}</p></header>"
        f"<div class='story'>{paragraphs(0, 6)}</div>"
    )
    assert selectors(page) == ["div.story", "p.lead"]


def test_exact_selectors_hold_nothing_else() -> None:
    menu = "<p>" + "Menu of all things " * 30 + "</p>"
    page = evidence(f"<div class='story'>{menu}{paragraphs(0, 5, ' class=par')}</div>")
    assert selectors(page, exact=True) == ["p.par"]


def test_chrome_inside_the_body_goes_by_what_it_was_removed_as() -> None:
    page = evidence(
        f"<div class='story'>{paragraphs(0, 3)}<div class='promo'><p>Read this</p></div>"
        f"<p class='plain'>Share it</p>{paragraphs(3, 3, ' class=plain')}</div>",
        ("Read this", Role.RELATED),
        ("Share it", Role.SHARE),
    )
    found = chrome_selectors([page], ["div.story"])
    assert [(f.selector, f.role) for f in found] == [("div.promo", Role.RELATED)]  # .plain has body


def test_what_holds_a_body_on_another_page_is_no_chrome() -> None:
    one = evidence(
        f"<div class='story'>{paragraphs(0, 3)}<div class='box'>Read this</div></div>",
        ("Read this", Role.RELATED),
    )
    two = evidence(f"<div class='story'><div class='box'>{paragraphs(0, 3)}</div></div>")
    assert chrome_selectors([one], ["div.story"]) != []
    assert chrome_selectors([one, two], ["div.story"]) == []
