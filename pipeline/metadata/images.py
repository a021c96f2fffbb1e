"""Captions and credits, from the blocks that were decided as such.

A flattener prints a picture's alt text and its caption one after the other, so captions stand
doubled or nested; each picture is told of once. The credit leaves the caption, its label
("Photo:") and the rights notice behind it leave the credit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.metadata.frame import Frame, values_of
from pipeline.metadata.plain import key, one_line
from pipeline.records import Decision, Image, Role

__all__ = ["images_of", "plain_credit"]

_MAX_CAPTION = 2_000  # characters
_MAX_CREDIT = 300
_NEAR = 8  # blocks around the article within which a credit without caption is its own
_MAX_IMAGES = 100
_NEXT = 2  # blocks between a caption and the credit that belongs to it

_LABEL = re.compile(
    r"^\W{0,3}(?:(?:file\s)?(?:photo(?:graph|graphy)?s?|foto(?:s|grafie|ğraf)?|bild(?:er|rechte|"
    r"quellen?|nachweis)?|images?|pictures?|credits?|crédits?|copyright|quellen?|source|fuente|"
    r"fonte|bron|kilde|zdroj|fot|фото|ljósmynd|kuva|illustration|grafik)"
    r"(?:\s(?:credits?|source|courtesy(?:\sof)?|by))?)\s?(?::|\||\bby\b|\.(?=\s?[A-Z]))\s{0,3}",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"\s*(?:[-–—]\s*)?(?:ATTENTION|ACHTUNG|ATTENZIONE|ATENCIÓN)\s?:.*$|"
    r"\s*[-–—.,]?\s*(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|"
    r"todos los derechos reservados|editorial use only|nur zur redaktionellen verwendung).*$",
    re.IGNORECASE | re.DOTALL,
)
_MARKER = re.compile(
    r"(?:(?:file|archive?|stock|handout|undated|illustrative|representative|symbolic)\s)?"
    r"(?:photo|picture|image|pic|foto|bild)|archiv(?:e|bild|foto)?|symbol(?:bild|foto)|file|"
    r"foto d'archivio|photo d'archives|imagen de archivo|arkivfoto|illustration|collage",
    re.IGNORECASE,
)
_PAIRS = {"(": ")", "[": "]", "（": "）"}


@dataclass(frozen=True, slots=True)
class _Found:
    """A picture as one block tells of it."""

    block: int
    image: Image
    is_credit: bool = False  # only says whose it is


def plain_credit(raw: str) -> str:
    """A credit without its label, brackets, rights notice and closing full stop.

    >>> plain_credit("(Photo: A. Ray/dpa - ATTENTION: editorial use only)")
    'A. Ray/dpa'
    """
    text = one_line(raw, _MAX_CREDIT * 3)
    text = _RIGHTS.sub("", text).strip()
    for _ in range(3):
        before = text
        if text[:1] in _PAIRS and text.endswith(_PAIRS[text[0]]):
            text = text[1:-1].strip()
        elif text[:1] in _PAIRS and _PAIRS[text[0]] not in text:
            text = text[1:].strip()
        text = _LABEL.sub("", text, count=1).lstrip("©").strip(" -–—|/:;,")
        if text.count(")") > text.count("("):
            text = text.rstrip(")").strip()
        if text == before:
            break
    if text.endswith(".") and not re.search(r"(?:^|[\s.])\w{1,3}\.$", text):
        text = text[:-1].rstrip()
    return one_line(text, _MAX_CREDIT)


def _plain_caption(text: str, credit: str) -> str:
    """The caption without the credit that follows it."""
    if credit and credit in text:
        before, _, after = text.rpartition(credit)
        if len(before.split()) >= len(after.split()):
            text = re.sub(r"[\s(\[|–—-]*(?:\w+(?:\s\w+)?\s?:)?[\s(\[|]*$", "", before)
    return one_line(text, _MAX_CAPTION)


def _of_decision(frame: Frame, decision: Decision) -> Iterator[_Found]:
    values = dict(reversed(values_of(decision)))
    text = frame.text(decision)
    raw = one_line(values.get("credit", ""), _MAX_CREDIT * 3)
    credit = plain_credit(raw)
    agency = one_line(values.get("agency", ""), 80)
    if decision.role is Role.CREDIT and not values.get("caption"):
        image = Image("", credit or plain_credit(text), agency, "", decision.block)
        if image.credit:
            yield _Found(decision.block, image, is_credit=True)
        return
    if _MARKER.fullmatch(credit):
        # "(file photo)" says what kind of picture it is, not whose: it stays in the caption.
        yield _Found(
            decision.block, Image(one_line(text, _MAX_CAPTION), "", "", "", decision.block)
        )
        return
    caption = values.get("caption")
    caption = one_line(caption, _MAX_CAPTION) if caption else _plain_caption(text, raw)
    if caption or credit:
        yield _Found(decision.block, Image(caption, credit, agency, "", decision.block))


def _joined(found: Iterable[_Found]) -> Iterator[_Found]:
    """Credits on their own go to the caption beside them that has none."""
    waiting: _Found | None = None
    for item in found:
        if waiting is not None and item.block - waiting.block <= _NEXT:
            if waiting.is_credit and not item.is_credit and not item.image.credit:
                image = waiting.image
                yield _Found(
                    item.block, replace(item.image, credit=image.credit, agency=image.agency)
                )
                waiting = None
                continue
            if item.is_credit and not waiting.is_credit and not waiting.image.credit:
                image = item.image
                yield _Found(
                    waiting.block, replace(waiting.image, credit=image.credit, agency=image.agency)
                )
                waiting = None
                continue
        if waiting is not None:
            yield waiting
        waiting = item
    if waiting is not None:
        yield waiting


def images_of(frame: Frame) -> tuple[Image, ...]:
    """The pictures that the page tells of, in page order, each once."""
    found = (
        item
        for decision in frame.of_role(Role.CAPTION, Role.CREDIT)
        for item in _of_decision(frame, decision)
    )
    kept: list[Image] = []
    for item in _joined(found):
        if not item.image.caption and not frame.head - _NEAR <= item.block < frame.end + _NEAR:
            continue  # an agency's name in a menu, or the credit of somebody else's teaser
        own, credit = key(item.image.caption), key(item.image.credit)
        for place, image in enumerate(kept):
            other = key(image.caption)
            if own == other and (not credit or not image.credit or credit == key(image.credit)):
                # The same picture again; the fuller telling of it counts.
                kept[place] = item.image if credit and not image.credit else image
                break
        else:
            kept.append(item.image)
        if len(kept) >= _MAX_IMAGES:
            break
    return tuple(kept)
