from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import __main__ as cli
from pipeline.report.make import ALL, Written
from pipeline.score.measures import words

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "examples" / "raw"
TUNNEL = RAW / "harbour-times" / "tunnel.html"
BROKEN = RAW / "harbour-times" / "pier.html.gz"
WIRE = RAW / "delta-standard" / "rice-barges.txt"


def _run(*args: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """As a user calls it, from somewhere else."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, args)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        cwd=ROOT,
        **options,
    )


def test_clean_prints_the_body_and_nothing_else(capsys):
    assert cli.main(["clean", str(WIRE)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("The Inland Waterways Office says it has resumed")
    assert out.endswith("at least two metres, he added.\n")
    assert "\n\nAnozie said the wreck" in out
    assert err == ""


def test_several_files_are_told_apart(capsys):
    assert cli.main(["clean", str(WIRE), str(TUNNEL)]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"==> {WIRE} <==\n")
    assert f"\n\n==> {TUNNEL} <==\nDrivers face a 12-mile detour" in out


def test_clean_json_is_the_full_record_a_line(capsys):
    assert cli.main(["clean", "--json", str(TUNNEL), str(WIRE)]) == 0
    page, text = map(json.loads, capsys.readouterr().out.splitlines())
    assert page["title"] == "Harbour tunnel to close for 16 nights after crack is found in lining"
    assert page["publisher"] == "Harbour Times"
    assert page["blocks"][0].keys() >= {"index", "role", "kept", "by", "why", "where", "votes"}
    assert text["agencies"] == "dpa; NAN"


def test_a_file_that_cannot_be_cleaned_is_named_and_the_others_go_on(capsys, tmp_path):
    assert cli.main(["clean", str(BROKEN), str(tmp_path / "none.html"), str(WIRE)]) == 1
    out, err = capsys.readouterr()
    assert "Inland Waterways" in out
    first, second = err.splitlines()
    assert first.startswith(f"dechrome: {BROKEN}: ")
    assert "none.html" in second


def test_an_error_of_our_own_is_a_sentence_too(capsys, monkeypatch):
    def broken(page, config):
        raise RecursionError("too deep")

    monkeypatch.setattr(cli, "clean", broken)
    assert cli.main(["clean", str(WIRE)]) == 1
    assert "RecursionError: too deep" in capsys.readouterr().err


def test_a_page_without_a_body_says_so(capsys, tmp_path):
    path = tmp_path / "empty.html"
    path.write_text("<html><body><nav><a href='/'>Home</a></nav></body></html>")
    assert cli.main(["clean", str(path)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "no body text" in err


def test_explain_shows_every_block_and_who_removed_it(capsys):
    assert cli.main(["explain", "--width", "0", str(WIRE)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[0] for line in lines] == ["+"] * 14 + ["-"]
    assert "(dpa/NAN)" in lines[-1]
    assert "agency-credit" in lines[-1]


def test_explain_fits_the_terminal(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    assert cli.main(["explain", str(TUNNEL)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 20
    assert max(map(len, lines)) <= 90


def test_explain_with_all_votes(capsys):
    assert cli.main(["explain", "--all-votes", str(TUNNEL)]) == 0
    assert "lost: " in capsys.readouterr().out


def test_nothing_from_a_page_reaches_the_terminal_as_a_command(capsys, tmp_path):
    path = tmp_path / "evil\x1b[2J.html"
    path.write_text(
        "<html><head><title>T \x1b]0;owned\x07</title></head><body><article><p>"
        + "The dam broke at noon, officials said, &#27;[31mand nobody was hurt in the town. " * 4
        + "</p></article></body></html>"
    )
    for command in (["clean"], ["clean", "--json"], ["explain", "--all-votes"]):
        cli.main([*command, str(path), str(path)])
        out, err = capsys.readouterr()
        assert "\x1b" not in out + err
        assert "\x07" not in out + err


def test_check_counts_rules_and_publishers(capsys):
    assert cli.main(["check"]) == 0
    assert "rules and" in capsys.readouterr().out


def test_check_names_a_rule_that_does_not_prove_itself(capsys, tmp_path):
    (tmp_path / "rules").mkdir()
    rule = (
        '[[rule]]\nid = "x"\nrole = "share"\nwhy = "A label asks readers to share."\n'
        'line = ["Share this"]\nhits = ["Share"]\nmisses = ["They share this boat."]\n'
    )
    (tmp_path / "rules" / "share.toml").write_text(rule)
    assert cli.main(["--config", str(tmp_path), "check"]) == 2
    assert "share.toml: rule 'x': the hit 'Share' does not hit" in capsys.readouterr().err


def test_rules_prints_the_page_of_rules(capsys):
    assert cli.main(["rules"]) == 0
    assert capsys.readouterr().out.startswith("# The rules\n")


def test_a_bad_config_is_a_sentence_and_exit_2(capsys, tmp_path):
    assert cli.main(["--config", str(tmp_path / "none"), "check"]) == 2
    assert "does not exist" in capsys.readouterr().err
    (tmp_path / "settings.toml").write_text("[dates]\nlatest = 1\n")
    assert cli.main(["--config", str(tmp_path), "clean", str(WIRE)]) == 2
    assert "unknown key 'latest'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["polish"],
        ["clean"],
        ["score", "--forms", "pdf"],
        ["score", "--limit", "0"],
        ["explain", "--colour", "x"],
        ["report"],
        ["report", "data/clean", "--articles", "many"],
        ["report", "data/clean", "--articles", "-1"],
    ],
)
def test_usage_errors_exit_2(args, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(args)
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_help_is_for_people(capsys):
    for args in (["--help"], *([c, "--help"] for c in ("clean", "explain", "report", "score"))):
        with pytest.raises(SystemExit) as caught:
            cli.main(args)
        assert caught.value.code == 0
        text = capsys.readouterr().out
        assert max(map(len, text.splitlines())) <= 100
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    assert {"clean", "explain", "check", "score"} <= set(words(capsys.readouterr().out))


def test_score_without_sets_is_a_sentence(capsys, monkeypatch):
    monkeypatch.delenv("DECHROME_DATA", raising=False)
    assert cli.main(["score"]) == 2
    assert "DECHROME_DATA" in capsys.readouterr().err


def test_report_without_results_is_a_sentence(capsys, tmp_path):
    for folder, says in ((tmp_path / "none", "is no folder"), (tmp_path, "no complete results")):
        assert cli.main(["report", str(folder)]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert says in err
        assert len(err.splitlines()) == 1


def test_report_says_where_it_is(capsys, monkeypatch, tmp_path):
    told = []

    def write(*args):
        told.append(args)
        return Written(tmp_path / "r\x1b[2J" / "index.html", 3, 12, 40)

    monkeypatch.setattr("pipeline.report.command.write_report", write)
    assert cli.main(["report", "data/clean", "--articles", "3"]) == 0
    assert cli.main(["report", "data/clean", "--out", "x", "--articles", "all"]) == 0
    assert told == [(Path("data/clean"), None, 3), (Path("data/clean"), Path("x"), ALL)]
    line = capsys.readouterr().out.splitlines()[0]
    assert line == f"{tmp_path}/r\\x1b[2J/index.html (3 article pages of 12, 40 rule pages)"


def test_a_report_that_cannot_be_written_is_a_sentence(capsys, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device", "/data/report/index.html")

    monkeypatch.setattr("pipeline.report.command.write_report", full)
    assert cli.main(["report", "data/clean"]) == 2
    assert "no report: /data/report/index.html: No space left" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error():
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", "explain", str(TUNNEL)],
            stdout=closed,
            stderr=subprocess.PIPE,
            timeout=120,
            check=False,
            cwd=ROOT,
        )
    assert done.returncode == 141
    assert done.stderr == b""


def test_the_module_runs_and_no_colour_goes_to_a_pipe():
    done = _run("explain", WIRE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert _run("--version").stdout.startswith("dechrome ")


def test_output_is_utf8_whatever_the_locale():
    done = _run(
        "clean",
        RAW / "weserblick" / "schleuse.html",
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0
    assert "für die Katz" in done.stdout
