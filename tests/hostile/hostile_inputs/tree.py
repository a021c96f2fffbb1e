"""A folder of odd names, links and files that are none, and what must become of each."""

# ruff: noqa: E501 (tables: a row is read as one)

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hostile_inputs.case import html

__all__ = ["NAMES", "Planted", "plant"]

# Names of good pages, as bytes: each must come out as an article of its own.
NAMES: tuple[bytes, ...] = (
    b"-rf.html", b"--help.html", b" leading.html", b"trailing.html ", b"trailing.", b"a b  c.html",
    b"~.html", b"~root.html", b"$(id).html", b"`id`.html", b";id.html", b"|id.html", b"&id.html", b"*.html", b"?.html", b"[a-z].html",
    b"{a,b}.html", b"%2e%2e%2fx.html", b"%s%n.html", b"C:\\evil.html", b"x..\\..\\evil.html", b"\\x41.html", b"CON.html", b"nul.html",
    b"aux", b"quote'\".html", b"<b>x<b>.html", b"=1+1.html", b"@SUM(1).html", b"new\nline.html", b"cr\rlf.html", b"tab\tx.html",
    b"esc\x1b[31m.html", b"del\x7f.html", b"c1\xc2\x9b31m.html", b"latin\xe9.html", b"\xff\xfe.html", b"half\xc3", b"\xed\xa0\x80.html",
    "nfc-é.html".encode(), "nfc-e\u0301.html".encode(), "é".encode() * 125 + b".html", b"x" * 250 + b".html", "渡".encode() * 83 + b".html",
    "\u202egnp.html".encode(), "rtl-\u05d0\u05d1.html".encode(), "ls\u2028ps\u2029.html".encode(), "zw\u200b.html".encode(),
    b"Case.html", b"case.html", b"CASE.HTML", b"case.htm", b"case", b"case.html.gz", "ﬁne-ß-ſ.html".encode(), "İstanbul.html".encode(),
    b"index.html", b"a/index.html", b"a/b/index.html", b"a.html/index.html", b"index.html.d/index.html", b"articles.jsonl.html",
    b"_SUCCESS.html", b"_SUCCESS", b"run.json.html", b"metadata.csv.html", b"a.meta.json.html", b"x.meta.json.d/x.html", b"no-suffix",
    b"deep/" + b"d/" * 60 + b"deep.html", b"https:/a.example/b?c=d#e.html",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """What was put below the folder; paths are relative to it."""

    pages: tuple[bytes, ...]  # good pages, each an article
    refused: dict[bytes, str]  # what is no regular file or cannot be read: its error code
    ignored: tuple[bytes, ...]  # sidecars, dotfiles, temporary files: no inputs


def plant(folder: Path, outside: Path) -> Planted:
    """Fill `folder` with odd files; `outside` is a folder beside it that links point to."""
    root = os.fsencode(folder)
    pages = tuple(_pages(root))
    refused = dict(_refused(root, os.fsencode(outside)))
    ignored = (
        b".hidden.html",
        b".git/config.html",
        b"x.tmp",
        b"y.part",
        b"z~",
        b"w.html.meta.json",
    )
    for name in ignored:
        _write(root, name, b"<p>An ignored file of the tree.</p>")
    os.makedirs(root + b"/empty/emptier", exist_ok=True)  # noqa: PTH103 - bytes
    return Planted(pages, refused, ignored)


def _pages(root: bytes) -> Iterator[bytes]:
    for number, name in enumerate(NAMES):
        data = html(f"tree-{number}").encode()
        with suppress(OSError):  # a file system that folds case or wants UTF-8 has fewer
            _write(root, name, data)
            yield name


def _write(root: bytes, name: bytes, data: bytes) -> None:
    path = root + b"/" + name
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - bytes
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def _refused(root: bytes, outside: bytes) -> Iterator[tuple[bytes, str]]:
    os.makedirs(outside, exist_ok=True)  # noqa: PTH103 - bytes
    _write(outside, b"secret.html", html("tree-secret").encode())
    os.makedirs(root + b"/links")  # noqa: PTH103 - bytes
    for name, target in (
        (b"out.html", outside + b"/secret.html"), (b"relative.html", b"../../" + os.path.basename(outside) + b"/secret.html"),  # noqa: PTH119
        (b"inside.html", b"../index.html"), (b"loop.html", b"loop.html"), (b"loop-a", b"loop-b"), (b"loop-b", b"loop-a"),
        (b"dangling.html", b"nothing"), (b"folder", outside), (b"up", b".."), (b"self", b"."), (b"root", b"/"), (b"null.html", b"/dev/null"),
        (b"zero.html", b"/dev/zero"), (b"proc.html", b"/proc/self/environ"), (b"folder.html", outside),
    ):  # fmt: skip
        os.symlink(target, root + b"/links/" + name)  # noqa: PTH211 - bytes
        yield b"links/" + name, "link"
    os.mkfifo(root + b"/fifo.html")
    yield b"fifo.html", "not-a-regular-file"
    with suppress(OSError), socket.socket(socket.AF_UNIX) as listener:  # its path may be too long
        listener.bind(root + b"/socket.html")
        yield b"socket.html", "not-a-regular-file"
    with suppress(PermissionError):
        os.mknod(root + b"/device.html", 0o020600, os.makedev(1, 5))  # /dev/zero, for root only
        yield b"device.html", "not-a-regular-file"
    descriptor = os.open(root + b"/sparse.html", os.O_WRONLY | os.O_CREAT, 0o644)
    os.ftruncate(descriptor, 20 << 30)
    os.close(descriptor)
    yield b"sparse.html", "too-large"
    if os.geteuid() != 0:
        _write(root, b"unreadable.html", b"x")
        os.chmod(root + b"/unreadable.html", 0)  # noqa: PTH101 - bytes
        yield b"unreadable.html", "unreadable"
        os.makedirs(root + b"/unreadable")  # noqa: PTH103 - bytes
        os.chmod(root + b"/unreadable", 0)  # noqa: PTH101 - bytes
        yield b"unreadable", "unreadable"
