from __future__ import annotations

import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.config import Config, default_config, load_config
from pipeline.errors import PageError
from pipeline.flow import clean
from pipeline.new_publisher import propose
from pipeline.publishers import Fingerprint, Layout, Publisher, load_publishers
from pipeline.publishers.selection import Found
from pipeline.records import Page, Role

ROOT = Path(__file__).resolve().parent.parent
PLACES = ("Odell", "Wendhausen", "Quellbrook")
STORY = (
    "The lock at {0} opened its gates on Monday for the last time by hand, the office said.",
    "“We have turned these wheels in frost and in heat,” said Ann Ode, who lives in {0}.",
    "Boats will be let through by a machine from June, at half the cost, {0} was told.",
    "The wheel stays where it is, and schools of {0} may turn it when the water is low enough.",
    "From next year the gates of {0} are to open at night as well, for boats that carry fruit.",
)


def html(place: str, host: str = "www.weserblick.example") -> str:
    first, *rest = (f'<p class="css-1x2y3z">{line.format(place)}</p>' for line in STORY)
    return (
        f'<html lang="en-GB"><head><title>Keepers of {place} hand over the keys</title>'
        f'<meta property="og:site_name" content="Weserblick">'
        f'<link rel="canonical" href="https://{host}/{place}"></head><body>'
        '<nav><ul><li><a href="/">Home</a></li><li><a href="/s">The Weserblick shop</a></li>'
        "</ul></nav><main>"
        f"<h1>Keepers of {place} hand over the keys</h1><div class='story-text sc-9ZkQ2'>{first}"
        "<figure><figcaption class='wb-caption'>The wheel in the house. Photo: Bo Lund/dpa"
        "</figcaption></figure>"
        "<div class='wb-share'><button>Share this article</button></div>"
        f"{''.join(rest)}</div></main>"
        "<footer><p>Letters to the Weserblick</p><p>Privacy policy</p></footer></body></html>"
    )


def pages(count: int, **kinds: str) -> list[Page]:
    return [Page(p, f"{p}.html", "html", html(p, **kinds)) for p in PLACES[:count]]


def loaded(tmp_path: Path, toml: str) -> Publisher:
    (tmp_path / "publishers").mkdir()
    (tmp_path / "publishers" / "proposal.toml").write_text(toml, encoding="utf-8")
    (publisher,) = load_publishers(tmp_path / "publishers")
    return publisher


@pytest.fixture(scope="module")
def strangers() -> Config:
    return replace(default_config(), publishers=())


def test_the_proposal_says_who_it_is_and_where_the_body_is(
    tmp_path: Path, strangers: Config
) -> None:
    proposal = propose(pages(3), strangers)
    publisher = loaded(tmp_path, proposal.toml)
    assert proposal.file == "weserblick.example.toml"
    assert (publisher.name, publisher.hosts) == ("Weserblick", ("weserblick.example",))
    assert publisher.language == "en"
    assert publisher.fingerprint.meta == (("og:site_name", "weserblick"),)
    assert set(publisher.fingerprint.lines) == {"the weserblick shop", "letters to the weserblick"}
    (layout,) = publisher.layouts
    assert layout.body == ("div.story-text",)
    assert dict(layout.chrome)[Role.CAPTION] in [("figcaption.wb-caption",), ("figure",)]
    assert dict(layout.chrome)[Role.SHARE] == ("div.wb-share",)


def test_cleaning_with_the_proposal_is_at_least_as_good(tmp_path: Path, strangers: Config) -> None:
    given = pages(2)
    publisher = loaded(tmp_path, propose(given, strangers).toml)
    for page in given:
        before, after = (
            clean(page, strangers),
            clean(page, replace(strangers, publishers=(publisher,))),
        )
        assert after.body == before.body
        assert any(d.by.startswith("publisher:proposal/") for d in after.decisions)


def test_every_selector_and_line_has_its_evidence(strangers: Config) -> None:
    toml = propose(pages(3), strangers).toml
    entries = [line for line in toml.splitlines() if line.startswith("  ")]
    assert len(entries) >= 5
    assert all(re.search(r",  # .*on \d of 3", line) for line in entries)


