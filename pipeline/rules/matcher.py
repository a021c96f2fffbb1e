"""All packs compiled into one look-up: whole lines in a dict, everything else in automata.

An automaton (`re2.Set`) reads a text once, whatever the number of rules, in linear time. For
most matchers it is a sieve: it finds phrases without their word boundaries, and the cues of
heavy patterns instead of the patterns. `Matcher` then looks closely, at few texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import re2

from pipeline.errors import ConfigError
from pipeline.rules.phrases import (
    contains,
    digits_folded,
    ends_with,
    fold,
    has_digit,
    line_key,
    literal,
    starts_with,
)
from pipeline.rules.schema import CUT, Rule
from pipeline.shape import word_count

__all__ = ["Matcher", "TextHit", "build", "compiled", "whole"]

_MEMORY = 64 << 20  # bytes for the automaton's program and states; states are made as needed
_PATTERN_MEMORY = 2 << 20  # of one pattern; RE2 forgets its states when they are full
_SHORT = 80  # characters; shorter texts are remembered
_MAX_KNOWN = 50_000
_LINE_SLACK = 12  # characters of decoration that a whole line may carry
_OPEN_END = re.compile(r"(?:\\S)?\.[*+](\)+)\$$")
_PHRASES = {"starts": starts_with, "ends": ends_with, "contains": contains}


@dataclass(frozen=True, slots=True)
class TextHit:
    """What a rule read in a text that it fits."""

    rule: int  # index into the book's rules
    span: tuple[int, int] | None = None  # of the text, for cuts
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """What one member of the automaton stands for."""

    kind: str  # starts | ends | contains | pattern | cue
    text: str  # the folded phrase, the anchored pattern or the cue
    rules: tuple[int, ...]  # one, but for cues
    is_exact: bool = False  # what the automaton finds needs no second look


def _options(ignore_case: bool = False) -> Any:
    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.log_errors = False
    options.max_mem = _PATTERN_MEMORY
    return options


@lru_cache(maxsize=4096)  # re2's own cache holds 128 and asks 13 options at each look-up
def compiled(pattern: str, ignore_case: bool) -> Any:
    """The RE2 object of a pattern; re2.error if it is none."""
    return re2.compile(pattern, _options(ignore_case))


def whole(rule: Rule, pattern: str) -> str:
    """The pattern anchored as its rule wants it: the whole text, or the end that is cut."""
    head = "" if rule.cut == "end" else "^"
    tail = "" if rule.cut == "start" else "$"
    return f"{head}(?:{pattern}){tail}"


@dataclass(frozen=True)
class Matcher:
    """Finds the rules that a text fits. Not picklable: `RuleBook` makes it again."""

    rules: tuple[Rule, ...]
    lines: Mapping[str, tuple[int, ...]]  # key -> rules
    numbered: Mapping[str, tuple[int, ...]]  # key with digits as # -> rules
    line_chars: int  # longer texts equal no line
    automata: tuple[tuple[Any, tuple[_Entry, ...]], ...] = field(repr=False)
    _known: dict[str, tuple[TextHit, ...]] = field(default_factory=dict, repr=False)

    def key(self, text: str) -> str:
        """The text as whole lines are compared, "" where it is longer than any of them."""
        return line_key(text) if len(text) <= self.line_chars else ""

    def hits(self, text: str) -> tuple[TextHit, ...]:
        """What the rules read in a text with collapsed white space, their lengths respected.

        Place, neighbours, frame and kind of page are not asked; rules that know their blocks
        (`Rule.is_local`) are not tried. Short texts are remembered: menus repeat.
        """
        if len(text) > _SHORT:
            return tuple(self._find(text))
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            known = self._known[text] = tuple(self._find(text))
        return known

    def _find(self, text: str) -> Iterator[TextHit]:
        encoded = text.encode(errors="replace")
        key = self.key(text)
        rules = self.lines.get(key, ()) if key else ()
        if key and has_digit(key):
            rules += self.numbered.get(digits_folded(key), ())
        called: list[tuple[int, _Entry | None]] = [(rule, None) for rule in rules]
        for automaton, entries in self.automata:
            for number in sorted(automaton.Match(encoded)):
                called += [(rule, entries[number]) for rule in entries[number].rules]
        if not called:
            return
        words = word_count(text)
        done: set[int] = set()
        for number, entry in called:
            rule = self.rules[number]
            if number in done or not rule.fits(words, len(text)):
                continue
            hit = TextHit(number) if entry is None else self._look(number, entry, text, encoded)
            if hit is not None:
                done.add(number)  # the first matcher of a rule that fits speaks for it
                yield hit

    def _look(self, number: int, entry: _Entry, text: str, encoded: bytes) -> TextHit | None:
        """What the rule reads in the text where `entry` called it, None if it does not fit."""
        rule = self.rules[number]
        if entry.is_exact:
            return TextHit(number)
        if entry.kind in _PHRASES:
            fits = _PHRASES[entry.kind](fold(text), entry.text)
            return TextHit(number) if fits and not _is_excepted(rule, encoded) else None
        return self._read(number, encoded, (entry.text,) if entry.kind == "pattern" else ())

    def read(self, number: int, text: str) -> TextHit | None:
        """What the patterns of one rule read in the text, None if none fits."""
        return self._read(number, text.encode(errors="replace"), ())

    def _read(self, number: int, encoded: bytes, patterns: Sequence[str]) -> TextHit | None:
        rule = self.rules[number]
        for pattern in patterns or [whole(rule, p) for p in rule.pattern]:
            # As bytes: for a string, the wrapper counts all offsets back, hit or no hit.
            match = compiled(pattern, rule.ignore_case).search(encoded)
            if match is not None:
                return None if _is_excepted(rule, encoded) else _hit(number, rule, match, encoded)
        return None


def _hit(number: int, rule: Rule, match: Any, encoded: bytes) -> TextHit:
    groups = match.groupdict(b"")
    span = None
    if rule.cut:
        start, end = match.span(match.re.groupindex[CUT] if groups.pop(CUT, b"") else 0)
        span = (len(encoded[:start].decode()), len(encoded[:end].decode()))
    values = ((name, value.decode().strip()) for name, value in groups.items())
    return TextHit(number, span, tuple((name, value) for name, value in values if value))


def _is_excepted(rule: Rule, encoded: bytes) -> bool:
    return any(compiled(p, rule.ignore_case).search(encoded) for p in rule.unless)


def build(rules: Sequence[Rule], origins: Mapping[str, str]) -> Matcher:
    """Compile the rules. `origins` (rule name -> file and rule) words the errors."""
    lines: dict[str, tuple[int, ...]] = {}
    numbered: dict[str, tuple[int, ...]] = {}
    members: dict[tuple[str, str], list[int]] = {}  # (kind, text) -> rules
    sieves: dict[tuple[str, str], str] = {}
    for number, rule in enumerate(rules):
        where = origins.get(rule.name, rule.name)
        for entry in rule.line:
            has_number = "#" in entry
            key = digits_folded(line_key(entry.replace("#", "1"))) if has_number else line_key(entry)
            table = numbered if has_number else lines
            table[key] = tuple(dict.fromkeys((*table.get(key, ()), number)))
        for pattern in (*rule.pattern, *rule.cue, *rule.unless):
            _check_syntax(where, pattern)
        for kind, text, sieve in () if rule.is_local else _members(rule):
            members.setdefault((kind, text), []).append(number)
            sieves[kind, text] = sieve
    # Three automata, not one: states are made for each combination of what is under way, and
    # what begins anywhere combines badly with what begins at the start.
    groups: dict[int, list[tuple[str, str]]] = {0: [], 1: [], 2: []}
    for kind, text in members:
        groups[0 if kind in _PHRASES else 1 if text.startswith("^") else 2].append((kind, text))
    automata = tuple(
        (
            _automaton([sieves[member] for member in group]),
            tuple(_entry(rules, *member, members[member]) for member in group)
            + (_Entry("sentinel", "", ()),),
        )
        for group in groups.values()
        if group
    )
    longest = max((len(entry) for rule in rules for entry in rule.line), default=0)
    return Matcher(tuple(rules), lines, numbered, longest + _LINE_SLACK, automata)


def _entry(rules: Sequence[Rule], kind: str, text: str, numbers: Sequence[int]) -> _Entry:
    is_exact = kind == "pattern" and _is_exact(rules[numbers[0]], text)
    return _Entry(kind, text, tuple(numbers), is_exact)


def _members(rule: Rule) -> Iterator[tuple[str, str, str]]:
    """The rule's members of the automaton: kind, text, and the pattern that finds them."""
    for kind in _PHRASES:
        for phrase in getattr(rule, kind):
            yield kind, fold(phrase), literal(phrase)
    flag = "i" if rule.ignore_case else ""
    if rule.cue:
        for cue in rule.cue:
            yield "cue", cue, f"(?{flag}:{cue})"
    else:
        for pattern in rule.pattern:
            yield "pattern", whole(rule, pattern), f"(?{flag}:{_sieve(whole(rule, pattern))})"


