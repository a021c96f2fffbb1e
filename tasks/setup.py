"""Makes Luigi behave: our settings below everybody else's, visible logs, clean interruption.

Luigi imports `--module` before it reads its settings, so importing this package is early enough.
"""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path
from types import FrameType, TracebackType

from luigi.configuration import LuigiConfigParser, get_config

CONFIG = Path(__file__).resolve().parent.parent / "config"
INTERRUPTED = 130  # exit code


def add_settings() -> None:
    """Put `config/luigi.cfg` in front: it loses to every other source.

    `luigi.configuration.add_config_path` appends, so ours would win over the user's own. The
    list is private: Luigi's version is pinned, and tests hold the order of all five sources.
    """
    paths = LuigiConfigParser._config_paths
    ours = str(CONFIG / "luigi.cfg")
    if ours not in paths:
        paths.insert(0, ours)
        LuigiConfigParser.reload()
    if not get_config().get("core", "logging_conf_file", ""):
        get_config().set("core", "logging_conf_file", str(CONFIG / "logging.cfg"))


def is_luigi_command() -> bool:
    """Whether this process is the `luigi` command, not a program that imports the tasks."""
    program = Path(sys.argv[0])
    return program.stem == "luigi" or program.parts[-2:] == ("luigi", "__main__.py")


def interrupt(signum: int, frame: FrameType | None) -> None:
    """SIGTERM (systemd, containers, timeouts) unwinds like Ctrl-C: no orphan, no temp file."""
    raise KeyboardInterrupt


def exit_plainly(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Ends an interrupted run with one sentence and a code instead of a traceback."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    print(
        "Interrupted: nothing was published; the next run goes on with the shards that are done.",
        file=sys.stderr,
    )
    raise SystemExit(INTERRUPTED)


add_settings()
if is_luigi_command() and threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGTERM, interrupt)
    sys.excepthook = exit_plainly
