"""What a run does after this and that has happened to its inputs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pipeline.errors import PageError
from pipeline.read import read_input

BINARY = "\0\0\0\0 not a text \0\0"
STORIES = [f"story{number}.txt" for number in range(8)]


def last(job) -> dict[str, object]:
    run = job.runs()[-1]
    return run["work"] | {key: run[key] for key in ("published", "changes") if key in run}


def test_the_first_run_cleans_everything(job, build, capsys) -> None:
    assert build() == (True, STORIES)
    assert last(job)["cleaned"] == 8
    (article,) = [a for a in job.lines("articles.jsonl") if a["source_path"] == "story3.txt"]
    assert "Share this article" not in article["text"]
    assert {line["by"] for line in job.lines("removed.jsonl")} == {"rule:mine/share-labels"}
    out = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in out] == [
        "read", "cleaned", "reused", "quarantined", "seconds", "articles", "copies", "changed",
        "results",
    ]  # fmt: skip
    assert out[0].split()[1:3] == ["8", "inputs"]
    assert out[6].startswith("copies       7 articles repeat one of 1 other")
    assert out[-1].split()[1] == str(job.clean)


def stamp(path: Path) -> tuple[int, ...]:
    status = path.lstat()
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def test_a_second_run_does_nothing_and_says_so(job, build, capsys) -> None:
    build()
    paths = [p for p in job.clean.rglob("*") if p.parent.name not in ("run", "tmp")]
    before = {path: stamp(path) for path in paths}
    capsys.readouterr()
    assert build() == (True, [])
    out = capsys.readouterr().out
    assert "cleaned      0\n" in out
    assert "reused       8\n" in out
    assert "up to date" in out
    assert last(job) == {"cleaned": 0, "quarantined": 0, "reused": 8, "published": False}
    changed = {path.name for path in paths if stamp(path) != before[path]}
    state = {"runs.jsonl", "lock", "run", "tmp", ".dechrome", "inventory.jsonl"}
    assert changed <= state  # the inventory: files that were just written are hashed once more


@pytest.mark.parametrize(
    ("change", "cleaned", "changes"),
    [
        ("add", ["new.txt"], {"added": 1}),
        ("edit", ["story3.txt"], {"text": 1}),
        ("touch", [], None),
        ("delete", [], {"removed": 1}),
        ("rename", ["new.txt"], {"added": 1, "removed": 1, "copies": 7}),  # it names their group
        ("add a sidecar", ["story3.txt"], {}),
    ],
)
def test_only_what_changed_is_cleaned(job, build, change, cleaned, changes) -> None:
    build()
    if change == "add":
        job.write("new.txt", "A new story about the old bridge, which nobody had expected.\n")
    elif change == "edit":
        job.write("story3.txt", "Another story about the bridge, which nobody had expected.\n")
    elif change == "touch":
        os.utime(job.raw / "story3.txt")
    elif change == "delete":
        (job.raw / "story3.txt").unlink()
    elif change == "rename":
        (job.raw / "story3.txt").rename(job.raw / "new.txt")
    else:
        job.write("story3.txt.meta.json", '{"language": "en"}')
    assert build() == (True, cleaned)
    told = last(job)
    assert told["cleaned"] == len(cleaned)
    if changes is None:
        assert not told["published"]
        return
    counts = {k: v for k, v in told["changes"].items() if k != "named" and v}
    assert counts == changes
    paths = {line["source_path"] for line in job.lines("inputs.jsonl")}
    assert paths == {p.name for p in job.raw.iterdir() if not p.name.endswith(".meta.json")}
    names = {path.name.rpartition("-")[0] for path in (job.clean / "articles").iterdir()}
    assert names == {path.partition(".")[0] for path in paths}


def test_a_comment_in_a_rule_cleans_nothing_again(job, build) -> None:
    build()
    job.edit("rules/mine.toml", "what readers", "WHAT READERS")
    job.edit("rules/mine.toml", "is never part of a story", "never is part of one")
    assert build() == (True, [])
    assert not last(job)["published"]


def test_a_rule_cleans_all_again_and_the_changed_articles_are_named(job, build, capsys) -> None:
    job.write("other.txt", "A story that asks nobody for anything, and so it stays as it is.\n")
    build()
    capsys.readouterr()
    job.edit("rules/mine.toml", 'line = ["Share this article"]', 'line = ["this article"]')
    assert build() == (True, ["other.txt", *STORIES])
    changes = last(job)["changes"]
    assert changes["text"] == 8
    assert {id.rpartition("-")[0] for id in changes["named"]} == {s[:-4] for s in STORIES}
    run = json.loads((job.clean / "run.json").read_bytes())
    assert run["changes"] == changes
    assert "8 in their text" in capsys.readouterr().out
    listed = job.lines(".dechrome/current/changes.jsonl")
    assert {line["id"]: line["change"] for line in listed} == changes["named"]


def test_output_settings_clean_nothing_again(job, build) -> None:
    build()
    job.edit("settings.toml", "article_txt = true", "article_txt = false")
    assert build() == (True, [])
    assert last(job)["published"]
    assert not list((job.clean / "articles").glob("*.txt"))


def test_a_bad_file_is_a_row(job, build, capsys) -> None:
    job.write("bad.txt", BINARY)
    job.write("blank.txt", "Share this article\n")
    assert build()[0]
    (row,) = job.lines("quarantine.jsonl")
    assert row["source_path"] == "bad.txt"
    assert row["stage"] == "read"
    assert row["error"]
    assert row["message"].startswith("The file is no text")
    statuses = {line["source_path"]: line["status"] for line in job.lines("inputs.jsonl")}
    assert (statuses["bad.txt"], statuses["blank.txt"]) == ("quarantined", "empty")
    run = json.loads((job.clean / "run.json").read_bytes())
    assert run["counts"] == {"read": 10, "cleaned": 8, "empty": 1, "quarantined": 1}
    assert "quarantined  1 (see " in capsys.readouterr().out
    assert [line["text"] for line in job.lines("removed.jsonl") if line["id"].startswith("blank")]


def test_the_quarantine_is_tried_again_where_that_is_wished(job, build) -> None:
    job.write("bad.txt", BINARY)
    build()
    assert build() == (True, [])
    assert build(retry_quarantined=True) == (True, ["bad.txt"])
    assert last(job)["quarantined"] == 1
    assert len(job.lines("quarantine.jsonl")) == 1
    assert build() == (True, [])


def once_unreadable(name: str):
    def read(path, sidecar, source_path, *rest):
        if source_path == name:
            raise PageError("read", "unreadable", "The disk does not answer.")
        return read_input(path, sidecar, source_path, *rest)

    return read


def test_what_could_not_be_read_is_tried_again_by_itself(job, build, monkeypatch) -> None:
    """Also in a run that has nothing else to do."""
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.edge.document.read_input", once_unreadable("story3.txt"))
        build()
    assert [line["error"] for line in job.lines("quarantine.jsonl")] == ["unreadable"]
    assert build() == (True, ["story3.txt"])
    assert job.lines("quarantine.jsonl") == []
    assert build() == (True, [])


def make_bad(job, *names: str) -> None:
    for name in names:
        job.write(name, BINARY)


def test_a_corpus_is_not_replaced_by_a_quarantine(job, build, caplog) -> None:
    build()
    before = job.published()
    make_bad(job, *STORIES[:5])
    assert not build()[0]
    assert job.published() == before
    assert "5 of 8 inputs are quarantined; nothing was published" in caplog.text
    assert not build()[0]
    assert build(allow_shrink=True, accept_alarms=True) == (True, [])
    assert len(job.lines("quarantine.jsonl")) == 5


def test_a_first_corpus_that_is_mostly_quarantined_is_no_success(job, build, caplog) -> None:
    make_bad(job, *STORIES[:5])
    for _ in range(2):
        caplog.clear()
        assert not build()[0]
        assert "5 of 8 inputs are quarantined (see " in caplog.text
        assert len(job.lines("articles.jsonl")) == 3  # there is nothing to protect, much to see
    job.edit("settings.toml", "max_quarantined_share = 0.5", "max_quarantined_share = 0.7")
    assert build() == (True, [])


def grow(job, template: str, start: int, number: int) -> None:
    for n in range(start, start + number):
        job.write(f"gazette/{n}.txt", template.format(n=n))


DATED = """Council {n} Agrees on Its Bridge

