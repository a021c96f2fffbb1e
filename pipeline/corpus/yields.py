"""What each publisher yields, against its own past: a template change must not go unnoticed.

Two comparisons at every publication. Articles that are *new* are held against the publisher's
past; articles that were *cleaned again* (another rule, another version, another page under the
same name) against themselves. What raised an alarm stays apart from the past until a later run
finds it mended, or a person accepts it; so does what is still too little to be judged.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.config import AlarmSettings
from pipeline.corpus.changes import Known
from pipeline.write.formats import json_line
from pipeline.write.rows import Vitals

__all__ = ["ALL", "Alarm", "Watch", "Yield"]

ALL = ""  # instead of a publisher: the whole corpus
# Of an article that is quarantined now: that its text is lost says enough.
GONE = Vitals(ALL, 0, 0, has_title=True, has_date=True)
_MAX_PAST = 2_000  # articles; beyond, the past is halved, so that it stays recent
_MAX_ALARMS = 1_000


@dataclass(frozen=True, slots=True)
class Alarm:
    """A publisher whose articles have become worse. Shares lie between 0 and 1."""

    publisher: str
    kind: str  # no-text | no-title | no-date | short | stripped | lost
    compared: str  # new | again
    articles: int  # that were compared
    now: float  # share of them, or for `lost` the share of text
    before: float
    message: str


@dataclass(slots=True)
class Yield:
    """Counts over articles. Bins instead of values: they add up, and give a median."""

    articles: int = 0
    no_text: int = 0
    no_title: int = 0
    no_date: int = 0
    chars: int = 0
    lengths: Counter[int] = field(default_factory=Counter)  # of bodies, four bins an octave
    stripped: Counter[int] = field(default_factory=Counter)  # share removed, in twentieths

    def add(self, vitals: Vitals) -> None:
        """Count one more article."""
        self.articles += 1
        self.no_text += not vitals.chars
        self.no_title += not vitals.has_title
        self.no_date += not vitals.has_date
        self.chars += vitals.chars
        self.lengths[_octave_quarter(vitals.chars)] += 1
        self.stripped[_twentieth(vitals)] += 1

    def forget_half(self) -> None:
        """Let the past weigh half."""
        self.articles, self.no_text = self.articles // 2, self.no_text // 2
        self.no_title, self.no_date = self.no_title // 2, self.no_date // 2
        self.chars //= 2
        for bins in (self.lengths, self.stripped):
            for key in list(bins):
                bins[key] //= 2

    def as_json(self) -> dict[str, object]:
        """For `json_line`; `from_json` takes it back."""
        counts = [self.articles, self.no_text, self.no_title, self.no_date, self.chars]
        bins = [sorted(bins.items()) for bins in (self.lengths, self.stripped)]
        return {"counts": counts, "lengths": bins[0], "stripped": bins[1]}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Yield:
        """What `as_json` made."""
        articles, no_text, no_title, no_date, chars = stored["counts"]
        bins = [Counter(dict(stored[name])) for name in ("lengths", "stripped")]
        return cls(articles, no_text, no_title, no_date, chars, *bins)


def _octave_quarter(chars: int) -> int:
    """Whole numbers only: the same on every machine. Half of a length is four bins less."""
    bits = chars.bit_length()
    return 4 * bits + (chars >> (bits - 3) & 3) if bits > 2 else chars


def _twentieth(vitals: Vitals) -> int:
    return 20 * vitals.removed // max(1, vitals.removed + vitals.chars)


def _median(bins: Counter[int]) -> int:
    rest = (bins.total() + 1) // 2
    for key in sorted(bins):
        rest -= bins[key]
        if rest <= 0:
            return key
    return 0


def _beyond(bins: Counter[int], low: int, high: int) -> int:
    return sum(count for key, count in bins.items() if low <= key < high)


# kind -> what is said of the articles that have it
_SAID = {
    "no-text": "have no text",
    "no-title": "have no title",
    "no-date": "have no date",
    "short": "are shorter than half of what is usual",
    "stripped": "lose more than half of what is usually kept",
}


def _shares(past: Yield, now: Yield) -> Iterator[tuple[str, int, int]]:
    """Kind, how many had it in the past, and how many have it now."""
    yield "no-text", past.no_text, now.no_text
    yield "no-title", past.no_title, now.no_title
    yield "no-date", past.no_date, now.no_date
    # The bin of those without text is left out of both: they have a kind of their own.
    short = (1, _median(past.lengths) - 4)
    yield "short", _beyond(past.lengths, *short), _beyond(now.lengths, *short)
    stripped = ((_median(past.stripped) + 20) // 2 + 1, 20)
    yield "stripped", _beyond(past.stripped, *stripped), _beyond(now.stripped, *stripped)


def _is_chance(had: int, of: int, have: int, among: int, most: float) -> bool:
    """Whether `have` among the new ones may be luck, where `had` of the past had it.

    Chernoff's bound of the binomial tail: never smaller than the true probability.
    """
    usual = (had + 1) / (of + 2)
    now = have / among
    if now <= usual:
        return True
    divergence = now * math.log(now / usual)
    if now < 1:
        divergence += (1 - now) * math.log((1 - now) / (1 - usual))
    return math.exp(-among * divergence) > most


def compare_new(
    publisher: str, past: Yield, new: Yield, settings: AlarmSettings
) -> Iterator[Alarm]:
    """Alarms of a publisher's new articles."""
    for kind, had, have in _shares(past, new):
        before, now = had / past.articles, have / new.articles
        chance = _is_chance(had, past.articles, have, new.articles, settings.max_chance)
        if now - before >= settings.min_rise and not chance:
            yield Alarm(
                publisher,
                kind,
                "new",
                new.articles,
                round(now, 3),
                round(before, 3),
                f"{publisher}: {have:,} of {new.articles:,} new articles {_SAID[kind]}; "
                f"before, {had:,} of {past.articles:,}",
            )


