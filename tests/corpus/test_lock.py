from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

from pipeline.corpus.lock import hold_slot, take_lock

HOLD = """
import sys, time
from pathlib import Path
from pipeline.corpus.lock import take_lock
assert take_lock(Path(sys.argv[1])) is not None
print("held", flush=True)
time.sleep(60)
"""


def test_the_lock_ends_with_its_process(tmp_path) -> None:
    lock = tmp_path / "lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    with holder:
        assert holder.stdout.readline() == b"held\n"
        assert take_lock(lock) is None
        assert lock.read_text() == f"{holder.pid}\n"
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    mine = take_lock(lock)
    assert mine is not None
    os.close(mine)


def test_a_second_lock_in_the_same_process_is_refused(tmp_path) -> None:
    first = take_lock(tmp_path / "lock")
    assert first is not None
    assert take_lock(tmp_path / "lock") is None
    os.close(first)


def test_slots_are_given_out_once(tmp_path) -> None:
    with hold_slot(tmp_path, 2) as first:
        with hold_slot(tmp_path, 2) as second:
            assert {first, second} == {0, 1}
        with hold_slot(tmp_path, 2) as again:
            assert again == second


def test_one_waits_for_the_first_free_slot(tmp_path) -> None:
    order = []

    def wait() -> None:
        with hold_slot(tmp_path, 1):
            order.append("second")

    with hold_slot(tmp_path, 1):
        thread = threading.Thread(target=wait)
        thread.start()
        time.sleep(0.12)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]
