from __future__ import annotations

import pytest

from pipeline.config import default_config
from pipeline.records import Document, Page, Role
from pipeline.segment.html import segment_html


def doc(content: str) -> Document:
    page = Page(id="h", source="h.html", kind="html", content=content)
    return segment_html(page, default_config())


def test_blocks_follow_block_level_elements() -> None:
    document = doc("<body><div>One <b>bold</b> word<p>Two</p>three</div><ul><li>Four</ul></body>")
    assert list(document.texts) == ["One bold word", "Two", "three", "Four"]
    assert [b.where for b in document.blocks] == [
        "/html/body/div[1]",
        "/html/body/div[1]/p[1]",
        "/html/body/div[1]#2",
        "/html/body/ul[1]/li[1]",
    ]
    assert document.blocks[3].kind is Role.LIST_ITEM


def test_element_paths_find_the_element() -> None:
    document = doc("<body><div><p>a</p></div><div><p>b</p><p>c<i>d</i></p></div></body>")
    assert document.tree is not None
    for block in document.blocks:
        found = document.tree.getroottree().xpath(block.where.partition("#")[0])
        assert found[0].text_content() == block.text


def test_two_breaks_split_and_one_does_not() -> None:
    assert list(doc("<p>one<br>line<br><br>two<br> <br/>three</p>").texts) == [
        "one line",
        "two",
        "three",
    ]


def test_white_space_collapses() -> None:
    assert list(doc("<p>a\n  b&nbsp; c\t</p>").texts) == ["a b c"]


def test_a_data_row_is_one_block() -> None:
    document = doc("<table><tr><td>Team</td><td><p>Points</p></td></tr><tr><td>Osk<td>3</table>")
    assert [b.text for b in document.blocks] == ["Team\tPoints", "Osk\t3"]
    assert all(b.kind is Role.TABLE for b in document.blocks)


def test_a_layout_table_is_not_a_row() -> None:
    document = doc("<table><tr><td><h1>Title</h1><p>One.</p><p>Two.</p></td></tr></table>")
    assert [b.text for b in document.blocks] == ["Title", "One.", "Two."]


def test_pre_keeps_code_whole_and_prose_by_line() -> None:
    code = "<pre>for (i = 0; i &lt; 3; i++) {\n    total += i;\n}</pre>"
    (block,) = doc(code).blocks
    assert block.text == "for (i = 0; i < 3; i++) {\n    total += i;\n}"
    assert block.kind is Role.CODE
    assert list(doc("<pre>The rain in Odell\nfalls on the well.</pre>").texts) == [
        "The rain in Odell",
        "falls on the well.",
    ]


@pytest.mark.parametrize(
    "attribute",
    [
        "hidden",
        'style="display: none"',
        'style="position:absolute; left:-9999px"',
        'style="font-size:0"',
        'aria-hidden="true"',
    ],
)
def test_hidden_text_is_a_hidden_block(attribute: str) -> None:
    document = doc(f"<p>Seen by all, and long enough.</p><div {attribute}>Unseen</div>")
    assert [(b.text, b.hidden) for b in document.blocks] == [
        ("Seen by all, and long enough.", False),
        ("Unseen", True),
    ]


def test_a_hidden_word_leaves_its_paragraph_whole() -> None:
    document = doc("<p>Before <span hidden>secret</span>after.</p>")
    assert sorted((b.text, b.hidden) for b in document.blocks) == [
        ("Before after.", False),
        ("secret", True),
    ]


def test_a_page_hidden_as_a_whole_is_shown() -> None:
    document = doc(
        "<div style='visibility:hidden'>"
        "<p>All of the page is here, the whole story of the bath that Odell has closed.</p></div>"
    )
    assert not document.blocks[0].hidden
    assert "segment:hidden-page-shown" in document.problems


def test_scripts_and_templates_are_no_text() -> None:
    assert list(doc("<p>a</p><script>x</script><template>y</template><style>z</style>").texts) == [
        "a"
    ]


def test_marks_hold_tags_and_words_nearest_first() -> None:
    document = doc('<div class="shareBar big_box"><p id="lead-text">x</p></div>')
    marks = document.blocks[0].marks
    assert marks[:4] == ("<p>", ".lead", ".text", "|")
    assert marks[4:9] == ("<div>", ".share", ".bar", ".big", ".box")


def test_link_characters_are_counted() -> None:
    (block,) = doc("<p><a href='/x'>Read this</a> now</p>").blocks
    assert block.link_chars == len("Read this")


@pytest.mark.parametrize("depth", [200, 300, 3000])
def test_a_deep_page_loses_nothing(depth: int) -> None:
    content = "<p>first</p>" + "<div>" * depth + "deep" + "</div>" * depth + "<p>last</p>"
    document = doc(f"<body>{content}</body>")
    assert list(document.texts) == ["first", "deep", "last"]
    assert ("segment:rescued-deep-page" in document.problems) == (depth > 2000)


def test_a_wide_page_is_linear() -> None:
    document = doc("<body>" + "<p>word</p>" * 20_000 + "</body>")
    assert len(document.blocks) == 20_000
    assert document.blocks[-1].where == "/html/body/p[20000]"


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ("<html><body><p>a</p></body></html><p>b</p>tail", ["a", "b", "tail"]),
        ("<html><body><p>a</p></body><p>b</p></html>", ["a", "b"]),
        ("<body><p>a</p></body>tail", ["a", "tail"]),
        ("<html><body><p>a</body></HTML ><html><head></head><body><p>b", ["a", "b"]),
        ("<body><article><p>a</p></body></html><p>b</p></article></body>", ["a", "b"]),
        ("<body><p>a</p></body></html><script>x</script><style>y</style>", ["a"]),
    ],
)
def test_what_stands_after_an_early_end_is_read(content, texts) -> None:
    """libxml2 begins a second root after </html>, and nobody looks there."""
    document = doc(content)
    assert list(document.texts) == texts
    assert document.tree is not None
    for block in document.blocks:
        assert document.tree.getroottree().xpath(block.where.partition("#")[0])


def test_an_early_end_leaves_the_open_elements_open() -> None:
    document = doc("<body><article><p>a</p></body></html><p>b</p></article></body>")
    assert [b.where for b in document.blocks] == [
        "/html/body/article[1]/p[1]",
        "/html/body/article[1]/p[2]",
    ]


def test_marks_of_like_elements_are_alike_and_reach_eight_elements_up() -> None:
    divs = "".join(f"<div class='deep{i}'>" for i in range(9))
    card = "<div class='bigCard big' id='x2' style='Display : NONE'><p>Same <i>words</i></p></div>"
    document = doc(f"<body>{divs}{card}{card}</body>")
    first, second = document.blocks
    assert first.marks == second.marks
    assert first.marks[:8] == ("<p>", "|", "<div>", ".big", ".card", ".x", ".2", "|")
    assert first.marks.count("|") == 7
    assert ".deep" in first.marks
    assert {"<html>", "<body>"}.isdisjoint(first.marks)


def test_text_around_blocks_and_hidden_spans_stays_in_order() -> None:
    html = "<div>a <span hidden>b <i>c</i> d</span> e<p>f</p> g <b>h<br><br>i</b> j</div>"
    found = [(b.text, b.hidden, b.where.rpartition("/")[2]) for b in doc(html).blocks]
    assert found == [
        ("b c d", True, "span[1]"),
        ("a e", False, "div[1]"),
        ("f", False, "p[1]"),
        ("g h", False, "div[1]#2"),
        ("i j", False, "div[1]#3"),
    ]