def _sieve(anchored: str) -> str:
    """The pattern without a `.*` at its end: waiting for the end of the text costs states."""
    return _OPEN_END.sub(r"\1", anchored)


def _is_exact(rule: Rule, anchored: str) -> bool:
    """Whether a text that the sieve lets through fits the rule, with nothing to read in it."""
    open_end = _OPEN_END.search(anchored)
    is_same = open_end is None or open_end.group().startswith(".*")
    return is_same and not rule.cut and not rule.unless and "(?P<" not in anchored


def _automaton(sieves: Sequence[str]) -> Any:
    options = _options()
    options.max_mem = _MEMORY
    automaton = re2.Set.SearchSet(options)
    for sieve in sieves:
        automaton.Add(sieve)
    # The sentinel, last and of no rule, shows that there is room: without, RE2 finds nothing.
    sentinel = automaton.Add("^\x10$")
    automaton.Compile()
    if sentinel not in (automaton.Match("\x10") or ()):
        raise ConfigError("the rules do not fit into the automaton's memory; look for patterns "
                          "with large counts such as .{0,400}")
    return automaton._set


def _check_syntax(where: str, pattern: str) -> None:
    try:  # only parsed: compiling each of them would take longer than all the rest
        re2.Set.SearchSet(_options()).Add(pattern)
    except re2.error:
        try:
            compiled(pattern, False)
        except re2.error as error:
            reason = error.args[0]
            reason = reason.decode() if isinstance(reason, bytes) else reason
            raise ConfigError(f"{where}: pattern {pattern!r}: {reason}") from None
