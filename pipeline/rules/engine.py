"""The layer over RE2 (`google-re2`): every pattern runs in linear time, whatever the page.

Two traps of RE2 are kept in here. An automaton without room says nothing and finds nothing; and
a counted repetition is written out, so that `.{0,400}` makes a program that fits nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol

import re2

from pipeline.errors import ConfigError

__all__ = [
    "Reader",
    "Regexp",
    "Scanner",
    "Set",
    "automaton",
    "check_syntax",
    "chooser",
    "compiled",
    "program_problem",
    "reader",
    "scanner",
]

_MEMORY = 64 << 20  # bytes for an automaton's program and states; states are made as needed
_PATTERN_MEMORY = 8 << 20  # of one pattern; RE2 forgets its states when they are full
_MAX_PROGRAM = 15_000  # instructions of one pattern
_UNANCHORED = re2._re2.RE2.Anchor.UNANCHORED
_TOO_LARGE = (
    "the rules do not fit into the automaton's memory; look for patterns with counts such as "
    ".{0,400}, which are written out"
)


Scanner = Callable[[bytes, int], int]  # texts, where to begin -> where a match begins, or -1


# A text -> where each named group begins and ends (both -1 where it has no part in the match), ""
# the whole of it; None where there is no match. Positions are in bytes.
Reader = Callable[[bytes], dict[str, tuple[int, int]] | None]


class Regexp(Protocol):
    """What is used of an RE2 object. Texts are UTF-8: for strings, it counts all offsets back."""

    def search(self, text: bytes) -> object: ...  # noqa: D102


class Set(Protocol):
    """What is used of an RE2 set: the indices of the members that a text has."""

    def Match(self, text: bytes) -> list[int]: ...  # noqa: D102


def _options(ignore_case: bool = False, memory: int = _PATTERN_MEMORY) -> re2.Options:
    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.log_errors = False
    options.max_mem = memory
    return options


@lru_cache(maxsize=4096)  # re2's own cache holds 128 and asks 13 options at each look-up
def compiled(pattern: str, ignore_case: bool = False) -> Regexp:
    """The RE2 object of a pattern; re2.error if it is none."""
    regexp: Regexp = re2.compile(pattern, _options(ignore_case))
    return regexp


@lru_cache(maxsize=4096)
def reader(pattern: str, ignore_case: bool = False) -> Reader:
    """Reads the first match of a pattern in a text."""
    regexp = re2.compile(pattern, _options(ignore_case))
    names = (("", 0), *regexp.groupindex.items())
    match = regexp._regexp.Match  # its wrapper asks for the names at each match

    def read(text: bytes) -> dict[str, tuple[int, int]] | None:
        spans: list[tuple[int, int]] = match(_UNANCHORED, text, 0, len(text))
        if spans[0][0] < 0:
            return None
        return {name: spans[group] for name, group in names}

    return read


def check_syntax(where: str, pattern: str) -> None:
    """ConfigError if RE2 cannot read the pattern.

    It is only parsed: compiling each of them would take longer than all the rest of loading.
    """
    try:
        re2.Set.SearchSet(_options()).Add(pattern)
    except re2.error:
        problem = program_problem(pattern)
        raise ConfigError(f"{where}: pattern {pattern!r}: {problem}") from None


def program_problem(pattern: str) -> str:
    """What is wrong with a pattern once it is compiled, "" if nothing is."""
    try:
        size = re2.compile(pattern, _options()).programsize
    except re2.error as error:
        reason = error.args[0]
        return reason.decode() if isinstance(reason, bytes) else str(reason)
    if size > _MAX_PROGRAM:
        return f"{size} instructions, above {_MAX_PROGRAM}: use max_words or max_chars for counts"
    return ""


def scanner(patterns: Sequence[str]) -> Scanner:
    """Finds the next of the patterns in texts joined by line breaks, which no pattern crosses."""
    options = _options(memory=_MEMORY)
    options.never_nl = True
    options.never_capture = True
    try:
        regexp = re2.compile(f"(?m:{'|'.join(sorted(patterns))})", options)
    except re2.error:
        raise ConfigError(_TOO_LARGE) from None
    match = regexp._regexp.Match  # its wrapper makes a generator and an object for each match

    def find(data: bytes, position: int) -> int:
        spans: list[tuple[int, int]] = match(_UNANCHORED, data, position, len(data))
        return spans[0][0]

    return find


@lru_cache(maxsize=4096)
def chooser(patterns: tuple[str, ...], ignore_case: bool = False) -> Set:
    """`automaton` of the few patterns of one rule: quicker to ask than to search for each."""
    return automaton(patterns, ignore_case, _PATTERN_MEMORY)


def automaton(patterns: Sequence[str], ignore_case: bool = False, memory: int = _MEMORY) -> Set:
    """Says which of the patterns a text has, by their indices."""
    found = re2.Set.SearchSet(_options(ignore_case, memory))
    try:
        for pattern in patterns:
            found.Add(pattern)
        # A last member shows that there is room to run; it is never asked for again.
        sentinel = found.Add("^\x10$")
        found.Compile()
    except re2.error:
        raise ConfigError(_TOO_LARGE) from None
    if sentinel not in (found.Match("\x10") or ()):
        raise ConfigError(_TOO_LARGE)
    members: Set = found._set  # its wrapper makes None of an empty list, and is slower
    return members
