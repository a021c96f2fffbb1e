from __future__ import annotations

import csv
import json
import os
from contextlib import suppress
from dataclasses import replace

import pytest

from pipeline.config import OutputSettings
from pipeline.corpus import publication
from pipeline.corpus.changes import KINDS
from pipeline.corpus.folders import PUBLISHED
from pipeline.corpus.publication import is_published, publication_digest, publish

STORIES = {f"story{number}": f"Story{number} text !" for number in range(30)}
BOTH = pytest.mark.parametrize("how", ["link", "copy"])


def filled(corpus, how: str = "link", **more: str):
    corpus.output = OutputSettings(publish=how)
    corpus.write(**(STORIES | more))
    return corpus


@BOTH
def test_the_published_files(corpus, how) -> None:
    manifest = filled(corpus, how, bad="bad", empty="!!").run()
    names = {path.name for path in corpus.folders.clean.iterdir()} - {".dechrome"}
    assert names == set(PUBLISHED) - {"articles.parquet", "removed.parquet"}
    inputs = corpus.lines("inputs.jsonl")
    assert [line["id"] for line in inputs] == sorted(line["id"] for line in inputs)
    assert len(inputs) == 32
    assert [line["source_path"] for line in inputs if line["status"] != "cleaned"] == [
        "bad.txt",
        "empty.txt",
    ]
    (bad,) = corpus.lines("quarantine.jsonl")
    assert (bad["source_path"], bad["stage"], bad["error"], bad["message"]) == (
        "bad.txt", "read", "bad", "It is bad.",
    )  # fmt: skip
    articles = corpus.lines("articles.jsonl")
    assert [article["id"] for article in articles] == [
        line["id"] for line in inputs if line["status"] == "cleaned"
    ]
    assert len(corpus.lines("removed.jsonl")) == 30 + 2
    with (corpus.folders.clean / "metadata.csv").open(newline="") as file:
        assert len(list(csv.reader(file))) == 31
    for article in articles:
        folder = corpus.folders.clean / "articles"
        assert (folder / f"{article['id']}.txt").read_text() == f"{article['text']}\n"
        assert json.loads((folder / f"{article['id']}.json").read_bytes()) == article
    assert manifest["counts"] == {"read": 32, "cleaned": 30, "empty": 1, "quarantined": 1}
    assert (corpus.folders.clean / "_SUCCESS").read_text() == f"{manifest['corpus']}\n"
    run = json.loads((corpus.folders.clean / "run.json").read_bytes())
    assert run["counts"] == manifest["counts"]
    assert run["work"] == [31, 1, 0]


def test_published_names_are_constant_links(corpus) -> None:
    filled(corpus).run()
    links = {p.name: str(p.readlink()) for p in corpus.folders.clean.iterdir() if p.is_symlink()}
    assert links == {name: f".dechrome/current/{name}" for name in links}
    inodes = {name: (corpus.folders.clean / name).lstat().st_ino for name in links}
    corpus.write(story1="Other text")
    corpus.run()
    assert {name: (corpus.folders.clean / name).lstat().st_ino for name in links} == inodes


@BOTH
def test_both_ways_give_the_same_bytes(make_corpus, how) -> None:
    other = filled(make_corpus("other"), "link")
    other.run()
    corpus = filled(make_corpus("this"), how)
    corpus.run()
    corpus.write(story3="Something else", story4="bad", new="New")
    corpus.run()
    (corpus.folders.raw / "new.txt").unlink()
    corpus.write(**STORIES)
    corpus.run()
    assert corpus.published() == other.published()


@BOTH
def test_outputs_of_deleted_inputs_disappear(corpus, how) -> None:
    filled(corpus, how).run()
    (corpus.folders.raw / "story7.txt").unlink()
    corpus.run()
    assert not [name for name, data in corpus.published().items() if b"Story7 " in data]
    assert len(corpus.lines("articles.jsonl")) == 29


def test_unchanged_article_files_are_not_written_again(corpus) -> None:
    filled(corpus).run()
    folder = corpus.folders.clean / "articles"
    before = {path.name: path.stat().st_ino for path in folder.iterdir()}
    corpus.write(story7="Other text")
    corpus.run()
    after = {path.name: path.stat().st_ino for path in folder.iterdir()}
    changed = {name.partition("-")[0] for name in before if before[name] != after[name]}
    assert changed == {"story7"}


