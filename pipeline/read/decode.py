"""Bytes to text, once, in one order; no later stage guesses again.

1. a byte order mark; 2. ISO-2022-JP by its escapes, UTF-16 by its NULs; 3. strict UTF-8;
 4. UTF-8 with a few bad bytes; 5. the charset of the HTTP header; 6. that of `<meta>` or the
XML declaration, by the labels and meanings of the WHATWG (latin-1 is windows-1252); 7. the charset
in which a language's alphabet explains the text (`alphabets`); 8. BeautifulSoup's UnicodeDammit;
9. UTF-8, if nearly all bytes are ASCII. What none of them can read is no text.

One bad byte must not turn a UTF-8 page to mojibake (it did: 60 of 60), and two accented letters
in 30 kB of windows-1252 are no UTF-8 with two bad bytes.
"""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import re2
import webencodings
from bs4.dammit import UnicodeDammit

from pipeline.errors import PageError
from pipeline.read.alphabets import CHARSETS, explaining_charset, usual_characters

__all__ = ["Decoded", "decode", "known_charset"]

MAX_CONTROL_SHARE = 0.01  # of C0 characters but white space; random bytes have 0.1
_MAX_CONTROLS = 4  # in a text of any length
_MIN_WIDE_CONTROLS = 0.1  # of UTF-16 that happens to be valid UTF-8: ASCII or Cyrillic has 0.4
_MAX_BAD_SHARE = 0.001  # of the bytes, in UTF-8
_CERTAIN = 10  # valid sequences of UTF-8 for each bad one: no other charset looks like that
_MAX_BEYOND_ASCII = 0.02  # of the bytes, in a text that is read without them
_MAX_FAULT_BYTES = 5  # that one bad byte makes unreadable: four of a character, and itself
_MAX_BAD_DECLARED = 0.02  # of the characters beyond ASCII, in a declared charset
_MAX_BAD_UNDISPUTED = 0.3  # the same, where no other charset explains the page
_HEAD_BYTES = 262_144  # browsers look at 1,024 first; pages put scripts before their <meta>
_SAMPLE_BYTES = 16_384  # of the words beyond ASCII, for guessing

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins with the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What the WHATWG means by a name, where Python means less by it.
_CODECS = {
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-8-i": "iso8859-8",
    "macintosh": "mac-roman",
    "windows-874": "cp874",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-user-defined": "windows-1252",
}
# Names that scrapers write and browsers do not know.
_ALIASES = {
    "big5hkscs": "big5",
    "cp874": "windows-874",
    "cp932": "shift_jis",
    "cp936": "gbk",
    "cp949": "euc-kr",
    "cp950": "big5",
    "iso2022-jp": "iso-2022-jp",
    "latin-1": "windows-1252",
    "latin-2": "iso-8859-2",
    "mac-roman": "macintosh",
}
_NOT_IN_ASCII_PAGES = {"utf-16le": "utf-8", "utf-16be": "utf-8"}  # a <meta> that was readable

