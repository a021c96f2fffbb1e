"""Relative times ("vor 3 Stunden"): read against the moment of the scrape, or not at all."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

__all__ = ["relative_day"]

# Language -> pattern; the number stands in `n`, the unit in `m` (minutes), `h` or `d`.
# Weeks and months are left out: they name no day.
_ONE = r"(?P<n>\d{1,3}|an?|one|einer|einem|une?|una?|um|uma|ett?|en|één)"
_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_ONE}\s(?:(?P<m>min(?:ute|s)?s?)|(?P<h>h(?:ou)?rs?)|(?P<d>days?))\sago\b",
        rf"\bvor\s{_ONE}\s(?:(?P<m>min(?:ute|uten|\.)?)|(?P<h>stunden?|std\.?)|(?P<d>tag(?:en)?))\b",
        rf"\bil\sy\sa\s{_ONE}\s(?:(?P<m>min(?:utes?)?)|(?P<h>heures?|h)|(?P<d>jours?))\b",
        rf"\bhace\s{_ONE}\s(?:(?P<m>min(?:utos?)?)|(?P<h>horas?|h)|(?P<d>días?))\b",
        rf"\bh[áa]\s{_ONE}\s(?:(?P<m>min(?:utos?)?)|(?P<h>horas?|h)|(?P<d>dias?))\b",
        rf"\b{_ONE}\s(?:(?P<m>minut[oi])|(?P<h>or[ae])|(?P<d>giorn[oi]))\sfa\b",
        rf"\b{_ONE}\s(?:(?P<m>minu(?:ut|ten))|(?P<h>uur|uren)|(?P<d>dag(?:en)?))\sgeleden\b",
        rf"\bf(?:ö|o)r\s{_ONE}\s(?:(?P<m>min(?:ut)?(?:er|ter)?)|(?P<h>tim(?:e|me|mar|er)?)|"
        r"(?P<d>dag(?:ar|er|e)?))\s(?:sedan|siden)\b",
        rf"\b{_ONE}\s(?:(?P<m>min(?:ut[ay]?)?)|(?P<h>godzin[ayę]?|godz\.)|(?P<d>dni|dzień))\stemu\b",
        rf"\b{_ONE}\s(?:(?P<m>минут[уы]?|хвилин[уи]?)|(?P<h>час(?:а|ов)?|годин[уи]?)|"
        r"(?P<d>день|дн(?:я|ей|і|ів)))\s(?:назад|тому)\b",
        rf"\b{_ONE}\s(?:(?P<m>dakika|dk)|(?P<h>saat)|(?P<d>gün))\sönce\b",
        rf"\b{_ONE}\s(?:(?P<m>menit)|(?P<h>jam)|(?P<d>hari))\s(?:yang\s)?lalu\b",
        rf"\b{_ONE}\s(?:(?P<m>phút)|(?P<h>giờ)|(?P<d>ngày))\strước\b",
        r"(?P<n>\d{1,3})\s?(?:(?P<m>分钟?|分鐘)|(?P<h>小?时|小時|時間)|(?P<d>天|日))[前]",
        r"(?P<n>\d{1,3})\s?(?:(?P<m>분)|(?P<h>시간)|(?P<d>일))\s?전",
    )
)
_MAX_DAYS = 60


def relative_day(text: str, fetched: datetime | None) -> tuple[str, tuple[int, int]] | None:
    """The day (YYYY-MM-DD, as the scrape's clock counts) and the place of a relative time.

    None where there is none, where the moment of the scrape is unknown, or where that moment
    has no time of day and the text counts in hours.
    """
    if fetched is None:
        return None
    for pattern in _PATTERNS:
        if match := pattern.search(text):
            n = int(match["n"]) if match["n"].isdigit() else 1
            day = match["d"] is not None
            if n > _MAX_DAYS or (not day and not (fetched.hour or fetched.minute)):
                return None
            step = timedelta(days=n) if day else timedelta(hours=n if match["h"] else n / 60)
            if fetched.date() - date.min <= step:  # a scraper without a clock
                return None
            return (fetched - step).date().isoformat(), match.span()
    return None
