"""Which profile a page has: that of its key, or, where it has none, of the frame it looks like.

A frame is recognised by the page's sketch, so a row that keeps its sketch can be asked again when
profiles change, without its page being read.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pipeline.config import Config
from pipeline.profiles.lines import SKETCH, is_worded, line_hash
from pipeline.profiles.store import Profile, read_profiles
from pipeline.records import PageFrame

__all__ = [
    "NO_PROFILES",
    "USUAL",
    "Frames",
    "Profiles",
    "load_profiles",
    "usual_lines",
    "with_profiles",
]

_MIN_LINES = 3.0  # of the sketch, each weighing less where several profiles have it
_MIN_SHARE = 0.25  # of the profile's usual lines that could stand in the sketch
USUAL = 0.3  # share of the pages that a usual line stands on


class Frames:
    """Frames by their usual lines: recognises a page by its sketch, in time of the sketch."""

    def __init__(self, lines: Mapping[str, Iterable[int]]) -> None:
        """`lines`: key -> short hashes of the lines that pages of this frame usually have."""
        self._lines = {key: sorted(set(lines[key])) for key in sorted(lines)}
        self._holders: defaultdict[int, list[str]] = defaultdict(list)
        for key, shorts in self._lines.items():
            for short in shorts:
                self._holders[short].append(key)

    def recognise(self, sketch: tuple[int, ...]) -> str:
        """The key of the frame that the page has; "" if it is none of them."""
        weights: defaultdict[str, float] = defaultdict(float)
        hits: Counter[str] = Counter()
        for short in sketch:
            keys = self._holders.get(short, ())
            for key in keys:
                weights[key] += 1 / len(keys)
                hits[key] += 1
        last = sketch[-1] if len(sketch) == SKETCH else 1 << 32
        for key, weight in sorted(weights.items(), key=lambda found: (-found[1], found[0])):
            possible = bisect_right(self._lines[key], last)
            if weight >= _MIN_LINES and hits[key] >= _MIN_SHARE * possible:
                return key
        return ""


@dataclass(frozen=True)
class Profiles:
    """All profiles of a folder, frozen for a run."""

    by_key: Mapping[str, Profile]
    folder: Path = Path()

    @cached_property
    def digest(self) -> str:
        """Of all of them; "" where there is none."""
        digests = sorted(profile.digest for profile in self.by_key.values())
        return hashlib.sha256(" ".join(digests).encode()).hexdigest()[:16] if digests else ""

    def of(self, frame: PageFrame) -> Profile | None:
        """The profile of a page."""
        if not self.by_key:
            return None
        return self.by_key.get(frame.key or self.frames.recognise(frame.sketch))

    def digest_for(self, frame: PageFrame) -> str:
        """The digest of the page's profile; "" where it has none."""
        profile = self.of(frame)
        return profile.digest if profile is not None else ""

    @cached_property
    def frames(self) -> Frames:
        """What pages without a key are recognised by."""
        return Frames({key: usual_lines(profile) for key, profile in self.by_key.items()})


NO_PROFILES = Profiles({})


def usual_lines(profile: Profile) -> Iterator[int]:
    """The short hashes of the lines that the profile's pages usually have."""
    for normal, line in profile.chrome.items():
        if line.share >= USUAL and is_worded(normal):
            yield line_hash(normal) >> 32


def load_profiles(folder: Path) -> Profiles:
    """The profiles of a folder. Raises ConfigError where one cannot be read."""
    return Profiles(read_profiles(folder), folder)


def with_profiles(config: Config, folder: Path | None) -> Config:
    """The config, and the profiles as they are now: they are never cached."""
    return replace(config, profiles=load_profiles(folder)) if folder is not None else config
