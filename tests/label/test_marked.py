"""What markup says of a page's blocks: hidden and uncovered, captions and quotations, slugs."""

from __future__ import annotations

import pytest

from pipeline.config import default_config
from pipeline.label.marked import marked, uncovered
from pipeline.records import Document, Page
from pipeline.segment import segment

PROSE = (
    "The lock keeper opened the gates of the canal shortly after dawn, two hours later than usual.",
    "Engineers had warned in spring that the eastern chamber would not last for another winter.",
    "The council will vote on the repairs next week, and both parties say that they will agree.",
)
ANSWER = "The gates open at six in summer and at eight in winter, unless there is ice on the water."
STORY = "".join(f"<p>{text}</p>" for text in PROSE)


def _document(body: str) -> Document:
    return segment(
        Page("p", "p.html", "html", f"<html><body>{body}</body></html>"), default_config()
    )


def _rules(document: Document, text: str) -> set[str]:
    """The markup rules on the blocks that have the text in them."""
    meant = {i for i, found in enumerate(document.texts) if text in found}
    assert meant
    return {rule.id for i, rule in marked(document, default_config().rules) if i in meant}


def _shown(document: Document) -> set[str]:
    return {document.texts[i] for i in uncovered(document)}


@pytest.mark.parametrize(
    "control",
    [
        "<button>When do the gates open?</button>",
        "<h3><button>When do the gates open?</button></h3>",
        '<div aria-expanded="false">When do the gates open?</div>',
        '<div aria-controls="panel">When do the gates open?</div>',
        '<div role="button">When do the gates open?</div>',
        "<summary>When do the gates open?</summary>",
    ],
)
@pytest.mark.parametrize(
    "panel",
    [
        f"<div hidden><p>{ANSWER}</p></div>",
        f'<div aria-hidden="true"><div><p>{ANSWER}</p></div></div>',
        f'<div style="height:0; display: none"><p>{ANSWER}</p></div>',
        f"<!-- a panel --><div hidden><div hidden><p>{ANSWER}</p></div></div>",
    ],
)
def test_an_answer_opens_below_its_question(control: str, panel: str) -> None:
    document = _document(f"<article>{STORY}<section>{control}{panel}</section></article>")
    assert _shown(document) == {"When do the gates open?", ANSWER}
    assert _rules(document, ANSWER) == {"uncovered"}
    assert _rules(document, "When do") == {"uncovered"}


def test_an_uncovered_list_is_kept_as_a_list() -> None:
    panel = "<div hidden><ul><li>The gates open at six in summer</li></ul></div>"
    document = _document(f"<article>{STORY}<button>Hours</button>{panel}</article>")
    assert _shown(document) == {"The gates open at six in summer"}


def test_a_label_that_says_nothing_is_no_question() -> None:
    panel = f"<div hidden><p>{ANSWER}</p></div>"
    document = _document(f"<article>{STORY}<button>Read more</button>{panel}</article>")
    assert _shown(document) == {ANSWER}
    assert "uncovered" not in _rules(document, "Read more")


@pytest.mark.parametrize(
    "page",
    [
        # Nothing opens it.
        f"<article>{STORY}<div hidden><p>{ANSWER}</p></div></article>",
        f"<article>{STORY}<p>Notes</p><div hidden><p>{ANSWER}</p></div></article>",
        # A control opens something else: what is visible stands between them.
        f"<article>{STORY}<button>Notes</button><p>Notes</p>"
        f"<div hidden><p>{ANSWER}</p></div></article>",
        # A control among much else is a menu's.
        f"<article>{STORY}<div>{'<i></i>' * 60}<button>Menu</button></div>"
        f"<div hidden><p>{ANSWER}</p></div></article>",
        # What opens says nothing.
        f"<article>{STORY}<button>Pictures</button><div hidden>1 / 3</div>"
        f"<div hidden><p>{ANSWER}</p></div></article>",
        # Several controls are a menu.
        f"<article>{STORY}<div><button>Sum up</button><button>Read out to me</button></div>"
        f"<div hidden><p>{ANSWER}</p></div></article>",
        # It stands far from the body.
        f"<div><div><div><div><article>{STORY}</article></div></div></div></div>"
        f"<div><button>Terms</button><div hidden><p>{ANSWER}</p></div></div>",
        # Or above it.
        f"<div><button>Terms</button><div hidden><p>{ANSWER}</p></div></div>"
        f"<article>{STORY}</article>",
    ],
)
def test_other_hidden_blocks_stay_hidden(page: str) -> None:
    document = _document(page)
    assert _shown(document) == set()
    assert "hidden" in _rules(document, ANSWER)


