from __future__ import annotations

import itertools
from dataclasses import fields, replace
from pathlib import Path

import pytest

from pipeline.config import config_directory
from pipeline.edge import Edge, EdgeLimits, Item

# Small, so that what goes wrong does so within the seconds of a test.
LIMITS = EdgeLimits(
    cpu_seconds=0.4,
    retry_cpu_seconds=0.2,
    wall_seconds=1.0,
    memory_bytes=200 << 20,
    output_bytes=100_000,
)
NAMES = {field.name for field in fields(EdgeLimits)}


@pytest.fixture(scope="session")
def _fakes():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))
        yield


@pytest.fixture
def make_edge(_fakes):
    """Edges with the fakes, closed at the end. Starting one takes a second."""
    made = []

    def make(processes, **options):
        """`options` are limits, or arguments of Edge."""
        made.append(_edge(processes, **options))
        return made[-1]

    yield make
    for edge in made:
        edge.close()


def _edge(processes, **options):
    limits = {name: options.pop(name) for name in set(options) & NAMES}
    functions = {"clean": "edge_fakes:clean", "render": "edge_fakes:render"}
    return Edge(processes, config_directory(), replace(LIMITS, **limits), **functions | options)


@pytest.fixture(scope="session")
def edge(_fakes):
    """Two processes with the fakes that all tests share, whatever they did to them."""
    with _edge(2) as shared:
        yield shared


@pytest.fixture
def make_items(tmp_path):
    """Items for texts, in files of their own."""
    counter = itertools.count()

    def make(*texts):
        items = []
        for text in texts:
            path = tmp_path / f"{next(counter):03d}.txt"
            path.write_text(text)
            items.append(Item(path.name, bytes(path)))
        return items

    return make
