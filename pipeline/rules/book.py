"""The rule book: every pack of `config/rules/`, validated and ready to match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import re2

from pipeline.errors import ConfigError
from pipeline.records import Role
from pipeline.rules import marks, matcher
from pipeline.rules.agencies import Agencies, load_agencies
from pipeline.rules.proof import far_misses, read_entry
from pipeline.rules.schema import Frame, Rule, read_pack
from pipeline.rules.vocabulary import load_vocabulary
from pipeline.toml import read_toml, require_keys

__all__ = ["RETIRED", "RuleBook", "load_rules", "require_near_misses"]

RETIRED = "retired.toml"  # no pack: the names of rules that are gone


@dataclass(frozen=True)
class RuleBook:
    """All rules, frames and agencies. Picklable: what is compiled is compiled again."""

    rules: tuple[Rule, ...]
    frames: tuple[Frame, ...]
    agencies: Agencies
    files: tuple[tuple[str, str], ...] = ()  # rule name -> "file: rule 'id'", for messages

    @cached_property
    def matcher(self) -> matcher.Matcher:
        """The text matchers of all rules, compiled."""
        return matcher.build(self.rules, dict(self.files))

    @cached_property
    def marks(self) -> marks.MarkIndex:
        """The markup matchers of all rules."""
        return marks.build(self.rules)

    @cached_property
    def order(self) -> dict[str, int]:
        """Where each rule stands among all, by the name under which it votes."""
        return {f"rule:{rule.name}": number for number, rule in enumerate(self.rules)}

    @cached_property
    def local(self) -> tuple[int, ...]:
        """The rules that are tried on a few known blocks (`Rule.is_local`)."""
        return tuple(i for i, rule in enumerate(self.rules) if rule.is_local)

    @cached_property
    def positional(self) -> frozenset[int]:
        """The rules of which the place of a block decides too (`Rule.is_positional`)."""
        return frozenset(i for i, rule in enumerate(self.rules) if rule.is_positional)

    def warm_up(self) -> None:
        """Have all hits and misses matched once: what forked processes then share."""
        entries = [entry for rule in self.rules for entry in (*rule.hits, *rule.misses)]
        self.matcher.warm_up([text for entry in entries if (text := read_entry(entry)[1])])

    def behaviour(self) -> dict[str, Any]:
        """What can change a result: everything but `why`, `hits`, `misses` and comments."""
        return {
            "rules": [rule.behaviour() for rule in self.rules],
            "frames": [
                [f.name, list(f.lines), [list(run) for run in f.sequences], f.min]
                for f in self.frames
            ],
            "agencies": self.agencies.behaviour(),
        }

    def __getstate__(self) -> dict[str, Any]:
        """Without the compiled automaton, which cannot be pickled."""
        names = ("rules", "frames", "agencies", "files")
        return {name: self.__dict__[name] for name in names}


def load_rules(config_dir: Path) -> RuleBook:
    """Read `rules/*.toml`, `agencies.toml` and `vocabulary.toml` below `config_dir`.

    ConfigError names the file, the rule and what is wrong with it: a miss that is not near, and an
    id that was in use once (`rules/retired.toml`), too. Whether hits hit and misses miss is
    checked by `check_rules`, not here: it takes longer than loading.
    """
    agencies_file = config_dir / "agencies.toml"
    vocabulary_file = config_dir / "vocabulary.toml"
    agencies = load_agencies(agencies_file) if agencies_file.exists() else Agencies()
    macros = load_vocabulary(vocabulary_file, agencies) if vocabulary_file.exists() else {}
    rules: list[Rule] = []
    frames: list[Frame] = []
    files: dict[str, str] = {}
    retired_file = config_dir / "rules" / RETIRED
    retired = _retired(retired_file) if retired_file.exists() else frozenset()
    for path in sorted((config_dir / "rules").glob("*.toml")):
        if path.name == RETIRED:
            continue
        pack_rules, pack_frames = read_pack(path, macros)
        for rule in pack_rules:
            if rule.name in files:
                raise ConfigError(f"{path}: rule {rule.id!r}: the id is used twice")
            if rule.name in retired:
                raise ConfigError(
                    f"{path}: rule {rule.id!r}: the id was retired; ledgers name the rule that had "
                    "it, so take another"
                )
            require_near_misses(f"{path}: rule {rule.id!r}", rule)
            files[rule.name] = f"{path}: rule {rule.id!r}"
        rules += pack_rules
        frames += pack_frames
    _check_references(rules, frames, files)
    book = RuleBook(tuple(rules), tuple(frames), agencies, tuple(files.items()))
    _ = book.matcher  # compile now: a bad pattern is a config error, not a page's
    return book


def _retired(path: Path) -> frozenset[str]:
    data = read_toml(path)
    require_keys(str(path), data, {"retired": list})
    return frozenset(data.get("retired", ()))


def require_near_misses(where: str, rule: Rule) -> None:
    """ConfigError where a miss has nothing to do with the rule: it would prove nothing."""
    try:
        far = far_misses(rule)
    except re2.error:
        return  # a pattern that cannot be read is told of when all are compiled
    for entry in far:
        raise ConfigError(
            f"{where}: the miss {entry!r} is not near: it would not match even if position and "
            "length were not asked"
        )


def _check_references(rules: list[Rule], frames: list[Frame], files: Mapping[str, str]) -> None:
    known = {f"frame:{frame.name}" for frame in frames}
    if len(known) < len(frames):
        raise ConfigError("two frames have one name: " + ", ".join(sorted(f.name for f in frames)))
    roles = {role.value for role in Role}
    for rule in rules:
        for name in rule.requires:
            if name not in known:
                raise ConfigError(f"{files[rule.name]}: requires {name!r}, which no pack defines")
        for key, names in (("until", rule.until), ("above", rule.above)):
            for name in names:
                if name not in files and name not in roles:
                    raise ConfigError(f"{files[rule.name]}: {key} {name!r} is no role and no rule")
