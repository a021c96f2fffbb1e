"""Builds the corpus that learned chrome is measured on, and measures it (docs/learned-chrome.md).

    python tools/build_frames.py build FUNDUS_DEV OUT    real frames around swapped bodies
    python tools/build_frames.py measure OUT             learn, clean, compare with what is known

Each publisher is one page of the set: its frame stays, its body is swapped. Every document drops
20 to 60 % of the frame's lines, shows part of a pool of 30 teasers, and has dates and numbers of
its own. Half of the publishers have a sidecar with a URL; of the others nothing says the name.
OUT gets raw/ and truth.jsonl; the same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

from pipeline.config import Config, ProfileSettings, default_config
from pipeline.decide import decide
from pipeline.edge import Edge, Item, Outcome
from pipeline.label.repeats import vote_repeats
from pipeline.profiles.learning import learn_folder, raw_items
from pipeline.profiles.lines import frame_of
from pipeline.profiles.match import with_profiles
from pipeline.profiles.reading import read_lines, render_lines
from pipeline.read import read_page
from pipeline.records import KEPT_ROLES, Document
from pipeline.segment import segment

FRAME, TEASER, BODY, TITLE = "frame", "teaser", "body", "title"
POOL = 30  # teasers of a publisher
LOW, HIGH = 0.2, 0.6  # share of the frame that a document drops, and of the pool that it shows
MIN_BODY, MIN_FRAME = 4, 20  # lines of a page that is taken
DEMANDED_FRAME, DEMANDED_BODY = 0.97, 0.001
LANGUAGES = ("en", "de", "fr", "es", "it", "pl", "pt", "nb", "sv", "da", "tr", "id", "uk", "ru")
_DIGITS = re.compile(r"[0-9]+")
_WORD = re.compile(r"[^\W\d_]+")
_SPACE = re.compile(r"\s+")

Line = tuple[str, str]  # kind, text


@dataclass(frozen=True)
class Story:
    """What is swapped: a headline and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Frame:
    """A page without its story: lines above, between (with their place, 0 to 1) and below."""

    publisher: str
    url: str
    head: tuple[Line, ...]
    between: tuple[tuple[float, str], ...]
    tail: tuple[Line, ...]


