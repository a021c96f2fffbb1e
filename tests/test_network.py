"""No network at run time: cleaning opens no socket but pairs of its own, and looks no name up.

Sockets raise in this process; they do in every process of a whole run, by a `sitecustomize` on
PYTHONPATH, and where the system allows it that run has no network device either.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import clean
from pipeline.config import default_config
from pipeline.read import read_page
from pipeline.write.record import render

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "examples" / "raw"
CUT = "pier.html.gz"  # a download that was cut: it is quarantined
PAGES = sorted(
    p for p in RAW.rglob("*") if p.is_file() and not p.name.endswith(".meta.json") and p.name != CUT
)

# Written into a folder on PYTHONPATH: the interpreter imports it before anything else. What is
# refused is also written down, for whoever catches the error.
GUARD = """
import os
import socket
import sys

_real = socket.socket


def _refuse(what):
    with open(os.environ["REFUSED"], "a") as log:
        log.write(f"{what}\\n")
    raise OSError(f"no network: {what}")


class _Socket(_real):
    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        # At its import urllib3 asks whether there is an IPv6 here, by binding a socket to ::1.
        is_probe = sys._getframe(1).f_code.co_name == "_has_ipv6"
        if fileno is None and family != socket.AF_UNIX and not is_probe:
            _refuse(f"socket {family!r}")
        super().__init__(family, type, proto, fileno)

    def connect(self, address):
        _refuse(f"connect {address!r}")

    def connect_ex(self, address):
        _refuse(f"connect {address!r}")


def _refusing(name):
    return lambda *args, **kwargs: _refuse(f"{name} {args!r}")


socket.socket = _Socket
for name in ("create_connection", "create_server", "getaddrinfo", "gethostbyname",
             "gethostbyname_ex", "gethostbyaddr", "getnameinfo", "getfqdn"):
    setattr(socket, name, _refusing(name))
with open(os.environ["REFUSED"] + ".guarded", "a") as log:
    log.write(f"{os.getpid()}\\n")
"""


@pytest.fixture
def guarded(tmp_path: Path) -> dict[str, str]:
    """An environment in which no Python opens a connection."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD)
    changes = {"PYTHONPATH": str(tmp_path / "guard"), "REFUSED": str(tmp_path / "refused")}
    return {**os.environ, **changes}


def run(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def refused(environment: dict[str, str]) -> str:
    path = Path(environment["REFUSED"])
    return path.read_text() if path.exists() else ""


def processes(environment: dict[str, str]) -> int:
    """How many processes had the guard."""
    return len(set(Path(environment["REFUSED"] + ".guarded").read_text().split()))


def clean_all(tmp_path: Path) -> list[str]:
    return [
        str(Path(sys.executable).parent / "luigi"), "--module", "tasks", "CleanAll",
        "--raw-dir", str(RAW), "--clean-dir", str(tmp_path / "clean"), "--engine-processes", "2",
    ]  # fmt: skip


def test_the_flow_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError(f"network: {args}")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname", "getfqdn"):
        monkeypatch.setattr(socket, name, refuse)
    assert len(PAGES) >= 8
    for path in PAGES:
        assert render(clean(read_page(path)), default_config())


def test_the_guard_refuses(guarded: dict[str, str]) -> None:
    code = "import urllib.request as u; u.urlopen('http://192.0.2.1/')"
    assert run([sys.executable, "-c", code], guarded).returncode != 0
    assert "192.0.2.1" in refused(guarded)


@pytest.mark.parametrize("command", ["clean", "explain"])
def test_one_page_at_a_time(command: str, guarded: dict[str, str]) -> None:
    some = PAGES[::4]
    done = run([sys.executable, "-m", "pipeline", command, *map(str, some)], guarded)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("==> ") == len(some)
    assert refused(guarded) == ""


def without_devices() -> list[str]:
    """The command that runs another one in a network namespace of its own, if it can."""
    command = ["unshare", "-rn"]
    can = (
        shutil.which("unshare") and subprocess.run([*command, "true"], check=False).returncode == 0
    )
    return command if can else []


def test_a_whole_run(tmp_path: Path, guarded: dict[str, str]) -> None:
    done = run([*without_devices(), *clean_all(tmp_path)], guarded)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "clean" / "_SUCCESS").exists()
    assert refused(guarded) == ""
    assert processes(guarded) >= 2  # Luigi's, and the one that the workers are forked from
