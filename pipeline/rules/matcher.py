"""All packs compiled into one look-up: whole lines in a dict, everything else in automata.

An automaton (`re2.Set`) reads a text once, whatever the number of rules, in linear time. For
most matchers it is a sieve: it finds phrases without their word boundaries, and the cues of
heavy patterns instead of the patterns. `Matcher` then looks closely, at few texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.rules.engine import Match, Regexp, Set, automaton, check_syntax, compiled, scanner
from pipeline.rules.phrases import (
    contains,
    digits_folded,
    ends_with,
    fold,
    line_key,
    line_keys,
    literal,
    starts_with,
)
from pipeline.rules.schema import CUT, Rule

__all__ = ["Call", "Matcher", "TextHit", "build", "whole"]

_LINE_SLACK = 12  # characters of decoration that a whole line may carry
_GROUP_CHARS = 14_000  # of the patterns that are looked for together
_ANCHORED = re.compile(r"(?:\(\?i\))?\^")
_GROUP = re.compile(r"\(\?P<\w+>")
_OPEN_END = re.compile(r"(?:\\S)?\.[*+](\)+)\$$")
_PHRASES = {"starts": starts_with, "ends": ends_with, "contains": contains}


@dataclass(frozen=True, slots=True)
class TextHit:
    """What a rule read in a text that it fits."""

    span: tuple[int, int] | None = None  # of the text, for cuts
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A matcher of one or more rules, as one member of an automaton."""

    kind: str  # line | starts | ends | contains | pattern | cue
    text: str = ""  # the folded phrase, the anchored pattern or the cue
    rules: tuple[int, ...] = ()  # one, but for cues
    is_exact: bool = False  # what the automaton finds needs no second look


_WHOLE_LINE = Entry("line", is_exact=True)


@dataclass(frozen=True, slots=True)
class Call:
    """A rule that may fit a text: `Matcher.look` says whether it does."""

    index: int  # of the text
    rule: int  # index into the book's rules
    entry: Entry


