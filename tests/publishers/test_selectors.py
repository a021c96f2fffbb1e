from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from lxml.html import document_fromstring

from pipeline.config import config_directory
from pipeline.errors import ConfigError
from pipeline.publishers import load_publishers
from pipeline.publishers.selectors import select

PAGE = """<html><body class="page story-page">
<div id="main" class="wide  story" data-kind="long read"><h1>T</h1><p class="lead">1</p>
  <div class="promo"><p>2</p><a href="#form">x</a></div><p>3</p><ul><li>4</li></ul>
  <div class="body__text__9aF"><p>5</p><span class="lead">6</span></div></div>
<article><p class="lead-in">7</p><section><p>8</p></section></article><p>9</p>
</body></html>"""
SELECTORS = [
    "p", "*", ".lead", "p.lead", "#main", "div#main.story", "div p", "div > p", "body > div > p",
    "h1 + p", "h1 ~ p", ".promo ~ p", "[data-kind]", '[data-kind="long read"]', "[data-kind~=read]",
    '[class^="body__text"]', '[class*="__text__"]', '[class$="9aF"]', "div:not(.promo) > p",
    "p:not(.lead)", "div:has(a)", "div:has(span.lead)", "div:not([id])", "article p",
    "body.story-page article section > p", "P.lead", "div.promo > p + a", "p.story", "*.lead",
]  # fmt: skip


@pytest.mark.parametrize("selector", SELECTORS)
def test_it_finds_what_an_author_sees_in_the_browser(selector: str) -> None:
    found = select(selector, document_fromstring(PAGE))
    seen = BeautifulSoup(PAGE, "lxml").select(selector)
    assert [e.text_content().split() for e in found] == [tag.get_text().split() for tag in seen]


@pytest.mark.parametrize(
    "selector",
    ["", " ", "a:hover", "a::before", "p >", "> p", "p,", "a, b", "[x", ".", "#", "p..x", "[a=]",
     ":not(p p)", ":not()", "li:nth-child(2)", "[a=\"it's\"]", "a{}"],
)  # fmt: skip
def test_what_it_does_not_know_is_an_error(selector: str) -> None:
    with pytest.raises(ConfigError, match="cannot be read at"):
        select(selector, document_fromstring(PAGE))


def test_every_shipped_selector_means_what_soupsieve_means() -> None:
    pages = Path(__file__).parent
    publishers = {p.file: p for p in load_publishers(config_directory() / "publishers")}
    for path in sorted(pages.glob("*/*.html")):
        content = path.read_text(encoding="utf-8")
        tree, soup = document_fromstring(content), BeautifulSoup(content, "lxml")
        for layout in publishers[path.parent.name].layouts:
            for selector in (*layout.body, *(s for _, names in layout.chrome for s in names)):
                assert len(select(selector, tree)) == len(soup.select(selector)), selector
