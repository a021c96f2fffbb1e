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
# What a line has that one of the two matches, quicker to see: most lines have none of it.
_CODE_ENDS = frozenset(";{}\\:>/")
_OPENINGS = tuple("$#></@")
_WORDS = ("import ", "from ", "def ", "class ", "return ", "function ", "if (", "for (", "while (",
          "var ", "let ", "const ", "SELECT ", "INSERT ")  # fmt: skip
_SHARE = 0.5
_LEAST = 2  # lines that are marked as code
_MAX_WORDS = 12  # of a line that is code by its first word


def code_runs(lines: Sequence[str]) -> list[tuple[int, int]]:
    """First and last+1 of the stretches of code in a run of lines without a blank one.

    A sentence among them is none, so a paragraph below two lines of a script is not lost with
    them.

    >>> code_runs(["a = 1;", "b = 2;", "The keeper, who " + "never " * 9 + "sleeps, was asleep."])
    [(0, 2)]
    """
    runs: list[tuple[int, int]] = []
    if len(lines) < _LEAST or sum(_is_marked(line.strip()) for line in lines) < _LEAST:
        return runs
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
    return len(lines) > 1 and marked >= _LEAST and marked >= _SHARE * len(lines)


def _is_marked(line: str) -> bool:
    return bool(
        (line[-1:] in _CODE_ENDS and _CODE_END.search(line))
        or (_opens_code(line) and len(line.split()) <= _MAX_WORDS)
    )


def _opens_code(line: str) -> bool:
    may_open = line.startswith(_OPENINGS) or "=" in line or line[-1:] == ")"
    return (may_open or line.startswith(_WORDS)) and _CODE_START.match(line) is not None


def _is_prose(line: str) -> bool:
    line = line.strip()
    return ends_sentence(line) and word_count(line) >= SENTENCE_WORDS and not _opens_code(line)
