"""The facts labeller: the rules of `config/rules/` vote.

Texts are matched first, all rules at once. Then comes what a text alone cannot tell: the page's
frame, the place in the page, the neighbours, and the blocks that follow a hit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.config import Config
from pipeline.label.marked import marked
from pipeline.records import BODY_ROLES, KEPT_ROLES, Block, Document, Role, Vote
from pipeline.rules import Frame, Rule, RuleBook
from pipeline.rules.matcher import Call, TextHit
from pipeline.rules.phrases import keys_of
from pipeline.shape import Shape, body_zone

__all__ = ["vote_facts"]

_CERTAIN = 0.99
# "first" and "last" are so many blocks of the body zone; "head" and "tail" reach in as far.
_EDGE = 3
_NO_PROSE = Shape(0, 0, False, False, False)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A rule that fits a block, with what it read there."""

    block: int
    rule: Rule
    span: tuple[int, int] | None = None  # of the block's text with collapsed white space
    values: tuple[tuple[str, str], ...] = ()
    is_in_run: bool = False  # of so many hits of the rule in a row that there is no doubt

    @property
    def weight(self) -> float:
        return 1.0 if self.is_in_run else self.rule.weight

    @property
    def is_certain(self) -> bool:
        return self.span is None and self.weight >= _CERTAIN


def vote_facts(document: Document, votes: Sequence[Vote], config: Config) -> Iterator[Vote]:
    """Vote for every rule that fits, `by` "rule:<pack>/<id>", in the order of the blocks."""
    if document.blocks:
        yield from _Labeller(document, votes, config.rules).votes()


