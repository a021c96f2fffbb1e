from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

import pytest

from pipeline.errors import PageError
from pipeline.read.files import (
    Found,
    Ignored,
    Refused,
    fingerprint,
    input_digest,
    open_regular,
    read_bytes,
    sidecar_bytes,
    walk,
)


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def listing(raw):
    """Source paths by what became of them."""
    found = {Found: [], Ignored: [], Refused: []}
    for entry in walk(raw):
        found[type(entry)].append(entry)
    return found


def names(entries):
    return [entry.source_path for entry in entries]


def write(raw, *paths):
    for path in paths:
        (raw / path).parent.mkdir(parents=True, exist_ok=True)
        (raw / path).write_bytes(path.encode())


def test_regular_files_are_inputs_in_the_order_of_their_paths(raw):
    write(raw, "b.html", "a/z.txt", "a-b.html", "a.html", "a/b/c", "deep.tmp/x.warc", "Z.HTML")
    found = listing(raw)[Found]
    expected = ["Z.HTML", "a-b.html", "a.html", "a/b/c", "a/z.txt", "b.html", "deep.tmp/x.warc"]
    assert names(found) == expected
    assert [entry.path for entry in found] == [bytes(raw / name) for name in expected]
    assert found[0].size == 6
    assert found[0].mtime_ns == (raw / "Z.HTML").stat().st_mtime_ns


def test_some_names_are_ignored_and_counted(raw):
    write(raw, "a.html", "a.html.meta.json", "b.tmp", "c.part", "d~", ".hidden", ".git/config")
    found = listing(raw)
    assert names(found[Found]) == ["a.html"]
    ignored = [".git", ".hidden", "a.html.meta.json", "b.tmp", "c.part", "d~"]
    assert names(found[Ignored]) == ignored
    assert not found[Refused]


def test_a_sidecar_belongs_to_the_file_beside_it(raw):
    write(raw, "a.html", "a.html.meta.json", "b.html", "c.html.gz", "c.html.gz.meta.json")
    found = listing(raw)[Found]
    sidecars = [bytes(raw / "a.html.meta.json"), None, bytes(raw / "c.html.gz.meta.json")]
    assert [entry.sidecar for entry in found] == sidecars


def test_what_is_no_regular_file_is_refused(raw, tmp_path):
    write(raw, "a.html")
    (tmp_path / "outside.html").write_text("secret")
    (raw / "link.html").symlink_to(tmp_path / "outside.html")
    (raw / "loop").symlink_to(raw)
    (raw / "dangling.html").symlink_to(raw / "nowhere")
    os.mkfifo(raw / "fifo.html")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(raw / "socket.html"))
        found = listing(raw)
    assert names(found[Found]) == ["a.html"]
    assert {entry.source_path: entry.code for entry in found[Refused]} == {
        "dangling.html": "link",
        "fifo.html": "not-a-regular-file",
        "link.html": "link",
        "loop": "link",
        "socket.html": "not-a-regular-file",
    }
    assert all(entry.message.endswith("only regular files are read.") for entry in found[Refused])


def test_the_raw_folder_itself_may_be_a_link(raw, tmp_path):
    write(raw, "a.html")
    (tmp_path / "alias").symlink_to(raw)
    (entry,) = walk(tmp_path / "alias")
    assert entry.path == bytes(raw / "a.html")
    assert read_bytes(entry.path, 100) == b"a.html"


