"""Floors on the measuring sets: they may be raised, never lowered in silence."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from pipeline import Page, clean
from pipeline.score.sets import load_set

DATA = os.environ.get("DECHROME_DATA", "")
pytestmark = pytest.mark.skipif(not DATA, reason="DECHROME_DATA does not name measuring sets")

KEPT = 0.995  # of the words of gold bodies that are fed as texts
EVERY = {"fundus-dev": 1, "wcxb-dev-article": 8}


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


@pytest.mark.parametrize("name", EVERY)
def test_nothing_but_chrome_goes_and_clean_stays_clean(name: str) -> None:
    folder = Path(DATA) / name
    if not folder.is_dir():
        pytest.skip(f"{name} is not there")
    total = kept = 0
    for gold in load_set(folder)[:: EVERY[name]]:
        body = clean(Page(gold.id, gold.id, "text", gold.gold)).body
        before = words(gold.gold)
        total += before.total()
        kept += (before & words(body)).total()
        assert clean(Page(gold.id, gold.id, "text", body)).body == body, gold.id
    assert kept / total >= KEPT
