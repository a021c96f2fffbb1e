"""Who learns, and with how many processes: the same protection as in cleaning."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline.config import Config, config_directory, load_config
from pipeline.edge import Edge, Outcome
from pipeline.profiles.learning import Learned, learn_folder, raw_items
from pipeline.profiles.reading import read_lines, render_lines
from tasks.engine import processes
from tasks.progress import Progress

__all__ = ["edge_to_read", "learn", "summary"]

_NAMED = 20  # profiles that the summary tells by name


def learn(raw_dir: Path, folder: Path, config_dir: str, today: date) -> Learned:
    """Read all pages of `raw_dir` and bring the profiles in `folder` up to date."""
    config = load_config(Path(config_dir) if config_dir else config_directory())
    raw, settings = raw_dir.resolve(), config.settings.profiles
    shown = Progress(sum(1 for _ in raw_items(raw)))

    def progress(outcome: Outcome) -> None:
        shown.add(1, outcome.status == "quarantined")

    with edge_to_read(config) as edge:
        pages = raw_items(raw)
        return learn_folder(pages, folder, edge.clean_all, settings, today.isoformat(), progress)


def edge_to_read(config: Config) -> Edge:
    """Worker processes that read pages instead of cleaning them."""
    return Edge(
        processes(),
        config.directory,
        clean=read_lines,
        render=render_lines,
        config_digest=config.digest,
    )


def summary(learned: Learned, folder: Path) -> str:
    """The few lines that end a run."""
    rows = [
        f"{'read':<12} {learned.pages:,} pages ({learned.unread:,} could not be read)",
        f"{'profiles':<12} {learned.groups:,}, {len(learned.changes):,} of them changed",
    ]
    for change in learned.changes[:_NAMED]:
        rows.append(
            f"{'changed':<12} {change.key}: {change.lines:,} lines, {change.entered:,} new, "
            f"{change.left:,} gone"
        )
    return "\n".join([*rows, f"{'results':<12} {folder}"])
