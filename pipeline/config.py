"""Loads and validates `config/`: strict, because a typo in a rule is silent until it is found.

The digest covers what can change a result (parsed values, never comments or `why`), so editing
a comment cleans nothing again.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.errors import ConfigError
from pipeline.model import SHIPPED, BlockModel, load_model
from pipeline.publishers import Publisher, load_publishers
from pipeline.rules import RuleBook, load_rules
from pipeline.toml import read_toml

if TYPE_CHECKING:
    from pipeline.profiles.match import Profiles

__all__ = [
    "AlarmSettings",
    "Config",
    "CopySettings",
    "DateSettings",
    "LimitSettings",
    "ModelSettings",
    "OutputSettings",
    "ProfileSettings",
    "RunSettings",
    "Settings",
    "config_directory",
    "default_config",
    "load_config",
]


@dataclass(frozen=True, slots=True)
class DateSettings:
    """`[dates]`: the plausible range, and how sure a date must be to become `published`."""

    earliest_plausible: date = date(1995, 1, 1)
    latest_plausible: date = date(2030, 12, 31)
    min_published_conf: float = 0.5


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """`[limits]`: sizes (bytes, tags, characters) beyond which a page is refused or cut."""

    max_bytes: int = 10_000_000
    max_tags: int = 50_000
    max_json_ld_chars: int = 300_000
    max_meta_chars: int = 20_000
    title_chars: int = 500
    author_chars: int = 200
    description_chars: int = 2_000


@dataclass(frozen=True, slots=True)
class OutputSettings:
    """`[output]`: the layout of the published folder. No effect on any result."""

    publish: str = "link"
    article_txt: bool = True
    article_json: bool = True
    parquet: bool = False


@dataclass(frozen=True, slots=True)
class RunSettings:
    """`[run]`: what makes a run refuse to publish. No effect on any result."""

    max_vanished_share: float = 0.3
    max_quarantined_share: float = 0.5


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """`[alarms]`: when a publisher's articles have become worse. No effect on any result."""

    fail: bool = True
    min_past: int = 20
    min_new: int = 5
    min_rise: float = 0.3
    max_lost_share: float = 0.3
    max_chance: float = 0.001


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """`[profiles]`: when `LearnProfiles` takes a line for chrome. No effect on any result."""

    min_documents: int = 3
    enter_share: float = 0.05
    leave_share: float = 0.025
    min_evidence: int = 10


@dataclass(frozen=True, slots=True)
class CopySettings:
    """`[copies]`: when an article is a copy of another one. No effect on any page's result."""

    find: bool = True
    min_containment: float = 0.6
    min_shingles: int = 30
    shingle_words: int = 5
    max_stories: int = 8

    def check(self, path: Path) -> None:
        """ConfigError for what cannot be meant."""
        for key, low, high in (
            ("min_containment", 0.3, 1),
            ("min_shingles", 10, 1_000),
            ("shingle_words", 3, 20),
            ("max_stories", 1, 200),
        ):
            if not low <= getattr(self, key) <= high:
                raise ConfigError(f"{path}: [copies] {key} must lie between {low} and {high}")


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """`[model]`: which block model is used, and when it calls trafilatura."""

    file: str = ""  # in the config folder; "": the shipped one
    ask_extractor_below: float = 0.85


