from __future__ import annotations

import multiprocessing
import os
import signal
from contextlib import nullcontext
from types import SimpleNamespace

import luigi.configuration
import pytest

from pipeline.corpus.errors import CorpusError
from pipeline.corpus.shards import ShardWork
from tasks import engine


@pytest.fixture
def settings(monkeypatch):
    def use(processes: int, workers: int) -> None:
        sections = luigi.configuration.get_config()._sections
        monkeypatch.setitem(sections, "engine", {"processes": str(processes)})
        monkeypatch.setitem(sections["core"], "workers", str(workers))

    return use


@pytest.mark.parametrize(
    ("processes", "workers", "dirty", "shares"),
    [
        (4, 1, 16, []),  # Luigi does not fork: the shards are cleaned from its own process
        (4, 2, 16, [2, 2]),
        (3, 2, 16, [2, 1]),
        (1, 4, 16, [1]),  # never more processes than allowed
        (4, 4, 1, [4]),  # one shard has them all
        (4, 4, 0, []),
    ],
)
def test_the_processes_are_shared_out(monkeypatch, settings, processes, workers, dirty, shares):
    monkeypatch.setattr(engine, "_teams", [])
    monkeypatch.setattr(engine, "_serve", lambda session, share, asked: asked.send(share))
    settings(processes, workers)
    engine.start_teams(SimpleNamespace(dirty=range(dirty)))
    assert [team.recv() for team in engine._teams] == shares


@pytest.fixture
def team(monkeypatch):
    """A team whose shards are as many inputs as their number; 3 fails, 4 has a bug, 5 kills."""

    def clean_here(session, shard, edge, tell) -> None:
        tell(ShardWork(cleaned=shard))
        if shard == 3:
            raise CorpusError("Shard 3 does not work.")
        if shard == 4:
            raise ValueError("a bug")
        if shard == 5:
            os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(engine, "_clean_here", clean_here)
    monkeypatch.setattr(engine, "_edge", lambda session, processes: nullcontext())
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=engine._serve, args=(None, 1, theirs))
    process.start()
    theirs.close()
    yield SimpleNamespace(asked=ours, process=process)
    process.kill()
    process.join()


def test_a_team_tells_of_its_work(team) -> None:
    told: list[ShardWork] = []
    for shard in (1, 2):
        engine._ask(team.asked, shard, told.append)
    assert told == [ShardWork(cleaned=1), ShardWork(cleaned=2)]


def test_a_failure_reaches_the_task_and_the_team_goes_on(team) -> None:
    with pytest.raises(CorpusError, match="Shard 3 does not work"):
        engine._ask(team.asked, 3, lambda work: None)
    with pytest.raises(RuntimeError, match=r"(?s)Traceback.*ValueError: a bug"):
        engine._ask(team.asked, 4, lambda work: None)
    engine._ask(team.asked, 1, lambda work: None)


def test_news_of_a_task_that_was_killed_is_passed_over(team) -> None:
    team.asked.send(2)
    told: list[ShardWork] = []
    engine._ask(team.asked, 1, told.append)
    assert told == [ShardWork(cleaned=1)]


def test_a_dead_team_is_noticed(team) -> None:
    with pytest.raises(CorpusError, match="has died"):
        engine._ask(team.asked, 5, lambda work: None)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_team_unwinds(team, how) -> None:
    engine._ask(team.asked, 1, lambda work: None)
    os.kill(team.process.pid, how)
    team.process.join(5)
    assert team.process.exitcode == 130


def test_a_team_ends_when_it_is_told_to(team) -> None:
    team.asked.send(None)
    team.process.join(5)
    assert team.process.exitcode == 0
