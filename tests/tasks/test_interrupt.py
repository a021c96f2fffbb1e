"""An interrupt ends a process, whatever the process does with the exception."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

START = """
import atexit, os, signal, threading, time
import tasks.setup
tasks.setup._PATIENCE_SECONDS = 1.0
tasks.setup.unwind_on_signals()
atexit.register(tasks.setup.tell_if_interrupted)
print("ready", flush=True)
"""
SWALLOWED = """
while True:
    try:
        time.sleep(60)
    except:
        print("swallowed", flush=True)
"""
SLOW = """
try:
    time.sleep(60)
finally:
    for _ in range(6):
        time.sleep(0.1)
    print("tidied up", flush=True)
"""
STUCK = """
try:
    time.sleep(60)
finally:
    threading.Event().wait()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(
    ("code", "said"), [(SWALLOWED, "swallowed"), (SLOW, "tidied up"), (STUCK, "")]
)
def test_an_interrupt_is_not_lost(number, code, said) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", START + code],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.1)  # until it sleeps
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out.partition("\n")[0] == said
    assert err.startswith("Interrupted. ")


FORKED = """
child = os.fork()
if not child:
    try:
        time.sleep(60)
    finally:
        print("unwound what is its parent's", flush=True)
time.sleep(0.2)
os.kill(child, signal.SIGINT)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def test_a_process_that_was_just_forked_has_nothing_to_unwind() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", START + FORKED], capture_output=True, text=True, check=True
    )
    assert ended.stdout == "ready\n130\n"
    assert ended.stderr == ""
