"""The pages of tests/cases/kinds: their HTML, and the text that a flattener makes of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

import pytest
from lxml import html

CASES = Path(__file__).parent.parent.parent / "cases" / "kinds"
KINDS = ("listing", "forum", "product", "error", "stub", "live", "article")
KEYS = {"label", "comment", "pool", "count", "page", "item", "kind", "flat", "truncated"}
_USERS = ("gull7", "Tidewatch", "old_ann", "Boris", "net-mender", "eel99", "Quay Rat", "mirow")
_LINES = (
    "address", "article", "aside", "blockquote", "body", "br", "button", "center", "cite", "dd",
    "div", "dl", "dt", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "label", "li", "main", "nav", "ol", "p", "section", "table", "td", "tr", "ul",
)  # fmt: skip
_SILENT = ("head", "script", "style", "noscript")


@dataclass(frozen=True, slots=True)
class PageOfKind:
    """A case: `kind` of its HTML, `flat` of its text, whether it breaks off (None: not asked)."""

    label: str
    html: str
    kind: str
    flat: str
    truncated: bool | None

    @property
    def text(self) -> str:
        return flattened(self.html)


def flattened(page: str) -> str:
    """One line for each block-level element, as flatteners write it; scripts and head are gone."""
    tree = html.document_fromstring(page)
    for element in list(tree.iter(*_SILENT)):
        element.drop_tree()
    for element in tree.iter(*_LINES):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in tree.text_content().split("\n"))
    return "\n\n".join(line for line in lines if line) + "\n"


def pages_of(name: str) -> Iterator[PageOfKind]:
    """The cases of one file; the file's name is their kind, unless they say another one."""
    for case in tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]:
        assert set(case) <= KEYS, case["label"]
        kind = case.get("kind", name)
        yield PageOfKind(
            label=f"{name}/{case['label']}",
            html=_filled(case),
            kind=kind,
            flat=case.get("flat", kind),
            truncated=case.get("truncated"),
        )


@cache
def _pools() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((CASES / "pools.toml").read_text(encoding="utf-8"))


def _filled(case: dict[str, Any]) -> str:
    pool = _pools()[case.get("pool", "en")]
    items = (_item(case["item"], pool, i) for i in range(case.get("count", 0)))
    prose = {f"prose{i}": text for i, text in enumerate(pool["prose"], start=1)}
    return Template(case["page"]).substitute(prose, items="\n".join(items))


def _item(item: str, pool: dict[str, list[str]], i: int) -> str:
    teasers = pool["teasers"]
    return Template(item).substitute(
        n=4100 + 7 * i,
        digit=i % 9 + 1,
        down=9 - i % 9,
        heading=pool["headings"][i % len(pool["headings"])],
        teaser=teasers[i % len(teasers)],
        teaser2=teasers[(i + 3) % len(teasers)],
        prose=pool["prose"][i % len(pool["prose"])],
        user=_USERS[i % len(_USERS)],
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`page` is each of the cases."""
    if "page" in metafunc.fixturenames:
        found = [page for kind in KINDS for page in pages_of(kind)]
        metafunc.parametrize("page", found, ids=[page.label for page in found])
