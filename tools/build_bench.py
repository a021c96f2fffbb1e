"""Builds the two public measuring sets from checkouts of their origins (docs/benchmark.md).

    python tools/build_bench.py fundus CHECKOUT OUT     flairNLP/fundus, test resources
    python tools/build_bench.py wcxb CHECKOUT OUT       web-content-extraction-benchmark, dev split
    python tools/build_bench.py verify SET...           remake flat/ and residue/, compare bytes

OUT gets gold.jsonl, pages/, flat/ and residue/. Needs the development requirements (html-text
and the extra [peers]). The flattened forms are those of the versions in requirements/dev.lock.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import html_text
from resiliparse.extract.html2text import extract_plain_text

Row = dict[str, Any]
_VERSION = re.compile(r"V(\d+)(?:_(\d+))?")


class BuildError(Exception):
    """The checkout does not hold what is expected; the message says what is missing."""


def flatten(page: str) -> str:
    """Form flat: the whole page as html_text writes it, navigation and all."""
    return str(html_text.extract_text(page))


def residue(page: str) -> str:
    """Form residue: what Resiliparse takes for the article, alt texts and chrome left in."""
    return str(extract_plain_text(page, main_content=True, alt_texts=True))


def fundus_rows(checkout: Path) -> Iterator[tuple[Row, Path]]:
    """Gold records and page files of the development half of fundus' parser tests.

    The half is chosen by publisher, not by page: those whose name has an even SHA-1.
    """
    data = checkout / "tests" / "resources" / "parser" / "test_data"
    if not data.is_dir():
        raise BuildError(f"{data}: is not there; CHECKOUT must be a clone of flairNLP/fundus")
    for country in sorted(path for path in data.iterdir() if (path / "meta.info").is_file()):
        meta = json.loads((country / "meta.info").read_text(encoding="utf-8"))
        for path in sorted(country.glob("*.json")):
            if is_development(path.stem):
                yield from _publisher_rows(country, path, meta)


def is_development(publisher: str) -> bool:
    """Whether a publisher belongs to the half that may be looked at.

    >>> [name for name in ("DerStandard", "DiePresse", "ORF", "Reuters") if is_development(name)]
    ['DerStandard', 'Reuters']
    """
    return hashlib.sha1(publisher.encode()).digest()[-1] % 2 == 0  # noqa: S324


def _publisher_rows(
    country: Path, path: Path, meta: Mapping[str, Any]
) -> Iterator[tuple[Row, Path]]:
    """One page a layout version; versions and crawl dates follow each other in time."""
    publisher = path.stem
    cases = json.loads(path.read_text(encoding="utf-8"))
    versions = sorted(cases, key=_version_order)
    pages = sorted(country.glob(f"{publisher}_[0-9]*.html.gz"))  # the name ends in the crawl date
    if len(versions) != len(pages):
        raise BuildError(f"{path}: {len(versions)} versions, but {len(pages)} pages")
    for version, page in zip(versions, pages, strict=True):
        case = cases[version]
        body = case["body"]
        row = {
            "id": f"{country.name}-{publisher}-{version}",
            "country": country.name,
            "publisher": publisher,
            "url": meta[page.name]["url"],
            "text": "\n\n".join(_body_parts(body)),
            "summary": list(body["summary"]),
            "title": case.get("title"),
            "authors": case.get("authors"),
            "date": case.get("publishing_date"),
            "images": [
                {"caption": i["caption"], "credit": i["authors"], "alt": i["description"]}
                for i in case.get("images") or ()
            ],
            "topics": case.get("topics"),
        }
        yield row, page


def _version_order(name: str) -> tuple[int, int]:
    found = _VERSION.fullmatch(name)
    if not found:
        raise BuildError(f"{name!r} is no layout version of the form V2 or V2_1")
    return int(found[1]), int(found[2] or 0)


def _body_parts(body: Mapping[str, Any]) -> Iterator[str]:
    yield from body["summary"]
    for section in body["sections"]:
        yield from section["headline"]
        yield from section["paragraphs"]


def wcxb_rows(checkout: Path) -> Iterator[tuple[Row, Path]]:
    """Gold records and page files of the articles of WCXB's development split."""
    truth = checkout / "dev" / "ground-truth"
    if not truth.is_dir():
        raise BuildError(
            f"{truth}: is not there; CHECKOUT must be a clone of "
            "Murrough-Foley/web-content-extraction-benchmark"
        )
    for path in sorted(truth.glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        gold = case["ground_truth"]
        kind = case["_internal"]["page_type"]["primary"]
        page = checkout / "dev" / "html" / f"{path.stem}.html.gz"
        if kind != "article" or not gold.get("main_content") or not page.is_file():
            continue
        row = {
            "id": path.stem,
            "url": case.get("url"),
            "kind": kind,
            "text": gold["main_content"],
            "title": gold.get("title"),
            "authors": gold.get("author"),
            "date": gold.get("publish_date"),
            "with_": gold.get("with", []),
            "without": gold.get("without", []),
        }
        yield row, page


def build(rows: Iterator[tuple[Row, Path]], out: Path) -> int:
    """Write a set; returns the number of pages."""
    if (out / "gold.jsonl").exists():
        raise BuildError(f"{out}: holds a set already; name an empty folder")
    for name in ("pages", "flat", "residue"):
        (out / name).mkdir(parents=True, exist_ok=True)
    lines = []
    for row, page in rows:
        data = page.read_bytes()
        content = decode(data)
        (out / "pages" / f"{row['id']}.html.gz").write_bytes(data)
        _write(out / "flat" / f"{row['id']}.txt", flatten(content))
        _write(out / "residue" / f"{row['id']}.txt", residue(content))
        lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    _write(out / "gold.jsonl", "".join(lines))
    return len(lines)


def decode(data: bytes) -> str:
    """Both origins keep their pages as UTF-8."""
    return gzip.decompress(data).decode("utf-8", errors="replace")


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))  # bytes: no line end is translated


def verify(folder: Path) -> tuple[int, int, int]:
    """Pages of a set, and how many of its flat and residue files come out byte-identical."""
    pages = sorted((folder / "pages").glob("*.html.gz"))
    same = {"flat": 0, "residue": 0}
    for page in pages:
        content = decode(page.read_bytes())
        name = page.name.removesuffix(".html.gz") + ".txt"
        for form, remake in (("flat", flatten), ("residue", residue)):
            path = folder / form / name
            same[form] += path.is_file() and path.read_bytes() == remake(content).encode("utf-8")
    return len(pages), same["flat"], same["residue"]


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("fundus", "wcxb", "verify"))
    parser.add_argument("folders", nargs="+", type=Path)
    args = parser.parse_args()
    try:
        if args.what == "verify":
            for folder in args.folders:
                total, flat, rest = verify(folder)
                print(f"{folder.name}: {total} pages; byte-identical: flat {flat}, residue {rest}")
            return 0
        if len(args.folders) != 2:
            parser.error("CHECKOUT and OUT are needed")
        checkout, out = args.folders
        rows = fundus_rows(checkout) if args.what == "fundus" else wcxb_rows(checkout)
        print(f"{out}: {build(rows, out)} pages")
    except (BuildError, OSError, KeyError, ValueError) as error:
        print(f"build_bench: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
