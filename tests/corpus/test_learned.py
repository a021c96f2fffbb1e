"""Which articles a changed profile cleans again: those of its publisher, and no others."""

from __future__ import annotations

import pytest

from pipeline.corpus import plan as plan_module
from pipeline.corpus.plan import make_plan
from pipeline.corpus.publication import is_published, publication_digest
from pipeline.corpus.shards import is_complete
from pipeline.profiles.lines import sketch_of
from pipeline.profiles.match import Profiles
from pipeline.profiles.store import Line, Profile
from pipeline.records import PageFrame

FRAMES = {
    "hill": ("hill news", "ski lifts", "snow report", "hill shop"),
    "dale": ("dale news", "river level", "dale market", "dale shop"),
}
TEXTS = {
    **{f"bay{n}": f"bay.example {n}" for n in range(12)},
    **{f"moor{n}": f"moor.example {n}" for n in range(12)},
    **{f"hill{n}": f"hill {n}" for n in range(12)},
    **{f"dale{n}": f"dale {n}" for n in range(12)},
}


def frame(text: str) -> PageFrame:
    """Whose page a text here is: its first word is a host, or the frame that it shows."""
    first = text.split()[0]
    return PageFrame("", sketch_of(FRAMES[first])) if first in FRAMES else PageFrame(first)


def profiles(**versions: int) -> Profiles:
    """Profiles of publishers, whose digest is their version."""
    found = {}
    for name, version in versions.items():
        key = name if name in FRAMES else f"{name}.example"
        lines = tuple(Line(line, 6, 0.6) for line in FRAMES.get(name, ("contact",)))
        found[key] = Profile(key, lines=lines, digest=f"{name}-{version}")
    return Profiles(found)


def cleaned(corpus) -> set[str]:
    return {path[:4].rstrip("0123456789") for path in corpus.cleaned}


@pytest.fixture
def learned(corpus):
    corpus.frame = frame
    corpus.write(**TEXTS)
    corpus.profiles = profiles(bay=1, hill=1)
    corpus.run()
    assert len(corpus.cleaned) == len(TEXTS)
    return corpus


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ({"bay": 1, "hill": 1}, set()),
        ({"bay": 2, "hill": 1}, {"bay"}),
        ({"bay": 1, "hill": 2}, {"hill"}),
        ({"hill": 1}, {"bay"}),
        ({"bay": 1}, {"hill"}),
        ({"bay": 1, "hill": 1, "dale": 1}, {"dale"}),
        ({"bay": 1, "hill": 1, "moor": 1}, {"moor"}),
        ({"bay": 1, "hill": 1, "unknown": 1}, set()),
        ({}, {"bay", "hill"}),
    ],
)
def test_a_changed_profile_cleans_its_publisher_again(learned, changed, again) -> None:
    learned.profiles = profiles(**changed)
    plan = learned.clean()
    assert cleaned(learned) == again
    assert len(learned.cleaned) == 12 * len(again)
    assert learned.work(plan)[2] == len(TEXTS) - len(learned.cleaned)
    learned.clean()
    assert learned.cleaned == []


def test_the_result_is_that_of_a_fresh_run(learned, make_corpus) -> None:
    learned.profiles = profiles(bay=2, dale=1)
    learned.run()
    fresh = make_corpus("two")
    fresh.frame, fresh.profiles = frame, profiles(bay=2, dale=1)
    fresh.write(**TEXTS)
    fresh.run()
    assert fresh.published() == learned.published()


def test_only_the_shards_concerned_are_opened(learned) -> None:
    learned.profiles = profiles(bay=1, hill=1, moor=5)
    plan = learned.plan()
    stale = [n for n in plan.digests if not is_complete(learned.folders, plan, n)]
    assert 0 < len(stale) < len(plan.digests)


def test_a_new_article_cleans_itself_only(learned) -> None:
    learned.write(bay99="bay.example new", hill99="hill new")
    learned.clean()
    assert sorted(learned.cleaned) == ["bay99.txt", "hill99.txt"]


def test_a_frame_that_becomes_known_is_asked_of_the_stored_rows(learned) -> None:
    # Not that of another profile: the page is recognised anew, without being read.
    learned.profiles = Profiles(
        profiles(bay=1, hill=1).by_key
        | {"other": Profile("other", lines=tuple(Line(x, 6, 0.6) for x in FRAMES["hill"][:2]))}
    )
    learned.clean()
    assert cleaned(learned) <= {"hill"}


def test_rows_move_with_their_profile_when_the_shards_double(learned, monkeypatch) -> None:
    monkeypatch.setattr(plan_module, "_MAX_INPUTS_PER_SHARD", 1)
    learned.profiles = profiles(bay=2, hill=1)
    learned.clean()
    assert cleaned(learned) == {"bay"}


def test_the_quarantine_is_not_tried_again_for_a_profile(learned) -> None:
    learned.write(bad="bad")
    learned.clean()
    learned.profiles = profiles(bay=2, hill=2)
    learned.clean()
    assert "bad.txt" not in learned.cleaned


def test_other_profiles_are_another_publication_of_the_same_behaviour(learned) -> None:
    before = learned.plan()
    learned.profiles = profiles(bay=2, hill=1)
    after = learned.plan()
    assert after.behaviour == before.behaviour
    assert after.digests == before.digests
    digests = [publication_digest(plan, learned.settings) for plan in (before, after)]
    assert is_published(learned.folders, digests[0])
    assert not is_published(learned.folders, digests[1])


def test_no_profiles_are_as_good_as_none() -> None:
    buckets = (("digest", 1),) * 256
    assert make_plan(buckets, 16, "c") == make_plan(buckets, 16, "c", Profiles({}))