Published: 12 May 2023

The council of village {n} met on Monday evening and agreed on a new bridge, which is to be
built before the winter, although the money for it has not been found.

The old one had been closed for {n} years, and the detour takes the farmers an hour every day.
"""
UNDATED = DATED.replace("Published: 12 May 2023\n\n", "")


def test_a_template_change_raises_an_alarm_until_it_is_accepted(job, build, caplog, capsys) -> None:
    (job.raw / "gazette").mkdir()
    grow(job, DATED, 0, 25)
    assert build()[0]
    assert json.loads((job.clean / "run.json").read_bytes())["alarms"] == []
    grow(job, UNDATED, 100, 6)
    capsys.readouterr()
    for _ in range(2):  # it stands also when there is nothing to do
        caplog.clear()
        assert not build()[0]
        assert "6 of 6 new articles have no date; before, 0 of 25" in caplog.text
        assert "--accept-alarms" in caplog.text
        assert "alarms       1 (see " in capsys.readouterr().out
    assert len(job.lines("articles.jsonl")) == 8 + 31  # the corpus is published all the same
    (alarm,) = json.loads((job.clean / "run.json").read_bytes())["alarms"]
    assert (alarm["publisher"], alarm["kind"], alarm["compared"]) == ("gazette/", "no-date", "new")
    job.edit("settings.toml", "fail = true", "fail = false")
    assert build() == (True, [])
    job.edit("settings.toml", "fail = false", "fail = true")
    assert build(accept_alarms=True) == (True, [])
    assert json.loads((job.clean / "run.json").read_bytes())["alarms"] == []
    assert build() == (True, [])
    assert not last(job)["published"]


def test_too_many_vanished_inputs_stop_the_run(job, build, caplog) -> None:
    build()
    before = job.published()
    for name in STORIES[:3]:
        (job.raw / name).unlink()
    job.write("new.txt", "A new story about the old bridge, which nobody had expected.\n")
    assert build() == (False, [])
    assert job.published() == before
    assert "3 of the 8 inputs" in caplog.text
    assert "--allow-shrink" in caplog.text
    assert len(job.runs()) == 1
    assert build(allow_shrink=True) == (True, ["new.txt"])
    assert len(job.lines("inputs.jsonl")) == 6
    assert build()[0]


def test_the_vanished_are_counted_against_what_was_published(job, build) -> None:
    build()
    for name in STORIES[:3]:
        (job.raw / name).unlink()
    assert not build()[0]
    assert not build()[0]  # the run before did not publish: its look does not count


def test_a_few_vanished_inputs_are_fine(job, build) -> None:
    build()
    for name in STORIES[:2]:
        (job.raw / name).unlink()
    assert build()[0]
    assert len(job.lines("inputs.jsonl")) == 6


@pytest.mark.parametrize("emptied", [True, False])
def test_without_inputs_the_last_corpus_stays(job, build, emptied) -> None:
    build()
    before = job.published()
    for path in list(job.raw.iterdir()):
        path.unlink()
    if not emptied:
        job.raw.rmdir()
    assert build(allow_shrink=True) == (False, [])
    assert job.published() == before


def test_copied_files_are_the_same_as_linked_ones(job, build) -> None:
    build()
    before = job.published()
    job.edit("settings.toml", 'publish = "link"', 'publish = "copy"')
    assert build() == (True, [])
    assert not [path for path in job.clean.iterdir() if path.is_symlink()]
    assert job.published() == before
    assert build() == (True, [])
    assert not last(job)["published"]


def test_parquet(job, build) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    job.edit("settings.toml", "parquet = false", "parquet = true")
    assert build()[0]
    table = pq.read_table(job.clean / "articles.parquet")
    assert table.column("id").to_pylist() == [a["id"] for a in job.lines("articles.jsonl")]
    assert pq.read_table(job.clean / "removed.parquet").num_rows == 8


def test_another_pipeline_can_require_it(job, build) -> None:
    import luigi

    import tasks

    build()
    tasks.end_sessions()

    class Count(luigi.Task):
        def requires(self) -> luigi.Task:
            return tasks.CleanAll(
                raw_dir=str(job.raw), clean_dir=str(job.clean), config_dir=str(job.config)
            )

        def output(self) -> luigi.LocalTarget:
            return luigi.LocalTarget(str(job.folder / "count"))

        def run(self) -> None:
            with self.input().open() as file, self.output().open("w") as out:
                out.write(file.read())

    assert luigi.build([Count()], local_scheduler=True)
    assert (job.folder / "count").read_text() == (job.clean / "_SUCCESS").read_text()
