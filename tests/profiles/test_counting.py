from __future__ import annotations

import random

from pipeline.profiles.counting import count_lines
from pipeline.profiles.lines import line_hash, normal_forms

PROMOTION = (
    "Sign up for our morning letter and read what happened while you were asleep, every day."
)
BACKGROUND = "The war began in the spring, when the army of the north crossed the river at Odell."
NOTICE = "Nothing on these pages may be copied without the written consent of the publishing house."


def counted(pages) -> dict[int, object]:
    ordered = sorted(pages.pages, key=lambda page: page.order)
    return {line.line: line for line in count_lines(ordered, pages.settings).lines}


def of(text: str) -> int:
    return line_hash(normal_forms((text,))[0])


def learned(pages) -> set[int]:
    return set(counted(pages))


def test_lines_on_some_of_the_pages_are_found_and_stories_are_not(pages) -> None:
    lines = pages.fill("bay", 30, "https://bay.example")
    assert learned(pages) == {of(line) for line in lines}


def test_the_numbers_say_where_and_when(pages) -> None:
    for number, day in enumerate(("2024-03-01", "2024-01-01", "2024-02-01", "")):
        lines = ["Most read", *pages.story(number), "Our shop"]
        pages.add(lines[:-1] if number == 3 else lines, date=day, name=f"{9 - number}.txt")
    shop = counted(pages)[of("Our shop")]
    assert (shop.documents, shop.share) == (3, 0.75)
    assert (shop.first_seen, shop.last_seen) == ("2024-01-01", "2024-03-01")
    ordered = sorted(pages.pages, key=lambda page: page.order)
    assert [ordered[number].source for number in shop.pages] == ["7.txt", "8.txt", "9.txt"]


def test_teasers_that_rotate_are_found(pages) -> None:
    chance = random.Random(1)
    pool = [f"What the {pages.word(n)} of {pages.word(50 + n)} wants now" for n in range(30)]
    for number in range(50):
        shown = chance.sample(pool, chance.randint(6, 18))
        pages.add([*pages.frame("bay"), *pages.story(number), *shown])
    assert {of(line) for line in pool} <= learned(pages)


def test_pages_of_one_story_count_once(pages) -> None:
    lines = pages.fill("bay", 20)
    for _ in range(5):
        pages.add([*lines, *pages.story(7)])
    found = counted(pages)
    assert not {of(line) for line in pages.story(7)} & set(found)
    assert max(line.documents for line in found.values()) <= 21


def test_datelines_tails_and_quotes_are_left_alone(pages) -> None:
    for number in range(20):
        tail = ["(dpa/NAN)", "“We have seen nothing like it.”"]
        pages.add([*pages.frame("bay"), "KYIV, Ukraine (AP) —", *pages.story(number), *tail])
    assert learned(pages) == {of(line) for line in pages.frame("bay")}


def test_prose_between_paragraphs_must_be_on_many_pages(pages) -> None:
    for number in range(40):
        own = pages.story(number)
        if number % 5 == 0:
            own.insert(1 + number % 4, BACKGROUND)
        if number % 2 == 0:
            own.insert(1 + number % 3, PROMOTION)
        pages.add([*pages.frame("bay"), *own, NOTICE, "Contact"])
    found = counted(pages)
    assert of(BACKGROUND) not in found
    assert found[of(PROMOTION)].alone
    assert not found[of(NOTICE)].alone


def test_a_subheading_that_comes_back_is_no_chrome(pages) -> None:
    for number in range(40):
        own = pages.story(number)
        if number % 8 == 0:
            own.insert(2, "What happens next")
        own.insert(4, "Advertisement")
        pages.add([*pages.frame("bay"), *own])
    found = counted(pages)
    assert of("What happens next") not in found
    assert found[of("Advertisement")].alone


def test_what_would_leave_nothing_of_most_pages_is_no_frame(pages) -> None:
    notice = pages.story(999, sentences=8)
    for number in range(20):
        pages.add(["Contact", "Imprint", *pages.story(number, 1), *notice])
    assert learned(pages) == {of("Contact"), of("Imprint")}
