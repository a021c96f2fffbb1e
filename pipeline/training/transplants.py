"""More pages made of those that are there: the end of one page below the story of another.

What stands below a story (teasers, comments, notices) is most of what is wrongly kept of texts,
and there are only so many pages to learn it from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from pipeline.records import Document
from pipeline.score.folds import fold_of
from pipeline.training.examples import Example

__all__ = ["transplanted"]

_FORMS = ("html-text", "lines", "resiliparse", "resiliparse-main")
_LAST = 12  # blocks of the story that are learned from once more, now that another end is near


def transplanted(examples: Sequence[Example]) -> Iterator[Example]:
    """One more example for most texts: its story, and what stands below that of the next one.

    The next one is the next example of the same form and fold that another publisher wrote: no
    example has seen two folds.
    """
    rows: dict[tuple[str, int], list[Example]] = {}
    for example in examples:
        if example.form in _FORMS and example.is_body.any():
            rows.setdefault((example.form, fold_of(example.group)), []).append(example)
    for row in rows.values():
        for own, other in zip(row, _next_of_others(row), strict=True):
            if other is not None and (found := _joined(own, other)) is not None:
                yield found


def _next_of_others(row: Sequence[Example]) -> list[Example | None]:
    """The next example that is of another group, round the row; None where all are of one."""
    found: list[Example | None] = [None] * len(row)
    following: Example | None = None
    for place in range(2 * len(row) - 1, -1, -1):
        here, after = row[place % len(row)], row[(place + 1) % len(row)]
        if after.group != here.group:
            following = after
        found[place % len(row)] = following
    return found


def _joined(own: Example, other: Example) -> Example | None:
    above, below = _end(own), _end(other)
    rest = other.document.blocks[below:]
    if not rest:
        return None
    no_body = np.zeros(len(rest), dtype=bool)
    votes = [vote for vote in own.votes if vote.block < above]
    votes += [
        replace(vote, block=vote.block - below + above)
        for vote in other.votes
        if vote.block >= below
    ]
    return replace(
        own,
        document=Document(own.document.page, own.document.blocks[:above] + rest),
        votes=tuple(votes),
        is_body=np.concatenate((own.is_body[:above], no_body)),
        is_caption=np.concatenate((own.is_caption[:above], other.is_caption[below:])),
        words=np.concatenate((own.words[:above], other.words[below:])),
        learned_from=(max(above - _LAST, 0), above + len(rest)),
    )


def _end(example: Example) -> int:
    """The number of blocks up to the last one of the body."""
    return int(np.flatnonzero(example.is_body)[-1]) + 1
