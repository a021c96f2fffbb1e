"""All packs compiled into one look-up.

Whole lines stand in a dict, beginnings under their first characters, everything else in automata
(`pipeline/rules/sieves.py`). These let more through than fits; `Matcher` then looks closely, at
few texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from pipeline.rules.engine import check_syntax, chooser, reader
from pipeline.rules.phrases import (
    digits_folded,
    digits_folded_lines,
    fold,
    line_key,
    line_keys,
)
from pipeline.rules.schema import CUT, Rule
from pipeline.rules.sieves import (
    PARTS,
    PHRASES,
    REACH,
    SHORT,
    Entry,
    Member,
    Sieve,
    members,
    sieves,
    whole,
)
from pipeline.shape import word_count

__all__ = ["Call", "Matcher", "TextHit", "build", "whole"]

_LINE_SLACK = 12  # characters of decoration that a whole line may carry
_PREFIXES = (8, 3)  # characters by which the beginnings of texts are looked up: the most there are
_REMEMBERED = 20_000  # short texts
_RECENT, _RECENT_CHARS = 1_000, 4_000  # long texts, and what the longest of them has


@dataclass(frozen=True, slots=True)
class TextHit:
    """What a rule read in a text that it fits."""

    span: tuple[int, int] | None = None  # of the text, for cuts
    values: tuple[tuple[str, str], ...] = ()


_WHOLE_LINE = Entry("line", is_exact=True)
_T = TypeVar("_T")
_Found = tuple[tuple[int, Entry], ...]  # rules, each with the entry that found it
_NOTHING_TO_READ = TextHit()


class Call(NamedTuple):
    """A rule that may fit a text: `Matcher.look` says whether it does."""

    text: int  # its index
    rule: int  # index into the book's rules
    entry: Entry


def _patterns(rule: Rule) -> tuple[str, ...]:
    """The rule's patterns, anchored."""
    return tuple(whole(rule, pattern) for pattern in rule.pattern)


