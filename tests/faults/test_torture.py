"""`tools/torture.py`, in short: a run is killed here and there, and what comes of it compared."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace

import pytest


@pytest.fixture(scope="module")
def bench(torture, tmp_path_factory):
    return torture.Bench(tmp_path_factory.mktemp("bench"), workers=1, publish="link", inputs=6)


def moment(torture, phase: str, number: signal.Signals, *, second: bool = True):
    return torture.Moment(1, second, phase, 0.3, number)


def test_killed_in_the_midst_of_publication(bench, torture) -> None:
    found = bench.try_out(moment(torture, "publication", signal.SIGKILL))
    assert found.wrong == ()
    assert found.code == -signal.SIGKILL


@pytest.mark.parametrize(
    ("phase", "number"), [("any", signal.SIGTERM), ("publication", signal.SIGINT)]
)
def test_interrupted_while_it_lists_and_while_it_publishes(bench, torture, phase, number) -> None:
    """While it cleans: tests/tasks/test_command.py."""
    found = bench.try_out(replace(moment(torture, phase, number), after=0.01))
    assert found.wrong == ()
    assert found.code == torture.INTERRUPTED


def test_a_seed_draws_the_same_moments(torture) -> None:
    assert torture.draw(50, 7) == torture.draw(50, 7) != torture.draw(50, 8)
    moments = torture.draw(200, 1)
    assert {m.phase for m in moments} == {"any", "cleaning", "publication"}
    assert sum(m.second for m in moments) == 100
    assert 20 < sum(m.signal is not signal.SIGKILL for m in moments) < 60


def test_the_tool_sees_a_difference(job, torture) -> None:
    """In a byte, a name, a link; and none where only a clock is otherwise."""
    job.write(one="A story.", two="Another story.")
    job.run()
    before = torture.contents(job.clean)
    run = job.clean / ".dechrome" / "current" / "run.json"
    facts = json.loads(run.read_bytes())
    run.write_text(json.dumps(facts | {"seconds": 99.9}))
    assert torture.differences(torture.contents(job.clean), before) == []
    run.write_text(json.dumps(facts | {"corpus": ""}))
    (job.clean / ".dechrome" / "tmp" / "left").touch()
    (job.clean / "_SUCCESS").unlink()
    name = os.path.relpath(run.resolve(), job.clean)
    assert torture.differences(torture.contents(job.clean), before) == [
        "missing: _SUCCESS",
        "too much: .dechrome/tmp/left",
        f"differs: {name}",
    ]