logging.getLogger("bs4.dammit").setLevel(logging.ERROR)  # its warnings stand in `problems`
_CONTROLS = bytes([*range(9), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_BEYOND_ASCII = bytes(range(0x80, 0x100))
_STRAY = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff]+")
_BYTES = re2.Options()
_BYTES.encoding = re2.Options.Encoding.LATIN1  # else `.` and `[^x]` match whole UTF-8 characters
_COMMENT = re2.compile(rb"(?s)<!--.*?-->", _BYTES)
_META = re2.compile(
    rb"(?i)<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([a-z0-9_:.()-]{1,40})"
    rb"|<\?xml\b[^>]*?\bencoding\s*=\s*[\"']\s*([a-z0-9_:.()-]{1,40})",
    _BYTES,
)
_LANGUAGE = re2.compile(rb"(?i)<html\b[^>]*?\blang\s*=\s*[\"']?\s*([a-z]{2})\b", _BYTES)
# Up to the next byte that is never half of a character, in any charset that extends ASCII.
_WORD_BEYOND_ASCII = re2.compile(rb"[0-9@-\x7f]*[\x80-\xff][0-9@-\xff]*", _BYTES)
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]")
_SURROGATES = re.compile(
    rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]|\xed[\xa0-\xbf][\x80-\xbf]"
)
_FAULT = re.compile("[\udc80-\udcff]+(?:[^\0-\x7f\udc80-\udcff]?[\udc80-\udcff]+)?")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the name of its encoding (the WHATWG's, where it has one), and problem codes."""

    text: str
    encoding: str
    problems: tuple[str, ...] = ()


def decode(data: bytes, *, http_charset: str = "", language: str = "") -> Decoded:
    """The text of a page's bytes. Raises PageError `not-text`.

    `http_charset` is the label in the HTTP header, where a container kept it; `language` (ISO
    639-1) helps where the page declares neither charset nor language.

    >>> decode(b"<meta charset=iso-8859-1><p>quest\\x92anno")
    Decoded(text='<meta charset=iso-8859-1><p>quest’anno', encoding='windows-1252', problems=())
    """
    decoded = _from_marks(data)
    if decoded is not None:
        _refuse_binary(decoded.text.encode("utf-8", "replace"))
        return decoded
    _refuse_binary(data)
    with suppress(UnicodeDecodeError):
        return Decoded(data.decode(), "utf-8")
    head = _COMMENT.sub(b"", data[:_HEAD_BYTES])
    declared = [known_charset(http_charset), _meta_charset(head)]
    names = list(dict.fromkeys(name for name in declared if name))
    legacy = [name for name in names if name != "utf-8"]
    decoded = (
        _from_utf8(data, "utf-8" in names)
        or next(_from_declared(data, legacy, _MAX_BAD_DECLARED), None)
        or _from_alphabets(data, language or _html_language(head))
        or next(_from_declared(data, names, _MAX_BAD_UNDISPUTED), None)
        or (_mostly_ascii(data) if "utf-8" in names else None)
        or _from_dammit(data, names)
        or _mostly_ascii(data)
    )
    if decoded is None:
        raise _not_text()
    return decoded


def known_charset(label: str) -> str:
    """The WHATWG's name of the charset with this label, or "".

    >>> known_charset("ISO-8859-1"), known_charset("koi8_r"), known_charset("ebcdic")
    ('windows-1252', 'koi8-r', '')
    """
    label = label.strip().lower()
    dashed = label.replace("_", "-")
    for name in (label, dashed, _ALIASES.get(dashed, "")):
        found = webencodings.lookup(name) if name else None
        if found is not None and found.name != "replacement":
            return str(found.name)
    return ""


def _refuse_binary(data: bytes) -> None:
    """Refuse bytes of an encoding that extends ASCII in which too many are control characters."""
    if _controls(data) > max(_MAX_CONTROLS, len(data) * MAX_CONTROL_SHARE):
        raise _not_text()


def _controls(data: bytes) -> int:
    return len(data) - len(data.translate(None, _CONTROLS))


def _not_text() -> PageError:
    message = "The file is no text: it holds binary data, or text in an unknown encoding."
    return PageError("read", "not-text", message)


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _replaced(is_cut: bool, bad: int) -> tuple[str, ...]:
    cut = ("decode:cut-last-character",) if is_cut else ()
    return (*cut, "decode:replaced-bytes") if bad else cut


def _from_marks(data: bytes) -> Decoded | None:
    """Encodings that their first bytes, their escapes or their control characters give away."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            rest = data[len(mark) :]
            found = _from_utf8(rest, True) if name == "utf-8" else _from_wide(rest, name)
            if found:
                return found
    if data.isascii() and _ISO_2022_JP.search(data):
        return next(_from_declared(data, ["iso-2022-jp"], _MAX_BAD_DECLARED), None)
    return _unmarked_wide(data)


def _unmarked_wide(data: bytes) -> Decoded | None:
    """UTF-16 or UTF-32 without a mark: bytes that are no text otherwise, and read so they are.

    In the wrong order of bytes East Asian text strays into surrogates and private use, and text
    of other scripts has no ASCII any more: not one space.
    """
    controls = _controls(data)
    if controls <= max(_MAX_CONTROLS, len(data) * MAX_CONTROL_SHARE):
        return None
    if controls <= len(data) * _MIN_WIDE_CONTROLS and _is_utf8(data):
        return None
    best, most_ascii = None, 0
    for codec in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        if "32" in codec and data[codec.endswith("le") * 3 :: 4].strip(b"\0"):
            continue  # the highest byte of a character is always NUL
        decoded = _from_wide(data, codec)
        ascii_characters = len(decoded.text.encode("ascii", "ignore")) if decoded else 0
        if decoded is None or ascii_characters <= most_ascii:
            continue
        stray = sum(map(len, _STRAY.findall(decoded.text)))
        if stray <= len(decoded.text) * MAX_CONTROL_SHARE:
            best, most_ascii = decoded, ascii_characters
    return best


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _from_wide(data: bytes, codec: str) -> Decoded | None:
    cut = len(data) % (4 if "32" in codec else 2)
    text = data[: len(data) - cut].decode(codec, "replace")
    bad = text.count("\ufffd")
    if bad > 1 + len(text) * _MAX_BAD_SHARE:
        return None
    return Decoded(text, codec.replace("-le", "le").replace("-be", "be"), _replaced(cut > 0, bad))


def _from_utf8(data: bytes, is_declared: bool) -> Decoded | None:
    """UTF-8; with bad bytes where valid sequences outnumber them, or where it is declared."""
    try:
        return Decoded(data.decode(), "utf-8")
    except UnicodeDecodeError as error:
        is_cut = error.reason == "unexpected end of data"  # then it is the only bad place
    # Surrogates that were encoded one by one: a pair is a character, one alone is none.
    data, surrogates = _SURROGATES.subn(_join_surrogates, data)
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    good = _beyond_ascii(text) - bad
    bad += surrogates
    is_few = bad <= max(1, len(data) * _MAX_BAD_SHARE) or bad == surrogates
    is_likely = good > bad or (is_cut and good > 0)
    is_likely |= is_declared and (good > 0 or bad == 1 or bad == surrogates)
    if not (is_few and is_likely) and good < bad * _CERTAIN and not _has_one_fault(data):
        return None
    if is_cut:
        text, bad = text[:-1], bad - 1
    return Decoded(text, "utf-8", _replaced(is_cut, bad))


def _has_one_fault(data: bytes) -> bool:
    """Whether these bytes are UTF-8 in which one was changed, added or lost.

    In a page of 900 bytes that is more than any share, and it may break a character in two. As
    many usual characters elsewhere speak for UTF-8: chance makes few, and unusual ones.
    """
    text = data.decode("utf-8", "surrogateescape")
    rest, faults = _FAULT.subn("", text)
    unreadable = len(text) - len(text.encode("utf-8", "ignore").decode())
    return faults <= 2 and unreadable <= min(_MAX_FAULT_BYTES, usual_characters(rest))


def _join_surrogates(match: re.Match[bytes]) -> bytes:
    text = match[0].decode("utf-8", "surrogatepass")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore").encode()


def _meta_charset(head: bytes) -> str:
    match = _META.search(head)
    name = known_charset((match[1] or match[2]).decode("ascii")) if match else ""
    return _NOT_IN_ASCII_PAGES.get(name, name)


def _html_language(head: bytes) -> str:
    match = _LANGUAGE.search(head)
    return match[1].decode("ascii").lower() if match else ""


def _from_declared(data: bytes, names: list[str], max_bad: float) -> Iterator[Decoded]:
    """In a declared charset, where not too many bytes contradict it."""
    for name in names:
        text = data.decode(_CODECS.get(name, name), "replace")
        bad = text.count("\ufffd")
        # ISO 8859 reads as controls what are letters and quotes in the Windows charsets.
        controls = sum(text.count(chr(c1)) for c1 in range(0x80, 0xA0))
        if bad + controls <= max(2 * (not controls), _beyond_ascii(text) * max_bad):
            yield Decoded(text, name, _replaced(False, bad + controls))


def _sample(data: bytes) -> bytes:
    """The words that are not ASCII, of a long page the first of them."""
    words: list[bytes] = []
    size = 0
    for match in _WORD_BEYOND_ASCII.finditer(data):
        words.append(match[0])
        size += len(match[0]) + 1
        if size > _SAMPLE_BYTES:
            break
    return b" ".join(words)[: 2 * _SAMPLE_BYTES]


def _from_alphabets(data: bytes, language: str) -> Decoded | None:
    sample = _sample(data)

    def readings() -> Iterator[tuple[str, str]]:
        for name in CHARSETS:
            try:
                yield name, sample.decode(_CODECS.get(name, name))
            except UnicodeDecodeError:
                continue

    name = explaining_charset(readings(), language)
    found = next(_from_declared(data, [name] if name else [], _MAX_BAD_UNDISPUTED), None)
    return found and Decoded(found.text, name, ("decode:guessed", *found.problems))


def _from_dammit(data: bytes, names: list[str]) -> Decoded | None:
    dammit = UnicodeDammit(_sample(data), names, is_html=True)
    name = dammit.original_encoding
    if not name or dammit.contains_replacement_characters:
        return None
    text = data.decode(name, "replace")
    bad = text.count("\ufffd")
    if bad > _beyond_ascii(text) * _MAX_BAD_UNDISPUTED:
        return None
    return Decoded(text, known_charset(name) or name, ("decode:guessed", *_replaced(False, bad)))


def _mostly_ascii(data: bytes) -> Decoded | None:
    """A page that a few bytes of no charset shall not cost: what they say is lost, and noted."""
    beyond = len(data) - len(data.translate(None, _BEYOND_ASCII))
    if beyond > len(data) * _MAX_BEYOND_ASCII:
        return None
    text = data.decode("utf-8", "replace")
    return Decoded(text, "utf-8", ("decode:guessed", *_replaced(False, 1)))
