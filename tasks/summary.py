"""What a run says at its end: a line of `runs.jsonl`, and a few lines for a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.corpus.changes import KINDS
from pipeline.corpus.generation import CHANGES, Generation, current_generation
from pipeline.corpus.publication import drop_replaced
from pipeline.write.atomic import append_line
from pipeline.write.seal import seal
from tasks.session import Session

__all__ = ["run_line", "summary", "tell"]

_WORDS = {
    "added": "{} new",
    "removed": "{} gone",
    "text": "{} in their text",
    "metadata": "{} in their metadata",
    "ledger": "{} only in their ledger",
    "copies": "{} only in their copies",
}


def tell(session: Session, clean: Path) -> Generation:
    """Tidy up, enter the run in `runs.jsonl` and tell a person; what is published now."""
    folders = session.folders
    generation = current_generation(folders)
    assert generation is not None  # Publish is complete
    drop_replaced(folders, session.plan)  # the last run may have died before it came to that
    line = run_line(session, generation, (folders.run / "published").exists())
    append_line(folders.runs, seal(line))
    print(summary(clean, line), flush=True)
    return generation


def run_line(session: Session, generation: Generation, published: bool) -> dict[str, Any]:
    """The run's line of `runs.jsonl`."""
    manifest = generation.manifest
    line = {
        **session.facts(),
        "published": published,
        "generation": generation.folder.name,
        "corpus": manifest["corpus"],
        "counts": manifest["counts"],
        "copies": manifest["copies"],
        "alarms": len(manifest["alarms"]),
    }
    return line | {"changes": manifest["changes"]} if published else line


def summary(clean: Path, line: dict[str, Any]) -> str:
    """The few lines that end a run. read = cleaned + reused + quarantined."""
    counts, cleaned = line["counts"], line["work"]["cleaned"]
    quarantined = counts["quarantined"]
    why = f" (see {clean / 'quarantine.jsonl'})" if quarantined else ""
    rows = {
        "read": f"{_inputs(counts['read'])}{_not_read(line['not_read'])}",
        "cleaned": f"{cleaned:,}",
        "reused": f"{counts['read'] - cleaned - quarantined:,}",
        "quarantined": f"{quarantined:,}{why}",
        "seconds": f"{line['seconds']:,}",
        "articles": f"{counts['cleaned']:,}{_without_text(counts['empty'])}",
        "copies": _copies(clean, line["copies"]),
        "changed": _changes(clean, line),
        "alarms": f"{line['alarms']:,} (see {clean / 'run.json'})",
        "results": f"{clean} (articles.jsonl, metadata.csv, articles/, removed.jsonl)",
    }
    for name, told in (("copies", line["copies"]["copies"]), ("alarms", line["alarms"])):
        if not told:
            del rows[name]
    return "\n".join(f"{name:<12} {text}" for name, text in rows.items())


def _inputs(number: int) -> str:
    return f"{number:,} input{'' if number == 1 else 's'}"


def _not_read(not_read: dict[str, Any]) -> str:
    told = [f"{not_read[n]:,} {n}" for n in ("ignored", "refused") if not_read[n]]
    return f" ({', '.join(told)})" if told else ""


def _without_text(number: int) -> str:
    return f"; {_inputs(number)} without text" if number else ""


def _copies(clean: Path, copies: dict[str, int]) -> str:
    number, others = copies["copies"], copies["groups"]
    told = f"{number:,} article{'s repeat' if number > 1 else ' repeats'} one of {others:,} other"
    return f"{told}{'s' * (others > 1)} (see {clean / 'duplicates.csv'})"


def _changes(clean: Path, line: dict[str, Any]) -> str:
    if not line["published"]:
        return "nothing: the corpus is up to date"
    changes = line["changes"]
    told = [_WORDS[kind].format(f"{changes[kind]:,}") for kind in KINDS if changes[kind]]
    listed = clean / ".dechrome" / "generations" / line["generation"] / CHANGES
    where = f" (see {listed})" if changes["named"] else ""
    return (", ".join(told) or "no article") + where
