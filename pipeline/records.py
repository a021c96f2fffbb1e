"""The records, in the order in which a page becomes an article.

    Page -> Document (its Blocks) -> Vote -> Decision -> Article (with its Metadata)

All of them are frozen: a stage makes new records and never changes those of an earlier one. Of
blocks, votes and decisions, which a page has by the hundred, the type checker alone sees to that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from lxml.html import HtmlElement

from pipeline.shape import Shape, body_zone, shapes_of

if TYPE_CHECKING:
    from dataclasses import dataclass as light_record
else:

    def light_record(**_: bool) -> Callable[[type], type]:
        """A frozen dataclass but for the lock: to pass it, each field of each record would be set
        through `object.__setattr__`, and the record would take five times as long to make.
        """
        return dataclass(slots=True, unsafe_hash=True)


__all__ = [
    "BODY_ROLES",
    "KEPT_ROLES",
    "LEDGER_ROLES",
    "METADATA_ROLES",
    "Article",
    "Block",
    "DateFound",
    "Decision",
    "Document",
    "Image",
    "Metadata",
    "Page",
    "PageFrame",
    "Role",
    "Vote",
    "with_known",
]


class Role(StrEnum):
    """What a block is. One closed list: the same words in code, config, ledger and docs."""

    # Body: kept.
    PARAGRAPH = "paragraph"
    SUBHEADING = "subheading"
    QUOTE = "quote"
    LIST_ITEM = "list-item"
    TABLE = "table"
    CODE = "code"
    # Not body: kept as metadata.
    TITLE = "title"
    LEAD = "lead"
    BYLINE = "byline"
    DATELINE = "dateline"  # the exception: recorded as metadata and kept in the body
    TIMESTAMP = "timestamp"
    SECTION = "section"
    CAPTION = "caption"
    CREDIT = "credit"
    AGENCY_CREDIT = "agency-credit"
    PUBLISHER_NOTICE = "publisher-notice"
    CORRECTION = "correction"
    # Not body: only the ledger has it.
    NAVIGATION = "navigation"
    SHARE = "share"
    ADVERTISEMENT = "advertisement"
    NEWSLETTER = "newsletter"
    RELATED = "related"
    COMMENTS = "comments"
    PLAYER = "player"
    AUTHOR_CARD = "author-card"
    COPYRIGHT = "copyright"
    CONSENT = "consent"
    FURNITURE = "furniture"
    DUPLICATE = "duplicate"


BODY_ROLES = frozenset(
    {Role.PARAGRAPH, Role.SUBHEADING, Role.QUOTE, Role.LIST_ITEM, Role.TABLE, Role.CODE}
)
METADATA_ROLES = frozenset(
    {
        Role.TITLE,
        Role.LEAD,
        Role.BYLINE,
        Role.DATELINE,
        Role.TIMESTAMP,
        Role.SECTION,
        Role.CAPTION,
        Role.CREDIT,
        Role.AGENCY_CREDIT,
        Role.PUBLISHER_NOTICE,
        Role.CORRECTION,
    }
)
LEDGER_ROLES = frozenset(Role) - BODY_ROLES - METADATA_ROLES
KEPT_ROLES = BODY_ROLES | {Role.DATELINE}


@dataclass(frozen=True, slots=True)
class Page:
    """One raw scrape, decoded. `content` has passed the text policy (`read/policy.py`)."""

    id: str
    source: str  # path below the raw folder, `/`-separated
    kind: Literal["html", "text"]
    content: str
    url: str = ""
    fetched_at: str = ""  # ISO 8601 date or time, "" unknown; the only "now" that a page has
    language: str = ""  # a hint from the sidecar
    publisher: str = ""  # a hint from the sidecar
    encoding: str = "utf-8"
    sha256: str = ""  # of the raw bytes
    problems: tuple[str, ...] = ()  # codes such as "decode:replaced-bytes"


@light_record(frozen=True, slots=True)
class Block:
    """The unit that is labelled: an element's own run of text, or a raw line of a flattened text.

    For text, `text == page.content[start:end]`; where hard-wrapped lines form one block, the
    line breaks stand in `text`, and assembling writes each as one space. For HTML `text` has
    its white space collapsed, except in code.
    """

    index: int
    text: str
    where: str  # text: "start-end" in characters of page.content; HTML: the element path
    kind: Role = Role.PARAGRAPH  # the body role that its form suggests, used when it is kept
    tag: str = ""  # the block-level element, "" for text
    indent: int = 0  # columns before the text (text only)
    bullet: str = ""  # the bullet or number that `text` begins with (text only)
    blank_before: bool = True  # a blank line (text) or a block boundary (HTML) precedes
    link_chars: int = 0  # characters of `text` inside <a>
    hidden: bool = False  # a reader of the page does not see it
    # HTML only: "<p>", ".lead", ".text", "|", "<div>", … : tag and class/id words of the element
    # and its nearest ancestors, nearest first
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Document:
    """A page with its blocks and, for HTML, the one tree that every stage shares (read only)."""

    page: Page
    blocks: tuple[Block, ...]
    tree: HtmlElement | None = field(default=None, repr=False)
    problems: tuple[str, ...] = ()  # found while parsing and segmenting
    # What labellers know of texts alone, by labeller: it saves work, and changes no vote.
    memory: dict[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Each block's text on one line: wrapped lines joined, white space collapsed."""
        return tuple([" ".join(block.text.split()) for block in self.blocks])

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """Each block's shape (`pipeline/shape.py`)."""
        return shapes_of(self.texts)

    @cached_property
    def body_zone(self) -> tuple[int, int]:
        """First and last+1 block of the stretch that holds most of the prose."""
        return body_zone(self.shapes)


