from __future__ import annotations

import socket
import struct

import pytest

from pipeline.edge.wire import MAX_HEAD_BYTES, Inbox, WireError, pack, receive


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ours, theirs:
        yield ours, theirs


MESSAGES = [({"start": 0}, b""), ({"done": 0, "message": "é\n\udcff"}, b"x" * 1000), ({}, b"\0")]


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_messages_arrive_whole_in_whatever_pieces(pair, size):
    ours, theirs = pair
    inbox = Inbox(ours, 1000)
    data = b"".join(pack(*message) for message in MESSAGES)
    found = []
    for start in range(0, len(data), size):
        theirs.sendall(data[start : start + size])
        found += inbox.messages()
    assert found == MESSAGES
    assert not inbox.closed
    theirs.close()
    assert list(inbox.messages()) == []
    assert inbox.closed


def test_who_stops_listening_hears_nothing_twice(pair):
    ours, theirs = pair
    inbox = Inbox(ours, 1000)
    theirs.sendall(b"".join(pack(*message) for message in MESSAGES))
    assert next(inbox.messages()) == MESSAGES[0]
    theirs.sendall(b"\0")
    assert list(inbox.messages()) == MESSAGES[1:]


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("!II", 2, 1001),
        struct.pack("!II", MAX_HEAD_BYTES + 1, 0),
        struct.pack("!II", 2, 0) + b"{]",
        struct.pack("!II", 2, 0) + b"\xff\xff",
        struct.pack("!II", 3, 0) + b"[1]",
        struct.pack("!II", 2, 0) + b"17",
        struct.pack("!II", 100_000, 0) + b"[" * 100_000,
    ],
)
def test_what_no_worker_sends_is_refused(pair, data):
    ours, theirs = pair
    theirs.sendall(data)
    with pytest.raises(WireError):
        list(Inbox(ours, 1000).messages())


def test_the_other_side_waits_for_whole_messages(pair):
    ours, theirs = pair
    ours.setblocking(True)
    ours.sendall(pack({"items": [1, "\udce9"]}, b"payload") + pack({}))
    assert receive(theirs) == {"items": [1, "\udce9"]}
    assert receive(theirs) == {}
    ours.sendall(pack({"items": []})[:-1])
    ours.close()
    assert receive(theirs) is None
