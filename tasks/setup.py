"""Makes Luigi behave: our settings below everybody else's, visible logs, clean interruption.

Luigi imports `--module` before it reads its settings, so importing this package is early enough.
"""

from __future__ import annotations

import atexit
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from luigi.configuration import LuigiConfigParser, get_config

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

CONFIG = Path(__file__).resolve().parent.parent / "config"
INTERRUPTED = 130  # exit code
_AGAIN_SECONDS = 0.02
_interrupted = False


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


class Interrupted(SystemExit, KeyboardInterrupt):
    """Unwinds like Ctrl-C, which Luigi lets pass, and ends like `sys.exit`: code, no traceback."""


def interrupt(signum: int, frame: FrameType | None) -> None:
    """The handler of SIGINT and SIGTERM: no orphan, no temp file, a code of its own."""
    global _interrupted
    _interrupted = True
    raise Interrupted(INTERRUPTED)


def interrupt_again(unraisable: UnraisableHookArgs) -> None:
    """An interrupt that came where Python ignores exceptions (in a fork's hooks) comes again."""
    if unraisable.exc_type is Interrupted:
        signal.setitimer(signal.ITIMER_REAL, _AGAIN_SECONDS)
    else:
        sys.__unraisablehook__(unraisable)


def unwind_on_signals() -> None:
    """Let SIGTERM unwind this process like Ctrl-C, and let neither of them get lost."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, interrupt)
    sys.unraisablehook = interrupt_again


def tell_if_interrupted() -> None:
    """The last words of an interrupted run."""
    if _interrupted:
        print(
            "Interrupted. The last published corpus is whole; run again to go on from here.",
            file=sys.stderr,
        )


add_settings()
if is_luigi_command() and threading.current_thread() is threading.main_thread():
    unwind_on_signals()
    atexit.register(tell_if_interrupted)  # registered first: runs last; not in forked children
