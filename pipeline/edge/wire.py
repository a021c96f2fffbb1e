"""Messages between the parent and a worker, over a stream socket.

JSON and raw bytes, never pickles: a process whose parser a page has broken into must not be able
to run code in the parent.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator
from typing import Any

__all__ = ["MAX_HEAD_BYTES", "Inbox", "WireError", "pack", "receive"]

_HEADER = struct.Struct("!II")  # lengths of head and payload
MAX_HEAD_BYTES = 1 << 20
_CHUNK = 1 << 18  # bytes


class WireError(Exception):
    """The other side sent what no worker of ours sends."""


def pack(head: dict[str, Any], payload: bytes = b"") -> bytes:
    """A message as bytes."""
    text = json.dumps(head, separators=(",", ":")).encode()
    return _HEADER.pack(len(text), len(payload)) + text + payload


def receive(connection: socket.socket) -> dict[str, Any] | None:
    """The head of the next message, waiting for it; None at the end of the stream."""
    header = _exactly(connection, _HEADER.size)
    if header is None:
        return None
    length, payload = _HEADER.unpack(header)
    body = _exactly(connection, length + payload)
    head: dict[str, Any] | None = None if body is None else json.loads(body[:length])
    return head


def _exactly(connection: socket.socket, length: int) -> bytes | None:
    data = bytearray()
    while len(data) < length:
        chunk = connection.recv(length - len(data))
        if not chunk:
            return None
        data += chunk
    return bytes(data)


class Inbox:
    """Collects what arrives on a socket that does not block, and gives out whole messages."""

    def __init__(self, connection: socket.socket, max_payload: int) -> None:
        """`max_payload`: bytes; a longer message is a WireError before it is read."""
        self._connection = connection
        self._max_payload = max_payload
        self._chunk = memoryview(bytearray(_CHUNK))  # once: so much room costs more than to fill it
        self._data = bytearray()
        self.closed = False

    def messages(self) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Head and payload of each message that is there by now."""
        while not self.closed:
            try:
                size = self._connection.recv_into(self._chunk)
            except BlockingIOError:
                return
            except OSError:
                size = 0
            self.closed = not size
            self._data += self._chunk[:size]
            yield from self._whole()

    def _whole(self) -> Iterator[tuple[dict[str, Any], bytes]]:
        while len(self._data) >= _HEADER.size:
            length, payload = _HEADER.unpack_from(self._data)
            if length > MAX_HEAD_BYTES or payload > self._max_payload:
                raise WireError
            body = _HEADER.size + length
            if len(self._data) < body + payload:
                return
            with memoryview(self._data) as view:  # one copy: a payload may be large
                text, content = bytes(view[_HEADER.size : body]), bytes(view[body : body + payload])
            # Before it is given out: whoever takes it may never come back here.
            del self._data[: body + payload]
            try:
                head = json.loads(text)
            except (ValueError, RecursionError) as error:
                raise WireError from error
            if not isinstance(head, dict):
                raise WireError
            yield head, content
