"""The report as a whole: what its pages say, and what they can never do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.report import write_report
from pipeline.report.make import ALL
from pipeline.report.parts import rule_file

ROOT = Path(__file__).resolve().parents[2]
ATTRIBUTES = {
    "aria-hidden", "aria-label", "class", "colspan", "content", "charset", "dir", "height", "href",
    "http-equiv", "id", "lang", "name", "open", "preserveaspectratio", "rel", "role", "scope",
    "tabindex", "viewbox", "width",
}  # fmt: skip
ELEMENTS = {
    "a", "b", "bdi", "blockquote", "body", "code", "del", "details", "div", "footer", "h1", "h2",
    "h3", "head", "header", "html", "i", "li", "main", "meta", "nav", "ol", "p", "q", "rect",
    "section", "span", "style", "summary", "svg", "table", "tbody", "td", "th", "thead", "title",
    "tr", "ul",
}  # fmt: skip

STRINGS = (
    "title", "description", "byline", "authors", "tags", "publisher", "language", "problems",
    "source_path", "published", "published_source", "url", "hostname",
)  # fmt: skip
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></script><svg onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a> &lt;b&gt;",
    "y" * 10_000,
]


def text_of(element):
    return " ".join(" ".join(element.itertext()).split())


def section(page, id):
    (found,) = page.xpath(f"//section[@id='{id}']")
    return found


def test_what_strangers_write_is_text_on_every_page(clean, Story, pages):
    for number, text in enumerate(HOSTILE):
        blocks = [
            ("navigation", text, text), ("paragraph", "", text), (text, "rule:a/b", f"{text}!"),
        ]  # fmt: skip
        values = dict.fromkeys(STRINGS, text) | {"canonical_url": "javascript:alert(1)"}
        nested = {
            "images": [{"caption": text, "credit": text, "agency": text, "url": text}, 7],
            "dates": [{"value": text, "role": text, "raw": text, "source": text, "conf": text}],
            "title_alternatives": [text, 3],
        }
        stories = [Story(f"a{number}", blocks, values, nested)]
        alarm = {"publisher": text, "kind": text, "message": text, "before": 0.9, "now": text}
        wrong = {"id": "q", "source_path": text, "stage": text, "error": text, "message": text}
        run = {"alarms": [alarm], "started": text, "versions": {"cleaner": text}, "work": text}
        if not clean.number:
            clean.publish(stories)
        clean.publish(stories, {f"a{number}": "text"}, quarantine=[wrong], **run)

        written = write_report(clean.path)
        found = pages(written.index.parent)
        for name, page in found.items():
            for element in page.iter():
                assert element.tag in ELEMENTS, name
                assert set(element.attrib) <= ATTRIBUTES, name
                if element.tag == "a":
                    target = written.index.parent / Path(name).parent / element.get("href")
                    address = element.get("href")
                    assert address.startswith("#") or target.resolve().is_file(), address
        article = found[f"articles/a{number}.html"]
        shown = text_of(article)
        assert text[:500] in article.xpath("//h1")[0].text_content()
        assert article.xpath("//div[@class='b kept']/p[@class='t']")[0].text_content() == text
        cut = text if len(text) <= 600 else f"{text[:600]} … 9,400 more characters"
        assert shown.count(cut) >= 8
        assert text[:80] in text_of(section(found["index.html"], "quarantine"))


def test_controls_and_overrides_are_seen_and_not_obeyed(clean, Story, pages):
    text = "\x1b[2J safe\u202egpj.exe \ud800 end"
    clean.publish([Story("a", [("paragraph", "", text), ("share", "x", text)], {"title": text})])
    written = write_report(clean.path)
    for path in written.index.parent.rglob("*.html"):
        data = path.read_text(encoding="utf-8")
        assert not {"\x1b", "\u202e", "\ud800"} & set(data)
    spelled = r"\x1b[2J safe\u202egpj.exe \ud800 end"
    page = pages(written.index.parent)["articles/a.html"]
    assert page.xpath("//h1")[0].text_content() == spelled
    assert [t.text_content() for t in page.xpath("//div[@class='flow']/div/*[1]")] == [spelled] * 2


def test_body_and_removed_blocks_stand_in_the_order_of_the_page(clean, story, pages):
    clean.publish([story("a")])
    page = pages(write_report(clean.path).index.parent)["articles/a.html"]
    blocks = page.xpath("//div[@class='flow']/div")
    assert [(b.get("class"), b[0].tag, b[0].text_content()) for b in blocks] == [
        ("b chrome", "del", "Home News Sport"),
        ("b kept", "p", "The first sentence of a."),
        ("b chrome", "del", "Share this"),
        ("b kept", "p", "The last sentence of a."),
    ]
    assert text_of(blocks[2][1]) == "share rule:share/bar Because of rule:share/bar."
    assert blocks[2][1].xpath(".//a/@href") == [f"../rules/{rule_file('rule:share/bar')}"]


def test_many_removed_blocks_in_a_row_are_folded(clean, Story, pages):
    menu = [("navigation", "rule:a/b", f"Section {n}") for n in range(30)]
    clean.publish([Story("a", [*menu, ("paragraph", "", "One."), ("caption", "x", "A quay.")])])
    page = pages(write_report(clean.path).index.parent)["articles/a.html"]
    (fold,) = page.xpath("//details")
    assert fold[0].text_content() == "30 removed blocks: navigation 30 · 60 words"
    assert len(fold.xpath("./div/del")) == 30
    (caption,) = page.xpath("//div[@class='b meta']")
    assert not caption.xpath(".//del")


def test_without_the_record_no_order_is_made_up(clean, story, pages):
    clean.publish([story("a")])
    (clean.files / "articles" / "a.json").unlink()
    page = pages(write_report(clean.path).index.parent)["articles/a.html"]
    assert "The order in which these blocks stood is not recorded" in text_of(page)
    texts = [b[0].text_content() for b in page.xpath("//div[@class='flow']/div")]
    assert texts == [
        "The first sentence of a.", "The last sentence of a.", "Home News Sport", "Share this",
    ]  # fmt: skip


def test_exactly_the_articles_that_changed_and_how(clean, story, Story, pages):
    olds = [story(id) for id in "abcdefg"]
    clean.publish(olds)
    news = [story(id) for id in "abcdef"] + [story("h")]
    news[1].blocks[3] = ("related", "rule:related/new", news[1].blocks[3][2])
    news[2].values["title"] = "Another title"
    news[3].blocks[2] = ("share", "doubling", "Share this")
    change = {
        "b": "text", "c": "metadata", "d": "ledger", "e": "ledger", "g": "removed", "h": "added",
    }  # fmt: skip
    clean.publish(news, change)
    found = pages(write_report(clean.path).index.parent)
    part = section(found["index.html"], "changes")
    assert "The other 2 articles came out as before." in text_of(part)
    rows = [[text_of(cell) for cell in row] for row in part.xpath(".//tbody/tr")]
    assert [row[:2] for row in rows] == [
        ["Title of b", "1 paragraph out (now rule:related/new)"],
        ["Another title", "title"],
        ["Title of d", "1 block signed otherwise (now doubling)"],
        ["Title of e", "reasons or votes"],
        ["Title of h", ""],
    ]
    assert part.xpath(".//tbody//a/@href") == [f"articles/{id}.html" for id in "bcdeh"]
    assert [text_of(li) for li in part.xpath(".//ul[@class='ids']/li")] == ["g"]
    changed = text_of(found["articles/b.html"].xpath("//section[@class='changed']")[0])
    assert "The last sentence of b. in the body → related by rule:related/new" in changed
    assert not found["articles/a.html"].xpath("//section[@class='changed']")


def test_a_paragraph_that_came_back_is_marked_where_it_stands(clean, story, pages):
    clean.publish([story("a")])
    back = story("a")
    back.blocks[2] = ("paragraph", "", "Share this")
    clean.publish([back], {"a": "text"})
    page = pages(write_report(clean.path).index.parent)["articles/a.html"]
    (new,) = page.xpath("//div[@class='b kept new']")
    assert text_of(new) == "Share this new in the body: was share by rule:share/bar"


def test_the_first_run_and_one_that_changed_nothing_say_so(clean, story, pages):
    clean.publish([story("a"), story("b")])
    index = pages(write_report(clean.path).index.parent)["index.html"]
    assert "The first run: all 2 articles are new." in text_of(section(index, "changes"))
    clean.publish([story("a"), story("b")], {})
    index = pages(write_report(clean.path).index.parent)["index.html"]
    assert "Nothing: every article came out as in the run before." in text_of(
        section(index, "changes")
    )


def test_who_removed_what_and_a_page_for_each(clean, story, pages):
    clean.publish([story(id) for id in "abc"], empty=[story("e")])
    found = pages(write_report(clean.path).index.parent)
    rows = [
        [text_of(cell) for cell in row]
        for row in section(found["index.html"], "rules").xpath(".//tbody/tr")
    ]
    assert rows == [
        ["rule:markup/menu", "navigation", "4", "4", "12", "", "Home News Sport"],
        ["rule:share/bar", "share", "4", "4", "8", "", "Share this"],
    ]
    rule = found[f"rules/{rule_file('rule:share/bar')}"]
    assert "removed 4 blocks with 8 words from 4 inputs: share 4" in text_of(rule)
    assert "It stands in config/rules/share.toml" in text_of(rule)
    samples = [text_of(li) for li in rule.xpath("//section[h2/@id='samples']//li")]
    assert samples == ["Share this share · 4 times, first in a"]


def test_figures_alarms_quarantine_and_problems(clean, story, pages):
    alarm = {
        "publisher": "Harbour Times", "kind": "short", "compared": "new", "articles": 12,
        "before": 0.125, "now": 0.5, "message": "Half of them are stubs.",
    }  # fmt: skip
    wrong = [
        {
            "id": f"q{n}", "source_path": f"q{n}.gz",
            "stage": "read", "error": "gzip", "message": "Cut.",
        }
        for n in range(25)
    ]  # fmt: skip
    stories = [story("a", published="2024-05-03", problems="x:y; z"), story("b")]
    clean.publish(stories, quarantine=wrong, empty=[story("e")], alarms=[alarm])
    index = pages(write_report(clean.path).index.parent)["index.html"]
    first = index.xpath("//main/section")[0]
    assert first.get("id") == "alarms"
    assert [text_of(c) for c in first.xpath(".//tbody/tr/*")] == [
        "Harbour Times", "Half of them are stubs.", "short", "12", "12%", "50%",
    ]  # fmt: skip
    figures = [text_of(li) for li in index.xpath("//ul[contains(@class, 'figures')]/li")]
    assert figures[:8] == [
        "28 inputs read", "=", "2 cleaned", "+", "1 without text", "+", "25 quarantined",
        "100% with a title",
    ]  # fmt: skip
    assert figures[8:10] == ["50% with a date", "0% with an author"]
    quarantine = section(index, "quarantine")
    assert "read: gzip (25)" in text_of(quarantine)
    assert len(quarantine.xpath(".//tbody/tr")) == 20
    assert "… and 5 more: quarantine.jsonl." in text_of(quarantine)
    problems = section(index, "problems")
    assert [text_of(r) for r in problems.xpath(".//tbody/tr")] == [
        "x:y 1 Title of a", "z 1 Title of a",
    ]  # fmt: skip
    assert [text_of(li) for li in problems.xpath(".//li")] == ["e.html"]


def test_at_most_so_many_articles_and_the_changed_ones_first(clean, story, pages):
    stories = [story(f"s{n:03d}", confidence=0.9 if n != 77 else 0.1) for n in range(120)]
    clean.publish(stories)
    clean.publish(stories, {"s013": "ledger", "s099": "text"})
    written = write_report(clean.path, articles=6)
    found = pages(written.index.parent)
    names = {name for name in found if name.startswith("articles/")}
    assert len(names) == written.articles == 6
    assert {"articles/s013.html", "articles/s099.html", "articles/s077.html"} <= names
    linked = {a for page in found.values() for a in page.xpath("//a/@href") if "articles/" in a}
    assert {address.removeprefix("../") for address in linked} == names
    assert write_report(clean.path, articles=ALL).articles == 120
    assert write_report(clean.path, articles=0).articles == 0


def test_long_lists_go_on_in_another_page(clean, story, pages, monkeypatch):
    monkeypatch.setattr("pipeline.report.make._LISTED", 2)
    clean.publish([story(id) for id in "abcde"])
    found = pages(write_report(clean.path, articles=ALL).index.parent)
    lists = [name for name in found if name.startswith("articles-")]
    assert lists == ["articles-1.html", "articles-2.html", "articles-3.html"]
    assert [len(found[name].xpath("//tbody/tr")) for name in lists] == [2, 2, 1]
    assert found["articles-2.html"].xpath("//nav/a/@href") == [
        "index.html", "articles-1.html", "articles-3.html",
    ]  # fmt: skip
    assert "next" not in text_of(found["articles-3.html"])


def test_the_same_results_give_the_same_bytes(clean, story, tmp_path):
    clean.publish([story(f"s{n:03d}") for n in range(50)])
    written = [write_report(clean.path, tmp_path / name, 20) for name in ("one", "two")]
    one, two = (
        {p.relative_to(w.index.parent): p.read_bytes() for p in w.index.parent.rglob("*.html")}
        for w in written
    )
    assert one == two
    assert len(one) == 20 + 2 + 2  # articles, rules, index and list


def test_texts_keep_their_language_and_direction(clean, Story, pages):
    blocks = [("paragraph", "", "السد انكسر."), ("navigation", "rule:a/b", "الرئيسية")]
    clean.publish([Story("a", blocks, {"title": "انكسر السد", "language": "ar"})])
    page = pages(write_report(clean.path).index.parent)["articles/a.html"]
    heading = page.xpath("//h1")[0]
    assert (heading.get("dir"), heading.get("lang")) == ("auto", "ar")
    kept, lost = page.xpath("//div[@class='flow']/div/*[1]")
    assert (kept.get("dir"), kept.get("lang"), lost.get("dir")) == ("auto", "ar", "auto")


def test_each_value_with_its_source_and_what_was_not_taken(clean, Story, pages):
    values = {
        "title": "The dam", "title_source": "h1", "title_conf": 0.9, "published": "2024-05-03",
        "published_source": "jsonld", "published_conf": 0.95,
        "canonical_url": "https://example.org/dam",
    }  # fmt: skip
    nested = {
        "dates": [
            {
                "value": "2024-05-03", "role": "published", "raw": "3 May",
                "source": "jsonld", "conf": 0.95,
            },
            {
                "value": "1999-01-01", "role": "rejected", "raw": "since 1999",
                "source": "visible", "conf": 0.1,
            },
        ],
        "title_alternatives": ["The dam | The Site"],
        "images": [
            {
                "caption": "A dam.", "credit": "A. N.", "agency": "dpa",
                "url": "https://example.org/a.jpg",
            }
        ],
    }  # fmt: skip
    clean.publish([Story("a", [("paragraph", "", "It broke.")], values, nested)])
    page = pages(write_report(clean.path).index.parent)["articles/a.html"]
    rows = [[text_of(cell) for cell in row] for row in page.xpath("//tbody/tr")]
    assert ["title", "The dam", "h1", "0.90"] in rows
    assert ["published", "2024-05-03", "jsonld", "0.95"] in rows
    assert ["date: published", "2024-05-03", "3 May", "jsonld", "0.95", "agrees"] in rows
    assert ["date: rejected", "1999-01-01", "since 1999", "visible", "0.10", "not taken"] in rows
    assert ["title", "The dam | The Site", "", "", "", "not taken"] in rows
    assert ["A dam.", "A. N.", "dpa", "https://example.org/a.jpg"] in rows
    assert page.xpath("//a[@rel]/@href") == ["https://example.org/dam", "https://example.org/a.jpg"]
    assert "Unknown: description, byline," in text_of(page)


RULE = """
# what readers are asked to do
[[rule]]
id = "share-labels"
role = "share"
why = "A share label alone on a line is never part of a story."
line = ["Share this article"{more}]
hits = ["Share this article"]
misses = ["The villages share this article of faith."]
"""


@pytest.mark.skipif(not (Path(sys.executable).parent / "luigi").exists(), reason="no luigi command")
def test_change_one_rule_run_again_see_exactly_the_articles_that_changed(tmp_path, pages):
    raw, clean, rules = tmp_path / "raw", tmp_path / "clean", tmp_path / "config" / "rules"
    raw.mkdir()
    rules.mkdir(parents=True)
    settings = (ROOT / "config" / "settings.toml").read_text()
    alike = settings.replace("find = true", "find = false")  # or the six are copies of another
    (rules.parent / "settings.toml").write_text(alike)
    for number in range(6):
        tail = "Tell your friends\n\n" if number % 3 == 0 else ""
        (raw / f"story{number}.txt").write_text(
            f"The council of village {number} met on Monday evening and agreed on a new bridge, "
            f"which is to be built before the winter.\n\nShare this article\n\n{tail}The old one "
            f"had been closed for {number} years, and the detour takes the farmers an hour.\n"
        )
    for more in ("", ', "Tell your friends"'):
        (rules / "mine.toml").write_text(RULE.format(more=more))
        command = [Path(sys.executable).parent / "luigi", "--module", "tasks", "CleanAll"]
        folders = ["--raw-dir", raw, "--clean-dir", clean]
        done = subprocess.run(
            [*command, *folders],
            cwd=ROOT,
            env=os.environ | {"DECHROME_CONFIG": str(rules.parent)},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    found = pages(write_report(clean).index.parent)
    part = section(found["index.html"], "changes")
    rows = [[text_of(cell) for cell in row] for row in part.xpath(".//tbody/tr")]
    assert [row[0] for row in rows] == ["story0.txt", "story3.txt"]
    assert {row[1] for row in rows} == {"1 paragraph out (now rule:mine/share-labels), confidence"}
    assert "The other 4 articles came out as before." in text_of(part)
    changes = (clean / ".dechrome" / "current" / "changes.jsonl").read_text().splitlines()
    assert [json.loads(line)["change"] for line in changes] == ["text", "text"]


def test_an_articles_page_names_its_copies(clean, story, pages):
    def values(of: str, score: float):
        return {"dup_group": "a", "dup_of": of, "dup_score": score}

    stories = [story("a", **values("b", 0.75)), story("b", **values("", 0.0)),
               story("c", **values("b", 1.0)), story("d")]  # fmt: skip
    clean.publish(stories)
    (clean.files / "duplicates.csv").write_text(
        "id,dup_group,dup_of,dup_score\na,a,b,0.75\nb,a,,0.0\nc,a,b,1.0\n"
    )
    found = pages(write_report(clean.path).index.parent)
    text = text_of(found["articles/a.html"])
    assert "75% of this text stands in b too." in text
    sections = {id: found[f"articles/{id}.html"].xpath("//section[h2='Copies']") for id in "abcd"}
    assert sections["d"] == []
    rows = {
        id: [[text_of(cell) for cell in row] for row in sections[id][0].xpath(".//tbody/tr")]
        for id in "abc"
    }
    assert rows == {
        "a": [["b", ""], ["c", "100%"]],
        "b": [["c", "100%"], ["a", "75%"]],
        "c": [["b", ""], ["a", "75%"]],
    }
    assert "2 articles repeat this one. It is the longest of them." in text_of(sections["b"][0])
    links = sections["a"][0].xpath(".//a/@href")
    assert links == ["b.html", "b.html", "c.html"]
    assert "50% repeat another one" in text_of(found["index.html"])


def test_a_large_group_is_not_listed_whole(clean, story, pages):
    ids = [f"s{number:03d}" for number in range(90)]
    lines = "".join(f"{id},s000,{'' if id == 's050' else 's050'},0.9\n" for id in ids)
    values = {"dup_group": "s000", "dup_of": "s050", "dup_score": 0.9}
    clean.publish(
        [story(id, **(values if id != "s050" else values | {"dup_of": ""})) for id in ids]
    )
    (clean.files / "duplicates.csv").write_text("id,dup_group,dup_of,dup_score\n" + lines)
    page = pages(write_report(clean.path, articles=3).index.parent)
    for name, document in page.items():
        if name.startswith("articles/"):
            (part,) = document.xpath("//section[h2='Copies']")
            assert len(part.xpath(".//tbody/tr")) <= 61
            assert "more: duplicates.csv names them" in text_of(part)
            assert len(part.xpath(".//a")) <= 3
