"""Captions and credits of HTML pages, from page to images[]."""

from __future__ import annotations

import pytest

from pipeline import Page, clean
from pipeline.metadata.figures import Figures
from pipeline.records import Block, Document

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


@pytest.mark.parametrize(
    ("figcaption", "caption", "credit"),
    [
        ("Men mend nets. <cite>Ann Ode</cite>", "Men mend nets.", "Ann Ode"),
        ('<b class="credit">Ann Ode</b> Men mend nets.', "Men mend nets.", "Ann Ode"),
        # What is never shown is no part of either.
        (
            'Men mend nets <style>b{}</style><b class="credit">Ann Ode</b>',
            "Men mend nets",
            "Ann Ode",
        ),
        # The block lacks what stands in the element: its marked credit may be somebody else's.
        ('The nets <object>old</object><b class="credit">by Ann</b>', "The nets by Ann", ""),
    ],
)
def test_an_element_of_its_own_marks_the_credit(figcaption: str, caption: str, credit: str) -> None:
    figure = f'<figure><img src="/nets.jpg"><figcaption>{figcaption}</figcaption></figure>'
    assert _images(figure) == [(caption, credit, "", "https://example.org/nets.jpg")]


def test_of_two_pictures_in_a_figure_neither_is_told() -> None:
    pictures = '<img src="/a.jpg" alt="Men mend"><img src="/b.jpg" alt="nets">'
    figure = f"<figure>{pictures}<figcaption>Men mend their nets.</figcaption></figure>"
    assert _images(figure) == [("Men mend their nets.", "", "", "")]


def test_a_picture_that_is_loaded_later_has_its_address_elsewhere() -> None:
    picture = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="/nets.jpg">'
    figure = f"<figure>{picture}<figcaption>Men mend their nets.</figcaption></figure>"
    assert _images(figure)[0][3] == "https://example.org/nets.jpg"


@pytest.mark.parametrize(
    ("where", "marks", "holder"),
    [
        ("/b/figure[1]/p[1]", ("<p>", "|", "<figure>"), "/b/figure[1]"),
        ("/b/figure[1]", ("<figure>",), "/b/figure[1]"),
        ("/b/figures[1]/p[1]", ("<p>",), ""),
        ("/b/div[2]/p[1]", ("<p>", "|", "<div>", ".gallery"), "/b/div[2]"),
        ("/b/div[2]/p[1]#1", ("<p>", "|", "<div>", ".gallery"), "/b/div[2]"),
        ("/b/p[1]", ("<p>", ".image", "|", "<b>"), ""),  # its own class says what it is
        ("/d[1]/d[1]/d[1]/p[1]", ("<p>", "|", "<d>", "|", "<d>", "|", "<d>", ".photo"), "/d[1]"),
        ("/d[1]/d[1]/d[1]/d[1]/p[1]",
         ("<p>", "|", "<d>", "|", "<d>", "|", "<d>", "|", "<d>", ".photo"), ""),
    ],
)  # fmt: skip
def test_the_figure_around_a_block(where: str, marks: tuple[str, ...], holder: str) -> None:
    document = Document(Page("x", "x.html", "html", ""), ())
    assert Figures(document).holder(Block(0, "Men mend nets", where, marks=marks)) == holder
