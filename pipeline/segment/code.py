"""One question that both segmenters ask: which of these lines belong together as they are?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.shape import SENTENCE_WORDS, ends_sentence, word_count

__all__ = ["code_runs", "looks_like_code"]

_CODE_END = re.compile(r"[;{}\\]$|\)\s*[:{]$|=>$|\*/$")
_CODE_START = re.compile(
    r"(?:[$#>]\s|//|/\*|<\?|</?\w|@\w+\(|import |from \w+ import |def |class |return |function |"
    r"if \(|for \(|while \(|var |let |const |SELECT |INSERT |\w+\s*[-+*/|&]?=\s*\S|\w+\(.*\)$)"
)
_SHARE = 0.5
_MAX_WORDS = 12  # of a line that is code by its first word


def code_runs(lines: Sequence[str]) -> list[tuple[int, int]]:
    """First and last+1 of the stretches of code in a run of lines without a blank one.

    A sentence among them is none, so a paragraph below two lines of a script is not lost with
    them.

    >>> code_runs(["a = 1;", "b = 2;", "The keeper, who " + "never " * 9 + "sleeps, was asleep."])
    [(0, 2)]
    """
    runs: list[tuple[int, int]] = []
    start = 0
    for stop in range(len(lines) + 1):
        if stop == len(lines) or _is_prose(lines[stop]):
            if looks_like_code(lines[start:stop]):
                runs.append((start, stop))
            start = stop + 1
    return runs


def looks_like_code(lines: Sequence[str]) -> bool:
    """Whether most of a run of lines has the marks of source code.

    Prose that a page put into `<pre>` (a poem, a mail) is not code: its lines become blocks of
    their own, which keeps them too.

    >>> looks_like_code(["for (i = 0; i < 3; i++) {", "    total += i;", "}"])
    True
    >>> looks_like_code(["The rain in Odell", "falls on the well."])
    False
    """
    marked = sum(_is_marked(line.strip()) for line in lines)
    return len(lines) > 1 and marked >= 2 and marked >= _SHARE * len(lines)


def _is_marked(line: str) -> bool:
    return bool(
        _CODE_END.search(line) or (_CODE_START.match(line) and len(line.split()) <= _MAX_WORDS)
    )


def _is_prose(line: str) -> bool:
    line = line.strip()
    return (
        ends_sentence(line) and word_count(line) >= SENTENCE_WORDS and not _CODE_START.match(line)
    )