@dataclass(frozen=True, slots=True)
class _Sieve:
    """Matchers that are looked for together: which texts have any of them, then which it is."""

    scanner: Regexp  # an RE2 that runs over all texts of a document at once
    automaton: Set  # over the same members
    entries: tuple[Entry, ...]

    def texts(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Index and bytes of each line of `data` that has a member."""
        position = index = counted = 0
        while True:
            match = self.scanner.search(data, position)
            if match is None:
                return
            start = data.rfind(b"\n", 0, match.start()) + 1
            end = data.find(b"\n", match.start())
            end = len(data) if end < 0 else end
            index += data.count(b"\n", counted, start)
            counted = start
            yield index, data[start:end]
            position = end + 1
            if position > len(data):
                return


def whole(rule: Rule, pattern: str) -> str:
    """The pattern anchored as its rule wants it: the whole text, or the end that is cut."""
    head = "" if rule.cut == "end" else "^"
    tail = "" if rule.cut == "start" else "$"
    return f"{head}(?:{pattern}){tail}"


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The patterns of one rule, anchored."""

    each: tuple[str, ...]
    any: str  # fits where one of them does, with no groups to fill


def _patterns(rule: Rule) -> _Patterns:
    each = tuple(whole(rule, pattern) for pattern in rule.pattern)
    return _Patterns(each, _GROUP.sub("(?:", "|".join(each)))


@dataclass(frozen=True)
class Matcher:
    """Finds the rules that texts fit. Not picklable: `RuleBook` makes it again."""

    rules: tuple[Rule, ...]
    lines: Mapping[str, tuple[int, ...]]  # key -> rules
    numbered: Mapping[str, tuple[int, ...]]  # key with digits as # -> rules
    line_chars: int  # longer texts equal no line
    sieves: tuple[_Sieve, ...] = field(repr=False)
    patterns: tuple[_Patterns, ...] = field(repr=False)  # of each rule

    def keys(self, texts: Sequence[str]) -> list[str]:
        """Each text as whole lines are compared, "" where it is longer than any of them."""
        limit = self.line_chars
        return line_keys([text if len(text) <= limit else "" for text in texts])

    def calls(self, texts: Sequence[str], keys: Sequence[str]) -> list[Call]:
        """Rules that may fit one of the texts, whose white space must be collapsed.

        Rules that know their blocks (`Rule.is_local`) are not searched for.
        """
        found: list[Call] = []
        numbered = digits_folded("\n".join(keys)).split("\n")
        for index, key in enumerate(keys):
            rules = self.lines.get(key, ()) if key else ()
            if numbered[index] != key:
                rules += self.numbered.get(numbered[index], ())
            if rules:
                found += [Call(index, rule, _WHOLE_LINE) for rule in rules]
        data = "\n".join(texts).encode(errors="replace")
        for sieve in self.sieves:
            for index, encoded in sieve.texts(data):
                for number in sorted(sieve.automaton.Match(encoded)):
                    entry = sieve.entries[number]
                    found += [Call(index, rule, entry) for rule in entry.rules]
        return found

    def look(self, call: Call, text: str) -> TextHit | None:
        """What the rule reads in the text that called it, None if it does not fit after all."""
        rule, entry = self.rules[call.rule], call.entry
        if entry.is_exact:
            return TextHit()
        if entry.kind in _PHRASES:
            if not _PHRASES[entry.kind](fold(text), entry.text):
                return None
            return None if _is_excepted(rule, text.encode(errors="replace")) else TextHit()
        return self.read(call.rule, text, entry.text if entry.kind == "pattern" else "")

    def read(self, number: int, text: str, pattern: str = "") -> TextHit | None:
        """What the first pattern of the rule that fits reads in the text, None if none does."""
        rule = self.rules[number]
        # As bytes: for a string, the wrapper counts all offsets back, hit or no hit.
        encoded = text.encode(errors="replace")
        known = self.patterns[number]
        if not pattern and compiled(known.any, rule.ignore_case).search(encoded) is None:
            return None
        for anchored in (pattern,) if pattern else known.each:
            match = compiled(anchored, rule.ignore_case).search(encoded)
            if match is not None:
                return None if _is_excepted(rule, encoded) else _hit(rule, match, encoded)
        return None


def _hit(rule: Rule, match: Match, encoded: bytes) -> TextHit:
    groups = match.groupdict(b"")
    span = None
    if rule.cut:
        start, end = match.span(match.re.groupindex[CUT] if groups.pop(CUT, b"") else 0)
        span = (len(encoded[:start].decode()), len(encoded[:end].decode()))
    values = ((name, value.decode().strip()) for name, value in groups.items())
    return TextHit(span, tuple((name, value) for name, value in values if value))


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
            table, key = lines, line_key(entry)
            if "#" in entry:
                table, key = numbered, digits_folded(line_key(entry.replace("#", "1")))
            table[key] = tuple(dict.fromkeys((*table.get(key, ()), number)))
        for pattern in (*rule.pattern, *rule.cue, *rule.unless):
            check_syntax(where, pattern)
        for kind, text, sieve in () if rule.is_local else _members(rule):
            members.setdefault((kind, text), []).append(number)
            sieves[kind, text] = sieve
    made = []
    for group in _groups(list(members), sieves):
        patterns = [sieves[member] for member in group]
        entries = tuple(_entry(rules, *member, members[member]) for member in group)
        none = Entry("none")  # the automaton's own last member
        made.append(_Sieve(scanner(patterns), automaton(patterns), (*entries, none)))
    longest = max((len(entry) for rule in rules for entry in rule.line), default=0)
    return Matcher(
        tuple(rules),
        lines,
        numbered,
        longest + _LINE_SLACK,
        tuple(made),
        tuple(map(_patterns, rules)),
    )


def _groups(
    members: Sequence[tuple[str, str]], sieves: Mapping[tuple[str, str], str]
) -> list[list[tuple[str, str]]]:
    """The members in groups that are looked for together.

    An automaton has a state for each combination of what is under way. What begins anywhere
    combines badly with what begins at the start; and many states leave the processor's cache
    (measured: one group for all is ten times slower than these).
    """
    phrases = [m for m in members if m[0] in _PHRASES]
    anchored = [m for m in members if m[0] not in _PHRASES and _ANCHORED.match(m[1])]
    floating = [m for m in members if m[0] not in _PHRASES and not _ANCHORED.match(m[1])]
    groups = [phrases, floating]
    size = _GROUP_CHARS
    for member in anchored:
        if size >= _GROUP_CHARS:
            groups.append([])
            size = 0
        groups[-1].append(member)
        size += len(sieves[member])
    return [group for group in groups if group]


def _entry(rules: Sequence[Rule], kind: str, text: str, numbers: Sequence[int]) -> Entry:
    is_exact = kind == "pattern" and _is_exact(rules[numbers[0]], text)
    return Entry(kind, text, tuple(numbers), is_exact)


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
    is_whole = _sieve(anchored) == anchored
    return is_whole and not rule.cut and not rule.unless and "(?P<" not in anchored
