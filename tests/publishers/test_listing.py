from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipeline.config import config_directory
from pipeline.publishers import Layout, Publisher, load_publishers
from pipeline.publishers.listing import publishers_page

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def test_the_list_of_publishers_is_current() -> None:
    page = publishers_page(load_publishers(config_directory() / "publishers"))
    assert (DOCS / "publishers.md").read_text(encoding="utf-8") == page, (
        "write it anew: python -m pipeline.publishers > docs/publishers.md"
    )


def test_the_command_prints_it() -> None:
    ran = subprocess.run([sys.executable, "-m", "pipeline.publishers"], capture_output=True)
    assert ran.returncode == 0
    assert ran.stdout == (DOCS / "publishers.md").read_bytes()


def test_a_row_says_all() -> None:
    house = Publisher("A|B", ("a.example",), "en", "GB", (Layout(),), file="ab", why="So it is.")
    service = Publisher("C", ("c.example",), "de", file="ab")
    page = publishers_page((house, service))
    assert "| A\\|B | en | GB | a.example | host | now |  |\n" in page
    assert "| · C | de |  | c.example | host |  |  |\n" in page
    assert "**A|B** (`ab.toml`): So it is.\n" in page
