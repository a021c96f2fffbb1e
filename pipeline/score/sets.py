"""Measuring sets: a folder with `gold.jsonl` and each page in up to three forms.

    gold.jsonl            id, url, text, title, authors, date; one page a line
    pages/<id>.html.gz    form "page": the page as it was crawled
    flat/<id>.txt         form "flat": the whole page flattened, navigation and all
    residue/<id>.txt      form "residue": what an extractor took for the article, chrome left in

`docs/benchmark.md` says how the two public sets are built.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

__all__ = [
    "FORMS",
    "BenchPage",
    "Form",
    "ScoreError",
    "default_sets",
    "load_set",
    "load_sets",
    "read_form",
]

Form = Literal["page", "flat", "residue"]
FORMS: tuple[Form, ...] = get_args(Form)
_PLACE: dict[Form, tuple[str, str]] = {
    "page": ("pages", ".html.gz"),
    "flat": ("flat", ".txt"),
    "residue": ("residue", ".txt"),
}
DEFAULT_SETS = ("fundus-dev", "wcxb-dev-article")
# An id is part of a file name; anything else could leave the set's folder.
_ID = re.compile(r"\w[\w.\-]*", re.ASCII)


class ScoreError(Exception):
    """The score command cannot do what was asked; the message says what to change."""


@dataclass(frozen=True, slots=True)
class BenchPage:
    """One page of a measuring set: its gold text and where its forms lie."""

    set: str  # the folder's name
    folder: Path
    id: str
    gold: str
    title: str = ""
    url: str = ""

    def path(self, form: Form) -> Path:
        """The file that holds this page in `form`; it need not exist."""
        folder, suffix = _PLACE[form]
        return self.folder / folder / f"{self.id}{suffix}"


def load_set(folder: Path, limit: int | None = None) -> list[BenchPage]:
    """The pages of one set in the order of `gold.jsonl`, at most `limit` of them."""
    path = folder / "gold.jsonl"
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ScoreError(
            f"{path}: cannot be read ({error}); a measuring set is a folder with "
            "gold.jsonl, pages/, flat/ and residue/ (docs/benchmark.md)"
        ) from error
    pages: list[BenchPage] = []
    seen: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if limit is not None and len(pages) >= limit:
            break
        if not line.strip():
            continue
        try:
            page = _bench_page(folder, json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise ScoreError(f"{path}:{number}: not a gold record ({error!r})") from error
        if page.id in seen:
            raise ScoreError(f"{path}:{number}: the id {page.id!r} stands there twice")
        seen.add(page.id)
        pages.append(page)
    if not pages:
        raise ScoreError(f"{path}: holds no page")
    return pages


def _bench_page(folder: Path, row: Mapping[str, object]) -> BenchPage:
    page_id, gold = row["id"], row["text"]
    if not isinstance(page_id, str) or not _ID.fullmatch(page_id):
        raise ValueError(f"id {page_id!r} is not a plain name")
    if not isinstance(gold, str):
        raise TypeError(f"text of {page_id!r} is no string")
    return BenchPage(
        set=folder.name or str(folder),
        folder=folder,
        id=page_id,
        gold=gold,
        title=str(row.get("title") or ""),
        url=str(row.get("url") or ""),
    )


def load_sets(folders: Sequence[Path], limit: int | None = None) -> list[BenchPage]:
    """The pages of several sets, `limit` of each."""
    return [page for folder in folders for page in load_set(folder, limit)]


def default_sets() -> list[Path]:
    """The two public sets below `$DECHROME_DATA`, where no folder was named."""
    data = os.environ.get("DECHROME_DATA")
    if not data:
        raise ScoreError(
            "name a folder to score, or set DECHROME_DATA to the folder that holds "
            f"{' and '.join(DEFAULT_SETS)} (docs/benchmark.md says how to build them)"
        )
    folders = [Path(data) / name for name in DEFAULT_SETS]
    found = [folder for folder in folders if folder.is_dir()]
    if not found:
        raise ScoreError(
            f"DECHROME_DATA is {data}, and neither {' nor '.join(DEFAULT_SETS)} is "
            "in it (docs/benchmark.md says how to build them)"
        )
    return found


def read_form(page: BenchPage, form: Form) -> str | None:
    """The page in `form` as plain UTF-8 text, for peers; None where the set has it not."""
    path = page.path(form)
    try:
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
    except FileNotFoundError:
        return None
    except (OSError, EOFError, zlib.error) as error:
        raise ScoreError(f"{path}: cannot be read ({error})") from error
    return data.decode("utf-8", errors="replace")
