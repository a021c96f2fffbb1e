"""Raw pages -> profiles: read, grouped, counted, and written where a set of lines has changed.

Memory is some 11 bytes a line of the corpus; the texts wait on the disk for those lines that are
learned.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from pipeline.config import ProfileSettings
from pipeline.edge import Item, Outcome
from pipeline.profiles.copies import stories
from pipeline.profiles.counting import Counted, Group, count_lines
from pipeline.profiles.groups import like_frames
from pipeline.profiles.match import USUAL, Frames, load_profiles, usual_lines
from pipeline.profiles.reading import WORDED, PageLines, page_of, texts_of
from pipeline.profiles.store import Line, Profile, normal_form, save_profiles
from pipeline.read.files import Found, walk

__all__ = ["Change", "Learned", "learn", "learn_folder", "raw_items"]

ReadAll = Callable[[Iterable[Item]], Iterator[Outcome]]
Texts = Callable[[PageLines], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Change:
    """A profile that was written."""

    key: str
    version: int
    lines: int
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class Learned:
    """What a pass over a raw folder has done."""

    pages: int
    unread: int  # pages that could not be read: no line of theirs was counted
    groups: int  # that have a profile now, changed or not
    changes: tuple[Change, ...]


def raw_items(raw: Path) -> Iterator[Item]:
    """The inputs of a raw folder, for the edge."""
    for found in walk(raw):
        if isinstance(found, Found):
            yield Item(found.source_path, found.path, "", found.sidecar, found.size)


def learn_folder(
    items: Iterable[Item],
    folder: Path,
    read_all: ReadAll,
    settings: ProfileSettings,
    today: str,
    progress: Callable[[Outcome], None] = lambda outcome: None,
) -> Learned:
    """Learn from all items, and bring the profiles in `folder` up to date.

    `read_all` is an edge whose `clean` and `render` are those of `reading.py`. `today`
    (YYYY-MM-DD) stands for the date of pages that have none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    old = load_profiles(folder).by_key
    with tempfile.TemporaryFile(dir=folder) as spill:
        pages: list[PageLines] = []
        places: dict[str, int] = {}
        unread = 0
        for outcome in read_all(items):
            progress(outcome)
            if outcome.status == "quarantined":
                unread += 1
                continue
            head, _, tail = outcome.payload.partition(b"\n")
            page = page_of(outcome.source_path, head)
            places[page.source] = spill.tell()
            spill.write(tail)
            pages.append(page if page.date else replace(page, date=today))
        spill.flush()
        found = learn(pages, old, settings, _lookup(spill, places))
    changes = [(old.get(p.key), p) for p in found if p is not old.get(p.key)]
    if changes:
        save_profiles(folder, [profile for _, profile in changes])
    told = tuple(_change(before, after) for before, after in changes)
    return Learned(len(pages), unread, len(found), told)


def _lookup(spill: BinaryIO, places: Mapping[str, int]) -> Texts:
    def texts(page: PageLines) -> Sequence[str]:
        spill.seek(places[page.source])
        return texts_of(spill.readline())

    return texts


def _change(before: Profile | None, after: Profile) -> Change:
    was = set(before.chrome) if before else set()
    now = set(after.chrome)
    return Change(after.key, after.version, len(now), len(now - was), len(was - now))


def learn(
    pages: Sequence[PageLines],
    old: Mapping[str, Profile],
    settings: ProfileSettings,
    texts: Texts,
) -> list[Profile]:
    """The profiles of all groups, by key; one whose set of lines is the same is the old one."""
    found = []
    for key, (members, group) in sorted(group_pages(pages, old, settings).items()):
        profile = _renewed(key, old.get(key), members, group, settings, texts)
        if profile is not None:
            found.append(profile)
    return found


Groups = dict[str, tuple[list[PageLines], Group]]


