from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline.config import Config, default_config
from pipeline.flow import clean
from pipeline.label.publisher import vote_publisher
from pipeline.publishers import Fingerprint, Layout, Publisher, load_publishers
from pipeline.records import Page, Role
from pipeline.segment import segment

CONTENT = (
    "<body><div class='old'><p>Old body.</p></div><div class='story'><p>Body, one.</p>"
    "<div class='promo'><p>Read this too</p></div><p>Body, two.</p></div><p>Outside.</p></body>"
)
OLD = Layout(body=(".old",), valid_until=date(2020, 1, 31))
NEW = Layout(body=(".story",), chrome=((Role.RELATED, (".story .promo",)),))
POST = Publisher("Odell Post", ("post.example",), layouts=(OLD, NEW), file="post")


def config() -> Config:
    return replace(default_config(), publishers=(POST,))


def roles(url: str, fetched_at: str = "") -> dict[str, str]:
    page = Page("p", "p.html", "html", CONTENT, url=url, fetched_at=fetched_at)
    document = segment(page, config())
    return {document.texts[v.block]: v.by for v in vote_publisher(document, (), config())}


def test_the_newest_layout_is_the_default() -> None:
    assert roles("https://www.post.example/a") == {
        "Old body.": "publisher:post/outside",
        "Body, one.": "publisher:post/body",
        "Read this too": "publisher:post/related",
        "Body, two.": "publisher:post/body",
        "Outside.": "publisher:post/outside",
    }


def test_an_old_page_is_read_by_its_own_layout() -> None:
    found = roles("https://post.example/a", "2019-05-01T10:00:00")
    assert found["Old body."] == "publisher:post/body"
    assert found["Body, one."] == "publisher:post/outside"


def test_of_roles_that_hold_a_block_the_first_counts_however_near_the_others_are() -> None:
    content = (
        "<body><div class='a'><p>Outer only.</p><div class='b'><p>In both.</p></div></div>"
        "<div class='ab'><p>Beside.</p></div><div class='b'><p>Inner only.</p></div></body>"
    )
    chrome = ((Role.SHARE, (".a",)), (Role.RELATED, (".b",)))
    post = replace(POST, layouts=(Layout(chrome=chrome),))
    page = Page("p", "p.html", "html", content, url="https://post.example/a")
    settings = replace(default_config(), publishers=(post,))
    document = segment(page, settings)
    found = {document.texts[v.block]: v.role for v in vote_publisher(document, (), settings)}
    assert found == {
        "Outer only.": Role.SHARE,
        "In both.": Role.SHARE,
        "Inner only.": Role.RELATED,
    }
    turned = replace(POST, layouts=(Layout(chrome=chrome[::-1]),))
    settings = replace(default_config(), publishers=(turned,))
    document = segment(page, settings)
    found = {document.texts[v.block]: v.role for v in vote_publisher(document, (), settings)}
    assert found["In both."] is Role.RELATED


def test_a_stranger_gets_no_votes() -> None:
    assert roles("https://notpost.example/a") == {}
    assert roles("") == {}


def votes_on(content: str, publisher: Publisher, kind: str = "html") -> dict[str, tuple[str, str]]:
    page = Page("p", "p", "html" if kind == "html" else "text", content)
    settings = replace(default_config(), publishers=(publisher,))
    document = segment(page, settings)
    found = vote_publisher(document, (), settings)
    return {document.texts[v.block]: (v.role, v.by) for v in found}


LONG = "The lock opened its gates on Monday for the last time by hand, the office said."
HEAD = '<head><link rel="canonical" href="https://post.example/a"></head>'


def test_where_the_newest_layout_holds_nothing_an_older_one_is_tried() -> None:
    content = f"<html>{HEAD}<body><div class='old'><p>{LONG}</p></div><p>Shop</p></body></html>"
    assert votes_on(content, POST) == {
        LONG: (Role.PARAGRAPH, "publisher:post/body"),
        "Shop": (Role.FURNITURE, "publisher:post/outside"),
    }


def test_a_layout_that_holds_little_of_the_prose_is_not_this_pages() -> None:
    content = (
        f"<html>{HEAD}<body><div class='story'><p>Share</p></div>"
        f"<section><p>{LONG}</p><p>{LONG} It rained.</p></section></body></html>"
    )
    assert votes_on(content, POST) == {}


def test_elements_are_found_where_siblings_and_siblings_of_html_are_many() -> None:
    filler = "<div><p>Menu</p></div>" * 3
    content = (
        f"<!-- a --><html>{HEAD}<body>{filler}<main><div></div><div class='story'><p>{LONG}</p>"
        f"</div>{filler}</main></body></html><html><body>{filler}</body></html>"
    )
    found = votes_on(content, POST)
    assert found[LONG] == (Role.PARAGRAPH, "publisher:post/body")
    assert found["Menu"] == (Role.FURNITURE, "publisher:post/outside")


def test_lines_count_on_the_publishers_own_pages_only(tmp_path: Path) -> None:
    (tmp_path / "vale.toml").write_text(
        "name = 'Vale News'\n[fingerprint]\nlines = ['Vale shop', 'Vale map']\n"
        "[[rule]]\nid = 'riddle'\nrole = 'related'\nwhy = 'The riddle of the day ends a story.'\n"
        "line = ['Riddle of the day']\nhits = ['Riddle of the day']\n"
        "misses = ['The riddle of the day was hard.']\n",
        encoding="utf-8",
    )
    (vale,) = load_publishers(tmp_path)
    text = f"{LONG}\nRiddle of the day\nVale shop"
    assert votes_on(text, vale, "text") == {}
    assert votes_on(f"{text}\nVale map", vale, "text") == {
        "Riddle of the day": (Role.RELATED, "publisher:vale/riddle"),
        "Vale shop": (Role.FURNITURE, "publisher:vale/fingerprint"),
        "Vale map": (Role.FURNITURE, "publisher:vale/fingerprint"),
    }


def test_the_name_that_only_the_frame_says_is_passed_on() -> None:
    vale = Publisher("Vale News", fingerprint=Fingerprint(certain=("vale shop",)), file="vale")
    settings = replace(default_config(), publishers=(vale,))
    page = Page("p", "p.txt", "text", f"{LONG}\n{LONG} It rained.\nVale shop")
    assert clean(page, settings).metadata.publisher == "Vale News"
    assert clean(page, replace(settings, publishers=())).metadata.publisher == ""
