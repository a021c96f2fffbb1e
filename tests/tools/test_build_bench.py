from __future__ import annotations

import gzip
import importlib.util
import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("resiliparse", reason="the extra [peers] is not installed")

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "build_bench.py"
PAGE = (
    "<html><head><title>Dam</title></head><body><nav><a href='/'>Home</a></nav>"
    "<article><h1>Dam</h1><p>The dam broke at noon, officials said on Monday.</p>"
    "<figure><img src='a.jpg' alt='The dam'></figure></article></body></html>"
)


@pytest.fixture(scope="module")
def build_bench():
    spec = importlib.util.spec_from_file_location("build_bench", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_bench"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["build_bench"]


def _page(path: Path, text: str = PAGE) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def _fundus(root: Path) -> Path:
    def case(name: str) -> dict[str, object]:
        section = {"headline": ["What next"], "paragraphs": [f"{name} one.", f"{name} two."]}
        return {
            "authors": ["A B"],
            "body": {"summary": ["Summary."], "sections": [section]},
            "publishing_date": "2024-05-03 10:00:00+00:00",
            "title": name,
            "images": [{"caption": "c", "authors": ["Ph"], "description": "alt", "versions": []}],
        }

    country = root / "tests" / "resources" / "parser" / "test_data" / "at"
    meta = {}
    for publisher, versions in (("DerStandard", ("V1", "V10", "V2", "V2_1")), ("ORF", ("V1",))):
        for number in range(len(versions)):
            name = f"{publisher}_2024_05_{number + 1:02}.html.gz"
            _page(country / name)
            meta[name] = {"url": f"https://example.org/{number}", "crawl_date": "2024-05-03"}
        cases = {version: case(version) for version in versions}
        (country / f"{publisher}.json").write_text(json.dumps(cases))
    (country / "meta.info").write_text(json.dumps(meta))
    return root


def test_fundus_takes_publishers_whose_name_has_an_even_sha1(build_bench, tmp_path):
    rows = [row for row, _ in build_bench.fundus_rows(_fundus(tmp_path))]
    assert {row["publisher"] for row in rows} == {"DerStandard"}


def test_fundus_pairs_versions_and_pages_in_time(build_bench, tmp_path):
    rows = list(build_bench.fundus_rows(_fundus(tmp_path)))
    assert [(row["id"], row["url"][-1], page.name[-15:-8]) for row, page in rows] == [
        ("at-DerStandard-V1", "0", "4_05_01"),
        ("at-DerStandard-V2", "1", "4_05_02"),
        ("at-DerStandard-V2_1", "2", "4_05_03"),
        ("at-DerStandard-V10", "3", "4_05_04"),
    ]
    assert rows[0][0]["text"] == "Summary.\n\nWhat next\n\nV1 one.\n\nV1 two."


def test_fundus_with_a_page_missing_is_an_error(build_bench, tmp_path):
    country = _fundus(tmp_path) / "tests" / "resources" / "parser" / "test_data" / "at"
    (country / "DerStandard_2024_05_01.html.gz").unlink()
    with pytest.raises(build_bench.BuildError, match="4 versions, but 3 pages"):
        list(build_bench.fundus_rows(tmp_path))


def test_wcxb_takes_articles_with_a_gold_text(build_bench, tmp_path):
    truth = tmp_path / "dev" / "ground-truth"
    truth.mkdir(parents=True)
    for name, kind, text in (
        ("0001", "article", "Gold."),
        ("0002", "forum", "Gold."),
        ("0003", "article", None),
    ):
        _page(tmp_path / "dev" / "html" / f"{name}.html.gz")
        gold = {"title": "T", "author": None, "publish_date": None}
        if text:
            gold["main_content"] = text
        case = {"url": "u", "_internal": {"page_type": {"primary": kind}}, "ground_truth": gold}
        (truth / f"{name}.json").write_text(json.dumps(case))
    assert [row["id"] for row, _ in build_bench.wcxb_rows(tmp_path)] == ["0001"]


def test_a_built_set_can_be_read_and_verified(build_bench, tmp_path):
    from pipeline.score.sets import FORMS, load_set, read_form

    out = tmp_path / "set"
    assert build_bench.build(build_bench.fundus_rows(_fundus(tmp_path)), out) == 4
    page = load_set(out)[0]
    assert page.gold.startswith("Summary.")
    assert all("dam broke" in (read_form(page, form) or "") for form in FORMS)
    assert "Home" in (read_form(page, "flat") or "")
    assert build_bench.verify(out) == (4, 4, 4)
    (out / "flat" / "at-DerStandard-V1.txt").write_text("changed")
    assert build_bench.verify(out) == (4, 3, 4)
