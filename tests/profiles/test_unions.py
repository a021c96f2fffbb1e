from __future__ import annotations

from collections import Counter

from pipeline.profiles.unions import Unions, rare_pairs


def test_sets_have_the_name_of_their_smallest() -> None:
    found = Unions(6)
    found.join(5, 3)
    found.join(1, 5)
    found.join(3, 1)
    assert [found.find(n) for n in range(6)] == [0, 1, 2, 1, 4, 1]


def test_pairs_are_linear_and_hang_together() -> None:
    features = [{1, 2, 100 + n} for n in range(500)]  # what everybody has, and one of its own
    pages_with = Counter(f for own in features for f in own)
    pairs = list(rare_pairs(features, pages_with, 2))
    assert len(pairs) <= 2 * len(features)
    found = Unions(len(features))
    for one, other in pairs:
        found.join(one, other)
    assert {found.find(n) for n in range(len(features))} == {0}
