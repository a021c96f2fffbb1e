"""One question that both segmenters ask: do these lines belong together as they are?"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["looks_like_code"]

_CODE_END = re.compile(r"[;{}\\]$|\)\s*[:{]$|=>$|\*/$")
_CODE_START = re.compile(
    r"(?:[$#>]\s|//|/\*|<\?|</?\w|@\w+\(|import |from \w+ import |def |class |return |function |"
    r"if \(|for \(|while \(|var |let |const |SELECT |INSERT |\w+\s*[-+*/|&]?=\s*\S|\w+\(.*\)$)"
)
_SHARE = 0.5


def looks_like_code(lines: Sequence[str]) -> bool:
    """Whether most of a run of lines has the marks of source code.

    Prose that a page put into `<pre>` (a poem, a mail) is not code: its lines become blocks of
    their own, which keeps them too.

    >>> looks_like_code(["for (i = 0; i < 3; i++) {", "    total += i;", "}"])
    True
    >>> looks_like_code(["The rain in Odell", "falls on the well."])
    False
    """
    marked = sum(
        bool(_CODE_END.search(s) or (_CODE_START.match(s) and len(s.split()) <= 12))
        for s in (line.strip() for line in lines)
        if s
    )
    return len(lines) > 1 and marked >= 2 and marked >= _SHARE * len(lines)
