"""The checker itself: it must tell of whatever is wrong."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from conftest import result_of  # type: ignore[import-not-found]
from hostile_inputs import Result, hygiene, misses, write
from hostile_inputs.case import Case, html, plain

from pipeline.edge import Item


@pytest.fixture(scope="session")
def good(edge, tmp_path_factory):
    """A good page as a case, and its result."""
    case = plain("good", html("good"), meta={"published": "2024-02-06"})
    path = write(case, tmp_path_factory.mktemp("good"))
    (outcome,) = edge.clean_all([Item(case.name, bytes(path))])
    return case, result_of(outcome)


def with_value(result, key, value):
    """The result with another value in its line and its record."""
    flat, record = (json.loads(line) | {key: value} for line in (result.article, result.record))
    return replace(result, article=json.dumps(flat).encode(), record=json.dumps(record).encode())


def test_a_good_page_has_nothing(good):
    assert list(misses(*good)) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"allowed": frozenset({"skip"})}, "is clean"),
        ({"contains": ("KEEP-nowhere",)}, "lacks"),
        ({"lacks": ("ferry",)}, "text has 'ferry'"),
        ({"meta": {"published": "2024"}}, "published is"),
        ({"meta_not": {"published": ("2024-02-06",)}}, "published is"),
        ({"max_rss_mb": 1}, "MB, above 1"),
        ({"max_seconds": 0.0}, "s, above 0"),
    ],
)
def test_what_a_case_asks_for(good, change, words):
    case, result = good
    (wrong,) = misses(replace(case, **change), result)
    assert words in wrong


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("title", "red \x1b[31m", "holds"),
        ("title", "a\u202eb", "holds"),
        ("title", "\ud83d", "holds"),
        ("title", "e\u0301", "normal form"),
        ("title", "two\nlines", "one line"),
        ("title", "x" * 501, "characters"),
        ("title", ["a"], "is a list"),
        ("canonical_url", "javascript:alert(1)", "address"),
        ("url", "https://", "address"),
        ("published", "2031-01-01", "a date"),
        ("published", "02/03/2024", "a date"),
        ("authors", "x" * 201, "author"),
        ("confidence", True, "is a bool"),
        ("other", "", "a key other"),
    ],
)
def test_what_no_record_may_hold(good, key, value, words):
    assert any(words in wrong for wrong in hygiene(with_value(good[1], key, value)))


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(1)", "+1-x", "-1+x", "\tx", "＝1"])
def test_no_cell_may_be_a_formula(good, cell):
    cells = good[1].cells.replace(b"good-", cell.encode() + b"good-", 1)
    assert any("formula" in wrong for wrong in hygiene(replace(good[1], cells=cells)))


def test_the_quarantine_has_a_reason_in_a_sentence():
    case = Case("x.html", b"", frozenset({"quarantine"}), error="not-text")
    assert list(misses(case, Result("quarantined", "not-text", "The file is no text."))) == []
    assert len(list(misses(case, Result("quarantined", "too-large", "")))) == 2
    assert list(misses(case, Result("quarantined", "not-text", "no\ntext")))
