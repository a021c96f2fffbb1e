"""Input files -> Page: found, opened, unzipped, sniffed, decoded, past the text policy.

`walk` lists the raw folder, `fingerprint` says what an input holds, `read_input` reads it and
`read_page` makes it a page. A new kind of input is one module and one line in READERS.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping

from pipeline.config import Config, LimitSettings, default_config
from pipeline.errors import PageError
from pipeline.read.files import (
    SIDECAR_SUFFIX,
    Fingerprint,
    Found,
    Ignored,
    Refused,
    fingerprint,
    input_digest,
    read_bytes,
    sidecar_bytes,
    walk,
)
from pipeline.read.gunzip import GZIP_MAGIC, gunzip
from pipeline.read.ids import article_id, source_path
from pipeline.read.policy import clean_text
from pipeline.read.scrape import Raw, read_scrape
from pipeline.read.sidecar import parse_sidecar
from pipeline.read.sniff import (
    HTML_SUFFIXES,
    TEXT_SUFFIXES,
    refuse_content,
    refuse_suffix,
    suffix_of,
)
from pipeline.records import Page

__all__ = [
    "READERS",
    "Fingerprint",
    "Found",
    "Ignored",
    "Raw",
    "Refused",
    "article_id",
    "clean_text",
    "fingerprint",
    "page_from_bytes",
    "read_input",
    "read_page",
    "source_path",
    "walk",
]

Reader = Callable[[Raw, LimitSettings], Page]

# By suffix; any other file is sniffed by the reader of scrapes. Containers of many pages (JSONL,
# WARC, Parquet) will list each record as an input of its own, and read it here.
READERS: Mapping[str, Reader] = dict.fromkeys((*HTML_SUFFIXES, *TEXT_SUFFIXES), read_scrape)


def read_page(path: str | os.PathLike[str], config: Config | None = None) -> Page:
    """The page in one file, named by its file name, with its sidecar. Raises PageError.

    For a person's command line: here, and only here, a link is followed.
    """
    named = os.path.abspath(os.fsencode(path))  # noqa: PTH100 - a path of bytes
    source = source_path(os.fsdecode(named.rpartition(b"/")[0]), named)
    real = os.path.realpath(named)
    limits = (config or default_config()).settings.limits
    return read_input(real, real + SIDECAR_SUFFIX, source, limits)


def read_input(
    path: bytes, sidecar: bytes | None, source: str, limits: LimitSettings, digest: str = ""
) -> Page:
    """The page of an input, at an absolute path without links. Raises PageError.

    `digest` is the input's when it was listed: `input-changed` where it holds something else by
    now, for a result is complete for exactly the bytes that the inventory names.
    """
    refuse_suffix(suffix_of(source)[0])
    try:
        data = read_bytes(path, limits.max_bytes)
    except PageError as error:
        if digest and error.code in ("missing", "link", "not-a-regular-file"):
            raise _changed() from error
        raise
    beside = sidecar_bytes(sidecar)
    sha256 = hashlib.sha256(data).hexdigest()
    if digest and input_digest(sha256, beside) != digest:
        raise _changed()
    return page_from_bytes(data, source, limits, sidecar=beside, sha256=sha256)


def _changed() -> PageError:
    message = "The file was changed or removed after it was listed; run again."
    return PageError("read", "input-changed", message)


def page_from_bytes(
    data: bytes,
    source: str,
    limits: LimitSettings,
    *,
    sidecar: bytes | None = None,
    sha256: str = "",
) -> Page:
    """The page of a file's bytes and its sidecar's. Raises PageError."""
    suffix, is_zipped = suffix_of(source)
    refuse_suffix(suffix)
    sha256 = sha256 or hashlib.sha256(data).hexdigest()
    problems: tuple[str, ...] = ()
    if data.startswith(GZIP_MAGIC):
        data = gunzip(data, limits.max_bytes)
        problems = () if is_zipped else ("read:gzip-without-suffix",)
    elif is_zipped and data:
        problems = ("read:suffix-without-gzip",)
    refuse_content(data)
    raw = Raw(source, suffix, data, sha256, parse_sidecar(sidecar), problems=problems)
    return READERS.get(suffix, read_scrape)(raw, limits)
