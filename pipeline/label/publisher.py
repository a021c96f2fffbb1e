"""The publisher labeller: elements that a layout of the page's publisher names.

BeautifulSoup finds them, so that a selector in `config/publishers/` means what its author sees in
the browser. It reads the tree's own serialisation, so that its element paths are the blocks'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bs4 import BeautifulSoup, Tag
from lxml.html import tostring

from pipeline.config import Config
from pipeline.publishers import publisher_of
from pipeline.records import Document, Role, Vote

__all__ = ["vote_publisher"]


def _path(tag: Tag) -> str:
    parts: list[str] = []
    node: Tag | None = tag
    while node is not None and node.parent is not None:
        if node.name in ("html", "body") and node.parent.name in ("[document]", "html"):
            parts.append(node.name)
        else:
            before = node.find_previous_siblings(node.name, recursive=False)
            parts.append(f"{node.name}[{len(before) + 1}]")
        node = node.parent
    return "/" + "/".join(reversed(parts))


def _paths(soup: BeautifulSoup, selectors: Iterable[str]) -> list[str]:
    return [_path(tag) for selector in selectors for tag in soup.select(selector)]


def _under(where: str, paths: Sequence[str]) -> bool:
    return any(where == p or where.startswith((p + "/", p + "#")) for p in paths)


def vote_publisher(document: Document, votes: Sequence[Vote], config: Config) -> Iterator[Vote]:
    """Vote by the selectors of the publisher's layout at the time of the scrape."""
    if document.tree is None:
        return
    publisher = publisher_of(document.page, config.publishers)
    layout = publisher.layout_at(document.page.fetched_at) if publisher is not None else None
    if publisher is None or layout is None:
        return
    soup = BeautifulSoup(tostring(document.tree, encoding="unicode"), "lxml")
    body = _paths(soup, layout.body)
    chrome = [(role, _paths(soup, selectors)) for role, selectors in layout.chrome]
    by = f"publisher:{publisher.name}"
    for block in document.blocks:
        role = next((r for r, paths in chrome if _under(block.where, paths)), None)
        if role is not None:
            yield Vote(block.index, role, f"{by}/{role}", "the publisher's layout marks it so")
        elif body and _under(block.where, body):
            yield Vote(block.index, block.kind, f"{by}/body", "inside the publisher's body", 0.9)
        elif body:
            yield Vote(
                block.index, Role.FURNITURE, f"{by}/outside", "outside the publisher's body", 0.9
            )