@dataclass(frozen=True, slots=True)
class Settings:
    """`config/settings.toml`, section by section."""

    dates: DateSettings = field(default_factory=DateSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    output: OutputSettings = field(default_factory=OutputSettings)
    run: RunSettings = field(default_factory=RunSettings)
    alarms: AlarmSettings = field(default_factory=AlarmSettings)
    profiles: ProfileSettings = field(default_factory=ProfileSettings)
    copies: CopySettings = field(default_factory=CopySettings)
    model: ModelSettings = field(default_factory=ModelSettings)

    def behaviour(self) -> dict[str, Any]:
        """The part that can change a result."""
        return {
            "dates": asdict(self.dates),
            "limits": asdict(self.limits),
            "ask_extractor_below": self.model.ask_extractor_below,
        }


@dataclass(frozen=True)
class Config:
    """Everything under `config/` that the pipeline reads, validated and compiled."""

    directory: Path
    settings: Settings
    rules: RuleBook
    publishers: tuple[Publisher, ...]
    model: BlockModel | None
    digest: str  # 64 hex digits, of behaviour only
    without: frozenset[str] = frozenset()  # labellers that are not asked: for measuring only
    profiles: Profiles | None = None  # learned; part of what its own publishers' rows are made for


def config_directory() -> Path:
    """The folder that holds the data: `$DECHROME_CONFIG`, else `config/` of this checkout."""
    override = os.environ.get("DECHROME_CONFIG")
    return Path(override) if override else Path(__file__).resolve().parent.parent / "config"


S = TypeVar(
    "S",
    DateSettings,
    LimitSettings,
    OutputSettings,
    RunSettings,
    AlarmSettings,
    ProfileSettings,
    CopySettings,
    ModelSettings,
)


def _section(kind: type[S], path: Path, name: str, values: object) -> S:
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: [{name}] must be a table")
    known = {f.name: f for f in fields(kind)}
    defaults = kind()
    for key, value in values.items():
        if key not in known:
            raise ConfigError(
                f"{path}: [{name}] has an unknown key {key!r}; it knows {', '.join(sorted(known))}"
            )
        wanted = type(getattr(defaults, key))
        is_number = wanted is float and type(value) is int
        if type(value) is not wanted and not is_number:
            raise ConfigError(
                f"{path}: [{name}] {key} must be of type {wanted.__name__}, not {value!r}"
            )
    return kind(**values)


def load_settings(path: Path) -> Settings:
    """Read `settings.toml`; a missing file means the defaults."""
    data = read_toml(path) if path.exists() else {}
    known = [f.name for f in fields(Settings)]
    unknown = sorted(set(data) - set(known))
    if unknown:
        raise ConfigError(
            f"{path}: unknown section [{unknown[0]}]; it knows {', '.join(sorted(known))}"
        )
    settings = Settings(
        dates=_section(DateSettings, path, "dates", data.get("dates", {})),
        limits=_section(LimitSettings, path, "limits", data.get("limits", {})),
        output=_section(OutputSettings, path, "output", data.get("output", {})),
        run=_section(RunSettings, path, "run", data.get("run", {})),
        alarms=_section(AlarmSettings, path, "alarms", data.get("alarms", {})),
        profiles=_section(ProfileSettings, path, "profiles", data.get("profiles", {})),
        copies=_section(CopySettings, path, "copies", data.get("copies", {})),
        model=_section(ModelSettings, path, "model", data.get("model", {})),
    )
    settings.copies.check(path)
    if settings.output.publish not in {"link", "copy"}:
        raise ConfigError(f'{path}: [output] publish must be "link" or "copy"')
    run, alarms, profiles = settings.run, settings.alarms, settings.profiles
    for place, share in (
        ("[run] max_vanished_share", run.max_vanished_share),
        ("[run] max_quarantined_share", run.max_quarantined_share),
        ("[alarms] min_rise", alarms.min_rise),
        ("[alarms] max_lost_share", alarms.max_lost_share),
        ("[alarms] max_chance", alarms.max_chance),
        ("[profiles] enter_share", profiles.enter_share),
        ("[profiles] leave_share", profiles.leave_share),
        ("[model] ask_extractor_below", settings.model.ask_extractor_below),
    ):
        if not 0 <= share <= 1:
            raise ConfigError(f"{path}: {place} must lie between 0 and 1")
    if min(alarms.min_past, alarms.min_new) < 1:
        raise ConfigError(f"{path}: [alarms] min_past and min_new must be at least 1")
    if profiles.min_documents < 2 or profiles.leave_share > profiles.enter_share:
        raise ConfigError(
            f"{path}: [profiles] min_documents must be at least 2, and leave_share no more than "
            "enter_share"
        )
    return settings


@lru_cache(maxsize=4)
def load_config(directory: Path, *, with_model: bool = True) -> Config:
    """Load, validate and compile everything under `directory`; a model is trained without one."""
    if not directory.is_dir():
        raise ConfigError(f"{directory}: the config folder does not exist")
    settings = load_settings(directory / "settings.toml")
    rules = load_rules(directory)
    publishers = load_publishers(directory / "publishers")
    path = directory / settings.model.file if settings.model.file else SHIPPED
    model = load_model(path) if with_model else None
    behaviour = {
        "settings": settings.behaviour(),
        "rules": rules.behaviour(),
        "publishers": [p.behaviour() for p in publishers],
        "model": model.digest if model else "",
    }
    text = json.dumps(behaviour, sort_keys=True, ensure_ascii=True, default=str)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Config(directory, settings, rules, publishers, model, digest)


def default_config() -> Config:
    """The config of this checkout (cached per process)."""
    return load_config(config_directory())
