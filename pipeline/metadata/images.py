"""Captions and credits, from the blocks that were decided as such.

A flattener prints a picture's alt text and its caption one after the other, so captions stand
doubled or nested; each picture is told of once. The credit leaves the caption, its label
("Photo:") and the rights notice behind it leave the credit. In HTML the figure that holds a block
says what belongs together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.metadata.credits import (
    MAX_CAPTION,
    MAX_CREDIT,
    is_credit_like,
    is_marker,
    plain_caption,
    plain_credit,
    split_caption,
)
from pipeline.metadata.figures import Figures
from pipeline.metadata.frame import Frame, values_of
from pipeline.metadata.plain import key, one_line
from pipeline.records import Decision, Image, Role
from pipeline.rules import Agencies

__all__ = ["images_of"]

_NEAR = 8  # blocks around the article within which a credit without caption is its own
_MAX_IMAGES = 100
_NEXT = 2  # blocks between a caption and the credit that belongs to it
_MIN_WORDS, _MAX_WORDS = 2, 60  # of a block beside a credit that is its caption


_CREDIT = Role.CREDIT  # looked up once: it is asked of every vote
_TELLING = frozenset({Role.CAPTION, Role.CREDIT})
# Roles that the markup gives to the line of a photographer.
_DISGUISES = frozenset({Role.AUTHOR_CARD, Role.BYLINE, Role.COPYRIGHT, Role.FURNITURE})


@dataclass(frozen=True, slots=True)
class _Found:
    """A picture as one block tells of it."""

    block: int
    image: Image
    is_credit: bool = False  # only says whose it is
    holder: str = ""  # path of its figure (HTML)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What reading a block needs."""

    frame: Frame
    agencies: Agencies
    figures: Figures

    def is_agency(self, name: str) -> bool:
        return self.agencies.lookup(name) is not None

    def agency(self, credit: str) -> str:
        """The agencies that a credit names, the last one first: it is who delivered."""
        found = self.agencies.find(credit)
        return found[-1] if found else ""


def _of_decision(reader: _Reader, decision: Decision) -> Iterator[_Found]:
    frame, figures = reader.frame, reader.figures
    block = frame.document.blocks[decision.block]
    holder = figures.holder(block) if frame.document.tree is not None else ""
    values = dict(reversed(values_of(decision)))
    text = one_line(values.get("caption") or frame.text(decision), MAX_CAPTION)
    whole = one_line(frame.text(decision), MAX_CAPTION)
    read = one_line(values.get("credit", ""), MAX_CREDIT * 3)

    def found(caption: str, credit: str, is_credit: bool = False) -> _Found:
        plain = plain_credit(credit)
        if is_marker(plain):
            # "(file photo)" says what kind of picture it is, not whose: it stays in the caption.
            caption, plain = whole, ""
        agency = reader.agency(plain) or one_line(values.get("agency", ""), MAX_CREDIT)
        image = Image(caption, plain, agency if plain else "", "", decision.block)
        return _Found(decision.block, image, is_credit, holder)

    if _is_credit_alone(decision, whole):
        credit = plain_credit(read or whole)
        if credit and not is_marker(credit):
            yield found("", credit, is_credit=True)
        return
    marked, credit = figures.parts(block) if holder else ("", "")
    if credit:
        yield found(plain_caption(marked), credit) if marked else found("", credit, is_credit=True)
        return
    alt = figures.markings(holder).alt if holder else ""
    caption, credit = _behind_alt(whole, alt)
    if not credit:
        caption, credit = split_caption(whole, reader.is_agency)
    if not credit and read:
        caption, credit = _before(text, read), read
    if caption or credit:
        yield found(caption, credit, is_credit=not caption)


def _tells(decision: Decision) -> bool:
    """Whether the block was decided as a caption or credit, or went with a credit in it."""
    if decision.role in _TELLING:
        return True
    if decision.role in _DISGUISES:
        for vote in decision.votes:
            if vote.role is _CREDIT and vote.span is None and "credit" in dict(vote.values):
                return True
    return False


def _is_credit_alone(decision: Decision, text: str) -> bool:
    """Whether the block says nothing but whose the picture is."""
    if decision.role is Role.CREDIT:
        return "caption" not in dict(decision.values)
    for vote in decision.votes:
        if vote.role is Role.CREDIT and vote.span is None:
            credit = dict(vote.values).get("credit", "")
            if credit and key(plain_credit(credit)) == key(plain_credit(text)):
                return True
    return False


def _behind_alt(text: str, alt: str) -> tuple[str, str]:
    """Caption and credit where the text is the alternative text and a few words more."""
    rest = text[len(alt) :].strip(" .–—-/|") if alt and text.startswith(alt) else ""
    if len(alt.split()) >= _MIN_WORDS and is_credit_like(rest):
        return plain_caption(text[: text.rindex(rest)]), rest
    return "", ""


