from __future__ import annotations

from pipeline.config import default_config
from pipeline.label.extractor import vote_extractor
from pipeline.records import KEPT_ROLES, Document, Page
from pipeline.segment import segment

PROSE = [
    f"Paragraph {name} tells at some length how the council of Odell came to close its old bath, "
    f"who spoke for it and who against, and what the {name} witness had to say about the costs."
    for name in ("alpha", "beta", "gamma", "delta")
]
MENU = "<ul><li><a href='/a'>Video</a></li><li><a href='/b'>Weather</a></li></ul>"
PAGE = (
    f"<html><body><nav>{MENU}</nav><article><p>{PROSE[0]}</p><p>{PROSE[1]}</p><h2>Video</h2>"
    f"<p>{PROSE[2]}</p><p>{PROSE[3]}</p></article><footer>{MENU}</footer></body></html>"
)


def document(content: str) -> Document:
    return segment(Page(id="e", source="e", kind="html", content=content), default_config())


def test_it_says_of_every_block_whether_trafilatura_kept_it() -> None:
    doc = document(PAGE)
    votes = list(vote_extractor(doc, (), default_config()))
    assert [v.block for v in votes] == list(range(len(doc.blocks)))
    kept = {doc.texts[v.block] for v in votes if v.role in KEPT_ROLES}
    assert kept >= set(PROSE)


def test_a_short_line_counts_only_where_the_extract_has_it() -> None:
    doc = document(PAGE)
    votes = {v.block: v.role in KEPT_ROLES for v in vote_extractor(doc, (), default_config())}
    video = [(b.tag, votes[b.index]) for b in doc.blocks if b.text == "Video"]
    assert video[0] == ("li", False)
    assert video[-1] == ("li", False)
    assert ("h2", True) in video


def test_the_tree_is_left_as_it_was() -> None:
    from lxml.html import tostring

    doc = document(PAGE)
    assert doc.tree is not None
    before = tostring(doc.tree)
    list(vote_extractor(doc, (), default_config()))
    assert tostring(doc.tree) == before


def test_the_same_page_twice_ends_the_same() -> None:
    runs = [
        [(v.block, v.role) for v in vote_extractor(document(PAGE), (), default_config())]
        for _ in range(4)
    ]
    assert all(run == runs[0] for run in runs)


def test_a_page_without_text_gets_no_votes() -> None:
    assert list(vote_extractor(document("<html><body></body></html>"), (), default_config())) == []
