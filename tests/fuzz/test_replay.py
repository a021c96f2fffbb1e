"""The fuzzer's corpus, replayed without it: its seeds, and all that it has ever found."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools"))

import fuzz  # noqa: E402

CASES = [
    (target, path) for target in fuzz.TARGETS for path in sorted((fuzz.CORPUS / target).iterdir())
]


@pytest.mark.parametrize(
    ("target", "path"), CASES, ids=[f"{target}-{path.name}" for target, path in CASES]
)
def test_replay(target: str, path: Path) -> None:
    fuzz.TARGETS[target](path.read_bytes())


def test_the_corpus_is_small() -> None:
    assert sum(path.stat().st_size for _, path in CASES) < 200_000


def test_mutants_are_the_same_in_every_run() -> None:
    seeds = [b"<p>one</p>", b"two\nlines"]
    first, second = ([fuzz.mutate(random.Random(7), seeds)] * 20 for _ in range(2))
    assert first == second
    assert len({fuzz.mutate(random.Random(n), seeds) for n in range(20)}) > 15


def test_a_finding_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(data: bytes) -> None:
        raise KeyError("found")

    monkeypatch.setitem(fuzz.TARGETS, "sidecar", fails)
    arguments = ["--mutate", "--seconds", "0.2", "--found", str(tmp_path), "sidecar"]
    assert fuzz.main(arguments) == 1
    assert list(tmp_path.glob("sidecar-*"))
