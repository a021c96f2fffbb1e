"""What the grouping is asked for and what it answers, on disk and between processes.

Everything that is kept stands in a file with a sealed first line, which says what the file was
made for and which bytes follow. A file that is not as it was written is as good as none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.write.atomic import naming, replace_file
from pipeline.write.formats import json_line
from pipeline.write.seal import seal, unseal

__all__ = [
    "COPIES_FORMAT",
    "Copy",
    "Figures",
    "Job",
    "ShardRows",
    "is_whole",
    "read_copies",
    "read_head",
    "write_copies",
    "write_headed",
]

# Raised when the same texts give other shingles or other groups: nothing is cleaned again, but
# all copies are looked for anew.
COPIES_FORMAT = 1
_BLOCK = 1 << 20


class Copy(NamedTuple):
    """An article that has company. The primary of a group repeats nobody: `of` "", `score` 0."""

    id: str
    group: str  # the smallest id of the group
    of: str  # id of the article that it repeats
    score: float  # share of its shingles that stand in that article too


class Figures(NamedTuple):
    """What a run tells of copies."""

    groups: int = 0
    copies: int = 0  # articles that repeat another one


@dataclass(frozen=True, slots=True)
class ShardRows:
    """One shard: its finished rows with their digest, and where its signatures are kept."""

    rows: str
    sha256: str
    signatures: str


@dataclass(frozen=True, slots=True)
class Job:
    """All that the grouping needs. Paths are absolute; `digest` is what the answer is for."""

    shards: tuple[ShardRows, ...]
    digest: str
    target: str  # the file of the groups
    scratch: str  # an empty folder on the same file system
    shingle_words: int
    min_shingles: int
    min_containment: float
    max_stories: int

    def to_json(self) -> str:
        """For the other process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Job:
        """What `to_json` made."""
        fields = json.loads(text)
        return cls(**fields | {"shards": tuple(ShardRows(**s) for s in fields["shards"])})


def write_headed(path: Path, head: dict[str, Any], body: bytes, scratch: Path) -> None:
    """Write a file with a sealed first line, atomically and durably."""
    facts = {"bytes": len(body), "body": hashlib.sha256(body).hexdigest()}
    replace_file(path, seal(head | facts) + body, scratch)


def read_head(path: Path) -> dict[str, Any] | None:
    """The first line; None where there is no such file or that line is damaged.

    `start` in it is where the body begins, in bytes.
    """
    try:
        with naming(path), path.open("rb") as file:
            head = unseal(file.readline())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return head | {"start": len(seal(head))}


def is_whole(path: Path) -> bool:
    """Whether a headed file has exactly the bytes that were written. Reads all of it."""
    head = read_head(path)
    if head is None or path.stat().st_size != head["start"] + head["bytes"]:
        return False
    digest = hashlib.sha256()
    with naming(path), path.open("rb") as file:
        file.seek(head["start"])
        while block := file.read(_BLOCK):
            digest.update(block)
    return bool(digest.hexdigest() == head["body"])


def write_copies(path: Path, digest: str, copies: list[Copy], scratch: Path) -> Figures:
    """Write the groups, by id; their figures."""
    figures = Figures(len({c.group for c in copies}), sum(bool(c.of) for c in copies))
    body = b"".join(json_line(copy._asdict()) for copy in sorted(copies))
    write_headed(path, {"digest": digest, **figures._asdict()}, body, scratch)
    return figures


def read_copies(path: Path) -> Iterator[Copy]:
    """The articles that have company, by id, from a file that `is_whole`."""
    with naming(path), path.open("rb") as lines:
        lines.readline()
        for line in lines:
            yield Copy(**json.loads(line))
