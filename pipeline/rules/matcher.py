"""All packs compiled into one look-up.

Whole lines stand in a dict, beginnings under their first characters, everything else in automata
(`pipeline/rules/sieves.py`). These let more through than fits; `Matcher` then looks closely, at
few texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.rules.engine import (
    Match,
    check_syntax,
    chooser,
    compiled,
)
from pipeline.rules.phrases import (
    digits_folded,
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
_PREFIX = 3  # characters by which the beginnings of texts are looked up
_REMEMBERED = 20_000  # short texts


@dataclass(frozen=True, slots=True)
class TextHit:
    """What a rule read in a text that it fits."""

    span: tuple[int, int] | None = None  # of the text, for cuts
    values: tuple[tuple[str, str], ...] = ()


_WHOLE_LINE = Entry("line", is_exact=True)
_NOTHING_TO_READ = TextHit()


@dataclass(frozen=True, slots=True)
class Call:
    """A rule that may fit a text: `Matcher.look` says whether it does."""

    index: int  # of the text
    rule: int  # index into the book's rules
    entry: Entry


def _patterns(rule: Rule) -> tuple[str, ...]:
    """The rule's patterns, anchored."""
    return tuple(whole(rule, pattern) for pattern in rule.pattern)


@dataclass(frozen=True)
class Matcher:
    """Finds the rules that texts fit. Not picklable: `RuleBook` makes it again."""

    rules: tuple[Rule, ...]
    lines: Mapping[str, tuple[int, ...]]  # key -> rules
    numbered: Mapping[str, tuple[int, ...]]  # key with digits as # -> rules
    line_chars: int  # longer texts equal no line
    starts: Mapping[str, tuple[tuple[str, Entry], ...]]  # prefix -> key of a phrase, its entry
    short: tuple[Sieve, ...] = field(repr=False)  # of all rules, for short texts
    long: tuple[Sieve, ...] = field(repr=False)  # of the rules that fit longer ones
    patterns: tuple[tuple[str, ...], ...] = field(repr=False)  # of each rule
    known_keys: dict[str, str] = field(default_factory=dict, repr=False)
    # What is known of short texts: a publisher's frame stands on each of its pages.
    memory: dict[str, tuple[tuple[int, Entry], ...]] = field(default_factory=dict, repr=False)

    def keys(self, texts: Sequence[str]) -> list[str]:
        """Each text as whole lines are compared, "" where it is longer than any of them."""
        keys = [self.known_keys.get(text) for text in texts]
        fresh = [index for index, key in enumerate(keys) if key is None]
        short = [index for index in fresh if len(texts[index]) <= self.line_chars]
        if len(self.known_keys) + len(short) > _REMEMBERED:
            self.known_keys.clear()
        for index, key in zip(short, line_keys([texts[i] for i in short]), strict=True):
            keys[index] = self.known_keys[texts[index]] = key
        return [key or "" for key in keys]

    def calls(
        self, texts: Sequence[str], keys: Sequence[str], words: Sequence[int] | None = None
    ) -> list[Call]:
        """Rules that may fit one of the texts, whose white space must be collapsed.

        `words` are the texts' word counts, if they are known. Rules that know their blocks
        (`Rule.is_local`) are not searched for.
        """
        sizes = [word_count(text) for text in texts] if words is None else words
        found: dict[int, tuple[tuple[int, Entry], ...]] = {}
        fresh: list[int] = []
        for index, text in enumerate(texts):
            known = self.memory.get(text)
            if known is None:
                fresh.append(index)
            elif known:
                found[index] = known
        made: dict[int, list[tuple[int, Entry]]] = {index: [] for index in fresh}
        self._find_lines(fresh, texts, keys, made)
        short = [index for index in fresh if sizes[index] <= SHORT]
        long = [index for index in fresh if sizes[index] > SHORT]
        for indices, automata in ((short, self.short), (long, self.long)):
            self._sift([texts[i] for i in indices], indices, automata, made)
        if len(self.memory) + len(short) > _REMEMBERED:
            self.memory.clear()
        self.memory.update((texts[index], tuple(made[index])) for index in short)
        found.update((index, tuple(calls)) for index, calls in made.items() if calls)
        return [Call(i, rule, entry) for i in sorted(found) for rule, entry in found[i]]

    def _find_lines(
        self,
        indices: Sequence[int],
        texts: Sequence[str],
        keys: Sequence[str],
        made: Mapping[int, list[tuple[int, Entry]]],
    ) -> None:
        """Add the rules whose whole lines the texts are, and those that they may start with."""
        long = [i for i in indices if len(texts[i]) > self.line_chars]
        heads = dict(zip(long, line_keys([texts[i][:REACH] for i in long]), strict=True))
        for index in indices:
            calls, key = made[index], keys[index]
            if key:
                calls += [(rule, _WHOLE_LINE) for rule in self.lines.get(key, ())]
                folded = digits_folded(key)
                if folded != key:
                    calls += [(rule, _WHOLE_LINE) for rule in self.numbered.get(folded, ())]
            head = key or heads.get(index, "")
            for size in range(1, min(_PREFIX, len(head)) + 1):
                for phrase, entry in self.starts.get(head[:size], ()):
                    if head.startswith(phrase):
                        calls += [(rule, entry) for rule in entry.rules]

    def _sift(
        self,
        texts: Sequence[str],
        indices: Sequence[int],
        automata: Sequence[Sieve],
        made: Mapping[int, list[tuple[int, Entry]]],
    ) -> None:
        """Add the rules that the automata find in the texts, or in their ends."""
        for part in ("whole", "head", "tail"):
            asked = [sieve for sieve in automata if sieve.part == part]
            if not asked or not texts:
                continue
            data = "\n".join(map(PARTS[part], texts)).encode(errors="replace")
            for sieve in asked:
                for local, encoded in sieve.texts(data):
                    calls = made[indices[local]]
                    for number in sorted(sieve.automaton.Match(encoded)):
                        entry = sieve.entries[number]
                        calls += [(rule, entry) for rule in entry.rules]

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
        match = compiled(pattern, rule.ignore_case).search(encoded)
        if match is None or _is_excepted(rule, encoded):
            return None
        return _hit(rule, match, encoded)


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
    found: dict[Member, list[int]] = {}
    for number, rule in enumerate(rules):
        where = origins.get(rule.name, rule.name)
        for line in rule.line:
            table, key = lines, line_key(line)
            if "#" in line:
                table, key = numbered, digits_folded(line_key(line.replace("#", "1")))
            table[key] = tuple(dict.fromkeys((*table.get(key, ()), number)))
        for pattern in (*rule.pattern, *rule.cue, *rule.unless):
            check_syntax(where, pattern)
        for member in () if rule.is_local else members(rule):
            found.setdefault(member, []).append(number)
    starts: dict[str, tuple[tuple[str, Entry], ...]] = {}
    for member in [m for m in found if m.kind == "starts"]:
        phrase = line_key(member.text)
        entry = Entry("starts", member.text, tuple(found.pop(member)))
        starts[phrase[:_PREFIX]] = (*starts.get(phrase[:_PREFIX], ()), (phrase, entry))
    longest = max((len(line) for rule in rules for line in rule.line), default=0)
    return Matcher(
        tuple(rules),
        lines,
        numbered,
        longest + _LINE_SLACK,
        starts,
        sieves(rules, found, dict.fromkeys(found, "whole")),
        sieves(rules, found, {m: m.part for m in found if m.is_long}),
        tuple(map(_patterns, rules)),
    )
