"""What dechrome promises of any input at all: checked by the property tests and by the fuzzer.

Each function raises AssertionError where a promise is broken. They look at results only, and
they find out with other means than the code that made them: `html.unescape` and not lxml,
`unicodedata` and not the tables of the text policy.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from itertools import groupby

from pipeline import Article, Config, Page, clean
from pipeline.read.policy import MAX_MARKS, apply_policy, clean_text
from pipeline.records import KEPT_ROLES
from pipeline.write.record import flat_record, nested_record, render

__all__ = [
    "article_holds",
    "body_is_of_the_page",
    "clean_is_stable",
    "is_part_of",
    "ledger_is_whole",
    "metadata_is_modest",
    "policy_holds",
    "record_is_clean",
    "text_is_clean",
    "text_of",
]

# What no output holds: C0 but tab and line feed, C1, halves of characters, embeddings and
# overrides of direction, line separators, and characters that are none.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_KNOWN_UNICODE = "14.0.0"  # the text policy leaves characters that came later alone
_URL = re.compile(r"https?://\S+")


def text_is_clean(text: str) -> None:
    """The text policy's promises to whoever opens an output."""
    found = _FORBIDDEN.search(text)
    assert found is None, f"U+{ord(found[0]):04X} in {text[max(0, found.start() - 20) :][:60]!r}"
    text.encode()
    marks = [sum(1 for _ in run) for is_mark, run in groupby(text, _is_mark) if is_mark]
    assert max(marks, default=0) <= MAX_MARKS, "a row of combining marks"
    if unicodedata.unidata_version == _KNOWN_UNICODE:
        assert unicodedata.is_normalized("NFC", text), f"not NFC: {text!r}"


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me")


def policy_holds(text: str) -> str:
    """The text policy applied to any `str` at all; its result."""
    cleaned = clean_text(text)
    text_is_clean(cleaned)
    assert clean_text(cleaned) == cleaned
    source, _ = apply_policy(text, markup=True)
    assert apply_policy(source, markup=True) == (source, ())
    source.encode()
    return cleaned


def ledger_is_whole(article: Article) -> None:
    """One decision for every block or span of it, in order; kept and removed are all there is."""
    assert [block.index for block in article.blocks] == list(range(len(article.blocks)))
    position, index = 0, -1
    for decision in article.decisions:
        if decision.block != index:
            assert index < 0 or position == len(article.blocks[index].text)
            assert decision.block == index + 1
            index, position = decision.block, 0
        start, end = decision.span
        assert start == position
        assert start < end
        position = end
        assert decision.kept == (decision.role in KEPT_ROLES)
        assert decision.by
        assert decision.why
    assert index == len(article.blocks) - 1
    assert index < 0 or position == len(article.blocks[index].text)
    if article.page.kind == "text":
        end = 0
        for block in article.blocks:
            start, stop = map(int, block.where.split("-"))
            assert start >= end
            assert article.page.content[start:stop] == block.text
            end = stop
        assert not "".join(_between(article)).strip(), "a block without a decision"


def _between(article: Article) -> list[str]:
    content, position, pieces = article.page.content, 0, []
    for block in article.blocks:
        start, stop = map(int, block.where.split("-"))
        pieces.append(content[position:start])
        position = stop
    return [*pieces, content[position:]]


def body_is_of_the_page(article: Article) -> None:
    """Nothing in a body is invented: every character is the page's, and in a text in its order."""
    body = "".join(article.body.split())
    kept = "".join(
        article.blocks[d.block].text[slice(*d.span)] for d in article.decisions if d.kept
    )
    assert body == "".join(kept.split()), "the body is not what the ledger keeps"
    if article.page.kind == "text":
        assert is_part_of(body, "".join(article.page.content.split()))
        return
    source = unicodedata.normalize("NFD", html.unescape(article.page.content))
    invented = Counter(unicodedata.normalize("NFD", body)) - Counter(source)
    assert not invented, f"characters that the page does not have: {invented}"


def is_part_of(part: str, whole: str) -> bool:
    """Whether `part` is `whole` with characters left out.

    >>> is_part_of("ace", "abcde"), is_part_of("eca", "abcde")
    (True, False)
    """
    rest = iter(whole)
    return all(character in rest for character in part)


def text_of(body: str) -> Page:
    """A body as somebody sends it in again."""
    return Page("again", "again.txt", "text", body)


def clean_is_stable(article: Article, config: Config) -> None:
    """A body that is cleaned again comes out as it went in."""
    again = clean(text_of(article.body), config)
    assert again.body == article.body, "cleaned again it is another body: " + "; ".join(
        f"{d.by} ({d.why}): {again.blocks[d.block].text[slice(*d.span)][:80]!r}"
        for d in again.decisions
        if not d.kept
    )


def record_is_clean(article: Article, config: Config) -> None:
    """What is written of an article: UTF-8, and no string in it that harms whoever opens it."""
    render(article, config).decode()
    record = {**flat_record(article, config), **nested_record(article, config)}
    for text in _strings(record):
        found = _FORBIDDEN.search(text)
        assert found is None, f"U+{ord(found[0]):04X} in the record: {text[:80]!r}"


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in _strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in _strings(part)]
    return []


def metadata_is_modest(article: Article) -> None:
    """What a page controls is data: one line, http(s) only."""
    meta = article.metadata
    for name in ("title", "description", "byline", "dateline_place", "section", "publisher"):
        value = getattr(meta, name)
        assert isinstance(value, str), name
        assert "\n" not in value, name
    for url in (meta.canonical_url, *(image.url for image in meta.images)):
        assert not url or _URL.fullmatch(url), url


def article_holds(article: Article, config: Config) -> None:
    """All that holds for the article of any page."""
    ledger_is_whole(article)
    body_is_of_the_page(article)
    text_is_clean(article.body)
    metadata_is_modest(article)
    record_is_clean(article, config)
    clean_is_stable(article, config)
