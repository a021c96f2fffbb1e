from __future__ import annotations

import pytest

from pipeline.metadata.credits import (
    is_credit_like,
    is_marker,
    plain_caption,
    plain_credit,
    split_caption,
)

AGENCIES = {"AP", "AFP", "dpa", "Reuters", "Getty Images", "AP Photo", "연합뉴스"}


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("Men mend nets. (Ann Ode/AFP)", "Men mend nets.", "Ann Ode/AFP"),
        ("Men mend nets. (AP)", "Men mend nets.", "AP"),
        ("Men mend nets. (the staff via Wick)", "Men mend nets.", "the staff via Wick"),
        ("Mrs. Ann Ode", "Mrs. Ann Ode", ""),
        ("The mayor at the gate. Foto: Archiv", "The mayor at the gate. Foto: Archiv", ""),
        ("Men mend their nets. Ann Ode/St. Anne", "Men mend their nets.", "Ann Ode/St. Anne"),
        ("Men mend nets (Ann Ode)", "Men mend nets", "Ann Ode"),
        ("Men mend nets / Ann Ode", "Men mend nets", "Ann Ode"),
        ("Men mend their nets. AP Photo", "Men mend their nets.", "AP Photo"),
        ("Men mend nets AP Photo/A. H. Ode", "Men mend nets", "AP Photo/A. H. Ode"),
        ("Men mend their nets. AP Photo/A. H. Ode", "Men mend their nets.", "AP Photo/A. H. Ode"),
        ("Men mend nets. Foto: Ann Ode/dpa", "Men mend nets.", "Foto: Ann Ode/dpa"),
        ("He lifts the Harbour CupCredit: PA", "He lifts the Harbour Cup", "Credit: PA"),
        ("Der Kai © DPA Images | Ann Ode", "Der Kai", "© DPA Images | Ann Ode"),
        ("Photo by Ann Ode", "", "Photo by Ann Ode"),
        ("The nets.Cedida por la Plataforma", "The nets.", "Cedida por la Plataforma"),
        ("A photo from the yearbook of 1981", "A photo from the yearbook of 1981", ""),
        ("The mayor (left) at the gate", "The mayor (left) at the gate", ""),
        ("The mayor at the gate (file photo)", "The mayor at the gate (file photo)", ""),
        ("The mayor (Kundus, 6.12.2010)", "The mayor (Kundus, 6.12.2010)", ""),
        ("She said that they would stay.", "She said that they would stay.", ""),
        ("Photo: Men mend their nets on the mole", "Men mend their nets on the mole", ""),
        ("写真：かつての待合室に並ぶ本棚", "かつての待合室に並ぶ本棚", ""),
        ("港に立つ市長（大手太郎撮影）", "港に立つ市長", "大手太郎撮影"),
    ],
)  # fmt: skip
def test_where_a_credit_begins(text: str, caption: str, credit: str) -> None:
    assert split_caption(text, AGENCIES.__contains__) == (caption, credit)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Ann Ode | Ann Ode", "Ann Ode"),
        ("Symbolfoto: Ann Ode/dpa", "Ann Ode/dpa"),
        ("Metropolitan Police Vis mer", "Metropolitan Police"),
        ("Ann Ode/dpa +++ dpa-Bildfunk +++", "Ann Ode/dpa"),
        ("大手太郎撮影", "大手太郎"),
        ("김민수 기자", "김민수"),
    ],
)
def test_what_leaves_a_credit(raw: str, plain: str) -> None:
    assert plain_credit(raw) == plain


def test_a_label_before_a_story_is_no_credit() -> None:
    text = f"The clerk points at the photo: {' '.join(['boats'] * 30)}"
    assert split_caption(text, AGENCIES.__contains__) == (text, "")


def test_a_caption_loses_what_opened_its_credit() -> None:
    assert plain_caption("Men mend nets. (Photo by") == "Men mend nets."
    assert plain_caption("Men mend nets (") == "Men mend nets"
    assert plain_caption("Men mend nets.") == "Men mend nets."


def test_markers_and_names() -> None:
    assert is_marker("file photo")
    assert not is_marker("Ann Ode")
    assert is_credit_like("Pella News")
    assert is_credit_like("(Ann Ode)")
    assert is_credit_like("Foto: irgendwer")
    assert not is_credit_like("bei einem Auftritt")


@pytest.mark.parametrize("piece", ["(", "A ", "A. ", "Photo: ", "/ ", "© ", "A/", ". A"])
def test_hostile_captions_are_cut_before_they_are_read(piece: str) -> None:
    caption, credit = split_caption(piece * 200_000, AGENCIES.__contains__)
    assert len(caption) + len(credit) <= 4_000
