"""The systems whose metadata is measured, and the flattenings that they are given.

Each peer is used as its documentation shows it, without being told the URL (nor are we). A
flattened text is given to peers as one `<p>` a line, as in `systems`.
"""

from __future__ import annotations

import importlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass

from bs4 import BeautifulSoup

from pipeline.config import Config
from pipeline.flow import clean
from pipeline.metadata.plain import key
from pipeline.read import page_from_bytes
from pipeline.score.metadata import Answer
from pipeline.score.sets import ScoreError
from pipeline.score.systems import DECHROME, REFERENCE, wrap_lines

__all__ = ["FLATTENINGS", "PAGE", "Judge", "flatten", "judges", "need_flatteners"]

PAGE = "page"
# The three are what people call "the text of a page"; made from the page when it is measured.
_MODULES = {"html_text": "html_text", "inscriptis": "inscriptis", "get_text": "bs4"}
FLATTENINGS = tuple(_MODULES)
_STATED = re.compile(
    r"datePublished\"\s*:\s*\"(\d{4}-\d\d-\d\d)|"
    r"article:published_time\"\s+content=\"(\d{4}-\d\d-\d\d)"
)
_SEVERAL = "; "  # between the authors that trafilatura names


@dataclass(frozen=True, slots=True)
class Judge:
    """One system: from decoded content to its answer.

    `witness` names whose opinion on a day it is: two of one search are one witness, and who is
    measured is none ("").
    """

    name: str
    answer: Callable[[str, bool], Answer]  # content, whether it is HTML
    witness: str = ""
    knows: tuple[str, ...] = ("title", "authors", "date")


def need_flatteners() -> None:
    """Raises ScoreError, with what to install, where a flattener is missing."""
    for module in _MODULES.values():
        try:
            importlib.import_module(module)
        except ImportError as error:
            raise ScoreError(
                "--metadata needs html-text and inscriptis for flattened texts: install the "
                "extra [peers] (pip install -e '.[peers]'), or ask for --forms page"
            ) from error


def flatten(html: str, how: str) -> str:
    """A page as one of `FLATTENINGS` writes it: navigation and all."""
    if how == "get_text":
        soup = BeautifulSoup(html, "lxml")
        return str((soup.body or soup).get_text("\n"))
    module = importlib.import_module(_MODULES[how])
    function = module.extract_text if how == "html_text" else module.get_text
    return str(function(html))


def _dechrome(content: str, is_html: bool, config: Config) -> Answer:
    name = "page.html" if is_html else "page.txt"
    page = page_from_bytes(content.encode(), name, config.settings.limits)
    known = clean(page, config).metadata
    return Answer(
        title=known.title,
        authors=known.authors,
        byline=known.byline,
        date=known.published,
        confidence={
            "title": known.title_conf,
            "authors": known.authors_conf,
            "date": known.published_conf,
        },
    )


def _trafilatura(content: str, is_html: bool) -> Answer:
    from trafilatura import bare_extraction

    found = bare_extraction(content if is_html else wrap_lines(content), with_metadata=True)
    if found is None:
        return Answer()
    said = found if isinstance(found, dict) else found.as_dict()
    authors = tuple(n for n in (said.get("author") or "").split(_SEVERAL) if key(n))
    return Answer(title=said.get("title") or "", authors=authors, date=said.get("date") or "")


def _htmldate(content: str, is_html: bool, extensive: bool) -> Answer:
    from htmldate import find_date

    page = content if is_html else wrap_lines(content)
    # Its default is the day of the last change.
    found = find_date(page, extensive_search=extensive, original_date=True)
    return Answer(date=found or "")


def _stated(content: str, _is_html: bool) -> Answer:
    """The first publication day that JSON-LD or meta states, read with one pattern."""
    match = _STATED.search(content)
    return Answer(date=match[1] or match[2]) if match else Answer()


def judges(config: Config) -> tuple[Judge, ...]:
    """All systems, dechrome first."""
    for name in ("trafilatura", "htmldate"):  # they report each page that they find empty
        logging.getLogger(name).setLevel(logging.CRITICAL)
    only_date = ("date",)
    return (
        Judge(DECHROME, lambda c, h: _dechrome(c, h, config)),
        # It asks htmldate's extensive search for the day.
        Judge(REFERENCE, _trafilatura, "htmldate"),
        Judge("htmldate (fast)", lambda c, h: _htmldate(c, h, False), "htmldate fast", only_date),
        Judge("htmldate", lambda c, h: _htmldate(c, h, True), "htmldate", only_date),
        Judge("first stated day", _stated, "markup", only_date),
    )
