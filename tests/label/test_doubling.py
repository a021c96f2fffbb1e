from __future__ import annotations

from pipeline.config import default_config
from pipeline.label.doubling import vote_doubling
from pipeline.records import Document, Page, Role
from pipeline.segment.html import segment_html
from pipeline.segment.text import segment_text

PROSE = "The council of Odell voted on Monday to close the old swimming bath for good this autumn."
MORE = "Two members left the hall before the vote, which had been moved forward without notice."


def votes(content: str, kind: str = "text") -> dict[int, tuple[Role, str]]:
    page = Page(id="d", source="d", kind=kind, content=content)  # type: ignore[arg-type]
    config = default_config()
    document: Document = segment_text(page) if kind == "text" else segment_html(page, config)
    return {
        v.block: (v.role, dict(v.values).get("credit", ""))
        for v in vote_doubling(document, (), config)
    }


def test_an_equal_pair_is_a_caption() -> None:
    found = votes(f"The mayor of Odell in May\nThe mayor of Odell in May\n\n{PROSE}")
    assert {i: role for i, (role, _) in found.items()} == {0: Role.CAPTION, 1: Role.CAPTION}


def test_the_rest_of_a_prefix_pair_is_the_credit() -> None:
    found = votes(
        "The harbour of Brey at low tide\nThe harbour of Brey at low tide Ana Ruiz/XYZ\n" + PROSE
    )
    assert found == {0: (Role.CAPTION, ""), 1: (Role.CAPTION, "Ana Ruiz/XYZ")}


def test_a_paragraph_that_begins_with_its_teaser_stays() -> None:
    found = votes(f"The council of Odell voted on Monday\n{PROSE}\n{MORE}")
    assert found == {}


def test_a_header_rendered_twice() -> None:
    found = votes(
        f"Town Hall News\nMara Venn\n3 May 2021\nTown Hall News\nMara Venn\n3 May 2021\n\n{PROSE}"
    )
    assert found == dict.fromkeys((3, 4, 5), (Role.DUPLICATE, ""))


def test_alternating_pair() -> None:
    found = votes(f"Mara Venn\n3 May 2021\nMara Venn\n3 May 2021\n{PROSE}")
    assert set(found) == {2, 3}


def test_a_lead_copied_from_the_body() -> None:
    found = votes(f"{MORE}\nA caption of sorts\n{PROSE}\n\n{MORE}\n\n{PROSE[:-1]} and winter.")
    assert found == {0: (Role.LEAD, "")}


def test_a_sentence_repeated_deep_in_the_body_is_no_lead() -> None:
    third = "Nobody in the hall said a word for what seemed to be a very long time indeed."
    assert votes(f"{PROSE}\n{third}\n{MORE}\nA pause.\n{MORE}") == {}


def test_short_cells_and_scores_are_left_alone() -> None:
    assert votes("3\n3\nOdell\nOdell\n" + PROSE) == {}


def test_parallel_items_are_left_alone() -> None:
    assert votes(f"Cases in the north: 20\nCases in the south: 12\n{PROSE}") == {}


def test_in_html_the_first_copy_stays() -> None:
    found = votes(f"<p>Town Hall News today</p><p>Town Hall News today</p><p>{PROSE}</p>", "html")
    assert found == {1: (Role.DUPLICATE, "")}


def test_an_article_that_stands_twice_keeps_one_copy() -> None:
    story = f"{PROSE}\nShare\n{MORE}"
    assert votes(f"{story}\n{story}") == dict.fromkeys((3, 4, 5), (Role.DUPLICATE, ""))


def test_case_is_folded() -> None:
    found = votes(f"Die Straße in Odell\nDIE STRASSE IN ODELL\n\n{PROSE}")
    assert set(found) == {0, 1}
    assert votes(f"Odell gate\nBrey gate\nOdell gates\n\n{PROSE}") == {}
