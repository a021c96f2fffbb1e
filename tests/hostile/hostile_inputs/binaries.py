"""Files that are no page, or are wrapped: archives, images, containers, bombs, cut downloads."""

# ruff: noqa: E501 (tables: a row is read as one)

from __future__ import annotations

import gzip
import io
import random
import sqlite3
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from hostile_inputs.case import EITHER, NOTHING, Case, html, marks, plain, text

__all__ = ["large", "small"]

_NONE = frozenset({"quarantine"})


def _zip(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, data)
    return file.getvalue()


def _tar(data: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        entry = tarfile.TarInfo("../../escaped.html")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return file.getvalue()


def _sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.db")
        with sqlite3.connect(path) as base:
            base.execute("create table story (body text)")
            base.execute("insert into story values ('The ferry opens again on Saturday morning.')")
        base.close()
        return path.read_bytes()


def _named(data: bytes) -> bytes:
    """A gzip file whose header names a file outside."""
    zipped = gzip.compress(data, mtime=0)
    return zipped[:3] + b"\x08" + zipped[4:10] + b"../../escaped.html\0" + zipped[10:]


def small() -> Iterator[Case]:
    """Small files of all kinds."""
    page = html("wrapped").encode()
    noise = random.Random(7).randbytes(20_000)
    for name, data in (
        ("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + noise), ("png", b"\x89PNG\r\n\x1a\n" + noise),
        ("jpeg", b"\xff\xd8\xff\xe0" + noise), ("gif", b"GIF89a" + noise), ("webp", b"RIFF\0\0\0\0WEBP" + noise),
        ("mp4", b"\0\0\0\x18ftypmp42" + noise), ("zip", _zip("story.html", page)),
        ("docx", _zip("word/document.xml", b"<w:document/>")), ("tar", _tar(page)), ("sqlite", _sqlite()),
        ("zlib", zlib.compress(page)), ("xz", b"\xfd7zXZ\x00" + noise), ("zstd", b"\x28\xb5\x2f\xfd" + noise),
        ("bzip2", b"BZh91AY&SY" + noise), ("elf", b"\x7fELF" + noise), ("ole", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise),
        ("random", noise), ("deflate", zlib.compress(page)[2:]), ("pickle", b"\x80\x04\x95" + noise),
        ("rtf", b"{\\rtf1\\ansi The ferry opens again.}"), ("woff", b"wOFF" + noise), ("class", b"\xca\xfe\xba\xbe" + noise),
        ("parquet", b"PAR1\x15" + noise + b"PAR1"), ("wasm", b"\0asm\1\0\0\0" + noise),
    ):  # fmt: skip
        yield Case(f"binary/{name}.html", data, NOTHING)
        yield Case(f"binary/{name}-cut.txt", data[: len(data) // 2], NOTHING)
    yield from _gzipped(page)
    yield from _containers(page)


def _gzipped(page: bytes) -> Iterator[Case]:
    name, zipped = "gz", gzip.compress(html("gz").encode(), mtime=0)
    yield plain(name, zipped, suffix=".html.gz")
    yield plain("gz-named", _named(html("gz-named").encode()), suffix=".html.gz")
    yield plain("gz-bare", gzip.compress(html("gz-bare").encode(), mtime=0))
    yield plain("gz-not", html("gz-not"), suffix=".html.gz")
    two = html("gz-two").encode()
    both = gzip.compress(two[:900], mtime=0) + gzip.compress(two[900:], mtime=0)
    yield plain("gz-two", both, suffix=".html.gz")
    yield plain(
        "gz-tail", gzip.compress(html("gz-tail").encode(), mtime=0) + b"\0" * 999, suffix=".html.gz"
    )
    yield plain(
        "gz-empty-member",
        gzip.compress(b"") + gzip.compress(html("gz-empty-member").encode()),
        suffix=".html.gz",
    )
    wrong_sum = zipped[:-8] + b"\xde\xad\xbe\xef" + zipped[-4:]
    for name, data in (
        ("cut", zipped[: len(zipped) // 2]), ("cut-8", zipped[:-8]), ("cut-1", zipped[:-1]), ("header", zipped[:10]),
        ("magic", zipped[:3]), ("sum", wrong_sum), ("flip", zipped[:200] + b"\xff\xff" + zipped[202:]),
        ("length", zipped[:-4] + struct.pack("<I", 7)), ("second-cut", both[:-9]),
        ("members", gzip.compress(b"") * 5_000), ("twice", gzip.compress(gzip.compress(page))),
        ("bomb", gzip.compress(bytes(20_000_000))), ("bomb-text", gzip.compress(b"word " * 4_000_000)),
        ("bomb-bomb", gzip.compress(gzip.compress(bytes(20_000_000)))),
    ):  # fmt: skip
        yield Case(f"gz/{name}.html.gz", data, NOTHING)
    yield Case("gz/nothing.html.gz", b"", NOTHING)
    yield Case("gz/of-nothing.html.gz", gzip.compress(b""), NOTHING)


def _containers(page: bytes) -> Iterator[Case]:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    warc = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\n"
        + b"Content-Length: %d\r\n\r\n" % len(http)
        + http
        + b"\r\n\r\n"
    )
    jsonl = b'{"id": "../../x", "html": "<p>a</p>"}\n{"id": NaN}\n{broken\n'
    for suffix, data in (
        (".warc", warc), (".warc.gz", gzip.compress(warc)), (".jsonl", jsonl), (".jsonl.gz", gzip.compress(jsonl)),
        (".ndjson", jsonl), (".json", b"{}"), (".parquet", b"PAR1\x15" + bytes(50)), (".csv", b"a,b\n1,2\n"),
        (".tsv", b"a\tb\n"), (".mhtml", b"MIME-Version: 1.0\n\n"), (".eml", b"From: a\n\nb"), (".rss", b"<rss/>"),
        (".JSONL", jsonl), (".arc", b"filedesc://"), (".wacz", _zip("a", b"b")),
    ):  # fmt: skip
        yield Case(f"container/file{suffix}", data, _NONE, error="no_reader")
    for name, data in (
        ("warc.html", warc),
        ("warc.txt", warc),
        ("warc", warc),
        ("warc.html.gz", gzip.compress(warc)),
        ("jsonl.html", jsonl.split(b"\n")[0] + b"\n" + jsonl),
        ("jsonl.txt", jsonl),
        ("jsonl", jsonl),
        ("object.html", b'{"a": "<p>b</p>"}'),
        ("feed.txt", b"<?xml version='1.0'?>\n<rss><channel/></rss>"),
        ("feed.html.gz", gzip.compress(b"<feed xmlns='a'></feed>")),
    ):
        yield Case(f"container/named-{name}", data, _NONE, error="no_reader")
    mail = (
        "From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;"
        '\r\n\tboundary="----x"\r\n\r\n------x\r\nContent-Type: text/html\r\n\r\n'
    )
    first, last = marks("mhtml")
    yield Case(
        "container/mhtml.html",
        mail.encode() + html("mhtml").encode() + b"\r\n------x--",
        EITHER,
        (first, last),
    )
    yield plain("no-suffix", html("no-suffix"), suffix="")
    yield plain("no-suffix-text", text("no-suffix-text"), suffix="")
    yield plain("php", html("php"), suffix=".php")
    yield plain("html-as-text", html("html-as-text"), suffix=".txt")
    yield plain("text-as-html", text("text-as-html"))


def large() -> Iterator[Case]:
    """Megabytes, of which nothing must be opened."""
    noise = random.Random(11)
    yield Case("large/random.html", noise.randbytes(5_000_000), NOTHING, max_seconds=20)
    yield Case("large/random.txt", noise.randbytes(9_900_000), NOTHING, max_seconds=20)
    yield Case("large/nul.html", bytes(9_900_000), NOTHING, max_seconds=20)
    packed = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packed.compress(bytes(1 << 20)) for _ in range(2_048)) + packed.flush()
    yield Case("large/bomb.html.gz", bomb, NOTHING, max_seconds=20, max_rss_mb=400)
    members = gzip.compress(bytes(9_000_000)) * 200
    yield Case("large/bomb-members.html.gz", members, NOTHING, max_seconds=20, max_rss_mb=400)
    yield Case("large/members.html.gz", gzip.compress(b"") * 450_000, NOTHING, max_seconds=20)
    yield Case("large/zip.html", _zip("a", noise.randbytes(5_000_000)), NOTHING)
