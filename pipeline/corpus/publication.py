"""Publication: readers see the last complete corpus or the new one, never a mixture.

`link`: the published names are constant links through `.dechrome/current`, which one rename
switches to the new generation; article files that did not change are hard links.
`copy`, for file systems without links: `_SUCCESS` goes first, every file is renamed into place
by itself, `_SUCCESS` comes last; whoever reads without looking at it may see a mixture.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.config import OutputSettings, Settings
from pipeline.corpus.changes import read_index
from pipeline.corpus.copies import copies_digest, found_copies, remove_old_copies
from pipeline.corpus.folders import PUBLISHED, Folders
from pipeline.corpus.generation import (
    INDEX,
    INVENTORY,
    MANIFEST,
    Generation,
    Reuse,
    build,
    current_generation,
    current_name,
    watch_of,
)
from pipeline.corpus.plan import Plan
from pipeline.corpus.shards import merged_rows, remove_old_shards
from pipeline.corpus.soundness import is_untouched, looks_sound
from pipeline.corpus.verification import damaged_articles
from pipeline.write.atomic import (
    remove_tree,
    rename_folder,
    replace_file,
    replace_link,
    sync_file_system,
    sync_folder,
    temporary_folder,
)
from pipeline.write.seal import seal, unseal

__all__ = ["drop_replaced", "is_published", "publication_digest", "publish"]

_FORMAT = 3  # of the published files; raised when their form changes and no row does
_ARTICLE_FILE = re.compile(r"[a-z0-9_-]+-[0-9a-f]{16}\.(?:txt|json)")


def publication_digest(plan: Plan, settings: Settings) -> str:
    """What a generation must have been made for to be the one that is wanted."""
    made_for = [plan.fingerprint, asdict(settings.output), copies_digest(settings.copies)]
    wanted = json.dumps([_FORMAT, *made_for], sort_keys=True)
    return hashlib.sha256(wanted.encode()).hexdigest()


def is_published(folders: Folders, digest: str, accept_alarms: bool = False) -> bool:
    """Whether the wanted corpus stands there, every file in its place and as it was written.

    A file that nothing has written to since is taken for sound (see `soundness.py`). With
    `accept_alarms`, a corpus with alarms is not the wanted one.
    """
    generation = current_generation(folders)
    if generation is None or generation.manifest["publication"] != digest:
        return False
    if folders.reopened.exists() or (accept_alarms and generation.manifest["alarms"]):
        return False
    manifest = generation.folder / MANIFEST
    for place, kind in ((folders.clean, "files"), (generation.folder, "state")):
        for name, facts in generation.manifest[kind].items():
            if not looks_sound(place / name, facts, manifest):
                return False
    sealed, touched, present = manifest.stat().st_mtime_ns, set(), 0
    try:
        with os.scandir(folders.clean / "articles") as entries:
            for entry in entries:
                if _ARTICLE_FILE.fullmatch(entry.name):
                    present += 1
                    if entry.stat().st_mtime_ns > sealed:
                        touched.add(entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return False
    if present != generation.manifest["article_files"]:
        return False
    return not touched or not any(damaged_articles(folders.clean, generation, touched))


def publish(
    folders: Folders,
    plan: Plan,
    settings: Settings,
    run: Mapping[str, Any],
    accept_alarms: bool = False,
) -> dict[str, Any]:
    """Write a generation from complete shards, switch to it, drop what it replaces.

    The copies must have been found, where that is wished. Returns its manifest. `run` is what
    `run.json` says about the run (see `generation.build`).
    With `accept_alarms`, the corpus as it is now is what the next one is compared with.
    """
    _drop_generations(folders)  # what an earlier run published in vain
    previous, output = current_generation(folders), settings.output
    digest = publication_digest(plan, settings)
    linked = output.publish == "link"
    with temporary_folder(folders.tmp) as staged:
        take = _linker(previous, staged) if linked else _keeper(folders, previous)
        shutil.copyfile(folders.inventory, staged / INVENTORY)
        watch = watch_of(previous, settings.alarms, accept_alarms)
        rows = merged_rows(folders, plan)
        copies = found_copies(folders, plan, settings.copies)
        manifest = build(staged, rows, previous, output, watch, take, run, copies)
        manifest |= {"publication": digest, **asdict(output)}
        (staged / MANIFEST).write_bytes(seal(manifest))
        name = f"{_number(current_name(folders)) + 1:06d}-{manifest['corpus'][:16]}"
        if linked:
            _switch(folders, staged, name)
        else:
            _move(folders, staged, name, output)
    folders.reopened.unlink(missing_ok=True)
    drop_replaced(folders, plan)
    return manifest


def _linker(previous: Generation | None, staged: Path) -> Reuse:
    """Takes a file over as a hard link."""

    def take(name: str) -> bool:
        if previous is None:
            return False
        try:
            if not is_untouched(previous.folder / name, previous.folder / MANIFEST):
                return False
            (staged / name).hardlink_to(previous.folder / name)
        except OSError:  # it is gone, or was never written, or this file system has no links
            return False
        return True

    return take


def _keeper(folders: Folders, previous: Generation | None) -> Reuse:
    """Leaves a file where it stands, unless an earlier publication was cut short."""

    def take(name: str) -> bool:
        if previous is None or previous.manifest["publish"] != "copy":
            return False
        file = folders.clean / name
        return (
            (folders.clean / "_SUCCESS").exists()
            and file.is_file()
            and is_untouched(file, previous.folder / MANIFEST)
        )

    return take


def _switch(folders: Folders, staged: Path, name: str) -> None:
    """Make the staged folder the current generation, and the published names links to it."""
    sync_file_system(staged)
    rename_folder(staged, folders.generations / name)
    stale = [n for n in PUBLISHED if _is_own_file(folders.clean / n)]  # `publish` was "copy"
    for published in sorted(stale, key=lambda n: n != "_SUCCESS"):
        (folders.clean / published).rename(folders.tmp / published)
        remove_tree(folders.tmp / published)
    for published in PUBLISHED:  # links to nothing, before the first generation: nobody sees them
        link, target = folders.clean / published, f".dechrome/current/{published}"
        if (folders.generations / name / published).exists() and (
            not link.is_symlink() or str(link.readlink()) != target
        ):
            replace_link(link, target, folders.tmp)
    replace_link(folders.current, f"generations/{name}", folders.tmp)


def _is_own_file(path: Path) -> bool:
    return path.exists() and not path.is_symlink()


def _move(folders: Folders, staged: Path, name: str, output: OutputSettings) -> None:
    """Rename the staged files into the clean folder one by one, `_SUCCESS` last."""
    sync_file_system(staged)
    success = (staged / "_SUCCESS").read_bytes()
    remove_tree(folders.clean / "_SUCCESS")
    sync_folder(folders.clean)
    articles = folders.clean / "articles"
    if articles.is_symlink():  # `publish` was "link"
        articles.unlink()
    articles.mkdir(exist_ok=True)
    for file in (staged / "articles").iterdir():
        file.replace(articles / file.name)
    _drop_strays(articles, staged / INDEX, output)
    for published in PUBLISHED[1:-1]:
        if (staged / published).exists():
            (staged / published).replace(folders.clean / published)
        else:
            remove_tree(folders.clean / published)
    remove_tree(staged / "articles")
    remove_tree(staged / "_SUCCESS")
    sync_folder(articles)
    rename_folder(staged, folders.generations / name)
    replace_file(folders.clean / "_SUCCESS", success, folders.tmp)
    replace_file(folders.current, f"{name}\n".encode(), folders.tmp)  # after: it counts from here


def _drop_strays(articles: Path, index: Path, output: OutputSettings) -> None:
    """Remove files of articles that are no more; only names of the form that we give."""
    suffixes = [".txt"] * output.article_txt + [".json"] * output.article_json
    known = [known.id for known in read_index(index) if known.record]
    wanted = {id + suffix for id in known for suffix in suffixes}
    for file in list(articles.iterdir()):
        if file.name not in wanted and _ARTICLE_FILE.fullmatch(file.name):
            file.unlink()


def _number(name: str) -> int:
    return int(name.partition("-")[0] or 0)


def drop_replaced(folders: Folders, plan: Plan) -> None:
    """Remove what the published corpus has replaced: generations, shards, names.

    Every run does this, so it is no matter where the last one died.
    """
    _drop_generations(folders)
    for published in PUBLISHED:
        path = folders.clean / published
        if path.is_symlink() and not path.exists():
            path.unlink()
    remove_old_shards(folders, plan)
    remove_old_copies(folders, plan)


def _drop_generations(folders: Folders) -> None:
    """Remove all generations but the published one and that before.

    One with a higher number was never published: its run died before the switch. One that was
    made for the same inputs was damaged, or had alarms.
    """
    current = current_name(folders)
    made_for = _made_for(folders.generations / current)
    for folder in list(folders.generations.iterdir()):
        is_before = _number(folder.name) == _number(current) - 1
        if folder.name != current and not (is_before and _made_for(folder) != made_for):
            remove_tree(folder)


def _made_for(generation: Path) -> str:
    try:
        return str(unseal((generation / MANIFEST).read_bytes())["publication"])
    except (OSError, ValueError):
        return ""
