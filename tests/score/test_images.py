from __future__ import annotations

import json

import pytest

from pipeline.__main__ import main
from pipeline.records import Image
from pipeline.score.images import GoldImage, gold_images, measure
from pipeline.score.sets import BenchPage

GOLD = "The dam broke at noon. Nobody was hurt."
NETS = GoldImage("Men mend nets on the mole", "Foto: Ann Ode dpa", "nets")


def _measure(body, *images, gold=(NETS,)):
    page = BenchPage("s", None, "p", GOLD)
    return measure(page, "flat", gold, body, images, "Men mend nets on the mole")


def test_captions_and_credits_that_are_out_and_right():
    found = _measure(GOLD, Image("Men mend nets on the mole.", "Ann Ode/dpa"))
    assert (found.lines, found.out, found.images, found.right, found.shown) == (2, 2, 1, 1, 1)
    assert found.missed == ()


@pytest.mark.parametrize(
    ("body", "out"),
    [
        ("Men mend nets on the mole", 1),
        ("Foto: Ann Ode/dpa", 1),
        ("Men mend nets on the mole. Ann Ode/dpa", 0),
        ("Ann Ode of dpa told us that the dam broke at noon", 2),
    ],
)
def test_lines_in_the_body(body, out):
    found = _measure(f"{GOLD}\n\n{body}")
    assert found.out == out
    assert found.missed[0].in_body is (out < 2)


def test_what_gold_has_in_its_text_is_not_counted():
    gold = (GoldImage("The dam broke at noon."),)
    assert _measure(GOLD, gold=gold).out == 1


@pytest.mark.parametrize(
    ("image", "gold", "right"),
    [
        (Image("Men mend nets on the mole", "Ann Ode"), NETS, False),
        (Image("Men mend nets on the mole", ""), NETS, False),
        (Image("Men mend nets on the mole", ""), GoldImage("Men mend nets on the mole"), True),
        (Image("Men mend", ""), GoldImage("Men mend nets on the mole"), False),
        (Image("", "Ann Ode"), GoldImage("", "Ann Ode", "nets"), True),
        (Image("nets", "Ann Ode"), GoldImage("", "Ann Ode", "nets"), True),
        (Image("a boat", "Ann Ode"), GoldImage("", "Ann Ode", "nets"), False),
    ],
)
def test_right_is_caption_and_credit(image, gold, right):
    assert _measure(GOLD, image, gold=(gold,)).right == right


def test_gold_images_without_words_are_left_out(bench):
    rows = [json.loads(line) for line in (bench / "gold.jsonl").read_text().splitlines()]
    rows[0]["images"] = [
        {"caption": None, "credit": [], "alt": "x"},
        {"caption": "Nets", "credit": ["Ann Ode", "dpa"], "alt": None},
    ]
    (bench / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert gold_images(bench) == {"one": (GoldImage("Nets", "Ann Ode dpa"),)}


def test_the_command(bench, capsys, tmp_path):
    assert main(["score", str(bench), "--images"]) == 2
    assert "no page of these sets has pictures" in capsys.readouterr().err
    rows = [json.loads(line) for line in (bench / "gold.jsonl").read_text().splitlines()]
    rows[0]["images"] = [{"caption": "Men mend nets", "credit": ["Ann Ode"], "alt": None}]
    (bench / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    flat = bench / "flat" / "one.txt"
    flat.write_text(flat.read_text().replace("Nobody", "Men mend nets. (Foto: Ann Ode)\n\nNobody"))
    figures = tmp_path / "figures.json"
    args = ["score", str(bench), "--images", "--forms", "flat", "--json", str(figures)]
    assert main(args) == 0
    out = capsys.readouterr().out
    assert "| bench | flat | 1 | 2 | 100.0% (≥ 75%) | 1 | 100.0% (≥ 60%) |" in out
    assert json.loads(figures.read_text())[0]["right"] == 1


def test_it_goes_alone(bench, capsys):
    assert main(["score", str(bench), "--images", "--peers"]) == 2
    assert "--images goes with neither" in capsys.readouterr().err