def test_of_one_page_only_lines_with_the_name_are_a_fingerprint(
    tmp_path: Path, strangers: Config
) -> None:
    publisher = loaded(tmp_path, propose(pages(1), strangers).toml)
    assert set(publisher.fingerprint.lines) == {"the weserblick shop", "letters to the weserblick"}


def test_what_is_known_of_the_publisher_is_not_the_teacher(strangers: Config) -> None:
    fingerprint = Fingerprint(certain=("the weserblick shop",))
    wrong = Layout(chrome=((Role.SHARE, ("div.story-text",)),))
    known = Publisher("Weserblick", ("weserblick.example",), "", "", (wrong,), fingerprint)
    toml = propose(pages(2), replace(strangers, publishers=(known,))).toml
    assert "The Weserblick shop" not in toml  # claimed already, so it would not load beside it
    assert "div.story-text" in toml


def test_a_text_has_no_elements(strangers: Config) -> None:
    with pytest.raises(PageError, match="HTML pages only"):
        propose([Page("t", "t.txt", "text", STORY[0])], strangers)


def test_a_page_without_names_gets_no_selectors(tmp_path: Path, strangers: Config) -> None:
    content = "".join(f"<p>{line.format('Odell')}</p>" for line in STORY)
    page = Page("p", "p.html", "html", f"<html><body>{content}</body></html>")
    publisher = loaded(tmp_path, propose([page], strangers).toml)
    assert publisher.name == "Unknown"
    assert publisher.layouts == ()


def test_selectors_that_would_take_the_body_away_are_not_proposed(
    tmp_path: Path, strangers: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def paragraphs(evidence: object, body: object) -> list[Found]:
        return [Found("p", 0, 100, 1, Role.SHARE)]

    monkeypatch.setattr("pipeline.new_publisher.chrome_selectors", paragraphs)
    toml = propose(pages(1), strangers).toml
    assert toml.startswith("# No selectors do what the rules do.")
    assert loaded(tmp_path, toml).layouts == ()


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.html").write_text(html("Odell", host="bare"), encoding="utf-8")
    url = "https://news.weserblick.example/a"
    assert main(["new-publisher", str(tmp_path / "a.html"), "--url", url]) == 0
    out, err = capsys.readouterr()
    assert 'hosts = ["news.weserblick.example"]' in out
    assert "publishers/news.weserblick.example.toml" in err
    assert main(["new-publisher", str(tmp_path / "b.html")]) == 1


def test_the_page_on_adding_one_does_what_it_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its commands, in its order, in a copy of the config."""
    config = tmp_path / "config"
    (config / "publishers").mkdir(parents=True)
    for source in (ROOT / "config").rglob("*.toml"):
        if source.parent.name != "publishers":
            target = config / source.relative_to(ROOT / "config")
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(source.read_bytes())
    for number, place in enumerate(PLACES[:2], start=1):
        (tmp_path / f"story-{number}.html").write_text(html(place), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DECHROME_CONFIG", str(config))
    text = (ROOT / "docs" / "add-a-publisher.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    commands = [
        shlex.split(line.strip()) for block in blocks for line in block.splitlines() if line.strip()
    ]
    ran = []
    for command in commands:
        arguments, _, target = (
            (command[: command.index(">")], ">", command[-1])
            if ">" in command
            else (command, "", "")
        )
        if arguments[:3] == ["python", "-m", "pipeline"]:
            load_config.cache_clear()
            assert main(arguments[3:]) == 0, arguments
            out = capsys.readouterr().out
            if target:
                Path(target).write_text(out, encoding="utf-8")
            ran.append(arguments[3])
    assert ran == ["new-publisher", "check", "explain"]
    assert "publisher:weserblick.example/body" in out or "paragraph" in out
    assert [c[-1] for c in commands if "pytest" in c] == ["tests/publishers"]
    assert [c for c in commands if "pipeline.publishers" in c]
