from __future__ import annotations

import pytest

from pipeline.metadata.kinds.forms import is_listing, is_live, is_product, is_thread
from pipeline.metadata.kinds.layout import layout_of
from pipeline.records import Role

HEADS = [
    "Harbour wall to be rebuilt before winter", "Ferry timetable cut for the third time",
    "Old brewery wins a stay of demolition", "School roof repairs delayed until autumn",
    "Fishermen ask for a later start to the season", "Library to open on Sundays from May",
    "Council votes down the plan for a bridge", "Orchards hit by a late frost in the valley",
]  # fmt: skip
LYRICS = [
    "The tide comes in and takes the sand away",
    "The tide goes out and leaves the sand to me",
]


@pytest.mark.parametrize(
    "clock",
    ["1{}:20", "1{}.20 Uhr", "1{}:20 KEY EVENT", "0{}:20 am", "1{}h20", "1{}:20: The wall is safe"],
)
def test_entries_with_a_time(frame, prose, clock):
    entries = [line for i in range(6) for line in (clock.format(i), prose)]
    assert is_live(frame(*entries))
    assert is_live(frame(*[line for i in range(6) for line in (clock.format(9 - i), prose)]))
    assert not is_live(frame(*entries[:8]))


@pytest.mark.parametrize(
    "clock", ["1{}/03/2025", "1{}:20:3", "2{}.4 million people live there", "1{} March", "9{}:20"]
)
def test_what_is_no_time(frame, prose, clock):
    assert not is_live(frame(*[line for i in range(6) for line in (clock.format(i), prose)]))


def test_a_programme_tells_nothing(frame, prose):
    entries = [line for i in range(8) for line in (f"1{i}:00", "Rowing, four races")]
    assert not is_live(frame(prose, *entries, prose))


def test_times_without_order_are_no_report(frame, prose):
    hours = (13, 10, 17, 11, 16, 12)
    assert not is_live(frame(*[line for hour in hours for line in (f"{hour}:05", prose)]))


def test_a_ticker_beside_a_story_is_not_it(frame, prose):
    ticker = [line for i in range(6) for line in (f"1{i}:20", "Wall safe")]
    assert not is_live(frame(*[prose] * 12, *ticker))


def test_a_thread_begins_with_a_post(frame, prose):
    posts = [line for i in range(5) for line in (f"Posts: {i}12", f"Joined: Mar {i}, 2019", prose)]
    assert is_thread(frame(*posts))
    assert not is_thread(frame(prose, prose, prose, *posts))
    assert not is_thread(frame(*posts[:3]))


@pytest.mark.parametrize("line", ["#{}", "{} points", "Posts", "Topics", "Re", "Reply"])
def test_lines_that_lists_and_tables_have_too(frame, prose, line):
    assert not is_thread(frame(*[text for i in range(6) for text in (line.format(i), prose)]))


@pytest.mark.parametrize(
    ("price", "basket"),
    [
        ("£84.00", "Add to basket"),
        ("59,90 €", "In den Warenkorb"),
        ("¥12,800（税込）", "カートに入れる"),
        ("1 200 руб.", "В корзину"),
        ("129,00 zł", "Dodaj do koszyka"),
    ],
)
def test_a_thing_for_sale(frame, prose, price, basket):
    sale = ("Brass pump", price, basket)
    found = frame(*sale, prose)
    assert is_product(found, layout_of(found))
    for lines in ((*sale, *[prose] * 9), (price, prose), (basket, prose), (*sale * 5, prose)):
        found = frame(*lines)
        assert not is_product(found, layout_of(found))


def listed(found) -> bool:
    return is_listing(found, layout_of(found), False)


def test_teasers_with_a_label(frame, prose):
    items = [line for i, head in enumerate(HEADS, 1) for line in (head, f"{i} March 2025", prose)]
    assert listed(frame(*items))
    assert listed(frame(prose, *items))
    assert not listed(frame(prose, prose, prose, *items))
    assert not listed(frame(*items[:12]))


def test_headings_in_an_article(frame, prose):
    long = " ".join([prose] * 2)
    assert not listed(frame(*[line for head in HEADS for line in (head, long)]))
    assert not listed(frame(*[line for head in HEADS for line in (head, prose, prose)]))


def test_headlines_with_their_days_and_verse(frame):
    assert listed(
        frame(*[line for i, head in enumerate(HEADS) for line in (head, f"0{i}/03/2025")])
    )
    assert not listed(frame(*LYRICS * 3, *HEADS))


def test_frames_without_a_kept_block(frame):
    found = frame(("Home", Role.NAVIGATION))
    assert not listed(found)
    assert not is_live(found)
    assert not is_thread(found)
    assert not is_product(found, layout_of(found))
