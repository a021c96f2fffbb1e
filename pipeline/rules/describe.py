"""The page of all rules, `docs/rules.md`: written from the data, so never out of date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from pipeline.rules.book import RuleBook
from pipeline.rules.schema import Rule

__all__ = ["in_words", "rules_page"]

_SHOWN = 3  # phrases of a rule; its file has the rest
_PLACES = {
    "head": "in the head of the page",
    "tail": "in its tail",
    "first": "at the beginning of the prose",
    "last": "at the end of the prose",
    "within": "within the prose",
}
_HEAD = """\
# The rules

Written by `python -m pipeline rules` from `config/rules/`; a test holds the two together. How to
read, change and add a rule: [add a rule](add-a-rule.md). {count} rules in {packs} packs, in the
order in which they are asked. A weight of 1 is certain; the others need or allow other witnesses.
"""


def rules_page(book: RuleBook) -> str:
    """The whole page, Markdown with a final line break."""
    packs = list(dict.fromkeys(rule.pack for rule in book.rules))
    parts = [_HEAD.format(count=len(book.rules), packs=len(packs))]
    for pack, rules in groupby(book.rules, key=lambda rule: rule.pack):
        parts.append(f"## {pack}\n")
        parts.extend("\n".join(_entry(rule)) + "\n" for rule in rules)
    return "\n".join(parts)


def _entry(rule: Rule) -> Iterator[str]:
    weight = "" if rule.weight == 1 else f", weight {rule.weight:g}"
    yield f"### {rule.name}\n"
    yield f"`{rule.role}`{weight}. {rule.why}\n"
    yield f"* matches {in_words(rule)}"
    yield f"* hits {_listed(rule.hits, len(rule.hits))}"
    yield f"* misses {_listed(rule.misses, len(rule.misses))}"


def in_words(rule: Rule) -> str:
    """What a rule matches, as a clause.

    It names every condition of the rule, with a few of its phrases.
    """
    found = [*_matchers(rule)]
    return " or ".join(found) + "".join(f"; {condition}" for condition in _conditions(rule))


def _matchers(rule: Rule) -> Iterator[str]:
    if rule.line:
        yield f"the whole line {_listed(rule.line)}"
    if rule.starts:
        yield f"a text that begins with {_listed(rule.starts)}"
    if rule.ends:
        yield f"a text that ends with {_listed(rule.ends)}"
    if rule.contains:
        yield f"a text with {_listed(rule.contains)}"
    if rule.pattern:
        number = "a pattern" if len(rule.pattern) == 1 else f"one of {len(rule.pattern)} patterns"
        where = {"": "of the whole text", "start": "at its start", "end": "at its end"}[rule.cut]
        yield f"{number} {where}"
    if rule.element:
        yield f"an element {_listed([f'<{tag}>' for tag in rule.element], len(rule.element))}"
    if rule.class_word:
        yield f"a class or id with {_listed(rule.class_word)}"
    if rule.hidden:
        yield "a hidden element"
    if rule.uncovered:
        yield "a hidden element below a control, where the body stands"
    if rule.index and not (rule.line or rule.pattern):
        yield "whatever stands there"


def _conditions(rule: Rule) -> Iterator[str]:
    if rule.index:
        yield "block " + " or ".join(str(i) for i in rule.index)
    if "anywhere" not in rule.at:
        yield " or ".join(_PLACES[place] for place in rule.at)
    if rule.beside:
        yield f"beside {_listed(rule.beside, len(rule.beside))}"
    if rule.above:
        yield f"right above {_listed(rule.above, len(rule.above))}"
    if rule.requires:
        yield f"on pages with {_listed(rule.requires, len(rule.requires))}"
    if rule.prose_above:
        yield f"below at least {rule.prose_above} words of prose"
    if rule.kinds != ("html", "text"):
        yield f"in {' and '.join(rule.kinds)} only"
    if rule.unless:
        yield "with exceptions"
    limits = [
        *([f"at least {rule.min_words} words"] if rule.min_words else []),
        *([f"at most {rule.max_words} words"] if rule.max_words else []),
        *([f"at most {rule.max_chars} characters"] if rule.max_chars else []),
        *([f"within {rule.depth} elements"] if rule.depth else []),
    ]
    if limits:
        yield ", ".join(limits)
    if rule.run:
        yield f"certain from {rule.run} in a row"
    if rule.follower is not None:
        blocks = "the block" if rule.follower.blocks == 1 else f"{rule.follower.blocks} blocks"
        yield f"takes {blocks} after it as `{rule.follower.role}`"
    if rule.rest:
        yield "takes the rest of the page"
    if rule.until:
        yield f"until {_listed(rule.until, len(rule.until))}"


def _listed(entries: Iterable[str], shown: int = _SHOWN) -> str:
    every = list(entries)
    text = ", ".join(_code(entry) for entry in every[:shown])
    return text if len(every) <= shown else f"{text} … ({len(every)})"


def _code(text: str) -> str:
    """Inline code; a backtick in it asks for two around it."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"
