"""Log lines for people: one line a record, a sentence instead of a traceback where one is due."""

from __future__ import annotations

import errno
import logging
import os
import re
from types import TracebackType
from typing import ClassVar

from pipeline.corpus.errors import CorpusError
from pipeline.errors import ConfigError, EdgeError
from pipeline.terminal import printable

__all__ = ["PlainFormatter", "sentence"]

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# What the machine refused: the reason is in the error, not in the place of the code.
_WRITABLE, _FILES = "make it writable", "raise the limit on open files (ulimit -n)"
_ADVICE = {
    errno.EACCES: _WRITABLE,
    errno.EPERM: _WRITABLE,
    errno.EROFS: _WRITABLE,
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room within the quota",
    errno.EFBIG: "raise the limit on the size of files (ulimit -f)",
    errno.EMFILE: _FILES,
    errno.ENFILE: _FILES,
    errno.EIO: "check the disk",
}
# Luigi logs an error of complete() or requires() with the traceback in the message.
_SCHEDULING = re.compile(r"\n(?:\w+\.)*(?:CorpusError|ConfigError): ([^\n]*)\n*\Z")
_SCHEDULING_OS = re.compile(r"\n(?:\w+\.)*\w+Error: \[Errno (\d+)\] [^\n:]*(?:: ([^\n]*))?\n*\Z")


def sentence(error: BaseException | None) -> str:
    """What to tell a person instead of a traceback; "" for what only a developer can act on."""
    if isinstance(error, CorpusError | ConfigError | EdgeError):
        return str(error)
    if isinstance(error, OSError) and error.errno:
        # Of a rename: the place that it was to have. The other is a temporary one of ours.
        return _refused(error.errno, str(error.filename2 or error.filename or ""))
    return ""


def _refused(code: int, place: str) -> str:
    where = f": {place}" if place else ""
    advice = _ADVICE.get(code, "see whether something else works in that place")
    return (
        f"{os.strerror(code)}{where}; {advice} and run again. "
        "The last published corpus stays as it is."
    )


def _said_in(message: str) -> str:
    """What to tell of an error whose traceback is in the message; "" for a bug's."""
    if ours := _SCHEDULING.search(message):
        return ours[1]
    if machine := _SCHEDULING_OS.search(message):
        return _refused(int(machine[1]), (machine[2] or "").rpartition("-> ")[2].strip("'"))
    return ""


class PlainFormatter(logging.Formatter):
    """Messages on one line, free of control characters; tracebacks only of what is a bug."""

    _told: ClassVar[set[str]] = set()

    def format(self, record: logging.LogRecord) -> str:
        """The line (or, with a traceback, the lines) of a record."""
        message = record.getMessage()
        said = sentence(record.exc_info[1]) if record.exc_info else ""
        said = said or _said_in(message)
        plain = logging.makeLogRecord(record.__dict__)
        has_trace = "\nTraceback (" in message
        plain.msg, plain.args = printable(said or message, lines=has_trace), ()
        if said:
            plain.levelname, plain.exc_info, plain.exc_text = "ERROR", None, None
        return printable(super().format(plain), lines=True)

    def formatException(self, ei: _ExcInfo) -> str:
        """A traceback; where one bug fails every shard, the second time only its last line."""
        text = super().formatException(ei)
        if text in self._told:
            return text.rpartition("\n")[2]
        self._told.add(text)
        return text
