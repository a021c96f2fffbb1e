"""One layer of gzip, opened in bounded memory. The file name in its header is not looked at."""

from __future__ import annotations

import zlib

from pipeline.errors import PageError

__all__ = ["GZIP_MAGIC", "gunzip"]

GZIP_MAGIC = b"\x1f\x8b\x08"
_GZIP = 31  # wbits: a gzip header, with the largest window
_MAX_MEMBERS = 1_000  # concatenated streams; cutting off each costs a copy of the rest


def gunzip(data: bytes, max_bytes: int) -> bytes:
    """The content of a gzip file, of all its members; bytes after the last one are ignored.

    Raises PageError: `too-large` above `max_bytes` (300 MB fit into 300 kB), `truncated-gzip`,
    for half an article must not pass for a whole one, and `corrupt-gzip`.
    """
    opened = bytearray()
    for _member in range(_MAX_MEMBERS):
        stream = zlib.decompressobj(_GZIP)
        try:
            opened += stream.decompress(data, max_bytes + 1 - len(opened))
        except zlib.error as error:
            message = "The gzip file is damaged; fetch it again."
            raise PageError("read", "corrupt-gzip", message) from error
        if len(opened) > max_bytes:
            message = f"The page is above {max_bytes:,} bytes unzipped ([limits] max_bytes)."
            raise PageError("read", "too-large", message)
        if not stream.eof:
            message = "The gzip file ends too early; fetch it again."
            raise PageError("read", "truncated-gzip", message)
        data = stream.unused_data
        if not data.startswith(GZIP_MAGIC):
            return bytes(opened)
    message = f"The gzip file has more than {_MAX_MEMBERS:,} members."
    raise PageError("read", "corrupt-gzip", message)
