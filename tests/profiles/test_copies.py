from __future__ import annotations

from pipeline.profiles.copies import stories


def numbers(pages) -> list[int]:
    return stories(pages.pages)


def test_pages_of_different_stories_stay_apart(pages) -> None:
    pages.fill("bay", 12)
    assert numbers(pages) == list(range(12))


def test_a_wire_story_is_one_however_it_is_framed(pages) -> None:
    wire = pages.story(7)
    for publisher in ("bay", "hill", "dale"):
        pages.add([*pages.frame(publisher)[:10], *wire, *pages.frame(publisher)[10:]])
    for number in range(20, 29):
        pages.add([*pages.frame("bay"), *pages.story(number)])
    assert numbers(pages) == [0, 0, 0, *range(3, 12)]


def test_a_live_blog_that_was_fetched_often_is_one(pages) -> None:
    posts = pages.story(7, sentences=40)
    for fetched in range(10):  # more than half of all pages
        pages.add([*pages.frame("bay"), *posts[30 - 3 * fetched :], *pages.frame("hill")])
    for number in range(20, 25):
        pages.add([*pages.frame("bay"), *pages.story(number), *pages.frame("hill")])
    found = numbers(pages)
    # The first version is all in every later one: too little to be told from a frame.
    assert len(set(found[:10])) <= 2
    assert len(set(found)) - len(set(found[:10])) == 5


def test_few_pages_that_all_tell_one_story_are_one(pages) -> None:
    for _ in range(4):
        pages.add([*pages.frame("bay"), *pages.story(7)])
    assert numbers(pages) == [0, 0, 0, 0]


def test_what_a_paywall_says_does_not_make_pages_one(pages) -> None:
    wall = pages.story(999, sentences=4)  # some 110 words on each page
    for number in range(20):
        pages.add([*pages.frame("bay"), *pages.story(number, sentences=2), *wall])
    assert numbers(pages) == list(range(20))
