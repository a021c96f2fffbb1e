from __future__ import annotations

from pipeline.records import Article, Block, Decision, Metadata, Page, Role, Vote
from pipeline.score.mistakes import find_mistakes

DAM = "The dam broke at noon on Monday, officials in Tolvar said."
HILL = "Nobody was hurt because half of the town stood on the hill."
WALL = "Engineers will look at the northern wall when the river has fallen."


def _article(*lines: tuple[str, str] | tuple[str, str, tuple[Vote, ...]]) -> Article:
    """An article from ("+" or "-", text[, votes]); `|` in a text divides two spans, the second
    removed."""
    blocks, decisions = [], []
    for index, (sign, text, *rest) in enumerate(lines):
        votes = rest[0] if rest else ()
        whole = text.replace("|", "")
        blocks.append(Block(index, whole, f"place {index}"))
        cut = text.find("|") if "|" in text else len(text)
        role, by = (Role.PARAGRAPH, "default") if sign == "+" else (Role.SHARE, "rule:share/bar")
        decisions.append(Decision(index, (0, cut), role, sign == "+", by, "why", votes))
        if cut < len(whole):
            decisions.append(
                Decision(index, (cut, len(whole)), Role.AGENCY_CREDIT, False, "rule:tail", "tail")
            )
    page = Page(id="x", source="x.txt", kind="text", content="")
    return Article(page, "", Metadata(), tuple(blocks), tuple(decisions), 1.0)


def test_a_perfect_body_has_no_mistakes():
    mistakes = find_mistakes(_article(("+", DAM), ("-", "Share"), ("+", HILL)), f"{DAM}\n\n{HILL}")
    assert mistakes.losses == mistakes.surpluses == ()


def test_a_removed_paragraph_is_charged_to_its_rule():
    mistakes = find_mistakes(_article(("+", DAM), ("-", HILL)), f"{DAM}\n\n{HILL}")
    (loss,) = mistakes.losses
    assert (loss.text, loss.words, loss.lost, loss.unseen) == (HILL, 12, 12, 0)
    (charge,) = loss.charges
    assert (charge.words, charge.by, charge.block, charge.where) == (
        12,
        "rule:share/bar",
        1,
        "place 1",
    )


def test_words_in_no_block_are_unseen():
    (loss,) = find_mistakes(_article(("+", DAM)), f"{DAM}\n\n{HILL}").losses
    assert (loss.charges, loss.unseen) == ((), 12)


def test_a_tail_shorter_than_a_run_is_charged_to_the_span_that_cut_it():
    article = _article(("+", f"{DAM}| (dpa/NAN)"))
    (loss,) = find_mistakes(article, f"{DAM} (dpa/NAN)").losses
    assert (loss.lost, [c.by for c in loss.charges], loss.unseen) == (2, ["rule:tail"], 0)


def test_a_subheading_shorter_than_a_run():
    gold = f"{DAM}\n\nThe hill\n\n{HILL}"
    assert find_mistakes(_article(("+", DAM), ("+", "The hill"), ("+", HILL)), gold).losses == ()
    (loss,) = find_mistakes(_article(("+", DAM), ("-", "The hill"), ("+", HILL)), gold).losses
    assert [c.block for c in loss.charges] == [1]


def test_a_short_word_that_occurs_in_gold_prose_is_still_extra():
    (surplus,) = find_mistakes(_article(("+", DAM), ("+", "Monday")), DAM).surpluses
    assert (surplus.text, surplus.extra) == ("Monday", 1)


def test_a_paragraph_broken_into_blocks_is_not_lost():
    first, rest = DAM.split(" at ")
    article = _article(("+", first), ("+", "at"), ("+", rest), ("+", HILL))
    mistakes = find_mistakes(article, f"{DAM}\n\n{HILL}")
    assert mistakes.losses == mistakes.surpluses == ()


def test_the_second_copy_of_a_paragraph_is_extra():
    (surplus,) = find_mistakes(
        _article(("+", DAM), ("+", HILL), ("+", DAM)), f"{DAM}\n{HILL}"
    ).surpluses
    assert (surplus.block, surplus.extra, surplus.zone) == (2, 11, "after")


def test_zones_and_the_votes_that_were_right():
    against = Vote(1, Role.RELATED, "extractor", "not kept", 0.35)
    favour = Vote(1, Role.PARAGRAPH, "context", "prose", 0.2)
    article = _article(
        ("+", "Menu of the site"),
        ("+", DAM),
        ("+", "Advertisement here", (against, favour)),
        ("+", HILL),
        ("+", "Imprint and contact"),
    )
    surpluses = find_mistakes(article, f"{DAM}\n\n{HILL}").surpluses
    assert [(s.block, s.zone) for s in surpluses] == [(0, "before"), (2, "inside"), (4, "after")]
    assert surpluses[1].against == ("extractor related 0.35",)
    assert surpluses[0].against == ()


def test_words_are_matched_without_case():
    assert find_mistakes(_article(("+", WALL.upper())), WALL).losses == ()
