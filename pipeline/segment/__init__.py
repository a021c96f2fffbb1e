"""Page -> Document: the blocks of a page, each knowing where it came from."""

from __future__ import annotations

from pipeline.config import Config
from pipeline.records import Document, Page
from pipeline.segment.html import segment_html
from pipeline.segment.text import segment_paragraphs, segment_text

__all__ = ["segment", "segment_paragraphs"]


def segment(page: Page, config: Config) -> Document:
    """Split a page into blocks. HTML is parsed here, once, for every later stage."""
    if page.kind == "html":
        return segment_html(page, config)
    return segment_text(page)
