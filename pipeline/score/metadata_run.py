"""Asks every system for the metadata of every page, in every form, and keeps what they say."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.config import load_config
from pipeline.score.metadata import Answer, GoldMetadata, gold_metadata
from pipeline.score.metadata_systems import FLATTENINGS, PAGE, flatten, judges, need_flatteners
from pipeline.score.run import in_order
from pipeline.score.sets import BenchPage, Form, read_form

__all__ = ["MetadataOutcome", "metadata_outcomes"]


@dataclass(frozen=True, slots=True)
class MetadataOutcome:
    """One system on one page in one form."""

    set: str
    id: str
    form: str  # "page", or the flattening
    system: str
    witness: str
    knows: tuple[str, ...]
    answer: Answer
    gold: GoldMetadata
    ms: float  # CPU milliseconds; for dechrome of cleaning the page too
    error: str = ""  # of a page that failed and counts as unknown


def metadata_outcomes(
    pages: Sequence[BenchPage], config: Path, forms: Sequence[Form], processes: int = 1
) -> Iterator[list[MetadataOutcome]]:
    """The outcomes of each page, in order; "flat" is made from the page in three ways."""
    asked = [PAGE] if "page" in forms else []
    if "flat" in forms:
        need_flatteners()
        asked += FLATTENINGS
    gold = {folder: gold_metadata(folder) for folder in {page.folder for page in pages}}
    job = partial(_measure_page, gold=gold, config=config, forms=tuple(asked))
    return in_order(job, pages, processes)


def _measure_page(
    page: BenchPage,
    gold: Mapping[Path, Mapping[str, GoldMetadata]],
    config: Path,
    forms: tuple[str, ...],
) -> list[MetadataOutcome]:
    html = read_form(page, "page")
    if html is None:
        return []
    asked = judges(load_config(config))
    wanted = gold[page.folder][page.id]
    outcomes: list[MetadataOutcome] = []
    for form in forms:
        content = html if form == PAGE else flatten(html, form)
        for judge in asked:
            answer, error = Answer(), ""
            started = time.process_time()
            try:
                answer = judge.answer(content, form == PAGE)
            except Exception as exception:  # a page that fails counts as unknown, and is listed
                error = f"{type(exception).__name__}: {exception}".rstrip(": ")
            ms = (time.process_time() - started) * 1000
            outcomes.append(
                MetadataOutcome(
                    page.set, page.id, form, judge.name, judge.witness, judge.knows,
                    answer, wanted, ms, error,
                )
            )  # fmt: skip
    return outcomes
