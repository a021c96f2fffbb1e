from __future__ import annotations

from lxml import etree

from pipeline.config import DateSettings
from pipeline.metadata.fallback import dates_of_htmldate
from pipeline.metadata.published import DateReader
from pipeline.records import Block, Document, Page

TEXT = "<p>The council of the bay voted on Tuesday to repair the old harbour wall.</p>"


def document(tree, content=""):
    texts = [t for t in (" ".join(x.split()) for x in tree.itertext()) if t]
    page = Page("x", "x.html", "html", content)
    return Document(page, tuple(Block(i, t, f"/{i}") for i, t in enumerate(texts)), tree)


def dates(tree, fetched_at=""):
    reader = DateReader("en", fetched_at, DateSettings())
    return [(d.value, d.conf) for d in dates_of_htmldate(document(tree), reader)]


def test_what_the_fast_search_finds_may_be_published(parse_html):
    tree = parse_html(f"<body>{TEXT}<div id='footer-info'>Posted on 3 May 2024</div></body>")
    found = dates(tree)
    assert [d[0] for d in found] == ["2024-05-03"]
    assert found[0][1] == 0.75


def test_a_day_that_is_printed_nowhere_is_only_noted(parse_html):
    image = '<meta property="og:image" content="https://x.example/uploads/2024/05/03/wall.jpg">'
    assert dates(parse_html(f"<head>{image}</head><body>{TEXT}</body>")) == [("2024-05-03", 0.4)]


def test_a_day_inside_a_sentence_is_only_noted(parse_html):
    sentence = "The storm of 3 May 2024 broke the wall and the council was not amused by it."
    found = dates(parse_html(f"<body>{TEXT}<div class='date'>{sentence}</div></body>"))
    assert all(conf <= 0.4 for _, conf in found)


def test_a_day_beside_other_words_is_not_published(parse_html):
    line = "As the forum of the harbour masters wrote on 3 May 2024"
    found = dates(parse_html(f"<body>{TEXT}<div class='date'>{line}</div></body>"))
    assert all(conf <= 0.4 for _, conf in found)


def test_what_only_an_extensive_search_would_find_is_not_looked_for(parse_html):
    tree = parse_html(f"<body>{TEXT}<p>On 3 May 2024 the storm came.</p></body>")
    assert dates(tree) == []


def test_the_upper_bound_is_the_scrape_and_not_the_clock(parse_html):
    html = f"<body>{TEXT}<div class='date'>Posted on 3 May 2024</div></body>"
    assert dates(parse_html(html), "2024-05-03T10:00:00") == [("2024-05-03", 0.75)]
    assert "2024-05-03" not in [d for d, _ in dates(parse_html(html), "2023-01-01")]


def test_the_shared_tree_is_not_changed(parse_html):
    tree = parse_html(f"<body>{TEXT}<script>x</script><aside>3 May 2024</aside></body>")
    before = etree.tostring(tree)
    dates(tree)
    assert etree.tostring(tree) == before


def test_the_first_of_a_month_may_be_made_up(parse_html):
    head = '<meta property="article:published_time" content="2023-02-30">'
    assert dates(parse_html(f"<head>{head}</head><body>{TEXT}</body>")) == [("2023-02-01", 0.4)]


def test_a_failure_of_htmldate_costs_no_article(parse_html, monkeypatch):
    def fail(*_args, **_keywords):
        raise OverflowError

    monkeypatch.setattr("pipeline.metadata.fallback.find_date", fail)
    reader = DateReader("en", "", DateSettings())
    found = list(dates_of_htmldate(document(parse_html(f"<body>{TEXT}</body>")), reader))
    assert [(d.value, d.role, d.raw) for d in found] == [
        ("", "rejected", "htmldate failed: OverflowError")
    ]


def test_a_page_of_megabytes_is_not_searched(parse_html):
    reader = DateReader("en", "", DateSettings())
    tree = parse_html(f"<body>{TEXT}<div id='footer-info'>Posted on 3 May 2024</div></body>")
    (found,) = dates_of_htmldate(document(tree, "x" * 2_000_001), reader)
    assert (found.value, found.role) == ("", "rejected")
