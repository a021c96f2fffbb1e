"""The generator is imported by its name here and in `tools/hostile.py`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from pipeline.config import config_directory
from pipeline.edge import Edge, Item
from pipeline.write.rows import read_rows

sys.path.insert(0, str(Path(__file__).parent))

from hostile_inputs import Result, misses, write


@pytest.fixture(scope="session")
def edge():
    with Edge(1, config_directory()) as shared:
        yield shared


def result_of(outcome):
    """An outcome with its row taken apart."""
    parts = next(read_rows(io.BytesIO(outcome.payload))).parts() if outcome.payload else ()
    return Result(
        outcome.status, outcome.error, outcome.message, *parts,
        seconds=outcome.cpu_seconds, rss_mb=outcome.max_rss_mb,
    )  # fmt: skip


@pytest.fixture
def check(edge, tmp_path):
    """What does not hold of cases, by their names."""

    def run(cases):
        items = []
        for case in cases:
            path = bytes(write(case, tmp_path / "raw"))
            sidecar = path + b".meta.json" if case.sidecar is not None else None
            items.append(Item(case.name, path, "", sidecar, len(case.data)))
        found = {}
        for outcome in edge.clean_all(items):
            case = cases[outcome.index]
            found[case.name] = list(misses(case, result_of(outcome)))
        assert found.keys() == {case.name for case in cases}
        return {name: wrong for name, wrong in found.items() if wrong}

    return run
