from __future__ import annotations

from dataclasses import replace
from datetime import date

from pipeline.config import Config, default_config
from pipeline.label.publisher import vote_publisher
from pipeline.publishers import Layout, Publisher
from pipeline.records import Page, Role
from pipeline.segment import segment

CONTENT = (
    "<body><div class='old'><p>Old body.</p></div><div class='story'><p>Body, one.</p>"
    "<div class='promo'><p>Read this too</p></div><p>Body, two.</p></div><p>Outside.</p></body>"
)
OLD = Layout(body=(".old",), valid_until=date(2020, 1, 31))
NEW = Layout(body=(".story",), chrome=((Role.RELATED, (".story .promo",)),))
POST = Publisher("Odell Post", ("post.example",), layouts=(OLD, NEW))


def config() -> Config:
    return replace(default_config(), publishers=(POST,))


def roles(url: str, fetched_at: str = "") -> dict[str, str]:
    page = Page("p", "p.html", "html", CONTENT, url=url, fetched_at=fetched_at)
    document = segment(page, config())
    return {document.texts[v.block]: v.by for v in vote_publisher(document, (), config())}


def test_the_newest_layout_is_the_default() -> None:
    assert roles("https://www.post.example/a") == {
        "Old body.": "publisher:Odell Post/outside",
        "Body, one.": "publisher:Odell Post/body",
        "Read this too": "publisher:Odell Post/related",
        "Body, two.": "publisher:Odell Post/body",
        "Outside.": "publisher:Odell Post/outside",
    }


def test_an_old_page_is_read_by_its_own_layout() -> None:
    found = roles("https://post.example/a", "2019-05-01T10:00:00")
    assert found["Old body."] == "publisher:Odell Post/body"
    assert found["Body, one."] == "publisher:Odell Post/outside"


def test_a_stranger_gets_no_votes() -> None:
    assert roles("https://notpost.example/a") == {}
    assert roles("") == {}
