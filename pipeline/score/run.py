"""Runs the systems over measuring sets: one job a page, in one process or several.

Results come in the order of the sets, whatever the number of processes. Milliseconds are CPU time
of extracting alone, for every system: reading and decoding come before the watch is started, and
a busy machine changes nothing.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from pipeline.config import Config, load_config
from pipeline.flow import clean
from pipeline.metadata.language import language_of
from pipeline.read import read_page
from pipeline.records import Article
from pipeline.score.folds import group_of, unseen_config
from pipeline.score.measures import PageFigures, compare
from pipeline.score.mistakes import Mistakes, find_mistakes
from pipeline.score.sets import BenchPage, Form, ScoreError, read_form
from pipeline.score.systems import DECHROME, System, peers

__all__ = ["Outcome", "Plan", "in_order", "score_sets"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run on every page; picklable."""

    config: Path  # the folder
    forms: tuple[Form, ...]
    peers: bool = False
    mistakes: bool = False  # keep what find_mistakes says of dechrome's bodies
    folds: Path | None = None  # models that have not seen a page's publisher; None: the config's
    ask_extractor_below: float | None = None  # None: the config's
    without: tuple[str, ...] = ()  # labellers left out


@dataclass(frozen=True, slots=True)
class Outcome:
    """One system on one page in one form."""

    set: str
    id: str
    form: Form
    system: str
    figures: PageFigures
    ms: float  # CPU milliseconds
    error: str = ""  # of a page that failed and counts as ""
    mistakes: Mistakes | None = None
    confidence: float = 0.0  # of dechrome's article
    language: str = ""
    publisher: str = ""  # the page's registered domain
    asked: bool = False  # trafilatura


def score_sets(
    pages: Sequence[BenchPage], plan: Plan, processes: int = 1
) -> Iterator[list[Outcome]]:
    """The outcomes of each page, in order; forms that a set does not have are passed over."""
    if plan.peers:
        peers()  # a missing peer is said before the work, not in the middle of it
    return in_order(partial(_score_page, plan=plan), pages, processes)


def in_order(
    job: Callable[[BenchPage], T], pages: Sequence[BenchPage], processes: int
) -> Iterator[T]:
    """`job` of each page, in order. Raises ScoreError where a process dies."""
    if processes <= 1:
        yield from map(job, pages)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        try:
            yield from pool.map(job, pages, chunksize=4)
        except BrokenProcessPool as error:
            raise ScoreError(
                "a scoring process died (out of memory?); --processes 1 shows at which page"
            ) from error


def _score_page(page: BenchPage, plan: Plan) -> list[Outcome]:
    systems = peers() if plan.peers else ()
    outcomes: list[Outcome] = []
    for form in plan.forms:
        content = read_form(page, form)
        if content is None:
            continue
        outcomes.append(_score_dechrome(page, form, plan))
        outcomes += [_score_peer(page, form, content, s) for s in systems if form in s.forms]
    return outcomes


def _config(page: BenchPage, plan: Plan) -> Config:
    config = load_config(plan.config, with_model=plan.folds is None)
    if plan.folds is not None:
        config = unseen_config(plan.config, plan.folds, page)
    if plan.ask_extractor_below is not None:
        model = replace(config.settings.model, ask_extractor_below=plan.ask_extractor_below)
        config = replace(config, settings=replace(config.settings, model=model))
    return replace(config, without=frozenset(plan.without)) if plan.without else config


def _score_dechrome(page: BenchPage, form: Form, plan: Plan) -> Outcome:
    config = _config(page, plan)
    article: Article | None = None
    error = ""
    started = time.process_time()
    try:
        read = read_page(page.path(form), config)  # without its URL, which peers are not told
        started = time.process_time()
        article = clean(read, config)
    except Exception as exception:  # a page that fails counts as empty, and is listed
        error = _in_words(exception)
    ms = (time.process_time() - started) * 1000
    figures = compare(article.body if article else "", page.gold)
    mistakes = find_mistakes(article, page.gold) if article and plan.mistakes else None
    return Outcome(
        page.set,
        page.id,
        form,
        DECHROME,
        figures,
        ms,
        error,
        mistakes,
        confidence=article.confidence if article else 0.0,
        language=language_of(page.gold)[0],
        publisher=group_of(page),
        asked=any(v.by == "extractor" for d in article.decisions[:1] for v in d.votes)
        if article
        else False,
    )


def _score_peer(page: BenchPage, form: Form, content: str, system: System) -> Outcome:
    body, error = "", ""
    started = time.process_time()
    try:
        body = system.extract(content, form)
    except Exception as exception:  # as above: the same for all
        error = _in_words(exception)
    ms = (time.process_time() - started) * 1000
    return Outcome(page.set, page.id, form, system.name, compare(body, page.gold), ms, error)


def _in_words(exception: Exception) -> str:
    return f"{type(exception).__name__}: {exception}".rstrip(": ")
