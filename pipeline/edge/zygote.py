"""The process that workers are forked from: it has everything loaded, and no threads.

Loading takes a second, forking 15 ms, so a worker that was killed or has grown is cheap to
replace. It reads no page. Its parent asks for workers, and to kill them; it says how they ended.
"""

from __future__ import annotations

import fcntl
import gc
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from pipeline.edge.document import Kit, load_kit, warm_up
from pipeline.edge.records import EdgeLimits
from pipeline.edge.worker import die_with_parent, work

__all__ = ["MAX_MESSAGE_BYTES", "main"]

MAX_MESSAGE_BYTES = 65_536
_YOUNG_OBJECTS = 10_000  # that are made before the collector of cycles looks at them
_STDERR_BYTES = 2_000


@dataclass(frozen=True, slots=True)
class _Child:
    pid: int
    watch: int  # a descriptor that is readable when it has ended
    stderr: int


@dataclass(slots=True)
class _Zygote:
    control: socket.socket
    kit: Kit
    limits: EdgeLimits
    selector: selectors.BaseSelector
    children: dict[int, _Child] = field(default_factory=dict)


def main(descriptor: int, parent: int) -> NoReturn:
    """Serve the parent (its process id) on a socket until it closes."""
    die_with_parent(parent)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    control = socket.socket(fileno=descriptor)
    control.set_inheritable(False)
    settings = json.loads(control.recv(MAX_MESSAGE_BYTES))
    limits = EdgeLimits(**settings["limits"])
    try:
        kit = load_kit(
            Path(settings["config_dir"]),
            settings["config_digest"],
            settings["clean"],
            settings["render"],
            limits,
            settings["profiles"],
        )
    except Exception as error:
        said = {"failed": f"{error}", "detail": traceback.format_exc()[-_STDERR_BYTES:]}
        control.sendall(json.dumps(said).encode())
        os._exit(1)
    kit.config.rules.warm_up()
    warm_up(kit)
    gc.collect()
    gc.freeze()  # what is loaded stays shared with the workers' memory
    # A page's records hold no cycles, and thousands of them live as long as the page.
    gc.set_threshold(_YOUNG_OBJECTS)
    control.sendall(b'{"ready": true}')
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ, None)
    _serve(_Zygote(control, kit, limits, selector))


def _serve(zygote: _Zygote) -> NoReturn:
    while True:
        for key, _ in zygote.selector.select():
            if key.data is not None:
                _bury(zygote, key.data)
                continue
            message, descriptors, _, _ = socket.recv_fds(zygote.control, MAX_MESSAGE_BYTES, 1)
            if not message:
                os._exit(0)
            command = json.loads(message)
            if "spawn" in command:
                _spawn(zygote, socket.socket(fileno=descriptors[0]))
            elif command["kill"] in zygote.children:
                os.kill(command["kill"], signal.SIGKILL)


def _say(zygote: _Zygote, message: dict[str, Any]) -> None:
    try:
        zygote.control.sendall(json.dumps(message).encode())
    except OSError:  # the parent is gone
        os._exit(0)


def _spawn(zygote: _Zygote, connection: socket.socket) -> None:
    stderr = os.memfd_create("stderr", os.MFD_CLOEXEC)
    fcntl.fcntl(stderr, fcntl.F_SETFL, os.O_APPEND)
    this = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            zygote.selector.close()
            zygote.control.close()
            for child in zygote.children.values():
                os.close(child.watch)
                os.close(child.stderr)
            os.dup2(stderr, 1)
            os.dup2(stderr, 2)
            os.close(stderr)
            work(zygote.kit, connection, zygote.limits, this)
        except BaseException as error:
            code = error.code if isinstance(error, SystemExit) else 1
            if not isinstance(error, SystemExit):
                traceback.print_exc()
            sys.stderr.flush()
            os._exit(code if isinstance(code, int) else int(code is not None))
    connection.close()
    child = _Child(pid, os.pidfd_open(pid), stderr)
    zygote.children[pid] = child
    zygote.selector.register(child.watch, selectors.EVENT_READ, child)
    _say(zygote, {"spawned": pid})


def _bury(zygote: _Zygote, child: _Child) -> None:
    _, status, usage = os.wait4(child.pid, 0)
    zygote.selector.unregister(child.watch)
    said = _what_it_said(child.stderr)
    os.close(child.watch)
    os.close(child.stderr)
    del zygote.children[child.pid]
    message = {
        "exited": child.pid,
        "code": os.waitstatus_to_exitcode(status),
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak": usage.ru_maxrss << 10,
        "stderr": said,
    }
    _say(zygote, message)


def _what_it_said(stderr: int) -> str:
    """The begin, where a crash is reported, and the end of a child's standard error."""
    size = os.fstat(stderr).st_size
    data = os.pread(stderr, _STDERR_BYTES, 0)
    if size > _STDERR_BYTES:
        data += b"\n[...]\n" + os.pread(stderr, _STDERR_BYTES, max(len(data), size - _STDERR_BYTES))
    return data.decode("utf-8", "replace")
