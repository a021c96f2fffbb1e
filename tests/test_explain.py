from __future__ import annotations

from pipeline.explain import explain, ledger
from pipeline.records import Article, Block, Decision, Metadata, Page, Role, Vote
from pipeline.terminal import columns

PROSE = "The dam above Tolvar broke shortly after noon on Monday, officials said. (dpa/NAN)"


def _article() -> Article:
    share = Vote(0, Role.SHARE, "rule:share/bar", "a share bar", 1.0)
    witness = Vote(0, Role.FURNITURE, "extractor", "not kept by trafilatura", 0.35)
    tail = Vote(1, Role.AGENCY_CREDIT, "rule:tail/agency", "ends the text", 1.0, (73, 82))
    wrong = Vote(1, Role.RELATED, "context", "a guess", 0.2)
    blocks = (
        Block(0, "Share\x1b[31m\nthis", "/html/body/" + "div[1]/" * 20 + "p[1]"),
        Block(1, PROSE, "/html/body/p[2]"),
    )
    decisions = (
        Decision(0, (0, 15), Role.SHARE, False, "rule:share/bar", "a share bar", (witness, share)),
        Decision(1, (0, 73), Role.PARAGRAPH, True, "default", "no witness", (tail, wrong)),
        Decision(
            1,
            (73, 82),
            Role.AGENCY_CREDIT,
            False,
            "rule:tail/agency",
            "ends the text",
            (tail, wrong),
        ),
    )
    page = Page(id="x", source="x.html", kind="html", content="")
    return Article(page, "", Metadata(), blocks, decisions, 1.0)


def test_a_line_a_decision_and_spans_name_their_characters():
    lines = ledger(_article())
    assert [(line.sign, line.role, line.by) for line in lines] == [
        ("-", "share", "rule:share/bar"),
        ("+", "paragraph", "default"),
        ("-", "agency-credit", "rule:tail/agency"),
    ]
    assert [line.where for line in lines[1:]] == ["/html/body/p[2][0:73]", "/html/body/p[2][73:82]"]
    assert lines[2].text == "(dpa/NAN)"


def test_no_line_carries_a_control_character_or_a_line_break():
    shown = "\n".join(explain(_article(), all_votes=True))
    assert "\x1b" not in shown
    assert r"Share\x1b[31m this" in shown


def test_losing_votes_stand_below_the_line_that_they_lost():
    lines = list(explain(_article(), all_votes=True))
    assert [line.strip() for line in lines if "lost:" in line] == [
        "lost: furniture extractor 0.35: not kept by trafilatura",
        "lost: related context 0.2: a guess",
        "lost: related context 0.2: a guess",
    ]
    assert not any("lost:" in line for line in explain(_article()))


def test_columns_are_aligned_and_fit():
    lines = list(explain(_article(), width=100))
    assert max(map(columns, lines)) <= 100
    assert len({line.index("rule:") for line in lines if "rule:" in line}) == 1
    assert lines[0].endswith("p[1]")  # of a long path the end is shown
    assert "…" in lines[0]


def test_width_zero_cuts_nothing():
    assert any(PROSE[:73].strip() in line for line in explain(_article()))
    assert "…" not in "".join(explain(_article()))


def test_colour_is_asked_for():
    lines = list(explain(_article(), colour=True))
    assert lines[0].startswith("\x1b[31m- share")
    assert lines[1].startswith("\x1b[32m+ paragraph")
    assert all(line.endswith("\x1b[0m") for line in lines)


def test_a_page_without_blocks_has_no_lines():
    page = Page(id="x", source="x.txt", kind="text", content="")
    assert list(explain(Article(page, "", Metadata(), (), (), 1.0))) == []
