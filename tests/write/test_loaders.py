"""The published folder opened by what people open it with; `make check-loaders` installs them.

The first rows know nothing and the last ones much: that is the order in which loaders guess types
wrongly.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config import AlarmSettings, OutputSettings
from pipeline.copies.records import Copy
from pipeline.corpus.copies import Copies
from pipeline.corpus.generation import INVENTORY, build
from pipeline.corpus.yields import Watch
from pipeline.records import Metadata
from pipeline.write.record import FIELDS, render
from pipeline.write.rows import read_rows

COUNT = 300
KEYS = [field.key for field in FIELDS]


@pytest.fixture
def folder(article, config, tmp_path) -> Path:
    """Three hundred articles, half of them without any metadata."""

    def rows():
        for number in range(COUNT):
            id = f"{number:04d}-0123456789abcdef"
            made = article(id, f"Text \u2028 of number {number}.")
            if number < COUNT // 2:
                made = replace(made, metadata=Metadata(), problems=())
            row = next(read_rows(io.BytesIO(render(made, config))))
            yield replace(row, id=id, source_path=f"{id}.html", input="0")

    output = OutputSettings(parquet=_has_pyarrow())
    (tmp_path / INVENTORY).touch()
    watch = Watch(None, AlarmSettings())
    last, other = (f"{number:04d}-0123456789abcdef" for number in (COUNT - 1, COUNT - 2))
    copies = Copies([Copy(other, other, "", 0.0), Copy(last, other, other, 0.75)])
    build(tmp_path, rows(), None, output, watch, lambda name: False, {}, copies)
    return tmp_path


def _has_pyarrow() -> bool:
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        return False
    return True


def check(records: list[dict[str, object]]) -> None:
    assert len(records) == COUNT
    first, last = records[0], records[-1]
    assert list(first) == KEYS
    assert (first["published"], last["published"]) == ("", "2024-05-03")
    assert last["id"] == "0299-0123456789abcdef"  # a string, not a number
    assert (first["dup_of"], first["dup_score"]) == ("", 0)
    assert (last["dup_of"], last["dup_score"]) == ("0298-0123456789abcdef", 0.75)
    assert last["text"] == "Text \u2028 of number 299."
    assert last["is_article"] is True
    assert first["published_conf"] == 0.0
    assert last["n_removed_blocks"] == 3
    assert isinstance(first["n_removed_blocks"], int)


def test_pandas(folder) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_json(folder / "articles.jsonl", lines=True, dtype=False)
    check(frame.to_dict("records"))
    cells = pandas.read_csv(folder / "metadata.csv", keep_default_na=False)
    assert list(cells.columns) == [key for key in KEYS if key != "text"]
    assert cells["title"].iloc[-1] == "Ferry timetable changes in Port Ellery"
    assert cells["is_article"].dtype == bool


def test_polars(folder) -> None:
    polars = pytest.importorskip("polars")
    check(polars.read_ndjson(folder / "articles.jsonl").select(KEYS).to_dicts())
    assert polars.read_csv(folder / "metadata.csv").height == COUNT
    assert polars.read_ndjson(folder / "removed.jsonl").height == 3 * COUNT


def test_duckdb(folder) -> None:
    duckdb = pytest.importorskip("duckdb")
    query = f"select * from '{folder}/articles.jsonl' order by id"
    result = duckdb.sql(query)
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.fetchall()]
    assert [
        str(kind) for key, kind in zip(result.columns, result.types, strict=True) if key == "id"
    ] == ["VARCHAR"]
    assert len(rows) == COUNT
    assert rows[-1]["title"] == "Ferry timetable changes in Port Ellery"
    assert duckdb.sql(f"select count(*) from '{folder}/metadata.csv'").fetchall() == [(COUNT,)]


def test_pyarrow(folder) -> None:
    pytest.importorskip("pyarrow")
    import pyarrow as pa
    import pyarrow.json
    import pyarrow.parquet

    words = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    table = pyarrow.json.read_json(
        folder / "articles.jsonl",
        parse_options=pyarrow.json.ParseOptions(
            explicit_schema=pa.schema([(field.key, words[field.type]) for field in FIELDS])
        ),
    )
    check(table.to_pylist())
    guessed = pyarrow.json.read_json(folder / "articles.jsonl")
    assert guessed.column_names == KEYS
    assert guessed.num_rows == COUNT
    assert pyarrow.parquet.read_table(folder / "articles.parquet").num_rows == COUNT


def test_datasets(folder, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        datasets = pytest.importorskip("datasets")
        loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
        assert list(loaded) == ["train"]
        check(list(loaded["train"]))
