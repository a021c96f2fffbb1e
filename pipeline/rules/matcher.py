"""All packs compiled into one look-up: whole lines in a dict, everything else in automata.

An automaton (`re2.Set`) reads a text once, whatever the number of rules, in linear time. For
most matchers it is a sieve: it finds phrases without their word boundaries, and the cues of
heavy patterns instead of the patterns. `Matcher` then looks closely, at few texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.rules.engine import Match, Regexp, Set, automaton, check_syntax, chooser, compiled, scanner
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
from pipeline.shape import word_count

__all__ = ["Call", "Matcher", "TextHit", "build", "whole"]

_LINE_SLACK = 12  # characters of decoration that a whole line may carry
_REACH = 160  # characters of a text in which a cue with ^ or $ is looked for
_PREFIX = 3  # characters by which the beginnings of texts are looked up
_SHORT = 20  # words of a short text: most rules are about no other, and most repeat
_REMEMBERED = 20_000  # short texts
_GROUP_CHARS = 14_000  # of the patterns that are looked for together
_ANCHORED = re.compile(r"(?:\(\?i\))?\^")
_GROUPS = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\(.*\)")  # what an alternative may stand in
_OPEN_END = re.compile(r"(?:\\S)?\.[*+](\)+)\$$")
_PARTS: dict[str, Callable[[str], str]] = {
    "whole": str,
    "head": lambda text: text[:_REACH],
    "tail": lambda text: text[-_REACH:],
}
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
_NOTHING_TO_READ = TextHit()


@dataclass(frozen=True, slots=True)
class Call:
    """A rule that may fit a text: `Matcher.look` says whether it does."""

    index: int  # of the text
    rule: int  # index into the book's rules
    entry: Entry


@dataclass(frozen=True, slots=True)
class _Sieve:
    """Matchers that are looked for together: which texts have any of them, then which it is."""

    part: str  # of the texts: whole | head | tail
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
    short: tuple[_Sieve, ...] = field(repr=False)  # of all rules, for short texts
    long: tuple[_Sieve, ...] = field(repr=False)  # of the rules that fit longer ones
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
        short = [index for index in fresh if sizes[index] <= _SHORT]
        long = [index for index in fresh if sizes[index] > _SHORT]
        for indices, sieves in ((short, self.short), (long, self.long)):
            self._sift([texts[i] for i in indices], indices, sieves, made)
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
        heads = dict(zip(long, line_keys([texts[i][:_REACH] for i in long]), strict=True))
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
        sieves: Sequence[_Sieve],
        made: Mapping[int, list[tuple[int, Entry]]],
    ) -> None:
        """Add the rules that the automata find in the texts, or in their ends."""
        for part in ("whole", "head", "tail"):
            asked = [sieve for sieve in sieves if sieve.part == part]
            if not asked or not texts:
                continue
            data = "\n".join(map(_PARTS[part], texts)).encode(errors="replace")
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
    members: dict[_Member, list[int]] = {}
    for number, rule in enumerate(rules):
        where = origins.get(rule.name, rule.name)
        for entry in rule.line:
            table, key = lines, line_key(entry)
            if "#" in entry:
                table, key = numbered, digits_folded(line_key(entry.replace("#", "1")))
            table[key] = tuple(dict.fromkeys((*table.get(key, ()), number)))
        for pattern in (*rule.pattern, *rule.cue, *rule.unless):
            check_syntax(where, pattern)
        for member in () if rule.is_local else _members(rule):
            members.setdefault(member, []).append(number)
    starts: dict[str, tuple[tuple[str, Entry], ...]] = {}
    for member in [m for m in members if m.kind == "starts"]:
        phrase = line_key(member.text)
        found = (phrase, Entry("starts", member.text, tuple(members.pop(member))))
        starts[phrase[:_PREFIX]] = (*starts.get(phrase[:_PREFIX], ()), found)
    longest = max((len(entry) for rule in rules for entry in rule.line), default=0)
    return Matcher(
        tuple(rules),
        lines,
        numbered,
        longest + _LINE_SLACK,
        starts,
        _sieves(rules, members, {member: "whole" for member in members}),
        _sieves(rules, members, {m: m.part for m in members if m.is_long}),
        tuple(map(_patterns, rules)),
    )


def _sieves(
    rules: Sequence[Rule], members: Mapping[_Member, Sequence[int]], parts: Mapping[_Member, str]
) -> tuple[_Sieve, ...]:
    made = []
    for part in ("whole", "head", "tail"):
        for group in _groups([member for member, where in parts.items() if where == part]):
            patterns = [member.sieve for member in group]
            entries = tuple(_entry(rules, member, members[member]) for member in group)
            none = Entry("none")  # the automaton's own last member
            made.append(_Sieve(part, scanner(patterns), automaton(patterns), (*entries, none)))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Member:
    """What an automaton is made of: an entry to be, and the pattern that finds it."""

    kind: str
    text: str
    sieve: str
    part: str  # of a long text: whole | head | tail
    is_long: bool  # whether a rule that has it fits long texts


def _groups(members: Sequence[_Member]) -> list[list[_Member]]:
    """The members in groups that are looked for together.

    An automaton has a state for each combination of what is under way. What begins anywhere
    combines badly with what begins at the start; and many states leave the processor's cache
    (measured: one group for all is ten times slower than these).
    """
    phrases = [m for m in members if m.kind in _PHRASES]
    anchored = [m for m in members if m.kind not in _PHRASES and _ANCHORED.match(m.text)]
    floating = [m for m in members if m.kind not in _PHRASES and not _ANCHORED.match(m.text)]
    groups = [phrases, *([m for m in floating if m.part == part] for part in ("whole", "tail"))]
    size = _GROUP_CHARS
    for member in anchored:
        if size >= _GROUP_CHARS:
            groups.append([])
            size = 0
        groups[-1].append(member)
        size += len(member.sieve)
    return [group for group in groups if group]


def _entry(rules: Sequence[Rule], member: _Member, numbers: Sequence[int]) -> Entry:
    is_exact = member.kind == "pattern" and _is_exact(rules[numbers[0]], member.text)
    return Entry(member.kind, member.text, tuple(numbers), is_exact)


def _members(rule: Rule) -> Iterator[_Member]:
    """The rule's members of the automata."""
    is_long = not 0 < rule.max_words <= _SHORT
    for kind in _PHRASES:
        part = "tail" if kind == "ends" else "whole"
        for phrase in getattr(rule, kind):
            yield _Member(kind, fold(phrase), literal(phrase), part, is_long)
    flag = "i" if rule.ignore_case else ""
    if rule.cue:
        for cue in rule.cue:
            yield _Member("cue", cue, f"(?{flag}:{cue})", _part(cue), is_long)
    else:
        for pattern in rule.pattern:
            text = whole(rule, pattern)
            yield _Member("pattern", text, f"(?{flag}:{_sieve(text)})", "whole", is_long)


def _part(cue: str) -> str:
    """The part of a text that the cue is looked for in."""
    if "|" in _GROUPS.sub("", cue):
        return "whole"  # an alternative of its own: the anchor is not the others'
    first, last = _ANCHORED.match(cue) is not None, cue.endswith("$") and not cue.endswith("\\$")
    return "whole" if first == last else "head" if first else "tail"


def _sieve(anchored: str) -> str:
    """The pattern without a `.*` at its end: waiting for the end of the text costs states."""
    return _OPEN_END.sub(r"\1", anchored)


def _is_exact(rule: Rule, anchored: str) -> bool:
    """Whether a text that the sieve lets through fits the rule, with nothing to read in it."""
    is_whole = _sieve(anchored) == anchored
    return is_whole and not rule.cut and not rule.unless and "(?P<" not in anchored
