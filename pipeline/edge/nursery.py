"""The zygote as its parent sees it: started, asked for workers, and ended with all of them."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.edge.records import EdgeError, EdgeLimits
from pipeline.edge.zygote import MAX_MESSAGE_BYTES

__all__ = ["Nursery", "NurseryLostError"]

_START_SECONDS = 120.0
_CODE = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from pipeline.edge.zygote import main; main(int(sys.argv[2]), int(sys.argv[3]))"
)
# The same result on any machine and day, and no threads in a process that forks.
_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class NurseryLostError(Exception):
    """The zygote died, and its workers with it."""


class Nursery:
    """Where workers come from. Started with the first worker, and gone with its parent."""

    def __init__(
        self,
        config_dir: Path,
        config_digest: str,
        clean: str,
        render: str,
        limits: EdgeLimits,
        profiles: tuple[str, str] | None = None,
    ) -> None:
        """Start the zygote; `spawn` waits for it. `clean` and `render` are `module:function`."""
        self.exits: dict[int, dict[str, Any]] = {}  # how workers ended, by process id
        self.lost = False  # the zygote is dead, and its workers with it
        self._ready = False
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._stderr = os.memfd_create("stderr", os.MFD_CLOEXEC)
        path = [str(Path(entry or ".").absolute()) for entry in sys.path]
        try:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    *("-X", "utf8", "-c", _CODE),
                    *(json.dumps(path), str(theirs.fileno()), str(os.getpid())),
                ],
                env=os.environ | _ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._stderr,
                pass_fds=[theirs.fileno()],
            )
        finally:
            theirs.close()
        settings = {
            "config_dir": str(config_dir),
            "config_digest": config_digest,
            "clean": clean,
            "render": render,
            "limits": asdict(limits),
            "profiles": profiles,
        }
        self.control.sendall(json.dumps(settings).encode())

    def spawn(self, connection: socket.socket) -> int:
        """Fork a worker that has the other end of `connection`; its process id.

        Raises NurseryLostError, or EdgeError where the zygote cannot start.
        """
        if not self._ready:
            self._wait_until_ready()
        try:
            socket.send_fds(self.control, [b'{"spawn": true}'], [connection.fileno()])
        except OSError:
            self.lost = True
        while not self.lost:
            message = self._receive()
            if "spawned" in message:
                return int(message["spawned"])
            self._note(message)
        raise NurseryLostError

    def kill(self, pid: int) -> None:
        """Kill a worker if it still runs."""
        try:
            self.control.sendall(json.dumps({"kill": pid}).encode())
        except OSError:
            self.lost = True

    def listen(self) -> None:
        """Take in what the zygote says; called when there is something to read."""
        self._note(self._receive())

    def close(self, connections: Iterable[socket.socket], seconds: float) -> None:
        """Kill the zygote, and with it all workers; wait until they are gone.

        A worker is gone when its end of its connection is closed.
        """
        self._process.kill()
        self._process.wait()
        self.control.close()
        os.close(self._stderr)
        deadline = time.monotonic() + seconds
        for connection in connections:
            connection.setblocking(False)
            while (left := deadline - time.monotonic()) > 0:
                select.select([connection], [], [], left)
                try:
                    if not connection.recv(1 << 20):
                        break
                except BlockingIOError:
                    continue
                except OSError:
                    break

    def _wait_until_ready(self) -> None:
        readable, _, _ = select.select([self.control], [], [], _START_SECONDS)
        message = self._receive() if readable else {}
        if not message.get("ready"):
            reason = message.get("failed") or self._said() or "no answer"
            raise EdgeError(f"the cleaning processes cannot start: {reason}")
        self._ready = True

    def _receive(self) -> dict[str, Any]:
        try:
            data = self.control.recv(MAX_MESSAGE_BYTES)
        except OSError:
            data = b""
        self.lost = self.lost or not data
        message: dict[str, Any] = json.loads(data) if data else {}
        return message

    def _note(self, message: dict[str, Any]) -> None:
        if "exited" in message:
            self.exits[message["exited"]] = message

    def _said(self) -> str:
        """What it wrote to its standard error, at the end."""
        size = os.fstat(self._stderr).st_size
        return os.pread(self._stderr, 2_000, max(0, size - 2_000)).decode("utf-8", "replace")
