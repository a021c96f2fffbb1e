"""Text for a terminal: no control characters, cut to columns, coloured only where one wants it.

Titles, paths and blocks are written by strangers: an escape sequence in a page must not repaint
the terminal of the person who looks at it, and a bidi override must not turn a ledger round.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from typing import TextIO

__all__ = ["columns", "pad", "paint", "printable", "shorten", "wants_colour"]

ELLIPSIS = "…"
# Bidi embeddings, overrides and isolates, the marks, and the separators that end a line.
_UNSAFE_FORMAT = frozenset(
    "\N{ARABIC LETTER MARK}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}"
    "\N{LEFT-TO-RIGHT EMBEDDING}\N{RIGHT-TO-LEFT EMBEDDING}\N{POP DIRECTIONAL FORMATTING}"
    "\N{LEFT-TO-RIGHT OVERRIDE}\N{RIGHT-TO-LEFT OVERRIDE}\N{LEFT-TO-RIGHT ISOLATE}"
    "\N{RIGHT-TO-LEFT ISOLATE}\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}"
    "\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"
)
_STYLES = {"removed": "31", "kept": "32", "faint": "2"}


def printable(text: str, *, lines: bool = False) -> str:
    r"""`text` with what a terminal would obey written out; with `lines`, `\n` and `\t` stay.

    >>> print(printable("red \x1b[31m alert\n"))
    red \x1b[31m alert\n
    """
    if text.isprintable():  # the usual case, decided in C
        return text
    return "".join(c if _is_safe(c, lines) else _spelled(c) for c in text)


def _is_safe(char: str, lines: bool) -> bool:
    if lines and char in "\n\t":
        return True
    return unicodedata.category(char) not in {"Cc", "Cs"} and char not in _UNSAFE_FORMAT


def _spelled(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")


def columns(text: str) -> int:
    """Columns that `text` takes: wide East Asian characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(_columns_of(char) for char in text)


def _columns_of(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def shorten(text: str, width: int) -> str:
    """`text` in at most `width` columns, an ellipsis at its end where it was cut.

    >>> shorten("The dam broke at noon.", 10), shorten("短い見出し", 6)
    ('The dam b…', '短い…')
    """
    if columns(text) <= width:
        return text
    taken = 0
    for index, char in enumerate(text):
        taken += _columns_of(char)
        if taken > width - 1:
            return text[:index] + ELLIPSIS
    return text


def pad(text: str, width: int) -> str:
    """`text` with blanks up to `width` columns."""
    return text + " " * (width - columns(text))


def wants_colour(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether to colour: a terminal, not a dumb one, and no NO_COLOR (no-color.org)."""
    return stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def paint(text: str, style: str, colour: bool) -> str:
    """`text` in a style of the ledger, or as it is."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if colour else text
