"""Cleaning functions for the tests of the edge: the first word of a page says what goes wrong."""

from __future__ import annotations

import ctypes
import json
import os
import pickle
import signal
import socket
import struct
import sys
import time
import unicodedata
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

from pipeline.edge.wire import pack
from pipeline.errors import PageError


class Unpleasant(BaseException):
    """What Rust code raises when it panics: no Exception."""


def _spin(_):
    while True:
        pass


def _stuck_in_c(_):
    unicodedata.normalize("NFC", "a" + "\u0301\u0323" * 2_000_000)  # minutes; hears no signal


def _sleep(_):
    time.sleep(60)


def _segfault(_):
    ctypes.string_at(0)


def _exit(words):
    os._exit(int(words[1]))


def _sys_exit(_):
    sys.exit(0)


def _killed(_):
    os.kill(os.getpid(), signal.SIGKILL)


def _signals(_):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(os.getpid(), number)


def _hog(_):
    held = []
    while True:
        held.append(bytearray(1 << 24))


def _recurse(words):
    return _recurse(words)


def _raise(_):
    raise ValueError(f"an object {object()} \x1b[31m\n\u202eand a line " + "x" * 1000)


def _panic(_):
    raise Unpleasant("panic")


def _page_error(_):
    raise PageError("segment", "too-deep", "The page is too deep.")


def _kill_zygote(words):
    marker = Path(words[1])
    if words[2] == "always" or not marker.exists():
        marker.touch()
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(5)


def _noise(_):
    print("noise on stdout \x1b[31m")
    print("noise on stderr", file=sys.stderr)
    os.write(2, b"more noise")


def _orphan(words):
    Path(words[1]).write_text(f"{os.getpid()} {os.getppid()}")
    _spin(words)


def _connection():
    """The worker's end of the pipe, as whoever took the worker over would find it."""
    for entry in Path("/proc/self/fd").iterdir():
        if os.path.realpath(entry).rpartition("/")[2].startswith("socket:"):
            return socket.socket(fileno=os.dup(int(entry.name)))
    raise AssertionError("no socket")


def _lie(words):
    """Say on the pipe what no worker of ours says; then go on as if nothing had happened."""
    pipe, index = _connection(), int(words[2])
    answer = {
        "done": index, "status": "cleaned", "stage": "", "error": "", "message": "", "detail": "",
        "retry": False, "cpu": 0.1, "peak": 1, "rss": 1,
    }  # fmt: skip
    said = {
        "noise": os.urandom(5_000),
        "long-head": struct.pack("!II", 1 << 31, 0) + b"x" * 5_000,
        "long-payload": struct.pack("!II", 2, 1 << 31) + b"{}",
        "list": pack([1]),
        "number": pack(7),
        "deep": struct.pack("!II", 200_000, 0) + b"[" * 200_000,
        "no-keys": pack({}),
        "start-twice": pack({"start": index, "cpu": 0}),
        "start-text": pack({"start": [], "cpu": {}}),
        "other": pack(answer | {"done": index + 1}),
        "status": pack(answer | {"status": ["cleaned"]}),
        "unknown": pack(answer | {"status": "fine"}),
        "no-status": pack({"done": index}),
        "error": pack(answer | {"status": "quarantined", "error": "\x1b[31m\n", "stage": "read"}),
        "message": pack(answer | {"message": "x" * 5_000}),
        "numbers": pack(answer | {"cpu": float("nan"), "peak": -1, "rss": float("inf")}),
        "text-numbers": pack(answer | {"cpu": "1", "rss": "1"}),
        "retry": pack(answer | {"retry": "yes"}),
        "twice": pack(answer) + pack(answer),
        "pickle": pickle.dumps(Unpleasant("x")),
    }
    pipe.sendall(said[words[1]])
    time.sleep(0.2)


def _hang_up(_):
    _connection().shutdown(socket.SHUT_RDWR)
    _spin(_)


def _deaf(words):
    """Answer for documents that were never asked for, and read nothing any more."""
    pipe, index = _connection(), int(words[1])
    answer = {
        "status": "empty", "stage": "", "error": "", "message": "", "detail": "", "retry": False,
        "cpu": 0.0, "peak": 1, "rss": 1,
    }  # fmt: skip
    pipe.sendall(pack(answer | {"done": index}))
    while True:
        index += 1
        pipe.sendall(pack({"start": index, "cpu": 0.0}) + pack(answer | {"done": index}))
        time.sleep(0.001)


def _flood(_):
    for descriptor in (1, 2):
        with suppress(OSError):
            while True:
                os.write(descriptor, b"x" * (1 << 20))


def _stop(_):
    os.kill(os.getpid(), signal.SIGSTOP)


_KINDS = {
    "lie": _lie,
    "hang-up": _hang_up,
    "deaf": _deaf,
    "flood": _flood,
    "stop": _stop,
    "spin": _spin,
    "stuck": _stuck_in_c,
    "sleep": _sleep,
    "segfault": _segfault,
    "exit": _exit,
    "sys-exit": _sys_exit,
    "killed": _killed,
    "signals": _signals,
    "hog": _hog,
    "recurse": _recurse,
    "raise": _raise,
    "panic": _panic,
    "page-error": _page_error,
    "kill-zygote": _kill_zygote,
    "noise": _noise,
    "orphan": _orphan,
}


def clean(page, config, cheap=False):
    """An "article"; `once KIND` goes wrong on the full path only."""
    words = page.content.split()
    once = words[:1] == ["once"]
    kind = _KINDS.get((words[1:] if once else words or [""])[0]) if words else None
    if kind is not None and not (once and cheap):
        kind(words)
    return SimpleNamespace(page=page, body=page.content, cheap=cheap)


def plain(page, config):
    """Has no cheap path."""
    return page.content, config


def render(article, config):
    """Source, body and path; `pid` asks for the process, `large` for a large result."""
    facts = {"source": article.page.source, "body": article.body, "cheap": article.cheap}
    if article.body.startswith("pid"):
        facts["pid"] = os.getpid()
    if article.body.startswith("large"):
        facts["body"] = "x" * 200_000
    if article.body.startswith("surprise"):
        return "no bytes"
    return json.dumps(facts).encode()
