"""The grouping in a process of its own: what it needs of memory goes when it ends.

It dies with the process that started it, and leaves signals to it. What it has written when it
ends before its time stands in the scratch folder, which is the other's to remove.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from pipeline.copies.records import Figures, Job
from pipeline.corpus.errors import CorpusError, DamagedShardError
from pipeline.write.atomic import remove_tree

__all__ = ["find_copies_apart", "main"]

_CODE = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from pipeline.copies.apart import main; main(int(sys.argv[2]))"
)
# The same result on any machine; and its arrays are too small to gain from threads.
_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "LC_ALL": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
_PR_SET_PDEATHSIG = 1
_SAID = 2_000  # characters of its last words


def find_copies_apart(job: Job) -> Figures:
    """`find_copies` in a process of its own; its figures.

    Raises CorpusError in a sentence where that process comes to no good end, DamagedShardError
    where rows are damaged (they are removed), OSError where the machine refuses something.
    """
    path = [str(Path(entry or ".").absolute()) for entry in sys.path]
    with os.fdopen(os.memfd_create("stderr", os.MFD_CLOEXEC), "w+b") as errors:
        process = subprocess.Popen(
            [sys.executable, *("-X", "utf8", "-c", _CODE), json.dumps(path), str(os.getpid())],
            env=os.environ | _ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        try:
            out, _ = process.communicate(job.to_json().encode())
        finally:  # also where this process is interrupted while it waits
            process.kill()
            process.wait()
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace")[-_SAID:]
    return _answer(out, process.returncode, said)


def _answer(out: bytes, code: int, said: str) -> Figures:
    try:
        answer = json.loads(out)
    except ValueError:
        answer = {}
    if "figures" in answer and code == 0:
        return Figures(**answer["figures"])
    if "refused" in answer:
        number, name = answer["refused"]
        raise OSError(number, os.strerror(number), name)
    if "damaged" in answer:
        folder = Path(answer["damaged"]).parent
        remove_tree(folder)
        raise DamagedShardError(
            f"{folder} is damaged and was removed; run again to clean that part again"
        )
    how = f"signal {signal.Signals(-code).name}" if code < 0 else f"code {code}"
    why = said.strip().rpartition("\n")[2]
    hint = "; was it the machine's memory?" if code == -signal.SIGKILL else ""
    raise CorpusError(
        f"looking for copies has failed ({how}{f': {why}' if why else hint}); nothing was "
        "published and the last corpus stays. Run again, or set [copies] find = false"
    )


def main(parent: int) -> None:
    """The process: a job on its standard input, an answer in JSON on its standard output."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)
    # The other decides when this ends; a terminal's or a service manager's signal goes to both.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    with suppress(OSError):  # if the machine runs out of memory, this dies and not the run
        Path("/proc/self/oom_score_adj").write_text("1000")
    answer, code = _work(Job.from_json(sys.stdin.read()))
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(code)


def _work(job: Job) -> tuple[dict[str, object], int]:
    # numpy and what rests on it are for this process alone
    from pipeline.copies.find import find_copies
    from pipeline.copies.signatures import DamagedRowsError

    try:
        return {"figures": find_copies(job)._asdict()}, 0
    except DamagedRowsError as error:
        return {"damaged": error.args[0]}, 1
    except OSError as error:
        if error.errno is None:
            raise
        return {"refused": [error.errno, str(error.filename2 or error.filename or "")]}, 1
