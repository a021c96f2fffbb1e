"""All packs compiled into one look-up: whole lines in a dict, everything else in one automaton.

The automaton (`re2.Set`) reads a text once, whatever the number of rules, in linear time. For
most matchers it is a sieve: it finds phrases without their word boundaries, and the cues of
heavy patterns instead of the patterns. `Matcher.confirm` then looks closely, at few texts.
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

__all__ = ["LINE", "Matcher", "TextHit", "build", "compiled", "whole"]

LINE = -1  # the entry of a whole line
_MEMORY = 64 << 20  # bytes for the automaton's program and states; states are made as needed
_PATTERN_MEMORY = 2 << 20  # of one pattern; RE2 forgets its states when they are full
_LINE_SLACK = 12  # characters of decoration that a whole line may carry
_OPEN_END = re.compile(r"(?:\\S)?\.[*+](\)+)\$$")
_PHRASES = {"starts": starts_with, "ends": ends_with, "contains": contains}


@dataclass(frozen=True, slots=True)
class TextHit:
    """What a rule read in a text that it fits."""

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
    entries: tuple[_Entry, ...]
    automaton: Any = field(repr=False)  # _re2.Set: .Match(bytes) -> indices of entries

    def keys(self, texts: Sequence[str]) -> list[str]:
        """Each text as whole lines are compared, "" where it is longer than any of them."""
        limit = self.line_chars
        return [line_key(text) if len(text) <= limit else "" for text in texts]

    def candidates(self, text: str, key: str) -> Sequence[tuple[int, int]]:
        """Rules that may fit, each with the entry that says so. White space is collapsed.

        Rules that are local (`Rule.is_local`) are never among them.
        """
        found = self.automaton.Match(text.encode(errors="replace"))
        rules = self.lines.get(key, ()) if key else ()
        if key and has_digit(key):
            rules += self.numbered.get(digits_folded(key), ())
        if not rules and not found:
            return ()
        result = [(rule, LINE) for rule in rules]
        for number in sorted(found):
            result += [(rule, number) for rule in self.entries[number].rules]
        return result

    def confirm(self, rule: int, entry: int, text: str) -> TextHit | None:
        """What the rule reads in the text where `entry` called it, None if it does not fit."""
        if entry == LINE:
            return TextHit()
        found = self.entries[entry]
        if found.is_exact:
            return TextHit()
        if found.kind in _PHRASES:
            fits = _PHRASES[found.kind](fold(text), found.text)
            return TextHit() if fits and not _is_excepted(self.rules[rule], text) else None
        patterns = (found.text,) if found.kind == "pattern" else None
        return self.read(rule, text, patterns)

    def read(self, rule: int, text: str, patterns: Sequence[str] | None = None) -> TextHit | None:
        """What the first of the rule's patterns that fits reads in the text."""
        known = self.rules[rule]
        for pattern in patterns or [whole(known, p) for p in known.pattern]:
            hit = _pattern_hit(known, pattern, text)
            if hit is not None:
                return None if _is_excepted(known, text) else hit
        return None


def _is_excepted(rule: Rule, text: str) -> bool:
    encoded = text.encode(errors="replace")
    return any(compiled(p, rule.ignore_case).search(encoded) for p in rule.unless)


def _pattern_hit(rule: Rule, pattern: str, text: str) -> TextHit | None:
    # As bytes: the wrapper would encode the text and count all offsets back, hit or no hit.
    encoded = text.encode(errors="replace")
    match = compiled(pattern, rule.ignore_case).search(encoded)
    if match is None:
        return None
    groups = match.groupdict(b"")
    span = None
    if rule.cut:
        start, end = match.span(match.re.groupindex[CUT] if groups.pop(CUT, b"") else 0)
        span = (len(encoded[:start].decode()), len(encoded[:end].decode()))
    values = ((name, value.decode().strip()) for name, value in groups.items())
    return TextHit(span, tuple((name, value) for name, value in values if value))


def build(rules: Sequence[Rule], origins: Mapping[str, str]) -> Matcher:
    """Compile the rules. `origins` (rule name -> file and rule) words the errors."""
    lines: dict[str, tuple[int, ...]] = {}
    numbered: dict[str, tuple[int, ...]] = {}
    members: dict[tuple[str, str], list[int]] = {}  # (kind, text) -> rules
    sieves: list[str] = []
    for number, rule in enumerate(rules):
        where = origins.get(rule.name, rule.name)
        for entry in rule.line:
            has_number = "#" in entry
            key = digits_folded(line_key(entry.replace("#", "1"))) if has_number else line_key(entry)
            table = numbered if has_number else lines
            table[key] = tuple(dict.fromkeys((*table.get(key, ()), number)))
        for pattern in (*rule.pattern, *rule.cue, *rule.unless):
            _check_syntax(where, pattern)
        if rule.is_local:
            continue
        for kind, text, sieve in _members(rule):
            if (kind, text) not in members:
                members[kind, text] = []
                sieves.append(sieve)
            members[kind, text].append(number)
    entries = [
        _Entry(kind, text, tuple(n), kind == "pattern" and _is_exact(rules[n[0]], text))
        for (kind, text), n in members.items()
    ]
    entries.append(_Entry("sentinel", "", ()))
    longest = max((len(entry) for rule in rules for entry in rule.line), default=0)
    return Matcher(
        tuple(rules), lines, numbered, longest + _LINE_SLACK, tuple(entries), _automaton(sieves)
    )


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
