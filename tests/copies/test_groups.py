"""Who repeats whom: held against an implementation with sets, and told in examples."""

from __future__ import annotations

import random
from collections import Counter, defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Runs = frozenset[tuple[str, ...]]


def runs(text: str, words: int) -> Runs:
    found = text.split()
    return frozenset(tuple(found[at : at + words]) for at in range(len(found) - words + 1))


def by_sets(texts: dict[str, str], shelf) -> set[tuple[str, str, float]]:
    """The rules of `groups.py`, written down without an index: id, of, score of every copy."""
    own = {id: runs(text, shelf.shingle_words) for id, text in texts.items()}
    order = [id for id in own if len(own[id]) >= shelf.min_shingles]
    order.sort(key=lambda id: (-len(own[id]), id))
    least, weight = shelf.min_containment, Counter()
    holders = defaultdict(list)  # shingle -> the first groups that have it
    copies: dict[str, dict[str, float]] = {}
    near: dict[str, str] = {}

    def share(one: str, other: str) -> float:
        return len(own[one] & own[other]) / len(own[one])

    def joins(id: str, of: str) -> bool:
        if share(id, of) < least / 2:
            return False
        longest = next(iter(copies.get(of, ())), None)
        if longest is not None and len(own[id] & own[longest]) < 0.2 * len(own[id]):
            return False
        copies.setdefault(of, {})[id] = share(id, of)
        return True

    for id in order:
        told = {run for run in own[id] if weight[run] <= 8 * shelf.max_stories}
        like: Counter[str] = Counter()
        if len(told) >= shelf.min_shingles:
            like.update(of for run in told for of in holders[run])
        like = Counter({k: n for k, n in like.items() if n >= least / 2 * len(told)})
        best_first = sorted(like, key=lambda of: (-like[of], order.index(of)))
        alike = [of for of in best_first if like[of] >= least * len(told)]
        wanted = [x for of in alike for x in (near.get(of, of), of) if x in alike]
        if any(joins(id, of) for of in dict.fromkeys(wanted)):
            continue
        for run in own[id]:
            holders[run] = [*holders[run], id][: shelf.max_stories]
            weight[run] += 1 if like else 8
        if like:
            near[id] = min(like, key=order.index)
    moved: dict[str, str] = {}
    best: dict[str, list[str]] = {}
    for id in (id for id in order if id in near):
        of = moved.get(near[id], near[id])
        long = [c for c in copies.get(of, ()) if len(own[c]) >= len(own[of]) / 2]
        best.setdefault(of, sorted(long, key=lambda c: (-share(c, of), order.index(c)))[:3])
        alike = [c for c in best[of]
                 if len(own[id] & own[c]) >= 0.5 * max(len(own[id]), len(own[c]))]  # fmt: skip
        all_of_it = [id, *copies.get(id, ())]
        if alike and all(share(one, of) >= least / 2 for one in all_of_it):
            copies.pop(id, None)
            copies[of] |= {one: share(one, of) for one in all_of_it}
            moved[id] = of
    return {(id, of, round(n, 4)) for of, members in copies.items() for id, n in members.items()}


def passage(number: int) -> str:
    return " ".join(f"p{number}w{at}" for at in range(3 + number % 4))


corpora = st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=9), max_size=25)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    corpora,
    st.sampled_from([0.4, 0.5, 0.6, 0.8, 1.0]),
    st.sampled_from([3, 5, 8]),
    st.sampled_from([1, 2, 8]),
    st.sampled_from([7, 60, 1 << 20]),
)
def test_it_is_what_sets_say(make_shelf, corpus, containment, least, stories, part):
    shelf = make_shelf(
        min_containment=containment, min_shingles=least, max_stories=stories, shingle_words=3
    )
    texts = {f"a{at:02d}": " ".join(map(passage, own)) for at, own in enumerate(corpus)}
    found = shelf.find(texts, part=part)
    expected = by_sets(texts, shelf)
    assert {(c.id, c.of, c.score) for c in found if c.of} == expected
    groups = defaultdict(set)
    for copy in found:
        groups[copy.group].add(copy.id)
        assert copy.of or (copy.score == 0 and copy.id in {of for _, of, _ in expected})
    assert all(name == min(members) for name, members in groups.items())
    assert {c.of or c.id: c.group for c in found} == {c.id: c.group for c in found if not c.of}


def pairs(copies) -> dict[str, str]:
    return {copy.id: copy.of for copy in copies if copy.of}


