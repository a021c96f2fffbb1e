"""The rule engine, and the proof that every shipped rule carries with it."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.rules import Agencies, Agency, RuleBook, check_rules, load_rules, phrases
from pipeline.rules.describe import in_words, rules_page
from pipeline.rules.phrases import contains, digits_folded, keys_of, line_key, literal

CONFIG = Path(__file__).resolve().parent.parent / "config"
RULE = """
[[rule]]
id = "{id}"
role = "share"
why = "A label asks readers to spread the page."
{matcher}
hits = ["Share this"]
misses = ["{miss}"]
"""


@pytest.fixture(scope="module")
def shipped() -> RuleBook:
    return load_rules(CONFIG)


def _folder(tmp_path: Path, **packs: str) -> Path:
    (tmp_path / "rules").mkdir()
    for name, text in packs.items():
        (tmp_path / "rules" / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


def _rule(
    matcher: str = 'line = ["Share this"]',
    name: str = "label",
    miss: str = "They share this boat.",
) -> str:
    return RULE.format(id=name, matcher=matcher, miss=miss)


def _found(book: RuleBook, *texts: str) -> dict[int, list[str]]:
    """Index of the text -> names of the rules that fit it, place and neighbours not asked."""
    found: dict[int, list[str]] = {}
    matcher = book.matcher
    for call in matcher.calls(texts, matcher.keys(texts)):
        if matcher.look(call, texts[call.text]) is not None:
            found.setdefault(call.text, []).append(book.rules[call.rule].id)
    return found


# --- the shipped rules ---------------------------------------------------------------------------


def test_every_shipped_rule_proves_itself(shipped: RuleBook) -> None:
    assert check_rules(shipped) == ()


def test_the_packs_are_there(shipped: RuleBook) -> None:
    assert {rule.pack for rule in shipped.rules} >= {
        "navigation", "share", "advertisement", "newsletter", "related", "consent", "notice",
        "copyright", "furniture", "player", "comments", "paywall", "pangea", "captions",
        "bylines", "datelines", "timestamps", "tails", "markup",
    }  # fmt: skip


@pytest.mark.parametrize(
    "prose",
    [
        "The deal was first reported by Reuters, and later by the Tass agency, two officials said.",
        "By comparison, the eleven villages upstream use half as much water.",
        "By the standards of the valley, it was a mild winter.",
        "“We use cookies” is what the law wants every site to say, the judge explained.",
        "Facebook and Twitter removed the clip within an hour.",
        "Share prices fell in all four markets on Monday.",
        "Subscribe to no theory that you have not tested, she told her students.",
        "Author Ann Ode, who lives above the mill, reads there on Fridays.",
        "A photo by the door shows the lock keeper and his dog.",
        "Police published 3 May 2021 as the date of the theft.",
        "The terms of the lease run to forty pages.",
        "Advertisement revenue fell by half in a year.",
        "Related species live in the next valley.",
        "The advert said: Photo: none, price: ask.",
        "Water and power",
        "Why the sluice was welded shut",
        "Silence",
        "“No.”",
    ],
)
def test_prose_that_looks_like_chrome_fits_no_certain_rule(shipped: RuleBook, prose: str) -> None:
    weights = {rule.id: rule.weight for rule in shipped.rules if rule.pack != "markup"}
    assert [name for name in _found(shipped, prose).get(0, []) if weights[name] >= 0.9] == []


def test_a_book_can_be_sent_to_another_process(shipped: RuleBook) -> None:
    copy = pickle.loads(pickle.dumps(shipped))
    assert copy.behaviour() == shipped.behaviour()
    assert _found(copy, "Share this article") == _found(shipped, "Share this article") != {}


# --- matching ------------------------------------------------------------------------------------


def test_lines_are_compared_folded_and_without_decoration(tmp_path: Path) -> None:
    book = load_rules(
        _folder(tmp_path, x=_rule('line = ["Don\'t share"]', miss="They don't share it."))
    )
    texts = ["» DON’T SHARE:", "don't share", "don't  share …", "don't share it", "don't shares"]
    assert _found(book, *texts) == {0: ["label"], 1: ["label"], 2: ["label"]}


def test_digits_are_folded_only_where_the_entry_says_so(tmp_path: Path) -> None:
    book = load_rules(
        _folder(tmp_path, x=_rule('line = ["# shares", "Formula 1"]', miss="His 5 shares"))
    )
    assert _found(book, "12 shares", "Formula 1", "Formula 2", "shares") == {
        0: ["label"],
        1: ["label"],
    }


def test_a_number_sign_on_the_page_is_no_number(tmp_path: Path) -> None:
    book = load_rules(_folder(tmp_path, x=_rule('line = ["Top # shares"]', miss="Top 5 shares up")))
    texts = [
        "Top 5 shares",
        "Top # shares",
        "Top ５ shares",
        "Top ## shares",
        "Top 5,5 shares",
        "Top \x00 shares",
    ]
    assert _found(book, *texts) == {0: ["label"], 2: ["label"]}


def test_rules_are_not_called_on_texts_beyond_their_limits(tmp_path: Path) -> None:
    matcher = 'contains = ["share this"]\nmin_words = 3\nmax_words = 4\nmax_chars = 20'
    book = load_rules(_folder(tmp_path, x=_rule(matcher)))
    texts = ["share this", "share this boat", "so share this old boat", "share this narrowboat!"]
    assert _found(book, *texts) == {1: ["label"]}
    # The caller's own count of words counts, for a text that was seen before, too.
    keys = book.matcher.keys(texts)
    assert [call.text for call in book.matcher.calls(texts, keys, [3, 5, 4, 4])] == [0]


def test_phrases_are_whole_words_but_in_scripts_without_spaces(tmp_path: Path) -> None:
    book = load_rules(
        _folder(tmp_path, x=_rule('contains = ["sign up", "新华社发"]', miss="Sign upon it"))
    )
    texts = ["Please sign up now", "Redesign up to date", "港口的早晨新华社发王明摄"]
    assert _found(book, *texts) == {0: ["label"], 2: ["label"]}


def test_starts_and_ends(tmp_path: Path) -> None:
    book = load_rules(
        _folder(
            tmp_path,
            x=_rule('starts = ["read more"]\nends = ["(file photo)", "boat"]', miss="I read more."),
        )
    )
    texts = ["• Read more about it", "We read more", "The mayor (file photo).", "(file photo) her"]
    texts += ["A boat!", "A steamboat"]
    assert _found(book, *texts) == {0: ["label"], 2: ["label"], 4: ["label"]}


def test_a_pattern_fits_the_whole_text_case_and_all(tmp_path: Path) -> None:
    pattern = "pattern = ['Photo: (?P<credit>[A-Z].*)']"
    book = load_rules(_folder(tmp_path, x=_rule(pattern, miss="A Photo: Ann")))
    texts = ["Photo: Ann Ode", "photo: Ann Ode", "A Photo: Ann Ode"]
    assert _found(book, *texts) == {0: ["label"]}
    call = book.matcher.calls(texts[:1], [""])[0]
    hit = book.matcher.look(call, texts[0])
    assert hit is not None
    assert hit.values == (("credit", "Ann Ode"),)


def test_a_cut_is_given_in_characters(tmp_path: Path) -> None:
    pattern = "cut = \"end\"\npattern = ['[.](?P<cut> [(](?P<agency>[A-Z]+)[)])']"
    book = load_rules(_folder(tmp_path, x=_rule(pattern, miss="So. (AFP) said")))
    text = "Größe zählt – das war’s. (AFP)"
    hit = book.matcher.look(book.matcher.calls([text], [""])[0], text)
    assert hit is not None
    assert hit.span is not None
    assert text[slice(*hit.span)] == " (AFP)"


def test_unless_and_cue_narrow_a_pattern(tmp_path: Path) -> None:
    matcher = "pattern = ['.*Ode.*']\ncue = ['Ann']\nunless = ['not Ann']"
    book = load_rules(_folder(tmp_path, x=_rule(matcher, miss="An Ode")))
    texts = ["Ann Ode", "Ben Ode", "it was not Ann Ode"]
    assert _found(book, *texts) == {0: ["label"]}


def test_an_exception_counts_where_the_pattern_needs_no_second_look(tmp_path: Path) -> None:
    matcher = "pattern = ['^Ann \\w+$']\nunless = ['Ode']"
    book = load_rules(
        _folder(tmp_path, x=_rule(matcher, miss="Ann Ode").replace("Share this", "Ann Ray"))
    )
    assert _found(book, "Ann Ray", "Ann Ode", "Ben Ray") == {0: ["label"]}


def test_long_texts_meet_the_same_rules_as_short_ones(tmp_path: Path) -> None:
    packs = {
        "a": _rule("cue = ['boats?$']\npattern = ['.*share this .*boats?']", "tail"),
        "b": _rule("cue = ['^We ']\npattern = ['We share this .*']", "head"),
        "c": _rule('contains = ["share this"]', "phrase"),
        "d": _rule('ends = ["this boat"]\nmax_words = 5', "limit"),
    }
    packs = {k: v.replace("They share this boat.", "So We share this boat here")
             for k, v in packs.items()}  # fmt: skip
    book = load_rules(_folder(tmp_path, **packs))
    long = "We share this " + "very old " * 60 + "boat"
    texts = ["We share this boat", long, "So " + long, long + " here"]
    found = {i: set(names) for i, names in _found(book, *texts).items()}
    assert found == {
        0: {"tail", "head", "phrase", "limit"},
        1: {"tail", "head", "phrase"},
        2: {"tail", "phrase"},
        3: {"head", "phrase"},
    }


def test_what_is_remembered_changes_nothing(shipped: RuleBook) -> None:
    texts = ["Share this article", "Photo: Ann Ode/dpa", "No chrome here", "3 May 2021"] * 2
    first = _found(shipped, *texts)
    assert _found(shipped, *texts) == first
    shipped.matcher.forget()
    assert _found(shipped, *texts) == first
    assert first[0] == first[4] == ["share-labels"]


def test_what_was_read_to_warm_up_changes_nothing(shipped: RuleBook) -> None:
    texts = ["Share this article", "Photo: Ann Ode/dpa", "No chrome here"]
    shipped.matcher.forget()
    first = _found(shipped, *texts)
    shipped.matcher.forget()
    shipped.warm_up()
    assert not shipped.matcher.memory
    assert _found(shipped, *texts) == first


def test_an_alternative_with_an_open_end_does_not_open_the_others(tmp_path: Path) -> None:
    book = load_rules(_folder(tmp_path, x=_rule("pattern = ['a|b.*']")))
    assert _found(book, "a", "a boat", "b", "b boat") == {0: ["label"], 2: ["label"], 3: ["label"]}


def test_hits_are_told_apart_line_by_line(tmp_path: Path) -> None:
    packs = {
        "x": _rule('contains = ["alpha"]', "phrase", "alphabet"),
        "y": _rule("pattern = ['^beta [^z]*']", "anchored", "beta z"),
        "z": _rule("cue = ['gamma']\npattern = ['[^z]*gamma[^z]*']", "floating", "z gamma"),
    }
    book = load_rules(_folder(tmp_path, **packs))
    texts = ["", "beta", "beta 1", "x alpha y", "", "", "gamma", "z gamma", "beta alpha gamma", ""]
    assert {i: set(names) for i, names in _found(book, *texts).items()} == {
        2: {"anchored"},
        3: {"phrase"},
        6: {"floating"},
        8: {"phrase", "anchored", "floating"},
    }


@pytest.mark.parametrize("text", ["\ud800", "\x10", "\x00", "a\u2028b", "İ", "ß" * 50])
def test_odd_characters_are_only_text(shipped: RuleBook, text: str) -> None:
    _found(shipped, text, "Share this article")


HOSTILE = (
    "By Ann Ode and ", "(", "Photo: ", "3 May 2021 ", "AFP/", "a (b/c) ", "Ann Ode, ", "A",
    "Facebook ", "… (dpa/AFP)", "#", "1:", "published ", "{{", "a:b;", "12345", "مصر ", "写真",
)  # fmt: skip


def _seconds(book: RuleBook, text: str) -> float:
    """CPU seconds of the matcher on a text that it has not seen, the better of two."""
    best = float("inf")
    for _ in range(2):
        book.matcher.forget()
        started = time.process_time()
        _found(book, text)
        best = min(best, time.process_time() - started)
    return best


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_repetition_takes_linear_time(shipped: RuleBook, piece: str) -> None:
    """By the ratio of two sizes: four times the text may not take sixteen times as long."""
    texts = [" ".join((piece * (n // len(piece))).split()) for n in (250_000, 1_000_000)]
    small, large = (_seconds(shipped, text) for text in texts)
    assert large < 9 * small + 0.2


# --- the page of all rules -----------------------------------------------------------------------


def test_the_page_of_rules_is_current(shipped: RuleBook) -> None:
    page = (CONFIG.parent / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page == rules_page(shipped), "run: python -m pipeline rules > docs/rules.md"


def test_a_rule_is_told_in_words(tmp_path: Path) -> None:
    matcher = (
        'starts = ["share this"]\nline = ["a", "b", "c", "d"]\nat = ["within"]\nmax_words = 9\n'
        'above = ["credit"]\nunless = ["x"]\n'
        'follower = { role = "share", blocks = 2 }'
    )
    book = load_rules(_folder(tmp_path, x=_rule(matcher)))
    assert in_words(book.rules[0]) == (
        "the whole line `a`, `b`, `c` … (4) or a text that begins with `share this`; within the "
        "prose; right above `credit`; with exceptions; at most 9 words; takes 2 blocks after it "
        "as `share`"
    )


# --- validation ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pack", "message"),
    [
        (_rule().replace("line", "lnie"), r"x\.toml: rule 'label': unknown key 'lnie'"),
        (_rule().replace('"share"', '"sharing"'), r"rule 'label': unknown role 'sharing'"),
        (_rule() + _rule(), r"rule 'label': the id is used twice"),
        (_rule("max_words = 3"), r"rule 'label': it needs one of line, starts"),
        (_rule("pattern = ['(']"), r"rule 'label': pattern '\(': missing \)"),
        (_rule("pattern = ['{nobody}']"), r"rule 'label': unknown macro \{nobody\}"),
        (_rule("pattern = ['(?P<creator>x)']"), r"rule 'label': unknown group 'creator'"),
        (_rule("pattern = ['a']\ncut = \"middle\""), r"rule 'label': cut must be"),
        (_rule('line = ["Share this"]\nat = "top"'), r"rule 'label': at knows anywhere, head"),
        (_rule('line = ["…"]'), r"rule 'label': '…' is nothing but decoration"),
        (_rule('line = "Share this"'), r"rule 'label': line must be of type list"),
        (_rule('line = ["Share this"]\nhidden = 1'), r"rule 'label': hidden must be of type bool"),
        (_rule('line = ["Share this"]\nweight = 2'), r"rule 'label': weight must lie"),
        (_rule('line = ["Share this"]\nrequires = ["frame:y"]'), r"requires 'frame:y', which no"),
        (_rule('line = ["Share this"]\nrest = true\nuntil = ["x/y"]'), r"until 'x/y' is no role"),
        (_rule('line = ["Share this"]\nfollower = { role = "x" }'), r"follower: unknown role 'x'"),
        (
            _rule('line = ["Share this"]\nfollower = { role = "share", then = "x" }'),
            r"follower: then can only be",
        ),
        (_rule('line = ["Share this"]\nabove = ["x/y"]'), r"above 'x/y' is no role and no rule"),
        (_rule("index = [0]"), r"index alone would hit any text"),
        (_rule().replace('why = "A', 'why = "a'), r"rule 'label': why must be a sentence"),
        (_rule().replace("page.", "page"), r"rule 'label': why must be a sentence"),
        (_rule().replace('hits = ["Share this"]', "hits = []"), r"rule 'label': hits is missing"),
        (_rule().replace("misses", "# misses"), r"rule 'label': misses is missing"),
        ("[[frame]]\nname = 'f'", r"frame 'f': a frame needs lines or sequences"),
        ("[[role]]", r"x\.toml: unknown table \[role\]"),
        ("[[rule]", r"x\.toml: .*line 1"),
    ],
)
def test_a_mistake_names_file_and_rule(tmp_path: Path, pack: str, message: str) -> None:
    folder = _folder(tmp_path, x=pack)
    with pytest.raises(ConfigError, match=message):
        load_rules(folder)


def test_a_pattern_that_fits_nowhere_is_an_error(tmp_path: Path) -> None:
    folder = _folder(tmp_path, x=_rule(r"pattern = ['(?:\pL\pN\pP ?){999}']"))
    with pytest.raises(ConfigError, match=r"memory; look for patterns with counts"):
        load_rules(folder)


def test_a_large_pattern_is_told(tmp_path: Path) -> None:
    book = load_rules(_folder(tmp_path, x=_rule(r"pattern = ['(?i)share this(?:\pL ?){0,90}']")))
    assert any("instructions" in problem for problem in check_rules(book))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('hits = ["Share this"]', 'hits = ["Share"]', "the hit 'Share' does not hit"),
        ("They share this boat.", "Share this", "the miss 'Share this' hits"),
    ],
)
def test_hits_must_hit_and_misses_must_miss(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    book = load_rules(_folder(tmp_path, x=_rule().replace(old, new)))
    (found,) = check_rules(book)
    assert "x.toml: rule 'label'" in found
    assert problem in found


@pytest.mark.parametrize(
    ("matcher", "miss"),
    [
        ('line = ["Share this"]', "They sold the boat."),
        ('starts = ["share this"]', "They shared the boat."),
        ("pattern = ['[Ss]hare this']", "They sold the boat."),
        ("cue = ['boat']\npattern = ['[Ss]hare this boat!']", "They share the boat."),
        ('class_word = ["share"]', "<p class='bar'>They sold the boat.</p>"),
    ],
)
def test_a_rule_with_a_far_miss_does_not_load(tmp_path: Path, matcher: str, miss: str) -> None:
    pack = _rule(matcher).replace("They share this boat.", miss)
    with pytest.raises(ConfigError, match=r"x\.toml: rule 'label': the miss .* is not near"):
        load_rules(_folder(tmp_path, x=pack))


def test_a_retired_id_is_not_used_again(tmp_path: Path) -> None:
    folder = _folder(tmp_path, x=_rule())
    (folder / "rules" / "retired.toml").write_text('retired = ["x/label"]\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"rule 'label': the id was retired"):
        load_rules(folder)
    (folder / "rules" / "retired.toml").write_text('retired = ["y/label"]\n', encoding="utf-8")
    assert len(load_rules(folder).rules) == 1
    (folder / "rules" / "retired.toml").write_text('gone = ["x/label"]\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"retired\.toml: unknown key 'gone'"):
        load_rules(folder)


@pytest.mark.parametrize(
    ("matcher", "miss"),
    [
        ('starts = ["share this"]', "They share this boat."),
        ('ends = ["share this"]', "They share this boat."),
        ("pattern = ['[Ss]hare this']", "They share this boat."),
        ('line = ["Share this"]\nmax_words = 2', "Why share this?"),
        ('contains = ["share this"]\nmax_words = 3', "They share this boat."),
    ],
)
def test_a_miss_is_near_once_position_and_length_are_not_asked(
    tmp_path: Path, matcher: str, miss: str
) -> None:
    pack = _rule(matcher).replace("They share this boat.", miss)
    assert check_rules(load_rules(_folder(tmp_path, x=pack))) == ()


# --- behaviour -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[[rule]]", "# a comment\n[[rule]]"),
        ("A label asks readers", "The label asks people"),
        ('hits = ["Share this"]', 'hits = ["share this"]'),
        ("They share this boat.", "They share this bread."),
    ],
)
def test_proof_and_comments_do_not_change_behaviour(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = load_rules(_folder(tmp_path / "a", x=_rule()))
    second = load_rules(_folder(tmp_path / "b", x=_rule().replace(old, new)))
    assert first.behaviour() == second.behaviour()


def test_a_word_of_the_vocabulary_changes_behaviour(tmp_path: Path) -> None:
    folder = _folder(tmp_path, x=_rule("pattern = ['{label} this']", miss="They Share this."))
    vocabulary = folder / "vocabulary.toml"
    vocabulary.write_text('[words]\nlabel = ["Share"]\n', encoding="utf-8")
    first = load_rules(folder)
    vocabulary.write_text('[words]\nlabel = ["Share", "Send"]\n', encoding="utf-8")
    assert load_rules(folder).behaviour() != first.behaviour()
    assert _found(load_rules(folder), "Send this") == {0: ["label"]}


# --- agencies ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mention", "code"),
    [("Reuters", "Reuters"), ("RTR", "Reuters"), ("dpa", "dpa"), ("(NAN)", "NAN"), ("afp", "AFP"),
     ("The Associated Press", "AP"), ("АФП", "AFP"), ("Harbour Gazette", "")],
)  # fmt: skip
def test_lookup(shipped: RuleBook, mention: str, code: str) -> None:
    found = shipped.agencies.lookup(mention)
    assert (found.code if found else "") == code


def test_mentions_are_found_as_they_stand(shipped: RuleBook) -> None:
    find = shipped.agencies.find
    assert find("Reuters, AP, AFP, and dpa") == ("Reuters", "AP", "AFP", "dpa")
    assert find("dpa/NAN") == ("dpa", "NAN")
    assert find("Ann Ode/AFP via Getty Images") == ("AFP", "Getty Images")
    assert find("RFE/RL's Elbonian Service, AP and the AP") == ("RFE/RL", "AP")
    assert find("a trapper of Reutersville") == ()


def test_two_agencies_cannot_have_one_name(tmp_path: Path) -> None:
    entry = '{ code = "AB", name = "Agency", kind = "wire" }'
    other = '{ code = "CD", name = "agency", kind = "wire" }'
    (tmp_path / "agencies.toml").write_text(f"agency = [{entry}, {other}]", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"agency 'CD': 'agency' already names 'AB'"):
        load_rules(tmp_path)


def test_no_agencies_find_nothing() -> None:
    assert Agencies(()).find("Reuters") == ()
    assert Agency("AB", "Agency", "", "wire").mentions == ("AB", "Agency")


# --- phrases -------------------------------------------------------------------------------------


def test_the_sieve_lets_every_writing_of_a_phrase_through() -> None:
    import re2

    sieve = re2.compile(literal("Don't miss – it..."))
    for writing in ("don't miss - it...", "DON’T MISS — IT…", "Don‘t miss ‑ it..."):
        assert sieve.search(writing), writing
        assert contains(line_key(f"x {writing}"), line_key("Don't miss – it..."))


def test_keys() -> None:
    assert line_key("\u2022 Read\xa0more \u2026") == "read more"
    assert digits_folded(line_key("1,204 Comments:")) == "#,# comments"


def test_keys_of_a_document_are_those_of_its_lines() -> None:
    texts = ("» Read  more:", "Größe 12 – „x“", "١٢ comments", "12 and 13,5", "", "* * *")
    for _ in range(2):  # the second time from memory
        keys_of.cache_clear()
        keys = keys_of(texts)
        assert list(keys.plain) == [line_key(text) for text in texts]
        assert list(keys.numbered) == [digits_folded(line_key(text)) for text in texts]


def test_digits_of_any_script_are_folded() -> None:
    assert digits_folded("über 12 und 3") == "über # und #"
    assert digits_folded("١٢ تعليق") == "# تعليق"
    assert digits_folded("no digit – ½") == "no digit – ½"


def test_the_memory_of_keys_is_bounded() -> None:
    for number in range(3):
        keys_of(tuple(f"line {number} {i}" for i in range(700)))
    assert len(phrases._known) <= phrases._KNOWN_LINES