@dataclass(frozen=True)
class Matcher:
    """Finds the rules that texts fit. Not picklable: `RuleBook` makes it again."""

    rules: tuple[Rule, ...]
    lines: Mapping[str, _Found]  # key -> rules
    numbered: Mapping[str, _Found]  # key with digits as # -> rules
    line_chars: int  # longer texts equal no line
    starts: Mapping[str, tuple[tuple[str, _Found], ...]]  # prefix -> key of a phrase, its rules
    start_sizes: tuple[int, ...]  # characters that those prefixes have
    short: tuple[Sieve, ...] = field(repr=False)  # of all rules, for short texts
    long: tuple[Sieve, ...] = field(repr=False)  # of the rules that fit longer ones
    patterns: tuple[tuple[str, ...], ...] = field(repr=False)  # of each rule
    # What is known of short texts: a publisher's frame stands on each of its pages. And of the last
    # long ones: what is left of a page is asked for again.
    memory: dict[str, _Found] = field(default_factory=dict, repr=False)
    recent: dict[str, _Found] = field(default_factory=dict, repr=False)

    def keys(self, texts: Sequence[str]) -> Sequence[str]:
        """Each text in the form in which whole lines are compared."""
        return line_keys(texts)

    def calls(
        self, texts: Sequence[str], keys: Sequence[str], words: Sequence[int] | None = None
    ) -> list[Call]:
        """Rules that may fit one of the texts, whose white space must be collapsed.

        `words` are the texts' word counts, if they are known; rules whose limits of length a text
        breaks are left out. Rules that know their blocks (`Rule.is_local`) are not searched for.
        """
        sizes = [word_count(text) for text in texts] if words is None else words
        found: dict[int, _Found] = {}
        fresh: list[int] = []
        for index, text in enumerate(texts):
            known = (self.memory if sizes[index] <= SHORT else self.recent).get(text)
            if known is None:
                fresh.append(index)
            elif known:
                found[index] = known
        if fresh:
            found.update(self._look_up(fresh, texts, keys, sizes))
        return [
            Call(index, rule, entry)
            for index in sorted(found)
            for rule, entry in found[index]
            if self.rules[rule].fits(sizes[index], len(texts[index]))
        ]

    def _look_up(
        self,
        indices: Sequence[int],
        texts: Sequence[str],
        keys: Sequence[str],
        sizes: Sequence[int],
    ) -> dict[int, _Found]:
        """What `calls` finds in texts that are not remembered, as they are from now on."""
        short = [index for index in indices if sizes[index] <= SHORT]
        long = [index for index in indices if sizes[index] > SHORT]
        made: dict[int, list[tuple[int, Entry]]] = {}
        for index, calls in (
            *self._lines(indices, texts, keys),
            *self._sifted([texts[i] for i in short], short, self.short),
            *self._sifted([texts[i] for i in long], long, self.long),
        ):
            made.setdefault(index, []).extend(calls)
        found = {index: tuple(calls) for index, calls in made.items()}
        if len(self.memory) + len(short) > _REMEMBERED:
            self.memory.clear()
        self.memory.update((texts[index], found.get(index, ())) for index in short)
        if len(self.recent) + len(long) > _RECENT:
            self.recent.clear()
        self.recent.update(
            (texts[index], found.get(index, ()))
            for index in long[:_RECENT]
            if len(texts[index]) <= _RECENT_CHARS
        )
        return found

    def warm_up(self, texts: Sequence[str]) -> None:
        """Have texts on one line each read by all automata, as if they were short and long.

        RE2 makes an automaton's states as texts ask for them. The first hundred pages of a process
        would spend more time with that than with all else that rules do.
        """
        for automata in (self.short, self.long):
            for _ in self._sifted(texts, range(len(texts)), automata):
                pass

    def forget(self) -> None:
        """Forget the texts that were seen."""
        self.memory.clear()
        self.recent.clear()

    def _lines(
        self, indices: Sequence[int], texts: Sequence[str], keys: Sequence[str]
    ) -> Iterator[tuple[int, _Found]]:
        """The rules whose whole lines the texts are, and those that they may start with."""
        short = [i for i in indices if keys[i] and len(texts[i]) <= self.line_chars]
        lines = [keys[index] for index in short]
        yield from _known(self.lines, short, lines)
        # The digits of all lines at once: a line has no line break in it.
        folded = digits_folded_lines(lines)
        for place, calls in _known(self.numbered, range(len(lines)), folded):
            if folded[place] != lines[place]:
                yield short[place], calls
        long = [index for index in indices if len(texts[index]) > self.line_chars]
        heads = lines + _heads([texts[i] for i in long], [keys[i] for i in long])
        both = short + long
        for size in self.start_sizes:
            prefixes = [head[:size] for head in heads]
            for place, phrases in _known(self.starts, range(len(heads)), prefixes):
                for phrase, calls in phrases:
                    if heads[place].startswith(phrase):
                        yield both[place], calls

    def _sifted(
        self, texts: Sequence[str], indices: Sequence[int], automata: Sequence[Sieve]
    ) -> Iterator[tuple[int, _Found]]:
        """The rules that the automata find in the texts, or in their ends, by `indices`."""
        for part in ("whole", "head", "tail") if texts else ():
            asked = [sieve for sieve in automata if sieve.part == part]
            if not asked:
                continue
            data = "\n".join(map(PARTS[part], texts)).encode(errors="replace")
            for sieve in asked:
                for local, encoded in sieve.texts(data):
                    for number in sorted(sieve.automaton.Match(encoded)):
                        yield indices[local], sieve.found[number]

    def look(self, call: Call, text: str) -> TextHit | None:
        """What the rule reads in the text that called it, None if it does not fit after all."""
        rule, entry = self.rules[call.rule], call.entry
        if entry.is_exact:
            return _NOTHING_TO_READ
        if entry.kind in PHRASES:
            if not PHRASES[entry.kind](fold(text), entry.text):
                return None
            return None if _is_excepted(rule, text.encode(errors="replace")) else TextHit()
        return self.read(call.rule, text, entry.text if entry.kind == "pattern" else "")

    def read(self, number: int, text: str, pattern: str = "") -> TextHit | None:
        """What the first pattern of the rule that fits reads in the text, None if none does."""
        rule = self.rules[number]
        # As bytes: for a string, the wrapper counts all offsets back, hit or no hit.
        encoded = text.encode(errors="replace")
        if not pattern:
            known = self.patterns[number]
            fitting = chooser(known, rule.ignore_case).Match(encoded)
            if not fitting:
                return None
            pattern = known[min(fitting)]
        groups = reader(pattern, rule.ignore_case)(encoded)
        if groups is None or _is_excepted(rule, encoded):
            return None
        return _hit(rule, groups, encoded)