def test_a_copy_repeats_the_longest_of_its_group(shelf, story):
    text = story("a", 300)
    found = shelf.find(
        {"short": text[: len(text) // 2], "long": text, "middle": text[text.index(" ") + 1 :]}
    )
    assert pairs(found) == {"short": "long", "middle": "long"}
    assert {copy.group for copy in found} == {"long"}
    assert {copy.id: copy.score for copy in found} == {"long": 0, "middle": 1, "short": 0.9932}


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (("2024-05-02", "2024-05-01"), "b"),
        (("", "2024-05-01"), "b"),
        (("2024-05-01", "2024-05-01"), "a"),
        (("", ""), "a"),
        (("2024-05", "2024-05-03"), "a"),
    ],
)
def test_of_equals_the_one_that_was_published_first(shelf, story, dates, first):
    text = story("a", 100)
    found = shelf.find({"a": (text, dates[0]), "b": (text, dates[1])})
    assert [copy.id for copy in found if not copy.of] == [first]


def test_a_third_does_not_join_strangers(shelf, story):
    """A stands whole in B and in C, which have nothing else in common."""
    a, b, c = story("a", 100), story("b", 200), story("c", 250)
    found = shelf.find({"a": a, "b": f"{b} {a}", "c": f"{c} {a}"})
    assert pairs(found) == {"a": "c"}


def test_a_round_up_goes_with_one_of_its_stories(shelf, story):
    a, b = story("a", 150), story("b", 100)
    found = shelf.find({"a": a, "b": b, "b2": b, "roundup": f"{a} {b}"})
    assert pairs(found) == {"a": "roundup", "b2": "b"}


def test_a_closing_paragraph_joins_nobody(shelf, story):
    """The shortest articles consist of it for two thirds."""
    closing = story("closing", 100)
    lengths = [60 + 10 * number for number in range(60)]
    texts = {f"a{n}": f"{story(f's{n}x', n)} {closing}" for n in lengths}
    assert shelf.find(texts) == []


def test_a_closing_paragraph_keeps_no_copy_apart(shelf, story):
    """Nor does another publisher's: half of each text is its own closing paragraph."""
    closings = [story(f"closing{number}", 80) for number in range(2)]
    texts = {f"o{n}x{at}": f"{story(f'o{n}x{at}', 300)} {closing}"
             for at, closing in enumerate(closings) for n in range(10)}  # fmt: skip
    copied = story("copied", 90)
    texts |= {f"copy{at}": f"{copied} {closing}" for at, closing in enumerate(closings)}
    found = shelf.find(texts)
    assert pairs(found) == {"copy1": "copy0"}
    assert found[1].score == pytest.approx(86 / 166, abs=0.01)  # of all that it has


def test_a_story_that_everybody_has_edited_is_one_group(shelf, story):
    """Of the edited versions no two are alike, and they are the longest."""
    words = story("wire", 300).split()
    texts = {f"plain{number}": " ".join(words[: 300 - number]) for number in range(40)}
    for number in range(40):
        luck = random.Random(number)
        edited = [f"e{number}x{word}" if luck.random() < 0.04 else word for word in words]
        texts[f"edited{number:02d}"] = " ".join([*edited, story(f"own{number}x", 50)])
    found = shelf.find(texts)
    assert len({copy.group for copy in found}) == 1
    assert len(found) == 80
    assert all(copy.score >= 0.3 for copy in found if copy.of)


def test_a_version_does_not_bring_strangers_along(shelf, story):
    """X and L have half of their text in common, and L's copy C is just that half."""
    both, of_l, of_x = story("both", 100), story("l", 100), story("x", 90)
    texts = {"l": f"{both} {of_l}", "x": f"{both} {of_x}", "c": f"{both} {story('c', 10)}"}
    assert pairs(shelf.find(texts)) == {"c": "l", "x": "l"}
    assert pairs(shelf.find(texts | {"y": of_x})) == {"c": "l", "y": "x"}


def test_a_copy_goes_with_the_one_that_has_most_of_it(shelf, story):
    most, rest = story("most", 70), story("rest", 30)
    texts = {"long": f"{most} {story('long', 200)}", "whole": f"{most} {rest} {story('w', 160)}"}
    assert pairs(shelf.find(texts | {"a": f"{most} {rest}"})) == {"a": "whole"}


@pytest.mark.parametrize(("words", "groups"), [(33, 0), (34, 1)])
def test_short_texts_are_left_out(shelf, story, words, groups):
    text = story("a", words)
    assert len({copy.group for copy in shelf.find({"a": text, "b": text})}) == groups


def test_ten_thousand_copies_are_no_more_work_than_that(shelf, story):
    text = story("a", 60)
    texts = {f"a{number:05d}": f"{text} {story(f'n{number}x', 3)}" for number in range(3000)}
    assert len(shelf.find(texts)) == 3000


def test_of_two_versions_the_longer_one_gets_the_copies_and_the_other_version(shelf, story):
    most, rest = story("most", 70), story("rest", 30)
    texts = {
        "long": f"{most} {story('l', 80)}",
        "version": f"{most} {rest} {story('v', 20)}",
        "plain": f"{most} {rest}",
    }
    assert pairs(shelf.find(texts)) == {"plain": "long", "version": "long"}
