"""One bad byte costs one character, and a cut download the character it was cut in: no mojibake.

Mojibake is any other character of the page that comes out as another one.
"""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest

from pipeline import clean
from pipeline.config import default_config
from pipeline.read import page_from_bytes
from pipeline.read.decode import decode

STORIES = tomllib.loads((Path(__file__).parent / "stories.toml").read_text(encoding="utf-8"))
PLACES = 200  # in each of the pages
LOST = 4  # characters around a bad byte: those of which it has cut the bytes, and what is put there


def story_page(language: str, declaration: str) -> str:
    paragraphs = "".join(f"<p>{p}</p>\n" for p in STORIES[language].strip().split("\n\n"))
    return (
        f"<html><head>{declaration}<title>A bridge</title></head>\n"
        f"<body><article>{paragraphs}</article></body></html>\n"
    )


def damaged(data: bytes, rng: random.Random) -> bytes:
    """One byte more, another byte, or one byte less, anywhere but in the markup."""
    start, end = data.index(b"<p>") + 3, data.rindex(b"</p>")
    place = rng.randrange(start, end)
    while b"<" in data[place - 8 : place + 1] or b"<" in data[place : place + 8]:
        place = rng.randrange(start, end)
    bad = bytes([rng.choice((0x80, 0x92, 0xA0, 0xBF, 0xC3, 0xE4, 0xED, 0xF0, 0xFF))])
    rest = data[place + rng.randrange(2) :]
    return data[:place] + rng.choice((bad, bad, b"")) + rest


def changed(before: str, after: str) -> int:
    """Characters between what the texts have in common at their begin and at their end."""
    start = common(before, after)
    end = common(before[start:][::-1], after[start:][::-1])
    return max(len(before), len(after)) - start - end


def common(one: str, other: str) -> int:
    """The length of what both texts begin with."""
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


@pytest.mark.parametrize(
    "declaration", ["<meta charset=utf-8>", ""], ids=["declared", "undeclared"]
)
@pytest.mark.parametrize("language", STORIES)
def test_one_bad_byte(language: str, declaration: str) -> None:
    text = story_page(language, declaration)
    rng = random.Random(f"{language} {declaration}")
    for _ in range(PLACES):
        decoded = decode(damaged(text.encode(), rng))
        assert changed(text, decoded.text) <= LOST, decoded


@pytest.mark.parametrize("language", STORIES)
def test_a_download_cut_inside_a_character(language: str) -> None:
    data = story_page(language, "").encode()
    inside = [i for i in range(len(data)) if data[i] & 0xC0 == 0x80 and i > data.index(b"<p>") + 60]
    assert inside
    for size in inside[:: len(inside) // PLACES + 1]:
        decoded = decode(data[:size])
        assert decoded.text == data[:size].decode("utf-8", "ignore")
        assert decoded.encoding == "utf-8"


@pytest.mark.parametrize("language", STORIES)
def test_the_body_is_whole_but_for_a_character(language: str) -> None:
    body = STORIES[language].strip()
    rng = random.Random(language)
    for _ in range(3):
        data = damaged(story_page(language, "<meta charset=utf-8>").encode(), rng)
        article = clean(page_from_bytes(data, "a.html", default_config().settings.limits))
        assert changed(body, article.body) <= LOST
