"""Captions and credits of HTML pages, from page to images[]."""

from __future__ import annotations

import pytest

from pipeline import Page, clean

PROSE = "".join(
    f"<p>The council of Marrow Bay voted on day {n} to repair the old harbour wall before the "
    "storms of the coming winter arrive, and the mayor said that he was glad of it.</p>"
    for n in range(1, 7)
)


def _images(figure: str) -> list[tuple[str, str, str, str]]:
    content = (
        "<html><head><title>The wall of Marrow Bay is to be repaired</title></head><body><article>"
        f"<h1>The wall of Marrow Bay is to be repaired</h1>{PROSE}{figure}{PROSE}</article></body>"
    )
    page = Page("x", "x.html", "html", content, url="https://example.org/a/b")
    found = clean(page).metadata.images
    return [(i.caption, i.credit, i.agency, i.url) for i in found]


@pytest.mark.parametrize(
    "figure",
    [
        '<figcaption>Men mend nets. <span class="credit">Ann Ode/dpa</span></figcaption>',
        "<figcaption>Men mend nets. Foto: Ann Ode/dpa</figcaption>",
        "<figcaption>Men mend nets.</figcaption><footer>Ann Ode/dpa</footer>",
        '<figcaption><p>Men mend nets.</p><p class="credits">© Ann Ode/dpa</p></figcaption>',
        '<figcaption>Men mend nets. (Photo by <b class="photographer">Ann Ode</b>'
        '<i class="agency">/dpa</i>)</figcaption>',
    ],
)
def test_a_figure_tells_caption_credit_and_address(figure: str) -> None:
    html = f'<figure><img src="/nets.jpg" alt="nets">{figure}</figure>'
    address = "https://example.org/nets.jpg"
    assert _images(html) == [("Men mend nets.", "Ann Ode/dpa", "dpa", address)]


def test_what_the_caption_has_beyond_the_alternative_text_is_its_credit() -> None:
    caption = "<figcaption>Men mend nets Pella News</figcaption>"
    html = f'<figure><img alt="Men mend nets">{caption}</figure>'
    assert _images(html) == [("Men mend nets", "Pella News", "", "")]


def test_an_attribute_may_hold_the_credit() -> None:
    html = (
        '<figure><img src="a.jpg" data-credit="Foto: Ann Ode"><figcaption>Men mend their nets.'
        "</figcaption></figure>"
    )
    address = "https://example.org/a/a.jpg"
    assert _images(html) == [("Men mend their nets.", "Ann Ode", "", address)]


def test_two_figures_are_two_images() -> None:
    one = "<figure><figcaption>Men mend nets.</figcaption></figure>"
    two = "<figure><figcaption>Photo: Ann Ode</figcaption></figure>"
    assert [image[:2] for image in _images(one + two)] == [
        ("Men mend nets.", ""),
        ("", "Ann Ode"),
    ]


@pytest.mark.parametrize("tag", ["x:y", "a-b", "b"])
def test_odd_tags_and_depth_are_no_obstacle(tag: str) -> None:
    deep = f"<{tag}>" * 3_000 + "Men mend their nets." + f"</{tag}>" * 3_000
    _images(f"<figure><figcaption>{deep}</figcaption></figure>")
