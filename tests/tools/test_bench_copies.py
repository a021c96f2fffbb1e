"""The command itself, on few articles."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

TOOL = Path(__file__).resolve().parent.parent.parent / "tools" / "bench_copies.py"


def test_it_tells_what_was_found_and_what_that_cost(tmp_path):
    command = [sys.executable, str(TOOL), "--articles", "600", "--work", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert told["recall"]["agency"] == 1
    assert min(told["recall"].values()) > 0.8
    assert told["from scratch"]["peak MB"] > 10
    assert told["same again"] is True
    assert list(tmp_path.iterdir()) == []
