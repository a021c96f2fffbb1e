"""From the rows of all shards to the file of groups: what the process of its own does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np

from pipeline.copies.groups import Star, find_stars
from pipeline.copies.index import PART, Ranks, build_index
from pipeline.copies.records import Copy, Figures, Job, write_copies
from pipeline.copies.shingles import Hashes
from pipeline.copies.signatures import Signatures, bring_up_to_date

__all__ = ["find_copies"]


def find_copies(job: Job, part: int = PART) -> Figures:
    """Bring the signatures up to date, find the groups and write them to `job.target`.

    `part` is the number of shingles that are sorted at once; it changes no result. Raises
    `DamagedRowsError` where rows are not what was written.
    """
    shards = [bring_up_to_date(job, shard) for shard in job.shards]
    order, sizes = _ranked(shards, job.min_shingles)
    places = [(shard, at) for shard, signatures in enumerate(shards)
              for at in range(len(signatures.articles))]  # fmt: skip
    starts = [list(accumulate((a.size for a in s.articles), initial=0)) for s in shards]
    ranks = np.full(len(places), -1, dtype=np.int64)
    ranks[order] = np.arange(len(order))
    offsets = list(accumulate((len(s.articles) for s in shards), initial=0))

    def own(rank: int) -> Hashes:
        shard, at = places[order[rank]]
        mine: Hashes = shards[shard].hashes[starts[shard][at] : starts[shard][at + 1]]
        return mine

    index = build_index(
        (
            (s.hashes, ranks[offset : offset + len(s.articles)], np.diff(starts[number]))
            for number, (s, offset) in enumerate(zip(shards, offsets, strict=False))
        ),
        sizes,
        Path(job.scratch),
        part,
    )
    stars = find_stars(
        index,
        sizes,
        own,
        Path(job.scratch),
        min_shingles=job.min_shingles,
        min_containment=job.min_containment,
        max_stories=job.max_stories,
    )

    def id_of(rank: int) -> str:
        shard, at = places[order[rank]]
        id: str = shards[shard].articles[at].id
        return id

    copies = _copies([(id_of(s.rank), id_of(s.of), s) for s in stars])
    return write_copies(Path(job.target), job.digest, copies, Path(job.scratch))


def _ranked(shards: Sequence[Signatures], least: int) -> tuple[Ranks, Ranks]:
    """The articles that are long enough, the longest first, and their numbers of shingles.

    Of equals the one that was published first (unknown: last), then the smallest id.
    """
    articles = [article for shard in shards for article in shard.articles]
    order = [number for number, article in enumerate(articles) if article.size >= least]
    order.sort(key=lambda n: (-articles[n].size, articles[n].published or "~", articles[n].id))
    sizes = np.array([articles[number].size for number in order], dtype=np.int64)
    return np.array(order, dtype=np.int64), sizes


def _copies(stars: Sequence[tuple[str, str, Star]]) -> list[Copy]:
    members = defaultdict(list)
    for id, of, _ in stars:
        members[of].append(id)
    names = {of: min(of, *ids) for of, ids in members.items()}
    copies = [Copy(id, names[of], of, round(star.score, 4)) for id, of, star in stars]
    return copies + [Copy(of, name, "", 0.0) for of, name in names.items()]
