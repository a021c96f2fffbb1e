"""An article made by hand: nothing here depends on how pages are cleaned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import Config, Settings
from pipeline.records import (
    Article,
    Block,
    DateFound,
    Decision,
    Image,
    Metadata,
    Page,
    Role,
    Vote,
)

TEXTS = (
    "Ferry timetable changes in Port Ellery",
    "The ferry leaves an hour later from Monday, the harbour office said. (abc)",
    "Share this",
)


@pytest.fixture
def config() -> Config:
    rules: Any = None  # writing does not look at them
    return Config(Path("config"), Settings(), rules, (), None, "c" * 64)


@pytest.fixture
def article() -> Callable[..., Article]:
    def make(
        id: str = "harbour-0123456789abcdef", body: str | None = None, **known: Any
    ) -> Article:
        page = Page(
            id,
            f"{id}.html",
            "html",
            "\n".join(TEXTS),
            url="https://www.ellery-post.co.uk/ferry",
            sha256="a" * 64,
        )
        blocks = tuple(
            Block(index, text, f"/html/body/p[{index + 1}]") for index, text in enumerate(TEXTS)
        )
        share = Vote(2, Role.SHARE, "rule:share/share-bar", "a share bar")
        tail = Vote(1, Role.AGENCY_CREDIT, "rule:tails/agency", "an agency", span=(69, 74))
        title = Vote(0, Role.TITLE, "headline", "says what <title> says", 0.9)
        decisions = (
            Decision(0, (0, len(TEXTS[0])), Role.TITLE, False, title.by, title.why, (title,)),
            Decision(1, (0, 69), Role.PARAGRAPH, True, "default", "no witness", (tail,)),
            Decision(1, (69, 74), Role.AGENCY_CREDIT, False, tail.by, tail.why, (tail,)),
            Decision(2, (0, len(TEXTS[2])), Role.SHARE, False, share.by, share.why, (share,)),
        )
        metadata = Metadata(
            title=TEXTS[0],
            authors=("Ann Roe", "Bo Li; Cy Dee"),
            published="2024-05-03",
            published_conf=0.9,
            tags=("ferries", "ferries", ""),
            images=(Image(caption="The pier", block=0),),
            dates=(DateFound("2024-05-03", conf=0.9),),
        )
        text = TEXTS[1][:69].strip() if body is None else body
        made = Article(page, text, metadata, blocks, decisions, 0.75, ("odd:thing",))
        return replace(made, metadata=replace(metadata, **known))

    return make
