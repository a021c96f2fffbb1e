from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "build_frames.py"
DATA = os.environ.get("DECHROME_DATA", "")
SYLLABLES = ("ba", "ke", "lo", "mi", "nu", "ra", "so", "ti", "vu", "zel")


@pytest.fixture(scope="module")
def build_frames():
    spec = importlib.util.spec_from_file_location("build_frames", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_frames"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["build_frames"]


def word(number: int) -> str:
    return "".join(SYLLABLES[int(digit)] for digit in str(1000 + number))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A measuring set of 160 pages of four publishers."""
    folder = tmp_path / "set"
    (folder / "flat").mkdir(parents=True)
    rows = []
    for number in range(160):
        own = [
            f"The {word(number)} council met near {word(50 * number + part)} on a cold evening and "
            f"agreed that the {word(7 * number + part)} bridge should be built before the winter."
            for part in range(5)
        ]
        title = f"The {word(number)} bridge comes"
        frame = [f"Menu {word(500 * (number % 4) + n)}" for n in range(28)]
        lines = [f"{title} | Post", *frame[:14], title, *own[:2], "Our shop, 12 March", *own[2:]]
        (folder / "flat" / f"p{number}.txt").write_text("\n".join([*lines, *frame[14:]]))
        rows.append(
            {"id": f"p{number}", "publisher": f"P{number % 4}", "title": title,
             "url": f"https://p{number % 4}.example/{number}", "text": "\n\n".join(own)}
        )  # fmt: skip
    (folder / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_corpus_is_what_is_demanded_and_the_same_each_time(
    build_frames, source, tmp_path
) -> None:
    for name in ("one", "two"):
        build_frames.build(source, tmp_path / name, 4, 20, 0, 1)
    assert content(tmp_path / "one") == content(tmp_path / "two")
    told = [json.loads(x) for x in (tmp_path / "one" / "truth.jsonl").read_text().splitlines()]
    assert len(told) == 80
    assert sum(page["named"] for page in told) == 40
    assert len(list((tmp_path / "one" / "raw").glob("*.meta.json"))) == 40
    for page in told:
        text = (tmp_path / "one" / "raw" / page["name"]).read_text()
        assert text.count("\n") == len(page["kinds"])
        assert 6 <= page["kinds"].count("teaser") <= 18
        assert 8 <= page["kinds"].count("frame") <= 26
        assert page["kinds"].count("body") == 5
        assert page["named"] or "| Post" not in text
    dates = {line for page in told for line in (tmp_path / "one" / "raw" / page["name"])
             .read_text().splitlines() if line.startswith("Our shop")}  # fmt: skip
    assert len(dates) > 10


def test_what_is_learned_meets_the_demand_and_less_does_not(
    build_frames, source, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    build_frames.build(source, tmp_path / "out", 4, 20, 0, 1)
    lines = list(build_frames.measure(tmp_path / "out", 0))
    assert "80 pages, 4 profiles" in lines[0]
    assert "demanded: 97% and 0.1%: met" in lines
    assert any(line.startswith("clusters: 100.00%") for line in lines)
    for path in (tmp_path / "out" / "profiles").glob("p*.toml"):
        path.unlink()
    config = build_frames.with_profiles(build_frames.default_config(), tmp_path / "out/profiles")
    assert "demanded: 97% and 0.1%: NOT MET" in list(build_frames.report(tmp_path / "out", config))


@pytest.mark.skipif(not DATA, reason="DECHROME_DATA does not name measuring sets")
def test_real_frames(build_frames, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    build_frames.build(Path(DATA) / "fundus-dev", tmp_path / "out", 4, 30, 0, 4)
    assert "demanded: 97% and 0.1%: met" in list(build_frames.measure(tmp_path / "out", 0))
