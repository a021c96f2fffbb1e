from __future__ import annotations

import pytest

from pipeline.config import config_directory
from pipeline.score import run as run_module
from pipeline.score.bodies import clean_bodies, kept_share, report_bodies
from pipeline.score.run import Plan, score_sets
from pipeline.score.sets import FORMS, load_set
from pipeline.score.systems import DECHROME, PEERS, System, wrap_lines
from pipeline.score.table import as_json, rows, tables

PLAN = Plan(config_directory(), FORMS)


def _score(bench, plan=PLAN, processes=1):
    return [o for found in score_sets(load_set(bench), plan, processes) for o in found]


def test_every_page_in_every_form_that_it_has(bench):
    assert [(o.id, o.form, o.system) for o in _score(bench)] == [
        ("one", "page", DECHROME),
        ("one", "flat", DECHROME),
        ("one", "residue", DECHROME),
        ("two", "page", DECHROME),
        ("two", "flat", DECHROME),
    ]


def test_processes_change_nothing_but_the_time(bench):
    def seen(outcomes):
        return [(o.id, o.form, o.figures, o.error) for o in outcomes]

    assert seen(_score(bench, processes=2)) == seen(_score(bench))


def test_a_page_that_fails_counts_as_empty_and_is_listed(bench, monkeypatch):
    def broken(page, config):
        raise RecursionError("too deep")

    monkeypatch.setattr(run_module, "clean", broken)
    outcomes = _score(bench)
    assert {o.error for o in outcomes} == {"RecursionError: too deep"}
    assert {o.figures.word_f1 for o in outcomes} == {0.0}
    table = tables(rows(outcomes))
    assert "* dechrome, page, `one`: RecursionError: too deep" in table


def test_peers_stand_beside_it_in_the_same_run(bench):
    pytest.importorskip("resiliparse", reason="the extra [peers] is not installed")
    found = rows(_score(bench, Plan(config_directory(), FORMS, peers=True)))
    assert [(r.form, r.system) for r in found if r.form == "page"] == [
        ("page", DECHROME),
        *(("page", s.name) for s in PEERS if "page" in s.forms),
    ]
    nothing = next(r for r in found if (r.form, r.system) == ("flat", "doing nothing"))
    assert nothing.figures.extra == 2 * len(["Home", "News", "Sport"])
    reference = next(r for r in found if (r.form, r.system) == ("page", "trafilatura"))
    assert reference.ratio == 1.0
    assert reference.figures.word_f1 > 0.9


def test_missing_peers_are_said_in_a_sentence(bench, monkeypatch):
    from pipeline.score import systems

    monkeypatch.setattr(systems.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(systems.ScoreError, match=r"\[peers\]"):
        systems.peers()


def test_a_peer_that_raises_is_a_failure_too(bench, monkeypatch):
    def broken(content, form):
        raise ValueError("no")

    monkeypatch.setattr(run_module, "peers", lambda: (System("bad", FORMS, broken),))
    found = rows(_score(bench, Plan(config_directory(), ("page",), peers=True)))
    assert next(r for r in found if r.system == "bad").failed == (
        ("one", "ValueError: no"),
        ("two", "ValueError: no"),
    )


def test_wrapped_lines_escape_and_skip_blanks():
    assert wrap_lines("a < b\n \n c") == "<html><body><p>a &lt; b</p>\n<p>c</p></body></html>"


def test_the_table_is_markdown_and_the_json_is_unrounded(bench):
    outcomes = _score(bench)
    found = rows(outcomes)
    lines = tables(found).splitlines()
    assert lines[0] == "### bench"
    assert len({line.count("|") for line in lines[2:]}) == 1
    assert {len(line) for line in lines[2:]} == {len(lines[2])}
    data = as_json(found, outcomes)
    assert [page["id"] for page in data["pages"]] == ["one", "one", "one", "two", "two"]
    assert data["rows"][0]["figures"]["pages"] == 2


def test_rows_are_ordered_by_set_then_form(bench):
    assert [(r.form, r.figures.pages) for r in rows(_score(bench))] == [
        ("page", 2),
        ("flat", 2),
        ("residue", 1),
    ]


def test_gold_bodies_come_back(bench):
    found = list(clean_bodies(load_set(bench), config_directory()))
    assert kept_share(found) == 1.0
    assert all(o.stable for o in found)
    assert next(iter(report_bodies(found))).startswith("bench: 100.000% of 144 words kept")


def test_what_is_taken_from_a_gold_body_is_listed(bench, monkeypatch):
    from pipeline.records import Decision, Role
    from pipeline.score import bodies

    real = bodies.clean

    def grasping(page, config):
        article = real(page, config)
        first, *rest = article.decisions
        gone = Decision(0, first.span, Role.RELATED, False, "rule:related/bad", "why")
        return type(article)(
            article.page,
            article.body.partition("\n\n")[2],
            article.metadata,
            article.blocks,
            (gone, *rest),
            1.0,
        )

    monkeypatch.setattr(bodies, "clean", grasping)
    found = list(clean_bodies(load_set(bench), config_directory()))
    report = "\n".join(report_bodies(found))
    assert "DEMANDED: 99.5%" in report
    assert "rule:related/bad (related)" in report
    assert "The dam above Tolvar broke" in report
    assert "2 change when cleaned again" in report
