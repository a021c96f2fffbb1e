from __future__ import annotations

import sys

import luigi
import luigi.retcodes
import pytest
from luigi.configuration import LuigiConfigParser

from tasks import engine, setup


def test_our_settings_come_first_and_once() -> None:
    setup.add_settings()
    paths = LuigiConfigParser._config_paths
    assert paths.count(str(setup.CONFIG / "luigi.cfg")) == 1
    assert paths[0] == str(setup.CONFIG / "luigi.cfg")
    assert paths.index("/etc/luigi/luigi.cfg") < paths.index("luigi.cfg")


@pytest.mark.parametrize(
    ("program", "ours"),
    [
        ("/opt/venv/bin/luigi", True),
        ("luigi", True),
        ("/lib/python/site-packages/luigi/__main__.py", True),
        ("/usr/bin/luigid", False),
        ("/opt/venv/bin/pytest", False),
        ("", False),
    ],
)
def test_signals_belong_to_the_command(monkeypatch, program, ours) -> None:
    monkeypatch.setattr(sys, "argv", [program])
    assert setup.is_luigi_command() == ours


def test_the_exit_codes_are_set() -> None:
    codes = luigi.retcodes.retcode()
    assert (
        codes.already_running, codes.missing_data, codes.not_run, codes.task_failed,
        codes.scheduling_error, codes.unhandled_exception,
    ) == (10, 20, 25, 30, 35, 40)  # fmt: skip


@pytest.mark.parametrize(
    ("processes", "workers", "share"), [(4, 1, 4), (4, 2, 2), (3, 2, 2), (1, 2, 1), (2, 5, 1)]
)
def test_how_many_processes_a_shard_may_take(monkeypatch, tmp_path, processes, workers, share):
    granted = []

    class Edge:
        def __init__(self, number: int, *_: object, **__: object) -> None:
            granted.append(number)

        def __enter__(self):
            return self

        def __exit__(self, *_: object) -> None:
            return

    class Session:
        class folders:
            run = tmp_path

        class config:
            directory = tmp_path
            digest = ""

    from contextlib import ExitStack

    monkeypatch.setattr(engine, "Edge", Edge)
    config = luigi.configuration.get_config()
    monkeypatch.setitem(config._sections, "engine", {"processes": str(processes)})
    monkeypatch.setitem(config._sections["core"], "workers", str(workers))
    with ExitStack() as stack:
        engine._start(Session, stack)
    assert granted == [share]
