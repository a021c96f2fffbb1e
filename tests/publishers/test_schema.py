from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from pipeline.config import config_directory
from pipeline.errors import ConfigError
from pipeline.publishers import Publisher, load_publishers
from pipeline.rules import check_rules

RULE = """
[[rule]]
id = "{id}"
role = "share"
why = "A label asks readers to spread the page."
line = ["Share this"]
hits = ["Share this"]
misses = ["They share this boat."]
{more}
"""


def write(folder: Path, text: str, name: str = "post.example") -> None:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def load(folder: Path, text: str) -> tuple[Publisher, ...]:
    write(folder, text)
    return load_publishers(folder)


@pytest.fixture(scope="module")
def shipped() -> tuple[Publisher, ...]:
    return load_publishers(config_directory() / "publishers")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = 'Post'\nhost = ['a.example']", "unknown key 'host'"),
        ("hosts = ['a.example']", "name is missing"),
        ("name = 'Post'\nhosts = ['https://a.example/']", "hosts are bare lower-case names"),
        ("name = 'Post'\nhosts = ['www.a.example']", "hosts are bare lower-case names"),
        ("name = 'Post'\n[layout]\nbody = ['.x']", "write [[layout]], with two brackets"),
        ("name = 'Post'\n[[layout]]\nbdy = ['.x']", "layout 1: unknown key 'bdy'"),
        ("name = 'Post'\n[[layout]]\nbody = ['a:hover']", "layout 1: the selector 'a:hover'"),
        ("name = 'Post'\n[[layout]]\nchrome = {ads = ['.x']}", "unknown role 'ads'"),
        ("name = 'Post'\n[[layout]]\nchrome = {share = '.x'}", "chrome.share must be of type list"),
        ("name = 'Post'\n[[layout]]\nvalid_until = '2020'", "valid_until must be of type date"),
        ("name = 'Post'\n[[layout]]\n[[layout]]", "every layout but the last needs valid_until"),
        ("name = 'Post'\n[fingerprint]\nline = ['x y']", "fingerprint: unknown key 'line'"),
        ("name = 'Post'\n[fingerprint]\nlines = ['Our Post']", "min must lie between 2 and"),
        ("name = 'Post'\n[fingerprint]\nlines = ['a', 'b']\nmin = 1", "min must lie between 2 and"),
        ("name = 'Post'\n[fingerprint]\nstarts = ['a', 'b']", "is below 12 characters"),
        ("name = 'Post'\n[fingerprint]\nmeta = {author = 1}", "meta: author must be a string"),
        ("name = 'Post'\n[[service]]\nwhy = 'x'", "service '': unknown key 'why'"),
        (
            "name = 'Post'\n" + RULE.format(id="outside", more=""),
            "votes by layout or fingerprint have this name",
        ),
        ("name = 'Post'\n" + 2 * RULE.format(id="a", more=""), "the id is used twice"),
        ("name = 'Post'\n" + RULE.format(id="a", more='requires = ["frame:x"]'), "is of no use"),
        (
            "name = 'Post'\n" + RULE.format(id="a", more='rest = true\nuntil = ["b"]'),
            "until 'b' is no role",
        ),
        ("name = 'Post'\n" + RULE.format(id="a", more='pattern = ["("]'), "rule 'a': pattern '('"),
        ("name = ", "post.example.toml"),
    ],
)
def test_a_typo_is_an_error_that_names_the_file(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert words in str(caught.value)
    assert "post.example.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("claim", "named"),
    [
        ("hosts = ['a.example']", "'a.example'"),
        ("[fingerprint]\ncertain = ['» Read the Post:']", "'read the post'"),
        ("[fingerprint]\ncertain = ['© 2024 Post']", "'© 2024 post'"),
        ("[fingerprint]\nmeta = { 'og:site_name' = 'Post' }", "'og:site_name=post'"),
        ("[fingerprint]\nclasses = ['b', 'a']", "'.a.b'"),
    ],
)
def test_two_publishers_cannot_claim_one_thing(tmp_path: Path, claim: str, named: str) -> None:
    write(tmp_path, f"name = 'Other'\n{claim}", "other")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, f"name = 'Post'\n{claim}")
    assert f"{named} belongs to both Other (other.toml) and Post (post.example.toml)" in str(
        caught.value
    )


