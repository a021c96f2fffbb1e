from __future__ import annotations

from pipeline.metadata.frame import frame_of
from pipeline.metadata.kinds.layout import labelled, layout_of, repeated
from pipeline.records import Block, Decision, Document, Page, Role
from pipeline.shape import shape_of

HEAD = "Old brewery wins a stay of demolition"
TEASER = "A judge ruled that the hearing in March had left out two of the neighbours at least."


def of_blocks(*blocks: tuple[str, str, bool], parse_html, hidden: bool = False):
    """(tag, text, is a link), all of them kept."""
    made = tuple(
        Block(i, text, str(i), tag=tag, link_chars=len(text) if is_link else 0, hidden=hidden)
        for i, (tag, text, is_link) in enumerate(blocks)
    )
    decisions = [Decision(b.index, (0, len(b.text)), Role.PARAGRAPH, True, "x", "") for b in made]
    page = Page(id="x", source="x.html", kind="html", content="")
    return layout_of(frame_of(Document(page, made, parse_html("<p>x</p>")), decisions))


def test_a_teaser_stands_below_a_headline_that_is_a_link(parse_html):
    item = [("h3", HEAD, True), ("span", "3 March", False), ("p", TEASER, False)]
    found = of_blocks(*item, *item, ("p", TEASER, False), parse_html=parse_html)
    words = shape_of(TEASER).words
    assert (found.items, found.prose, found.own) == (2, 3 * words, words)


def test_a_headline_that_leads_nowhere_has_no_teaser(parse_html):
    item = [("h3", HEAD, False), ("p", TEASER, False)]
    found = of_blocks(*item, *item, parse_html=parse_html)
    assert (found.items, found.own) == (0, found.prose)


def test_a_linked_line_is_an_item_with_its_teaser_only(parse_html):
    line = ("div", HEAD, True)
    assert of_blocks(line, line, parse_html=parse_html).items == 0
    assert of_blocks(line, ("p", TEASER, False), parse_html=parse_html).items == 1


def test_a_long_paragraph_is_no_teaser(parse_html):
    found = of_blocks(
        ("h3", HEAD, True), ("p", " ".join([TEASER] * 6), False), parse_html=parse_html
    )
    assert found.own == found.prose > 0


def test_what_is_hidden_does_not_count(parse_html):
    assert of_blocks(("p", TEASER, False), parse_html=parse_html, hidden=True).words == 0


def test_links_are_a_share_of_what_was_kept(parse_html):
    found = of_blocks(("p", "abcd", True), ("p", "abcd", False), parse_html=parse_html)
    assert found.links == 0.5


def test_a_text_shows_no_links(frame):
    found = layout_of(frame(HEAD, TEASER, HEAD, "3 March", TEASER))
    assert (found.items, found.prose, found.own) == (2, 2 * shape_of(TEASER).words, 0)
    assert found.headlines == 2


def test_two_paragraphs_below_a_line_are_prose(frame):
    once, twice = layout_of(frame(HEAD, TEASER)), layout_of(frame(HEAD, TEASER, TEASER))
    assert (once.items, once.own) == (1, 0)
    assert (twice.items, twice.own) == (0, twice.prose)


def test_a_question_is_no_headline(frame):
    assert layout_of(frame("Who has to pay the toll?", TEASER)).items == 0


def test_labels():
    lines = []
    for day in range(1, 5):
        lines += [f"The headline of the day number {day} is longer", f"{day} March", TEASER]
    shapes = [shape_of(line) for line in lines]
    assert labelled(lines, shapes) == 4
    assert repeated(lines, shapes) == 4
    bare = [line for line in lines if not line.endswith("March")]
    # The longest line between two teasers is the headline: headlines alike are no labels.
    assert labelled(bare, [shape_of(line) for line in bare]) == 0
