from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import config_directory
from pipeline.errors import ConfigError
from pipeline.publishers import load_publishers
from pipeline.records import Page


def write(folder: Path, text: str) -> None:
    (folder / "post.example.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = 'Post'\nhost = ['a.example']", "unknown key 'host'"),
        ("hosts = ['a.example']", "name is missing"),
        ("name = 'Post'\n[[layout]]\nbdy = ['.x']", "layout 1 has an unknown key 'bdy'"),
        ("name = 'Post'\n[[layout]]\nchrome = {ads = ['.x']}", "unknown role 'ads'"),
        ("name = 'Post'\n[[layout]]\nvalid_until = '2020'", "valid_until must be a date"),
        ("name = 'Post'\n[[layout]]\n[[layout]]", "every layout but the last needs valid_until"),
        ("name = ", "post.example.toml"),
    ],
)
def test_a_typo_is_an_error_that_names_the_file(tmp_path: Path, text: str, words: str) -> None:
    write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_publishers(tmp_path)
    assert words in str(caught.value)
    assert "post.example.toml" in str(caught.value)


def test_two_publishers_cannot_have_one_host(tmp_path: Path) -> None:
    write(tmp_path, "name = 'Post'\nhosts = ['a.example']")
    (tmp_path / "other.toml").write_text("name = 'Other'\nhosts = ['a.example']", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"a\.example belongs to both Other and Post"):
        load_publishers(tmp_path)


def test_the_shipped_publishers_load_and_are_found_by_host() -> None:
    publishers = load_publishers(config_directory() / "publishers")
    page = Page("p", "p", "html", "", url="https://www.rferl.org/a/story/1.html")
    found = publisher_of(page, publishers)
    assert found is not None
    assert found.name == "RFE/RL"
