from __future__ import annotations

import json

from pipeline.__main__ import main
from pipeline.config import config_directory, default_config
from pipeline.flow import clean
from pipeline.records import Page
from pipeline.score.rule_report import alone_of, figures_of, measure_rules, total_by_rule
from pipeline.score.sets import load_set


def _with_gold(bench, line):
    """A share label on both pages; on the first it is gold."""
    rows = [json.loads(row) for row in (bench / "gold.jsonl").read_text().splitlines()]
    rows[0]["text"] += f"\n\n{line}"
    (bench / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    for page in ("one", "two"):
        flat = bench / "flat" / f"{page}.txt"
        flat.write_text(flat.read_text() + f"\n\n{line}\n")


def test_what_a_rule_does_and_what_it_takes(bench):
    _with_gold(bench, "Share this article")
    pages = [p for found in measure_rules(load_set(bench), config_directory(), forms=("flat",))
             for p in found]  # fmt: skip
    figures = total_by_rule(pages)["share/share-labels"]
    assert (figures.fired, figures.pages, figures.removed) == (2, 2, 2)
    assert (figures.against, figures.lost) == (3, 3)
    assert figures.examples == [(3, "bench/one", "Share this article")]


def test_what_others_would_have_removed_is_not_taken_alone():
    story = "".join(
        f"<p>On day {day} the keeper opened the gates of the lock by hand, and wrote it down.</p>"
        for day in range(1, 9)
    )
    menu = "<nav><ul><li>Boats of the week</li></ul></nav>"
    content = f"<html><body>{menu}<article><h1>The lock</h1>{story}</article></body></html>"
    config = default_config()
    article = clean(Page("p", "p.html", "html", content), config)
    gold = f"Boats of the week\n\n{article.body}"
    rules = figures_of(article, gold, "bench/p")
    assert rules["markup/navigation-element"].lost == 4
    assert alone_of(article, gold, rules, config) == {"markup": 0}


def test_the_command(bench, capsys):
    _with_gold(bench, "Share this article")
    assert main(["rule-report", str(bench)]) == 0
    out = capsys.readouterr().out
    assert "bench, flat: 2 pages, 147 gold words" in out
    assert "  share                3    2.041%  alone " in out
    assert "       2      2       2        3 (3)  share/share-labels" in out
    assert "“Share this article”" in out
    silent = out[out.index("rules never fired") :]
    assert "  pangea/page-clock" in silent
    assert "share/share-labels" not in silent
