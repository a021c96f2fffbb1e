from __future__ import annotations

import errno
import shutil

import pytest

from pipeline.corpus.errors import BusyError
from pipeline.corpus.lock import take_lock
from pipeline.report import folder as module
from pipeline.report.folder import MARK, replaced_folder, report_folder
from pipeline.report.results import ReportError


@pytest.fixture(autouse=True)
def without_waiting_for_the_disk(monkeypatch):
    monkeypatch.setattr(module, "sync_file_system", lambda folder: None)


def write(folder, text):
    with replaced_folder(folder) as new:
        (new / "index.html").write_text(text)


def test_by_default_beside_the_clean_folder(tmp_path):
    assert report_folder(tmp_path / "clean", None) == tmp_path / "report"


@pytest.mark.parametrize("out", ["clean", ".", "clean/report", "clean/.dechrome/report"])
def test_never_in_or_around_the_clean_folder(tmp_path, out):
    (tmp_path / "clean").mkdir()
    with pytest.raises(ReportError, match="in or around"):
        report_folder(tmp_path / "clean", tmp_path / out)


def test_never_somebody_elses_folder(tmp_path):
    (tmp_path / "home").mkdir()
    assert report_folder(tmp_path / "clean", tmp_path / "home") == tmp_path / "home"
    (tmp_path / "home" / "thesis.txt").touch()
    with pytest.raises(ReportError, match="not written by dechrome"):
        report_folder(tmp_path / "clean", tmp_path / "home")
    with pytest.raises(ReportError, match="not a folder"):
        report_folder(tmp_path / "clean", tmp_path / "home" / "thesis.txt")
    (tmp_path / "home" / MARK).touch()
    assert report_folder(tmp_path / "clean", tmp_path / "home") == tmp_path / "home"


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_report_is_replaced_whole(tmp_path, monkeypatch, can_exchange):
    if not can_exchange:
        monkeypatch.setattr(module, "_exchange", lambda one, other: False)
    out = tmp_path / "deep" / "report"
    write(out, "old")
    (out / "stale.html").touch()
    write(out, "new")
    assert sorted(p.name for p in out.iterdir()) == [MARK, "index.html"]
    assert (out / "index.html").read_text() == "new"
    assert [p.name for p in out.parent.iterdir()] == ["report"]


def test_an_error_leaves_the_old_report_and_nothing_else(tmp_path):
    out = tmp_path / "report"
    write(out, "old")

    def stop_halfway():
        with replaced_folder(out) as new:
            (new / "index.html").write_text("half")
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        stop_halfway()
    assert (out / "index.html").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["report"]


def test_a_rename_that_fails_gives_the_old_report_back(tmp_path, monkeypatch):
    out = tmp_path / "report"
    write(out, "old")
    monkeypatch.setattr(module, "_exchange", lambda one, other: False)

    def lose_the_new_one():
        with replaced_folder(out) as new:
            shutil.rmtree(new)

    with pytest.raises(FileNotFoundError):
        lose_the_new_one()
    assert (out / "index.html").read_text() == "old"


def test_what_a_killed_run_left_is_removed(tmp_path):
    scratch = tmp_path / ".report.tmp"
    (scratch / "half" / "articles").mkdir(parents=True)
    write(tmp_path / "report", "new")
    assert [p.name for p in tmp_path.iterdir()] == ["report"]


def test_two_at_once(tmp_path):
    scratch = tmp_path / ".report.tmp"
    scratch.mkdir()
    lock = take_lock(scratch / "lock")
    assert lock is not None
    with pytest.raises(BusyError, match="another process"):
        write(tmp_path / "report", "new")
    assert (scratch / "lock").exists()
