"""The measures: bag-of-words F1, 4-gram (shingle) F1, exact bodies, and words kept and lost.

* `word_*`: precision, recall and F1 of the words of one page, lower-cased, averaged over pages
  (the WCXB benchmark's figure).
* `shingle_*`: precision and recall of the 4-grams of one page, averaged over the pages that have
  them; F1 of the two averages (the Scrapinghub article-extraction benchmark's figure).
* `exact`: the share of pages whose words are equal, in order (also Scrapinghub's).
* `kept`, `lost`, `extra`: gold words that are in the body, gold words that are not, and words of
  the body that are not gold's, summed over pages: losing journalism and keeping a share button
  are two errors, and the first costs more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

__all__ = ["Figures", "PageFigures", "compare", "shingles", "summarise", "words"]

_WORD = re.compile(r"\w+")
SHINGLE = 4


def words(text: str) -> list[str]:
    r"""The words of `text`, in order: runs of `\w`, case untouched.

    >>> words("Don't panic – 42!")
    ['Don', 't', 'panic', '42']
    """
    return _WORD.findall(text)


def shingles(tokens: Sequence[str], size: int = SHINGLE) -> Counter[tuple[str, ...]]:
    """The multiset of runs of `size` words; a shorter text is one shingle, none has none.

    >>> shingles(["to", "be", "or", "not", "to"])
    Counter({('to', 'be', 'or', 'not'): 1, ('be', 'or', 'not', 'to'): 1})
    >>> shingles(["hello"]), shingles([])
    (Counter({('hello',): 1}), Counter())
    """
    if not tokens:
        return Counter()
    runs = range(max(1, len(tokens) - size + 1))
    return Counter(tuple(tokens[i : i + size]) for i in runs)


@dataclass(frozen=True, slots=True)
class PageFigures:
    """One body against its gold."""

    word_precision: float
    word_recall: float
    word_f1: float
    shingle_precision: float | None  # None where the body has no words
    shingle_recall: float | None  # None where gold has no words
    exact: bool
    kept: int  # gold words in the body
    lost: int  # gold words not in the body
    extra: int  # words of the body that are not gold's


@dataclass(frozen=True, slots=True)
class Figures:
    """Many pages' figures in one; shares lie between 0 and 1."""

    pages: int
    word_f1: float
    word_precision: float
    word_recall: float
    shingle_f1: float
    shingle_precision: float
    shingle_recall: float
    exact: float
    kept: int
    lost: int
    extra: int

    @property
    def kept_share(self) -> float:
        """Gold words in the bodies, as a share of all gold words; 1.0 where gold has none."""
        total = self.kept + self.lost
        return self.kept / total if total else 1.0


def compare(body: str, gold: str) -> PageFigures:
    """Score one body against its gold text.

    >>> figures = compare("Menu. The dam broke at noon.", "The dam broke at noon.")
    >>> round(figures.word_f1, 3), figures.kept, figures.lost, figures.extra
    (0.909, 5, 0, 1)
    """
    body_tokens, gold_tokens = words(body), words(gold)
    body_words, gold_words = Counter(words(body.lower())), Counter(words(gold.lower()))
    n_body, n_gold = body_words.total(), gold_words.total()
    common = (body_words & gold_words).total()
    if n_body and n_gold:
        precision, recall = common / n_body, common / n_gold
        f1 = 2 * precision * recall / (precision + recall) if common else 0.0
    else:
        precision = recall = f1 = float(n_body == n_gold)
    body_shingles, gold_shingles = shingles(body_tokens), shingles(gold_tokens)
    shared = (body_shingles & gold_shingles).total()
    return PageFigures(
        word_precision=precision,
        word_recall=recall,
        word_f1=f1,
        shingle_precision=shared / body_shingles.total() if body_shingles else None,
        shingle_recall=shared / gold_shingles.total() if gold_shingles else None,
        exact=body_tokens == gold_tokens,
        kept=common,
        lost=n_gold - common,
        extra=n_body - common,
    )


def summarise(pages: Sequence[PageFigures]) -> Figures:
    """The figures of many pages. Raises ValueError for none: an average of nothing is no score."""
    if not pages:
        raise ValueError("no pages to summarise")
    precision = _mean([p.shingle_precision for p in pages if p.shingle_precision is not None])
    recall = _mean([p.shingle_recall for p in pages if p.shingle_recall is not None])
    both = precision + recall
    return Figures(
        pages=len(pages),
        word_f1=mean(p.word_f1 for p in pages),
        word_precision=mean(p.word_precision for p in pages),
        word_recall=mean(p.word_recall for p in pages),
        shingle_f1=2 * precision * recall / both if both else 0.0,
        shingle_precision=precision,
        shingle_recall=recall,
        exact=mean(p.exact for p in pages),
        kept=sum(p.kept for p in pages),
        lost=sum(p.lost for p in pages),
        extra=sum(p.extra for p in pages),
    )


def _mean(values: Sequence[float]) -> float:
    return mean(values) if values else 0.0
