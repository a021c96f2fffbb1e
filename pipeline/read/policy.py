"""The text policy: the one table of code points that are changed before anything looks at a text.

Beyond this table nothing in a body is rewritten. It is applied to the decoded page (`read_page`)
and again to text taken out of HTML, where a character reference such as `&#8238;` brings in what
the source did not hold. The table does not depend on Python's version of Unicode (`unicode14`),
and applying it twice changes nothing. `docs/text-policy.md` is made from `TABLE` (tested).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import re2

from pipeline.read.unicode14 import BASES, COMPOSING, MARKS, code_points

__all__ = ["MAX_MARKS", "TABLE", "Row", "apply_policy", "clean_text"]

# Of combining marks in a row (UAX #15's stream-safe format). Real spelling needs four or five;
# `unicodedata.normalize` is quadratic in them: 990,000 took minutes that no signal interrupts.
MAX_MARKS = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: which code points, what becomes of them, and why."""

    name: str
    points: str  # hexadecimal code points and ranges, "" where the row is not a list of them
    becomes: str
    why: str
    problem: str = ""  # the code noted in `Page.problems`; "" for what damages no text


_SEPARATORS = Row(
    "line separators",
    "000B-000D 0085 2028-2029",
    "a line feed, CR LF together one (U+0085, U+2028 and U+2029 in HTML source: a space)",
    "One kind of line end. Dropping VT or FF glues words; a line feed inside a JSON string of an "
    "HTML page would break the JSON.",
)
_SURROGATES = Row(
    "surrogates",
    "D800-DFFF",
    "a high and a low one next to each other: the character they stand for; else removed",
    "Half a character. libxml2 stops at one and drops the rest of the page in silence.",
    "policy:surrogates",
)
_CONTROLS = Row(
    "control characters",
    "0000-0008 000E-001F 007F-0084 0086-009F",
    "removed",
    "C0 but tab and line feed, DEL and C1: no text, and ESC or CSI run commands in terminals.",
    "policy:controls",
)
_NONCHARACTERS = Row(
    "noncharacters",
    "FDD0-FDEF FFFE-FFFF " + " ".join(f"{plane:X}FFFE-{plane:X}FFFF" for plane in range(1, 17)),
    "removed",
    "Never text; XML forbids some, and parsers stop at them.",
    "policy:noncharacters",
)
_INVISIBLE = Row(
    "invisible characters",
    "00AD 2060-2064 206A-206F FEFF FFF9-FFFB",
    "removed",
    "Hyphenation and line-breaking hints of the page's typesetting, byte order marks, deprecated "
    "format characters: they split words that a reader sees whole.",
)
_BIDI = Row(
    "bidi embeddings and overrides",
    "202A-202E",
    "removed",
    "They show a reader another order than the one that is stored.",
    "policy:bidi-overrides",
)
_TAGS = Row(
    "tag characters",
    "E0000-E007F",
    "removed; kept in flags (U+1F3F4, tags, U+E007F)",
    "Invisible letters that can smuggle in text which no reader sees.",
    "policy:tags",
)
_ZERO_WIDTH_SPACE = Row(
    "zero-width space",
    "200B",
    "one is kept between letters of Thai, Lao, Khmer and Myanmar; else removed",
    "These scripts write no spaces, and it separates their words; elsewhere it splits words.",
)
_ISOLATES = Row(
    "bidi isolates",
    "2066-2069",
    "kept where opened and closed within a line, else removed (HTML source: only in its text)",
    "An open one would change the order of what follows the text.",
    "policy:isolates",
)
_JOINERS = Row(
    "joiners and direction marks",
    "061C 200C-200F",
    "kept",
    "U+200C and U+200D are spelling (Persian, Indic scripts, emoji), the marks are harmless.",
)
_MARKS = Row(
    "combining marks",
    "",
    f"those after {MAX_MARKS} in a row are removed",
    "No spelling has them; normalising a long row takes time quadratic in its length.",
    "policy:combining-marks",
)
_NFC = Row(
    "canonical equivalents",
    "",
    "normal form C, for characters of Unicode 14.0 (HTML source: never across <, = or >)",
    "One spelling of each accented letter, so that words can be compared; later characters are "
    "left as they are, so that no Python differs from another.",
)

