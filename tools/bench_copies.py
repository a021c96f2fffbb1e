"""How well and how fast near-duplicates are found: `make bench-copies`.

Builds articles of words that a seeded generator makes up, some of them copies in the four ways in
which news is copied, and beside them what must not be taken for copies: closing paragraphs that
all articles of a publisher share, and round-ups that hold two stories whole. Runs the same process
over them as a run does, and prints what it found, and what that cost.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from itertools import accumulate
from pathlib import Path

from pipeline.config import CopySettings
from pipeline.copies.apart import find_copies_apart
from pipeline.copies.records import Copy, Job, ShardRows, read_copies
from pipeline.write.formats import json_line
from pipeline.write.rows import Row, row_bytes

KINDS = ("drop+chrome", "first half", "edited", "agency")
PUBLISHERS = 40
SHARE_COPIED = 0.3
SHARE_CLOSING = 0.3  # of articles that end with the closing paragraph of their publisher
WIRE, VERSIONS = 200, 30  # copies of the one story that everybody has; versions of one live page
PER_SHARD = 2_000

Article = tuple[str, tuple[int, ...], str]  # text, its stories, its kind


class Words:
    """Articles of words that nobody has ever written."""

    def __init__(self, seed: int) -> None:
        """The words, and each publisher's closing paragraph."""
        self.luck = random.Random(seed)  # noqa: S311
        letters = "etaoinshrdlucmfwypvbgkqjxz"
        self.words = [
            "".join(self.luck.choices(letters, range(26, 0, -1), k=self.luck.randint(2, 10)))
            for _ in range(30_000)
        ]
        self.total = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self.closing = [self.sentences(5) for _ in range(PUBLISHERS)]

    def sentence(self) -> str:
        """Eight to thirty words, frequent ones more often, as in a language."""
        number = self.luck.randint(8, 30)
        words = self.luck.choices(self.words, cum_weights=self.total, k=number)
        return f"{' '.join(words).capitalize()}."

    def sentences(self, number: int) -> list[str]:
        """So many."""
        return [self.sentence() for _ in range(number)]

    def copied(self, story: list[str], kind: str) -> list[str]:
        """A copy of a story."""
        if kind == "drop+chrome":
            kept = [s for s in story if self.luck.random() > 0.2]
            return [*self.sentences(1), *kept, "(abc/xyz)"]
        if kind == "first half":
            return story[: len(story) // 2]
        if kind == "edited":
            edited = [
                " ".join(
                    self.luck.choice(self.words) if self.luck.random() < 0.04 else word
                    for word in sentence.split()
                )
                for sentence in story
            ]
            for new in self.sentences(3):
                edited.insert(self.luck.randrange(len(edited) + 1), new)
            return edited
        return [f"XYZ {story[0]}", *story[1:], "With material of abc."]


def articles(number: int, seed: int) -> Iterator[Article]:
    """So many articles, in no order."""
    words = Words(seed)
    copied = int(number * SHARE_COPIED) // len(KINDS) * len(KINDS)
    roundups = number // 100
    originals = number - copied - WIRE - VERSIONS - roundups

    def publish(story: list[str]) -> str:
        luck = words.luck
        closing = luck.choice(words.closing) if luck.random() < SHARE_CLOSING else []
        return "\n\n".join((*story, *closing))

    kept: list[list[str]] = []
    for story in range(originals):
        text = words.sentences(words.luck.randint(10, 35))
        if len(kept) < max(copied, 2 * roundups):
            kept.append(text)
        yield publish(text), (story,), "original"
    for story in range(copied):
        kind = KINDS[story % len(KINDS)]
        yield publish(words.copied(kept[story % len(kept)], kind)), (story % len(kept),), kind
    for roundup in range(roundups):
        first, second = 2 * roundup % len(kept), (2 * roundup + 1) % len(kept)
        yield publish(kept[first] + kept[second]), (first, second), "round-up"
    wire = words.sentences(25)
    for copy in range(WIRE):
        yield publish(words.copied(wire, KINDS[copy % len(KINDS)])), (originals,), "wire"
    page = words.sentences(5 * VERSIONS)
    for version in range(1, VERSIONS + 1):
        yield "\n\n".join(page[-5 * version :]), (originals + 1,), "live page"


def write_rows(folder: Path, number: int, seed: int) -> tuple[list[Path], dict[str, Article]]:
    """Rows as a run leaves them, in shards; what each article is, without its text."""
    shards = max(1, number // PER_SHARD)
    paths = [folder / f"rows-{shard}" for shard in range(shards)]
    files = [path.open("wb") for path in paths]
    known: dict[str, Article] = {}
    for at, (text, stories, kind) in enumerate(articles(number, seed)):
        id = f"{hashlib.sha256(str(at).encode()).hexdigest()[:8]}-{at}"
        line = json_line({"id": id, "text": text, "published": f"2024-05-{at % 28 + 1:02d}"})
        short = hashlib.sha256(text.encode()).hexdigest()[:16]
        sizes = (len(line), 0, 0, 0)
        row = Row(id, id, "0", "cleaned", text=short, record="1", sizes=sizes, body=line)
        files[at % shards].write(row_bytes(row))
        known[id] = ("", stories, kind)
    for file in files:
        file.close()
    return paths, known


def job_of(folder: Path, paths: list[Path], settings: CopySettings) -> Job:
    """The job, as a run would put it."""
    shards = []
    for path in paths:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        shards.append(ShardRows(str(path), digest, str(folder / f"signatures-{path.name}")))
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    options = {key: value for key, value in asdict(settings).items() if key != "find"}
    return Job(tuple(shards), "0", str(folder / "groups"), str(scratch), **options)


def judge(copies: list[Copy], known: dict[str, Article]) -> dict[str, object]:
    """Recall of each kind, and what was put together although it is of different stories."""
    of_story: dict[int, Counter[str]] = {}
    group = {copy.id: copy.group for copy in copies}
    for id, (_, stories, _) in known.items():
        for story in stories:
            of_story.setdefault(story, Counter())[group.get(id, id)] += 1
    found, there = Counter(), Counter()
    for id, (_, stories, kind) in known.items():
        if kind not in ("original", "round-up"):
            there[kind] += 1
            found[kind] += of_story[stories[0]][group.get(id, id)] > 1
    wrong = [c for c in copies if c.of and not set(known[c.id][1]) & set(known[c.of][1])]
    members: dict[str, set[int]] = {}
    for copy in copies:
        if known[copy.id][2] != "round-up":
            members.setdefault(copy.group, set()).add(known[copy.id][1][0])
    return {
        "recall": {kind: round(found[kind] / there[kind], 4) for kind in there},
        "copies": sum(bool(c.of) for c in copies),
        "groups": len({c.group for c in copies}),
        "wrong pairs": len(wrong),
        "groups with strangers": sum(len(stories) > 1 for stories in members.values()),
    }


def measured(job: Job) -> dict[str, object]:
    """One grouping in a process of its own, and what it cost."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    resident = _kilobytes("VmRSS")
    find_copies_apart(job)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "cpu seconds": round(cpu, 1),
        "seconds": round(time.perf_counter() - began, 1),
        "peak MB": after.ru_maxrss >> 10,  # of the largest so far
        "parent grew by kB": _kilobytes("VmHWM") - resident,
    }


def _kilobytes(name: str) -> int:
    """A line of this process's status."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{name}:")[2].split(None, 1)[0])


def main() -> None:
    """The command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--work", type=Path, help="folder for the articles; temporary without")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.work) as name:
        folder = Path(name)
        paths, known = write_rows(folder, asked.articles, asked.seed)
        job = job_of(folder, paths, CopySettings())
        told: dict[str, object] = {"articles": asked.articles, "from scratch": measured(job)}
        copies = list(read_copies(Path(job.target)))
        told["again"] = measured(job)  # signatures are there
        told |= judge(copies, known)
        told["same again"] = copies == list(read_copies(Path(job.target)))
    print(json.dumps(told, indent=1))
    if told["wrong pairs"] or not told["same again"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
