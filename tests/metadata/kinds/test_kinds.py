"""What the pages of tests/cases/kinds are taken for, whole and flattened."""

from __future__ import annotations

from pipeline import Page, clean
from pipeline.metadata.kinds import PageKind
from pipeline.records import Metadata

ARTICLES = {"article", "live"}


def metadata_of(kind: str, content: str) -> Metadata:
    return clean(Page(id="x", source="x", kind=kind, content=content)).metadata


def test_a_page_is_what_it_is(page):
    found = metadata_of("html", page.html)
    assert found.page_kind == page.kind
    assert found.is_article == (page.kind in ARTICLES)
    if page.truncated is not None:
        assert found.is_truncated is page.truncated
    codes = [code for code in found.problems if code.startswith("kind:")]
    assert len(codes) == (page.kind != "article")


def test_its_text_is_too(page):
    if not page.text.strip():
        assert page.flat == "empty"
        return
    found = metadata_of("text", page.text)
    assert found.page_kind == page.flat
    if page.truncated and page.flat == "stub":
        assert found.is_truncated


def test_a_kind_has_one_code():
    assert PageKind().problems == ()
    assert PageKind("listing", "layout").problems == ("kind:layout",)
    assert [PageKind(name).is_article for name in ("article", "live", "stub")] == [
        True, True, False
    ]  # fmt: skip
