"""What became different about one article: its record of the run before beside that of this one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.write.record import FIELDS

__all__ = ["Difference", "Moved", "compare"]

_METADATA = tuple(field.key for field in FIELDS if field.of == "metadata")
_LISTS = ("images", "dates", "title_alternatives")


@dataclass(frozen=True, slots=True)
class Moved:
    """A text that was treated otherwise than before, and who signed then and now.

    "" where it was, or is, in the body, or on the page in no such form.
    """

    text: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed, in the order of the page."""

    out: tuple[Moved, ...]  # paragraphs that are no longer in the body
    back: tuple[Moved, ...]  # paragraphs that were not in it
    values: tuple[tuple[str, str, str], ...]  # key of the record, value before, value now
    signed: tuple[Moved, ...]  # removed then and now, signed by others

    @property
    def is_empty(self) -> bool:
        """Whether nothing of this kind changed (a reason was reworded, a vote was added)."""
        return not (self.out or self.back or self.values or self.signed)

    def in_short(self) -> str:
        """A few words for a list."""
        told = []
        for moved, words in ((self.out, "out"), (self.back, "in")):
            if moved:
                noun = "paragraph" if len(moved) == 1 else "paragraphs"
                told.append(f"{len(moved):,} {noun} {words}{_signers(moved)}")
        told += [key for key, _, _ in self.values]
        if self.signed:
            noun = "block" if len(self.signed) == 1 else "blocks"
            told.append(f"{len(self.signed):,} {noun} signed otherwise{_signers(self.signed)}")
        return ", ".join(told) or "reasons or votes"


def compare(before: Mapping[str, Any], now: Mapping[str, Any]) -> Difference:
    """Two records (`articles/<id>.json`) of one article."""
    old, new = _paragraphs(before), _paragraphs(now)
    signed_before, signed_now = _signatures(before), _signatures(now)
    out = tuple(Moved(text, "", _first(signed_now, text)) for text in _more(old, new))
    back = tuple(Moved(text, _first(signed_before, text), "") for text in _more(new, old))
    values = [
        (key, str(before.get(key, "")), str(now.get(key, "")))
        for key in _METADATA
        if before.get(key, "") != now.get(key, "")
    ]
    for key in _LISTS:
        olds, news = _items(before, key), _items(now, key)
        if olds != news:
            values.append((key, "; ".join(_more(olds, news)), "; ".join(_more(news, olds))))
    signed = tuple(
        Moved(text, ", ".join(signed_before[text]), ", ".join(signers))
        for text, signers in signed_now.items()
        if text in signed_before and signed_before[text] != signers
    )
    return Difference(out, back, tuple(values), signed)


def _paragraphs(record: Mapping[str, Any]) -> list[str]:
    text = record.get("text")
    return text.split("\n\n") if isinstance(text, str) and text else []


def _items(record: Mapping[str, Any], key: str) -> list[str]:
    """The items of a list, each as text: what is known of it, and not of which block."""
    items = record.get(key)
    return [
        ", ".join(str(v) for k, v in item.items() if v not in ("", None) and k != "block")
        if isinstance(item, dict)
        else str(item)
        for item in (items if isinstance(items, list) else ())
    ]


def _more(these: list[str], those: list[str]) -> list[str]:
    """What stands in the one list more often than in the other, in its order."""
    spare = Counter(those)
    found = []
    for text in these:
        if spare[text]:
            spare[text] -= 1
        else:
            found.append(text)
    return found


def _signatures(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """Removed text, on one line -> who signed, as often as it stands on the page."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    blocks = record.get("blocks")
    for entry in blocks if isinstance(blocks, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("text"), str):  # only where removed
            signature = f"{entry.get('role')} by {entry.get('by')}"
            found[" ".join(entry["text"].split())].append(signature)
    return dict(found)


def _first(signatures: Mapping[str, list[str]], text: str) -> str:
    return next(iter(signatures.get(" ".join(text.split()), ())), "")


def _signers(moved: tuple[Moved, ...]) -> str:
    """Who did it, or, of what is in the body now, who no longer does."""
    signers = ((m.now or m.before).partition(" by ")[2] for m in moved)
    by = list(dict.fromkeys(filter(None, signers)))
    if not by:
        return ""
    word = "now " if moved[0].now else "was "
    return f" ({word}{', '.join(by[:2])}{', …' if len(by) > 2 else ''})"
