from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import DateSettings
from pipeline.metadata.dates import find_dates, latest_day, parse_date

SETTINGS = DateSettings()
SCRAPE = "2026-08-01T12:00:00+02:00"


def read(raw: str, language: str = "en", fetched_at: str = "") -> tuple[str, str]:
    reading = parse_date(raw, language, fetched_at, SETTINGS)
    return (reading.value, reading.time) if reading else ("", "")


@pytest.mark.parametrize(
    ("raw", "language", "day", "clock"),
    [
        # machines
        ("2024-05-03", "", "2024-05-03", ""),
        ("2024-05-03T00:30:00+02:00", "de", "2024-05-03", "00:30:00+02:00"),
        ("2026-06-05T17:20:55+0000", "", "2026-06-05", "17:20:55+00:00"),
        ("2024-05-03T10:15:30.123456789Z", "", "2024-05-03", "10:15:30+00:00"),
        ("2024-05-03 10:15:30 -0500", "", "2024-05-03", "10:15:30-05:00"),
        ("20240503", "", "2024-05-03", ""),
        ("Tue, 03 May 2024 10:00:00 GMT", "en", "2024-05-03", "10:00:00+00:00"),
        ("Fri May 03 2024 10:00:00 GMT+0200 (CEST)", "en", "2024-05-03", "10:00:00+02:00"),
        ("2024-05", "", "2024-05", ""),
        ("2024", "", "2024", ""),
        # who writes 13:55 writes the day first; am and pm say nothing
        ("06/01/2026 - 13:55 GMT+1", "en", "2026-01-06", "13:55+01:00"),
        ("06/01/2026 - 1:55 pm", "en-US", "2026-06-01", "13:55"),
        ("06/01/2026 - 13:55", "en-US", "2026-06-01", "13:55"),
        # the time lines of news sites
        ("Thursday 10/28/21", "en", "2021-10-28", ""),
        ("14 April 2021, 10:", "en", "2021-04-14", ""),
        ("Stand: 03.05.2024 14:02 Uhr", "de", "2024-05-03", "14:02"),
        ("3. Mai 2024 um 14:02 Uhr", "de", "2024-05-03", "14:02"),
        ("3.5.24", "de", "2024-05-03", ""),
        ("Published May 3, 2024 at 9:05 pm", "en", "2024-05-03", "21:05"),
        ("12:07 AM EDT, Wed, May 3, 2023", "en", "2023-05-03", "00:07"),
        ("Dec. 8, 2020, at 10:42 a.m.", "en", "2020-12-08", "10:42"),
        ("May 3rd, 2024", "en", "2024-05-03", ""),
        ("7 Jan 24", "en", "2024-01-07", ""),
        ("A. Ray / BAYTIMES.COM / Sep 2, 2024, 17:07 IST", "en", "2024-09-02", "17:07"),
        ("Bay NewsApril 28, 2023 GMT", "en", "2023-04-28", ""),
        ("Publié le 30 août 2023 à 14h52", "fr", "2023-08-30", "14:52"),
        ("1er mai 2024", "fr", "2024-05-01", ""),
        ("28 de abril de 2024", "es", "2024-04-28", ""),
        ("5 gennaio 2025", "it", "2025-01-05", ""),
        ("Publicerad 2024-05-03 14.14", "sv", "2024-05-03", "14:14"),
        ("3. toukokuuta 2024 klo 14.14", "fi", "2024-05-03", "14:14"),
        ("Publikacja: 02.02.2025 21:52", "pl", "2025-02-02", "21:52"),
        ("2024. május 3., 12:30", "hu", "2024-05-03", "12:30"),
        ("2024 m. gegužės 3 d. 10:00", "lt", "2024-05-03", "10:00"),
        ("8-Ноябрь, 2024-жыл", "ky", "2024-11-08", ""),
        ("3 мая 2024, 17:46", "ru", "2024-05-03", "17:46"),
        ("30/4/2024 16:48:00", "tr", "2024-04-30", "16:48:00"),
        ("Thứ tư, 22/10/2025, 19:25 (GMT+7)", "vi", "2025-10-22", "19:25+07:00"),
        ("3 tháng 5, 2024", "vi", "2024-05-03", ""),
        ("2024年5月3日09:19", "zh", "2024-05-03", "09:19"),
        ("2025/1/14 21:17", "ja", "2025-01-14", "21:17"),
        ("令和6年5月3日", "ja", "2024-05-03", ""),
        ("2025년 5월 15일", "ko", "2025-05-15", ""),
        ("2025.05.15 20:00", "ko", "2025-05-15", "20:00"),
        ("3 พฤษภาคม 2567", "th", "2024-05-03", ""),
        ("۱۴ اردیبهشت ۱۴۰۳", "fa", "2024-05-03", ""),
        ("١٤ مايو ٢٠٢٤", "ar", "2024-05-14", ""),
        ("3 كانون الثاني 2024", "ar", "2024-01-03", ""),
        ("3 मई 2024", "hi", "2024-05-03", ""),
    ],
)
def test_forms(raw, language, day, clock):
    assert read(raw, language) == (day, clock)


