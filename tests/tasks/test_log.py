from __future__ import annotations

import errno
import logging
import os
import sys
import traceback

import pytest

from pipeline.corpus.errors import CorpusError, DamagedShardError
from pipeline.edge import EdgeError
from pipeline.errors import ConfigError
from tasks.log import PlainFormatter, sentence

FORMAT = PlainFormatter("%(levelname)s %(message)s")


def line(message: str, error: BaseException | None = None, level: int = logging.WARNING) -> str:
    info = None
    if error is not None:
        try:
            raise error
        except BaseException:
            info = sys.exc_info()
    return FORMAT.format(logging.LogRecord("luigi", level, "", 0, message, (), info))


@pytest.mark.parametrize("kind", [CorpusError, DamagedShardError, ConfigError, EdgeError])
def test_our_errors_are_sentences(kind) -> None:
    assert line("task failed", kind("Do this.")) == "ERROR Do this."


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "No space left on device: /some/file; make room on the disk and run again."),
        (errno.EACCES, "Permission denied: /some/file; make it writable and run again. "),
        (errno.EFBIG, "File too large: /some/file; raise the limit on the size of files (ulimit"),
        (errno.ENOTEMPTY, "Directory not empty: /some/file; see whether something else works in"),
    ],
)
def test_what_the_machine_refuses_is_a_sentence(code, said) -> None:
    error = OSError(code, os.strerror(code), "/some/file")
    assert sentence(error).startswith(said)
    assert sentence(error).endswith("and run again. The last published corpus stays as it is.")
    assert line("task failed", error) == f"ERROR {sentence(error)}"
    try:
        raise error
    except OSError:
        trace = traceback.format_exc()
    message = f"Will not run CleanAll() or any dependencies due to error in complete():\n{trace}"
    assert line(message) == f"ERROR {sentence(error)}"


def test_the_place_of_a_rename_is_where_it_leads() -> None:
    error = OSError(errno.EACCES, "Refused", "/tmp/x", None, "/some/folder")
    assert sentence(error).startswith("Permission denied: /some/folder; make it writable")


def test_an_error_of_the_machine_that_names_no_place() -> None:
    assert sentence(OSError(errno.EIO, "x")).startswith("Input/output error; check the disk and")


def test_a_bug_keeps_its_traceback() -> None:
    text = line("task failed", ValueError("bug"))
    assert text.startswith("WARNING task failed\nTraceback")
    assert text.endswith("ValueError: bug")


def test_the_same_traceback_is_told_once() -> None:
    texts = [line(f"shard {number} failed", KeyError("bug in every shard")) for number in (1, 2)]
    assert "Traceback" in texts[0]
    assert texts[1] == "WARNING shard 2 failed\nKeyError: 'bug in every shard'"


def test_an_error_while_scheduling_is_a_sentence() -> None:
    try:
        raise ConfigError("settings.toml: unknown key")
    except ConfigError:
        trace = traceback.format_exc()
    message = f"Will not run CleanAll() or any dependencies due to error in complete():\n{trace}"
    assert line(message) == "ERROR settings.toml: unknown key"
    other = message.replace("pipeline.errors.ConfigError", "ValueError")
    assert line(other).count("\n") > 3


def test_a_line_obeys_nobody() -> None:
    assert line("title\n2030 ERROR forged \x1b[2J") == "WARNING title\\n2030 ERROR forged \\x1b[2J"
