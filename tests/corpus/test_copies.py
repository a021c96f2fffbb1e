"""What is known of copies is joined when the corpus is published, and is in no shard."""

from __future__ import annotations

import csv
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.copies.records import Copy, Figures
from pipeline.corpus.changes import KINDS, read_index
from pipeline.corpus.copies import Copies, are_found, found_copies
from pipeline.corpus.errors import CorpusError
from pipeline.corpus.publication import is_published, publication_digest, publish

JOINED = ("dup_group", "dup_of", "dup_score")


def prose(name: str, words: int = 40) -> str:
    luck = random.Random(name)
    return " ".join([name, *(f"word{luck.randrange(10**6)}" for _ in range(words))])


def filled(corpus):
    corpus.write(**{f"story{n}": prose(f"Story{n}") for n in range(12)})
    return corpus


def shards(corpus) -> dict[str, bytes]:
    folder = corpus.folders.state / "shards"
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def table(corpus) -> list[dict[str, str]]:
    with (corpus.folders.clean / "duplicates.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def told(changes) -> dict[str, int]:
    return {kind: changes[kind] for kind in KINDS if changes[kind]}


def test_a_copy_of_an_old_article_cleans_nothing_but_itself(corpus) -> None:
    filled(corpus).run()
    before = shards(corpus)
    articles = corpus.folders.clean / "articles"
    inodes = {path.name: path.stat().st_ino for path in articles.iterdir()}
    corpus.write(copy=prose("Story3") + " and a little more")
    manifest = corpus.run()
    assert corpus.cleaned == ["copy.txt"]
    assert told(manifest["changes"]) == {"added": 1, "copies": 1}
    assert manifest["copies"] == {"groups": 1, "copies": 1}
    own = [name for name in shards(corpus) if name not in before]
    assert len({name.split("/")[0] for name in own}) == 1
    assert not any(b'"dup_of": "s' in data for data in shards(corpus).values())
    (old,) = [row["id"] for row in table(corpus) if row["dup_of"]]
    other = {name for name, inode in inodes.items() if (articles / name).stat().st_ino != inode}
    assert other == {f"{old}.json"}  # its text is the same file


def test_it_stands_the_same_in_every_form(corpus) -> None:
    corpus.write(copy=prose("Story3") + " and a little more")
    filled(corpus).run()
    rows = table(corpus)
    assert [row["id"].partition("-")[0] for row in rows] == ["copy", "story3"]
    (copy,) = [row for row in rows if row["dup_of"]]
    assert copy["id"].startswith("story3")
    assert {row["dup_group"] for row in rows} == {min(row["id"] for row in rows)}
    by_id = {row["id"]: row for row in rows}
    with (corpus.folders.clean / "metadata.csv").open(newline="") as file:
        cells = {line[0]: line for line in csv.reader(file)}
    for line in corpus.lines("articles.jsonl"):
        known = by_id.get(line["id"], {"dup_group": "", "dup_of": "", "dup_score": "0.0"})
        record = json.loads((corpus.folders.clean / "articles" / f"{line['id']}.json").read_bytes())
        assert [str(line[key]) for key in JOINED] == [known[key] for key in JOINED]
        assert [record[key] for key in JOINED] == [line[key] for key in JOINED]
        assert cells[line["id"]][2:5] == [known[key] for key in JOINED]


def test_copies_that_go_take_the_company_along(corpus) -> None:
    corpus.write(copy=prose("Story3") + " and a little more")
    filled(corpus).run()
    (corpus.folders.raw / "copy.txt").unlink()
    manifest = corpus.run()
    assert told(manifest["changes"]) == {"removed": 1, "copies": 1}
    assert manifest["changes"]["named"]
    assert table(corpus) == []


def test_from_scratch_or_step_by_step_it_is_the_same_corpus(corpus, make_corpus) -> None:
    luck = random.Random(5)
    texts: dict[str, str] = {}
    for _ in range(8):
        for _ in range(4):
            name = f"n{luck.randrange(20)}"
            source = luck.choice([*texts.values(), prose(f"Story{luck.randrange(99)}", 60)])
            texts[name] = " ".join(source.split()[: luck.randrange(30, 70)])
        if luck.random() < 0.5:
            gone = luck.choice(list(texts))
            (corpus.folders.raw / f"{gone}.txt").unlink(missing_ok=True)
            del texts[gone]
        corpus.write(**texts)
        corpus.run()
    other = make_corpus("two")
    other.backwards = True
    other.write(**texts)
    other.run()
    assert other.published() == corpus.published()
    assert len(table(corpus)) > 4


def test_other_settings_publish_again_and_clean_nothing(corpus) -> None:
    corpus.write(copy=" ".join(prose("Story3").split()[:25]) + " " + prose("Other", 14))
    filled(corpus).run()
    assert table(corpus) == []
    corpus.copies = replace(corpus.copies, min_containment=0.4)
    assert not is_published(corpus.folders, publication_digest(corpus.plan(), corpus.settings))
    changes = corpus.run()["changes"]
    assert corpus.cleaned == []
    assert told(changes) == {"copies": 2}
    corpus.copies = replace(corpus.copies, find=False)
    assert told(corpus.run()["changes"]) == {"copies": 2}
    assert corpus.cleaned == []
    assert table(corpus) == []
    assert (corpus.folders.clean / "duplicates.csv").read_text() == f"id,{','.join(JOINED)}\n"


def test_a_run_with_nothing_new_writes_nothing(corpus) -> None:
    filled(corpus).run()
    stamps = {path: path.stat().st_mtime_ns for path in corpus.folders.copies.iterdir()}
    corpus.clean()
    assert {path: path.stat().st_mtime_ns for path in corpus.folders.copies.iterdir()} == stamps


def test_it_is_complete_for_exactly_these_rows(corpus) -> None:
    plan = filled(corpus).clean()
    assert are_found(corpus.folders, plan, corpus.copies)
    assert not are_found(corpus.folders, plan, replace(corpus.copies, max_stories=9))
    corpus.write(new="New")
    assert not are_found(corpus.folders, corpus.plan(), corpus.copies)


@pytest.mark.parametrize("how", ["flip", "gone"])
def test_nothing_is_published_without_it(corpus, how) -> None:
    filled(corpus).run()
    before = corpus.published()
    corpus.write(new="New")
    plan = corpus.clean()
    groups = corpus.folders.copies / "groups"
    if how == "flip":
        groups.write_bytes(groups.read_bytes()[:-2] + b"!\n")
    else:
        groups.unlink()
    with pytest.raises(CorpusError, match="run again"):
        publish(corpus.folders, plan, corpus.settings, {})
    assert corpus.published() == before
    corpus.run()
    assert len(corpus.published()) == len(before) + 2


def test_signatures_of_shards_that_are_no_more_are_removed(corpus) -> None:
    filled(corpus).run()
    (corpus.folders.copies / "000-of-008").touch()
    for path in corpus.folders.raw.iterdir():
        if path.name != "story3.txt":
            path.unlink()
    corpus.run()
    names = {path.name for path in corpus.folders.copies.iterdir()}
    assert len(names) == 2
    assert "groups" in names


def test_an_index_from_before_there_were_copies_can_be_read(corpus) -> None:
    filled(corpus).run()
    index = corpus.folders.current / "index.jsonl"
    old = [json.loads(line) for line in index.read_text().splitlines()]
    for known in old:
        del known["copies"]
    path = Path(str(corpus.folders.run / "index.jsonl"))
    path.write_text("".join(json.dumps(known) + "\n" for known in old))
    assert list(read_index(path)) == list(read_index(index))


def test_asked_for_by_rising_id() -> None:
    known = Copies([Copy("b", "b", "", 0.0), Copy("d", "b", "b", 0.7)], Figures(1, 1))
    found = [known.of(id) for id in "abcde"]
    assert [copy and copy.id for copy in found] == [None, "b", None, "d", None]


def test_what_is_found_needs_no_memory(corpus) -> None:
    plan = filled(corpus).clean()
    assert found_copies(corpus.folders, plan, corpus.copies).figures == Figures(0, 0)
