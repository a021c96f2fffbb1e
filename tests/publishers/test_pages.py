"""Every publisher has a page, written for it in its form: what is body, and what is what else.

`<file>/<name>.html` or `.txt`, with `<name>.toml` beside it: the publisher that is recognised, the
body, and the role of each line that the publisher's own file names. The pages have no URL beside
them: a saved page says its address itself, a text is known by its frame.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipeline.config import config_directory, default_config
from pipeline.flow import clean
from pipeline.publishers import recognise
from pipeline.records import Article, Page
from pipeline.segment import segment

PAGES = Path(__file__).parent
SAVED = sorted(path for path in PAGES.glob("*/*") if path.suffix in (".html", ".txt"))


def read(path: Path) -> Page:
    kind = "html" if path.suffix == ".html" else "text"
    return Page(path.stem, path.name, kind, path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def named(article: Article) -> dict[str, tuple[str, str]]:
    """Text of each block that is not kept -> its role, and who gave it."""
    return {
        " ".join(article.blocks[d.block].text.split()): (d.role, d.by.rpartition("/")[0])
        for d in article.decisions
        if not d.kept
    }


def test_every_publisher_has_a_page_of_its_own() -> None:
    known = {path.stem for path in (config_directory() / "publishers").glob("*.toml")}
    assert {path.parent.name for path in SAVED} == known


@pytest.mark.parametrize("path", SAVED, ids=name)
def test_a_page_is_recognised_and_cleaned(path: Path) -> None:
    expected = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    page, config = read(path), default_config()
    publisher = recognise(segment(page, config), config.publishers)
    assert publisher is not None
    assert (publisher.name, publisher.file) == (expected["publisher"], path.parent.name)
    article = clean(page, config)
    assert article.paragraphs == expected["body"]
    roles = expected.get("roles", {})
    found = named(article)
    assert {text: found.get(text) for text in roles} == {
        text: (role, f"publisher:{path.parent.name}") for text, role in roles.items()
    }