def _flat(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def load(folder: Path) -> tuple[list[Frame], list[Story]]:
    """The frames and the stories of a measuring set, in its order."""
    frames, stories = [], []
    for row in map(json.loads, (folder / "gold.jsonl").read_text("utf-8").splitlines()):
        paragraphs = tuple(filter(None, map(_flat, row["text"].split("\n"))))
        story = Story(_flat(row["title"] or ""), paragraphs)
        stories.append(story)
        flat = (folder / "flat" / f"{row['id']}.txt").read_text("utf-8").split("\n")
        frame = _frame(row, story, list(filter(None, map(_flat, flat))))
        if frame is not None:
            frames.append(frame)
    return frames, stories


def _frame(row: Mapping[str, Any], story: Story, lines: Sequence[str]) -> Frame | None:
    body = set(story.paragraphs)
    places = [i for i, line in enumerate(lines) if line in body]
    if len(places) < MIN_BODY or len(lines) - len(places) < MIN_FRAME:
        return None
    first, last = places[0], places[-1]

    def marked(part: Sequence[str]) -> Iterator[Line]:
        for line in part:
            if line not in body:
                yield (TITLE, line) if story.title and story.title in line else (FRAME, line)

    between = [
        ((i - first) / (last - first), line)
        for i, line in enumerate(lines[first:last], first)
        if line not in body and not (story.title and story.title in line)
    ]
    head = tuple((k, x.replace(story.title, "\0")) if k == TITLE else (k, x)
                 for k, x in marked(lines[:first]))  # fmt: skip
    tail = tuple(line for line in marked(lines[last + 1 :]) if line[0] == FRAME)
    return Frame(row["publisher"], row["url"], head, tuple(between), tail)


@cache
def _calendar() -> Mapping[str, tuple[str, ...]]:
    """Each name of a month or weekday -> all that may stand in its place."""
    found: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        locale = Locale.parse(language)
        for table in (locale.months, locale.days):
            for width in ("wide", "abbreviated"):
                names = tuple(table["format"][width].values())
                for name in names:
                    if _WORD.fullmatch(name):
                        found.setdefault(name, tuple(filter(_WORD.fullmatch, names)))
    return found


def _redated(line: str, chance: random.Random) -> str:
    """Other numbers, months and weekdays in a line of a frame."""

    def number(found: re.Match[str]) -> str:
        size = len(found[0])
        return str(chance.randrange(10 ** (size - 1) if size > 1 else 0, 10**size))

    def name(found: re.Match[str]) -> str:
        names = _calendar().get(found[0], ())
        return chance.choice(names) if names else found[0]

    is_dated = len(line) <= 120 and (any(c.isdigit() for c in line) or line.count(" ") < 4)
    return _DIGITS.sub(number, _WORD.sub(name, line) if is_dated else line)


def document(
    frame: Frame, story: Story, pool: Sequence[str], named: bool, chance: random.Random
) -> list[Line]:
    """One document of a publisher, line by line."""
    drop = chance.uniform(LOW, HIGH)

    def kept(lines: Sequence[Line]) -> list[Line]:
        found = []
        for kind, text in lines:
            if kind == TITLE:
                pieces = text if named else "\0"
                found.append((TITLE, pieces.replace("\0", story.title)))
            elif chance.random() >= drop:
                found.append((kind, _redated(text, chance)))
        return found

    shown = chance.sample(pool, round(chance.uniform(LOW, HIGH) * len(pool)))
    tail = kept(frame.tail)
    place = len(tail) // 3
    tail[place:place] = [(TEASER, text) for text in shown]
    lines = kept(frame.head)
    if not any(kind == TITLE for kind, _ in lines):
        lines.append((TITLE, story.title))
    between = [(p, x) for p, x in frame.between if chance.random() >= drop]
    for index, paragraph in enumerate(story.paragraphs):
        lines.append((BODY, paragraph))
        here, after = (i / len(story.paragraphs) for i in (index, index + 1))
        lines += [(FRAME, _redated(x, chance)) for p, x in between if here <= p < after]
    return [(kind, text) for kind, text in lines + tail if text]


def build(source: Path, out: Path, publishers: int, documents: int, bodies: int, seed: int) -> None:
    """Write the corpus: raw/<number>.txt with sidecars, and truth.jsonl."""
    chance = random.Random(seed)  # noqa: S311 - a corpus, no secret
    frames, stories = load(source)
    frames = _one_each(frames, publishers, chance)
    stories = [story for story in stories if story.title and story.paragraphs]
    raw = out / "raw"
    raw.mkdir(parents=True)
    told = []
    total = len(frames) * documents
    names = chance.sample(range(10 * total), total)  # nothing is to be learned from a name
    for number, frame in enumerate(frames):
        named = number % 2 == 0
        # Titles of stories that are told here too: a teaser is some other page's headline.
        pool = [story.title for story in chance.sample(stories, POOL)]
        some = stories if bodies == 0 else chance.sample(stories, bodies)
        drawn = (
            chance.sample(some, documents)
            if documents <= len(some)
            else chance.choices(some, k=documents)
        )
        for story in drawn:
            name = f"{names.pop():06d}.txt"
            lines = document(frame, story, pool, named, chance)
            (raw / name).write_text("\n".join(text for _, text in lines) + "\n", "utf-8")
            if named:
                facts = {"url": f"{frame.url.split('?')[0]}-{name}"}
                (raw / f"{name}.meta.json").write_text(json.dumps(facts), "utf-8")
            told.append({"name": name, "publisher": frame.publisher, "named": named,
                         "kinds": [kind for kind, _ in lines]})  # fmt: skip
    lines_told = (json.dumps(line) + "\n" for line in sorted(told, key=lambda x: x["name"]))
    (out / "truth.jsonl").write_text("".join(lines_told), "utf-8")


def _one_each(frames: list[Frame], wanted: int, chance: random.Random) -> list[Frame]:
    """One page of each publisher; several versions of one, where more are wanted than there are."""
    chance.shuffle(frames)
    seen: Counter[str] = Counter()
    ordered = []
    for frame in frames:
        seen[frame.publisher] += 1
        ordered.append((seen[frame.publisher], frame))
    return [frame for _, frame in sorted(ordered, key=lambda pair: pair[0])][:wanted]


def measure(out: Path, processes: int) -> Iterator[str]:
    """Learn from OUT/raw and clean it by what was learned alone."""
    config = default_config()
    folder = out / "profiles"
    began = time.process_time()
    spent = 0.0
    with Edge(processes, config.directory, clean=read_lines, render=render_lines) as edge:

        def read_all(items: Iterable[Item]) -> Iterator[Outcome]:
            nonlocal spent
            yield from edge.clean_all(items)
            spent = time.process_time() - began

        learned = learn_folder(
            raw_items((out / "raw").resolve()), folder, read_all, ProfileSettings(), "2025-01-01"
        )
    learning = time.process_time() - began - spent
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    reading = spent + workers.ru_utime + workers.ru_stime
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield (
        f"{learned.pages:,} pages, {learned.groups} profiles; processor seconds: {reading:.1f} "
        f"reading, {learning:.1f} learning; {peak:.0f} MB at most"
    )
    yield from report(out, with_profiles(config, folder))


@dataclass
class Tally:
    """Lines and words of one publisher."""

    lines: Counter[str]
    removed: Counter[str]
    body_words: int = 0
    lost_words: int = 0


def report(out: Path, config: Config) -> Iterator[str]:
    """Shares of frame lines and body words removed, for each publisher and all."""
    tallies: dict[str, Tally] = {}
    keys: defaultdict[str, Counter[str]] = defaultdict(Counter)
    named: dict[str, bool] = {}
    lost: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for told in map(json.loads, (out / "truth.jsonl").read_text("utf-8").splitlines()):
        page = read_page(out / "raw" / told["name"], config)
        document = segment(page, config)
        assert config.profiles is not None
        profile = config.profiles.of(frame_of(document))
        publisher = told["publisher"]
        named[publisher] = told["named"]
        keys[publisher][profile.key if profile else ""] += 1
        decisions = decide(document, tuple(vote_repeats(document, (), config)), config)
        gone = {d.block for d in decisions if d.role not in KEPT_ROLES}
        removed = _removed_lines(document.page.content, document, gone)
        tally = tallies.setdefault(publisher, Tally(Counter(), Counter()))
        texts = document.page.content.rstrip("\n").split("\n")
        for index, (kind, text) in enumerate(zip(told["kinds"], texts, strict=True)):
            is_gone = index in removed
            tally.lines[kind] += 1
            tally.removed[kind] += is_gone
            if kind == BODY:
                words = len(text.split())
                tally.body_words += words
                tally.lost_words += words * is_gone
                if is_gone:
                    lost[f"{publisher}: {text[:90]}"] += words
            elif not is_gone and kind != TITLE:
                missed[f"{publisher}: {kind}: {text[:90]}"] += 1
    yield from _table(tallies, keys, named)
    yield from ("", "body that was taken (words):")
    yield from (f"{count:6} {text}" for text, count in lost.most_common(12))
    yield from ("", "chrome that was left (lines):")
    yield from (f"{count:6} {text}" for text, count in missed.most_common(20))


def _removed_lines(content: str, document: Document, gone: set[int]) -> set[int]:
    """The lines of the file that removed blocks cover."""
    starts = [0]
    for text in content.split("\n"):
        starts.append(starts[-1] + len(text) + 1)
    by_start = {start: index for index, start in enumerate(starts)}
    found = set()
    for block in document.blocks:
        if block.index in gone:
            start, end = map(int, block.where.split("-"))
            first = by_start[start]
            found.update(range(first, first + content[start:end].count("\n") + 1))
    return found


def _table(
    tallies: Mapping[str, Tally],
    keys: Mapping[str, Counter[str]],
    named: Mapping[str, bool],
) -> Iterator[str]:
    yield ""
    yield f"{'publisher':24} key    frame lines removed   teasers  body words taken  profile"
    whole = {True: Tally(Counter(), Counter()), False: Tally(Counter(), Counter())}
    for publisher in sorted(tallies):
        tally = tallies[publisher]
        one = whole[named[publisher]]
        one.lines += tally.lines
        one.removed += tally.removed
        one.body_words += tally.body_words
        one.lost_words += tally.lost_words
        best, count = keys[publisher].most_common(1)[0]
        kind = "host" if named[publisher] else "frame"
        yield (
            f"{publisher[:24]:24} {kind:6} {_shares(tally)}  {count}/{keys[publisher].total()} "
            f"{best or '(none)'}"
        )
    both = replace(
        whole[True],
        lines=whole[True].lines + whole[False].lines,
        removed=whole[True].removed + whole[False].removed,
        body_words=whole[True].body_words + whole[False].body_words,
        lost_words=whole[True].lost_words + whole[False].lost_words,
    )
    for name, tally in (("with host", whole[True]), ("without", whole[False]), ("all", both)):
        yield f"{name:24} {'':6} {_shares(tally)}"
    unnamed = [key for publisher in keys if not named[publisher] for key in keys[publisher]]
    pure = total = 0
    for key in set(unnamed) - {""}:
        counts = [keys[publisher][key] for publisher in keys]
        pure, total = pure + max(counts), total + sum(counts)
    frame, words = _frame_share(both), both.lost_words / max(1, both.body_words)
    yield f"clusters: {pure / max(1, total):.2%} of their pages are of one publisher"
    met = frame >= DEMANDED_FRAME and words <= DEMANDED_BODY
    yield f"demanded: {DEMANDED_FRAME:.0%} and {DEMANDED_BODY:.1%}: {'met' if met else 'NOT MET'}"


def _frame_share(tally: Tally) -> float:
    lines = tally.lines[FRAME] + tally.lines[TEASER]
    return (tally.removed[FRAME] + tally.removed[TEASER]) / max(1, lines)


def _shares(tally: Tally) -> str:
    teasers = tally.removed[TEASER] / max(1, tally.lines[TEASER])
    frame = tally.lines[FRAME] + tally.lines[TEASER]
    return (
        f"{frame:8,} {_frame_share(tally):9.2%} {teasers:12.2%} "
        f"{tally.lost_words / max(1, tally.body_words):12.3%}   "
    )


def main() -> int:
    """Build or measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    commands = parser.add_subparsers(required=True, dest="command")
    making = commands.add_parser("build")
    making.add_argument("source", type=Path, metavar="FUNDUS_DEV")
    making.add_argument("out", type=Path, metavar="OUT")
    making.add_argument("--publishers", type=int, default=20)
    making.add_argument("--documents", type=int, default=50, help="of each publisher")
    making.add_argument("--bodies", type=int, default=0, help="stories to draw from (0: all)")
    making.add_argument("--seed", type=int, default=4)
    measuring = commands.add_parser("measure")
    measuring.add_argument("out", type=Path, metavar="OUT")
    measuring.add_argument("--processes", type=int, default=1)
    args = parser.parse_args()
    if args.command == "build":
        build(args.source, args.out, args.publishers, args.documents, args.bodies, args.seed)
        return 0
    for line in measure(args.out, args.processes):
        sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
