"""What goes over the edge: items in, outcomes out, and the limits in between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.errors import EdgeError

__all__ = ["EdgeError", "EdgeLimits", "Item", "Outcome", "Status"]

Status = Literal["cleaned", "empty", "quarantined"]
_MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Item:
    """One input to clean."""

    source_path: str
    path: bytes  # absolute, without links (`Found.path`)
    digest: str = ""  # `Fingerprint.digest` when it was listed; "" is not compared
    sidecar: bytes | None = None  # the sidecar's path (`Found.sidecar`)
    size: int = 0  # bytes; 0 unknown. Large ones are sent alone


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an item. The last four fields may differ from run to run: never publish them.

    Error codes of the edge's own (stage `edge`): `timeout-cpu`, `timeout-wall`, `memory`,
    `output-too-large`, `crash-SIGSEGV` (or another signal), `crash-exit-0` (or another code).
    """

    index: int  # the item's place in the order in which items were given
    source_path: str
    status: Status
    payload: bytes = b""  # what `render` made; b"" if quarantined
    stage: str = ""  # the next three: of a quarantined item, as in PageError
    error: str = ""
    message: str = ""
    retried: bool = False  # on the cheap path, after the full path failed
    cpu_seconds: float = 0.0  # of both tries
    max_rss_mb: float = 0.0  # of the processes that had the item, while they had it
    detail: str = ""  # for the log: a traceback, or what the process said before it died


@dataclass(frozen=True, slots=True)
class EdgeLimits:
    """Limits of one document, and the housekeeping of the processes."""

    # A real news page takes 0.1 s on average and 1 s at most; what takes 5 s has no end.
    cpu_seconds: float = 5.0
    retry_cpu_seconds: float = 4.0
    # Only waits count (a dead network file system): while the parent itself was stopped or
    # busy the clock stands, and a process that gets no CPU is not stuck.
    wall_seconds: float = 60.0
    # Address space beyond what a fresh process has (160 MB), so that none has a gigabyte. Python
    # and lxml raise MemoryError there.
    memory_bytes: int = 800 * _MB
    output_bytes: int = 64 * _MB
    # Memory fragments (150 MB stay after 7 MB pages) and libraries keep caches. A new process
    # costs 15 ms: it is forked from one that has everything loaded.
    recycle_documents: int = 2_000
    recycle_rss_bytes: int = 400 * _MB
    # A batch is what takes about 50 ms, so that no process idles while the parent looks away,
    # and none sits on work that another could do.
    batch_seconds: float = 0.05
    batch_documents: int = 16
    batch_bytes: int = 256 * 1024
