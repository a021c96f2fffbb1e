"""`docs/publishers.md`, made from the data; `python -m pipeline.publishers` prints it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.publishers.schema import Fingerprint, Publisher

__all__ = ["publishers_page"]

_HEAD = """\
# Publishers

{files} files under `config/publishers/`, {services} of whose publishers are services of a house.
Made by `python -m pipeline.publishers > docs/publishers.md`; a test holds it to the data.
[Add one](add-a-publisher.md) in five minutes.

Known by: the host of the address (of a saved page: the address in its markup), `meta` (what its
markup calls the site), or lines of its frame, where a text or a mirror has nothing else. Layouts
are selectors for HTML; lines count on the publisher's own pages in every form, and are signed
`publisher:<file>/<line>` in the ledger.

| publisher | language | country | hosts | known by | layouts | lines |
|---|---|---|---|---|---|---|
"""


def publishers_page(publishers: Sequence[Publisher]) -> str:
    """The page, in Markdown, in the order of the files."""
    files = {publisher.file for publisher in publishers}
    head = _HEAD.format(files=len(files), services=len(publishers) - len(files))
    return head + "".join(_rows(publishers)) + "".join(_notes(publishers))


def _rows(publishers: Sequence[Publisher]) -> Iterator[str]:
    house = ""
    for publisher in publishers:
        is_service = publisher.file == house
        house = publisher.file
        cells = [
            ("· " if is_service else "") + publisher.name,
            publisher.language,
            publisher.country,
            ", ".join(publisher.hosts),
            _known_by(publisher),
            "" if is_service else _layouts(publisher),
            "" if is_service else str(len(publisher.rules) or ""),
        ]
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _known_by(publisher: Publisher) -> str:
    fingerprint: Fingerprint = publisher.fingerprint
    said = ["host"] if publisher.hosts else []
    said += ["meta"] if fingerprint.meta else []
    said += ["classes"] if fingerprint.classes else []
    if fingerprint.certain:
        count = len(fingerprint.certain)
        said.append("a certain line" if count == 1 else f"1 of {count} certain lines")
    lines = len(fingerprint.lines) + len(fingerprint.starts)
    if lines:
        said.append(f"{fingerprint.min} of {lines} lines")
    return ", ".join(said)


def _layouts(publisher: Publisher) -> str:
    return ", ".join(
        f"to {layout.valid_until}" if layout.valid_until else "now" for layout in publisher.layouts
    )


def _notes(publishers: Sequence[Publisher]) -> Iterator[str]:
    """Why each file is there, and its lines."""
    yield "\n## What each knows\n"
    seen: set[str] = set()
    for publisher in publishers:
        if publisher.file in seen:
            continue
        seen.add(publisher.file)
        yield f"\n**{publisher.name}** (`{publisher.file}.toml`): {publisher.why}\n"
        for rule in publisher.rules:
            yield f"- `{rule.id}` ({rule.role}): {rule.why}\n"
