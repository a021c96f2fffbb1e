"""Pages of invented publishers: a frame of short lines around a story that nobody else tells."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.config import ProfileSettings, default_config
from pipeline.profiles.learning import learn
from pipeline.profiles.reading import PageLines, page_of, read_lines, render_lines, texts_of
from pipeline.profiles.store import Profile
from pipeline.read import page_from_bytes

SYLLABLES = ("ba", "ke", "lo", "mi", "nu", "ra", "so", "ti", "vu", "zel")
LIMITS = default_config().settings.limits


def word(number: int) -> str:
    """A word of its own for every number: digits are folded away."""
    return "".join(SYLLABLES[int(digit)] for digit in str(1000 + number))


def story(number: int, sentences: int = 5) -> list[str]:
    """Paragraphs that stand on no other page."""
    return [
        f"The {word(number)} council met near {word(97 * number + part)} on a cold evening and "
        f"agreed that the {word(31 * number + 7 * part)} bridge should be built before the winter."
        for part in range(sentences)
    ]


def frame(publisher: str, lines: int = 30) -> list[str]:
    """Short lines that only this publisher has."""
    chance = random.Random(publisher)
    return [
        " ".join(word(chance.randrange(9_000)).capitalize() for _ in range(chance.randint(1, 4)))
        for _ in range(lines)
    ]


def hash_of(publisher: str) -> int:
    return sum(map(ord, publisher)) * 100


def dropped(lines: Sequence[str], chance: random.Random, share: float = 0.3) -> list[str]:
    return [line for line in lines if chance.random() >= share]


@dataclass
class Pages:
    """Pages as learning sees them, and what it makes of them."""

    pages: list[PageLines] = field(default_factory=list)
    texts: dict[str, Sequence[str]] = field(default_factory=dict)
    settings: ProfileSettings = field(default_factory=ProfileSettings)
    story = staticmethod(story)
    frame = staticmethod(frame)
    dropped = staticmethod(dropped)
    word = staticmethod(word)

    def add(self, lines: Sequence[str], url: str = "", date: str = "", name: str = "") -> PageLines:
        sidecar = json.dumps({"url": url, "fetched_at": date}).encode()
        source = name or f"page{len(self.pages):04d}.txt"
        data = ("\n".join(lines) + "\n").encode()
        page = page_from_bytes(data, source, LIMITS, sidecar=sidecar)
        head, _, tail = render_lines(
            read_lines(page, default_config()), default_config()
        ).partition(b"\n")
        found = page_of(source, head)
        self.pages.append(found)
        self.texts[source] = texts_of(tail)
        return found

    def fill(self, publisher: str, number: int, url: str = "", first: int = 0) -> list[str]:
        """So many pages of a publisher; the lines of its frame."""
        lines = frame(publisher)
        chance = random.Random(f"{publisher} {first}")
        for n in range(first, first + number):
            top, bottom = dropped(lines[:15], chance), dropped(lines[15:], chance)
            own = story(hash_of(publisher) + n)
            self.add([*top, *own, *bottom], url and f"{url}/{n}")
        return lines

    def learn(self, old: Sequence[Profile] = ()) -> dict[str, Profile]:
        before = {profile.key: profile for profile in old}
        found = learn(self.pages, before, self.settings, lambda page: self.texts[page.source])
        return {profile.key: profile for profile in found}


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture
def make_pages() -> Callable[[], Pages]:
    return Pages


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    return tmp_path / "profiles"
