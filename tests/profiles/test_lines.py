from __future__ import annotations

import json

import pytest

from pipeline.config import default_config
from pipeline.profiles.lines import MAX_LINES, SKETCH, frame_of, normal_forms
from pipeline.read import page_from_bytes
from pipeline.records import PageFrame
from pipeline.segment import segment


def frame(content: str, name: str = "page.txt", **facts: str) -> PageFrame:
    config = default_config()
    sidecar = json.dumps(facts).encode()
    page = page_from_bytes(content.encode(), name, config.settings.limits, sidecar=sidecar)
    return frame_of(segment(page, config))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Updated 3 March 2024, 10:15", "Updated 28 November 2025, 9:01"),
        ("Donnerstag, 4. Januar", "Montag, 12. August"),
        ("» Most  READ «", "Most read"),
        ("Don’t miss – “this”", 'don\'t miss - "this"'),
        ("Rated 4.5 of 17 votes", "Rated 3.9 of 1 votes"),
        ("Friday", "Monday"),
    ],
)
def test_what_changes_by_itself_is_folded(one: str, other: str) -> None:
    assert normal_forms((one,)) == normal_forms((other,))


def test_what_is_another_line_stays_another() -> None:
    lines = ("Most read", "Most shared", "You may comment on what we wrote in march", "* * *", "1")
    assert len(set(normal_forms(lines))) == len(lines)
    assert normal_forms(("we may march on to the sea with all of them",)) == (
        "we may march on to the sea with all of them",
    )
    assert normal_forms(("x" * 2_001, "x")) == ("", "x")
    assert normal_forms(()) == ()


HTML = "<html><head>{}</head><body><p>A story of the harbour and its ferry.</p></body></html>"


@pytest.mark.parametrize(
    ("content", "name", "facts", "key"),
    [
        ("text", "a.txt", {"url": "https://www.News.example:8080/a"}, "news.example"),
        ("text", "a.txt", {"url": "https://localhost/a"}, ""),
        ("text", "a.txt", {"url": "http://[", "publisher": "The  Bay Post"}, "name:the bay post"),
        (
            HTML.format('<link rel="canonical" href="https://bay.example/story">'),
            "a.html",
            {},
            "bay.example",
        ),
        (HTML.format('<meta property="og:url" content="//bay.example/x">'), "a.html", {},
         "bay.example"),
        (HTML.format('<meta property="og:site_name" content="Bay Post">'), "a.html", {},
         "name:bay post"),
        ("Ferry sinks | Bay Post\nA story.\n© 2024 Bay Post Ltd", "a.txt", {}, "name:bay post"),
        ("Ferry sinks | Bay Post\nA story.\n© 2024 Somebody else", "a.txt", {}, ""),
    ],
)  # fmt: skip
def test_whose_page_it_is(content: str, name: str, facts: dict[str, str], key: str) -> None:
    found = frame(content, name, **facts)
    assert found.key == key
    assert bool(found.sketch) == (not key)


def test_a_page_of_very_many_lines_costs_no_more_than_its_beginning() -> None:
    names = [f"menu {chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(100)]
    lines = [*names, *("abc def" for _ in range(MAX_LINES)), "below"]
    assert frame("\n".join(lines)) == frame("\n".join(lines[:-1]))


def test_the_sketch_does_not_depend_on_order_and_stays_small() -> None:
    names = [f"Menu {chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(200)]
    found = frame("\n".join(names))
    assert found == frame("\n".join(reversed(names)))
    assert len(found.sketch) == SKETCH
    assert list(found.sketch) == sorted(found.sketch)
    assert all(0 <= short < 1 << 32 for short in found.sketch)
