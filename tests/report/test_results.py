from __future__ import annotations

import json
import shutil

import pytest

from pipeline.report.results import ReportError, changes, entries, open_results


def test_no_folder_and_no_results_are_a_sentence(tmp_path, clean):
    with pytest.raises(ReportError, match="is no folder"):
        open_results(tmp_path / "nothing")
    with pytest.raises(ReportError, match=r"no complete results .* run `luigi --module tasks"):
        open_results(clean.path)


def test_articles_and_inputs_without_text_come_by_id(clean, story):
    clean.publish([story("b"), story("d")], empty=[story("a"), story("c"), story("e")])
    found = list(entries(open_results(clean.path)))
    assert [(e.id, e.article is not None, len(e.removed)) for e in found] == [
        ("a", False, 2), ("b", True, 2), ("c", False, 2), ("d", True, 2), ("e", False, 2),
    ]  # fmt: skip
    wanted = list(entries(open_results(clean.path), frozenset({"d", "e"})))
    assert [e.id for e in wanted] == ["d", "e"]


def test_changes_are_those_of_the_last_run(clean, story):
    clean.publish([story("a"), story("b"), story("gone")])
    assert open_results(clean.path).first
    clean.publish(
        [story("a"), story("b"), story("c")], {"b": "text", "c": "added", "gone": "removed"}
    )
    results = open_results(clean.path)
    assert [(e.id, e.change) for e in entries(results)] == [
        ("a", ""),
        ("b", "text"),
        ("c", "added"),
    ]
    assert not results.first
    assert results.before is not None
    assert results.before.name.startswith("000001-")


def test_a_copy_without_the_state_has_what_run_json_names(clean, story, tmp_path):
    clean.publish([story("a"), story("b")])
    clean.publish([story("a"), story("b")], {"b": "text"})
    copy = tmp_path / "copy"
    shutil.copytree(clean.files, copy, ignore=shutil.ignore_patterns("*.json.lock", "generation*"))
    (copy / "changes.jsonl").unlink()
    results = open_results(copy)
    assert (results.generation, results.before) == (None, None)
    assert list(changes(results)) == [{"id": "b", "change": "text"}]


def test_a_run_that_publishes_meanwhile_changes_nothing(clean, story):
    clean.publish([story("a")])
    results = open_results(clean.path)
    clean.publish([story("a"), story("b")], {"b": "added"})
    assert [e.id for e in entries(results)] == ["a"]


def test_a_folder_that_is_being_written_is_refused(clean, story):
    clean.publish([story("a")])
    (clean.files / "_SUCCESS").write_text("another\n")
    with pytest.raises(ReportError, match="is being written"):
        open_results(clean.path)


@pytest.mark.parametrize(
    ("name", "line", "says"),
    [
        ("articles.jsonl", "not json", "line 2: not a record"),
        ("articles.jsonl", "[1]", "line 2: not a record"),
        ("articles.jsonl", '{"id": "x"}', "line 2: no 'text' of type str"),
        ("removed.jsonl", '{"id": 7}', "line 3: no 'id' of type str"),
        ("removed.jsonl", "[" * 100_000, "line 3: not a record"),
    ],
)
def test_a_line_that_is_none_of_ours_is_named(clean, story, name, line, says):
    clean.publish([story("a")])
    with (clean.files / name).open("a") as file:
        file.write(line + "\n")
    with pytest.raises(ReportError, match=says):
        list(entries(open_results(clean.path)))


@pytest.mark.parametrize("id", ["../../etc/passwd", "a/b", "", "A", "x" * 300, "0"])
def test_an_id_cannot_be_a_path_and_must_rise(clean, story, id):
    clean.publish([story("a")])
    with (clean.files / "articles.jsonl").open("a") as file:
        file.write(json.dumps(story(id).flat) + "\n")
    with pytest.raises(ReportError, match="not an id in its place"):
        list(entries(open_results(clean.path)))


@pytest.mark.parametrize("run", ["", "{", "[]", '{"corpus": "x"}', '{"counts": 1, "changes": {}}'])
def test_a_run_json_of_another_form_is_a_sentence(clean, story, run):
    clean.publish([story("a")])
    (clean.files / "run.json").write_text(run)
    with pytest.raises(ReportError, match="not written by this version"):
        open_results(clean.path)


def test_records_of_another_form_are_a_sentence(clean, story):
    clean.publish([story("a", schema="dechrome/2.0")])
    with pytest.raises(ReportError, match=r"of the form 'dechrome/2\.0'"):
        list(entries(open_results(clean.path)))
