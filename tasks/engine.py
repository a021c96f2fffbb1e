"""Who cleans a shard, and with how many processes.

Luigi's `--workers` is shards at once; `[engine] processes` is page-cleaning processes, shared by
all shards. With one worker the tasks run in Luigi's own process, and so does the edge. With more,
Luigi forks for every task; loading what cleaning needs takes a second and a half, so teams are
started once, before, and the task of a shard asks a free one.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import traceback
from collections.abc import Callable
from contextlib import ExitStack, suppress
from multiprocessing.connection import Connection

import luigi.interface
from luigi.worker import fork_lock

from pipeline.corpus.errors import CorpusError
from pipeline.corpus.lock import hold_slot
from pipeline.corpus.shards import ShardWork, clean_shard
from pipeline.edge import Edge
from tasks.log import sentence
from tasks.process import die_with_parent
from tasks.session import Session
from tasks.settings import engine
from tasks.setup import INTERRUPTED, unwind_on_signals

__all__ = ["clean", "engine", "processes", "start_teams", "stop_cleaning"]

Tell = Callable[[ShardWork], None]


_teams: list[Connection] = []
_kept = ExitStack()  # the edge of a run without task processes
_edges: list[Edge] = []
atexit.register(_kept.close)


def start_teams(session: Session) -> None:
    """Start as many teams as shards will be cleaned at once, if Luigi is going to fork for them.

    Together they have as many processes as are allowed.
    """
    workers, allowed = luigi.interface.core().workers, processes()
    number = min(workers, allowed, len(session.dirty))
    if workers < 2 or not number or _teams or multiprocessing.parent_process() is not None:
        return
    context = multiprocessing.get_context("fork")
    for index in range(number):
        ours, theirs = context.Pipe()
        share = allowed // number + (index < allowed % number)
        team = context.Process(target=_serve, args=(session, share, theirs), daemon=True)
        with fork_lock:  # Luigi's thread must not hold a lock when we fork
            team.start()
        theirs.close()
        _teams.append(ours)


def clean(session: Session, shard: int, tell: Tell) -> None:
    """Clean a shard; `tell` hears of its progress in this process."""
    if multiprocessing.parent_process() is None:
        if not _edges:
            _edges.append(_kept.enter_context(_edge(session, processes())))
        _clean_here(session, shard, _edges[0], tell)
        return
    with hold_slot(session.folders.run, max(1, len(_teams))) as slot:
        if _teams:
            _ask(_teams[slot], shard, tell)
        else:  # Luigi forked without having been asked to on the command line
            with _edge(session, processes()) as edge:
                _clean_here(session, shard, edge, tell)


def stop_cleaning() -> None:
    """End the cleaning processes: their memory is of no more use."""
    _edges.clear()
    _kept.close()
    for team in _teams:
        with suppress(ConnectionError):  # another task process has told it already
            team.send(None)
    _teams.clear()


def processes() -> int:
    """How many page-cleaning processes are allowed."""
    return engine().processes or len(os.sched_getaffinity(0))


def _edge(session: Session, processes: int) -> Edge:
    config, learned = session.config, session.profiles
    profiles = (str(learned.folder), learned.digest)
    return Edge(processes, config.directory, config_digest=config.digest, profiles=profiles)


def _clean_here(session: Session, shard: int, edge: Edge, tell: Tell) -> None:
    clean_shard(session.folders, session.plan, shard, edge.clean_all, tell)


def _ask(team: Connection, shard: int, tell: Tell) -> None:
    """Let a team clean a shard, and wait for it."""
    try:
        team.send(shard)
        while True:
            about, news = team.recv()
            if about != shard:  # of a shard whose task was killed
                continue
            if isinstance(news, ShardWork):
                tell(news)
            elif news is None:
                return
            else:
                raise news
    except (EOFError, ConnectionError) as error:
        raise CorpusError("a team of cleaning processes has died; run again") from error


def _serve(session: Session, processes: int, asked: Connection) -> None:
    """A team: cleans the shards that it is asked for, one after the other."""
    unwind_on_signals()
    die_with_parent()
    try:
        with _edge(session, processes) as edge:
            while (shard := asked.recv()) is not None:
                asked.send((shard, _result(session, shard, edge, asked)))
    except (EOFError, ConnectionError):  # nobody asks any more
        raise SystemExit(INTERRUPTED) from None


def _result(session: Session, shard: int, edge: Edge, asked: Connection) -> Exception | None:
    try:
        _clean_here(session, shard, edge, lambda work: asked.send((shard, work)))
    except Exception as error:
        # Pickling loses the traceback, which is all there is to say of a bug.
        return error if sentence(error) else RuntimeError(traceback.format_exc())
    return None
