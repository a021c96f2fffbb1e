from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace

import pytest

from pipeline.records import Image
from pipeline.write.record import FIELDS, JOINED, flat_record, joined_record, nested_record, render
from pipeline.write.rows import Row, read_rows

# The contract with everybody who reads the results: names and order.
KEYS = """
    id text title description byline authors agencies contributors dateline_place published
    published_time published_raw published_source published_conf updated title_source title_conf
    authors_source authors_conf section tags publisher url canonical_url hostname country
    language language_conf n_chars n_words
    n_paragraphs n_removed_blocks n_removed_chars is_article is_truncated page_kind access
    confidence fetched_at problems dup_group dup_of dup_score source_path source_sha256
    source_kind source_encoding text_sha256 cleaner cleaner_version config_sha256 schema
""".split()  # noqa: SIM905


def row_of(article, config) -> Row:
    return next(read_rows(io.BytesIO(render(article, config))))


def test_the_keys_are_the_contract() -> None:
    assert [field.key for field in FIELDS] == KEYS
    assert all(field.description for field in FIELDS)


def test_every_value_has_its_type(article, config) -> None:
    flat = flat_record(article(), config)
    assert list(flat) == KEYS
    for field in FIELDS:
        assert type(flat[field.key]) is field.type, field.key


def test_values(article, config) -> None:
    flat = flat_record(article(), config)
    expected = {
        "text": "The ferry leaves an hour later from Monday, the harbour office said.",
        "authors": "Ann Roe; Bo Li, Cy Dee",  # splitting at "; " gives the two items again
        "tags": "ferries",
        "hostname": "ellery-post.co.uk",
        "country": "GB",
        "n_words": 12,
        "n_paragraphs": 1,
        "n_removed_blocks": 3,
        "n_removed_chars": 38 + 5 + 10,
        "problems": "odd:thing",
        "config_sha256": "c" * 64,
        "schema": "dechrome/1.1",
        "dup_group": "",
        "dup_score": 0.0,
    }
    assert {key: flat[key] for key in expected} == expected
    assert flat["text_sha256"] == hashlib.sha256(expected["text"].encode()).hexdigest()


@pytest.mark.parametrize(
    "title", ["two\nlines", "next\x85line", "sep\u2028arator", "tab\there", "  much \r\n space "]
)
def test_metadata_stays_on_one_line(article, config, title) -> None:
    written = flat_record(article(title=title), config)["title"]
    assert written == " ".join(title.split())
    assert len(written.splitlines()) == 1


def test_lengths_are_capped_by_the_settings(article, config) -> None:
    flat = flat_record(
        article(title="t" * 9_999, description="d" * 9_999, authors=("a" * 9_999,)), config
    )
    limits = config.settings.limits
    assert len(flat["title"]) == limits.title_chars
    assert len(flat["description"]) == limits.description_chars
    assert len(flat["authors"]) == limits.author_chars


def test_what_a_terminal_would_obey_is_not_written(article, config) -> None:
    written = flat_record(article(title="red \x1b[31m \u202ealert\x9b", tags=("a\x07",)), config)
    assert (written["title"], written["tags"]) == ("red [31m alert", "a")


def test_a_cut_parts_no_isolates(article, config) -> None:
    title = "\u2067" + "word " * 200 + "\u2069"
    assert "\u2067" not in flat_record(article(title=title), config)["title"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//a.example/x", "file:///etc", "/x", "ftp://a"]
)
def test_only_web_addresses_are_written(article, config, url) -> None:
    written = article(canonical_url=url, images=(Image(url=url),))
    assert flat_record(written, config)["canonical_url"] == ""
    assert nested_record(written, config)["images"][0]["url"] == ""


def test_a_lone_surrogate_does_not_stop_the_row(article, config) -> None:
    assert json.loads(row_of(article(title="half \ud83d"), config).parts()[0])["title"] == "half"