def group_pages(
    pages: Sequence[PageLines], old: Mapping[str, Profile], settings: ProfileSettings
) -> Groups:
    """Key -> its pages, by host or name, by a frame that is known, or by a new one."""
    members: defaultdict[str, list[PageLines]] = defaultdict(list)
    for page in pages:
        members[page.frame.key].append(page)
    unnamed = members.pop("", [])
    counted = {key: _counted(group, settings) for key, group in members.items()}
    known = {key: _usual(members[key], group) for key, group in counted.items()}
    for key, profile in old.items():
        if key not in known:
            known[key] = set(usual_lines(profile))
    strangers = _join_known(unnamed, Frames(known), members, counted)
    strangers.sort(key=lambda page: page.order)
    story = stories(strangers)
    fresh: dict[str, set[int]] = {}
    rest: list[PageLines] = []
    for numbers in like_frames(strangers, story):
        cluster = [strangers[number] for number in numbers]
        group = _counted(cluster, settings, [story[number] for number in numbers])
        if not group.lines:
            rest += cluster
            continue
        key = f"frame:{group.lines[0].line:016x}"[:14]
        members[key] += cluster
        counted.pop(key, None)
        fresh[key] = fresh.get(key, set()) | _usual(cluster, group)
    _join_known(rest, Frames(fresh), members, counted)
    for key, group_members in members.items():
        if key not in counted:
            counted[key] = _counted(group_members, settings)
    return {key: (group_members, counted[key]) for key, group_members in members.items()}


def _join_known(
    pages: Iterable[PageLines],
    frames: Frames,
    members: Mapping[str, list[PageLines]],
    counted: dict[str, Group],
) -> list[PageLines]:
    """Put each page to the frame that it has; those that have none of them."""
    strangers = []
    for page in pages:
        if key := frames.recognise(page.frame.sketch):
            members[key].append(page)
            counted.pop(key, None)  # to be counted again
        else:
            strangers.append(page)
    return strangers


def _counted(pages: list[PageLines], settings: ProfileSettings, story: Sequence[int] = ()) -> Group:
    if len(pages) < settings.min_documents:
        return Group(len(pages), ())
    if not story:
        pages.sort(key=lambda page: page.order)
    return count_lines(pages, settings, story)


def _usual(pages: Iterable[PageLines], group: Group) -> set[int]:
    usual = {counted.line for counted in group.lines if counted.share >= USUAL}
    return {
        line >> 32
        for page in pages
        for line, flag in zip(page.lines, page.flags, strict=True)
        if flag & WORDED and line in usual
    }


def _renewed(
    key: str,
    old: Profile | None,
    pages: Sequence[PageLines],
    group: Group,
    settings: ProfileSettings,
    texts: Texts,
) -> Profile | None:
    """The profile after a pass: `old` itself where its set of lines stays; None without lines."""
    version = old.version + 1 if old else 1
    before = {normal_form(line.line): line for line in old.lines} if old else {}
    vetoed = {normal_form(text) for text in old.vetoed} if old else set()
    lines: dict[str, Line] = {}
    for counted, text in _texts(pages, group, texts):
        normal = normal_form(text)
        known = before.get(normal)
        is_enough = counted.share >= settings.enter_share
        if normal and normal not in vetoed and (known is not None or is_enough):
            fresh = _line(counted, text, pages, version)
            kept = known and replace(fresh, line=known.line, role=known.role, since=known.since)
            lines[normal] = kept or fresh
    if group.documents < settings.min_evidence:  # too few to say that a line is gone
        lines = {n: line for n, line in before.items() if n not in lines} | lines
    if old is not None and lines.keys() == before.keys():
        return old
    if not lines and old is None:
        return None
    ordered = sorted(lines.values(), key=lambda line: (-line.documents, line.line))
    pinned, hand_vetoed = (old.pinned, old.vetoed) if old else ((), ())
    return Profile(key, version, group.documents, tuple(ordered), pinned, hand_vetoed)


def _texts(pages: Sequence[PageLines], group: Group, texts: Texts) -> Iterator[tuple[Counted, str]]:
    """Each counted line, with its text on the first page that has it; each page is read once."""
    wanted: defaultdict[int, list[Counted]] = defaultdict(list)
    for counted in group.lines:
        wanted[counted.pages[0]].append(counted)
    for number in sorted(wanted):
        of_page = texts(pages[number])
        for counted in wanted[number]:
            yield counted, of_page[pages[number].lines.index(counted.line)]


def _line(counted: Counted, text: str, pages: Sequence[PageLines], version: int) -> Line:
    return Line(
        line=text,
        documents=counted.documents,
        share=counted.share,
        alone=counted.alone,
        first_seen=counted.first_seen,
        last_seen=counted.last_seen,
        since=version,
        examples=tuple(pages[number].source for number in counted.pages),
    )
