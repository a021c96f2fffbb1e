from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from pipeline.config import AlarmSettings
from pipeline.corpus.changes import Known
from pipeline.corpus.yields import ALL, Watch, Yield
from pipeline.write.rows import Vitals

SETTINGS = AlarmSettings()
GOOD = Vitals("a.example", 3000, 1000, has_title=True, has_date=True)


def known(id: str, vitals: Vitals | None) -> Known:
    """What an index would have; another text where the vitals are others."""
    return Known(id, str(vitals), "", "", "record" if vitals else "", vitals)


class Corpus:
    """Publications of inputs, each an id and its vitals."""

    def __init__(self, folder, settings: AlarmSettings = SETTINGS) -> None:
        self.path, self.settings = folder / "yields.jsonl", settings
        self.last: dict[str, Known] = {}

    def publish(self, articles: dict[str, Vitals | None], *, accept: bool = False) -> list[str]:
        """`publisher kind compared` of every alarm."""
        stored = self.path if self.path.exists() else None
        watch = Watch(stored, self.settings, accept)
        now = {id: known(id, vitals) for id, vitals in articles.items()}
        for id, one in now.items():
            watch.see(self.last.get(id), one)
        alarms = watch.finish()
        self.path.write_bytes(b"".join(watch.lines()))
        self.last = now
        assert [a.message for a in alarms] == sorted({a.message for a in alarms})
        return [f"{alarm.publisher} {alarm.kind} {alarm.compared}" for alarm in alarms]


@pytest.fixture
def corpus(tmp_path) -> Corpus:
    return Corpus(tmp_path)


def many(number: int, vitals: Vitals = GOOD, name: str = "old") -> dict[str, Vitals | None]:
    return {f"{name}{i}": vitals for i in range(number)}


WORSE = {
    "no-title": GOOD._replace(has_title=False),
    "no-date": GOOD._replace(has_date=False),
    "no-text": GOOD._replace(chars=0),
    "short": GOOD._replace(chars=900, removed=300),
    "stripped": GOOD._replace(chars=1600, removed=6000),
}


@pytest.mark.parametrize("kind", WORSE)
def test_new_articles_that_are_worse_than_the_past_raise_an_alarm(corpus, kind) -> None:
    past = many(100)
    assert corpus.publish(past) == []
    new = past | many(10, WORSE[kind], "new")
    alarms = corpus.publish(new)
    assert f"a.example {kind} new" in alarms
    assert {alarm.split()[1] for alarm in alarms} <= {kind, "stripped"}


def test_the_alarm_says_how_many_and_how_it_was(corpus, tmp_path) -> None:
    past = many(97) | many(3, WORSE["no-date"], "undated")
    corpus.publish(past)
    watch = Watch(corpus.path, SETTINGS)
    for id, vitals in (past | many(8, WORSE["no-date"], "new") | many(2, GOOD, "fine")).items():
        watch.see(corpus.last.get(id), known(id, vitals))
    (alarm,) = watch.finish()
    assert alarm.message == "a.example: 8 of 10 new articles have no date; before, 3 of 100"
    assert (alarm.articles, alarm.now, alarm.before) == (10, 0.8, 0.03)


def test_an_alarm_stands_until_it_is_mended(corpus) -> None:
    past = many(100)
    corpus.publish(past)
    worse = past | many(10, WORSE["no-date"], "new")
    for _ in range(3):
        assert corpus.publish(worse) == ["a.example no-date new"]
    more = worse | {"another": WORSE["no-date"]}
    assert corpus.publish(more) == ["a.example no-date new"]
    assert corpus.publish(dict.fromkeys(more, GOOD)) == []
    assert b"waiting" not in corpus.path.read_bytes()


def test_an_alarm_stands_until_it_is_accepted(corpus) -> None:
    corpus.publish(many(40))
    worse = many(40) | many(40, WORSE["no-date"], "new")
    assert corpus.publish(worse) == ["a.example no-date new"]
    assert corpus.publish(worse, accept=True) == []
    assert corpus.publish(worse | many(10, WORSE["no-date"], "newer")) == []
    assert corpus.publish(many(10, WORSE["short"], "newest")) == ["a.example short new"]


def test_a_loss_that_was_accepted_is_how_things_are(corpus) -> None:
    corpus.publish(many(40))
    undated = many(40, WORSE["no-date"])
    assert corpus.publish(undated) == ["a.example no-date again"]
    assert corpus.publish(undated, accept=True) == []
    assert corpus.publish(undated | many(10, WORSE["no-date"], "new")) == []


