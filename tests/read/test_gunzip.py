from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib

import pytest

from pipeline.errors import PageError
from pipeline.read.gunzip import gunzip

PAGE = b"<html><body><p>The wall will be mended.</p></body></html>" * 20


def code(data, max_bytes=10_000):
    with pytest.raises(PageError) as error:
        gunzip(data, max_bytes)
    assert error.value.stage == "read"
    return error.value.code


def test_one_member_and_several():
    assert gunzip(gzip.compress(PAGE), 10_000) == PAGE
    assert gunzip(gzip.compress(PAGE) + gzip.compress(b"end"), 10_000) == PAGE + b"end"
    assert gunzip(gzip.compress(b""), 0) == b""


def test_bytes_after_the_end_are_ignored():
    assert gunzip(gzip.compress(PAGE) + b"\0" * 100, 10_000) == PAGE


def test_the_name_in_the_header_is_not_looked_at():
    header = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + b"../../escaped.html\0"
    body = zlib.compress(PAGE, wbits=-15)
    trailer = zlib.crc32(PAGE).to_bytes(4, "little") + len(PAGE).to_bytes(4, "little")
    assert gunzip(header + body + trailer, 10_000) == PAGE


def test_half_a_file_is_no_page():
    data = gzip.compress(PAGE)
    assert {code(data[:size]) for size in range(3, len(data))} == {"truncated-gzip"}


def test_a_damaged_file_is_no_page():
    data = bytearray(gzip.compress(PAGE))
    data[-6] ^= 1  # of the checksum
    assert code(bytes(data)) == "corrupt-gzip"
    assert code(gzip.compress(PAGE)[:12] + b"\xff" * 50) in ("corrupt-gzip", "truncated-gzip")


def test_a_bomb_is_not_opened():
    bomb = gzip.compress(b"\0" * 50_000_000)
    tracemalloc.start()
    assert code(bomb, 1_000_000) == "too-large"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000
    assert code(gzip.compress(PAGE), len(PAGE) - 1) == "too-large"
    assert gunzip(gzip.compress(PAGE), len(PAGE)) == PAGE


def test_endless_small_members_are_not_followed():
    began = time.process_time()
    assert code(gzip.compress(b"") * 200_000) == "corrupt-gzip"
    assert time.process_time() - began < 5
