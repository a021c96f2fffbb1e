"""A small set of invented pages of many publishers, to learn from."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

PLACES = ("Odell", "Tolvar", "Marrow", "Pelby", "Venn", "Harrow", "Sild", "Corran")
THINGS = ("bath", "dam", "bridge", "school", "ferry", "market", "library", "station")


def _story(number: int) -> list[str]:
    place, thing = PLACES[number % 8], THINGS[number // 8 % 8]
    return [
        f"The council of {place} voted on Monday to close the old {thing} for good this autumn.",
        f"Two members left the hall before the vote on the {thing}, which had been moved forward.",
        f"The {thing}, built in 19{number + 10}, has lost money for a decade, the treasurer said.",
        f"Those who use the {thing} every day gathered outside the hall of {place} to protest.",
    ]


def _page(number: int, story: list[str]) -> str:
    other = _story(number + 3)
    links = "".join(f"<li><a href='/{i}'>{t}</a></li>" for i, t in enumerate(THINGS))
    teaser = f"<div class='related teaser'><a href='/o'>{other[0]}</a></div>"
    body = "".join(f"<p>{paragraph}</p>" for paragraph in story)
    caption = f"<figure><figcaption>The hall of {PLACES[number % 8]}</figcaption></figure>"
    return (
        f"<html><head><title>Vote</title></head><body><ul class='menu'>{links}</ul>"
        f"<article class='story'><h1>Vote on the future</h1>{caption}{body}</article>"
        f"<div class='share'>Share this story</div>{teaser}<footer>Imprint</footer></body></html>"
    )


@pytest.fixture(scope="session")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of 60 pages of 60 publishers, in all three forms."""
    folder = tmp_path_factory.mktemp("sets") / "stories"
    for name in ("pages", "flat", "residue"):
        (folder / name).mkdir(parents=True)
    rows = []
    for number in range(60):
        story = _story(number)
        gold = "\n\n".join(story)
        rows.append(
            {
                "id": f"s{number}",
                "url": f"https://www.paper{number}.com/story",
                "text": gold,
                "title": "Vote on the future",
                "authors": None,
                "date": None,
            }
        )
        data = gzip.compress(_page(number, story).encode(), mtime=0)
        (folder / "pages" / f"s{number}.html.gz").write_bytes(data)
        (folder / "flat" / f"s{number}.txt").write_text(
            "\n".join((*THINGS, "", "Vote on the future", "", gold, "", "Share this story", "")),
            encoding="utf-8",
        )
        (folder / "residue" / f"s{number}.txt").write_text(
            f"{gold}\n\nShare this story", encoding="utf-8"
        )
    (folder / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder
