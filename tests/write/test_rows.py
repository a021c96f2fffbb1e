from __future__ import annotations

import io

import pytest

from pipeline.write.rows import Row, quarantine_row, read_rows, row_bytes

ROWS = (
    Row("a-1", "a.html", "1", "cleaned", sizes=(3, 2, 0, 4), body=b'{}\n,\n{"\n}'),
    Row("b-2", "b.html", "2", "quarantined", "read", "link", "is a link"),
    Row("c-3", "c.html", "3", "empty", sizes=(0, 0, 0, 2), body=b"\n\n"),
)


def test_rows_come_back_as_they_were() -> None:
    stored = b"".join(row_bytes(row) for row in ROWS)
    assert tuple(read_rows(io.BytesIO(stored))) == ROWS


def test_parts_are_cut_where_they_were_joined() -> None:
    assert ROWS[0].parts() == (b"{}\n", b",\n", b"", b'{"\n}')
    assert ROWS[1].parts() == (b"", b"", b"", b"")


def test_a_torn_file_is_noticed() -> None:
    stored = b"".join(row_bytes(row) for row in ROWS)
    with pytest.raises(ValueError, match="ends inside a row"):
        list(read_rows(io.BytesIO(stored[:-1])))


def test_a_message_becomes_one_harmless_line() -> None:
    row = quarantine_row("segment", "crash", "bad \x1b[31m\n\ttitle " + "x" * 1_000)
    assert row.status == "quarantined"
    assert row.message.startswith("bad \\x1b[31m title xxx")
    assert len(row.message) == 500
