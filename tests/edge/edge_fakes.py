"""Cleaning functions for the tests of the edge: the first word of a page says what goes wrong."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
import unicodedata
from pathlib import Path
from types import SimpleNamespace

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


_KINDS = {
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
