"""Examples to learn from: the blocks of a page in one form, and which of them are body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.config import Config, load_config
from pipeline.label import witnesses
from pipeline.read import read_page
from pipeline.records import Document, Vote
from pipeline.score.folds import group_of
from pipeline.score.run import in_order
from pipeline.score.sets import BenchPage
from pipeline.segment import segment
from pipeline.training.align import body_shares
from pipeline.training.forms import BODY, forms_of

__all__ = ["Example", "examples_of", "unpublished"]

_WORD = re.compile(r"\w+")
_BODY_SHARE = 0.5  # of a block's words that the gold has in order


@dataclass(frozen=True)
class Example:
    """One page in one form."""

    set: str
    id: str
    group: str  # the registered domain: never on both sides of a split
    form: str
    document: Document  # without its tree
    votes: tuple[Vote, ...]  # of the labellers that the model listens to
    extractor: tuple[Vote, ...]  # trafilatura's, for pages
    is_body: NDArray[np.bool_]
    is_caption: NDArray[np.bool_]
    words: NDArray[np.int64]  # of each block
    gold_words: int
    learned_from: tuple[int, int] | None = None  # first and last+1 block; None: all


@lru_cache(maxsize=2)
def unpublished(directory: Path) -> Config:
    """The config without anybody's own layout: the model must not lean on knowing the publisher."""
    return replace(load_config(directory, with_model=False), publishers=(), profiles=None)


def examples_of(
    pages: Sequence[BenchPage], directory: Path, processes: int = 1
) -> Iterator[list[Example]]:
    """The examples of each page, in order."""
    return in_order(partial(_examples, directory=directory), pages, processes)


def _examples(page: BenchPage, directory: Path) -> list[Example]:
    config = unpublished(directory)
    found: list[Example] = []
    captions: frozenset[str] = frozenset()
    for form, given in forms_of(read_page(page.path("page"), config), page.gold):
        document = segment(given, config)
        if not document.blocks:
            continue
        if form == "page":
            captions = frozenset(
                _key(text)
                for block, text in zip(document.blocks, document.texts, strict=True)
                if "<figcaption>" in block.marks
            ) - {""}
        found.append(_example(page, form, document, captions, config))
    return found


def _example(
    page: BenchPage, form: str, document: Document, captions: frozenset[str], config: Config
) -> Example:
    votes, extractor = witnesses(document, config)
    shares = body_shares(document.texts, page.gold)
    is_caption = np.array([_key(text) in captions for text in document.texts])
    # A caption is no body even where the gold keeps it; of the gold itself all is body.
    is_body = np.ones(len(shares), bool) if form == BODY else (shares > _BODY_SHARE) & ~is_caption
    bare = Document(replace(document.page, content=""), document.blocks)
    return Example(
        set=page.set,
        id=page.id,
        group=group_of(page),
        form=form,
        document=bare,
        votes=votes,
        extractor=extractor,
        is_body=is_body,
        is_caption=is_caption & (form != BODY),
        words=np.array([len(_WORD.findall(text)) for text in document.texts]),
        gold_words=len(_WORD.findall(page.gold)),
    )


def _key(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))
