"""The plan of a run: which shards there are, and the digest that each must have to be complete.

A shard is complete only for exactly these raw bytes, this behaviour of the rules and settings,
this code version, and these versions of the libraries whose output ends up in a result.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

from pipeline.corpus.inventory import BUCKETS
from pipeline.profiles.match import NO_PROFILES, Profiles
from pipeline.version import CLEANER_VERSION, DATA_VERSION, SCHEMA
from pipeline.write.rows import ROW_FORMAT

__all__ = ["Plan", "make_plan", "number_of_shards", "versions"]

_LIBRARIES = (
    "trafilatura",
    "lxml",
    "htmldate",
    "py3langid",
    "beautifulsoup4",
    "babel",
    "charset-normalizer",
    "webencodings",
)
_FEWEST, _MOST = 16, BUCKETS  # shards; never a task a page, nor one task for everything
_INPUTS_PER_SHARD = 2_000  # aimed at when a corpus is new
_MAX_INPUTS_PER_SHARD = 20_000  # above, the number of shards doubles


@dataclass(frozen=True)
class Plan:
    """What a run is to make true. Digests are 64 hex digits."""

    shards: int  # a power of two, 16..256
    digests: dict[int, str]  # of each shard that has inputs
    counts: dict[int, int]  # its inputs
    behaviour: str  # of rules, settings, code and libraries
    fingerprint: str  # of all inputs, behaviour and profiles; the same for any number of shards
    profiles: Profiles = NO_PROFILES  # a row is made for that of its own publisher only

    @property
    def read(self) -> int:
        """The number of inputs."""
        return sum(self.counts.values())


@cache
def versions() -> dict[str, str]:
    """The versions that a result depends on."""
    ours = {"cleaner": CLEANER_VERSION, "data": str(DATA_VERSION), "schema": SCHEMA}
    return ours | {name: version(name) for name in _LIBRARIES}


def number_of_shards(inputs: int, stored: int) -> int:
    """A power of two: stays as it was stored, and doubles only where shards got too large.

    >>> number_of_shards(100, 0), number_of_shards(100_000, 0), number_of_shards(100_000, 16)
    (16, 64, 16)
    >>> number_of_shards(400_000, 16)
    32
    """
    shards = stored or _FEWEST
    limit = _MAX_INPUTS_PER_SHARD if stored else _INPUTS_PER_SHARD
    while shards < _MOST and inputs > limit * shards:
        shards *= 2
    return shards


def make_plan(
    buckets: tuple[tuple[str, int], ...],
    stored_shards: int,
    config_digest: str,
    profiles: Profiles = NO_PROFILES,
) -> Plan:
    """The plan for an inventory's `buckets` (digest and number of inputs each)."""
    inputs = sum(count for _, count in buckets)
    shards = number_of_shards(inputs, stored_shards)
    made_by = {"config": config_digest, "model": "", "rows": ROW_FORMAT, "versions": versions()}
    behaviour = _digest(made_by)
    digests, counts = {}, {}
    for number in range(shards):
        mine = buckets[number::shards]
        count = sum(count for _, count in mine)
        if count:
            counts[number] = count
            digests[number] = _digest([behaviour, [digest for digest, _ in mine]])
    fingerprint = _digest([behaviour, profiles.digest, [digest for digest, _ in buckets]])
    return Plan(shards, digests, counts, behaviour, fingerprint, profiles)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
