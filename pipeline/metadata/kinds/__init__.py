"""What kind of page it is.

Conservative: a page is an article until it says or shows that it is something else. `access` says
who may read it, `declared` asks its code, `notices` its words, `forms` its form, and `layout`
counts for all of them, once a page.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.metadata.frame import Frame
from pipeline.metadata.kinds.access import access_of, is_truncated
from pipeline.metadata.kinds.declared import declared, says_article, says_media
from pipeline.metadata.kinds.forms import is_listing, is_live, is_product, is_thread
from pipeline.metadata.kinds.layout import Layout, layout_of
from pipeline.metadata.kinds.notices import notice
from pipeline.metadata.markup import Markup

__all__ = ["PageKind", "kind_of"]

_ARTICLES = frozenset({"article", "live"})
_STUB_WORDS = 25  # of an HTML page; fewer are a caption
_MEDIA_WORDS = 60  # of one that says that it shows a film, or pictures
_CUT_WORDS = 100  # of an article that breaks off: fewer are its beginning only
_HEADLINE_WORDS = 4
_LINK_SHARE = 0.6  # of what was kept: a list of links, whatever the page says
_SEEN = {"forum": "posts", "product": "basket", "listing": "layout"}


@dataclass(frozen=True, slots=True)
class PageKind:
    """The answer: `name` is `Metadata.page_kind`, `why` the evidence in a code."""

    name: str = "article"  # article | listing | stub | live | forum | product | error | empty
    why: str = ""  # "declared", "layout", "not-found", …; "" for an article
    access: str = ""  # free | paywalled | ""
    is_truncated: bool = False

    @property
    def is_article(self) -> bool:
        """Whether the body is one publication's own report; live blogs are."""
        return self.name in _ARTICLES

    @property
    def problems(self) -> tuple[str, ...]:
        """The code for `Metadata.problems`."""
        return (f"kind:{self.why}",) if self.why else ()


def kind_of(markup: Markup | None, frame: Frame, title: str) -> PageKind:
    """What kind of page it is, who may read it, and whether its text breaks off."""
    layout = layout_of(frame)
    access = access_of(markup)
    truncated = is_truncated(markup, frame, layout, access)
    name, why = _named(markup, frame, layout, title, truncated)
    return PageKind(name, why, access, truncated)


def _named(
    markup: Markup | None, frame: Frame, layout: Layout, title: str, truncated: bool
) -> tuple[str, str]:
    """The kind and its evidence: what is said counts more than what is seen."""
    said = declared(markup, frame.document, layout.own) if markup is not None else ""
    if said == "live" and layout.words:
        return said, "declared"
    if why := notice(markup, frame, layout, title):
        return "error", why
    if said and said != "live":
        return said, "declared"
    if not layout.words:
        return "empty", "no-text"
    if truncated and layout.words < _CUT_WORDS:
        return "stub", "breaks-off"
    if is_live(frame):
        return "live", "times"
    if name := _seen(markup, frame, layout):
        return name, _SEEN[name]
    if markup is not None and _shows_more_than_it_says(markup, layout):
        return "stub", "hardly-any-text"
    return "article", ""


def _seen(markup: Markup | None, frame: Frame, layout: Layout) -> str:
    """What a page that does not call itself an article shows by its form."""
    if markup is not None and says_article(markup):
        return "listing" if layout.links > _LINK_SHARE else ""
    if is_thread(frame):
        return "forum"
    if is_product(frame, layout):
        return "product"
    return "listing" if is_listing(frame, layout, _is_headed(frame)) else ""


def _shows_more_than_it_says(markup: Markup, layout: Layout) -> bool:
    if layout.words < _STUB_WORDS:
        return True
    return layout.words < _MEDIA_WORDS and says_media(markup) and not says_article(markup)


def _is_headed(frame: Frame) -> bool:
    """Whether a page has the headline of a story, not the name of a section."""
    if frame.title is None:
        return False
    block, shape = frame.document.blocks[frame.title], frame.document.shapes[frame.title]
    return shape.words >= _HEADLINE_WORDS and 2 * block.link_chars < shape.chars
