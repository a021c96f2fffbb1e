"""A caption's credit: where it begins, and what it is without label, brackets and rights notice.

Only for texts that are known to be captions: the weak cues that are enough here (a name in
brackets, a wire behind the last full stop) would take words out of prose.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.metadata.plain import one_line
from pipeline.shape import word_count

__all__ = [
    "MAX_CAPTION",
    "MAX_CREDIT",
    "is_credit_like",
    "is_marker",
    "plain_caption",
    "plain_credit",
    "split_caption",
]

MAX_CAPTION = 2_000  # characters
MAX_CREDIT = 300
_MOST_WORDS = 22  # of a credit with its label, names and joiners
_FEW_WORDS = 7  # of one without

_WHAT = (
    r"(?:file\s|stock\s|cover\s|featured\s|symbol|archiv|titel|themen)?(?:photo(?:graph|grapher|graphy|graphie)?s?|fotos?|"
    r"fotografie|fotografía|fotografia|fotoğraf|bild(?:er|rechte|quellen?|nachweis)?|images?|imagen|"
    r"pictures?|pic|credits?|crédits?|créditos?|copyright|quellen?|source|fuente|fonte|bron|beeld|"
    r"kilde|källa|lähde|zdroj|fot|фото|коллаж|источник|джерело|снимка|снимок|ljósmynd|kuva|"
    r"illustration|illustrasjon|illustratie|grafik|infografik|nuotr|isithombe|picha|hoto|ảnh|"
    r"صورة|عکس|사진|写真|図|圖|图)"
)
_LABEL = re.compile(
    rf"^\W{{0,3}}{_WHAT}(?:\s(?:credits?|source|courtesy(?:\sof)?|by))?\s?"
    r"(?::|：|\||\bby\b|\.(?=\s?[A-Z]))\s{0,3}",
    re.IGNORECASE,
)
# Where a labelled credit begins: at a word, or glued to the word or full stop before it.
_LABELLED = re.compile(
    rf"(?:(?<=[a-zß-ÿ.!?…»”\")\]])(?-i:(?=[A-ZФКИС]))|(?<!\w))"
    rf"(?i:{_WHAT}(?:\s(?:credits?|source|rechte))?\s?(?:[:：]\s?|\|\s)(?:by\s)?|"
    r"(?:photo(?:graph)?s?|pictures?|images?|illustrations?|graphics?)\s"
    r"(?:by|courtesy of|courtesy|via|from):?\s(?-i:(?=[^a-z])))"
)
_SIGN = re.compile(
    r"(?:\b(?:AP|AFP|PTI|ANI) (?:Photo|PHOTO)\s?/|©|ⓒ|\([cC]\)\s|"
    r"(?<=[\s–—-])Copyright\s|(?<=[.!?)])Copyright\s)"
)
_GIVEN = re.compile(
    r"(?:(?<=[a-z.!?…»”\")\]])|(?<!\w))(?:Cedida por|Courtesy of|Courtesy|Cortesía de|Handout|"
    r"HANDOUT|Supplied|Screenshots?|Midjourney)\b"
)
_CLOSING = re.compile(r"[(\[（]([^()\[\]（）]{2,90})[)\]）]?[.。]?$")
_SLASH = re.compile(r"\s[/|]\s([^/|]{2,60}(?:[/|][^/|]{1,40})?)$")
_LAST_SENTENCE_END = re.compile(r"(?<![ /.][A-Z])[.!?…»”\"')\]。](?=\s*[^\s.!?…»”\"')\]])")
_ENDS = re.compile(r"[.!?…]$")
_RIGHTS = re.compile(
    r"\s*(?:[-–—]\s*)?(?:ATTENTION|ACHTUNG|ATTENZIONE|ATENCIÓN)\s?:.*$|"
    r"\s*[-–—.,]?\s*(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|"
    r"todos los derechos reservados|editorial use only|nur zur redaktionellen verwendung).*$|"
    r"\s*\+\+\+.*$|\s+(?:Vis mer|Visa mer|Vis mere|Vergrößern|Ampliar|Enlarge|Lizenz)$",
    re.IGNORECASE | re.DOTALL,
)
_MARKER = re.compile(
    r"(?:(?:file|archive?|stock|handout|undated|illustrative|representative|representational|"
    r"symbolic)\s)?(?:photo|picture|image|pic|foto|bild)|archiv(?:e|bild|foto)?|"
    r"symbol(?:bild|foto)|themenbild|file|archivo|arquivo|archivio|foto d'archivio|"
    r"photo d'archives|imagen de archivo|foto de archivo|arkivfoto|arkivbilde|illustration|collage",
    re.IGNORECASE,
)
_PLACE = re.compile(  # who stands where: brackets that belong to the caption
    r"(?:^|\b)(?:l|r|m|li|re|left|right|cent(?:er|re)|links|rechts|mitte|top|bottom|vorne|hinten|"
    r"izq|der|izquierda|derecha|gauche|droite|sinistra|destra|above|below|pictured|inset|foreground|"
    r"back|front|von links|v\.\s?l|t\.\s?[vh]|中|左|右)\b\.?$|"
    r"^(?:from|second|third|far|top|bottom)\b|\d{4}",
    re.IGNORECASE,
)
_OPENED = re.compile(
    rf"[\s(\[|–—/-]*(?:(?<!\w){_WHAT}(?:\sby|\s?:)?)?[\s(\[|–—/-]*$", re.IGNORECASE
)
_TAKEN_BY = re.compile(r"(?<=\w{2})(?:撮影|摄|攝| 기자)$")
_PAIRS = {"(": ")", "[": "]", "（": "）"}
# A word of a credit: a name, an initial, an agency in capitals, an address of a site, a joiner.
_NAME = re.compile(
    r"[^\W\d_a-zß-ÿ][\w.'’&-]*|[\w-]+\.(?:com|de|org|net|at|ch|ru|ua|no)|[/|&+•–—-]|\d+|"
    r"(?:de|del|della|di|da|dos|van|von|der|den|el|al|la|le|bin|y|e|und|and|via|for|für|of|the|"
    r"dpa|imago|epa|apa|afp|efe|picture|alliance|images?|pool|stock)"
)


def is_marker(credit: str) -> bool:
    """Whether it says what kind of picture it is ("file photo"), not whose."""
    return _MARKER.fullmatch(credit) is not None


def plain_credit(raw: str) -> str:
    """A credit without its label, brackets, rights notice and closing full stop.

    >>> plain_credit("(Photo: A. Ray/dpa - ATTENTION: editorial use only)")
    'A. Ray/dpa'
    """
    text = one_line(raw, MAX_CREDIT * 3)
    text = _RIGHTS.sub("", text).strip()
    for _ in range(3):
        before = text
        if text[:1] in _PAIRS and text.endswith(_PAIRS[text[0]]):
            text = text[1:-1].strip()
        elif text[:1] in _PAIRS and _PAIRS[text[0]] not in text:
            text = text[1:].strip()
        text = _LABEL.sub("", text, count=1).lstrip("©ⓒ").strip(" -–—|/:;,")
        if text.count(")") > text.count("("):
            text = text.rstrip(")").strip()
        if text == before:
            break
    text = _TAKEN_BY.sub("", text)
    if text.endswith(".") and not re.search(r"(?:^|[\s.])\w{1,3}\.$", text):
        text = text[:-1].rstrip()
    return one_line(_once(text), MAX_CREDIT)


def _once(credit: str) -> str:
    """A credit that stands twice ("Ann Ode | Ann Ode") once."""
    for mark in (" | ", " / ", "; "):
        first, found, second = credit.partition(mark)
        if found and first.strip() == second.strip():
            return first.strip()
    return credit


def plain_caption(text: str) -> str:
    """A caption without what opened the credit that was taken from its end.

    >>> plain_caption("Nets on the mole. (Photo by")
    'Nets on the mole.'
    """
    return _OPENED.sub("", one_line(text, MAX_CAPTION))


def is_credit_like(text: str) -> bool:
    """Whether a few words behind a caption can be its credit: a label, or nothing but names."""
    text = text.strip()
    inside = text[1:].rstrip(")]） .") if text[:1] in _PAIRS else text
    return bool(_LABEL.match(text)) or text[:1] in "©ⓒ" or _is_named(inside)


def split_caption(text: str, is_agency: Callable[[str], bool]) -> tuple[str, str]:
    """Caption and raw credit of a text that is known to be a caption; "" where it has none.

    >>> split_caption("Men mend nets. (Ann Ode/AFP)", lambda name: name == "AFP")
    ('Men mend nets.', 'Ann Ode/AFP')
    >>> split_caption("The mayor (left) at the gate", lambda name: False)
    ('The mayor (left) at the gate', '')
    """
    text = one_line(text, MAX_CAPTION)
    for start, end in (*_labelled(text), *_bracketed(text, is_agency), *_behind(text, is_agency)):
        caption, credit = text[:start].rstrip(" ([（|/–—-"), text[start:end].strip()
        plain = plain_credit(credit)
        if not caption and word_count(plain) > _FEW_WORDS - 2 and not _is_named(plain):
            return plain, ""  # a label and a caption: "Photo: men mend nets on the mole"
        if plain and not is_marker(plain):
            return caption, credit
    return text, ""


def _labelled(text: str) -> list[tuple[int, int]]:
    """From the first label or copyright sign on, if what follows is short enough."""
    marks = [m.start() for m in _SIGN.finditer(text)]
    marks += [m.start() for m in _LABELLED.finditer(text)]
    given = [m.start() for m in _GIVEN.finditer(text) if m.start()]
    found = sorted(p for p in marks if len(text[p:].split()) <= _MOST_WORDS)
    found += [p for p in given if len(text[p:].split()) <= _MOST_WORDS]
    return [(p, len(text)) for p in found]


def _bracketed(text: str, is_agency: Callable[[str], bool]) -> list[tuple[int, int]]:
    """The brackets that close the text, if a name or an agency stands in them."""
    match = _CLOSING.search(text)
    if match is None or not match.start():
        return []
    inside = match.group(1).strip()
    named = "/" in inside or "via " in inside or is_agency(inside)
    if named or (_is_named(inside) and not _PLACE.search(inside)):
        return [match.span(1)]
    if re.fullmatch(r"\S{2,12}(?:撮影|提供|摄|攝)", inside):
        return [match.span(1)]
    return []


def _behind(text: str, is_agency: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Names behind the last full stop, or behind a slash that stands alone."""
    found: list[tuple[int, int]] = []
    ends = [m.end() for m in _LAST_SENTENCE_END.finditer(text)]
    for start in ends[-4:]:
        rest = text[start:].strip()
        if not _ENDS.search(rest) or is_agency(rest):
            named = "/" in rest or any(map(is_agency, re.split(r"\s?[/|,–—]\s?| via ", rest)))
            if _is_named(rest) and (named or len(text[:start].split()) > 3):
                found.append((start, len(text)))
    slash = _SLASH.search(text)
    if slash is not None and _is_named(slash.group(1)):
        found.append(slash.span(1))
    return found


def _is_named(text: str) -> bool:
    """Whether the text is a few words that are all names or joiners."""
    words = re.sub(r"([/|,;()])", r" \1 ", text).split()
    words = [word for word in words if word not in ",;()"]
    return (
        0 < len(words) <= _FEW_WORDS
        and all(_NAME.fullmatch(word) for word in words)
        and any(word[:1].isupper() or "." in word for word in words)
    )