TABLE: tuple[Row, ...] = (
    _SEPARATORS,
    _SURROGATES,
    _CONTROLS,
    _NONCHARACTERS,
    _INVISIBLE,
    _BIDI,
    _TAGS,
    _ISOLATES,
    _ZERO_WIDTH_SPACE,
    _JOINERS,
    _MARKS,
    _NFC,
)
_REMOVED = (_CONTROLS, _NONCHARACTERS, _INVISIBLE, _BIDI)

_Ranges = list[tuple[int, int]]


def _class(ranges: _Ranges) -> str:
    """The inside of a character class."""
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in ranges)


def _characters(table: str) -> frozenset[str]:
    return frozenset(chr(p) for a, b in code_points(table) for p in range(a, b + 1))


def _patterns(table: str) -> tuple[str, str]:
    """One character of a table, for texts without and with characters above U+FFFF.

    The standard library's `re` tries the ranges above U+FFFF one by one (400 ns a character), so
    those come last and behind a few coarse ranges at which most characters fail.
    """
    ranges = code_points(table)
    low = _class([r for r in ranges if r[1] <= 0xFFFF])
    high = [r for r in ranges if r[0] > 0xFFFF]
    coarse = high[:1]
    for first, last in high[1:]:
        if first - coarse[-1][1] < 0x400:
            coarse[-1] = (coarse[-1][0], last)
        else:
            coarse.append((first, last))
    return f"[{low}]", f"(?:[{low}]|[{_class(coarse)}](?<=[{_class(high)}]))"


_MARK_CHARACTERS = _characters(MARKS)
_COMPOSING_CHARACTERS = _characters(COMPOSING)
_ROW_OF_MARKS = re2.compile(f"[{_class(code_points(MARKS))}]{{{MAX_MARKS + 1}}}")
_ROWS_OF_MARKS = re.compile(f"{_patterns(MARKS)[1]}{{{MAX_MARKS + 1},}}")
_COMPOSABLE, _COMPOSABLE_ASTRAL = (re.compile(f"{p}+") for p in _patterns(COMPOSING))
_BASES = _characters(BASES)
_MARKUP = frozenset("<=>")  # `>` and U+0338 compose to one character, and the tag is gone

_PATTERNS = {row: re.compile(f"[{_class(code_points(row.points))}]") for row in _REMOVED}
_SETS = {row: _characters(row.points) for row in (*_REMOVED, _SURROGATES, _TAGS, _ISOLATES)}
_FLAG_OR_TAGS = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)"
    "|[\U000e0000-\U000e007f]+"
)
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ZERO_WIDTH_SPACES = re.compile("\u200b+")
# Letters, vowels and signs of Thai, Lao, Khmer and Myanmar that stand on their own.
_UNSPACED = (
    _characters(
        "0E01-0E3A 0E40-0E4E 0E81-0EBD 0EC0-0ECD 0EDC-0EDF 1000-103F 1050-108F 109A-109D "
        "1780-17D3 17D7 17DC A9E0-A9EF A9FA-A9FE AA60-AA7F"
    )
    - _MARK_CHARACTERS
    - _COMPOSING_CHARACTERS
)
_PLAIN_ASCII = bytes([*b"\t\n", *range(0x20, 0x7F)])
_TOUCHED = _MARK_CHARACTERS | _COMPOSING_CHARACTERS
for _row in (_SEPARATORS, _SURROGATES, *_REMOVED, _TAGS, _ISOLATES, _ZERO_WIDTH_SPACE):
    _TOUCHED |= _characters(_row.points)
_TOUCHED -= {"\n"}


def clean_text(text: str) -> str:
    """`text` after the policy: for text that was taken out of HTML, JSON or a sidecar.

    Collapse white space after it, not before: it may make line feeds. About 0.2 µs for plain
    ASCII, 3 µs for a paragraph of other plain text.

    >>> clean_text("cafe\\u0301 \\u202eexe.gnp\\u202c\\x00")
    'café exe.gnp'
    """
    if text.isascii() and text.isprintable():
        return text
    return apply_policy(text)[0]


