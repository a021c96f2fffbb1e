from __future__ import annotations

import itertools

import pytest

from pipeline.assemble import assemble
from pipeline.config import default_config
from pipeline.decide import PRECEDENCE, decide
from pipeline.records import KEPT_ROLES, Decision, Document, Page, Role, Vote
from pipeline.segment.text import segment_text

TEXT = "One paragraph of the story.\n\nShare this\n\nThe end, she added. (xyz/NAN)"


def document(content: str = TEXT) -> Document:
    return segment_text(Page(id="d", source="d.txt", kind="text", content=content))


def decisions(*votes: Vote, content: str = TEXT) -> tuple[Decision, ...]:
    return decide(document(content), votes, default_config())


def test_without_votes_everything_stays() -> None:
    assert {(d.kept, d.by) for d in decisions()} == {(True, "default")}


def test_a_certain_vote_wins_and_losers_stay_on_record() -> None:
    keep = Vote(1, Role.PARAGRAPH, "extractor", "kept", 0.7)
    share = Vote(1, Role.SHARE, "rule:share/share-bar", "a share label", 1.0)
    decision = decisions(keep, share)[1]
    assert (decision.role, decision.by, decision.kept) == (
        Role.SHARE,
        "rule:share/share-bar",
        False,
    )
    assert decision.votes == (keep, share)


def test_one_weak_vote_does_not_remove() -> None:
    assert decisions(Vote(1, Role.SHARE, "rule:x/y", "maybe", 0.3))[1].kept


def test_weak_votes_add_up() -> None:
    weak = [
        Vote(1, Role.SHARE, "rule:x/y", "maybe", 0.3),
        Vote(1, Role.FURNITURE, "context", "among chrome", 0.35),
    ]
    decision = decisions(*weak)[1]
    assert not decision.kept
    assert decision.role is Role.SHARE  # a role that says something comes before furniture


def test_a_keeper_outweighs_one_who_left_it_out() -> None:
    votes = [
        Vote(1, Role.FURNITURE, "extractor", "left out", 0.6),
        Vote(1, Role.PARAGRAPH, "context", "beside kept prose", 0.7),
    ]
    assert decisions(*votes)[1].kept


CERTAIN_ONES = [name for name in PRECEDENCE if name != "model"]  # which is never certain


@pytest.mark.parametrize("first", range(len(CERTAIN_ONES) - 1))
def test_the_precedence_table_names_the_winner_among_equals(first: int) -> None:
    strong, weak = CERTAIN_ONES[first], CERTAIN_ONES[first + 1]
    votes = [
        Vote(1, Role.RELATED, f"{weak}:x", "b", 1.0),
        Vote(1, Role.SHARE, f"{strong}:x", "a", 1.0),
    ]
    assert decisions(*votes)[1].role is Role.SHARE


def test_a_span_is_cut_and_the_spans_cover_the_block() -> None:
    block = document().blocks[2]
    start = block.text.index(" (xyz")
    vote = Vote(
        2,
        Role.AGENCY_CREDIT,
        "rule:tails/agency",
        "a wire tail",
        1.0,
        span=(start, len(block.text)),
        values=(("agency", "NAN"),),
    )
    parts = [d for d in decisions(vote) if d.block == 2]
    assert [d.span for d in parts] == [(0, start), (start, len(block.text))]
    assert [d.kept for d in parts] == [True, False]
    assert parts[1].values == (("agency", "NAN"),)


def test_a_dateline_is_recorded_and_kept() -> None:
    content = "ODELL (XYZ) - The council met on Monday and decided nothing at all, again."
    vote = Vote(0, Role.DATELINE, "rule:datelines/agency", "a dateline", 1.0, span=(0, 14))
    parts = decisions(vote, content=content)
    assert [d.role for d in parts] == [Role.DATELINE, Role.PARAGRAPH]
    assert all(d.kept for d in parts)
    assert assemble(document(content), parts).text == content


def test_overlapping_cuts_do_not_double() -> None:
    votes = [
        Vote(2, Role.AGENCY_CREDIT, "rule:a/a", "x", 1.0, span=(20, 30)),
        Vote(2, Role.FURNITURE, "rule:b/b", "y", 1.0, span=(25, 31)),
    ]
    parts = [d for d in decisions(*votes) if d.block == 2]
    covered = [d.span for d in parts]
    assert covered[0][0] == 0
    assert all(a[1] == b[0] for a, b in itertools.pairwise(covered))


def test_kept_plus_removed_is_all() -> None:
    parts = decisions(Vote(1, Role.SHARE, "rule:x/y", "z", 1.0))
    doc = document()
    assert "".join(doc.blocks[d.block].text[slice(*d.span)] for d in parts) == "".join(
        b.text for b in doc.blocks
    )
    assert {d.kept for d in parts} == {True, False}
    assert all(d.kept == (d.role in KEPT_ROLES) for d in parts)


def test_wrapped_lines_are_written_as_one_and_code_keeps_its_lines() -> None:
    code = "Run:\n\nfor (i = 0; i < 3; i++) {\n    total += i;\n}\n\nDone."
    doc = document(code)
    body = assemble(doc, decide(doc, (), default_config()))
    assert body.text == code
    assert body.blocks == (0, 1, 2)


def model(block: int, role: Role, chance: float) -> Vote:
    return Vote(block, role, "model", "so likely to be body", chance)


def test_the_model_judges_what_nobody_is_certain_of() -> None:
    hint = Vote(1, Role.SHARE, "rule:x/y", "maybe", 0.6)
    assert decisions(hint, model(1, Role.PARAGRAPH, 0.8))[1].by == "model"
    gone = decisions(hint, model(1, Role.SHARE, 0.8))[1]
    assert (gone.kept, gone.role, gone.by) == (False, Role.SHARE, "rule:x/y")  # who named it signs


def test_a_fact_stands_against_the_model() -> None:
    fact = Vote(1, Role.SHARE, "rule:x/y", "a share label", 0.9)
    assert decisions(fact, model(1, Role.PARAGRAPH, 0.99))[1].by == "rule:x/y"
    doubled = Vote(1, Role.CAPTION, "doubling", "stands twice", 0.9)
    assert decisions(doubled, model(1, Role.PARAGRAPH, 0.99))[1].kept


def test_the_corpus_stands_against_the_model() -> None:
    learned = Vote(1, Role.NAVIGATION, "repeats:odell.example", "on page after page", 0.95)
    gone = decisions(learned, model(1, Role.PARAGRAPH, 0.99))[1]
    assert (gone.kept, gone.by) == (False, "repeats:odell.example")


def test_the_model_signs_what_nobody_has_named() -> None:
    left_out = Vote(1, Role.FURNITURE, "extractor", "left out", 0.6)
    gone = decisions(left_out, model(1, Role.FURNITURE, 0.9))[1]
    assert (gone.kept, gone.by) == (False, "model")


def test_the_model_is_never_certain() -> None:
    kept = Vote(1, Role.PARAGRAPH, "publisher:x", "its own selector", 1.0)
    assert decisions(model(1, Role.FURNITURE, 1.0), kept)[1].kept
