from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import ConfigError
from pipeline.model.file import FORMAT, read_arrays, write_arrays

ARRAYS = {"a": np.array([[1, 2, 3]], np.int16), "b": np.array([0.5], np.float32)}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "m.model"
    write_arrays(path, {"card": "x"}, ARRAYS)
    header, arrays, digest = read_arrays(path)
    assert header == {"card": "x"}
    assert {name: array.tolist() for name, array in arrays.items()} == {
        "a": [[1, 2, 3]],
        "b": [0.5],
    }
    write_arrays(tmp_path / "again.model", {"card": "x"}, ARRAYS)
    assert read_arrays(tmp_path / "again.model")[2] == digest
    write_arrays(tmp_path / "other.model", {"card": "y"}, ARRAYS)
    assert read_arrays(tmp_path / "other.model")[2] != digest


def test_an_array_of_objects_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no array of"):
        write_arrays(tmp_path / "m.model", {}, {"a": np.array([{}], object)})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.model: the model cannot be read"):
        read_arrays(tmp_path / "none.model")


def test_another_format_is_said(tmp_path: Path) -> None:
    path = tmp_path / "m.model"
    path.write_bytes(b"\x80\x04N.")
    with pytest.raises(ConfigError, match="not a model of the format"):
        read_arrays(path)


HEADERS = [
    b"{}",
    b'{"arrays": {"a": ["O", [1]]}}',
    b'{"arrays": {"a": ["<i2", [-1]]}}',
    b'{"arrays": {"a": ["<i2", [3]]}}',
    b'{"arrays": {}}',
    b"no json",
]


@pytest.mark.parametrize("header", HEADERS)
def test_a_damaged_file_is_said(tmp_path: Path, header: bytes) -> None:
    path = tmp_path / "m.model"
    path.write_bytes(FORMAT.encode() + b"\n" + zlib.compress(header + b"\n1234"))
    with pytest.raises(ConfigError, match="the model is damaged"):
        read_arrays(path)


def test_a_file_cut_short_is_said(tmp_path: Path) -> None:
    path = tmp_path / "m.model"
    write_arrays(path, {}, {"a": np.arange(10_000, dtype=np.int32)})
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ConfigError, match="damaged"):
        read_arrays(path)


def test_a_file_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "m.model"
    path.write_bytes(FORMAT.encode() + b"\n" + zlib.compress(b"{}\n" + bytes(70_000_000)))
    with pytest.raises(ConfigError, match="longer than a model is"):
        read_arrays(path)