def test_a_cut_block_gives_an_entry_for_every_span(article, config) -> None:
    blocks = nested_record(article(), config)["blocks"]
    assert [(b["index"], b["role"], b["kept"], b["where"], b.get("text")) for b in blocks] == [
        (0, "title", False, "/html/body/p[1]", "Ferry timetable changes in Port Ellery"),
        (1, "paragraph", True, "/html/body/p[2][0:69]", None),
        (1, "agency-credit", False, "/html/body/p[2][69:74]", "(abc)"),
        (2, "share", False, "/html/body/p[3]", "Share this"),
    ]
    assert blocks[2]["votes"] == [
        {
            "role": "agency-credit",
            "by": "rule:tails/agency",
            "why": "an agency",
            "weight": 1.0,
            "span": [69, 74],
        }
    ]


def test_the_parts_of_a_row(article, config) -> None:
    row = row_of(article(), config)
    flat_line, cells, record, removed = row.parts()
    flat = json.loads(flat_line)
    assert row.status == "cleaned"
    assert flat == flat_record(article(), config)
    assert cells.decode().startswith("harbour-0123456789abcdef,Ferry timetable changes")
    nested = nested_record(article(), config)
    assert json.loads(record) == flat | json.loads(json.dumps(nested))
    assert list(json.loads(record)) == [*KEYS, *nested]
    lines = [json.loads(line) for line in removed.splitlines()]
    assert [(line["id"], line["index"], line["role"], line["text"]) for line in lines] == [
        (flat["id"], 0, "title", "Ferry timetable changes in Port Ellery"),
        (flat["id"], 1, "agency-credit", "(abc)"),
        (flat["id"], 2, "share", "Share this"),
    ]


def test_an_empty_article_gives_only_what_was_removed(article, config) -> None:
    row = row_of(article(body=""), config)
    flat_line, cells, record, removed = row.parts()
    assert (row.status, flat_line, cells, record) == ("empty", b"", b"", b"")
    assert removed.count(b"\n") == 3


def test_what_counts_as_a_change(article, config) -> None:
    before = row_of(article(), config)

    def changed(other: Row) -> set[str]:
        names = ("text", "metadata", "ledger", "record")
        return {name for name in names if getattr(before, name) != getattr(other, name)}

    assert changed(row_of(article(), config)) == set()
    assert changed(row_of(article(), replace(config, digest="d" * 64))) == {"record"}
    assert changed(row_of(article(title="Another"), config)) == {"metadata", "record"}
    assert changed(row_of(article(images=()), config)) == {"metadata", "record"}
    assert changed(row_of(article(body="Another."), config)) == {"text", "record"}
    other = article()
    decisions = (replace(other.decisions[0], why="because"), *other.decisions[1:])
    assert changed(row_of(replace(other, decisions=decisions), config)) == {"ledger", "record"}


def test_the_record_file_has_a_line_for_every_key_and_block(article, config) -> None:
    lines = row_of(article(), config).parts()[2].decode().splitlines()
    assert lines[0] == "{"
    assert lines[-1] == "}"
    assert sum(line.startswith('  {"index": ') for line in lines) == 4
    assert ' "language": "",' in lines


def test_what_is_joined_is_what_would_have_been_rendered(article, config, monkeypatch):
    """Whatever the text says: nothing but the three values changes."""
    trap = 'He wrote:\n "dup_group": "",\n "dup_of": "",\n "dup_score": 0.0,\n and left.'
    made = article(body=trap)
    known = {"dup_group": "a-1", "dup_of": "b-2", "dup_score": 0.75}
    line, cells, record, _ = row_of(made, config).parts()
    joined = joined_record(line, record, known)
    fields = tuple(
        replace(field, get=lambda _, key=field.key: known[key]) if field.key in JOINED else field
        for field in FIELDS
    )
    monkeypatch.setattr("pipeline.write.record.FIELDS", fields)
    other = row_of(made, config).parts()
    assert joined == (*other[:3], made.body)
    assert joined[0] != line
    assert joined[1] != cells


def test_joining_what_is_unknown_changes_no_byte(article, config):
    line, cells, record, _ = row_of(article(), config).parts()
    known = {"dup_group": "", "dup_of": "", "dup_score": 0.0}
    assert joined_record(line, record, known)[:3] == (line, cells, record)
