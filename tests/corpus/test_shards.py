from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from pipeline.corpus import plan as plan_module
from pipeline.corpus.errors import CorpusError, DamagedShardError
from pipeline.corpus.folders import prepare
from pipeline.corpus.shards import (
    clean_shard,
    count_quarantined,
    is_complete,
    merged_rows,
    reopen_shards,
    share_out,
)
from pipeline.write.rows import read_rows
from pipeline.write.seal import seal, unseal

STORIES = {f"story{number}": f"Story {number} ! text" for number in range(40)}


def rows(corpus, plan) -> list[str]:
    return [row.id for row in merged_rows(corpus.folders, plan)]


def test_all_inputs_come_back_sorted(corpus) -> None:
    corpus.write(**STORIES, bad="bad", empty="!")
    plan = corpus.clean()
    merged = list(merged_rows(corpus.folders, plan))
    assert [row.id for row in merged] == sorted(row.id for row in merged)
    statuses = {row.source_path: row.status for row in merged}
    assert statuses.pop("bad.txt") == "quarantined"
    assert statuses.pop("empty.txt") == "empty"
    assert set(statuses.values()) == {"cleaned"}
    assert len(statuses) == 40
    assert corpus.work(plan) == [41, 1, 0]


def test_the_order_of_answers_does_not_matter(make_corpus) -> None:
    stored = []
    for name, backwards in (("one", False), ("two", True)):
        corpus = make_corpus(name)
        corpus.backwards = backwards
        corpus.write(**STORIES)
        corpus.clean()
        found = (corpus.folders.state / "shards").glob("*/*/rows")
        stored.append({str(p.relative_to(corpus.folders.state)): p.read_bytes() for p in found})
    assert stored[0] == stored[1]
    assert stored[0]


@pytest.mark.parametrize("count", [0, 1])
def test_only_what_changed_is_cleaned(corpus, count) -> None:
    corpus.write(**STORIES)
    corpus.clean()
    assert len(corpus.cleaned) == 40
    corpus.write(story7="Story seven", new="New text")
    (corpus.folders.raw / "story9.txt").unlink()
    plan = corpus.clean()
    assert sorted(corpus.cleaned) == ["new.txt", "story7.txt"]
    assert corpus.work(plan) == [2, 0, 38]
    assert len(rows(corpus, plan)) == 40
    assert not any(id.startswith("story9-") for id in rows(corpus, plan))


def test_a_quarantined_input_is_not_tried_again_until_it_changes(corpus) -> None:
    corpus.write(**STORIES, bad="bad")
    corpus.clean()
    corpus.write(**{f"story{number}": f"Changed {number}" for number in range(40)})
    plan = corpus.clean()
    assert "bad.txt" not in corpus.cleaned
    assert corpus.work(plan) == [40, 0, 1]
    corpus.write(bad="good now")
    corpus.clean()
    assert corpus.cleaned == ["bad.txt"]


def test_the_quarantine_is_tried_again_where_that_is_wished(corpus) -> None:
    corpus.write(**STORIES, bad="bad", worse="bad")
    plan = corpus.clean()
    assert count_quarantined(corpus.folders, plan) == 2
    corpus.read = lambda path: "bad" if path.stem == "worse" else "It was the weather."
    corpus.retry_quarantined = True
    plan = corpus.clean()
    assert sorted(corpus.cleaned) == ["bad.txt", "worse.txt"]
    assert count_quarantined(corpus.folders, plan) == 1
    assert {row.source_path: row.status for row in merged_rows(corpus.folders, plan)}[
        "bad.txt"
    ] == "cleaned"
    corpus.retry_quarantined = False
    corpus.clean()
    assert corpus.cleaned == []


def test_a_retry_that_was_cut_short_is_gone_on_with(corpus) -> None:
    corpus.write(**STORIES, bad="bad")
    plan = corpus.clean()
    reopen_shards(corpus.folders, plan, retry_quarantined=True)  # and then the power goes
    corpus.clean()
    assert corpus.cleaned == ["bad.txt"]


def test_a_list_of_inputs_that_lost_a_line_is_an_error(corpus) -> None:
    corpus.write(**STORIES)
    prepare(corpus.folders)
    plan = corpus.plan()
    number = next(n for n, count in plan.counts.items() if count > 1)
    share_out(corpus.folders, plan, [number])
    (path,) = corpus.folders.run.glob("inputs-*.jsonl")
    path.write_bytes(path.read_bytes().replace(b"story", b"stork", 1))
    with pytest.raises(CorpusError, match="list of inputs is damaged"):
        clean_shard(corpus.folders, plan, number, corpus.clean_all, lambda work: None)


def test_other_behaviour_cleans_all_again(corpus) -> None:
    corpus.write(**STORIES)
    corpus.clean()
    corpus.config = "config-2"
    corpus.clean()
    assert len(corpus.cleaned) == 40
    corpus.config = "config-1"  # the rows of the first run are still there
    corpus.clean()
    assert corpus.cleaned == []


