from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.config import config_directory, load_config, load_settings
from pipeline.errors import ConfigError


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    shutil.copytree(config_directory(), folder)
    return folder


def edited(folder: Path, name: str, edit: Callable[[str], str]) -> str:
    path = folder / name
    before = path.read_text(encoding="utf-8")
    after = edit(before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    load_config.cache_clear()
    return load_config(folder).digest


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[dates]\nlatest = 2020-01-01", "[dates] has an unknown key 'latest'"),
        ("[date]\n", "unknown section [date]"),
        ("[run]\nmax_vanished_share = 'much'", "max_vanished_share must be of type float"),
        ("[run]\nmax_vanished_share = 3", "must lie between 0 and 1"),
        ("[output]\npublish = 'move'", 'publish must be "link" or "copy"'),
        ("[copies]\nthreshold = 0.6", "[copies] has an unknown key 'threshold'"),
        ("[copies]\nmin_containment = 0.1", "[copies] min_containment must lie between 0.3 and 1"),
        ("[copies]\nmax_stories = 500", "[copies] max_stories must lie between 1 and 200"),
        ("[dates\n", "settings.toml"),
    ],
)
def test_a_typo_in_the_settings_names_file_and_key(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


def test_the_shipped_settings_are_the_defaults_of_the_code(tmp_path: Path) -> None:
    shipped = load_settings(config_directory() / "settings.toml")
    assert shipped == load_settings(tmp_path / "missing.toml")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="the config folder does not exist"):
        load_config(tmp_path / "nowhere")


def test_the_digest_is_of_behaviour_only(config: Path) -> None:
    before = load_config(config).digest
    share = "rules/share.toml"
    assert edited(config, share, lambda s: "# a comment\n" + s) == before
    assert edited(config, share, lambda s: s.replace('why = "', 'why = "Well: ', 1)) == before
    assert (
        edited(config, "settings.toml", lambda s: s.replace('publish = "link"', 'publish = "copy"'))
        == before
    )
    assert (
        edited(
            config,
            "settings.toml",
            lambda s: s.replace("min_published_conf = 0.5", "min_published_conf = 0.6"),
        )
        != before
    )


def test_an_edited_rule_changes_the_digest(config: Path) -> None:
    before = load_config(config).digest
    assert (
        edited(
            config,
            "rules/share.toml",
            lambda s: s.replace("line = [", 'line = ["Pass this story on", ', 1),
        )
        != before
    )


def test_a_publisher_changes_the_digest(config: Path) -> None:
    before = load_config(config).digest
    (config / "publishers" / "post.example.toml").write_text(
        "name = 'Odell Post'\nhosts = ['post.example']\n", encoding="utf-8"
    )
    load_config.cache_clear()
    assert load_config(config).digest != before