class _Labeller:
    """One document on its way through the rules."""

    def __init__(self, document: Document, votes: Sequence[Vote], book: RuleBook) -> None:
        self.document = document
        self.book = book
        self.kind = document.page.kind
        self.texts = [
            text if not block.bullet else text[len(_bullet(block)) :].lstrip()
            for block, text in zip(document.blocks, document.texts, strict=True)
        ]
        # A bullet is no part of a key, so that the keys of the blocks' whole texts are these too.
        self.keys = keys_of(document.texts).plain
        short = [
            key if len(text) <= book.matcher.line_chars else ""
            for text, key in zip(self.texts, self.keys, strict=True)
        ]
        self.frames = {f"frame:{f.name}" for f in book.frames if _has_frame(short, f)}
        # The role of each block that somebody is certain is no body, else None.
        self.roles: list[Role | None] = [None] * len(document.blocks)
        for vote in votes:
            if vote.span is None and vote.weight >= _CERTAIN and vote.role not in KEPT_ROLES:
                self.roles[vote.block] = vote.role
        self.hits: list[_Hit] = []
        self.certain: list[_Hit] = []  # those of them that are
        self.done: set[tuple[int, int]] = set()  # block and rule

    def votes(self) -> list[Vote]:
        """All votes: of rules that look at the block alone first, for the others build on them."""
        positional: list[Call] = []
        words = [shape.words for shape in self.document.shapes]
        for call in self.book.matcher.calls(self.texts, self.keys, words):
            rule = self.book.rules[call.rule]
            if self._is_meant(rule, call.text):
                if call.rule in self.book.positional:
                    positional.append(call)
                else:
                    self._look(call)
        for index, rule in marked(self.document, self.book):
            self._add(_Hit(index, rule))
        self._count_runs()
        zone = self._zone()
        for call in positional:
            if self._is_placed(self.book.rules[call.rule], call.text, zone):
                self._look(call)
        self._look_locally(zone)
        result = [self._vote(hit) for hit in self.hits]
        result.extend(self._following())
        # The vote that read most comes first, then the rule that is written first: it wins.
        order = self.book.order
        return sorted(result, key=lambda v: (v.block, -v.weight, -len(v.values), order[v.by]))

    def _is_meant(self, rule: Rule, index: int) -> bool:
        """Whether kind of page, frame, index and length are the rule's: what is quickly asked."""
        return (
            self.kind in rule.kinds
            and (not rule.index or index in rule.index or index - len(self.texts) in rule.index)
            and self.frames.issuperset(rule.requires)
            and rule.fits(self.document.shapes[index].words, len(self.texts[index]))
        )

    def _look(self, call: Call) -> None:
        """Add what the rule reads in the block, unless another of its matchers has read there."""
        if (call.text, call.rule) not in self.done:
            found = self.book.matcher.look(call, self.texts[call.text])
            if found is not None:
                self.done.add((call.text, call.rule))
                self._add(_Hit(call.text, self.book.rules[call.rule], found.span, found.values))

    def _add(self, hit: _Hit) -> None:
        self.hits.append(hit)
        if hit.is_certain:
            self.certain.append(hit)
            if hit.rule.role not in KEPT_ROLES:
                self.roles[hit.block] = self.roles[hit.block] or hit.rule.role

    def _count_runs(self) -> None:
        """Make hits certain in rows of `rule.run`; blocks that have its role for certain count."""
        for rule in {h.rule.name: h.rule for h in self.hits if h.rule.run}.values():
            blocks = {h.block for h in self.hits if h.rule is rule}
            row = blocks | {i for i, role in enumerate(self.roles) if role is rule.role}
            long = {i for run in _rows(row) if len(run) >= rule.run for i in run}
            for number, hit in enumerate(self.hits):
                if hit.rule is rule and hit.block in long:
                    self.hits[number] = sure = replace(hit, is_in_run=True)
                    if sure.is_certain and not hit.is_certain:
                        self.certain.append(sure)
                    self.roles[hit.block] = self.roles[hit.block] or rule.role

    def _zone(self) -> tuple[int, int]:
        """The stretch of prose among what is not yet known as chrome, from its first sentence."""
        shapes = [
            _NO_PROSE if role else shape
            for role, shape in zip(self.roles, self.document.shapes, strict=True)
        ]
        first, end = body_zone(shapes)
        while first < end and not shapes[first].is_sentence:
            first += 1
        return first, end

    @cached_property
    def _prose_above(self) -> list[int]:
        """Words of the sentences above each block; what stands there twice counts once.

        A lead's picture is told of by its alternative text and its caption: that is no story yet.
        """
        seen: set[str] = set()
        above = [0]
        for text, shape, role in zip(self.texts, self.document.shapes, self.roles, strict=True):
            is_new = shape.is_sentence and role is None and text not in seen
            above.append(above[-1] + is_new * shape.words)
            seen.add(text)
        return above

    def _is_placed(self, rule: Rule, index: int, zone: tuple[int, int]) -> bool:
        if rule.prose_above and self._prose_above[index] < rule.prose_above:
            return False
        if "anywhere" in rule.at:
            return True
        size = len(self.texts)
        first, end = zone if zone[1] > zone[0] else (size, 0)  # no prose: all is head and tail
        return (
            ("head" in rule.at and index < first + _EDGE)
            or ("tail" in rule.at and index >= end - _EDGE)
            or ("first" in rule.at and first <= index < first + _EDGE)
            # The paragraph that ends with a tail looks like no sentence, and is past the end.
            or ("last" in rule.at and end - _EDGE <= index < end + 2)
            or ("within" in rule.at and first <= index < end - _EDGE)
        )

    def _look_locally(self, zone: tuple[int, int]) -> None:
        """Rules that know their blocks: by the document's ends, or by a neighbour."""
        size = len(self.texts)
        for number in self.book.local:
            rule = self.book.rules[number]
            places = [i % size for i in rule.index if -size <= i < size]
            for index in self._neighbours(rule) or sorted(set(places)):
                if self._is_meant(rule, index) and self._is_placed(rule, index, zone):
                    text = self.texts[index]
                    found = self.book.matcher.read(number, text) if rule.pattern else TextHit()
                    if found is not None:
                        self._add(_Hit(index, rule, found.span, found.values))

    def _neighbours(self, rule: Rule) -> list[int]:
        """The blocks, of no certain role, beside or above what the rule asks for."""
        size = len(self.roles)
        roles = self.roles if rule.beside else ()
        beside = [i for i, role in enumerate(roles) if role in rule.beside]
        near = {j for i in beside for j in (i - 1, i + 1) if 0 <= j < size}
        if rule.above:
            near.update(
                hit.block - 1
                for hit in self.certain
                if hit.rule.name in rule.above or hit.rule.role in rule.above
            )
            near.discard(-1)
        return sorted(j for j in near if self.roles[j] is None)

    def _vote(self, hit: _Hit) -> Vote:
        rule = hit.rule
        values: list[tuple[str, str]] = []
        for name, value in hit.values:
            if name == "agency":  # one by one, each as it stands on the page
                values += [(name, agency) for agency in self.book.agencies.find(value)]
            elif name == "credit":
                values.append((name, _credit(value)))
            else:
                values.append((name, value))
        if rule.role is Role.CAPTION and not any(name == "caption" for name, _ in values):
            values.insert(0, ("caption", self.texts[hit.block]))
        span = None if hit.span is None else self._raw_span(hit)
        # What is kept is what its form suggests: an answer may be a list.
        role = self.document.blocks[hit.block].kind if rule.role in BODY_ROLES else rule.role
        return Vote(
            hit.block,
            role,
            f"rule:{rule.name}",
            rule.why,
            hit.weight,
            span,
            (*values, *rule.values),
        )

    def _raw_span(self, hit: _Hit) -> tuple[int, int]:
        """The hit's span in the block's text as it stands, blanks around it included.

        White space is collapsed in the text that was searched; all other characters are the same
        in both, so they are counted off from the end that is cut.
        """
        assert hit.span is not None
        raw, text = self.document.blocks[hit.block].text, self.texts[hit.block]
        if hit.rule.cut == "end":
            position = len(raw) - _reach(raw[::-1], len(text[hit.span[0] :].replace(" ", "")))
            return position, len(raw)
        bullet = _bullet(self.document.blocks[hit.block])
        return 0, _reach(raw, len(bullet) + len(text[: hit.span[1]].replace(" ", "")))

    def _following(self) -> Iterator[Vote]:
        """Votes on the blocks after a hit: followers, and the rest of the page."""
        leading = [hit for hit in self.hits if hit.rule.rest or hit.rule.follower]
        if not leading:
            return
        taken: dict[int, set[str]] = {}  # block -> roles and names of the certain rules on it
        for hit in self.certain:
            taken.setdefault(hit.block, set()).update((hit.rule.role.value, hit.rule.name))
        reached: dict[str, int] = {}  # rule -> the block up to which its rest has gone
        for hit in leading:
            rule = hit.rule
            if rule.rest:
                start = max(hit.block + 1, reached.get(rule.name, 0))
                for i in range(start, len(self.texts)):
                    if taken.get(i, set()).intersection(rule.until):
                        break
                    reached[rule.name] = i + 1
                    yield Vote(i, rule.role, f"rule:{rule.name}", rule.why, rule.weight)
            if rule.follower is not None:
                yield from self._followers(hit, taken)

    def _followers(self, hit: _Hit, taken: dict[int, set[str]]) -> Iterator[Vote]:
        rule, follower = hit.rule, hit.rule.follower
        assert follower is not None
        last = self._closed(hit, taken) if rule.until else hit.block + 1 + follower.blocks
        for i in range(hit.block + 1, min(last, len(self.texts))):
            shape = self.document.shapes[i]
            if not rule.until and i in taken:
                return
            if follower.unless == "sentence" and shape.ends_sentence:
                return
            if follower.max_words and shape.words > follower.max_words:
                return
            if shape.words < follower.min_words:
                return
            if follower.then and not self._is_prose(i + 1):
                return
            values = ((follower.value, self.texts[i]),) if follower.value else ()
            yield Vote(i, follower.role, f"rule:{rule.name}", rule.why, rule.weight, values=values)

    def _is_prose(self, index: int) -> bool:
        """Whether the block is a sentence that no rule is certain of."""
        return (
            index < len(self.texts)
            and self.document.shapes[index].is_sentence
            and self.roles[index] is None
        )

    def _closed(self, hit: _Hit, taken: dict[int, set[str]]) -> int:
        """The block that closes what the hit opens: one of `until`, or the end of the document.

        Where nothing closes it in time, the hit opens nothing: a portrait in the head of a page
        has the story below it.
        """
        assert hit.rule.follower is not None
        start, size = hit.block + 1, len(self.texts)
        for i in range(start, start + hit.rule.follower.blocks + 1):
            if i >= size or taken.get(i, set()).intersection(hit.rule.until):
                return i
        return start