def test_the_generation_before_stays_until_the_next(corpus) -> None:
    corpus.write(story="One")
    corpus.run()
    old = corpus.folders.current.resolve()
    for text in ("Two", "Three"):
        corpus.write(story=text)
        corpus.run()
    kept = sorted(path.name for path in corpus.folders.generations.iterdir())
    assert [name[:6] for name in kept] == ["000002", "000003"]
    assert not old.exists()
    assert len(list((corpus.folders.state / "shards").glob("*/*"))) == 1


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"story5": "Story5 other !"}, "text"),
        ({"story5": "Story5 text"}, "ledger"),
        ({"new": "New"}, "added"),
    ],
)
def test_changes_are_named(corpus, change, kind) -> None:
    filled(corpus).run()
    corpus.write(**change)
    changes = corpus.run()["changes"]
    (id,) = [row["id"] for row in corpus.lines(".dechrome/current/changes.jsonl")]
    assert id.startswith(next(iter(change)))
    assert changes[kind] == sum(v for v in changes.values() if isinstance(v, int)) == 1
    assert changes["named"] == ({} if kind == "added" else {id: kind})


def test_a_config_that_changes_no_article_changes_none(corpus) -> None:
    filled(corpus).run()
    corpus.config = "config-2"
    changes = corpus.run()["changes"]
    assert changes == dict.fromkeys(KINDS, 0) | {"named": {}}
    assert b"config-2" in (corpus.folders.clean / "articles.jsonl").read_bytes()
    assert all(
        b"config-2" in p.read_bytes() for p in (corpus.folders.clean / "articles").glob("*.json")
    )


def test_only_so_many_changes_are_named(corpus, monkeypatch) -> None:
    filled(corpus).run()
    monkeypatch.setattr("pipeline.corpus.changes._MAX_NAMED", 5)
    for name in STORIES:
        (corpus.folders.raw / f"{name}.txt").unlink()
    corpus.write(new="New")
    changes = corpus.run()["changes"]
    assert changes["removed"] == 30
    assert len(changes["named"]) == 5
    assert len(corpus.lines(".dechrome/current/changes.jsonl")) == 31


def digest_of(corpus) -> str:
    return publication_digest(corpus.plan(), corpus.settings)


@BOTH
def test_what_counts_as_published(corpus, how) -> None:
    filled(corpus, how)
    assert not is_published(corpus.folders, digest_of(corpus))
    corpus.run()
    assert is_published(corpus.folders, digest_of(corpus))
    for other in (
        replace(corpus.settings, output=replace(corpus.output, article_txt=False)),
        replace(corpus.settings, copies=replace(corpus.copies, min_containment=0.7)),
    ):
        assert not is_published(corpus.folders, publication_digest(corpus.plan(), other))
    corpus.write(new="New")
    assert not is_published(corpus.folders, digest_of(corpus))


@BOTH
@pytest.mark.parametrize("name", ["_SUCCESS", "run.json", "articles.jsonl", "articles"])
def test_a_missing_file_is_published_again(corpus, how, name) -> None:
    filled(corpus, how).run()
    before = corpus.published()
    path = corpus.folders.clean / name
    target = path if name != "articles" else next(path.glob("*.txt"))
    target.unlink()
    assert not is_published(corpus.folders, digest_of(corpus))
    corpus.run()
    assert is_published(corpus.folders, digest_of(corpus))
    assert corpus.published() == before


@pytest.mark.parametrize(
    ("error", "tried_again"), [("input-changed", True), ("unreadable", True), ("too-large", False)]
)
def test_passing_trouble_is_tried_again(corpus, error, tried_again) -> None:
    filled(corpus, story1=f"bad:{error}").run()
    digest = digest_of(corpus)
    assert is_published(corpus.folders, digest)
    (bad,) = corpus.lines("quarantine.jsonl")
    assert bad["error"] == error
    corpus.read = lambda path: "It can be read after all."
    corpus.clean()
    assert corpus.cleaned == ["story1.txt"] * tried_again
    assert is_published(corpus.folders, digest) == (not tried_again)
    corpus.run()
    assert corpus.cleaned == []
    assert is_published(corpus.folders, digest)
    assert len(corpus.lines("articles.jsonl")) == 29 + tried_again
    assert corpus.lines("quarantine.jsonl") == ([] if tried_again else [bad])


