"""Log lines for people: one line a record, a sentence instead of a traceback where one is due."""

from __future__ import annotations

import errno
import logging
import re
from types import TracebackType
from typing import ClassVar

from pipeline.corpus.errors import CorpusError
from pipeline.edge import EdgeError
from pipeline.errors import ConfigError
from pipeline.terminal import printable

__all__ = ["PlainFormatter", "sentence"]

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# What the machine refused: the reason is in the error, not in the place of the code.
_REFUSED = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE,
    errno.EIO,
}  # fmt: skip
# Luigi logs an error of complete() or requires() with the traceback in the message.
_SCHEDULING = re.compile(r"\n(?:\w+\.)*(?:CorpusError|ConfigError): ([^\n]*)\n*\Z")


def sentence(error: BaseException | None) -> str:
    """What to tell a person instead of a traceback; "" for what only a developer can act on."""
    if isinstance(error, CorpusError | ConfigError | EdgeError):
        return str(error)
    if isinstance(error, OSError) and error.errno in _REFUSED:
        where = f": {error.filename}" if error.filename else ""
        return f"{error.strerror}{where}. The last published corpus stays as it is."
    return ""


class PlainFormatter(logging.Formatter):
    """Messages on one line, free of control characters; tracebacks only of what is a bug."""

    _told: ClassVar[set[str]] = set()

    def format(self, record: logging.LogRecord) -> str:
        """The line (or, with a traceback, the lines) of a record."""
        message = record.getMessage()
        in_message = _SCHEDULING.search(message)
        said = sentence(record.exc_info[1]) if record.exc_info else ""
        if not said and in_message:
            said = in_message[1]
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
