"""A measuring set of two pages, small enough to be scored by hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

PROSE = (
    "The dam above Tolvar broke shortly after noon on Monday, officials said, and the water "
    "reached the lower town within twenty minutes.",
    "Nobody was hurt because the sirens had been tested on the same morning and half of the "
    "inhabitants were still standing on the hill.",
    "Engineers will look at the northern wall as soon as the level of the river allows it, which "
    "may take until the end of the week.",
)
GOLD = "\n\n".join(PROSE)


def write_set(folder: Path, ids: tuple[str, ...] = ("one", "two")) -> Path:
    """`ids[0]` in all three forms; the others without their residue."""
    for name in ("pages", "flat", "residue"):
        (folder / name).mkdir(parents=True)
    rows = []
    for page in ids:
        rows.append(
            {
                "id": page,
                "url": f"https://example.org/{page}",
                "text": GOLD,
                "title": "Dam breaks",
                "authors": None,
                "date": None,
            }
        )
        html = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
        html = f"<html><body><nav>Home News Sport</nav><article>{html}</article></body></html>"
        (folder / "pages" / f"{page}.html.gz").write_bytes(gzip.compress(html.encode(), mtime=0))
        flat = "Home\nNews\nSport\n\n" + GOLD + "\n"
        (folder / "flat" / f"{page}.txt").write_text(flat, encoding="utf-8")
    (folder / "residue" / f"{ids[0]}.txt").write_text(GOLD + "\n\nPlainly extra words\n")
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "gold.jsonl").write_text(lines, encoding="utf-8")
    return folder


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    return write_set(tmp_path / "bench")
