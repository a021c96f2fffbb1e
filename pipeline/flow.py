"""The way of one page, on one screen: read -> segment -> label -> decide -> assemble."""

from __future__ import annotations

from pipeline.assemble import assemble
from pipeline.confidence import confidence_of
from pipeline.config import Config, default_config
from pipeline.decide import decide
from pipeline.label import label
from pipeline.metadata import describe
from pipeline.profiles.lines import frame_of
from pipeline.records import Article, Page
from pipeline.second_look import most_looks, second_look
from pipeline.segment import segment

__all__ = ["clean"]

_CHEAPLY = ("flow:without-extractor",)


def clean(page: Page, config: Config | None = None, *, cheap: bool = False) -> Article:
    """Clean one page: its body, its metadata, and who removed each other block and why.

    Pure and deterministic: no clock, no network, no state between pages. Errors of a broken
    page are raised here and become rows of `quarantine.jsonl` at the edge (`pipeline/edge/`).
    `cheap` asks no costly witness: the second try with a page that took too long.
    """
    config = config or default_config()
    document = segment(page, config)
    votes = label(document, config, cheap=cheap)
    decisions = decide(document, votes, config)
    body = assemble(document, decisions)
    for _ in range(most_looks(body)):
        if not (found := second_look(document, body, config)):
            break
        votes += found
        decisions = decide(document, votes, config)
        body = assemble(document, decisions)
    metadata = describe(document, decisions, body.text, config)
    return Article(
        page=page,
        body=body.text,
        metadata=metadata,
        blocks=document.blocks,
        decisions=decisions,
        confidence=confidence_of(document, decisions, config),
        problems=(*page.problems, *document.problems, *metadata.problems, *_CHEAPLY[:cheap]),
        frame=frame_of(document),
    )