def test_a_folder_that_cannot_be_read_is_refused_and_the_rest_goes_on(raw, monkeypatch):
    write(raw, "a.html", "locked/b.html", "z.html")
    scandir = os.scandir

    def deny(path):
        if path.endswith(b"locked"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", deny)
    found = listing(raw)
    assert names(found[Found]) == ["a.html", "z.html"]
    assert [(e.source_path, e.code) for e in found[Refused]] == [("locked", "unreadable")]
    assert "permission denied" in found[Refused][0].message


def test_without_a_raw_folder_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        list(walk(tmp_path / "nowhere"))


def test_names_of_any_bytes(raw):
    name = bytes(raw) + b"/caf\xe9\n.html"
    Path(os.fsdecode(name)).write_bytes(b"x")
    (entry,) = walk(raw)
    assert (entry.source_path, entry.path) == ("caf\\xe9\\x0a.html", name)


def test_the_stamp_moves_with_the_file_and_its_sidecar(raw):
    write(raw, "a.html")
    stamps = [next(iter(walk(raw))).stamp]

    def note():
        stamps.append(next(entry.stamp for entry in walk(raw) if isinstance(entry, Found)))

    note()
    assert stamps[0] == stamps[1]
    status = (raw / "a.html").stat()
    (raw / "a.html").write_bytes(b"A.html")
    os.utime(raw / "a.html", ns=(status.st_atime_ns, status.st_mtime_ns))
    note()  # same size and mtime: the change time tells
    write(raw, "a.html.meta.json")
    note()
    (raw / "a.html.meta.json").write_bytes(b"{}")
    note()
    assert len(set(stamps[1:])) == 4


def test_a_fingerprint_covers_the_sidecar(raw):
    write(raw, "a.html")
    path, sidecar = bytes(raw / "a.html"), bytes(raw / "a.html.meta.json")
    sha256 = hashlib.sha256(b"a.html").hexdigest()
    alone = fingerprint(path, None)
    assert (alone.sha256, alone.digest) == (sha256, sha256)
    assert fingerprint(path, sidecar) == alone  # it is gone by now
    (raw / "a.html.meta.json").write_bytes(b"{}")
    both = fingerprint(path, sidecar)
    assert (both.sha256, both.digest) == (sha256, input_digest(sha256, b"{}"))
    assert len({alone.digest, both.digest, input_digest(sha256, b"")}) == 3


def test_a_sidecar_that_cannot_be_read_is_there_all_the_same(raw):
    assert sidecar_bytes(None) is None
    assert sidecar_bytes(bytes(raw / "nowhere")) is None
    (raw / "link.meta.json").symlink_to("/etc/hostname")
    assert sidecar_bytes(bytes(raw / "link.meta.json")) == b""
    (raw / "large.meta.json").write_bytes(b"x" * 70_000)
    assert sidecar_bytes(bytes(raw / "large.meta.json")) == b""


def test_a_file_above_the_limit_is_not_read(raw):
    (raw / "a.html").write_bytes(b"x" * 11)
    with pytest.raises(PageError) as error:
        read_bytes(bytes(raw / "a.html"), 10)
    assert (error.value.stage, error.value.code) == ("read", "too-large")
    assert read_bytes(bytes(raw / "a.html"), 11) == b"x" * 11


def test_nothing_but_a_regular_file_is_opened(raw, tmp_path):
    write(raw, "a/b.html")
    os.mkfifo(raw / "fifo")
    (raw / "link").symlink_to(raw / "a" / "b.html")
    (raw / "folder-link").symlink_to(raw / "a")
    codes = {}
    for name in ("fifo", "link", "folder-link/b.html", "a", "a/b.html/c", "nowhere"):
        with pytest.raises(PageError) as error:
            open_regular(bytes(raw / name))
        codes[name] = error.value.code
    assert codes == {
        "fifo": "not-a-regular-file",
        "link": "link",
        "folder-link/b.html": "link",
        "a": "not-a-regular-file",
        "a/b.html/c": "link",
        "nowhere": "missing",
    }


def test_a_folder_swapped_for_a_link_is_not_followed(raw, tmp_path):
    write(raw, "a/b.html")
    (entry,) = walk(raw)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.html").write_text("secret")
    (raw / "a").rename(tmp_path / "moved")
    (raw / "a").symlink_to(outside)
    with pytest.raises(PageError, match="links are not followed"):
        read_bytes(entry.path, 100)


def test_no_descriptor_is_left_open(raw):
    write(raw, "a/b.html")
    os.mkfifo(raw / "a" / "fifo")
    before = len(list(Path("/proc/self/fd").iterdir()))
    read_bytes(bytes(raw / "a" / "b.html"), 100)
    for name in ("a/fifo", "a/nowhere", "a"):
        with pytest.raises(PageError):
            read_bytes(bytes(raw / name), 100)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_file_that_is_larger_than_any_page_is_not_hashed(raw):
    path = raw / "sparse.html"
    path.touch()
    os.truncate(path, 1_000_000_001)
    with pytest.raises(PageError, match="above 1,000,000,000 none is read") as caught:
        fingerprint(bytes(path.resolve()), None)
    assert caught.value.code == "too-large"
