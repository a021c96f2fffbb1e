from __future__ import annotations

import pytest

from pipeline.corpus.errors import CorpusError
from pipeline.corpus.folders import (
    Folders,
    check_folders,
    prepare,
    store_shards,
    stored_shards,
)
from pipeline.write.seal import seal


@pytest.mark.parametrize("clean", ["raw", "raw/clean", "raw/a/b", "other/../raw/x", "link/clean"])
def test_the_clean_folder_must_not_lie_in_the_raw_folder(tmp_path, clean) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "link").symlink_to("raw")
    with pytest.raises(CorpusError, match="lies in the raw folder"):
        check_folders(Folders(tmp_path / "raw", tmp_path / clean))


@pytest.mark.parametrize("clean", ["clean", "raw-clean", "deep/er/clean"])
def test_other_places_are_fine(tmp_path, clean) -> None:
    (tmp_path / "raw").mkdir()
    check_folders(Folders(tmp_path / "raw", tmp_path / clean))
    assert not (tmp_path / clean).exists()


def test_somebody_elses_files_are_not_replaced(tmp_path) -> None:
    (tmp_path / "README.md").write_text("my project")
    with pytest.raises(CorpusError, match=r"README\.md was not written by dechrome"):
        check_folders(Folders(tmp_path / "raw", tmp_path))


def test_a_file_is_no_folder(tmp_path) -> None:
    (tmp_path / "clean").touch()
    with pytest.raises(CorpusError, match="is not a folder"):
        check_folders(Folders(tmp_path / "raw", tmp_path / "clean"))


def test_only_our_left_overs_go(tmp_path) -> None:
    folders = Folders(tmp_path / "raw", tmp_path / "clean")
    prepare(folders)
    (folders.tmp / "half").mkdir()
    (folders.tmp / "half" / "rows").touch()
    (folders.run / "done").touch()
    (folders.clean / "notes.txt").write_text("mine")
    prepare(folders)
    assert list(folders.tmp.iterdir()) == []
    assert list(folders.run.iterdir()) == []
    assert (folders.clean / "notes.txt").read_text() == "mine"


def test_the_number_of_shards_is_remembered(corpus) -> None:
    assert stored_shards(corpus.folders) == 0
    store_shards(corpus.folders, 32)
    assert stored_shards(corpus.folders) == 32


def test_a_state_of_another_version_is_left_alone(corpus) -> None:
    state = corpus.folders.state / "state.json"
    state.write_bytes(seal({"format": 99, "shards": 16}))
    with pytest.raises(CorpusError, match="written by another version"):
        stored_shards(corpus.folders)
