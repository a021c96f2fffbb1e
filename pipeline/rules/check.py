"""Every rule proves itself: its hits hit, and its misses miss.

That the misses are near is asked when the rules are loaded (`pipeline/rules/proof.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.rules.book import RuleBook
from pipeline.rules.engine import program_problem
from pipeline.rules.proof import read_entry
from pipeline.rules.schema import Rule
from pipeline.shape import word_count

__all__ = ["check_rules"]


def check_rules(book: RuleBook) -> tuple[str, ...]:
    """A sentence for every hit that does not hit, miss that hits, and pattern too large."""
    return tuple(
        f"{dict(book.files).get(rule.name, rule.name)}: {problem}"
        for number, rule in enumerate(book.rules)
        for problem in _problems(book, number, rule)
    )


def _problems(book: RuleBook, number: int, rule: Rule) -> Iterator[str]:
    for pattern in rule.pattern:
        if problem := program_problem(pattern):
            yield f"the pattern {pattern!r} makes {problem}"
    for entry in rule.hits:
        if not _hits(book, number, rule, entry):
            yield f"the hit {entry!r} does not hit"
    for entry in rule.misses:
        if not rule.is_positional and _hits(book, number, rule, entry):
            yield f"the miss {entry!r} hits"


def _hits(book: RuleBook, number: int, rule: Rule, entry: str) -> bool:
    marks, text = read_entry(entry)
    if not rule.fits(word_count(text), len(text)):
        return False
    if (rule.hidden or rule.uncovered) and "hidden" in entry.partition(">")[0]:
        return True
    if any(found == number for found in book.marks.find(marks)):
        return True
    if rule.index and not (rule.line or rule.pattern):
        return True
    if rule.is_local and book.matcher.read(number, text) is not None:
        return True
    matcher = book.matcher
    calls = matcher.calls([text], matcher.keys([text]))
    return any(c.rule == number and matcher.look(c, text) is not None for c in calls)
