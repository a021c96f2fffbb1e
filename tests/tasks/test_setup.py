from __future__ import annotations

import sys

import luigi
import luigi.retcodes
import pytest
from luigi.configuration import LuigiConfigParser

from tasks import setup


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
