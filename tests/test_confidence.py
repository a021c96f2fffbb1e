from __future__ import annotations

from pipeline.confidence import confidence_of
from pipeline.config import default_config
from pipeline.decide import decide
from pipeline.records import Page, Role, Vote
from pipeline.segment.text import segment_text

PROSE = "The council of Odell voted on Monday to close the old swimming bath for good this autumn."


def confidence(content: str, *votes: Vote) -> float:
    document = segment_text(Page(id="c", source="c", kind="text", content=content))
    return confidence_of(document, decide(document, votes, default_config()))


def test_no_body_no_confidence() -> None:
    assert confidence("") == 0.0
    assert confidence("Share", Vote(0, Role.SHARE, "rule:a/b", "x", 1.0)) == 0.0


def test_prose_is_surer_than_short_lines() -> None:
    assert confidence(PROSE) > confidence("Old bath\nOpening hours\nMonday") > 0


def test_agreement_makes_surer_and_doubt_less_sure() -> None:
    plain = confidence(PROSE)
    assert confidence(PROSE, Vote(0, Role.PARAGRAPH, "extractor", "x", 0.7)) > plain
    assert confidence(PROSE, Vote(0, Role.CAPTION, "rule:a/b", "x", 0.3)) < plain


def test_what_stands_outside_the_body_does_not_flatter() -> None:
    chrome = "\n".join(["Share"] * 50)
    votes = [Vote(i + 1, Role.SHARE, "rule:a/b", "x", 1.0) for i in range(50)]
    assert confidence(f"{PROSE}\n{chrome}", *votes) == confidence(PROSE)
