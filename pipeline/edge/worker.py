"""A worker process: cleans what it is sent, one document at a time, under hard limits.

It is forked from the zygote, which has everything loaded, and it never outlives it.
"""

from __future__ import annotations

import ctypes
import faulthandler
import math
import os
import resource
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from pipeline.edge.document import Kit, clean_item
from pipeline.edge.records import EdgeLimits, Item
from pipeline.edge.wire import pack, receive

__all__ = ["die_with_parent", "item_to_json", "work"]

_PR_SET_PDEATHSIG = 1
_CPU_GRACE = 2  # seconds that the kernel's limit is above the parent's
_MAX_STDERR = 64 << 20
_LIBC = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int) -> None:
    """Ask the kernel for SIGKILL when the parent dies; `parent` is its process id."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def item_to_json(item: Item, cheap: bool) -> list[Any]:
    """An item as the parent sends it; undecodable bytes become lone surrogates."""
    path, sidecar = (p and p.decode("utf-8", "surrogateescape") for p in (item.path, item.sidecar))
    return [item.source_path, path, item.digest, sidecar, cheap]


def _item_from_json(fields: list[Any]) -> tuple[Item, bool]:
    source, path, digest, sidecar, cheap = fields
    path, sidecar = (p and p.encode("utf-8", "surrogateescape") for p in (path, sidecar))
    return Item(source, path, digest, sidecar), cheap


def work(kit: Kit, connection: socket.socket, limits: EdgeLimits, parent: int) -> NoReturn:
    """Clean batches from `connection` until it closes. `parent` is the zygote's process id."""
    die_with_parent(parent)
    # The parent decides when this ends; a terminal's or a service manager's signal goes to all.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    faulthandler.enable()
    _limit_memory(limits)
    memory = _Memory()
    unsent = b""
    while (batch := receive(connection)) is not None:
        for index, fields in batch["items"]:
            item, cheap = _item_from_json(fields)
            began = time.process_time()
            _limit_cpu(began, limits.retry_cpu_seconds if cheap else limits.cpu_seconds)
            os.ftruncate(2, 0)
            connection.sendall(unsent + pack({"start": index, "cpu": began}))
            memory.reset()
            answer = clean_item(kit, item, cheap)
            peak, resident = memory.now()
            if resident > limits.recycle_rss_bytes:  # not sooner: the next page needs it again
                _LIBC.malloc_trim(0)
                resident = memory.now()[1]
            head = answer.to_json() | {
                "done": index,
                "cpu": time.process_time() - began,
                "peak": peak,
                "rss": resident,
            }
            unsent = pack(head, answer.payload)
        connection.sendall(unsent)
        unsent = b""
    os._exit(0)


def _limit_memory(limits: EdgeLimits) -> None:
    in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    for kind, soft in (
        (resource.RLIMIT_AS, in_use + limits.memory_bytes),
        (resource.RLIMIT_FSIZE, _MAX_STDERR),  # it writes nothing but its standard error
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (soft if hard < 0 else min(soft, hard), hard))
    with suppress(OSError):  # if the machine runs out of memory, this dies and not the run
        Path("/proc/self/oom_score_adj").write_text("1000")


def _limit_cpu(used: float, allowed: float) -> None:
    """The second net: the kernel ends the process even where the parent looks away."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = math.ceil(used + allowed) + _CPU_GRACE
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard < 0 else min(soft, hard), hard))


class _Memory:
    """Resident memory of this process, now and at its peak since the last reset, in bytes."""

    def __init__(self) -> None:
        self._status = os.open("/proc/self/status", os.O_RDONLY)
        self._clear = -1
        with suppress(OSError):  # some containers have none: then it is the peak of all documents
            self._clear = os.open("/proc/self/clear_refs", os.O_WRONLY)

    def reset(self) -> None:
        if self._clear >= 0:
            os.write(self._clear, b"5")

    def now(self) -> tuple[int, int]:
        text = os.pread(self._status, 8192, 0)
        peak, resident = (
            int(text[text.index(name) + len(name) :].split(None, 1)[0]) << 10
            for name in (b"VmHWM:", b"VmRSS:")
        )
        return peak, resident
