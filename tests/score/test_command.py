from __future__ import annotations

import json

import pytest

from pipeline.__main__ import main


def test_a_table_and_what_was_asked_for(bench, capsys, tmp_path):
    figures, errors = tmp_path / "figures.json", tmp_path / "errors.txt"
    options = ["--json", str(figures), "--errors", "1", str(errors)]
    code = main(["score", str(bench), "--forms", "residue, page", *options])
    assert code == 0
    out = capsys.readouterr().out
    assert out.startswith("### bench\n\n| form ")
    assert str(errors) in out
    assert [row["form"] for row in json.loads(figures.read_text())["rows"]] == ["page", "residue"]


def test_the_error_report_names_what_is_wrong(bench, tmp_path):
    gold = bench / "gold.jsonl"
    lost = "A paragraph that stands in gold and nowhere on the page, alas."
    rows = [json.loads(line) for line in gold.read_text().splitlines()]
    for row in rows:
        row["text"] += "\n\n" + lost
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows))
    extra = "Each of these sentences was added by hand, so that something is wrongly kept."
    for page in ("one", "two"):
        path = bench / "flat" / f"{page}.txt"
        path.write_text(path.read_text() + f"\n\n{extra}\n\n")
    errors = tmp_path / "errors.txt"
    assert main(["score", str(bench), "--forms", "flat", "--errors", "1", str(errors)]) == 0
    report = errors.read_text(encoding="utf-8")
    assert "FORM flat: 2 pages" in report
    assert "      24      2  in no block" in report
    assert f"       2  “{extra}”" in report
    assert "flat 1. bench/one" in report
    assert "flat 2." not in report
    assert f"  -   12 of   12  “{lost}”" in report
    assert f"  +   14 of   14  “{extra}”" in report
    assert max(map(len, report.splitlines())) <= 160


def test_clean_bodies(bench, capsys, tmp_path):
    figures = tmp_path / "figures.json"
    assert main(["score", "--clean-bodies", str(bench), "--json", str(figures)]) == 0
    assert "100.000% of 144 words kept (as demanded)" in capsys.readouterr().out
    assert json.loads(figures.read_text())["kept_share"] == 1.0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--clean-bodies", "--peers"], "--clean-bodies goes with neither"),
        (["--errors", "few", "x.txt"], "'few' is not a number"),
        (["--errors", "1", "/nowhere/x.txt"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(bench, capsys, args, message):
    assert main(["score", str(bench), *args]) == 2
    assert message in capsys.readouterr().err


def test_a_set_without_the_form_is_a_sentence(bench, capsys):
    (bench / "residue" / "one.txt").unlink()
    assert main(["score", str(bench), "--forms", "residue"]) == 2
    assert "no page is there in the form residue" in capsys.readouterr().err


def test_default_sets_are_below_the_data_folder(bench, capsys, monkeypatch):
    bench.rename(bench.with_name("fundus-dev"))
    monkeypatch.setenv("DECHROME_DATA", str(bench.parent))
    assert main(["score", "--limit", "1", "--forms", "flat"]) == 0
    assert "### fundus-dev" in capsys.readouterr().out
