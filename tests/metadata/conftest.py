"""A page is a string of HTML, or the lines of a text with what each was decided as."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pipeline.config import Settings
from pipeline.metadata import describe
from pipeline.metadata.frame import Frame, frame_of
from pipeline.metadata.markup import Markup, read_markup
from pipeline.records import KEPT_ROLES, Block, Decision, Document, Metadata, Page, Role
from pipeline.rules.agencies import Agencies, Agency

PROSE = (
    "The council of Marrow Bay voted on Tuesday evening to repair the old harbour wall before "
    "the storms of the coming winter arrive."
)
AGENCIES = Agencies(
    (
        Agency("dpa", "Deutsche Presse-Agentur", "DE", "wire"),
        Agency("AFP", "Agence France-Presse", "FR", "wire"),
        Agency("Reuters", "Thomson Reuters", "GB", "wire"),
        Agency("AP", "Associated Press", "US", "wire", ("The Associated Press",)),
    )
)

Line = tuple[str, Role] | tuple[str, Role, tuple[tuple[str, str], ...]] | str


def parse(html: str) -> HtmlElement:
    parser = HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    return document_fromstring(html.encode("utf-8", "surrogatepass"), parser=parser)


def document_of(lines: Sequence[Line], **page: Any) -> tuple[Document, tuple[Decision, ...]]:
    """A text's document and decisions; a bare string is a kept paragraph."""
    blocks, decisions = [], []
    for index, line in enumerate(lines):
        text, role, *rest = (line, Role.PARAGRAPH) if isinstance(line, str) else line
        values = rest[0] if rest else ()
        blocks.append(Block(index, text, f"{index}", kind=Role.PARAGRAPH))
        kept = role in KEPT_ROLES
        decisions.append(
            Decision(index, (0, len(text)), role, kept, "test", "test", (), tuple(values))
        )
    fields: dict[str, Any] = {"id": "x", "source": "x.txt", "kind": "text", "content": ""}
    return Document(Page(**{**fields, **page}), tuple(blocks)), tuple(decisions)


@pytest.fixture
def config() -> Any:
    """What `describe` reads of a config."""
    rules = SimpleNamespace(agencies=AGENCIES)
    return SimpleNamespace(settings=Settings(), rules=rules, publishers=())


@pytest.fixture
def frame() -> Callable[..., Frame]:
    return lambda *lines, **page: frame_of(*document_of(lines, **page))


@pytest.fixture
def markup() -> Callable[[str], Markup]:
    return lambda html: read_markup(parse(html), Settings().limits)


@pytest.fixture
def of_text(config: Any) -> Callable[..., Metadata]:
    """`describe` for the lines of a text."""

    def run(*lines: Line, **page: Any) -> Metadata:
        document, decisions = document_of(lines, **page)
        body = "\n\n".join(
            document.blocks[d.block].text[d.span[0] : d.span[1]] for d in decisions if d.kept
        )
        return describe(document, decisions, body, config)

    return run


@pytest.fixture
def of_html(config: Any) -> Callable[..., Metadata]:
    """`describe` for an HTML page whose `<p>` are its body."""

    def run(html: str, **page: Any) -> Metadata:
        tree = parse(html)
        fields: dict[str, Any] = {"id": "x", "source": "x.html", "kind": "html", "content": html}
        blocks, decisions = [], []
        for index, element in enumerate(tree.iter("h1", "p", "time", "address")):
            text = " ".join("".join(element.itertext()).split())
            role = Role.TITLE if element.tag == "h1" else Role.PARAGRAPH
            blocks.append(Block(index, text, f"/{index}", tag=element.tag))
            kept = element.tag == "p"
            decisions.append(Decision(index, (0, len(text)), role, kept, "test", "test"))
        document = Document(Page(**{**fields, **page}), tuple(blocks), tree)
        body = "\n\n".join(b.text for b, d in zip(blocks, decisions, strict=True) if d.kept)
        return describe(document, decisions, body, config)

    return run


@pytest.fixture
def prose() -> str:
    return PROSE


@pytest.fixture
def parse_html() -> Callable[[str], HtmlElement]:
    return parse
