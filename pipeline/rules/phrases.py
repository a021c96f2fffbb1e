"""How a text and a phrase are compared: folded, undecorated, on word boundaries.

`fold` is the one normal form: what a flattener, a typesetter or a style sheet may change without
changing the words. Both sides of every phrase comparison go through it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.words import others

__all__ = [
    "DECORATION",
    "Keys",
    "contains",
    "digits_folded",
    "digits_folded_lines",
    "ends_with",
    "fold",
    "keys_of",
    "line_key",
    "line_keys",
    "literal",
    "starts_with",
]

# What flatteners and designers hang on a line: bullets, arrows, separators, the colon of a label.
DECORATION = " \t•‣◦●○▪■□◆◇▸▶►▷▹➤➔➜→←↑↓⇒⟶›‹»«>|¦·∙*†#_~-:;,.…=+\\/📌👉🔴⬇️📢📰✉️📩📷📸🔊🎧▼▲✕✖×"
_TYPOGRAPHY = {
    **dict.fromkeys("‘’‚‛ʼ´`′", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\xad\u200b\ufeff", ""),
    "\xa0": " ",
    "…": "...",
    "：": ":",
}
_TYPOGRAPHY_PAIRS = tuple(_TYPOGRAPHY.items())
_TYPOGRAPHY_TABLE = str.maketrans(_TYPOGRAPHY)
_QUOTES = "\"'«»‹›「『"
_DIGITS = re.compile(r"\d+")
_DIGIT = (
    "\0"  # stands for one while digits are folded: no text has it, and a `#` may be a text's own
)
_DIGIT_BYTE = _DIGIT.encode()
_DIGIT_TABLE = bytes.maketrans(b"0123456789", _DIGIT_BYTE * 10)
# Scripts that write no spaces between words: there is no boundary to ask for.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
_FOLDED_FORMS = {"'": "['‘’‚‛ʼ´`′]", '"': '["“”„‟″]', "-": "[-‐‑‒–—―−]", ":": "[:：]"}


def fold(text: str) -> str:
    """Case, typographic quotes and dashes, and white space folded away.

    >>> fold("Don’t  MISS – “it”")
    'don\\'t miss - "it"'
    """
    folded = text.casefold()
    if not folded.isascii():
        folded = folded.translate(_TYPOGRAPHY_TABLE)
    return " ".join(folded.split())


def line_key(text: str) -> str:
    """The form in which whole lines are compared: folded, decoration stripped at both ends.

    >>> line_key("» Read  more:")
    'read more'
    """
    return line_keys([text])[0]


def line_keys(texts: Sequence[str]) -> list[str]:
    """`line_key` of many texts on one line each: folded at once, for every line of a corpus."""
    return _apart(_folded, texts)


class Keys(NamedTuple):
    """A document's lines as they are compared."""

    plain: tuple[str, ...]  # `line_key` of each
    numbered: tuple[str, ...]  # the same, with digits as #


_KNOWN_LINES, _KNOWN_CHARS = 1_000, 4_000  # lines that are remembered, and the longest of them
_known: dict[str, tuple[str, str]] = {}


@lru_cache(maxsize=2)  # publisher, rules and profile ask
def keys_of(texts: tuple[str, ...]) -> Keys:
    """The keys of a document's lines (`Document.texts`).

    The last lines are remembered: what is left of a page is asked for again.
    """
    fresh = [text for text in dict.fromkeys(texts) if text not in _known]
    plain = line_keys(fresh)
    made = dict(zip(fresh, zip(plain, digits_folded_lines(plain), strict=True), strict=True))
    both = [_known.get(text) or made[text] for text in texts]
    if len(_known) + len(made) > _KNOWN_LINES:
        _known.clear()
    if len(made) <= _KNOWN_LINES:
        _known.update((text, keys) for text, keys in made.items() if len(text) <= _KNOWN_CHARS)
    return Keys(tuple([key for key, _ in both]), tuple([key for _, key in both]))


