r"""The words of a text, as `\w+` finds them, with a few passes over all of it: a match for each
word takes five times as long."""

from __future__ import annotations

__all__ = ["others", "words_apart"]

_ASCII = bytes(range(128))
_APART = bytes(
    c if c > 127 or chr(c).isalnum() or chr(c) in "_\n" else ord(" ") for c in range(256)
)


def others(text: str) -> str:
    """The characters of `text` that are not ASCII, in order."""
    encoded = text.encode("utf-8", "surrogatepass")
    return encoded.translate(None, _ASCII).decode("utf-8", "surrogatepass")


def words_apart(text: str) -> str:
    r"""`text` with a space for each character that is in no word; line breaks stay.

    >>> words_apart("“Gale”—the 3rd!\nEnd.").split()
    ['Gale', 'the', '3rd', 'End']
    """
    apart = text.encode("utf-8", "surrogatepass").translate(_APART)
    text = apart.decode("utf-8", "surrogatepass")
    for character in set(others(text)):
        if not character.isalnum():
            text = text.replace(character, " ")
    return text