def test_the_prose_beside_it_must_be_most_of_the_page() -> None:
    panel = f"<button>When?</button><div hidden><p>{ANSWER}</p></div>"
    box = f"<div><p>{PROSE[0]}</p><p>{PROSE[1]}</p>{panel}</div>"
    far = f"<div><div><div><div><article>{STORY * 2}</article></div></div></div></div>"
    assert _shown(_document(box)) == {ANSWER}
    assert _shown(_document(far + box)) == set()


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("<img src='a.png'>", "figure-caption"),
        (f"<blockquote><p>{PROSE[0]}</p></blockquote>", "quote-source"),
        ("<table><tr><td>Gates</td><td>4</td></tr></table>", "quote-source"),
    ],
)
def test_who_is_quoted_is_no_caption(figure: str, expected: str) -> None:
    other = (
        "<figure><img src='b.png'><figcaption class='caption'>A boat waits</figcaption></figure>"
    )
    own = f"<figure>{figure}<figcaption class='caption'>Ann Ode, lock keeper</figcaption></figure>"
    document = _document(f"<article>{STORY}{own}{other}</article>")
    assert expected in _rules(document, "Ann Ode")
    assert ("caption-words" in _rules(document, "Ann Ode")) == (expected == "figure-caption")
    assert "figure-caption" in _rules(document, "A boat waits")


def test_an_id_made_of_a_heading_names_no_place() -> None:
    heading = "What share of boats passes at night?"
    slug = "what-share-of-boats-passes-at-night"
    document = _document(
        f"<article>{STORY}<h2 id='{slug}'>{heading}</h2><p>All.</p>"
        f"<div id='{slug}'><p>Half of them.</p></div>"
        "<p class='share'>Tell a friend</p><p class='what share'>Ask a friend</p></article>"
    )
    assert _rules(document, heading) == set()
    assert _rules(document, "Half of them") == set()
    assert _rules(document, "Tell a friend") == {"share-words"}
    assert _rules(document, "Ask a friend") == {"share-words"}


def test_a_heading_in_a_button_is_no_control() -> None:
    page = "<button><h3>Opening hours</h3></button><button><p>Send it</p></button>"
    document = _document(f"<article>{STORY}{page}</article>")
    assert _rules(document, "Opening hours") == set()
    assert _rules(document, "Send it") == {"controls"}


def test_a_word_on_the_wrapper_of_the_story_says_nothing() -> None:
    document = _document(f"<article class='share'>{STORY}</article>")
    assert _rules(document, "lock keeper") == set()


def test_many_hidden_blocks_take_no_more_time_each() -> None:
    panels = "<button>Open</button><div hidden><p>The gates open at six</p></div>" * 3_000
    document = _document(f"<article>{STORY}{panels}</article>")
    assert len(uncovered(document)) == 3_000


@pytest.mark.parametrize("wrapper", ["<form>{}</form>", "<div class='modal'>{}</div>"])
def test_what_opens_in_a_form_or_a_dialog_is_its_own(wrapper: str) -> None:
    panel = f"<button>What do we keep of you?</button><div hidden><p>{ANSWER}</p></div>"
    document = _document(f"<article>{STORY}{wrapper.format(panel)}</article>")
    assert "uncovered" not in _rules(document, ANSWER)
    assert "uncovered" not in _rules(document, "What do we")
