from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline import Page, clean
from pipeline.config import default_config

PROSE = "".join(
    f"<p>Paragraph {name} tells how the council of Odell came to close its old bath, and who "
    f"spoke for it and against it on that long {name} evening in the hall.</p>"
    for name in ("alpha", "beta", "gamma")
)
PAGE = Page("f", "f.html", "html", f"<nav><ul><li>Home</ul></nav><article>{PROSE}</article>")


def test_the_cheap_path_asks_no_costly_witness_and_says_so() -> None:
    config = default_config()
    always = replace(config.settings, model=replace(config.settings.model, ask_extractor_below=1.0))
    full = clean(PAGE, replace(config, settings=always))
    cheap = clean(PAGE, cheap=True)
    assert cheap.body == full.body
    assert any(v.by == "extractor" for d in full.decisions for v in d.votes)
    assert not any(v.by == "extractor" for d in cheap.decisions for v in d.votes)
    assert "flow:without-extractor" in cheap.problems
    assert "flow:without-extractor" not in full.problems


@pytest.mark.parametrize("kind", ["html", "text"])
def test_an_empty_page_is_an_article_without_body(kind: str) -> None:
    article = clean(Page("e", "e", kind, ""))  # type: ignore[arg-type]
    assert (article.body, article.blocks, article.decisions) == ("", (), ())
    assert article.confidence == 0.0


def test_a_second_look_finds_what_chrome_had_hidden() -> None:
    line = "The harbour of Odell at low tide"
    text = f"{PROSE_TEXT}\n{line}\nAdvertisement\n{line}\n{PROSE_TEXT.upper()}"
    article = clean(Page("s", "s", "text", text))
    assert line not in article.body
    again = clean(Page("s", "s", "text", article.body))
    assert again.body == article.body


PROSE_TEXT = (
    "The council of Odell voted on Monday to close the old swimming bath for good this autumn.\n"
    "Two members left the hall before the vote, which had been moved forward without notice."
)


def test_the_cheap_path_loses_no_prose_below_chrome() -> None:
    chrome = "".join(f"<p>{name}</p>" for name in ("Share", "Facebook", "Twitter", "Instagram"))
    last = "<p>Officials will publish the survey next month and take comments until the autumn.</p>"
    page = Page("c", "c.html", "html", f"<article>{PROSE}{chrome}{last}</article>")
    article = clean(page, cheap=True)
    assert article.body.endswith("until the autumn.")
    assert "Facebook" not in article.body