@BOTH
def test_files_of_our_own_folder_only(corpus, how) -> None:
    filled(corpus, how).run()
    notes = corpus.folders.clean / "notes.md"
    notes.write_text("mine")
    mine = corpus.folders.clean / "articles" / "my-notes.txt"
    if how == "copy":
        mine.write_text("mine")
    corpus.write(story1="Other text")
    corpus.run()
    assert notes.read_text() == "mine"
    assert how == "link" or mine.read_text() == "mine"


@pytest.mark.parametrize("ways", [("link", "copy"), ("copy", "link")])
def test_one_can_change_from_one_way_to_the_other(corpus, ways) -> None:
    filled(corpus, ways[0]).run()
    before = corpus.published()
    corpus.output = OutputSettings(publish=ways[1])
    corpus.run()
    assert corpus.published() == before
    assert (corpus.folders.clean / "_SUCCESS").is_symlink() == (ways[1] == "link")
    assert (corpus.folders.clean / "articles").is_symlink() == (ways[1] == "link")
    assert is_published(corpus.folders, digest_of(corpus))


@BOTH
def test_article_files_can_be_switched_off_and_on(corpus, how) -> None:
    filled(corpus, how).run()
    before = corpus.published()
    corpus.output = replace(corpus.output, article_txt=False)
    corpus.run()
    assert {p.suffix for p in (corpus.folders.clean / "articles").iterdir()} == {".json"}
    corpus.output = replace(corpus.output, article_txt=True)
    corpus.run()
    assert corpus.published() == before


@BOTH
def test_parquet_comes_and_goes(corpus, how, monkeypatch) -> None:
    def write(jsonl, target) -> None:
        target.write_bytes(b"PAR1")

    monkeypatch.setattr("pipeline.corpus.generation.write_articles", write)
    monkeypatch.setattr("pipeline.corpus.generation.write_removed", write)
    filled(corpus, how).output = OutputSettings(publish=how, parquet=True)
    corpus.run()
    assert corpus.published()["articles.parquet"] == b"PAR1"
    corpus.output = OutputSettings(publish=how)
    corpus.run()
    names = {path.name for path in corpus.folders.clean.iterdir()}
    assert not names & {"articles.parquet", "removed.parquet"}


@BOTH
def test_a_failure_at_any_step_leaves_the_last_corpus_and_the_next_run_heals(
    corpus, how, monkeypatch
) -> None:
    """The n-th rename, link or sync of a publication fails, for n = 1, 2, 3, ..."""
    old = {f"story{number}": f"Story{number}" for number in range(5)}
    new = {"story1": "Other", "story2": "bad"}
    corpus.output = OutputSettings(publish=how)
    corpus.write(**(old | new))
    corpus.run()
    after = corpus.published()
    corpus.write(**old)
    corpus.run()
    before = corpus.published()
    for nth in range(1, 100):
        corpus.write(**new)
        plan = corpus.clean()
        with monkeypatch.context() as patch, suppress(OSError):
            left = fail_at(patch, nth)
            publish(corpus.folders, plan, corpus.settings, {})
        if left() > 0:
            break
        if how == "link" or (corpus.folders.clean / "_SUCCESS").exists():
            assert corpus.published() in (before, after)
        corpus.run()
        assert corpus.published() == after
        assert list(corpus.folders.tmp.iterdir()) == []
        corpus.write(**old)
        corpus.run()
        assert corpus.published() == before
    assert corpus.published() == after
    assert nth > 5


def fail_at(patch, nth: int):
    """Let the n-th of these calls fail; how many of the n were left in the end."""
    left = nth

    def failing(real):
        def call(*args, **kwargs):
            nonlocal left
            left -= 1
            if left == 0:
                raise OSError(28, "injected: no space left on device")
            return real(*args, **kwargs)

        return call

    for name in ("rename", "replace", "symlink", "fsync"):
        patch.setattr(os, name, failing(getattr(os, name)))
    patch.setattr(publication, "sync_file_system", failing(publication.sync_file_system))
    return lambda: left