def digits_folded_lines(lines: Sequence[str]) -> list[str]:
    """`digits_folded` of many texts on one line each."""
    return digits_folded("\n".join(lines)).split("\n") if lines else []


def _apart(function: Callable[[Sequence[str]], list[str]], texts: Sequence[str]) -> list[str]:
    """What the function makes of the texts, where ASCII is ten times as fast as what is not."""
    is_plain = list(map(str.isascii, texts))
    if all(is_plain):
        return function(texts) if texts else []
    plain = iter(
        function([text for text, is_ascii in zip(texts, is_plain, strict=True) if is_ascii])
    )
    other = iter(
        function([text for text, is_ascii in zip(texts, is_plain, strict=True) if not is_ascii])
    )
    return [next(plain if is_ascii else other) for is_ascii in is_plain]


def _folded(texts: Sequence[str]) -> list[str]:
    joined = "\n".join(texts).casefold()
    if not joined.isascii():
        for character, plain in _TYPOGRAPHY_PAIRS:
            if character in joined:  # a scan; str.translate would look up every character
                joined = joined.replace(character, plain)
    if "  " in joined:
        return [" ".join(line.split()).strip(DECORATION) for line in joined.split("\n")]
    return [line.strip(DECORATION) for line in joined.split("\n")]


def digits_folded(key: str) -> str:
    """Each run of digits as one `#`.

    >>> digits_folded("12 comments")
    '# comments'
    """
    if _DIGIT in key or any(map(str.isdecimal, set(others(key)))):
        return _DIGITS.sub("#", key)
    # Ten times as fast as a match for each run.
    data = key.encode("utf-8", "surrogatepass").translate(_DIGIT_TABLE)
    while _DIGIT_BYTE * 2 in data:
        data = data.replace(_DIGIT_BYTE * 2, _DIGIT_BYTE)
    return data.replace(_DIGIT_BYTE, b"#").decode("utf-8", "surrogatepass")


def _is_inside_word(text: str, position: int) -> bool:
    """Whether the characters before and at `position` belong to one word."""
    if not 0 < position < len(text):
        return False
    before, after = text[position - 1], text[position]
    if not (before.isalnum() and after.isalnum()):
        return False
    return not (_UNSPACED.match(before) or _UNSPACED.match(after))


def contains(folded: str, phrase: str) -> bool:
    """Whether the folded text has the folded phrase in it, as whole words and not as a quotation.

    >>> contains("we use cookies here", "use cookies"), contains("reuse cookies", "use cookies")
    (True, False)
    >>> contains('the line "all rights reserved" means little', "all rights reserved")
    False
    """
    start = folded.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        is_quoted = start > 0 and folded[start - 1] in _QUOTES
        if not (is_quoted or _is_inside_word(folded, start) or _is_inside_word(folded, end)):
            return True
        start = folded.find(phrase, start + 1)
    return False


def starts_with(folded: str, phrase: str) -> bool:
    """Whether the folded text, decoration aside, begins with the folded phrase."""
    text = folded.lstrip(DECORATION)
    return text.startswith(phrase) and not _is_inside_word(text, len(phrase))


def ends_with(folded: str, phrase: str) -> bool:
    """Whether the folded text, decoration aside, ends with the folded phrase."""
    text = folded.rstrip(DECORATION + "!")
    phrase = phrase.rstrip(DECORATION + "!")
    return text.endswith(phrase) and not _is_inside_word(text, len(text) - len(phrase))


def literal(phrase: str) -> str:
    """A pattern that finds the phrase in any text whose fold contains it (and in few others).

    >>> literal("don't...")
    "(?i)don['‘’‚‛ʼ´`′]t(?:\\\\.{3}|…)"
    """
    parts = []
    for piece in re.split(r"(\.\.\.)", fold(phrase)):
        if piece == "...":
            parts.append(r"(?:\.{3}|…)")
        else:
            parts.extend(_FOLDED_FORMS.get(c, " " if c == " " else re.escape(c)) for c in piece)
    return "(?i)" + "".join(parts)
