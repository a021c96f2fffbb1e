"""The snippets of tests/cases: what is chrome, and what only looks like it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline import Page, clean
from pipeline.records import Article, Decision

CASES = Path(__file__).parent / "cases"
AROUND = {"both", "before", "after", "none"}
BEFORE = (
    "Eleven villages in the valley have agreed on how to divide the water of the region's only "
    "large reservoir, which had been closed since the dry summer six years ago.",
    "The agreement was signed after three nights of talks, according to two people who took part "
    "and who asked not to be named because the minutes have not been published.",
    "Engineers measured the inflow at the old gauge in February and found that it had overstated "
    "the level by as much as a sixth after heavy rain, a report of the institute says.",
)
AFTER = (
    "The new gauge is to be installed upstream by the end of April, and its readings will be "
    "published every fifteen minutes, a condition on which the lower villages had insisted.",
    "Farmers said that they would wait until the first hot week of July before they called the "
    "deal a success, because the orchards need water in the months when nobody has any.",
    "The wardens are due to take up their posts in April, when the sluice will be opened for the "
    "first time since it was welded shut, and each of them will carry one of the keys.",
)
LINE = re.compile(r"([+-])(?: ([a-z-]+))?(?: ([a-z]\S*))? \| (.+)", re.DOTALL)
CUT = re.compile(r"⟦(.+)⟧")


@dataclass(frozen=True)
class Expected:
    """One block of a case: sign, role, by ("" where not said), text, and the part to be cut."""

    kept: bool
    role: str
    by: str
    text: str
    cut: str


def _expected(line: str) -> Expected:
    found = LINE.fullmatch(line)
    assert found, f"not of the form SIGN [ROLE [BY]] | TEXT: {line!r}"
    sign, role, by, text = found.groups()
    cut = CUT.search(text)
    return Expected(sign == "+", role or "", by or "", CUT.sub(r"\1", text), cut[1] if cut else "")


def _cases(name: str) -> list[Any]:
    cases = tomllib.loads((CASES / name).read_text(encoding="utf-8"))["case"]
    stem = name.partition(".")[0]
    return [pytest.param(case, id=f"{stem}[{case['label']}]") for case in cases]


def _clean(case: dict[str, Any], expected: list[Expected]) -> Article:
    around = case.get("around", "both")
    lines = ("\n\n" if case.get("gap", True) else "\n").join(e.text for e in expected)
    parts = [
        *(BEFORE if around in {"both", "before"} else ()),
        lines,
        *(AFTER if around in {"both", "after"} else ()),
    ]
    content = "\n\n".join(parts) + "\n"
    return clean(Page(id="case", source="case.txt", kind="text", content=content))


def _check(article: Article, expected: Expected, decisions: list[Decision]) -> None:
    if expected.cut:
        block = article.blocks[decisions[0].block]
        (cut,) = [d for d in decisions if not d.kept] or [None]
        assert cut, f"nothing was cut from {expected.text!r}"
        assert block.text[slice(*cut.span)].strip() == expected.cut
    else:
        (cut,) = decisions
        assert cut.kept is expected.kept, f"{cut.role} by {cut.by}: {cut.why}"
    if expected.role:
        assert cut.role == expected.role, f"{cut.role} by {cut.by}: {cut.why}"
    assert cut.by.startswith(expected.by), f"{cut.role} by {cut.by}: {cut.why}"


@pytest.mark.parametrize("case", [*_cases("negative.toml"), *_cases("wild.toml")])
def test_case(case: dict[str, Any]) -> None:
    expected = [_expected(line) for line in case["blocks"]]
    article = _clean(case, expected)
    texts = [block.text for block in article.blocks]
    surround = [text for text in (*BEFORE, *AFTER) if text in texts]
    assert len(article.blocks) == len(expected) + len(surround)
    first = next((i for i, text in enumerate(texts) if text not in surround), 0)
    for offset, one in enumerate(expected):
        place = first + offset
        assert texts[place] == one.text
        _check(article, one, [d for d in article.decisions if d.block == place])
    # The prose around a snippet is never touched.
    body = article.body.split("\n\n")
    assert [text for text in surround if text not in body] == []


@pytest.mark.parametrize("name", ["negative.toml", "wild.toml"])
def test_cases_are_well_formed(name: str) -> None:
    cases = tomllib.loads((CASES / name).read_text(encoding="utf-8"))["case"]
    assert len(cases) >= 40
    labels = [case["label"] for case in cases]
    assert len(set(labels)) == len(labels)
    for case in cases:
        assert set(case) <= {"label", "comment", "blocks", "around", "gap"}, case["label"]
        assert case.get("around", "both") in AROUND, case["label"]
        expected = [_expected(line) for line in case["blocks"]]
        if name == "negative.toml":
            assert case.get("comment"), f"{case['label']}: say why it is hard"
            assert all(e.kept for e in expected), case["label"]
        else:
            assert any(not e.kept for e in expected), case["label"]
