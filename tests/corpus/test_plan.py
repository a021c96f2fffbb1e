from __future__ import annotations

import pytest

from pipeline.corpus import plan as plan_module
from pipeline.corpus.plan import make_plan, number_of_shards, versions

BUCKETS = tuple((f"digest-{number}", number % 3) for number in range(256))


@pytest.mark.parametrize(
    ("inputs", "stored", "shards"),
    [
        (0, 0, 16),
        (32_000, 0, 16),
        (32_001, 0, 32),
        (1_000_000, 0, 256),
        (99_000_000, 0, 256),
        (1, 64, 64),  # never fewer than before: every row would move
        (320_000, 16, 16),
        (320_001, 16, 32),
        (99_000_000, 16, 256),
    ],
)
def test_number_of_shards(inputs, stored, shards) -> None:
    assert number_of_shards(inputs, stored) == shards


def test_every_input_is_in_one_shard() -> None:
    for shards in (16, 64, 256):
        plan = make_plan(BUCKETS, shards, "config")
        assert plan.read == sum(count for _, count in BUCKETS)
        assert set(plan.digests) == set(plan.counts)
        assert len(set(plan.digests.values())) == len(plan.digests)
    assert min(plan.counts.values()) > 0  # a shard without inputs is not there


def test_a_changed_input_changes_one_shard() -> None:
    before = make_plan(BUCKETS, 16, "config")
    after = make_plan((*BUCKETS[:100], ("other", 2), *BUCKETS[101:]), 16, "config")
    assert [n for n in before.digests if before.digests[n] != after.digests[n]] == [100 % 16]
    assert before.fingerprint != after.fingerprint


@pytest.mark.parametrize(
    "library", ["trafilatura", "lxml", "htmldate", "py3langid", "data", "cleaner", "schema"]
)
def test_every_version_is_part_of_the_digest(monkeypatch, library) -> None:
    before = make_plan(BUCKETS, 16, "config")
    assert versions()[library]
    monkeypatch.setattr(plan_module, "versions", lambda: versions() | {library: "0.0"})
    after = make_plan(BUCKETS, 16, "config")
    assert all(before.digests[number] != after.digests[number] for number in before.digests)


def test_the_config_is_part_of_the_digest_and_the_shards_are_not() -> None:
    plans = [
        make_plan(BUCKETS, 16, "config"),
        make_plan(BUCKETS, 64, "config"),
        make_plan(BUCKETS, 16, "other"),
    ]
    assert plans[0].fingerprint == plans[1].fingerprint != plans[2].fingerprint
    assert plans[0].behaviour == plans[1].behaviour != plans[2].behaviour
