"""Names and numbers of dates: months and weekdays of many languages, digits, other calendars.

Names come from CLDR (Unicode's locale data) as Babel ships it; the few spellings that news sites
use and CLDR lacks stand in `_ALSO`. Everything is looked up, nothing is guessed: a name that
means two months in two languages ("listopad") is only read where the language is known.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from babel import Locale
from babel.core import UnknownLocaleError

__all__ = [
    "LANGUAGES",
    "date_names",
    "hijri_month",
    "month_number",
    "plain_digits",
    "solar_hijri",
    "weekday_number",
]

Names = MappingProxyType[str, int]
# CLDR has the nominative of these, dates have the genitive: "4. maja", "5. januarja".
_GENITIVE_IN_A: Final = frozenset({"sl", "sr", "bs", "hr"})
_MIN_SHARED: Final = 3  # characters

# Languages with news sites whose dates this reads (months and weekdays, Gregorian calendar).
LANGUAGES: Final = (
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en",
    "es", "et", "eu", "fa", "fi", "fil", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy",
    "id", "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ky", "lo", "lt", "lv", "mk", "ml",
    "mn", "mr", "ms", "my", "nb", "ne", "nl", "nn", "pa", "pl", "ps", "pt", "ro", "ru", "si",
    "sk", "sl", "so", "sq", "sr", "sr_Latn", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur",
    "uz", "vi", "xh", "zh", "zu",
)  # fmt: skip
# One code for each language that pages call by several.
_SAME: Final = {"no": "nb", "iw": "he", "in": "id", "tl": "fil", "sh": "hr", "mo": "ro"}

# Spellings of news sites that CLDR does not have. Language -> month -> spellings.
_ALSO: Final[dict[str, dict[int, str]]] = {
    "en": {9: "sept", 6: "june", 7: "july"},
    "de": {1: "jänner jän", 2: "feber", 3: "mrz mär maerz", 9: "sept"},
    "es": {9: "setiembre sept set"},
    "fr": {7: "juill juil", 2: "fevrier fév", 8: "aout", 12: "decembre"},
    "it": {9: "sett"},
    "nl": {3: "mrt maa"},
    "pt": {3: "marco"},
    "el": {5: "μάη", 8: "αύγουστο"},
    "ar": {  # the Levant and Iraq; the Maghreb
        1: "كانون_الثاني جانفي", 2: "شباط فيفري", 3: "آذار اذار", 4: "نيسان أفريل",
        5: "أيار ايار ماي", 6: "حزيران جوان", 7: "تموز جويلية", 8: "آب أوت", 9: "أيلول ايلول",
        10: "تشرين_الأول", 11: "تشرين_الثاني", 12: "كانون_الأول",
    },
    "hi": {1: "जनवरी", 9: "सितंबर सितम्बर", 11: "नवम्बर", 12: "दिसम्बर"},
}  # fmt: skip
_WEEKDAYS_ALSO: Final[dict[str, dict[int, str]]] = {
    "en": {1: "tues", 2: "weds", 3: "thur thurs"},
    "de": {5: "sonnabend"},
}
# Months of the Solar Hijri year (Iran, Afghanistan).
_HIJRI_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "فروردین حمل", "اردیبهشت ثور", "خرداد جوزا", "تیر سرطان", "مرداد اسد", "شهریور سنبله",
            "مهر میزان", "آبان عقرب", "آذر قوس", "دی جدی", "بهمن دلو", "اسفند حوت",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_HIJRI_LEAP_REMAINDERS: Final = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_HIJRI_EPOCH: Final = 226_529  # the ordinal of the day before 1 Farvardin of year 0


def _folded(name: str) -> str:
    """The form in which names are compared: lower case, no full stop, no Turkish dot, NFC."""
    text = unicodedata.normalize("NFC", name.casefold().replace("\u0307", ""))
    return text.strip(".·'’ ").replace(" ", "_")


def _language(tag: str) -> str:
    code = tag.replace("-", "_").split("_")[0].lower()
    return _SAME.get(code, code)


@lru_cache(maxsize=128)
def _names(language: str) -> tuple[Names, Names]:
    """Months (1..12) and weekdays (0 Monday..6 Sunday) of one language, by folded name."""
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return MappingProxyType(months), MappingProxyType(weekdays)
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                folded = _folded(name)
                if folded and not folded[0].isdigit():  # Japanese "5月" is a number, not a name
                    months.setdefault(folded, number)
            for number, name in locale.days[context][width].items():
                weekdays.setdefault(_folded(name), number)
    for number, spellings in _ALSO.get(language, {}).items():
        months.update((_folded(name), number) for name in spellings.split())
    for number, spellings in _WEEKDAYS_ALSO.get(language, {}).items():
        weekdays.update((name, number) for name in spellings.split())
    return MappingProxyType(months), MappingProxyType(weekdays)


@lru_cache(maxsize=1)
def _names_of_all() -> tuple[Names, Names]:
    """Names that mean the same in every language that has them; the others are left out."""
    merged: tuple[dict[str, int], dict[str, int]] = ({}, {})
    torn: tuple[set[str], set[str]] = (set(), set())
    for language in LANGUAGES:
        for i, names in enumerate(_names(language)):
            for name, number in names.items():
                if merged[i].setdefault(name, number) != number:
                    torn[i].add(name)
    months, weekdays = (
        MappingProxyType({k: v for k, v in merged[i].items() if k not in torn[i]}) for i in (0, 1)
    )
    return months, weekdays


@lru_cache(maxsize=1)
def date_names() -> frozenset[str]:
    """The folded names for which `month_number` or `weekday_number` know a number, the language
    being unknown."""
    return frozenset(
        name for names in _names_of_all() for name in names if len(name) >= _MIN_SHARED
    )


def _number(index: int, name: str, language: str) -> int | None:
    folded = _folded(name)
    if not folded:
        return None
    if not language:
        # Short names of all languages together are words of others: "on" is no Wednesday.
        return _names_of_all()[index].get(folded) if len(folded) >= _MIN_SHARED else None
    own = _language(language)
    spellings = [folded]
    if index == 0 and own in _GENITIVE_IN_A:
        spellings += [folded.removesuffix("a"), folded.removesuffix("ja")]
    for code, spelling in (*((own, s) for s in spellings), ("en", folded)):
        number = _names(code)[index].get(spelling)
        if number is not None:
            return number
    return None


def month_number(name: str, language: str = "") -> int | None:
    """The month 1..12 that `name` means in `language` or in English; where the language is not
    known, in all of them that have the name, if they agree.

    >>> month_number("Listopad", "pl"), month_number("listopad", "hr"), month_number("listopad")
    (11, 10, None)
    """
    return _number(0, name, language)


def weekday_number(name: str, language: str = "") -> int | None:
    """The weekday 0 (Monday) .. 6 that `name` means, found as `month_number` does."""
    return _number(1, name, language)


def plain_digits(text: str) -> str:
    """`text` with the decimal digits of every script as 0-9.

    >>> plain_digits("۱۴ آبان ۱۴۰۳, १५")
    '14 آبان 1403, 15'
    """
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def hijri_month(name: str) -> int | None:
    """The month 1..12 of the Solar Hijri year, by its Persian or Dari name."""
    return _HIJRI_MONTHS.get(_folded(name))


def solar_hijri(year: int, month: int, day: int) -> date:
    """The Gregorian day of a Solar Hijri one; ValueError if there is no such day.

    The 33-year rule: equal to the astronomical calendar from 1178 to 1633 (1799 to 2254).

    >>> solar_hijri(1403, 1, 1), solar_hijri(1399, 12, 30)
    (datetime.date(2024, 3, 20), datetime.date(2021, 3, 20))
    """
    leap = year % 33 in _HIJRI_LEAP_REMAINDERS
    length = 31 if month <= 6 else 30 if month < 12 or leap else 29
    if not (1178 <= year <= 1633 and 1 <= month <= 12 and 1 <= day <= length):
        raise ValueError("no such day in the Solar Hijri calendar")
    cycles, rest = divmod(year, 33)
    before = cycles * 12053 + rest * 365 + sum(r < rest for r in _HIJRI_LEAP_REMAINDERS)
    in_year = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return date.fromordinal(_HIJRI_EPOCH + before + in_year + day)
