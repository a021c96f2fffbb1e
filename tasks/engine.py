"""How many page-cleaning processes work, and for whom.

Luigi's `--workers` is shards at once; `[engine] processes` is cleaning processes, shared by all
shards. A shard takes its share of them for as long as it works, so there are never more.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import luigi
import luigi.interface

from pipeline.corpus.lock import hold_slots
from pipeline.corpus.shards import CleanAll
from pipeline.edge import Edge
from tasks.session import Session

__all__ = ["cleaning", "engine", "stop_cleaning"]


class engine(luigi.Config):
    """`[engine]` of luigi.cfg, `--engine-processes` on the command line."""

    processes = luigi.OptionalIntParameter(
        default=0, description="page-cleaning processes, shared by all shards; 0: one a core"
    )


_kept = ExitStack()  # the cleaning processes of a run without task processes
_edges: list[Edge] = []
atexit.register(_kept.close)


@contextmanager
def cleaning(session: Session) -> Iterator[CleanAll]:
    """Cleaning processes for one shard; waits until the others leave at least one.

    In Luigi's own process they are kept for the next shard: starting one costs half a second.
    """
    if multiprocessing.parent_process() is not None:
        with ExitStack() as stack:
            yield _start(session, stack).clean_all
        return
    if not _edges:
        _edges.append(_start(session, _kept))
    yield _edges[0].clean_all


def stop_cleaning() -> None:
    """End the processes that were kept; nothing is cleaned after this."""
    _edges.clear()
    _kept.close()


def _start(session: Session, stack: ExitStack) -> Edge:
    total = engine().processes or len(os.sched_getaffinity(0))
    share = -(-total // max(1, luigi.interface.core().workers))
    granted = stack.enter_context(hold_slots(session.folders.run, total, share))
    config = session.config
    return stack.enter_context(Edge(granted, config.directory, config_digest=config.digest))