def with_known(document: Document, **known: object) -> Document:
    """The document, told of cached properties whose values its maker knows already."""
    vars(document).update(known)
    return document


@light_record(frozen=True, slots=True)
class Vote:
    """One labeller's claim about a block, or about a span of it. A vote cannot delete."""

    block: int
    role: Role
    by: str  # "rule:share/share-bar", "doubling", "structure", "model"
    why: str
    weight: float = 1.0  # 0..1; 1 is certain
    span: tuple[int, int] | None = None  # characters of block.text; None: the whole block
    values: tuple[tuple[str, str], ...] = ()  # facts it read: ("credit", "…"), ("agency", "…")


@light_record(frozen=True, slots=True)
class Decision:
    """What became of a block, or of a span of it. The spans of a block cover it, in order."""

    block: int
    span: tuple[int, int]
    role: Role
    kept: bool
    by: str  # of the vote that won, or "default"
    why: str
    votes: tuple[Vote, ...] = ()  # all of them, losers included
    values: tuple[tuple[str, str], ...] = ()  # of the vote that won


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that the page told of. Unknown parts are ""."""

    caption: str = ""
    credit: str = ""
    agency: str = ""
    url: str = ""
    block: int | None = None


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date that was seen, whether or not it became `published`."""

    value: str  # YYYY-MM-DD, YYYY-MM or YYYY, as published (never shifted to UTC)
    time: str = ""  # HH:MM[:SS][±HH:MM]
    role: str = "published"  # published | updated | banner | caption | event | rejected
    raw: str = ""
    source: str = ""  # jsonld | meta | itemprop | time | htmldate | header-line | ...
    conf: float = 0.0
    block: int | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about an article. "" and () mean unknown; unknown is cheap, wrong is not."""

    title: str = ""
    title_source: str = ""
    title_conf: float = 0.0  # 0..1, as `authors_conf` and `published_conf`: measured shares
    title_alternatives: tuple[str, ...] = ()
    description: str = ""
    byline: str = ""  # the byline as it stood
    authors: tuple[str, ...] = ()
    authors_source: str = ""
    authors_conf: float = 0.0
    agencies: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()  # people credited beside the authors
    dateline_place: str = ""
    published: str = ""
    published_time: str = ""
    published_raw: str = ""
    published_source: str = ""
    published_conf: float = 0.0
    updated: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    publisher: str = ""
    canonical_url: str = ""
    language: str = ""  # ISO 639-1 of the cleaned body
    language_conf: float = 0.0
    access: str = ""  # free | paywalled | ""
    page_kind: str = "article"  # article | listing | stub | live | forum | product | error | empty
    is_article: bool = True
    is_truncated: bool = False
    images: tuple[Image, ...] = ()
    dates: tuple[DateFound, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What says whose page it is, without asking any profile (`profiles/lines.py`).

    `key` is the host, else `name:<publisher>`; "" where the page says neither. Then `sketch` is
    what its frame is recognised by: the 64 smallest short hashes of its lines, rising.
    """

    key: str = ""
    sketch: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """The result for one page: its body, its metadata and the whole ledger."""

    page: Page
    body: str  # paragraphs joined by one blank line, no final newline; "" if there is none
    metadata: Metadata
    blocks: tuple[Block, ...]
    decisions: tuple[Decision, ...]
    confidence: float  # 0..1
    problems: tuple[str, ...] = ()  # codes
    frame: PageFrame = PageFrame()

    @property
    def id(self) -> str:
        """The article's id: readable slug of the source path, `-`, 16 hex digits."""
        return self.page.id

    @property
    def paragraphs(self) -> list[str]:
        """The body's paragraphs."""
        return self.body.split("\n\n") if self.body else []
