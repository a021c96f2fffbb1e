"""Inputs that a cleaner must survive, made when they are asked for, and what must become of each.

`cases(large=False)` makes them; `write(case, folder)` puts one on disk; `misses(case, result)`
says what is wrong with what became of it. Form and meaning of a case are those of a manifest of
hostile files: `allowed`, `contains`, `lacks`, `meta`, `max_seconds`, `max_rss_mb`.
"""

from __future__ import annotations

from collections.abc import Iterator

from hostile_inputs import binaries, characters, metadata, pages, sizes
from hostile_inputs.case import Case, of_manifest, write
from hostile_inputs.checks import Result, hygiene, misses

__all__ = ["Case", "Result", "cases", "hygiene", "misses", "of_manifest", "write"]


def cases(*, large: bool = False) -> Iterator[Case]:
    """All small cases; with `large` those of megabytes as well, one at a time in memory."""
    for module in (pages, characters, metadata, binaries):
        yield from module.small()
    if large:
        yield from binaries.large()
        yield from sizes.large()
