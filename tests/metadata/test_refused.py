from __future__ import annotations

import pytest

PAGE = """<html lang="en"><head><title>{title}</title>{head}</head><body>
<h1>Wall repair approved</h1><p>{prose}</p><p>{prose}</p></body></html>"""


@pytest.fixture
def read(of_html, prose):
    def run(head="", title="Wall repair approved", **page):
        return of_html(PAGE.format(head=head, title=title, prose=prose), **page)

    return run


def json_ld(fields):
    return (
        '<script type="application/ld+json">{"@type": "NewsArticle", '
        f'"headline": "Wall repair approved", {fields}}}</script>'
    )


def published(day):
    return f'<meta property="article:published_time" content="{day}">'


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2024-02-30", "impossible"),
        ("1970-01-01", "too-early"),
        ("9999-12-31", "too-late"),
        ("2024-06-09", "too-late"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_the_reason(read, day, why):
    found = read(published(day), fetched_at="2024-05-03")
    assert found.published == ""
    assert "dates:refused" in found.problems
    assert [d.raw for d in found.dates if d.role == "rejected"] == [f"{day} ({why})"]


def test_a_good_page_has_no_problem(read):
    found = read(published("2024-05-03") + json_ld('"datePublished": "2024-05-03T23:30:00Z"'))
    assert (found.published, found.problems) == ("2024-05-03", ())


def test_sources_that_contradict_each_other(read):
    day = json_ld('"datePublished": "2024-05-03"')
    assert read(published("2024-05-04") + day).problems == ()  # two time zones
    found = read(published("2023-01-09") + day)
    assert found.problems == ("dates:disagree",)
    assert found.published_conf < 0.9


def test_tags_in_titles_are_taken_off(read):
    found = read(title="Wall &lt;i&gt;repair&lt;/i&gt; approved &lt;br/&gt;")
    assert found.title == "Wall repair approved"
    assert found.title_alternatives == ()
    assert found.problems == ("title:html",)


def test_a_heart_is_no_tag(read):
    assert read(title="I &lt;3 walls").problems == ()


def test_a_byline_of_ten_thousand_characters(read):
    names = ", ".join(["Ann Ray"] * 1_000)
    for head in (f'<meta name="author" content="{names}">', json_ld(f'"author": "{names}"'),
                 json_ld(f'"author": [{{"name": "{names}"}}]')):  # fmt: skip
        found = read(head)
        assert found.authors == ("Ann Ray",)
        assert found.problems == ("byline:too-long",)
