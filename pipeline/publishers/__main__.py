"""`python -m pipeline.publishers > docs/publishers.md`: the list of publishers, anew."""

from __future__ import annotations

import sys

from pipeline.config import config_directory
from pipeline.publishers.listing import publishers_page
from pipeline.publishers.schema import load_publishers

if __name__ == "__main__":
    publishers = load_publishers(config_directory() / "publishers")
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(publishers_page(publishers))
