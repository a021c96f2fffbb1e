"""Whole pages: what must hold for every one of them, and what came out when a person last looked.

`tests/golden/README.md` describes the folders.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from pipeline import Article, Page, clean
from pipeline.config import default_config
from pipeline.explain import ledger
from pipeline.read import read_page
from pipeline.records import KEPT_ROLES, Role
from pipeline.score.measures import words
from pipeline.version import DATA_VERSION

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"
PIN = GOLDEN / "pin.toml"
FOLDERS = sorted(path for path in GOLDEN.iterdir() if path.is_dir())
UPDATE = "python -m pytest tests/test_golden.py --update-golden"


def _source(folder: Path) -> Path:
    pointer = folder / "source.path"
    if pointer.is_file():
        return ROOT / pointer.read_text(encoding="utf-8").strip()
    (source,) = folder.glob("source.*")
    return source


@cache
def _article(folder: Path) -> Article:
    config = default_config()
    return clean(read_page(_source(folder), config), config)


golden_pages = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


@golden_pages
def test_every_block_has_one_decision_in_order(folder: Path) -> None:
    article = _article(folder)
    assert [block.index for block in article.blocks] == list(range(len(article.blocks)))
    for block in article.blocks:
        spans = [d.span for d in article.decisions if d.block == block.index]
        # The spans cover the block without a gap or an overlap.
        edges = [0, *(end for _, end in spans)]
        assert [start for start, _ in spans] == edges[:-1]
        assert edges[-1] == len(block.text)
    assert [index for index, _ in groupby(d.block for d in article.decisions)] == list(
        range(len(article.blocks))
    )


@golden_pages
def test_kept_means_a_body_role_and_a_name(folder: Path) -> None:
    for decision in _article(folder).decisions:
        assert decision.kept == (decision.role in KEPT_ROLES)
        assert decision.by
        assert decision.why


@golden_pages
def test_a_text_block_stands_where_it_says(folder: Path) -> None:
    page = _article(folder).page
    if page.kind != "text":
        pytest.skip("HTML: `where` is an element path")
    for block in _article(folder).blocks:
        start, end = map(int, block.where.split("-"))
        assert page.content[start:end] == block.text


@golden_pages
def test_the_body_is_exactly_the_kept_blocks(folder: Path) -> None:
    article = _article(folder)
    assert article.body.split("\n\n") == list(_kept_paragraphs(article)) or not article.body
    assert article.body == article.body.strip()


def _kept_paragraphs(article: Article) -> Iterator[str]:
    kept = (d for d in article.decisions if d.kept)
    for index, decisions in groupby(kept, key=lambda d: d.block):
        block = article.blocks[index]
        text = "".join(block.text[slice(*d.span)] for d in decisions)
        if block.kind is not Role.CODE:
            text = re.sub(r"\s*\n\s*", " ", text)
        if text.strip():
            yield text.strip()


@golden_pages
def test_cleaning_a_body_again_changes_nothing(folder: Path) -> None:
    body = _article(folder).body
    if body:
        again = clean(Page(id="again", source="again.txt", kind="text", content=body))
        assert again.body == body


@golden_pages
def test_no_word_is_invented(folder: Path) -> None:
    article = _article(folder)
    known = set(words(" ".join(block.text for block in article.blocks)))
    assert set(words(article.body)) <= known


@golden_pages
def test_golden(folder: Path, update_golden: bool) -> None:
    found = {"ledger.txt": _ledger(_article(folder)), "article.json": _record(_article(folder))}
    if update_golden:
        for name, text in found.items():
            (folder / name).write_text(text, encoding="utf-8")
    for name, text in found.items():
        path = folder / name
        assert path.is_file(), f"{path.relative_to(ROOT)} is missing: {UPDATE}, and read it"
        assert text == path.read_text(encoding="utf-8"), f"if it is better: {UPDATE}"


def _ledger(article: Article) -> str:
    lines = ledger(article)
    role = max((len(line.role) for line in lines), default=0)
    by = max((len(line.by) for line in lines), default=0)
    return "".join(
        f"{line.sign} {line.role:{role}}  {line.by:{by}}  {line.text}".rstrip() + "\n"
        for line in lines
    )


def _record(article: Article) -> str:
    metadata = {key: value for key, value in asdict(article.metadata).items() if value}
    record = {
        "body_sha256": hashlib.sha256(article.body.encode()).hexdigest(),
        "metadata": metadata,
        "problems": article.problems,
    }
    return json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"


def test_other_output_needs_another_data_version(update_golden: bool) -> None:
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for name in ("ledger.txt", "article.json"):
            path = folder / name
            assert path.is_file(), f"{path.relative_to(ROOT)} is missing: {UPDATE}"
            digest.update(f"{folder.name}/{name}\0".encode() + path.read_bytes())
    found = {"data_version": DATA_VERSION, "output_sha256": digest.hexdigest()}
    pinned = tomllib.loads(PIN.read_text(encoding="utf-8")) if PIN.is_file() else None
    if update_golden and (pinned is None or pinned["data_version"] < DATA_VERSION):
        lines = ["# Written by --update-golden; tests/golden/README.md says what for.\n"]
        lines += [f"{key} = {json.dumps(value)}\n" for key, value in found.items()]
        PIN.write_text("".join(lines), encoding="utf-8")
        pinned = found
    assert pinned is not None, f"{PIN.relative_to(ROOT)} is missing: {UPDATE}"
    if pinned["output_sha256"] != found["output_sha256"]:
        assert pinned["data_version"] != DATA_VERSION, (
            "the golden output has changed: raise DATA_VERSION in pipeline/version.py, then "
            + UPDATE
        )
    assert pinned == found, f"DATA_VERSION was raised: {UPDATE}"