@pytest.mark.parametrize(
    "raw",
    [
        "", "Updated", "10:30", "19.30 Uhr", "5 May", "Photo 12.12", "1/2/3", "192.168.10.20",
        "1.2.2024.5", "2024/25", "OL 2024", "10.000 2024 Euro", "version 3.10.2", "call 555 2024",
        "Room 12 Building 2024", "tel. 030-1234-5678",
    ],
)  # fmt: skip
def test_what_is_no_date(raw):
    assert parse_date(raw, "en", "", SETTINGS) is None


@pytest.mark.parametrize(
    ("raw", "fetched_at", "refused"),
    [
        ("2023-02-30", "", "impossible"),
        ("2024-13-01", "", "impossible"),
        ("31. April 2024", "", "impossible"),
        ("13/13/2024", "", "impossible"),
        ("1970-01-01T00:00:00Z", "", "too-early"),
        ("since 1887-05-03", "", "too-early"),
        ("9999-12-31", "", "too-late"),
        ("2099-01-01T00:00:00Z", "", "too-late"),
        ("2026-08-03", SCRAPE, "too-late"),
        ("Monday, 03/05/2024", "", "contradicts-weekday"),
    ],
)
def test_refused_days_name_the_reason(raw, fetched_at, refused):
    reading = parse_date(raw, "en", fetched_at, SETTINGS)
    assert reading is not None
    assert (reading.value, reading.refused) == ("", refused)


def test_the_day_after_the_scrape_is_a_time_zone():
    assert read("2026-08-02", "en", SCRAPE)[0] == "2026-08-02"
    assert latest_day(SCRAPE, SETTINGS) == date(2026, 8, 2)
    assert latest_day("not a time", SETTINGS) == SETTINGS.latest_plausible


@pytest.mark.parametrize("fetched_at", ["9999-12-31", "9999-12-31T23:59:59Z", "2031-05-04"])
def test_a_scraper_with_a_wrong_clock_does_not_move_the_bound(fetched_at):
    assert latest_day(fetched_at, SETTINGS) == SETTINGS.latest_plausible


@pytest.mark.parametrize(
    ("raw", "language", "day", "other"),
    [
        ("03/04/2024", "en", "2024-03-04", "2024-04-03"),  # nothing decides
        ("03/04/2024", "en-US", "2024-03-04", ""),
        ("03/04/2024", "en-GB", "2024-04-03", ""),
        ("03/04/2024", "fr", "2024-04-03", ""),
        ("03.04.2024", "en", "2024-04-03", ""),
        ("25/04/2024", "en-US", "2024-04-25", ""),  # only one way is a date
        ("Friday, 03/05/2024", "en", "2024-05-03", ""),  # the weekday decides
        ("04/04/2024", "en", "2024-04-04", ""),
    ],
)
def test_day_or_month_first(raw, language, day, other):
    reading = parse_date(raw, language, "", SETTINGS)
    assert reading is not None
    assert (reading.value, reading.other) == (day, other)


def test_the_future_decides_an_ambiguous_date():
    reading = parse_date("03/12/2025", "en", "2025-06-01", SETTINGS)
    assert reading is not None
    assert (reading.value, reading.other) == ("2025-03-12", "")


def test_an_epoch_is_an_instant_and_no_calendar_day():
    reading = parse_date("1714723200", "", "", SETTINGS)
    assert reading is not None
    assert (reading.value, reading.shifted) == ("2024-05-03", True)


def test_each_date_of_a_line_has_its_own_time():
    line = "Publié le 30 août 2023 à 14h52, modifié le 31 août 2023 à 15h54"
    assert [(r.value, r.time) for r in find_dates(line, "fr", "", SETTINGS)] == [
        ("2023-08-30", "14:52"),
        ("2023-08-31", "15:54"),
    ]


def test_relative_times_count_from_the_scrape_alone():
    assert read("vor 3 Stunden", "de", "2026-08-01T01:30:00+02:00")[0] == "2026-07-31"
    assert read("vor 3 Stunden", "de") == ("", "")


@pytest.mark.parametrize(
    "raw",
    ["1 " * 150, "a1 " * 100, "1. de " * 50, "12/" * 100, "2024 " * 60, "x" * 300, "1 May" * 60],
)
def test_long_lines_are_cheap(raw):
    start = time.process_time()
    for _ in range(20):
        parse_date(raw, "en", SCRAPE, SETTINGS)
    assert time.process_time() - start < 1


@given(st.text(max_size=80), st.sampled_from(["", "en", "de", "fa", "xx"]))
def test_any_text_is_read(text, language):
    for reading in find_dates(text + " 2024", language, SCRAPE, SETTINGS):
        assert bool(reading.value) != bool(reading.refused)


@given(st.dates(min_value=date(1995, 1, 1), max_value=date(2030, 12, 31)))
def test_every_day_is_read_as_written(day):
    assert read(day.isoformat())[0] == day.isoformat()
    assert read(f"{day.day}. {day:%m}. {day.year}", "de")[0] == day.isoformat()
