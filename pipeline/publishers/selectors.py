"""CSS selectors on the lxml tree that every stage shares, compiled to XPath.

A part of CSS, and an error for the rest: type, `.class`, `#id`, `[name]`, `[name="value"]` (also
`^=`, `$=`, `*=`, `~=`), `:not(…)` and `:has(…)` around one of these, joined by a blank, `>`, `+`
or `~`. The page is not parsed again for it: a second tree costs more than all labellers together.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from pipeline.errors import ConfigError

__all__ = ["select", "selector_xpath"]

_NAME = r"-?[A-Za-z_][\w-]*"
_SIMPLE = re.compile(
    rf"(?P<tag>{_NAME}|\*)|\.(?P<klass>{_NAME})|#(?P<id>{_NAME})"
    rf"|\[(?P<name>[\w:-]+)(?:(?P<op>[~^$*]?=)(?:\"(?P<quoted>[^\"]*)\"|(?P<bare>[\w-]+)))?\]"
    r"|:(?P<pseudo>not|has)\((?P<inner>[^()]*)\)"
)
_COMBINATOR = re.compile(r"\s*([>+~])\s*|\s+")
_AXIS = {
    " ": "ancestor::*",
    ">": "parent::*",
    "+": "preceding-sibling::*[1]",
    "~": "preceding-sibling::*",
}


def select(selector: str, tree: HtmlElement) -> list[HtmlElement]:
    """The selector's elements, in document order; ConfigError says what of it is not known."""
    found = _compiled(selector_xpath(selector))(tree)
    assert isinstance(found, list)
    return [element for element in found if isinstance(element, HtmlElement)]


@lru_cache(maxsize=4096)
def _compiled(xpath: str) -> etree.XPath:
    return etree.XPath(xpath)


@lru_cache(maxsize=4096)
def selector_xpath(selector: str) -> str:
    """The XPath of a selector.

    >>> selector_xpath("article p#lead")
    "/descendant::p[@id='lead'][ancestor::*[self::article]]"
    """
    compounds, combinators = _split(selector.strip(), selector)
    # From the right: an element is tried once, and its ancestors only if it fits itself.
    tag, conditions = compounds[-1]
    left = _condition(compounds[:-1], combinators)
    # `//` would gather all nodes of the page first, its texts too.
    return f"/descendant::{tag}" + "".join(f"[{c}]" for c in (*conditions, left) if c)


def _condition(compounds: list[tuple[str, list[str]]], combinators: list[str]) -> str:
    """What stands left of a compound, as a condition on it."""
    condition = ""
    for (tag, conditions), combinator in zip(compounds, combinators, strict=True):
        own = [*([f"self::{tag}"] if tag != "*" else []), *conditions, condition]
        condition = _AXIS[combinator] + "".join(f"[{c}]" for c in own if c)
    return condition


def _split(text: str, selector: str) -> tuple[list[tuple[str, list[str]]], list[str]]:
    compounds: list[tuple[str, list[str]]] = []
    combinators: list[str] = []
    position = 0
    while True:
        compound, position = _compound(text, position, selector)
        compounds.append(compound)
        if position == len(text):
            return compounds, combinators
        joint = _COMBINATOR.match(text, position)
        if joint is None:
            raise _unknown(selector, text[position:])
        combinators.append(joint.group(1) or " ")
        position = joint.end()


def _compound(text: str, position: int, selector: str) -> tuple[tuple[str, list[str]], int]:
    tag, conditions = "*", []
    start = position
    while match := _SIMPLE.match(text, position):
        if match["tag"]:
            if position > start:
                break
            tag = match["tag"].lower()
        else:
            conditions.append(_simple(match, selector))
        position = match.end()
    if position == start:
        raise _unknown(selector, text[position:])
    return (tag, conditions), position


def _simple(match: re.Match[str], selector: str) -> str:
    if match["klass"]:
        return _has_word("class", match["klass"])
    if match["id"]:
        return f"@id='{match['id']}'"
    if match["pseudo"]:
        compounds, _ = _split(match["inner"].strip(), selector)
        if len(compounds) > 1:
            raise _unknown(selector, match["inner"])
        tag, conditions = compounds[0]
        if match["pseudo"] == "has":
            return f"descendant::{tag}" + "".join(f"[{c}]" for c in conditions)
        own = [*([f"self::{tag}"] if tag != "*" else []), *conditions]
        return f"not({' and '.join(own) or 'self::*'})"
    name = match["name"].lower()
    value = match["quoted"] if match["quoted"] is not None else match["bare"]
    if value is None:
        return f"@{name}"
    if "'" in value or not value:
        raise _unknown(selector, value)
    if match["op"] == "~=":
        return _has_word(name, value)
    if match["op"] == "$=":
        start = f"string-length(@{name}) - {len(value) - 1}"
        return f"substring(@{name}, {start}) = '{value}'"
    function = {"=": "", "^=": "starts-with", "*=": "contains"}[match["op"]]
    return f"{function}(@{name}, '{value}')" if function else f"@{name}='{value}'"


def _has_word(name: str, word: str) -> str:
    # The first half is a sieve: it costs a tenth of the second.
    whole = f"contains(concat(' ', normalize-space(@{name}), ' '), ' {word} ')"
    return f"contains(@{name}, '{word}') and {whole}"


def _unknown(selector: str, rest: str) -> ConfigError:
    return ConfigError(f"the selector {selector!r} cannot be read at {rest[:30]!r}")
