"""`python -m pipeline profile`: what a person asks and says of learned chrome.

A pin, a veto and a promotion are a person's word: learning never takes them back.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.errors import ConfigError
from pipeline.profiles.store import Line, Profile, normal_form, read_profiles, save_profiles

__all__ = ["add_profile_arguments", "profile_command"]

DEFAULT_FOLDER = Path("data/profiles")


def add_profile_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command, which `profile_command` reads."""
    commands = parser.add_subparsers(dest="action", metavar="ACTION", title="actions")
    command = commands.add_parser("show", help="all profiles, or the lines of one (the default)")
    command.add_argument("key", nargs="?", default="", metavar="KEY")
    for name, text in (
        ("pin", "the line is chrome, whatever is counted"),
        ("veto", "the line is no chrome, whatever is counted"),
        ("free", "take a pin or a veto back: learning decides"),
        ("promote", "make a learned line a rule of config/publishers/FILE"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("key", metavar="KEY", help="as `profile show` names it")
        command.add_argument("line", metavar="LINE", help="as it stands on a page")
        if name == "promote":
            command.add_argument("file", metavar="FILE", help="such as example.org.toml")


def profile_command(args: argparse.Namespace, config_dir: Path) -> Iterator[str]:
    """Do what was asked; lines to show. ConfigError for a key or line that is not there."""
    folder = args.profiles or DEFAULT_FOLDER
    profiles = read_profiles(folder)
    action, key = args.action or "show", getattr(args, "key", "")
    if action == "show" and not key:
        yield from _list(profiles, folder)
        return
    if key not in profiles:
        raise ConfigError(f"{folder}: there is no profile of {key!r}")
    profile = profiles[key]
    if action == "show":
        yield from _show(profile)
    elif action == "promote":
        path = promote(profile, _learned(profile, args.line), config_dir / "publishers" / args.file)
        yield f"{path}: a rule was appended; check it, and run `python -m pipeline check`"
    else:
        save_profiles(folder, [_said(profile, args.line, action)])
        yield f"{key}: {args.line}: {action}"


def _list(profiles: Mapping[str, Profile], folder: Path) -> Iterator[str]:
    found = sorted(profiles.values(), key=lambda p: (-p.documents, p.key))
    for profile in found:
        yield (
            f"{profile.key:40} version {profile.version:3}  {len(profile.chrome):5,} lines of "
            f"{profile.documents:,} pages"
        )
    if not found:
        yield f"{folder}: no profiles; luigi --module tasks LearnProfiles learns them"


def _show(profile: Profile) -> Iterator[str]:
    yield f"{profile.key}, version {profile.version}, {profile.documents:,} pages"
    pinned = {normal_form(text) for text in profile.pinned}
    for normal, line in profile.chrome.items():
        mark = "pinned" if normal in pinned else "alone" if line.alone else ""
        seen = f"{line.first_seen}..{line.last_seen}" if line.first_seen else ""
        yield (
            f"{line.documents:6,} {line.share:5.0%} {seen:22} {line.role.value:12} {mark:6} "
            f"{line.line}"
        )
    yield from (f"{'vetoed':>6} {text}" for text in profile.vetoed)


def _said(profile: Profile, text: str, action: str) -> Profile:
    """The profile after a person's word on a line."""
    normal = normal_form(text)
    if not normal:
        raise ConfigError(f"{text!r} is no line that can be compared")
    pinned = tuple(line for line in profile.pinned if normal_form(line) != normal)
    vetoed = tuple(line for line in profile.vetoed if normal_form(line) != normal)
    if action == "pin":
        pinned += (text,)
    elif action == "veto":
        vetoed += (text,)
    said = replace(profile, version=profile.version + 1, pinned=pinned, vetoed=vetoed)
    if (said.pinned, said.vetoed) == (profile.pinned, profile.vetoed):
        raise ConfigError(f"{profile.key}: nothing to change for {text!r}")
    return said


def _learned(profile: Profile, text: str) -> Line:
    line = profile.chrome.get(normal_form(text))
    if line is None:
        raise ConfigError(f"{profile.key} has no line {text!r}; pin it first")
    return line


def promote(profile: Profile, line: Line, path: Path) -> Path:
    """Append the line to a publisher's file, which must be there, as a rule of its own."""
    if not path.is_file():
        raise ConfigError(f"{path} is not there; make the publisher's file first")
    with path.open("a", encoding="utf-8") as file:
        file.write(as_rule(profile, line))
    return path


def as_rule(profile: Profile, line: Line) -> str:
    """A learned line in the form of a publisher's `[[rule]]`: the one place that knows it."""
    text = json.dumps(line.line, ensure_ascii=False)
    inside = json.dumps(
        f"The sign at the gate says {line.line} to all who pass.", ensure_ascii=False
    )
    seen = f", {line.first_seen} to {line.last_seen}" if line.first_seen else ""
    evidence = f"{line.documents:,} of {profile.documents:,} pages of {profile.key}"
    return (
        f"\n# learned{seen}; on pages such as {', '.join(line.examples) or 'none (pinned)'}\n"
        f"[[rule]]\n"
        f'id = "learned-{hashlib.sha256(line.line.encode()).hexdigest()[:8]}"\n'
        f'role = "{line.role.value}"\n'
        f"why = {json.dumps(f'It stands on {evidence}, whatever the story.', ensure_ascii=False)}\n"
        f"line = [{text}]\n"
        f"hits = [{text}]\n"
        f"misses = [{inside}]\n"
    )
