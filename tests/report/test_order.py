from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import default_config
from pipeline.flow import clean
from pipeline.read import read_page
from pipeline.report.order import Gone, Kept, in_order
from pipeline.write.record import nested_record, removed_spans

RAW = Path(__file__).resolve().parents[2] / "examples" / "raw"
GOOD = [p for p in sorted(RAW.rglob("*")) if p.suffix in (".txt", ".html") and p.is_file()]


def ledger(*entries: tuple[int, bool, str], role: str = "paragraph") -> list[dict[str, object]]:
    """Entries of (block, kept, where)."""
    return [
        {"index": index, "role": role if kept else "share", "kept": kept, "by": "x", "why": "y",
         "where": where}
        for index, kept, where in entries
    ]  # fmt: skip


def removed(*entries: tuple[int, str, str]) -> list[dict[str, object]]:
    """Lines of (block, where, text)."""
    return [
        {"index": index, "role": "share", "by": "x", "why": "y", "where": where, "text": text}
        for index, where, text in entries
    ]


def gone(where: str, text: str) -> Gone:
    return Gone("share", "x", "y", where, text)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_the_order_is_that_of_the_page(path):
    config = default_config()
    article = clean(read_page(path, config), config)
    lines = [
        {"index": s.index, "role": s.role, "by": s.by, "why": s.why, "where": s.where,
         "text": s.text}
        for s in removed_spans(article)
    ]  # fmt: skip
    items = in_order(article.body, lines, nested_record(article, config)["blocks"])
    assert items is not None
    shown: list[str] = []
    for item in items:
        pieces = [item] if isinstance(item, Gone) else item.pieces
        shown.append("".join(p.text if isinstance(p, Gone) else p for p in pieces))
    assert ["".join(s.split()) for s in shown] == [
        "".join(b.text.split()) for b in article.blocks if b.text.strip()
    ]
    kept = [item for item in items if isinstance(item, Kept)]
    texts = ["".join(p for p in item.pieces if isinstance(p, str)) for item in kept]
    assert "\n\n".join(texts) == article.body


def test_a_tail_is_shown_where_it_was_cut():
    items = in_order(
        "He said so.\n\nNext.",
        removed((0, "/p[1][12:17]", "(dpa)")),
        ledger((0, True, "/p[1][0:12]"), (0, False, "/p[1][12:17]"), (1, True, "/p[2]")),
    )
    assert items == [
        Kept("paragraph", ("He said so.", gone("/p[1][12:17]", "(dpa)"))),
        Kept("paragraph", ("Next.",)),
    ]


def test_a_cut_in_the_middle_falls_between_its_pieces():
    blocks = ledger((0, True, "0-14[0:4]"), (0, False, "0-14[4:10]"), (0, True, "0-14[10:14]"))
    lines = removed((0, "0-14[4:10]", " SHARE"))
    assert in_order("One  two", lines, blocks) == [
        Kept("paragraph", ("One ", gone("0-14[4:10]", " SHARE"), " two"))
    ]


def test_a_place_inside_a_paragraph_is_not_guessed():
    # The text is one character shorter than its pieces: a line break with blanks was joined,
    # before the cut or behind it.
    blocks = ledger((0, True, "0-15[0:5]"), (0, False, "0-15[5:11]"), (0, True, "0-15[11:15]"))
    lines = removed((0, "0-15[5:11]", " SHARE"))
    assert in_order("One  two", lines, blocks) == [
        Kept("paragraph", ("One  two",), (gone("0-15[5:11]", " SHARE"),))
    ]


@pytest.mark.parametrize(
    "blocks",
    [
        None,
        [],
        "blocks",
        [{"index": 0}],
        [7],
        ledger((0, True, "a"), (2, False, "c")),  # a paragraph too few
        ledger((0, True, "a"), (1, True, "b"), (2, False, "c"), (3, True, "d")),  # one too many
        ledger((0, True, "a"), (1, True, "b"), (2, False, "elsewhere")),  # not what was removed
        ledger((0, True, "a"), (1, True, "b"), (2, False, "c"), role="code"),  # blank lines?
    ],
)
def test_an_order_that_is_not_recorded_is_not_invented(blocks):
    assert in_order("One.\n\nTwo.", removed((2, "c", "Share")), blocks) is None


def test_the_same_ledger_with_a_paragraph_for_every_kept_block_is_an_order():
    blocks = ledger((0, True, "a"), (1, True, "b"), (2, False, "c"))
    assert in_order("One.\n\nTwo.", removed((2, "c", "Share")), blocks) == [
        Kept("paragraph", ("One.",)),
        Kept("paragraph", ("Two.",)),
        gone("c", "Share"),
    ]


@pytest.mark.parametrize(("where", "known"), [("/p[1]", True), ("0-20", False)])
def test_what_was_stripped_behind_the_last_piece_is_known_where_lines_are_not_joined(where, known):
    pieces = [(0, 4, True), (4, 10, False), (10, 15, True), (15, 20, False)]
    blocks = ledger(*((0, kept, f"{where}[{start}:{end}]") for start, end, kept in pieces))
    cuts = [(f"{where}[4:10]", " SHARE"), (f"{where}[15:20]", "(dpa)")]
    (item,) = in_order("One  two", removed(*((0, *cut) for cut in cuts)), blocks) or ()
    first, last = (gone(*cut) for cut in cuts)
    if known:
        assert item == Kept("paragraph", ("One ", first, " two", last))
    else:
        assert item == Kept("paragraph", ("One  two",), (first, last))
