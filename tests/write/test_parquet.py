from __future__ import annotations

import sys
from datetime import date

import pytest

from pipeline.errors import ConfigError
from pipeline.write import parquet
from pipeline.write.formats import json_line
from pipeline.write.record import FIELDS, flat_record


def test_types_and_nulls(article, config, tmp_path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    lines = [
        flat_record(article(), config),
        flat_record(article("other-0123456789abcdef", published="2024-05", authors=()), config),
    ]
    (tmp_path / "articles.jsonl").write_bytes(b"".join(json_line(line) for line in lines))
    parquet.write_articles(tmp_path / "articles.jsonl", tmp_path / "articles.parquet")
    table = pq.read_table(tmp_path / "articles.parquet")
    assert table.column_names == [*(field.key for field in FIELDS), "published_date"]
    first, second = table.to_pylist()
    assert first["authors"] == ["Ann Roe", "Bo Li, Cy Dee"]
    assert second["authors"] == []
    assert (first["published"], first["published_date"]) == ("2024-05-03", date(2024, 5, 3))
    assert (second["published"], second["published_date"]) == ("2024-05", None)
    assert first["dup_of"] is None
    kinds = {
        name: str(table.schema.field(name).type)
        for name in ("n_words", "is_article", "confidence", "tags")
    }
    assert kinds == {
        "n_words": "int64", "is_article": "bool", "confidence": "double",
        "tags": "list<element: string>",
    }  # fmt: skip


def test_removed(tmp_path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    line = {"id": "a", "index": 3, "role": "share", "by": "b", "why": "w", "where": "/", "text": ""}
    (tmp_path / "removed.jsonl").write_bytes(json_line(line))
    parquet.write_removed(tmp_path / "removed.jsonl", tmp_path / "removed.parquet")
    assert pq.read_table(tmp_path / "removed.parquet").to_pylist() == [line]


def test_an_empty_corpus_has_its_columns(tmp_path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    (tmp_path / "articles.jsonl").touch()
    parquet.write_articles(tmp_path / "articles.jsonl", tmp_path / "articles.parquet")
    table = pq.read_table(tmp_path / "articles.parquet")
    assert table.num_rows == 0
    assert table.num_columns == len(FIELDS) + 1


def test_the_missing_extra_is_named(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(ConfigError, match=r"dechrome\[parquet\]"):
        parquet.require_pyarrow()
