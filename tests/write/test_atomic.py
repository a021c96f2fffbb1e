from __future__ import annotations

import os

import pytest

from pipeline.write import atomic


@pytest.fixture
def scratch(tmp_path):
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def test_a_file_is_replaced_whole(tmp_path, scratch) -> None:
    target = tmp_path / "state.json"
    target.write_bytes(b"old")
    target.chmod(0o600)
    atomic.replace_file(target, b"new", scratch)
    assert target.read_bytes() == b"new"
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("call", ["fsync", "fchmod"])
def test_a_failure_leaves_the_old_file_and_no_other(tmp_path, scratch, monkeypatch, call) -> None:
    target = tmp_path / "state.json"
    target.write_bytes(b"old")

    monkeypatch.setattr(os, call, no_room)
    with pytest.raises(OSError, match="No space left"):
        atomic.replace_file(target, b"new", scratch)
    assert target.read_bytes() == b"old"
    assert list(scratch.iterdir()) == []


def test_files_are_readable_for_others(tmp_path, scratch) -> None:
    mask = os.umask(0o022)
    try:
        atomic.replace_file(tmp_path / "file", b"", scratch)
        with atomic.temporary_folder(scratch) as folder:
            assert folder.stat().st_mode & 0o777 == 0o755
    finally:
        os.umask(mask)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o644


def test_a_link_is_switched_by_one_rename(tmp_path, scratch) -> None:
    link = tmp_path / "current"
    atomic.replace_link(link, "one", scratch)
    atomic.replace_link(link, "two", scratch)
    assert str(link.readlink()) == "two"
    assert list(scratch.iterdir()) == []


def test_a_link_that_cannot_be_switched_leaves_no_other(tmp_path, scratch) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        atomic.replace_link(tmp_path / "folder", "one", scratch)
    assert list(scratch.iterdir()) == []


def test_a_temporary_folder_goes_unless_it_is_renamed(tmp_path, scratch) -> None:
    with atomic.temporary_folder(scratch) as folder:
        (folder / "rows").write_bytes(b"1")
        atomic.rename_folder(folder, tmp_path / "final")
    assert (tmp_path / "final" / "rows").read_bytes() == b"1"
    assert list(scratch.iterdir()) == []


def test_an_interrupt_leaves_no_temporary_folder(scratch) -> None:
    def work() -> None:
        with atomic.temporary_folder(scratch) as folder:
            (folder / "rows").write_bytes(b"1")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("torn", [b'{"torn": ', b"x" * 200_000])
def test_a_torn_last_line_goes_before_the_next(tmp_path, torn) -> None:
    ledger = tmp_path / "runs.jsonl"
    for whole in (b"", b"1\n"):
        ledger.write_bytes(whole + torn)
        atomic.append_line(ledger, b"2")
        assert ledger.read_bytes() == whole + b"2\n"


def test_a_line_that_cannot_be_made_durable_is_not_there(tmp_path, monkeypatch) -> None:
    ledger = tmp_path / "runs.jsonl"
    atomic.append_line(ledger, b"1")
    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(OSError, match=r"runs\.jsonl"):
        atomic.append_line(ledger, b"2")
    assert ledger.read_bytes() == b"1\n"


def test_an_error_names_the_place(tmp_path, scratch, monkeypatch) -> None:
    """The kernel names none for a write, a sync or a close."""
    with pytest.raises(OSError, match="/some/other"), atomic.naming(tmp_path):
        raise OSError(28, "No space left on device", "/some/other")
    monkeypatch.setattr(os, "fsync", no_room)
    for call in (
        lambda: atomic.replace_file(tmp_path / "file", b"", scratch),
        lambda: atomic.write_synced(tmp_path / "file", b""),
        lambda: atomic.sync_folder(tmp_path),
        lambda: atomic.replace_link(tmp_path / "link", "target", scratch),
    ):
        with pytest.raises(OSError, match=str(tmp_path)):
            call()
    with pytest.raises(OSError, match=str(scratch)), atomic.temporary_folder(scratch):
        no_room()


def test_what_cannot_be_removed_is_told(tmp_path, monkeypatch) -> None:
    """A mark of the last run that stays would be taken for one of this run."""
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "done").touch()
    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", no_room)
        with pytest.raises(OSError, match="No space left"):
            atomic.remove_tree(folder)
    link = tmp_path / "link"
    link.symlink_to(folder)
    for path in (link, folder, folder):
        atomic.remove_tree(path)
        assert not path.is_symlink()
    assert not folder.exists()


def test_the_first_error_is_told_not_that_of_tidying_up(scratch, monkeypatch) -> None:
    def work() -> None:
        with atomic.temporary_folder(scratch):
            raise ValueError("first")

    monkeypatch.setattr(os, "rmdir", no_room)
    with pytest.raises(ValueError, match="first"):
        work()


def no_room(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_the_file_system_is_synced_with_and_without_the_call(tmp_path, monkeypatch) -> None:
    atomic.sync_file_system(tmp_path)
    synced = []
    monkeypatch.setattr(atomic.ctypes, "CDLL", lambda *_, **__: object())
    monkeypatch.setattr(os, "sync", lambda: synced.append(True))
    atomic.sync_file_system(tmp_path)
    assert synced == [True]
