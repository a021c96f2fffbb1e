from __future__ import annotations

import tomllib

import pytest

from pipeline.__main__ import main
from pipeline.profiles.store import Line, Profile, read_profiles, save_profiles
from pipeline.publishers import load_publishers

PROFILE = Profile(
    "bay.example",
    documents=114,
    lines=(Line('Tide "table"', 72, 0.632, first_seen="2024-01-01", last_seen="2024-05-01",
                examples=("a.txt", "b.txt")), Line("Ferry times", 60, 0.526, alone=True)),
)  # fmt: skip


@pytest.fixture
def ask(folder, capsys):
    save_profiles(folder, [PROFILE, Profile("hill.example")])

    def run(*words: str, code: int = 0) -> str:
        assert main(["--profiles", str(folder), "profile", *words]) == code
        said = capsys.readouterr()
        return said.out if code == 0 else said.err

    return run


def test_show(ask) -> None:
    assert [line.split()[0] for line in ask().splitlines()] == ["bay.example", "hill.example"]
    out = ask("show", "bay.example")
    assert "114 pages" in out
    assert any(
        line.split()[:2] == ["72", "63%"] and 'Tide "table"' in line for line in out.splitlines()
    )
    assert "no profile of 'dale'" in ask("show", "dale", code=2)


def test_no_profiles_yet(tmp_path, capsys) -> None:
    assert main(["--profiles", str(tmp_path / "none"), "profile"]) == 0
    assert "LearnProfiles" in capsys.readouterr().out


def test_a_person_pins_vetoes_and_takes_it_back(ask, folder) -> None:
    ask("pin", "bay.example", "Our shop")
    ask("veto", "bay.example", "FERRY TIMES")
    profile = read_profiles(folder)["bay.example"]
    assert set(profile.chrome) == {'tide "table"', "our shop"}
    assert profile.version == 3
    ask("veto", "bay.example", "our shop")  # the last word holds
    assert set(read_profiles(folder)["bay.example"].chrome) == {'tide "table"'}
    ask("free", "bay.example", "Ferry times")
    assert "ferry times" in read_profiles(folder)["bay.example"].chrome
    assert "nothing to change" in ask("free", "bay.example", "Ferry times", code=2)


def test_a_learned_line_becomes_a_rule_of_the_publisher(folder, tmp_path, capsys) -> None:
    save_profiles(folder, [PROFILE])
    (tmp_path / "config" / "publishers").mkdir(parents=True)
    path = tmp_path / "config" / "publishers" / "bay.example.toml"
    path.write_text('name = "Bay Post"\nhosts = ["bay.example"]\n')
    words = ["--config", str(tmp_path / "config"), "--profiles", str(folder), "profile", "promote"]
    assert main([*words, "bay.example", 'tide "table"', "bay.example.toml"]) == 0
    table = tomllib.loads(path.read_text())
    assert table["name"] == "Bay Post"
    (rule,) = table["rule"]
    assert rule["id"].startswith("learned-")
    assert rule["role"] == "furniture"
    assert rule["line"] == rule["hits"] == ['Tide "table"']
    assert rule["why"] == "It stands on 72 of 114 pages of bay.example, whatever the story."
    assert all('Tide "table"' in miss for miss in rule["misses"])
    (promoted,) = load_publishers(tmp_path / "config" / "publishers")
    assert promoted.name == "Bay Post"
    assert main([*words, "bay.example", "Unknown", "bay.example.toml"]) == 2
    assert "pin it first" in capsys.readouterr().err
    assert main([*words, "bay.example", "Ferry times", "dale.toml"]) == 2
