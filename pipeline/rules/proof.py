"""What a rule shows of itself: its hits and misses, and that the misses are near.

A miss that has nothing to do with the rule proves nothing. So each must match as soon as position
and length are not asked: a whole line somewhere in it, a prefix anywhere, a pattern unanchored, a
class word inside a word.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement, fragment_fromstring

from pipeline.rules.engine import compiled
from pipeline.rules.phrases import digits_folded, fold, line_key
from pipeline.rules.schema import Rule

__all__ = ["far_misses", "is_near", "read_entry"]

_MARK_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*|\d+")
_SNIPPET = re.compile(r"<[a-z]")


def read_entry(entry: str) -> tuple[tuple[str, ...], str]:
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


def far_misses(rule: Rule) -> list[str]:
    """The misses that would not match even if position and length were not asked."""
    return [entry for entry in rule.misses if not is_near(rule, entry)]


def is_near(rule: Rule, entry: str) -> bool:
    """Whether the entry matches the rule once position and length are not asked."""
    marks, text = read_entry(entry)
    folded = fold(text)
    for phrase in (*rule.line, *rule.starts, *rule.ends, *rule.contains):
        if "#" in phrase:
            key = digits_folded(line_key(phrase.replace("#", "1")))
            if key in digits_folded(folded):
                return True
        elif line_key(phrase) in folded:
            return True
    encoded = text.encode()
    if any(compiled(p, rule.ignore_case).search(encoded) for p in rule.pattern):
        return True
    where = " ".join(marks)
    if any(word in where for word in (*rule.element, *rule.class_word)):
        return True
    return rule.hidden or rule.uncovered or bool(rule.index and not (rule.line or rule.pattern))