def test_rows_move_when_the_shards_double(corpus, monkeypatch) -> None:
    corpus.write(**STORIES)
    before = list(merged_rows(corpus.folders, corpus.clean()))
    monkeypatch.setattr(plan_module, "_MAX_INPUTS_PER_SHARD", 1)
    plan = corpus.clean()
    assert plan.shards == 64
    assert corpus.cleaned == []
    assert list(merged_rows(corpus.folders, plan)) == before
    assert corpus.work(plan) == [0, 0, 40]


def only_shard(corpus):
    plan = corpus.plan()
    return plan, next(iter(plan.digests))


def test_a_shard_is_complete_with_its_rows_only(corpus) -> None:
    corpus.write(story="Some text")
    plan, number = only_shard(corpus)
    assert not is_complete(corpus.folders, plan, number)
    corpus.clean(plan)
    assert is_complete(corpus.folders, plan, number)
    folder = corpus.folders.shard(number, plan.shards) / plan.digests[number][:16]
    stored = (folder / "rows").read_bytes()
    (folder / "rows").write_bytes(stored[:-1])
    assert not is_complete(corpus.folders, plan, number)
    (folder / "rows").write_bytes(stored)
    manifest = unseal((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_bytes(seal(manifest | {"digest": "0" * 64}))
    assert not is_complete(corpus.folders, plan, number)
    (folder / "manifest.json").write_text("{")
    assert not is_complete(corpus.folders, plan, number)
    corpus.clean(plan)
    assert is_complete(corpus.folders, plan, number)


def test_a_flipped_byte_is_never_published_and_heals(corpus) -> None:
    corpus.write(story="Some text", other="Other text")
    plan = corpus.clean()
    path = next((corpus.folders.state / "shards").glob("*/*/rows"))
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(DamagedShardError, match="run again"):
        list(merged_rows(corpus.folders, plan))
    corpus.clean()
    assert len(corpus.cleaned) == 1
    assert len(rows(corpus, plan)) == 2


def test_damaged_rows_are_not_carried_over(corpus) -> None:
    corpus.write(story="Some text")
    corpus.clean()
    path = next((corpus.folders.state / "shards").glob("*/*/rows"))
    damaged = bytearray(path.read_bytes())
    damaged[-2] ^= 1
    path.write_bytes(damaged)
    prepare(corpus.folders)
    plan = corpus.plan()
    number = next(iter(plan.digests))
    same_inputs_in_a_new_folder = type(plan)(
        plan.shards, {number: "f" * 64}, plan.counts, plan.behaviour, plan.fingerprint
    )
    corpus.clean(same_inputs_in_a_new_folder)
    assert corpus.cleaned == ["story.txt"]


def test_nothing_is_left_of_an_interrupted_shard(corpus) -> None:
    corpus.write(**STORIES)
    prepare(corpus.folders)
    plan = corpus.plan()
    number = next(n for n, count in plan.counts.items() if count > 1)
    share_out(corpus.folders, plan, [number])

    def interrupted(items):
        yield from itertools.islice(corpus.clean_all(items), 1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        clean_shard(corpus.folders, plan, number, interrupted, lambda work: None)
    assert not is_complete(corpus.folders, plan, number)
    assert list(corpus.folders.tmp.iterdir()) == []
    assert list((corpus.folders.state / "shards").glob("*/*")) == []


@pytest.mark.parametrize(
    "payload", [b"", b"{}\n", b"[1]\n", b"no JSON", b'{"id": "a", "sizes": [9], "vitals": null}\n']
)
def test_a_broken_answer_costs_its_input_only(corpus, payload) -> None:
    corpus.write(**STORIES)
    prepare(corpus.folders)
    plan = corpus.plan()
    number = next(n for n, count in plan.counts.items() if count > 1)
    share_out(corpus.folders, plan, [number])
    lie = iter([payload])

    def lying(items):
        for outcome in corpus.clean_all(items):
            yield replace(outcome, payload=next(lie, outcome.payload))

    clean_shard(corpus.folders, plan, number, lying, lambda work: None)
    (path,) = (corpus.folders.state / "shards").glob("*/*/rows")
    with path.open("rb") as file:
        errors = [row.error for row in read_rows(file)]
    assert sorted(errors) == [""] * (plan.counts[number] - 1) + ["crash-protocol"]


def test_a_lost_answer_is_an_error(corpus) -> None:
    corpus.write(**STORIES)
    prepare(corpus.folders)
    plan = corpus.plan()
    number = next(n for n, count in plan.counts.items() if count > 1)
    share_out(corpus.folders, plan, [number])

    def forgetful(items):
        return itertools.islice(corpus.clean_all(items), 1)

    with pytest.raises(CorpusError, match="gave no answer"):
        clean_shard(corpus.folders, plan, number, forgetful, lambda work: None)


def test_progress_is_told_after_every_row(corpus) -> None:
    corpus.write(**STORIES)
    prepare(corpus.folders)
    plan = corpus.plan()
    number = max(plan.counts, key=plan.counts.__getitem__)
    share_out(corpus.folders, plan, [number])
    told = []
    clean_shard(corpus.folders, plan, number, corpus.clean_all, told.append)
    assert [work.total for work in told] == list(range(1, plan.counts[number] + 1))