def _before(text: str, credit: str) -> str:
    """The caption without the credit that follows it."""
    before, found, after = text.rpartition(credit)
    return plain_caption(before) if found and len(before.split()) >= len(after.split()) else text


def _pair(first: _Found, second: _Found) -> _Found | None:
    """One picture of a caption and the credit beside it, None where they are two."""
    caption, credit = (second, first) if first.is_credit else (first, second)
    if not credit.is_credit or caption.is_credit or caption.image.credit:
        return None
    if first.holder != second.holder and (first.holder or second.holder):
        return None
    image = replace(caption.image, credit=credit.image.credit, agency=credit.image.agency)
    return replace(caption, image=image)


def _joined(found: Iterable[_Found]) -> Iterator[_Found]:
    """Credits on their own go to the caption beside them that has none."""
    waiting: _Found | None = None
    for item in found:
        if waiting is not None:
            near = item.block - waiting.block <= _NEXT or bool(item.holder)
            pair = _pair(waiting, item) if near else None
            if pair is not None:
                yield pair
                waiting = None
                continue
            yield waiting
        waiting = item
    if waiting is not None:
        yield waiting


def _with_caption(reader: _Reader, item: _Found, taken: set[int]) -> _Found:
    """A credit on its own with the removed block beside it that can only be its caption."""
    frame = reader.frame
    if not item.is_credit:
        return item
    is_text = frame.document.tree is None
    for index in (item.block - 1,) if is_text else (item.block - 1, item.block + 1):
        if index in taken or not 0 <= index < len(frame.roles):
            continue
        decisions, shape = frame.decisions[index], frame.document.shapes[index]
        block = frame.document.blocks[index]
        same = item.holder and reader.figures.holder(block) == item.holder
        by = {d.by.partition(":")[0] for d in decisions}
        if (
            any(d.kept for d in decisions)
            or not (same or by <= {"extractor", "context", "structure", "model"})
            or not (1 if same else _MIN_WORDS) <= shape.words <= _MAX_WORDS
            or frame.roles[index] in (Role.CAPTION, Role.CREDIT, Role.TITLE)
            or (block.link_chars > len(block.text) / 2 and not same)
            or not shape.has_letters
            or (is_text and (shape.words < 4 or block.text[:1].isdigit()))
        ):
            continue
        taken.add(index)
        image = replace(item.image, caption=one_line(block.text, MAX_CAPTION), block=index)
        return replace(item, image=image)
    return item


def images_of(
    frame: Frame, agencies: Agencies | None = None, base: str = "", fallback: str = ""
) -> tuple[Image, ...]:
    """The pictures that the page tells of, in page order, each once.

    `base` is the page's address, `fallback` that of the picture that the page shows elsewhere
    (`og:image`): it is the first one's where nothing says otherwise.
    """
    reader = _Reader(frame, agencies or Agencies(), Figures(frame.document, base))
    wanted = [d for block in frame.decisions for d in block if _tells(d)]
    taken = {decision.block for decision in wanted}
    found = (item for decision in wanted for item in _of_decision(reader, decision))
    kept: list[Image] = []
    for joined in _joined(found):
        item = _with_caption(reader, joined, taken)
        reach = 3 * _NEAR if item.image.caption else _NEAR
        inside = frame.head - reach <= item.block < frame.end + reach
        if not (item.image.caption and item.image.credit) and not inside:
            continue  # an agency's name in a menu, or somebody else's teaser
        if not item.holder and _is_button(item.image):
            continue
        image = _marked(reader, item)
        place = _told(kept, image)
        if place is None:
            kept.append(image)
        elif image.credit and not kept[place].credit:
            kept[place] = image  # the same picture again; the fuller telling of it counts
        if len(kept) >= _MAX_IMAGES:
            break
    if kept and fallback and not any(image.url for image in kept):
        kept[0] = replace(kept[0], url=fallback)
    return tuple(kept)


def _is_button(image: Image) -> bool:
    return not image.credit and len(image.caption.split()) < _MIN_WORDS and image.caption.isascii()


def _marked(reader: _Reader, item: _Found) -> Image:
    """The image with what the code of its figure adds."""
    if not item.holder:
        return item.image
    markings = reader.figures.markings(item.holder)
    if item.image.credit or not markings.credit:
        return replace(item.image, url=markings.url)
    credit = plain_credit(markings.credit)
    return replace(item.image, credit=credit, agency=reader.agency(credit), url=markings.url)


def _told(kept: list[Image], image: Image) -> int | None:
    """The place of an image that tells of the same picture."""
    caption, credit = key(image.caption), key(image.credit)
    for place, other in enumerate(kept):
        if caption == key(other.caption) and (
            not credit or not other.credit or credit == key(other.credit)
        ):
            return place
    return None