def test_services_share_the_layouts_and_lines_of_their_house(tmp_path: Path) -> None:
    text = (
        "name = 'House'\nhosts = ['house.example']\nwhy = 'One frame.'\n"
        "[[service]]\nname = 'Tal'\nhosts = ['tal.example']\nlanguage = 'de'\n"
        "[service.fingerprint]\ncertain = ['Der Talbote']\n"
        "[[layout]]\nbody = ['.story']\n" + RULE.format(id="label", more="")
    )
    house, service = load(tmp_path, text)
    assert (service.name, service.hosts, service.language) == ("Tal", ("tal.example",), "de")
    assert service.fingerprint.certain == ("der talbote",)
    assert (service.layouts, service.rules) == (house.layouts, house.rules)
    assert service.signature == house.signature == "publisher:post.example"
    assert service.rules[0].name == "post.example/label"


@pytest.mark.parametrize(
    "change",
    [
        "name = 'Post B'",
        "hosts = ['b.example']",
        "language = 'de'",
        "country = 'DE'",
        "[fingerprint]\ncertain = ['The Post B']",
        "[fingerprint]\nlines = ['The Post', 'The Post B']",
        "[fingerprint]\nclasses = ['b']",
        "[[layout]]\nbody = ['.b']",
        "[[layout]]\nchrome = { share = ['.b'] }",
        "[[layout]]\nvalid_until = 2020-01-02",
        RULE.format(id="label", more="max_words = 3"),
    ],
)
def test_what_changes_results_is_behaviour(tmp_path: Path, change: str) -> None:
    text = "" if change.startswith("name") else "name = 'Post'\n"
    before = load(tmp_path, "name = 'Post'\nwhy = 'One.'")[0].behaviour()
    assert load(tmp_path, "name = 'Post'\nwhy = 'Another.'")[0].behaviour() == before
    assert load(tmp_path, text + change)[0].behaviour() != before


def test_a_publisher_can_be_sent_to_another_process(shipped: tuple[Publisher, ...]) -> None:
    publisher = next(p for p in shipped if p.rules)
    matcher, texts = publisher.book.matcher, [publisher.rules[0].hits[0]]
    assert matcher.calls(texts, matcher.keys(texts))
    copy = pickle.loads(pickle.dumps(publisher))
    assert copy.behaviour() == publisher.behaviour()
    assert copy.book.matcher.rules == publisher.rules


# --- the shipped ones ----------------------------------------------------------------------------


def test_every_line_of_every_publisher_proves_itself(shipped: tuple[Publisher, ...]) -> None:
    books = {publisher.file: publisher.book for publisher in shipped}
    assert [problem for book in books.values() for problem in check_rules(book)] == []


def test_a_line_that_proves_nothing_is_found(tmp_path: Path) -> None:
    text = "name = 'Post'\n" + RULE.format(id="a", more="")
    with pytest.raises(ConfigError, match=r"'Nothing near\.' is not near"):
        load(tmp_path, text.replace("They share this boat.", "Nothing near."))
    (publisher,) = load(tmp_path, text.replace('hits = ["Share this"]', 'hits = ["Share that"]'))
    (problem,) = check_rules(publisher.book)
    assert "'Share that' does not hit" in problem


def test_every_shipped_file_says_why_and_how_it_is_recognised(
    shipped: tuple[Publisher, ...],
) -> None:
    assert len({p.file for p in shipped}) >= 40
    for publisher in shipped:
        assert publisher.why.endswith("."), publisher.file
        assert len(publisher.why.split()) >= 6, publisher.file
        assert publisher.hosts or list(publisher.fingerprint.marks()), publisher.name
