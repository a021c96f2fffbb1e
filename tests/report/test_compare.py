from __future__ import annotations

from typing import Any

from pipeline.report.compare import Moved, compare


def record(*blocks: tuple[str, str], **values: Any) -> dict[str, Any]:
    """Blocks of (text, who removed it as "role by whom", "" for a paragraph)."""
    entries = []
    for text, signature in blocks:
        role, _, by = signature.partition(" by ")
        entry = {"kept": not signature, "role": role, "by": by}
        entries.append(entry | ({"text": text} if signature else {}))
    body = "\n\n".join(text for text, signature in blocks if not signature)
    return {"text": body, "blocks": entries, "title": "", "confidence": 0.5} | values


def test_a_paragraph_that_a_rule_takes_now():
    before = record(("One.", ""), ("Read  also", ""), ("Two.", ""))
    now = record(("One.", ""), ("Read also", "related by rule:related/a"), ("Two.", ""))
    difference = compare(before, now)
    assert difference.out == (Moved("Read  also", "", "related by rule:related/a"),)
    assert (difference.back, difference.values, difference.signed) == ((), (), ())
    assert difference.in_short() == "1 paragraph out (now rule:related/a)"


def test_a_paragraph_that_comes_back():
    before = record(("One.", "share by rule:share/a"), ("Two.", ""))
    difference = compare(before, record(("One.", ""), ("Two.", "")))
    assert difference.back == (Moved("One.", "share by rule:share/a", ""),)
    assert difference.in_short() == "1 paragraph in (was rule:share/a)"


def test_of_equal_paragraphs_only_those_that_are_fewer():
    difference = compare(record(*[("Ha.", "")] * 3), record(*[("Ha.", "")] * 2))
    assert [moved.text for moved in difference.out] == ["Ha."]


def test_values_and_signatures():
    before = record(("Share", "share by a"), ("One.", ""), title="Old")
    now = record(("Share", "share by b"), ("One.", ""), title="New", confidence=0.75)
    difference = compare(before, now)
    assert difference.values == (("title", "Old", "New"), ("confidence", "0.5", "0.75"))
    assert difference.signed == (Moved("Share", "share by a", "share by b"),)
    assert difference.in_short() == "title, confidence, 1 block signed otherwise (now b)"


def test_lists_show_what_left_and_what_came():
    old, new = {"caption": "A dam.", "url": "", "block": 3}, {"caption": "A quay.", "block": 3}
    both = {"caption": "Both."}
    before, now = record(images=[both, old]), record(images=[both, new])
    assert compare(before, now).values == (("images", "A dam.", "A quay."),)
    moved = record(images=[both, old | {"block": 4}])
    assert compare(before, moved).is_empty


def test_nothing_but_reasons():
    difference = compare(record(("One.", "")), record(("One.", "")))
    assert difference.is_empty
    assert difference.in_short() == "reasons or votes"


def test_records_of_another_form_are_compared_as_far_as_they_go():
    odd = {"text": 7, "blocks": [3, {"kept": False}, {"kept": False, "text": None}]}
    assert compare(odd, odd).is_empty
    assert compare({}, record(("One.", ""))).in_short().startswith("1 paragraph in")
