"""The automata of all rules: what is looked for in many texts at once.

An automaton (`re2.Set`) reads a text once, whatever the number of rules, in linear time. For most
matchers it is a sieve: it finds phrases without their word boundaries, and the cues of heavy
patterns instead of the patterns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.rules.engine import Scanner, Set, automaton, scanner
from pipeline.rules.phrases import contains, ends_with, fold, literal, starts_with
from pipeline.rules.schema import Rule

__all__ = [
    "PARTS",
    "PHRASES",
    "REACH",
    "SHORT",
    "Entry",
    "Member",
    "Sieve",
    "members",
    "sieves",
    "whole",
]

REACH = 160  # characters of a text in which a cue with ^ or $ is looked for
SHORT = 20  # words of a short text: most rules are about no other, and most repeat
_GROUP_CHARS = 14_000  # of the patterns that are looked for together
_ANCHORED = re.compile(r"(?:\(\?i\))?\^")
_ATOMS = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]")  # escapes and classes
_INNER_GROUP = re.compile(r"\([^()]*\)")
_OPEN_END = re.compile(r"(?:\\S)?\.[*+](\)+)\$$")
PARTS: dict[str, Callable[[str], str]] = {
    "whole": str,
    "head": lambda text: text[:REACH],
    "tail": lambda text: text[-REACH:],
}
PHRASES = {"starts": starts_with, "ends": ends_with, "contains": contains}


@dataclass(frozen=True, slots=True)
class Entry:
    """A matcher of one or more rules, as one member of an automaton."""

    kind: str  # line | starts | ends | contains | pattern | cue
    text: str = ""  # the folded phrase, the anchored pattern or the cue
    rules: tuple[int, ...] = ()  # one, but for cues
    is_exact: bool = False  # what the automaton finds needs no second look


@dataclass(frozen=True)
class Sieve:
    """Matchers that are looked for together: which texts have any of them, then which it is."""

    part: str  # of the texts: whole | head | tail
    scanner: Scanner  # an RE2 that runs over all texts of a document at once
    automaton: Set  # over the same members
    entries: tuple[Entry, ...]

    @cached_property
    def found(self) -> tuple[tuple[tuple[int, Entry], ...], ...]:
        """What each member finds: its rules, each with the member's entry."""
        return tuple(tuple((rule, entry) for rule in entry.rules) for entry in self.entries)

    def texts(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Index and bytes of each line of `data` that has a member."""
        index = counted = 0
        position = self.scanner(data, 0)
        while position >= 0:
            start = data.rfind(b"\n", 0, position) + 1
            end = data.find(b"\n", position)
            end = len(data) if end < 0 else end
            index += data.count(b"\n", counted, start)
            counted = start
            yield index, data[start:end]
            position = self.scanner(data, end + 1) if end < len(data) else -1


def whole(rule: Rule, pattern: str) -> str:
    """The pattern anchored as its rule wants it: the whole text, or the end that is cut."""
    head = "" if rule.cut == "end" else "^"
    tail = "" if rule.cut == "start" else "$"
    return f"{head}(?:{pattern}){tail}"


def sieves(
    rules: Sequence[Rule], found: Mapping[Member, Sequence[int]], parts: Mapping[Member, str]
) -> tuple[Sieve, ...]:
    """The automata over the members of `parts`, each for its part of the texts.

    `found` has the rules of each member, by their numbers in `rules`.
    """
    made = []
    for part in ("whole", "head", "tail"):
        for group in _groups([member for member, where in parts.items() if where == part]):
            patterns = [member.sieve for member in group]
            entries = tuple(_entry(rules, member, found[member]) for member in group)
            none = Entry("none")  # the automaton's own last member
            made.append(Sieve(part, scanner(patterns), automaton(patterns), (*entries, none)))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Member:
    """What an automaton is made of: an entry to be, and the pattern that finds it."""

    kind: str
    text: str
    sieve: str
    part: str  # of a long text: whole | head | tail
    is_long: bool  # whether a rule that has it fits long texts


def _groups(members: Sequence[Member]) -> list[list[Member]]:
    """The members in groups that are looked for together.

    An automaton has a state for each combination of what is under way. What begins anywhere
    combines badly with what begins at the start; and many states leave the processor's cache
    (measured: one group for all is ten times slower than these).
    """
    phrases = [m for m in members if m.kind in PHRASES]
    anchored = [m for m in members if m.kind not in PHRASES and _ANCHORED.match(m.text)]
    floating = [m for m in members if m.kind not in PHRASES and not _ANCHORED.match(m.text)]
    groups = [phrases, *([m for m in floating if m.part == part] for part in ("whole", "tail"))]
    size = _GROUP_CHARS
    for member in anchored:
        if size >= _GROUP_CHARS:
            groups.append([])
            size = 0
        groups[-1].append(member)
        size += len(member.sieve)
    return [group for group in groups if group]


def _entry(rules: Sequence[Rule], member: Member, numbers: Sequence[int]) -> Entry:
    is_exact = member.kind == "pattern" and _is_exact(rules[numbers[0]], member.text)
    return Entry(member.kind, member.text, tuple(numbers), is_exact)


def members(rule: Rule) -> Iterator[Member]:
    """The rule's members of the automata."""
    is_long = not 0 < rule.max_words <= SHORT
    for kind in PHRASES:
        part = "tail" if kind == "ends" else "whole"
        for phrase in getattr(rule, kind):
            yield Member(kind, fold(phrase), literal(phrase), part, is_long)
    flag = "i" if rule.ignore_case else ""
    if rule.cue:
        for cue in rule.cue:
            yield Member("cue", cue, f"(?{flag}:{cue})", _part(cue), is_long)
    else:
        for pattern in rule.pattern:
            text = whole(rule, pattern)
            yield Member("pattern", text, f"(?{flag}:{_sieve(text)})", "whole", is_long)


def _part(cue: str) -> str:
    """The part of a text that the cue is looked for in."""
    bare = _ATOMS.sub("", cue)
    while (inner := _INNER_GROUP.sub("", bare)) != bare:
        bare = inner
    if "|" in bare:
        return "whole"  # an alternative of its own: the anchor is not the others'
    first, last = _ANCHORED.match(cue) is not None, bare.endswith("$")
    return "whole" if first == last else "head" if first else "tail"


def _sieve(anchored: str) -> str:
    """The pattern without a `.*` at its end: waiting for the end of the text costs states."""
    return _OPEN_END.sub(r"\1", anchored)


def _is_exact(rule: Rule, anchored: str) -> bool:
    """Whether a text that the sieve lets through fits the rule, with nothing to read in it."""
    is_whole = _sieve(anchored) == anchored
    return is_whole and not rule.cut and not rule.unless and "(?P<" not in anchored
