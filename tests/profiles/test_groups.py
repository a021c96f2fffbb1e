from __future__ import annotations

from pipeline.profiles.copies import stories
from pipeline.profiles.groups import like_frames

PUBLISHERS = ("bay", "hill", "dale", "moor")


def clusters(pages) -> list[set[str]]:
    ordered = sorted(pages.pages, key=lambda page: page.order)
    found = like_frames(ordered, stories(ordered))
    return sorted(({ordered[n].source for n in numbers} for numbers in found), key=min)


def filled(pages) -> None:
    for number, publisher in enumerate(PUBLISHERS):
        pages.fill(publisher, 12, first=20 * number)


def expected(number: int = 12) -> list[set[str]]:
    names = [f"page{n:04d}.txt" for n in range(number * len(PUBLISHERS))]
    return [set(names[i : i + number]) for i in range(0, len(names), number)]


def test_each_publisher_is_a_cluster(pages) -> None:
    filled(pages)
    assert clusters(pages) == expected()


def test_neither_the_order_nor_the_names_matter(make_pages) -> None:
    one, other = make_pages(), make_pages()
    filled(one)
    filled(other)
    other.pages.reverse()
    assert clusters(one) == clusters(other)


def test_what_everybody_has_joins_nobody(pages) -> None:
    common = ["Home", "Sport", "Culture", "Contact", "Imprint", "Privacy", "Search", "Log in"]
    for number, publisher in enumerate(PUBLISHERS):
        for page in range(12):
            own = pages.story(20 * number + page)
            pages.add([*common, *pages.frame(publisher, 16), *own])
    assert clusters(pages) == expected()


def test_sisters_that_share_a_few_lines_stay_apart(pages) -> None:
    common = ["Our holding", "All our titles", "Work with us", "House rules"]
    for number, publisher in enumerate(PUBLISHERS):
        for page in range(12):
            own = pages.story(20 * number + page)
            pages.add([*common[: 4 * (number < 2)], *pages.frame(publisher, 10), *own])
    assert clusters(pages) == expected()


def test_a_wire_story_joins_nobody(pages) -> None:
    table = [f"{pages.word(n)} {pages.word(n + 1)}" for n in range(40)]  # short lines of a story
    wire = [*pages.story(7), *table]
    for number, publisher in enumerate(PUBLISHERS):
        for page in range(12):
            own = wire if page < 3 else pages.story(100 + 20 * number + page)
            pages.add([*pages.frame(publisher, 16), *own])
    assert clusters(pages) == expected()


def test_a_page_like_no_other_is_by_itself(pages) -> None:
    filled(pages)
    pages.add(["One", "Two", "Three", *pages.story(999)], name="zzz.txt")
    assert clusters(pages) == [*expected(), {"zzz.txt"}]
