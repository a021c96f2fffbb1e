"""Where everything stands: the raw folder, the clean folder, and the state below it.

<clean>/.dechrome/lock           held for the life of a run
                  tmp/           whatever is not finished; emptied when a run starts
                  run/           what this run did so far; emptied when a run starts
                  state.json     number of shards
                  inventory.jsonl  stat cache: which bytes each input had
                  shards/<k>-of-<n>/<digest16>/  finished rows of a shard, and its manifest
                  copies/        signatures of the shards' articles, and the groups of copies
                  generations/<seq>-<digest16>/  complete published file sets
                  current        the one that is published
                  runs.jsonl     a line a run
                  damaged.json   what a verification found, for the next run to mend
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from pipeline.corpus.errors import CorpusError
from pipeline.write.atomic import naming, remove_tree, replace_file
from pipeline.write.seal import seal, unseal

__all__ = ["PUBLISHED", "Folders", "check_folders", "prepare", "store_shards", "stored_shards"]

logger = logging.getLogger(__name__)

# Every name that a run may publish, `_SUCCESS` last.
PUBLISHED = (
    "articles",
    "articles.jsonl",
    "metadata.csv",
    "duplicates.csv",
    "removed.jsonl",
    "inputs.jsonl",
    "quarantine.jsonl",
    "articles.parquet",
    "removed.parquet",
    "schema.json",
    "README.md",
    "run.json",
    "_SUCCESS",
)
_FORMAT = 2  # of everything below .dechrome; a newer one is left alone


@dataclass(frozen=True, slots=True)
class Folders:
    """The two folders of a run, both absolute, and the paths of the state."""

    raw: Path
    clean: Path

    @property
    def state(self) -> Path:
        """Everything of ours that is not published."""
        return self.clean / ".dechrome"

    @property
    def lock(self) -> Path:
        """The file that a run holds locked."""
        return self.state / "lock"

    @property
    def tmp(self) -> Path:
        """For what is being written; on the same file system as all results."""
        return self.state / "tmp"

    @property
    def run(self) -> Path:
        """Notes of the run that is under way, for its other processes."""
        return self.state / "run"

    @property
    def state_file(self) -> Path:
        """The number of shards, and the format of the state."""
        return self.state / "state.json"

    @property
    def inventory(self) -> Path:
        """The stat cache."""
        return self.state / "inventory.jsonl"

    @property
    def copies(self) -> Path:
        """What is known of near-duplicates."""
        return self.state / "copies"

    @property
    def generations(self) -> Path:
        """The published file sets: the current one and the one before."""
        return self.state / "generations"

    @property
    def current(self) -> Path:
        """Link to the published generation; a file with its name where links are unknown."""
        return self.state / "current"

    @property
    def reopened(self) -> Path:
        """There while the published corpus has rows that are being tried again."""
        return self.state / "reopened"

    @property
    def runs(self) -> Path:
        """The ledger of all runs."""
        return self.state / "runs.jsonl"

    @property
    def damaged(self) -> Path:
        """The list of what a verification found damaged."""
        return self.state / "damaged.json"

    def shard(self, number: int, shards: int) -> Path:
        """The folder of one shard; one folder in it for each digest that is still of use."""
        return self.state / "shards" / f"{number:03d}-of-{shards:03d}"


def check_folders(folders: Folders) -> None:
    """Refuse what would mix results with raw files, or overwrite somebody's own files."""
    raw, clean = folders.raw.resolve(), folders.clean.resolve()
    if clean == raw or clean.is_relative_to(raw):
        raise CorpusError(
            f"the clean folder {clean} lies in the raw folder {raw}: results would be read as "
            "raw pages in the next run; choose another --clean-dir"
        )
    if folders.clean.exists() and not folders.clean.is_dir():
        raise CorpusError(f"{folders.clean} is not a folder; choose another --clean-dir")
    if not folders.generations.is_dir():
        for name in PUBLISHED:
            if (folders.clean / name).exists() and not (folders.clean / name).is_symlink():
                raise CorpusError(
                    f"{folders.clean / name} was not written by dechrome and would be replaced; "
                    "choose an empty --clean-dir or move it away"
                )


def prepare(folders: Folders) -> None:
    """Make the state's folders and remove left-overs. Only under the lock."""
    for leftover in (folders.tmp, folders.run):
        remove_tree(leftover)
    for folder in (folders.tmp, folders.run, folders.state / "shards", folders.generations):
        folder.mkdir(parents=True, exist_ok=True)


def stored_shards(folders: Folders) -> int:
    """The number of shards that the corpus was split into so far; 0 for a new one."""
    path = folders.state_file
    if not path.exists():
        return 0
    try:
        with naming(path):
            state = unseal(path.read_bytes())
    except ValueError:
        logger.warning("%s is damaged; the number of shards is taken from their folders", path)
        return _shards_by_name(folders)
    if state["format"] != _FORMAT:
        raise CorpusError(
            f"{folders.state} was written by another version of dechrome (format "
            f"{state['format']}, not {_FORMAT}); use that version or another --clean-dir"
        )
    return int(state["shards"])


def _shards_by_name(folders: Folders) -> int:
    numbers = [path.name.partition("-of-")[2] for path in (folders.state / "shards").iterdir()]
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


def store_shards(folders: Folders, shards: int) -> None:
    """Remember the number of shards: it must not change by itself from run to run."""
    data = seal({"format": _FORMAT, "shards": shards})
    replace_file(folders.state_file, data, folders.tmp)