def test_a_trickle_is_judged_when_there_is_enough_of_it(corpus) -> None:
    articles = many(100)
    corpus.publish(articles)
    for number in range(1, 8):
        articles[f"new{number}"] = WORSE["no-title"]
        alarms = corpus.publish(articles)
        assert alarms == (["a.example no-title new"] if number >= SETTINGS.min_new else [])


def test_a_trickle_is_judged_also_where_old_inputs_go(corpus) -> None:
    corpus.publish(many(100))
    alarms = [corpus.publish({f"new{n}": WORSE["no-title"]}) for n in range(6)]
    assert [bool(alarm) for alarm in alarms] == [False] * 4 + [True] * 2


def test_little_past_gives_no_alarm_but_grows(corpus) -> None:
    corpus.publish(many(10))
    assert corpus.publish(many(10) | many(15, WORSE["no-date"], "new")) == []
    assert corpus.publish(many(10) | many(9, WORSE["no-text"], "newer")) == [
        "a.example no-text new"
    ]


def test_one_publisher_says_nothing_of_another(corpus) -> None:
    other = Vitals("b.example", 200, 5000, has_title=False, has_date=False)
    corpus.publish(many(50) | many(50, other, "b"))
    assert corpus.publish(many(50) | many(80, other, "b")) == []


def test_luck_is_no_alarm(tmp_path) -> None:
    """A fifth has no date, a third is short: whatever five to thirty of them are drawn next."""
    draw = random.Random(7)

    def article() -> Vitals:
        chars = int(draw.lognormvariate(7.5, 0.8))
        removed = int(chars * draw.uniform(0.1, 2))
        return Vitals("a.example", chars, removed, draw.random() > 0.1, draw.random() > 0.2)

    alarms = 0
    for trial in range(200):
        (tmp_path / str(trial)).mkdir()
        corpus = Corpus(tmp_path / str(trial))
        past = {f"old{i}": article() for i in range(draw.randint(20, 200))}
        corpus.publish(past)
        new = {f"new{i}": article() for i in range(draw.randint(5, 30))}
        alarms += len(corpus.publish(past | new))
    assert alarms <= 1  # of 1,000 comparisons


def test_articles_that_lose_their_text_raise_an_alarm(corpus) -> None:
    corpus.publish(many(10))
    assert corpus.publish(many(10, GOOD._replace(chars=2000))) == ["a.example lost again"]
    assert corpus.publish(many(10, GOOD._replace(chars=2000))) == ["a.example lost again"]
    assert corpus.publish(many(10, GOOD._replace(chars=2500))) == []
    assert corpus.publish(many(10, GOOD._replace(chars=2000))) == []  # 20 % of what was fine


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (GOOD._replace(has_title=False), "no-title"),
        (GOOD._replace(has_date=False), "no-date"),
        (GOOD._replace(chars=0), "lost"),
        (None, "lost"),
    ],
)
def test_articles_are_held_against_themselves(corpus, now, kind) -> None:
    corpus.publish(many(10))
    assert f"a.example {kind} again" in corpus.publish(many(10, now))


def test_a_loss_over_many_small_publishers_is_seen(corpus) -> None:
    articles = {f"id{n}": GOOD._replace(publisher=f"{n}.example") for n in range(40)}
    corpus.publish(articles)
    worse = {id: vitals._replace(chars=1000) for id, vitals in articles.items()}
    assert corpus.publish(worse) == [f"{ALL} lost again"]
    assert corpus.publish(worse, accept=True) == []


def test_quarantined_inputs_that_were_never_articles_say_nothing(corpus) -> None:
    corpus.publish(many(30) | many(30, None, "bad"))
    assert corpus.publish(many(30) | many(60, None, "bad")) == []
    assert corpus.publish(many(30) | many(60, GOOD, "bad")) == []


def test_the_past_stays_recent(corpus) -> None:
    corpus.publish(many(3000))
    corpus.publish(many(3000) | many(2000, GOOD, "new"))
    (line,) = corpus.path.read_text().splitlines()
    articles = json.loads(line)["past"]["counts"][0]
    assert 1000 <= articles <= 2000


def test_an_alarm_can_be_configured(tmp_path) -> None:
    deaf = Corpus(tmp_path, replace(SETTINGS, min_rise=1.0, max_lost_share=1.0))
    deaf.publish(many(100) | many(1, WORSE["no-date"], "undated"))
    assert deaf.publish(many(100) | many(10, WORSE["no-date"], "new")) == []


def test_counts_come_back_as_they_were_stored() -> None:
    found = Yield()
    for vitals in (GOOD, *WORSE.values(), Vitals("", 1, 0, has_title=True, has_date=True)):
        found.add(vitals)
    assert Yield.from_json(json.loads(json.dumps(found.as_json()))) == found
