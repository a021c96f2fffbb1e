from __future__ import annotations

import gzip
import json

import pytest

from pipeline.__main__ import main
from pipeline.score.metadata import (
    Answer,
    GoldMetadata,
    contained,
    credited,
    equal,
    gold_metadata,
    names_of,
    same_day,
    set_measure,
    witnessed,
)
from pipeline.score.metadata_report import calibration, metadata_rows, report_metadata
from pipeline.score.metadata_run import MetadataOutcome
from pipeline.score.metadata_systems import FLATTENINGS, flatten
from pipeline.score.sets import ScoreError

ALL = ("title", "authors", "date")
GOLD = GoldMetadata("Dam breaks", ("Ann Ray", "Bo Li"), "2024-05-03", is_undated=False)


def outcome(answer=None, gold=GOLD, system="dechrome", page="one", form="page", witness=""):
    return MetadataOutcome(
        "s", page, form, system, witness, ALL, answer or Answer(), gold, 1.0, ""
    )  # fmt: skip


@pytest.mark.parametrize(
    ("title", "gold", "is_equal", "is_contained"),
    [
        ("Dam breaks", "“Dam breaks!”", True, True),
        ("DAM\u00a0BREAKS", "Dam breaks", True, True),
        ("Dam breaks", "Dam bre\u00adaks", True, True),
        ("Dam breaks | Bay Post", "Dam breaks", False, True),
        ("Dam", "Damage", False, False),
        ("", "Dam", False, False),
    ],
)
def test_titles(title, gold, is_equal, is_contained):
    assert (equal(title, gold), contained(title, gold)) == (is_equal, is_contained)


@pytest.mark.parametrize(
    ("date", "gold", "right"),
    [
        ("2024-05-03", "2024-05-03", True),
        ("2024-05-03T23:30:00Z", "2024-05-03", True),
        ("2024-05-04", "2024-05-03", False),
        ("2024-05", "2024-05-03", False),
        ("", "", False),
        ("2024-05", "2024-05", False),
    ],
)
def test_days(date, gold, right):
    assert same_day(date, gold) is right


def test_names():
    assert names_of("Ann Ray, Bo Li and Cy Ode, Ph.D.") == ("Ann Ray", "Bo Li", "Cy Ode")
    assert names_of("Ann Ray & Bo Li | AFP") == ("Ann Ray", "Bo Li")
    assert names_of(["Ann Ray und Bo Li", " "]) == ("Ann Ray und Bo Li",)
    assert names_of(None) == ()
    found = set_measure(["ann ray", "Ann Ray", "Cy Ode"], ["Ann Ray", "Bo Li"])
    assert (found.shared, found.given, found.asked, found.f1) == (1, 2, 2, 0.5)
    assert set_measure([], ["Ann Ray"]).f1 == 0.0


def test_the_byline_credits_whom_authors_leaves_out():
    assert credited(Answer(byline="Bay Post")) == ("Bay Post",)
    assert credited(Answer(authors=("Ann Ray",), byline="By Ann Ray in Oslo")) == ("Ann Ray",)
    assert credited(Answer(authors=("Ann Ray",), byline="Ann Ray; AP")) == ("Ann Ray", "AP")


def test_three_witnesses_make_a_day():
    assert witnessed(["2024-05-03", "2024-05-03T10:00", "2024-05-03"])
    assert not witnessed(["2024-05-03", "2024-05-03", "2024-05-04"])
    assert not witnessed(["", "", ""])


