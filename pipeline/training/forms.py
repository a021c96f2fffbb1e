"""What somebody might have made of a page before it came here: one page, many forms.

People flatten pages in many ways. The model must not learn one of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

import html_text
import inscriptis
from bs4 import BeautifulSoup
from resiliparse.extract.html2text import extract_plain_text

from pipeline.read.policy import clean_text
from pipeline.records import Page

__all__ = ["BODY", "FORMS", "forms_of"]

BODY = "body"
FORMS = (
    "page",
    "html-text",  # block elements on lines of their own, blank lines between paragraphs
    "html-text-dense",  # the same without blank lines
    "inscriptis",  # tables and indents kept
    "lines",  # a line for every text node: broken at each inline tag
    "resiliparse",  # the whole page, bullets before list items
    "resiliparse-main",  # what an extractor took for the article, alt texts in
    "resiliparse-main-dense",
    BODY,  # the gold text itself: what is clean stays
)
_BLANK = re.compile(r"\n[^\S\n]*(?=\n)")
_INVISIBLE = ("script", "style", "noscript", "template")


def forms_of(page: Page, gold: str) -> Iterator[tuple[str, Page]]:
    """Name and page of every form; those that come out empty are left out.

    The two ways to flatten a page that are most common come with and without blank lines; half of
    the others lose theirs, which half is decided by the page's id.
    """
    yield "page", page
    content = page.content
    whole = str(html_text.extract_text(content))
    main = str(extract_plain_text(content, main_content=True, alt_texts=True))
    texts = (
        ("html-text", whole),
        ("html-text-dense", whole),
        ("inscriptis", str(inscriptis.get_text(content))),
        ("lines", _lines(content)),
        ("resiliparse", str(extract_plain_text(content, main_content=False, alt_texts=False))),
        ("resiliparse-main", main),
        ("resiliparse-main-dense", main),
        (BODY, gold),
    )
    for name, text in texts:
        text = clean_text(text).strip("\n")
        if _is_dense(name, page):
            text = _BLANK.sub("", text)
        if text.strip():
            yield name, replace(page, kind="text", content=text, url="")


def _is_dense(name: str, page: Page) -> bool:
    if name.startswith(("html-text", "resiliparse-main")):
        return name.endswith("-dense")
    return hashlib.sha256(f"{page.source} {name}".encode()).digest()[0] % 2 == 1


def _lines(content: str) -> str:
    soup = BeautifulSoup(content, "lxml")
    for element in soup(list(_INVISIBLE)):
        element.decompose()
    return (soup.body or soup).get_text("\n", strip=False)
