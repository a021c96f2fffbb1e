"""Odd names, links, FIFOs, sockets: what may be read is read, and nothing else is touched."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from conftest import result_of  # type: ignore[import-not-found]
from hostile_inputs import hygiene
from hostile_inputs.tree import NAMES, plant

from pipeline.edge import Item
from pipeline.errors import PageError
from pipeline.read import Found, Ignored, Refused, article_id, fingerprint, source_path, walk


@pytest.fixture
def planted(tmp_path):
    folder = tmp_path / "raw"
    folder.mkdir()
    yield plant(folder, tmp_path / "outside")
    locked = folder / "unreadable"
    if locked.is_dir():
        locked.chmod(0o700)


def snapshot(folder: Path) -> dict[bytes, tuple[int, ...]]:
    found = {}
    for path, folders, files in os.walk(bytes(folder)):
        for name in (*folders, *files):
            entry = os.lstat(os.path.join(path, name))  # noqa: PTH118 - bytes
            found[path + b"/" + name] = (entry.st_mode, entry.st_size, entry.st_mtime_ns)
    return found


def test_a_folder_of_odd_files(planted, tmp_path, edge):
    root = os.fsencode(os.path.realpath(tmp_path / "raw"))
    before = snapshot(tmp_path)
    listing = list(walk(tmp_path / "raw"))
    found = {e.source_path: e for e in listing if isinstance(e, Found)}
    refused = {e.source_path: e.code for e in listing if isinstance(e, Refused)}
    ignored = {e.source_path for e in listing if isinstance(e, Ignored)}

    def named(name):
        return source_path(root, root + b"/" + name)

    large = {named(n): code for n, code in planted.refused.items() if code == "too-large"}
    special = {named(n): code for n, code in planted.refused.items() if code != "too-large"}
    assert {source: refused.get(source) for source in special} == special
    assert {named(name) for name in planted.ignored} - {".git/config.html"} <= ignored
    assert set(found) == {named(name) for name in planted.pages} | set(large)
    assert len(planted.pages) > 0.9 * len(NAMES)
    ids = [article_id(source) for source in found]
    assert len({i.casefold() for i in ids}) == len(ids)
    items = [Item(e.source_path, e.path, "", e.sidecar, e.size) for e in found.values()]
    for outcome in edge.clean_all(items):
        source, result = items[outcome.index].source_path, result_of(outcome)
        assert source.isprintable() or "\u200b" in source
        assert outcome.error == large.get(source, ""), source
        if not outcome.error:
            flat = json.loads(result.article)
            assert (flat["source_path"], flat["id"]) == (source, article_id(source))
            assert "KEEP-tree-" in flat["text"]
            assert "tree-secret" not in flat["text"]
            assert [wrong for wrong in hygiene(result) if "source_path" not in wrong] == []
    assert snapshot(tmp_path) == before


def test_a_file_of_terabytes_is_not_read_to_know_it(planted, tmp_path):
    os.truncate(tmp_path / "raw" / "sparse.html", 1 << 42)
    with pytest.raises(PageError, match="none is read") as caught:
        fingerprint(os.fsencode(os.path.realpath(tmp_path / "raw" / "sparse.html")), None)
    assert caught.value.code == "too-large"
