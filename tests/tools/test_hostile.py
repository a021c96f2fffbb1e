"""The command itself: what it takes, and that it fails where something does not hold."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parent.parent.parent / "tools" / "hostile.py"
PROSE = "The council of the bay voted on Tuesday to repair the old wall before the winter. " * 4


@pytest.mark.parametrize(("allowed", "code"), [("clean", 0), ("quarantine", 1)])
def test_a_folder_with_a_manifest(tmp_path, allowed, code):
    page = f"<html><body><nav>Home</nav><article><p>{PROSE}KEEP-A.</p></article></body></html>"
    (tmp_path / "a.html").write_text(page)
    case = {
        "file": "a.html", "kind": "html", "allowed": [allowed], "contains": ["KEEP-A"], "lacks": [],
        "meta": {"date_not": ["2023-01-01"]}, "max_seconds": 10, "max_rss_mb": 500,
    }  # fmt: skip
    (tmp_path / "manifest.json").write_text(json.dumps({"cases": [case]}))
    command = [sys.executable, str(TOOL), "--hostile", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, "")
    assert f"1 files, {code} of which do not hold" in done.stdout
