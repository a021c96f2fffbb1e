"""An article's page: what is known of it, what the last run changed, and the page put together.

The body stands as it is; what was removed stands where it stood, struck through (or, where it
lives on as metadata, tinted), and beside it who removed it and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from pipeline.records import METADATA_ROLES, Role
from pipeline.report.compare import Difference, Moved
from pipeline.report.copies import Company, copies
from pipeline.report.known import images, metadata, others, provenance
from pipeline.report.markup import (
    Child,
    Html,
    block,
    cut,
    document,
    el,
    inline,
    quantity,
)
from pipeline.report.order import Gone, Item, Kept, gone, in_order
from pipeline.report.parts import CHANGES, rule_link, stamp, table
from pipeline.report.results import Record

__all__ = ["article_page"]

_MOST_TEXT = 600  # characters of a removed block
_MOST_PARAGRAPH = 20_000  # of a paragraph of the body
_MOST_ITEMS = 3_000  # blocks of a page
_MOST_ROWS = 60  # of a list of changes
_FOLDED = 8  # more removed blocks in a row are folded into one line
_KEPT_AS_METADATA = frozenset(role.value for role in METADATA_ROLES)
_TAGS = {Role.SUBHEADING.value: "h3", Role.QUOTE.value: "blockquote"}


def article_page(
    article: Record,
    removed: Sequence[Record],
    record: Mapping[str, Any],
    company: Company | None,
    change: str,
    difference: Difference | None,
    run: Mapping[str, Any],
) -> bytes:
    """The page of one article.

    `record` is its `articles/<id>.json`, {} where there is none; `company` the articles that
    repeat one another and it is one of; `change` what the last run did
    to it, and `difference` how, where the record of the run before is there too.
    """
    title, lang = article["title"], article["language"]
    shown = title or article["source_path"]
    items = in_order(article["text"], removed, record.get("blocks"))
    return document(
        f"{shown[:120]} · dechrome report",
        el(
            "header",
            el("nav", el("a", "← Report", href="../index.html"), aria_label="Report"),
            block("h1", shown, lang=lang if title else "", most=500),
            el("p", *_subtitle(article), cls="sub"),
        ),
        el(
            "main",
            _changed(change, difference, lang),
            el(
                "section",
                el("h2", "The page", id="page"),
                *_page(article, removed, items, difference),
            ),
            el(
                "section",
                el("h2", "What is known of it", id="metadata"),
                metadata(article),
                others(record),
                images(record, lang),
            ),
            copies(article, company),
            el("section", el("h2", "Where it comes from", id="source"), provenance(article)),
        ),
        stamp(run),
    )


def _subtitle(article: Record) -> Iterator[Child]:
    whole = article["n_chars"] + article["n_removed_chars"]
    share = article["n_removed_chars"] / whole if whole > 0 else 0
    yield inline(article["publisher"] or article["hostname"] or "unknown publisher", most=80)
    yield f" · {article['published'] or 'no date'} · {quantity(article['n_words'], 'word')} kept"
    yield f" · {quantity(article['n_removed_blocks'], 'block')} removed, {share:.0%} of the text"
    yield f" · confidence {article['confidence']:.2f}"


# --- the page, in its order -------------------------------------------------------------------


def _page(
    article: Record,
    removed: Sequence[Record],
    items: Sequence[Item] | None,
    difference: Difference | None,
) -> Iterator[Child]:
    lang = article["language"]
    back = {moved.text: moved.before for moved in difference.back} if difference else {}
    yield el(
        "p",
        el("span", "body", cls="key kept"),
        el("span", "kept as metadata", cls="key meta"),
        el("span", el("del", "removed"), cls="key chrome"),
        el("span", "Beside each removed block: what it is, who removed it, and why."),
        cls="legend",
    )
    if items is None:
        yield el("p", _why_no_order(removed), cls="note")
        paragraphs = article["text"].split("\n\n")
        items = [Kept(Role.PARAGRAPH.value, (text,)) for text in paragraphs]
        items += [gone(line) for line in removed]
    yield el("div", *_flow(items[:_MOST_ITEMS], lang, back), cls="flow")
    if len(items) > _MOST_ITEMS:
        more = quantity(len(items) - _MOST_ITEMS, "more block")
        yield el("p", f"… and {more}: see its record, articles/{article['id']}.json", cls="note")


def _why_no_order(removed: Sequence[Record]) -> str:
    if not removed:
        return "Nothing was removed from this page."
    return (
        "The order in which these blocks stood is not recorded for this page (its record is not "
        "written, or a kept block has no paragraph of its own): first comes the body, then what "
        "was removed, each in its own order."
    )


def _flow(items: Sequence[Item], lang: str, back: Mapping[str, str]) -> Iterator[Html]:
    """`back`: paragraphs that the run before did not have, and who had removed them."""
    for is_gone, run in groupby(items, key=lambda item: isinstance(item, Gone)):
        group = list(run)
        if not is_gone:
            yield from (_kept(item, lang, back) for item in group if isinstance(item, Kept))
            continue
        lost = [item for item in group if isinstance(item, Gone)]
        shown = [_gone(item) for item in lost]
        yield from [_folded(lost, shown)] if len(lost) > _FOLDED else shown


def _folded(lost: Sequence[Gone], shown: Sequence[Html]) -> Html:
    roles = Counter(item.role for item in lost).most_common()
    told = ", ".join(f"{role} {number}" if number > 1 else role for role, number in roles)
    words = quantity(sum(len(item.text.split()) for item in lost), "word")
    count = el("b", quantity(len(lost), "removed block"))
    return el("details", el("summary", count, f": {told} · {words}"), *shown)


def _kept(item: Kept, lang: str, back: Mapping[str, str]) -> Html:
    inside = [piece for piece in item.pieces if isinstance(piece, Gone)]
    text = el(
        _TAGS.get(item.role, "p"),
        *(
            el("del", cut(piece.text, _MOST_TEXT)) if isinstance(piece, Gone)
            else cut(piece, _MOST_PARAGRAPH)
            for piece in item.pieces
        ),
        dir="auto",
        lang=lang,
        cls=f"t {item.role}" if item.role in ("code", "table", "list-item") else "t",
    )  # fmt: skip
    notes = [_signature(piece.role, piece.by, piece.why, "cut inside: ") for piece in inside]
    notes += [
        el(
            "div",
            _signature(piece.role, piece.by, piece.why, "cut inside: "),
            block("del", piece.text, most=_MOST_TEXT),
        )
        for piece in item.beside
    ]
    whole = "".join(piece for piece in item.pieces if isinstance(piece, str))
    before = back.get(whole)
    if before is not None:
        told = f"new in the body: was {before}" if before else "new in the body"
        notes.append(el("p", told, cls="sig"))
    return el("div", text, *notes, cls="b kept" if before is None else "b kept new")


def _gone(item: Gone) -> Html:
    meta = item.role in _KEPT_AS_METADATA
    text = el("div" if meta else "del", cut(item.text, _MOST_TEXT), dir="auto", cls="t")
    return el(
        "div", text, _signature(item.role, item.by, item.why), cls="b meta" if meta else "b chrome"
    )


@lru_cache(maxsize=4096)  # one for every rule, but for labellers of many words
def _signature(role: str, by: str, why: str, before: str = "") -> Html:
    who = rule_link(by, "../")
    return el("p", before, el("b", role), " ", who, " ", el("i", why), cls="sig")


# --- what changed -----------------------------------------------------------------------------


def _changed(change: str, difference: Difference | None, lang: str) -> Html | None:
    if not change:
        return None
    told: list[Child] = [el("p", f"The last run changed it: {CHANGES[change]}.")]
    if difference is not None:
        told += _moved(difference.out, "No longer in the body", lang)
        told += _moved(difference.back, "New in the body", lang)
        told += _values(difference.values)
        told += _moved(difference.signed, "Removed by others than before", lang)
        if difference.is_empty:
            told.append(el("p", "Only reasons or votes differ from the record before."))
    elif change != "added":
        told.append(el("p", "Its record of the run before is not kept here.", cls="note"))
    return el("section", el("h2", "What changed", id="changed"), *told, cls="changed")


def _moved(moved: Sequence[Moved], title: str, lang: str) -> list[Html]:
    if not moved:
        return []
    rows = [
        el(
            "li",
            block("div", item.text, lang=lang, most=_MOST_TEXT),
            el("p", *_story(item), cls="sig"),
        )
        for item in moved[:_MOST_ROWS]
    ]
    return [el("h3", f"{title} ({len(moved):,})"), el("ul", *rows, cls="moved")]


def _story(item: Moved) -> Iterator[Child]:
    yield f"{item.before or 'in the body'} → " if item.before or item.now else ""
    yield item.now or ("in the body" if item.before else "nobody removed exactly this text")


def _values(values: Sequence[tuple[str, str, str]]) -> list[Html]:
    if not values:
        return []
    rows = [
        el(
            "tr",
            el("th", key, scope="row"),
            el("td", inline(before, most=_MOST_TEXT)),
            el("td", inline(now, most=_MOST_TEXT)),
        )
        for key, before, now in values
    ]
    return [el("h3", "Metadata"), table(("value", "before", "now"), rows)]
