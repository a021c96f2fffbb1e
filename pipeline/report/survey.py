"""The one pass over the results: everything that the front page and the rules' pages tell.

Memory does not grow with the corpus but by what is counted: publishers, languages, rules.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.report.results import Entry, Record, Results, changes, entries
from pipeline.report.sample import Sampler, Smallest, draw
from pipeline.write.record import SEPARATOR

__all__ = ["CHANGED", "Place", "Publisher", "Rule", "Survey", "place_of", "survey"]

CHANGED = ("text", "metadata", "ledger", "copies", "added")  # in the order of interest
SAMPLES, LONGEST = 50, 10  # texts on a rule's page
NAMED = 500  # changed articles of a kind, named on the front page
_WHYS = 200  # different sentences of one rule; context and structure have some twenty


@dataclass(frozen=True, slots=True)
class Place:
    """What a list says of an article."""

    id: str
    title: str
    language: str
    publisher: str
    published: str
    source_path: str
    words: int
    confidence: float
    removed_share: float  # of its characters
    change: str


@dataclass(slots=True)
class Rule:
    """What one labeller, or one rule of it, removed."""

    by: str
    blocks: int = 0
    articles: int = 0
    words: int = 0
    roles: Counter[str] = field(default_factory=Counter)
    whys: Counter[str] = field(default_factory=Counter)
    samples: Sampler = field(default_factory=lambda: Sampler(SAMPLES, LONGEST))
    last: str = ""  # id of the article that was counted last
    shown: Smallest[Place] = field(default_factory=lambda: Smallest(1))  # an article it worked on


@dataclass(slots=True)
class Publisher:
    """One publisher's articles."""

    articles: int = 0
    words: int = 0
    chars: int = 0
    removed_chars: int = 0
    titled: int = 0
    dated: int = 0
    authored: int = 0


@dataclass(slots=True)
class Survey:
    """What was counted, and the articles that deserve a look."""

    size: int  # places to keep for each reason to look
    total: Publisher = field(default_factory=Publisher)
    stories: int = 0  # with `is_article`
    copies: int = 0  # that repeat another one
    publishers: defaultdict[str, Publisher] = field(default_factory=lambda: defaultdict(Publisher))
    languages: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    problem_place: dict[str, Place] = field(default_factory=dict)
    roles: Counter[str] = field(default_factory=Counter)  # words removed
    rules: dict[str, Rule] = field(default_factory=dict)
    changed: dict[str, Smallest[Place]] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)  # ids of articles that are no more
    unsure: Smallest[Place] = field(init=False)
    shrunk: Smallest[Place] = field(init=False)
    even: Smallest[Place] = field(init=False)

    def __post_init__(self) -> None:
        """Lists of the wanted size."""
        self.unsure, self.shrunk = Smallest(self.size), Smallest(self.size)
        self.even = Smallest(self.size)
        self.changed = {kind: Smallest(max(self.size, NAMED)) for kind in CHANGED}

    def chosen(self, most: int) -> list[Place]:
        """The articles that get a page: at most `most`, by id.

        Those that changed (of new ones as many as leave half of the rest); then one for every
        rule; then a third that the cleaning was least sure of, a third that lost most, and an
        even sample.
        """
        places: dict[str, Place] = {}

        def take(some: Iterable[Place], number: int) -> None:
            upto = len(places) + number
            for place in some:
                if len(places) >= upto:
                    return
                places[place.id] = place

        def left() -> int:
            return most - len(places)

        for kind in CHANGED:
            take(self.changed[kind], left() if kind != "added" else left() // 2)
        for rule in sorted(self.rules.values(), key=lambda rule: rule.by):
            take(rule.shown, left())
        third = left() // 3
        take(self.unsure, third)
        take(self.shrunk, third)
        take(self.even, left())
        return sorted(places.values(), key=lambda place: place.id)


def survey(results: Results, most: int) -> Survey:
    """Count everything once; `most` is the number of articles that may get a page."""
    found = Survey(most)
    for entry in entries(results):
        luck = draw(entry.id)
        place = place_of(entry, entry.article) if entry.article is not None else None
        if place is not None and entry.article is not None:
            _count_article(found, place, entry.article)
            found.even.offer((luck, place.id), place)
            if place.change in found.changed and not results.first:
                found.changed[place.change].offer((0, place.id), place)
        for removed in entry.removed:
            rule = _count_removed(found, removed)
            if rule.last != entry.id:
                rule.last = entry.id
                rule.articles += 1
                if place is not None:
                    rule.shown.offer((luck, place.id), place)
    for change in changes(results):
        if change["change"] == "removed" and len(found.gone) < NAMED:
            found.gone.append(change["id"])
    return found


def place_of(entry: Entry, article: Record) -> Place:
    """What a list says of this article."""
    whole = article["n_chars"] + article["n_removed_chars"]
    return Place(
        id=entry.id,
        title=article["title"],
        language=article["language"],
        publisher=_publisher(article),
        published=article["published"],
        source_path=article["source_path"],
        words=article["n_words"],
        confidence=article["confidence"],
        removed_share=article["n_removed_chars"] / whole if whole > 0 else 0.0,
        change=entry.change,
    )


def _publisher(article: Record) -> str:
    return str(article["publisher"] or article["hostname"])


def _count_article(found: Survey, place: Place, article: Record) -> None:
    for publisher in (found.total, found.publishers[place.publisher]):
        publisher.articles += 1
        publisher.words += article["n_words"]
        publisher.chars += article["n_chars"]
        publisher.removed_chars += article["n_removed_chars"]
        publisher.titled += bool(article["title"])
        publisher.dated += bool(article["published"])
        publisher.authored += bool(article["authors"])
    found.stories += article["is_article"]
    found.copies += bool(article["dup_of"])
    found.languages[article["language"]] += 1
    for problem in filter(None, article["problems"].split(SEPARATOR)):
        found.problems[problem] += 1
        found.problem_place.setdefault(problem, place)
    found.unsure.offer((place.confidence, place.id), place)
    found.shrunk.offer((-place.removed_share, place.id), place)


def _count_removed(found: Survey, removed: Record) -> Rule:
    by, words = removed["by"], len(removed["text"].split())
    rule = found.rules.get(by)
    if rule is None:
        rule = found.rules[by] = Rule(by)
    rule.blocks += 1
    rule.words += words
    rule.roles[removed["role"]] += 1
    if removed["why"] in rule.whys or len(rule.whys) < _WHYS:
        rule.whys[removed["why"]] += 1
    found.roles[removed["role"]] += words
    rule.samples.add(removed["text"], removed["id"], removed["role"], removed["why"])
    return rule