def compare_again(
    publisher: str, before: Yield, after: Yield, settings: AlarmSettings
) -> Iterator[Alarm]:
    """Alarms of articles that have changed, against themselves."""
    who = publisher or "all publishers together"
    lost = 1 - after.chars / before.chars if before.chars else 0.0
    if lost > settings.max_lost_share:
        text = (
            f"{who}: {before.articles:,} articles that have changed lost {lost:.0%} of their text"
        )
        yield Alarm(publisher, "lost", "again", before.articles, round(1 - lost, 3), 1.0, text)
    for kind, had, have in _shares(before, after):
        if kind not in ("no-title", "no-date"):  # the others are what `lost` tells
            continue
        share = (have - had) / before.articles
        if share >= settings.min_rise:
            yield Alarm(
                publisher,
                kind,
                "again",
                before.articles,
                round(have / before.articles, 3),
                round(had / before.articles, 3),
                f"{who}: {have:,} of {before.articles:,} articles that have changed "
                f"{_SAID[kind]}; before, {had:,} of them",
            )


class Watch:
    """Sees every article of a publication, and says in the end what has become worse."""

    def __init__(self, stored: Path | None, settings: AlarmSettings, accept: bool = False) -> None:
        """`stored` is what the last generation wrote; None: what is seen now becomes the past.

        With `accept`, what would raise an alarm is the past of its publisher from now on.
        """
        self._settings = settings
        self._accepts = accept
        self._learns = stored is None
        self._past: defaultdict[str, Yield] = defaultdict(Yield)
        self._waiting: dict[str, Vitals] = {}  # new articles that are not part of the past yet
        self._before: dict[str, Vitals] = {}  # what articles were before an alarm that stands
        self._pairs: dict[str, tuple[Vitals, Vitals]] = {}
        if stored is not None:
            self._read(stored)

    def _read(self, stored: Path) -> None:
        with stored.open("rb") as lines:
            for line in lines:
                known = json.loads(line)
                if "past" in known:
                    self._past[known["publisher"]] = Yield.from_json(known["past"])
                elif "waiting" in known:
                    self._waiting[known["id"]] = Vitals(*known["waiting"])
                else:
                    self._before[known["id"]] = Vitals(*known["before"])

    def see(self, before: Known | None, now: Known) -> None:
        """One input: what the last generation knows of it, and what is known now."""
        id, vitals = now.id, now.vitals
        if self._learns:
            if vitals is not None:
                self._past[vitals.publisher].add(vitals)
            return
        older = before.vitals if before else None
        reference = self._before.get(id, older)
        changed = before is not None and (before.text, before.metadata) != (now.text, now.metadata)
        if reference is not None and (changed or id in self._before):
            self._pairs[id] = (reference, vitals or GONE)
        if vitals is not None and (older is None or id in self._waiting):
            self._waiting[id] = vitals

    def finish(self) -> list[Alarm]:
        """The alarms, by publisher. What is fine joins the past."""
        alarms = [*self._finish_new(), *self._finish_again()]
        return sorted(alarms, key=lambda alarm: (alarm.publisher, alarm.kind))[:_MAX_ALARMS]

    def _finish_new(self) -> Iterator[Alarm]:
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for id, vitals in self._waiting.items():
            groups[vitals.publisher].append(id)
        for publisher, ids in groups.items():
            past, new = self._past[publisher], _counted(self._waiting[id] for id in ids)
            if past.articles >= self._settings.min_past:
                if new.articles < self._settings.min_new:
                    continue
                alarms = list(compare_new(publisher, past, new, self._settings))
                if alarms and self._accepts:
                    past = self._past[publisher] = Yield()
                elif alarms:
                    yield from alarms
                    continue
            for id in ids:
                past.add(self._waiting.pop(id))
            while past.articles > _MAX_PAST:
                past.forget_half()

    def _finish_again(self) -> Iterator[Alarm]:
        groups = defaultdict(list)
        for id, (before, _) in self._pairs.items():
            groups[before.publisher].append(id)
        if len(groups) > 1:
            groups[ALL] = list(self._pairs)
        stand: set[str] = set()
        for publisher, ids in groups.items():
            if len(ids) >= self._settings.min_new:
                pairs = [self._pairs[id] for id in ids]
                was, is_ = (_counted(side) for side in zip(*pairs, strict=True))
                alarms = list(compare_again(publisher, was, is_, self._settings))
                if alarms and self._accepts:
                    self._past |= {publisher: is_} if publisher != ALL else {}
                elif alarms:
                    stand.update(ids)
                    yield from alarms
        self._before = {id: self._pairs[id][0] for id in sorted(stand)}

    def lines(self) -> Iterator[bytes]:
        """What the next publication has to know."""
        for publisher in sorted(self._past):
            if self._past[publisher].articles:
                past = self._past[publisher].as_json()
                yield json_line({"publisher": publisher, "past": past})
        for name, known in (("waiting", self._waiting), ("before", self._before)):
            for id in sorted(known):
                yield json_line({"id": id, name: list(known[id])})


def _counted(articles: Iterable[Vitals]) -> Yield:
    found = Yield()
    for vitals in articles:
        found.add(vitals)
    return found