def test_gold_says_of_each_page_what_it_has(bench):
    rows = [json.loads(line) for line in (bench / "gold.jsonl").read_text().splitlines()]
    rows[0] |= {"date": "2024-05-03 23:30:00+00:00", "authors": ["Ann Ray"]}
    rows[1] |= {"date": "2024-05", "authors": "Ann Ray and Bo Li"}
    (bench / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert gold_metadata(bench) == {
        "one": GoldMetadata("Dam breaks", ("Ann Ray",), "2024-05-03", is_undated=False),
        "two": GoldMetadata("Dam breaks", ("Ann Ray", "Bo Li"), "", is_undated=False),
    }
    (bench / "gold.jsonl").write_text("[1]\n")
    with pytest.raises(ScoreError, match="metadata cannot be read"):
        gold_metadata(bench)


def test_the_shares():
    (row,) = metadata_rows(
        [
            outcome(Answer("Dam breaks", ("Ann Ray",), "Ann Ray; Bo Li", "2024-05-03")),
            outcome(Answer("Dam breaks now", ("Ann Ray", "Cy Ode"), "", "2024-05-04"), page="two"),
            outcome(page="three"),
            outcome(Answer("Storm"), GoldMetadata(), page="four"),
        ]
    )
    assert (row.pages, row.undated, row.invented) == (4, 1, 0.0)
    assert (row.date_right, row.date_given, row.date_right_of_given) == (1 / 3, 2 / 3, 1 / 2)
    assert (row.title_equal, row.title_contained, row.title_right_of_given) == (1 / 3, 2 / 3, 1 / 2)
    assert row.author_f1 == pytest.approx((2 / 3 + 1 / 2 + 0) / 3)
    assert (row.author_precision, row.author_recall) == (2 / 3, 2 / 6)
    assert row.author_f1_with_byline == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert row.author_right_of_given == 1 / 2


def test_a_day_is_not_invented_where_three_others_agree_on_one():
    day, none = Answer(date="2024-05-03"), GoldMetadata()
    others = [outcome(day, none, f"peer{i}", witness=f"w{i}") for i in range(3)]
    mine = outcome(day, none)
    first = metadata_rows([mine, *others])[0]
    assert (first.undated, first.invented) == (0, None)
    # Two of one search are one witness, and who is measured is none.
    others[2] = outcome(day, none, "peer2", witness="w1")
    first = metadata_rows([mine, *others])[0]
    assert (first.undated, first.invented) == (1, 1.0)


def test_the_flattenings_are_counted_each_and_together():
    right, wrong = Answer(title="Dam breaks"), Answer(title="Home")
    rows = metadata_rows([outcome(right, form="html_text"), outcome(wrong, form="get_text")])
    assert [(r.form, r.title_equal) for r in rows] == [
        ("html_text", 1.0),
        ("get_text", 0.0),
        ("flat", 0.5),
    ]


def test_the_calibration_counts_by_tenths():
    def sure(day, conf):
        confidence = {"date": conf, "title": 0.0, "authors": 0.97}
        return Answer("", ("Ann Ray", "Cy Ode"), "", day, confidence)

    found = calibration(
        [
            outcome(sure("2024-05-03", 0.9)),
            outcome(sure("2024-05-04", 1.0)),
            outcome(sure("2024-05-03", 0.89)),
            outcome(sure("2024-05-03", 0.99), GoldMetadata()),
            outcome(sure("2024-05-03", 0.99), system="peer"),
        ]
    )
    assert [(c.field, c.low, c.given, c.right) for c in found] == [
        ("authors", 0.9, 6, 3),
        ("date", 0.8, 1, 1),
        ("date", 0.9, 2, 1),
    ]


def test_the_report_marks_what_is_demanded():
    lines = list(report_metadata([outcome(Answer("Dam breaks", (), "", "2024-05-03"))]))
    assert "| page | dechrome | 1 | 100.0% | 100.0% | 100.0% |" in lines[4]
    assert any("authors, page: 1 wrong or missing" in line for line in lines)
    demanded = outcome(Answer(title="x"))
    demanded = MetadataOutcome("fundus-dev", *[getattr(demanded, name) for name in (
        "id", "form", "system", "witness", "knows", "answer", "gold", "ms", "error")])  # fmt: skip
    assert any("0.0% (≥ 0.975)" in line for line in report_metadata([demanded]))


def test_three_flattenings_of_a_page():
    html = "<html><head><title>Dam</title></head><body><p>One <b>two</b></p></body></html>"
    found = {how: flatten(html, how).split() for how in FLATTENINGS}
    assert found == {
        "html_text": ["Dam", "One", "two"],
        "inscriptis": ["One", "two"],
        "get_text": ["One", "two"],
    }


def test_the_command(bench, capsys, tmp_path):
    rows = [json.loads(line) for line in (bench / "gold.jsonl").read_text().splitlines()]
    rows[0] |= {"date": "2024-05-03", "authors": ["Ann Ray"]}
    (bench / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    page = bench / "pages" / "one.html.gz"
    html = gzip.decompress(page.read_bytes()).decode()
    head = (
        "<head><title>Dam breaks</title><meta name='author' content='Ann Ray'>"
        '<meta property="article:published_time" content="2024-05-03T10:00:00Z"></head>'
    )
    html = html.replace("<body>", f"{head}<body><h1>Dam breaks</h1>")
    page.write_bytes(gzip.compress(html.encode(), mtime=0))
    figures = tmp_path / "figures.json"
    args = ["score", str(bench), "--metadata", "--limit", "1", "--json", str(figures)]
    assert main(args) == 0
    out = capsys.readouterr().out
    assert "| page | dechrome | 1 | 100.0% | 100.0% | 100.0% | – | 100.0% | 100.0% | 1.000 |" in out
    assert "| flat | trafilatura | 3 |" in out
    found = json.loads(figures.read_text())
    assert {row["system"] for row in found["rows"]} == {
        "dechrome", "trafilatura", "htmldate", "htmldate (fast)", "first stated day",
    }  # fmt: skip
    mine = next(p for p in found["pages"] if p["system"] == "dechrome" and p["form"] == "page")
    assert mine["answer"]["date"] == "2024-05-03"
    assert mine["error"] == ""


def test_a_missing_flattener_is_said_before_the_work(bench, capsys, monkeypatch):
    monkeypatch.setitem(
        __import__("pipeline.score.metadata_systems", fromlist=["x"])._MODULES, "inscriptis", "no_x"
    )
    assert main(["score", str(bench), "--metadata"]) == 2
    assert "install the extra [peers]" in capsys.readouterr().err


def test_it_goes_alone(bench, capsys):
    assert main(["score", str(bench), "--metadata", "--images"]) == 2
    assert "goes with neither" in capsys.readouterr().err
    assert main(["score", str(bench), "--metadata", "--forms", "residue"]) == 2
    assert "no page is there" in capsys.readouterr().err
