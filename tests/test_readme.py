"""What the README shows is what comes out."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline import Page, clean

ROOT = Path(__file__).parent.parent
EXAMPLE = "examples/raw/northern-courier/ferry-dispute.txt"


def test_the_ledger_of_the_readme_is_the_ledger() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"python -m pipeline explain {EXAMPLE}" in readme
    shown = re.findall(r"^([+-]) (\S+) +(\S+) +(.+)$", readme, re.MULTILINE)
    article = clean(Page("r", EXAMPLE, "text", (ROOT / EXAMPLE).read_text(encoding="utf-8")))
    assert len(shown) == 6
    for (sign, role, by, text), decision in zip(shown, article.decisions, strict=False):
        assert (sign == "+", role, by) == (decision.kept, decision.role.value, decision.by)
        assert article.blocks[decision.block].text.startswith(text.rstrip("…"))
