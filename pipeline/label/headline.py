"""Which block is the headline? In HTML the page says so; in a text the body's words do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree
from lxml.html import HtmlElement

from pipeline.records import Document, Role, Vote
from pipeline.words import others, words_apart

__all__ = ["html_title", "text_title"]

_UNSPACED_FROM = "\u0e00"  # Thai, Lao, Myanmar, Khmer, and the scripts of East Asia
_MIN_WORDS, _MAX_WORDS = 3, 30
_MIN_SHARE = 0.4  # of a headline's words that recur in the body
_PER_BLOCK = 0.01  # what each block between headline and prose costs
_FIRST = 3  # blocks that may hold the <title>
_REPEATED = 0.2  # a headline often stands twice: in <title>, and above the body
_TITLE = etree.XPath("/descendant::head/title[1]/text()", smart_strings=False)
_OG_TITLE = etree.XPath("/descendant::meta[@property='og:title']/@content", smart_strings=False)


def _words(lines: Sequence[str]) -> list[set[str]]:
    """The words of each line, or pairs of characters where words are not spaced (Chinese, Thai …).

    The lines are case folded, and have no line breaks in them.
    """
    folded = words_apart("\n".join(lines))
    found = [set(line.split()) for line in folded.split("\n")]
    if max(others(folded), default="") >= _UNSPACED_FROM:
        for words in found:
            unspaced = [word for word in words if word[0] >= _UNSPACED_FROM]
            words.difference_update(unspaced)
            for word in unspaced:
                words.update(word[i : i + 2] for i in range(max(1, len(word) - 1)))
    return found


def _key(text: str) -> str:
    return "".join(words_apart(text.casefold()).split())


def _may_begin(first: str, starts: set[str]) -> bool:
    """Whether the key of a text with this first character can begin with one of `starts`."""
    return first.lower() in starts or not (first.isascii() and first.isalnum())


def text_title(document: Document, head: Sequence[int], zone: tuple[int, int]) -> int | None:
    """The headline among the `head` blocks of a flattened text, or None.

    Score: the share of its words that recur in the prose (measured: 84 to 88 % right where the
    page's <title> line survived), less for short and far ones.
    """
    able = [
        i
        for i in head
        if _MIN_WORDS <= document.shapes[i].words <= _MAX_WORDS
        and not document.texts[i].endswith((".", ":", ","))
    ]
    if not able:
        return None
    # Folded text by text: what is ASCII is folded ten times as fast as what is not.
    body = _words([" ".join([text.casefold() for text in document.texts[slice(*zone)]])])[0]
    first = [_key(text) for text in document.texts[: min(_FIRST, zone[0])]]
    best: tuple[float, int] | None = None
    for i, words in zip(able, _words([document.texts[i].casefold() for i in able]), strict=True):
        shape, text = document.shapes[i], document.texts[i]
        if not words:
            continue
        share = len(words & body) / len(words)
        if share < _MIN_SHARE:
            continue
        score = share * min(shape.words, 8) / 8 - _PER_BLOCK * (zone[0] - i)
        own = _key(text)
        if any(own in key for j, key in enumerate(first) if j != i):
            score += _REPEATED
        if best is None or score > best[0]:
            best = (score, i)
    return best[1] if best else None


def _claims(tree: HtmlElement) -> Iterator[str]:
    """What <title> and og:title say, each where it is there."""
    for xpath in (_TITLE, _OG_TITLE):
        found = xpath(tree)
        assert isinstance(found, list)  # of what is asked for, text and attributes
        yield from map(str, found[:1])


def html_title(document: Document) -> Iterator[Vote]:
    """Blocks that are the page's headline: an <h1> that its <title> or og:title confirms."""
    assert document.tree is not None
    claims = [_key(text) for text in _claims(document.tree)]
    claims = [c for c in claims if c]
    headings = [b for b in document.blocks if b.tag == "h1" and not b.hidden]
    for block in headings:
        key = _key(block.text)
        confirmed = any(key in c or c in key for c in claims) and len(key) >= 4
        if confirmed:
            yield Vote(block.index, Role.TITLE, "structure", "the <h1> that <title> confirms", 1.0)
        elif len(headings) == 1:
            yield Vote(block.index, Role.TITLE, "structure", "the only <h1>", 0.9)
    starts = {claim[0] for claim in claims}
    for block in document.blocks:
        if (
            block.tag != "h1"
            and len(block.text) >= 20
            and _may_begin(block.text[0], starts)
            and _key(block.text) in claims
        ):
            yield Vote(block.index, Role.TITLE, "structure", "equals the page's <title>", 0.95)