def _heads(texts: Sequence[str], keys: Sequence[str]) -> list[str]:
    """The key of what each text begins with: of its first characters where decoration does."""
    plain = [text[0].isalnum() for text in texts]
    others = [text[:REACH] for text, is_plain in zip(texts, plain, strict=True) if not is_plain]
    cut = iter(line_keys(others))
    return [key if is_plain else next(cut) for key, is_plain in zip(keys, plain, strict=True)]


def _known(
    table: Mapping[str, _T], indices: Iterable[int], keys: Iterable[str]
) -> Iterator[tuple[int, _T]]:
    """What the table has of the keys, by their indices."""
    return ((i, found) for i, found in zip(indices, map(table.get, keys), strict=True) if found)


def _hit(rule: Rule, groups: Mapping[str, tuple[int, int]], encoded: bytes) -> TextHit:
    span = None
    if rule.cut:
        start, end = groups.get(CUT, (0, 0))
        start, end = (start, end) if start < end else groups[""]
        span = (len(encoded[:start].decode()), len(encoded[:end].decode()))
    values = (
        (name, encoded[start:end].decode().strip())
        for name, (start, end) in groups.items()
        if name not in ("", CUT)
    )
    return TextHit(span, tuple((name, value) for name, value in values if value))


def _is_excepted(rule: Rule, encoded: bytes) -> bool:
    return any(reader(p, rule.ignore_case)(encoded) is not None for p in rule.unless)


def build(rules: Sequence[Rule], origins: Mapping[str, str]) -> Matcher:
    """Compile the rules. `origins` (rule name -> file and rule) words the errors."""
    lines: dict[str, _Found] = {}
    numbered: dict[str, _Found] = {}
    found: dict[Member, list[int]] = {}
    for number, rule in enumerate(rules):
        where = origins.get(rule.name, rule.name)
        for line in rule.line:
            table, key = lines, line_key(line)
            if "#" in line:
                table, key = numbered, digits_folded(line_key(line.replace("#", "1")))
            table[key] = tuple(dict.fromkeys((*table.get(key, ()), (number, _WHOLE_LINE))))
        for pattern in (*rule.pattern, *rule.cue, *rule.unless):
            check_syntax(where, pattern)
        for member in () if rule.is_local else members(rule):
            found.setdefault(member, []).append(number)
    starts: dict[str, tuple[tuple[str, _Found], ...]] = {}
    for member in [m for m in found if m.kind == "starts"]:
        phrase = line_key(member.text)
        entry = Entry("starts", member.text, tuple(found.pop(member)))
        calls = tuple((rule, entry) for rule in entry.rules)
        prefix = phrase[: next((size for size in _PREFIXES if size <= len(phrase)), None)]
        starts[prefix] = (*starts.get(prefix, ()), (phrase, calls))
    longest = max((len(line) for rule in rules for line in rule.line), default=0)
    return Matcher(
        tuple(rules),
        lines,
        numbered,
        longest + _LINE_SLACK,
        starts,
        tuple(sorted({len(prefix) for prefix in starts})),
        sieves(rules, found, dict.fromkeys(found, "whole")),
        sieves(rules, found, {m: m.part for m in found if m.is_long}),
        tuple(map(_patterns, rules)),
    )
