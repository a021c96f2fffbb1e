from __future__ import annotations

from pipeline.config import default_config
from pipeline.label.structure import vote_structure
from pipeline.records import Page, Role, Vote
from pipeline.segment import segment

PROSE = [
    "The council of Odell voted on Monday to close the old swimming bath for good this autumn.",
    "Two members left the hall before the vote, which had been moved forward without notice.",
    "The bath, built in 1931, has lost money for a decade, the treasurer told the council.",
]


def html_roles(content: str) -> dict[str, Role]:
    document = segment(Page(id="c", source="c", kind="html", content=content), default_config())
    votes = vote_structure(document, (), default_config())
    return {document.texts[v.block]: v.role for v in votes}


def test_the_h1_that_title_confirms() -> None:
    head = "<head><title>Bath to close | Odell Post</title></head>"
    found = html_roles(f"{head}<h1>Odell Post</h1><h1>Bath to close</h1><p>{PROSE[0]}</p>")
    assert found["Bath to close"] is Role.TITLE


def test_html_prose_beside_kept_prose_is_spoken_for() -> None:
    content = "<div>" + "".join(f"<p>{p}</p>" for p in PROSE) + "</div>"
    document = segment(Page(id="c", source="c", kind="html", content=content), default_config())
    votes = [
        Vote(0, Role.PARAGRAPH, "extractor", "kept", 0.7),
        Vote(1, Role.PARAGRAPH, "extractor", "kept", 0.7),
        Vote(2, Role.FURNITURE, "extractor", "left out", 0.6),
    ]
    found = {v.block: v.role for v in vote_structure(document, votes, default_config())}
    assert found == {2: Role.PARAGRAPH}
