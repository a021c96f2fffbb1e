"""Rules that know elements and class words (HTML), over `Block.marks`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.rules.schema import Rule

__all__ = ["MarkIndex", "build"]


@dataclass(frozen=True, slots=True)
class MarkIndex:
    """Mark -> rules that look for it, with the farthest ancestor that each looks at."""

    rules: Mapping[str, tuple[tuple[int, int], ...]]  # mark -> (rule, depth; 0 is any)

    def find(self, marks: Sequence[str]) -> Iterator[int]:
        """The rules that one of the marks calls for, each once."""
        if self.rules.keys().isdisjoint(marks):
            return
        seen: set[int] = set()
        depth = 1
        for mark in marks:
            if mark == "|":
                depth += 1
            elif mark in self.rules:
                for rule, limit in self.rules[mark]:
                    if (not limit or depth <= limit) and rule not in seen:
                        seen.add(rule)
                        yield rule


def build(rules: Sequence[Rule]) -> MarkIndex:
    """Index the `element` and `class_word` matchers of the rules."""
    table: dict[str, tuple[tuple[int, int], ...]] = {}
    for number, rule in enumerate(rules):
        marks = [f"<{tag.lower()}>" for tag in rule.element]
        marks += [f".{word.lower()}" for word in rule.class_word]
        for mark in marks:
            table[mark] = (*table.get(mark, ()), (number, rule.depth))
    return MarkIndex(table)
