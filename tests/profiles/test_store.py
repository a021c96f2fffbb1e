from __future__ import annotations

import json

import pytest

from pipeline.errors import ConfigError
from pipeline.profiles import store
from pipeline.profiles.store import Line, Profile, file_name, read_profiles, save_profiles
from pipeline.records import Role

NASTY = "say \"hi\" \\ \x7f\t日本 #1 = [x] '''"
PROFILE = Profile(
    "frame:12345678",
    version=3,
    documents=114,
    lines=(
        Line(NASTY, 72, 0.632, Role.NEWSLETTER, True, "2024-01-03", "2024-05-01", 2, ("a/b.txt",)),
        Line("Most read", 60, 0.5),
    ),
    pinned=("Our shop",),
    vetoed=("most READ",),
)


def test_a_profile_comes_back_as_it_was(folder) -> None:
    other = Profile("other.example")
    save_profiles(folder, [PROFILE, other])
    assert read_profiles(folder) == {PROFILE.key: PROFILE, other.key: other}
    assert not (folder / ".tmp").exists()
    first = (folder / file_name(PROFILE.key)).read_bytes()
    save_profiles(folder, [PROFILE])
    assert (folder / file_name(PROFILE.key)).read_bytes() == first


def test_pins_and_vetoes_have_the_last_word() -> None:
    chrome = PROFILE.chrome
    assert {line.line for line in chrome.values()} == {NASTY, "Our shop"}
    assert chrome["our shop"].alone


def test_the_parsed_copy_is_only_believed_for_the_same_bytes(folder, monkeypatch) -> None:
    save_profiles(folder, [PROFILE])
    before = read_profiles(folder)[PROFILE.key]
    path = folder / file_name(PROFILE.key)
    path.write_text(path.read_text().replace("Most read", "Most shared"))
    after = read_profiles(folder)[PROFILE.key]
    assert after.lines[1].line == "Most shared"
    assert after.digest != before.digest
    (folder / ".parsed.json").write_text("{")
    assert read_profiles(folder)[PROFILE.key] == after
    save_profiles(folder, [])
    monkeypatch.setattr(store, "read_toml", lambda path: pytest.fail("parsed again"))
    assert read_profiles(folder)[PROFILE.key] == after


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version = 1", "key is missing"),
        ('key = "a"\ncolour = 1', "unknown key 'colour'"),
        ('key = "a"\nline = ["x"]', "written as"),
        ('key = "a"\n[[line]]\nline = "x"\nrole = "paragraph"', "no role"),
        ('key = "a"\n[[line]]\nrole = "share"', "line is missing"),
        ('key = "a"\n[[line]]\nline = "x"\ndocuments = "3"', "must be of type int"),
        ('key = "a', "string"),
    ],
)
def test_a_typo_is_an_error_that_names_its_place(folder, text: str, said: str) -> None:
    folder.mkdir()
    (folder / "mine.toml").write_text(text)
    with pytest.raises(ConfigError, match=said) as error:
        read_profiles(folder)
    assert "mine.toml" in str(error.value)


def test_two_files_of_one_key_are_an_error(folder) -> None:
    save_profiles(folder, [PROFILE])
    (folder / "copy.toml").write_text(f"key = {json.dumps(PROFILE.key)}")
    with pytest.raises(ConfigError, match="another profile"):
        read_profiles(folder)


@pytest.mark.parametrize("key", ["../../etc/passwd", "name:/ \0\n", "", "日本", "a" * 5_000])
def test_no_key_leaves_the_folder(key: str) -> None:
    name = file_name(key)
    assert name.isascii()
    assert "/" not in name
    assert not name.startswith(".")
    assert len(name) < 100
    assert name != file_name(key + "x")
