from __future__ import annotations

import random

from pipeline.report.sample import Sampler, Smallest, draw


def test_smallest_is_what_sorting_gives():
    dice = random.Random(7)
    items = [((dice.random(), str(n)), n) for n in range(1000)]
    smallest: Smallest[int] = Smallest(10)
    for key, item in items:
        smallest.offer(key, item)
    assert list(smallest) == [item for _, item in sorted(items)[:10]]
    assert len(smallest) == 10


def test_smallest_of_size_zero_stays_empty():
    smallest: Smallest[int] = Smallest(0)
    smallest.offer((1, ""), 1)
    assert list(smallest) == []


def test_a_sample_counts_exactly_and_does_not_depend_on_the_order():
    texts = [f"text {n}" for n in range(300) for _ in range(n % 5 + 1)]
    samples = []
    for seed in (1, 2):
        random.Random(seed).shuffle(texts)
        sampler = Sampler(20, 3)
        for text in texts:
            sampler.add(text, "id", "share", "why")
        samples.append({(s.text, s.times) for s in sampler.drawn})
        assert not sampler.is_all
    assert samples[0] == samples[1]
    assert len(samples[0]) == 20
    assert all(times == int(text.split()[1]) % 5 + 1 for text, times in samples[0])


def test_few_texts_are_all_shown_most_frequent_first():
    sampler = Sampler(5, 2)
    for text in ("b", "a", "c", "a"):
        sampler.add(text, f"id-{text}", "share", "why")
    assert [(s.text, s.times, s.id) for s in sampler.drawn] == [
        ("a", 2, "id-a"),
        ("b", 1, "id-b"),
        ("c", 1, "id-c"),
    ]
    assert sampler.is_all


def test_the_longest_are_different_texts_and_cut():
    sampler = Sampler(1, 2)
    for text in ("x" * 5000, "x" * 5000, "y" * 3000, "z"):
        sampler.add(text, "id", "share", "why")
    assert [(s.text[0], len(s.text), s.chars) for s in sampler.longest] == [
        ("x", 1000, 5000),
        ("y", 1000, 3000),
    ]


def test_a_lone_surrogate_can_be_drawn():
    assert draw("\ud800") != draw("\ud801")
