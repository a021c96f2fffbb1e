"""Every rule proves itself: its hits hit, its misses miss, and its misses are near misses.

A miss that has nothing to do with the rule proves nothing. So each must match as soon as position
and length are not asked: a whole line somewhere in it, a prefix anywhere, a pattern unanchored or
its cue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement, fragment_fromstring

from pipeline.rules.book import RuleBook
from pipeline.rules.engine import compiled, program_problem
from pipeline.rules.phrases import digits_folded, fold, line_key
from pipeline.rules.schema import Rule
from pipeline.shape import word_count

__all__ = ["check_rules"]

_MARK_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*|\d+")
_SNIPPET = re.compile(r"<[a-z]")


def check_rules(book: RuleBook) -> tuple[str, ...]:
    """A sentence for every hit that does not hit and every miss that hits or is not near."""
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
        if not _is_near(rule, entry):
            yield (
                f"the miss {entry!r} is not near: it would not match even if position and "
                "length were not asked"
            )


def _read(entry: str) -> tuple[tuple[str, ...], str]:
    """Marks and text of an entry: a plain line, or a snippet of HTML for markup rules."""
    if not _SNIPPET.match(entry):
        return (), " ".join(entry.split("\n")[0].split())
    element: HtmlElement = fragment_fromstring(entry)
    text = " ".join(element.text_content().split())
    while len(element) and not (element.text or "").strip():
        element = element[0]
    marks: list[str] = []
    for node in [element, *element.iterancestors()]:
        words = _MARK_WORD.findall(f"{node.get('class', '')} {node.get('id', '')}")
        marks += [f"<{node.tag}>", *("." + word.lower() for word in words), "|"]
    return tuple(marks), text


def _hits(book: RuleBook, number: int, rule: Rule, entry: str) -> bool:
    marks, text = _read(entry)
    if not rule.fits(word_count(text), len(text)):
        return False
    if rule.hidden and "hidden" in entry.partition(">")[0]:
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


def _is_near(rule: Rule, entry: str) -> bool:
    marks, text = _read(entry)
    folded = fold(text)
    for phrase in (*rule.line, *rule.starts, *rule.ends, *rule.contains):
        if "#" in phrase:
            key = digits_folded(line_key(phrase.replace("#", "1")))
            if key in digits_folded(folded):
                return True
        elif line_key(phrase) in folded:
            return True
    encoded = text.encode()
    if any(compiled(p, rule.ignore_case).search(encoded) for p in (*rule.pattern, *rule.cue)):
        return True
    where = " ".join(marks)
    if any(word in where for word in (*rule.element, *rule.class_word)):
        return True
    return rule.hidden or bool(rule.index and not (rule.line or rule.pattern))
