"""How a text and a phrase are compared: folded, undecorated, on word boundaries.

`fold` is the one normal form: what a flattener, a typesetter or a style sheet may change without
changing the words. Both sides of every phrase comparison go through it.
"""

from __future__ import annotations

import re

__all__ = ["DECORATION", "contains", "digits_folded", "ends_with", "fold", "has_digit", "line_key", "literal",
           "starts_with"]

# What flatteners and designers hang on a line: bullets, arrows, separators, the colon of a label.
DECORATION = " \t•‣◦●○▪■□◆◇▸▶►▷▹➤➔➜→←↑↓⇒⟶›‹»«>|¦·∙*†#_~-:;,.…=+\\/📌👉🔴⬇️📢📰✉️📩📷📸🔊🎧▼▲✕✖×"
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ´`′", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "：": ":",
        "\xad": None,
        "\u200b": None,
        "\ufeff": None,
    }
)
_DIGITS = re.compile(r"\d+")
# Scripts that write no spaces between words: there is no boundary to ask for.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_FOLDED_FORMS = {"'": "['‘’‚‛ʼ´`′]", '"': "[\"“”„‟″]", "-": "[-‐‑‒–—―−]", ":": "[:：]"}


def fold(text: str) -> str:
    """Case, typographic quotes and dashes, and white space folded away.

    >>> fold("Don’t  MISS – “it”")
    'don\\'t miss - "it"'
    """
    return " ".join(_folded(text).split())


def _folded(text: str) -> str:
    folded = text.casefold()
    return folded if folded.isascii() else folded.translate(_TYPOGRAPHY)


def line_key(text: str) -> str:
    """The form in which whole lines are compared: folded, decoration stripped at both ends.

    White space inside must be collapsed already: this runs on every short line of a corpus.
    """
    return _folded(text).strip(DECORATION)


def digits_folded(key: str) -> str:
    """Each run of digits as one `#`.

    >>> digits_folded("12 comments")
    '# comments'
    """
    return _DIGITS.sub("#", key)


def has_digit(key: str) -> bool:
    """Whether there is a digit in the text."""
    return _DIGITS.search(key) is not None


def _is_inside_word(text: str, position: int) -> bool:
    """Whether the characters before and at `position` belong to one word."""
    if not 0 < position < len(text):
        return False
    before, after = text[position - 1], text[position]
    if not (before.isalnum() and after.isalnum()):
        return False
    return not (_UNSPACED.match(before) or _UNSPACED.match(after))


def contains(folded: str, phrase: str) -> bool:
    """Whether the folded text has the folded phrase in it, as whole words.

    >>> contains("we use cookies here", "use cookies"), contains("reuse cookies", "use cookies")
    (True, False)
    """
    start = folded.find(phrase)
    while start >= 0:
        if not _is_inside_word(folded, start) and not _is_inside_word(folded, start + len(phrase)):
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
