from __future__ import annotations

import gzip

import pytest

from pipeline.score.sets import ScoreError, default_sets, load_set, load_sets, read_form


def test_pages_in_the_order_of_gold(bench):
    pages = load_set(bench)
    assert [(page.set, page.id, page.title) for page in pages] == [
        ("bench", "one", "Dam breaks"),
        ("bench", "two", "Dam breaks"),
    ]
    assert [page.id for page in load_set(bench, limit=1)] == ["one"]
    assert len(load_sets([bench, bench], limit=1)) == 2


def test_a_form_that_a_page_has_not_is_none(bench):
    one, two = load_set(bench)
    assert (read_form(one, "page") or "").startswith("<html>")
    assert (read_form(one, "flat") or "").startswith("Home\n")
    assert read_form(two, "residue") is None


def test_line_separators_inside_a_record_do_not_split_it(bench):
    path = bench / "gold.jsonl"
    path.write_text('{"id": "a", "text": "one\u2028two\x85three"}\n', encoding="utf-8")
    assert [page.gold for page in load_set(bench)] == ["one\u2028two\x85three"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "../../etc/passwd", "text": "x"}', "not a plain name"),
        ('{"id": "a", "text": null}', "text of 'a' is no string"),
        ('{"text": "x"}', "KeyError"),
        ("not json", "gold.jsonl:2"),
        ('{"id": "one", "text": "x"}', "stands there twice"),
    ],
)
def test_a_bad_record_is_named(bench, line, message):
    path = bench / "gold.jsonl"
    first = path.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(f"{first}\n{line}\n", encoding="utf-8")
    with pytest.raises(ScoreError, match=message):
        load_set(bench)


def test_no_set_no_score(tmp_path):
    with pytest.raises(ScoreError, match=r"gold\.jsonl"):
        load_set(tmp_path)
    (tmp_path / "gold.jsonl").write_text("\n")
    with pytest.raises(ScoreError, match="holds no page"):
        load_set(tmp_path)


def test_a_broken_page_file_is_named(bench):
    path = bench / "pages" / "one.html.gz"
    path.write_bytes(gzip.compress(b"x" * 1000)[:-9])
    with pytest.raises(ScoreError, match=r"one\.html\.gz"):
        read_form(load_set(bench)[0], "page")


def test_default_sets(tmp_path, monkeypatch):
    monkeypatch.delenv("DECHROME_DATA", raising=False)
    with pytest.raises(ScoreError, match="DECHROME_DATA"):
        default_sets()
    monkeypatch.setenv("DECHROME_DATA", str(tmp_path))
    with pytest.raises(ScoreError, match="fundus-dev"):
        default_sets()
    (tmp_path / "wcxb-dev-article").mkdir()
    assert default_sets() == [tmp_path / "wcxb-dev-article"]