def _credit(value: str) -> str:
    """A credit without the punctuation and the one-sided brackets around it."""
    value = value.strip(" .,;|")
    if value.count(")") != value.count("(") or value.count("]") != value.count("["):
        value = value.strip("()[] .,;|")
    return value


def _rows(indices: Iterable[int]) -> Iterator[list[int]]:
    """The indices in rows without a gap."""
    row: list[int] = []
    for index in sorted(indices):
        if row and index > row[-1] + 1:
            yield row
            row = []
        row.append(index)
    if row:
        yield row


def _bullet(block: Block) -> str:
    """The bullet that rules do not see. A number they see: "2. Instagram" is no share button."""
    return "" if block.bullet[:1].isdigit() else block.bullet


def _reach(raw: str, count: int) -> int:
    """How far `count` characters other than white space reach into `raw`, blanks after included."""
    position = 0
    while count and position < len(raw):
        count -= not raw[position].isspace()
        position += 1
    while position < len(raw) and raw[position].isspace():
        position += 1
    return position


def _has_frame(keys: Sequence[str], frame: Frame) -> bool:
    """Whether the document carries the frame's fingerprint."""
    if frame.lines and len(set(frame.lines).intersection(keys)) >= frame.min:
        return True
    return any(
        key == run[0] and tuple(keys[i : i + len(run)]) == run
        for run in frame.sequences
        if run[0] in keys
        for i, key in enumerate(keys)
    )
