from __future__ import annotations

import gc
import weakref
from importlib import import_module

import pytest

from pipeline.config import default_config
from pipeline.publishers import Fingerprint, Publisher, frame_lines, recognise
from pipeline.records import Document, Page
from pipeline.segment import segment

recognising = import_module("pipeline.publishers.recognise")  # the package has a function so
POST = Publisher(
    "Odell Post",
    ("post.example",),
    fingerprint=Fingerprint(
        certain=("© # odell post",),
        lines=("our post", "the post shop", "post puzzles"),
        starts=("to the readers of the post",),
        min=2,
        meta=(("og:site_name", "odell post"),),
        classes=("op-page", "op-story"),
    ),
)
VALE = Publisher(
    "Vale News",
    ("vale.example",),
    fingerprint=Fingerprint(lines=("vale shop", "vale letters", "vale map")),
)
ALL = (POST, VALE)
STORY = "The lock opened its gates on Monday for the last time by hand, the office said."


def text(*lines: str, url: str = "") -> Document:
    page = Page("p", "p.txt", "text", "\n".join((STORY, *lines)), url=url)
    return segment(page, default_config())


def html(head: str = "", body: str = f"<p>{STORY}</p>", url: str = "") -> Document:
    content = f"<html><head>{head}</head><body>{body}</body></html>"
    return segment(Page("p", "p.html", "html", content, url=url), default_config())


@pytest.mark.parametrize(
    "url",
    ["https://post.example/a", "http://www.post.example:80/", "https://m.POST.example/?q=1#x"],
)
def test_the_host_of_the_address_and_hosts_below_it(url: str) -> None:
    assert recognise(text(url=url), ALL) is POST


@pytest.mark.parametrize("url", ["", "https://notpost.example/", "https://[broken", "post.example"])
def test_no_other_address(url: str) -> None:
    assert recognise(text(url=url), ALL) is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("© 2024 Odell Post",), POST),
        (("» Our Post:", "THE POST SHOP"), POST),
        (
            (
                "Our Post",
                "To the readers of the Post: a word",
            ),
            POST,
        ),
        (("Our Post",), None),
        (("Our Post", "Our Post"), None),
        (("To the readers of the Post", "To the readers of the Post: a word"), None),
        (("He read our post, and the post shop closed.",), None),
        (("Vale shop", "Vale letters", "Vale map", "Our post", "The post shop"), VALE),
        (("Vale shop", "Vale letters", "Our post", "The post shop"), None),
    ],
)
def test_lines_of_the_frame(lines: tuple[str, ...], expected: Publisher | None) -> None:
    assert recognise(text(*lines), ALL) is expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta property="og:url" content="https://www.post.example/a">', POST),
        ('<link rel="canonical" href="https://post.example/a">', POST),
        ('<meta property="og:site_name" content=" Odell  POST ">', POST),
        ('<meta name="author" content="Odell Post">', None),
        (
            '<link rel="canonical" href="https://post.example/a">'
            '<meta property="og:url" content="https://vale.example/a">',
            VALE,
        ),
    ],
)
def test_what_a_saved_page_says_of_itself(head: str, expected: Publisher | None) -> None:
    assert recognise(html(head), ALL) is expected


def test_a_page_with_an_address_is_not_its_canonical_ones() -> None:
    head = '<link rel="canonical" href="https://post.example/a">'
    assert recognise(html(head, url="https://mirror.example/a"), ALL) is None


def test_classes_count_only_together() -> None:
    both = f"<div class='x op-page'><p class='op-story'>{STORY}</p></div>"
    assert recognise(html(body=both), ALL) is POST
    assert recognise(html(body=f"<div class='op-page'><p>{STORY}</p></div>"), ALL) is None


def test_the_lines_themselves_are_found() -> None:
    texts = ("A story", "© 2024 Odell Post", "• Our post", "To the readers of the Post: a word")
    assert frame_lines(texts, POST) == [1, 2, 3]
    assert frame_lines(texts, VALE) == []


def test_a_document_is_asked_once_for_each_set_of_publishers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = text("© 2024 Odell Post")
    asked: list[str] = []
    monkeypatch.setattr(recognising, "_of_host", lambda index, url: asked.append(url))
    assert [recognise(document, ALL), recognise(document, ALL)] == [POST, POST]
    assert len(asked) == 1
    assert recognise(document, (VALE,)) is None
    assert len(asked) == 2


def test_what_was_recognised_does_not_keep_the_document() -> None:
    document = text("© 2024 Odell Post")
    recognise(document, ALL)
    kept = weakref.ref(document)
    del document
    gc.collect()
    assert kept() is None
