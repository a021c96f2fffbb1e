"""A rule and a frame as data, and the strict reading of one pack (`config/rules/<pack>.toml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError
from pipeline.records import Role
from pipeline.rules.phrases import line_key
from pipeline.rules.vocabulary import expand
from pipeline.toml import read_toml, require_keys

__all__ = ["CUT", "POSITIONS", "Follower", "Frame", "Rule", "read_pack", "read_rule"]

POSITIONS = ("anywhere", "head", "tail", "first", "last", "within")
MATCHERS = (
    "line", "starts", "ends", "contains", "pattern", "element", "class_word", "hidden",
    "uncovered", "index",
)  # fmt: skip
VALUE_NAMES = frozenset(
    (
        "credit", "caption", "agency", "author", "place", "date", "time", "publisher", "section",
        "contributor",
    )
)  # fmt: skip
CUT = "cut"  # the group of a pattern that is the span to cut, where that is not the whole match
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_GROUP = re.compile(r"\(\?P?<(\w*)>")
_PROOF = frozenset({"why", "hits", "misses"})  # what a rule says of itself, not what it does


@dataclass(frozen=True, slots=True)
class Follower:
    """What the blocks after a hit are: the name below "Foto:", the teaser below "Read also"."""

    role: Role
    blocks: int = 1  # at most so many; ends before a block that another rule is certain of
    unless: str = ""  # "sentence": not a block that ends as a sentence does
    then: str = ""  # "prose": only before a block that is a sentence of prose
    min_words: int = 0
    max_words: int = 0  # of each block; 0: any
    value: str = ""  # the name under which the block's text becomes a value of its vote


@dataclass(frozen=True, slots=True)
class Rule:
    """One fact about chrome. See `docs/add-a-rule.md` for every key."""

    pack: str
    id: str
    role: Role
    why: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    line: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    pattern: tuple[str, ...] = ()  # RE2, macros written out
    cue: tuple[str, ...] = ()  # RE2, light: `pattern` is only tried on texts that have one of them
    unless: tuple[str, ...] = ()  # RE2, searched: a text that has one of these is not meant
    ignore_case: bool = False
    element: tuple[str, ...] = ()
    class_word: tuple[str, ...] = ()
    depth: int = 0  # elements that class_word and element look at, the block's own first; 0: all
    hidden: bool = False
    uncovered: bool = False  # hidden below a control, where the body stands
    index: tuple[int, ...] = ()  # the block's place in the document; -1 is the last
    at: tuple[str, ...] = ("anywhere",)
    beside: tuple[str, ...] = ()  # roles, one of which a neighbour must have for certain
    above: tuple[str, ...] = ()  # roles or rules ("pack/id") that the next block must have
    requires: tuple[str, ...] = ()  # "frame:<name>"
    prose_above: int = 0  # words of sentences that stand above the block at least
    kinds: tuple[str, ...] = ("html", "text")
    cut: str = ""  # "start" or "end": the match is a span at that end of the block
    min_words: int = 0
    max_words: int = 0  # 0: any
    max_chars: int = 0
    follower: Follower | None = None
    rest: bool = False  # the role goes on to the end of the document, or before `until`
    until: tuple[str, ...] = ()  # roles or rules ("pack/id") that end `rest` and followers
    values: tuple[tuple[str, str], ...] = ()  # said of every hit, beside the named groups
    weight: float = 1.0
    name: str = ""  # the rule's name everywhere: "pack/id"
    run: int = 0  # so many hits in a row are certain, whatever the weight: three section names

    def fits(self, words: int, chars: int) -> bool:
        """Whether a block of this length is within the rule's limits."""
        return (
            words >= self.min_words
            and (not self.max_words or words <= self.max_words)
            and (not self.max_chars or chars <= self.max_chars)
        )

    @property
    def is_local(self) -> bool:
        """Whether its blocks are known before their text: the rule is not searched for."""
        by_its_ends = self.index and not (self.pattern or self.line)
        return bool(self.beside or self.above or by_its_ends)

    @property
    def is_positional(self) -> bool:
        """Whether the place of a block decides, beside its text."""
        return bool(
            self.beside
            or self.above
            or self.requires
            or self.index
            or self.prose_above
            or "anywhere" not in self.at
        )

    def behaviour(self) -> dict[str, Any]:
        """What can change a result."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self) if f.name not in _PROOF}


@dataclass(frozen=True, slots=True)
class Frame:
    """A fingerprint of a content system: lines that stand on its pages in every language."""

    name: str
    lines: tuple[str, ...] = ()  # keys (`line_key`)
    sequences: tuple[tuple[str, ...], ...] = ()  # keys of consecutive blocks
    min: int = 1  # so many of `lines` must be there


def _plain(value: object) -> object:
    if isinstance(value, Follower):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return list(value) if isinstance(value, tuple) else value


_FIELDS: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("id", "role", "why", "cut"), str),
    **dict.fromkeys(("hits", "misses"), list),
    **dict.fromkeys(("line", "starts", "ends", "contains", "pattern", "cue", "unless"), list),
    **dict.fromkeys(("element", "class_word", "index", "beside", "above"), list),
    **dict.fromkeys(("requires", "until"), list),
    **dict.fromkeys(("ignore_case", "hidden", "uncovered", "rest"), bool),
    **dict.fromkeys(("depth", "min_words", "max_words", "max_chars", "run"), int),
    "prose_above": int,
    **dict.fromkeys(("at", "kinds"), (str, list)),
    **dict.fromkeys(("follower", "values"), dict),
    "weight": (float, int),
}
_FOLLOWER: dict[str, type | tuple[type, ...]] = {
    "role": str, "blocks": int, "unless": str, "then": str, "min_words": int, "max_words": int,
    "value": str,
}  # fmt: skip
_FRAME: dict[str, type | tuple[type, ...]] = {
    "name": str, "lines": list, "sequences": list, "min": int,
}  # fmt: skip


def read_pack(path: Path, macros: Mapping[str, str]) -> tuple[list[Rule], list[Frame]]:
    """The rules and frames of one file; ConfigError names file and rule."""
    data = read_toml(path)
    unknown = sorted(set(data) - {"rule", "frame"})
    if unknown:
        raise ConfigError(f"{path}: unknown table [{unknown[0]}]; it knows [[rule]], [[frame]]")
    if not _NAME.fullmatch(path.stem):
        raise ConfigError(f"{path}: a pack's name is made of a-z, 0-9 and '-'")
    rules = [
        read_rule(path, number, table, macros)
        for number, table in enumerate(_tables(path, data, "rule"), start=1)
    ]
    frames = [_frame(path, table) for table in _tables(path, data, "frame")]
    return rules, frames


def _tables(path: Path, data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    tables = data.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(f"{path}: each {name} begins with [[{name}]], in two brackets")
    return tables


def _frame(path: Path, table: dict[str, Any]) -> Frame:
    where = f"{path}: frame {table.get('name', '')!r}"
    require_keys(where, table, _FRAME, required=("name",))
    if any(not isinstance(line, str) for run in table.get("sequences", ()) for line in run):
        raise ConfigError(f"{where}: sequences must hold lists of lines")
    lines = tuple(line_key(line) for line in table.get("lines", ()))
    sequences = tuple(tuple(line_key(line) for line in run) for run in table.get("sequences", ()))
    if not lines and not sequences:
        raise ConfigError(f"{where}: a frame needs lines or sequences")
    return Frame(table["name"], lines, sequences, table.get("min", 1))


def read_rule(path: Path, number: int, table: dict[str, Any], macros: Mapping[str, str]) -> Rule:
    """One `[[rule]]`; ConfigError names the file, the rule and what to write instead."""
    where = f"{path}: rule {table.get('id', f'number {number}')!r}"
    require_keys(where, table, _FIELDS, required=("id", "role", "why", "hits", "misses"))
    if not _NAME.fullmatch(table["id"]):
        raise ConfigError(f"{where}: an id is made of a-z, 0-9 and '-'")
    if not any(table.get(matcher) for matcher in MATCHERS):
        raise ConfigError(f"{where}: it needs one of {', '.join(MATCHERS)}")
    why = table["why"]
    if len(why.split()) < 4 or not why.endswith(".") or not why[0].isupper():
        raise ConfigError(f"{where}: why must be a sentence, not {why!r}")
    weight = float(table.get("weight", 1.0))
    if not 0 < weight <= 1:
        raise ConfigError(f"{where}: weight must lie above 0 and at most at 1")
    rule = Rule(
        pack=path.stem,
        id=table["id"],
        name=f"{path.stem}/{table['id']}",
        role=_role(where, table["role"]),
        why=why,
        hits=tuple(table["hits"]),
        misses=tuple(table["misses"]),
        **{name: tuple(table.get(name, ())) for name in ("line", "starts", "ends", "contains")},
        pattern=tuple(expand(p, macros, where) for p in table.get("pattern", ())),
        cue=tuple(expand(p, macros, where) for p in table.get("cue", ())),
        unless=tuple(expand(p, macros, where) for p in table.get("unless", ())),
        ignore_case=table.get("ignore_case", False),
        element=tuple(table.get("element", ())),
        class_word=tuple(table.get("class_word", ())),
        depth=table.get("depth", 0),
        hidden=table.get("hidden", False),
        uncovered=table.get("uncovered", False),
        index=tuple(table.get("index", ())),
        at=_choices(where, "at", table.get("at", "anywhere"), POSITIONS),
        beside=tuple(_role(where, role) for role in table.get("beside", ())),
        above=tuple(table.get("above", ())),
        requires=tuple(table.get("requires", ())),
        prose_above=table.get("prose_above", 0),
        kinds=_choices(where, "kinds", table.get("kinds", ["html", "text"]), ("html", "text")),
        cut=table.get("cut", ""),
        min_words=table.get("min_words", 0),
        max_words=table.get("max_words", 0),
        max_chars=table.get("max_chars", 0),
        follower=_follower(where, table["follower"]) if "follower" in table else None,
        rest=table.get("rest", False),
        until=tuple(table.get("until", ())),
        values=tuple((k, str(v)) for k, v in table.get("values", {}).items()),
        weight=weight,
        run=table.get("run", 0),
    )
    _check_combination(where, rule)
    return rule


def _check_combination(where: str, rule: Rule) -> None:
    if rule.cut not in ("", "start", "end"):
        raise ConfigError(f'{where}: cut must be "start" or "end"')
    if rule.cut and (not rule.pattern or rule.follower or rule.rest):
        raise ConfigError(f"{where}: cut goes with pattern, and without follower and rest")
    if rule.cue and (not rule.pattern or rule.is_local):
        raise ConfigError(f"{where}: cue goes with pattern, and without beside or above")
    if rule.index and not (rule.pattern or rule.line or rule.requires):
        raise ConfigError(f"{where}: index alone would hit any text; add pattern or requires")
    if rule.until and not (rule.rest or rule.follower):
        raise ConfigError(f"{where}: until goes with rest or follower")
    for entry in rule.line + rule.starts + rule.ends + rule.contains:
        if not line_key(entry):
            raise ConfigError(f"{where}: {entry!r} is nothing but decoration")
    for pattern in rule.pattern:
        for group in _GROUP.findall(pattern):
            if group not in VALUE_NAMES and not (group == CUT and rule.cut):
                raise ConfigError(
                    f"{where}: unknown group {group!r}; a pattern may name "
                    f"{', '.join(sorted(VALUE_NAMES))}"
                )


def _follower(where: str, table: dict[str, Any]) -> Follower:
    where = f"{where}: follower"
    require_keys(where, table, _FOLLOWER, required=("role",))
    if table.get("unless", "") not in ("", "sentence"):
        raise ConfigError(f'{where}: unless can only be "sentence"')
    if table.get("then", "") not in ("", "prose"):
        raise ConfigError(f'{where}: then can only be "prose"')
    if table.get("value", "") not in VALUE_NAMES | {""}:
        raise ConfigError(f"{where}: value must be one of {', '.join(sorted(VALUE_NAMES))}")
    return Follower(**{**table, "role": _role(where, table["role"])})


def _role(where: str, name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        raise ConfigError(
            f"{where}: unknown role {name!r}; the roles are {', '.join(Role)}"
        ) from None


def _choices(
    where: str, key: str, value: str | list[str], known: tuple[str, ...]
) -> tuple[str, ...]:
    values = (value,) if isinstance(value, str) else tuple(value)
    for entry in values:
        if entry not in known:
            raise ConfigError(f"{where}: {key} knows {', '.join(known)}, not {entry!r}")
    return values
