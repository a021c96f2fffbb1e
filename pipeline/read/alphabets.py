"""Which legacy charset undeclared bytes are in: the one under which a language explains them.

Read in the wrong charset, a text shows letters that no single alphabet holds together: Czech
`č` and `ř` become `è` and `ø`, and no language writes both. So each charset is tried, and its
score is the share of the characters beyond ASCII that are common punctuation or letters of the
one alphabet that fits best. Frequencies are not needed, and a guess that explains little is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

__all__ = ["ALPHABETS", "CHARSETS", "explaining_charset", "usual_characters"]

MIN_SCORE = 0.8
_HINT = 0.1  # what a declared language counts
_PRIOR = {"windows-1252": 0.02}  # by far the most frequent: a stray sign must not outvote it
_PUNCTUATION = frozenset(
    "“”„‘’‚«»‹›–—…•·°§©®™€£¢½¼¾²³×−′″¿¡ªº†‰→\u00a0\u00ad、。「」『』・！？，：；（）《》￥"
)

# The letters beyond ASCII of the languages that news is written in, lower case.
ALPHABETS: Mapping[str, str] = {
    "en": "éèêëïñçöüáíóôâàäæœ",
    "de": "äöüßéèàçáó",
    "fr": "àâæçèéêëîïôœùûüÿñ",
    "es": "áéíñóúüç",
    "pt": "àáâãçéêíóôõúü",
    "it": "àèéìíòóùú",
    "ca": "àçèéíïòóúü",
    "nl": "éëïöüèáóç",
    "da": "æøåéöäü",
    "no": "æøåéòôóäö",
    "sv": "åäöéüàø",
    "fi": "äöåéüšž",
    "is": "áðéíóúýþæö",
    "et": "äõöüšžé",
    "pl": "ąćęłńóśźżéöü",
    "cs": "áčďéěíňóřšťúůýžöü",
    "sk": "áäčďéíĺľňóôŕšťúýžöü",
    "hu": "áéíóöőúüűä",
    "ro": "ăâîșțşţé",
    "hr": "čćđšžéöü",
    "sl": "čšžćđéöü",
    "sq": "ëçé",
    "tr": "çğıöşüâîû\u0307",
    "lt": "ąčęėįšųūžéö",
    "lv": "āčēģīķļņšūžöü",
    # The frequent ones first: these alphabets fill their bytes, so they explain each other's text.
    "el": "αοιετσνρπκηςμυλίόάέγδήωθύχβφώξζψϊϋΐΰ",
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё№",
    "uk": "оанивтерсіклмудпзяьбгчхйїжцюєшщфґ№",
    "be": "аінояеырстклдвумпзйьгбчхўшжцюэфё№",
    "bg": "аеиотнрсвлкдпмзягъубчщжхцшюйьф№",
    "sr": "аоиенртсјвукдмплзбгчшћцжњхљђфџ",
    "mk": "аоеитнрсвкдлпмујзгбчшцжќхѓњљфџѕ",
    "he": "יוהלאמרתבשנעחדקפכגטסזצםןךףץְִֵֶַָֹֻּׁׂ",
    "ar": "اليمنوترهبعدسفكةقحجشصأطخىضإذزثءغئظآؤًٌٍَُِّْـ،؛؟",
    "fa": "اينردمهوتسبشزكفگعخقجپحچصطغضذثژظءآأؤئیکً،؛؟\u200c",
    "th": "านร่อกเงม้วลยัีทสตดิคบแไปหะำใุขชพผถูโจฟซธณ์ึฐฝศษ็ืภญฆฉฎฏฑฒฬฮฤฦๆฯ฿",
}
_FREQUENT_LETTERS = 10  # make up 0.65 of a text in such an alphabet, 0.4 of another read in it
_MIN_FREQUENT = 0.5
_LETTERS = {language: frozenset(letters) for language, letters in ALPHABETS.items()}
_MIN_KANA = 0.1  # of a Japanese text: Chinese has none
# The lead bytes of the 3,755 and 5,401 characters that GB 2312 and Big5 hold to be frequent, and
# of the 2,350 syllables of KS X 1001.
_FREQUENT = {
    "gb18030": ("gb2312", range(0xB0, 0xD8)),
    "big5": ("big5", range(0xA4, 0xC7)),
    "euc-kr": ("euc_kr", range(0xB0, 0xC9)),
}

# In the order in which a tie is settled: what is valid in two bytes a character is seldom chance.
CHARSETS: Mapping[str, str] = {
    "shift_jis": "ja",
    "euc-jp": "ja",
    "euc-kr": "ko",
    "gb18030": "zh " + " ".join(ALPHABETS),  # it can hold all of Unicode
    "big5": "zh",
    "windows-1252": "en de fr es pt it ca nl da no sv fi is sq",
    "windows-1250": "pl cs sk hu ro hr sl sq de",
    "iso-8859-2": "pl cs sk hu ro hr sl sq de",
    "windows-1251": "ru uk be bg sr mk",
    "koi8-r": "ru",
    "koi8-u": "uk",
    "iso-8859-5": "ru be bg sr mk",
    "ibm866": "ru be bg",
    "windows-1253": "el",
    "iso-8859-7": "el",
    "windows-1254": "tr",
    "windows-1255": "he",
    "windows-1256": "ar fa fr",
    "iso-8859-6": "ar",
    "windows-1257": "lt lv et",
    "iso-8859-13": "lt lv et",
    "windows-874": "th",
    "iso-8859-15": "fr es pt it ca nl da no sv fi is de en et",
    "macintosh": "en de fr es pt it ca nl da no sv fi",
    "x-mac-cyrillic": "ru uk be bg sr mk",
}
_WORD = re.compile("(?:[^\\W\\d_¹²³¼½¾]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0e31-\u0e4e])+")
# Signs that stand beside words, never inside one: there they are half of something else.
_GLUED = re.compile("(?<=[^\\W\\d_])[©®™€£¢§°½¼¾²³×−†‰¿¡ªº]+(?=[^\\W\\d_])")

_EAST_ASIAN = re.compile("[\u3041-\u30fe\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9f]")
_USUAL = _PUNCTUATION.union(
    *_LETTERS.values(), *(_letters.upper() for _letters in ALPHABETS.values())
)


def usual_characters(text: str) -> int:
    """The number of characters beyond ASCII that news is written with."""
    return sum(c in _USUAL for c in text if c > "\x7f") + len(_EAST_ASIAN.findall(text))


def explaining_charset(readings: Iterable[tuple[str, str]], language: str = "") -> str:
    """The charset among `(charset, text read in it)` whose text a language explains best; or "".

    `readings` come in the order of CHARSETS, which settles a tie. `language` is an ISO 639-1
    hint, which settles what is close. Quick for some ten thousand characters, no more.

    >>> text = "Příliš mnoho lidí přišlo včera na náměstí".encode("cp1250")
    >>> explaining_charset((name, text.decode(name)) for name in ("windows-1252", "windows-1250"))
    'windows-1250'
    """
    best, best_score = "", MIN_SCORE
    for charset, text in readings:
        score = max(_scores(charset, text, language), default=0.0)
        if score > best_score + 1e-6:
            best, best_score = charset, score
    return best


def _scores(charset: str, text: str, language: str) -> Iterator[float]:
    """The share of the characters beyond ASCII that each language of the charset explains."""
    total = len(text) - len(text.encode("ascii", "ignore"))
    if not total:
        return
    text = _GLUED.sub("", text)
    words = Counter(word for word in _WORD.findall(text) if not word.isascii())
    others = Counter(c for c in _WORD.sub("", text) if c > "\x7f")
    for code in CHARSETS.get(charset, "").split():
        if code in ALPHABETS:
            explained = _by_alphabet(words, others, code)
        else:
            explained = _by_script(words, charset, code, total)
            explained += sum(n for c, n in others.items() if c in _PUNCTUATION)
        bonus = _HINT if code == language and explained else 0.0
        yield explained / total + bonus + _PRIOR.get(charset, 0.0)


def _by_alphabet(words: Counter[str], others: Counter[str], code: str) -> float:
    letters = _LETTERS[code]
    is_latin = min(letters) < "\u0370"
    frequent = ALPHABETS[code][:_FREQUENT_LETTERS]
    explained, is_frequent = 0.0, 0
    for word, n in words.items():
        beyond = [c for c in word.lower() if c > "\x7f"]
        is_cased_well = word[1:] == word[1:].lower() or word == word.upper()
        is_unmixed = is_latin or len(beyond) == len(word)
        if is_cased_well and is_unmixed and letters.issuperset(beyond):
            explained += n * len(beyond)
            is_frequent += n * sum(c in frequent for c in beyond)
    if not is_latin and explained:
        explained *= min(1.0, is_frequent / explained / _MIN_FREQUENT)
    return explained + sum(n for c, n in others.items() if c in _PUNCTUATION or c in letters)


def _by_script(words: Counter[str], charset: str, code: str, total: int) -> int:
    """Characters of Japanese, Chinese or Korean text, where it is plausible as a whole."""
    characters = Counter[str]()
    for word, n in words.items():
        for character in word:
            characters[character] += n
    if code == "ja":
        kana = sum(n for c, n in characters.items() if "\u3041" <= c <= "\u30fe")
        return characters.total() if kana >= total * _MIN_KANA else 0
    codec, frequent = _FREQUENT[charset]
    return sum(
        n for c, n in characters.items() if (c.encode(codec, "ignore") or b"\0")[0] in frequent
    )
