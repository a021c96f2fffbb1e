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

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, fail)
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


def test_a_torn_last_line_is_closed_before_the_next(tmp_path) -> None:
    ledger = tmp_path / "runs.jsonl"
    atomic.append_line(ledger, b"1\n")
    with ledger.open("ab") as file:
        file.write(b'{"torn": ')
    atomic.append_line(ledger, b"2")
    assert ledger.read_bytes() == b'1\n{"torn": \n2\n'


def test_the_file_system_is_synced_with_and_without_the_call(tmp_path, monkeypatch) -> None:
    atomic.sync_file_system(tmp_path)
    synced = []
    monkeypatch.setattr(atomic.ctypes, "CDLL", lambda *_, **__: object())
    monkeypatch.setattr(os, "sync", lambda: synced.append(True))
    atomic.sync_file_system(tmp_path)
    assert synced == [True]
