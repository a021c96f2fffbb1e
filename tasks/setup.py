"""Makes Luigi behave: our settings below everybody else's, visible logs, clean interruption.

Luigi imports `--module` before it reads its settings, so importing this package is early enough.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from luigi.configuration import LuigiConfigParser, get_config

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

CONFIG = Path(__file__).resolve().parent.parent / "config"
INTERRUPTED = 130  # exit code
_AGAIN_SECONDS = 0.02
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)
_LOOK_SECONDS = 0.25  # between looks whether an interrupt has been lost
_PATIENCE_SECONDS = 8.0  # in which everything has unwound
_OUTERMOST = {"<module>", "_run_module_as_main"}  # function of a program; with -m
_interrupted_at = 0.0
_pid = 0  # of the process that has asked for the handler


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
    """The handler of SIGINT and SIGTERM: no orphan, no temp file, a code of its own.

    An exception that comes at any place may be caught at any place: a library with a bare
    `except`, a wait in a clean-up. So a timer looks after it. What goes on as if nothing had been
    is interrupted again; what does not come to its end is ended.
    """
    global _interrupted_at
    if os.getpid() != _pid and multiprocessing.parent_process() is None:
        os._exit(INTERRUPTED)  # just forked, and nothing is its own yet: not even what to unwind
    now = time.monotonic()
    _interrupted_at = _interrupted_at or now
    if now - _interrupted_at > _PATIENCE_SECONDS:
        _end_at_once()
    signal.setitimer(signal.ITIMER_REAL, _LOOK_SECONDS)
    if not _is_unwinding(frame):
        raise Interrupted(INTERRUPTED)


def _is_unwinding(frame: FrameType | None) -> bool:
    """Whether an interrupt is on its way out already, or the program at its exit functions."""
    error = sys.exc_info()[1]
    while error is not None and not isinstance(error, Interrupted):
        error = error.__context__
    while frame is not None and frame.f_back is not None:
        frame = frame.f_back
    return error is not None or frame is None or frame.f_code.co_name not in _OUTERMOST


def _end_at_once() -> NoReturn:
    """The cleaning processes die with this one; what it leaves, the next run removes."""
    for child in multiprocessing.active_children():
        child.kill()
    tell_if_interrupted()
    os._exit(INTERRUPTED)


def interrupt_again(unraisable: UnraisableHookArgs) -> None:
    """An interrupt that came where Python ignores exceptions (in a fork's hooks) comes again."""
    if unraisable.exc_type is Interrupted:
        signal.setitimer(signal.ITIMER_REAL, _AGAIN_SECONDS)
    else:
        sys.__unraisablehook__(unraisable)


def unwind_on_signals() -> None:
    """Let SIGTERM unwind this process like Ctrl-C, and let neither of them get lost."""
    global _pid
    _pid = os.getpid()
    for number in _SIGNALS:
        signal.signal(number, interrupt)
    sys.unraisablehook = interrupt_again


def tell_if_interrupted() -> None:
    """The last words of an interrupted run. A signal after them comes too late to change it."""
    for number in _SIGNALS:  # Python would let them kill us without a word while it winds up
        signal.signal(number, signal.SIG_IGN)
    if _interrupted_at:
        print(
            "Interrupted. The last published corpus is whole; run again to go on from here.",
            file=sys.stderr,
        )


add_settings()
if is_luigi_command() and threading.current_thread() is threading.main_thread():
    unwind_on_signals()
    atexit.register(tell_if_interrupted)  # registered first: runs last; not in forked children