def apply_policy(text: str, *, markup: bool = False) -> tuple[str, tuple[str, ...]]:
    """`text` after the policy, and the codes of the rows that damaged text called for.

    `markup`: the text is HTML source, where a line end inside a string and a character composed
    with a bracket would break more than they mend. Linear in the length of the text.

    >>> apply_policy("one\\x0btwo\\u200b \\x1b[31mred")
    ('one\\ntwo [31mred', ('policy:controls',))
    """
    present = _unusual(text)
    if present.isdisjoint(_TOUCHED):
        return text, ()
    problems: list[str] = []
    if not present.isdisjoint(_SETS[_SURROGATES]):
        text = _SURROGATE.sub("", _PAIR.sub(_join_pair, text))
        problems.append(_SURROGATES.problem)
        present = _unusual(text)
    text = text.replace("\r\n", "\n")
    for separator in "\r\x0b\x0c\x85\u2028\u2029":
        text = text.replace(separator, " " if markup and separator > "\x7f" else "\n")
    for row in _REMOVED:
        if not present.isdisjoint(_SETS[row]):
            text = _PATTERNS[row].sub("", text)
            problems.append(row.problem)
    if not present.isdisjoint(_SETS[_TAGS]):
        text, before = _FLAG_OR_TAGS.sub(lambda match: match[1] or "", text), text
        problems.append(_TAGS.problem if text != before else "")
    if not markup and not present.isdisjoint(_SETS[_ISOLATES]):
        text, before = _balance(text), text
        problems.append(_ISOLATES.problem if text != before else "")
    if "\u200b" in present:
        text = _zero_width_spaces(text)
    if not present.isdisjoint(_MARK_CHARACTERS):
        text, before = _cut_marks(text), text
        problems.append(_MARKS.problem if text != before else "")
    if not present.isdisjoint(_COMPOSING_CHARACTERS):
        composable = _COMPOSABLE if max(present) <= "\uffff" else _COMPOSABLE_ASTRAL
        text, before = _compose(text, composable, _BASES - _MARKUP if markup else _BASES), text
        if text != before:  # some characters decompose (U+0344, U+0958), which adds marks
            text = _cut_marks(text)
    return text, tuple(problem for problem in problems if problem)


def _unusual(text: str) -> set[str]:
    """The characters of `text` but plain ASCII, quicker than a set of all of it."""
    rest = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN_ASCII)
    return set(rest.decode("utf-8", "surrogatepass"))


def _join_pair(match: re.Match[str]) -> str:
    return match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _cut_marks(text: str) -> str:
    if _ROW_OF_MARKS.search(text) is None:
        return text
    return _ROWS_OF_MARKS.sub(lambda match: match[0][:MAX_MARKS], text)


def _balance(text: str) -> str:
    """Each line without the isolates that nothing closes, or that close nothing."""
    isolates = _SETS[_ISOLATES]
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if isolates.isdisjoint(line):
            continue
        opened: list[int] = []
        single: list[int] = []
        for place, character in enumerate(line):
            if character in isolates:
                if character != "\u2069":
                    opened.append(place)
                elif opened:
                    opened.pop()
                else:
                    single.append(place)
        dropped = {*opened, *single}
        lines[number] = "".join(c for place, c in enumerate(line) if place not in dropped)
    return "\n".join(lines)


def _zero_width_spaces(text: str) -> str:
    """Without zero-width spaces, but where they separate words."""
    pieces: list[str] = []
    done = 0
    for match in _ZERO_WIDTH_SPACES.finditer(text):
        before = match.start() - 1
        while before >= done and text[before] in _MARK_CHARACTERS:
            before -= 1
        separates = (
            before >= done and {text[before], text[match.end() : match.end() + 1]} <= _UNSPACED
        )
        pieces += (text[done : match.start()], "\u200b" if separates else "")
        done = match.end()
    return "".join((*pieces, text[done:]))


def _compose(text: str, composable: re.Pattern[str], bases: frozenset[str]) -> str:
    """Normal form C, run by run: what stands outside the runs cannot change."""
    pieces: list[str] = []
    done = 0
    for match in composable.finditer(text):
        start, end = match.span()
        if start > done and text[start - 1] in bases:
            start -= 1
        run = text[start:end]
        composed = unicodedata.normalize("NFC", run)
        if composed != run:
            pieces += (text[done:start], composed)
            done = end
    return "".join((*pieces, text[done:]))
