"""The rules: chrome that is known as fact, as data under `config/rules/`.

    packs (TOML) -> schema.Rule -> matcher.Matcher -> label/facts.py, which votes

`load_rules` reads, validates and compiles; nothing here knows about documents.
"""

from __future__ import annotations

from pipeline.rules.agencies import Agencies, Agency
from pipeline.rules.book import RuleBook, load_rules
from pipeline.rules.check import check_rules
from pipeline.rules.schema import Frame, Rule

__all__ = ["Agencies", "Agency", "Frame", "Rule", "RuleBook", "check_rules", "load_rules"]
