"""Captions and credits against gold: are they out of the body, and in `images[]`?

A line of gold (a caption, or a credit) is out of the body unless one of the body's paragraphs
that gold's text does not have holds it. An image is right where `images[]` has one with its
caption (token F1 of 0.9 or more) and its credit (the same tokens, words of labels such as
"Photo" aside; none for none).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.config import load_config
from pipeline.flow import clean
from pipeline.read import read_page
from pipeline.records import Image
from pipeline.score.measures import words
from pipeline.score.run import in_order
from pipeline.score.sets import BenchPage, Form, ScoreError, read_form
from pipeline.terminal import printable, shorten

__all__ = [
    "GoldImage",
    "ImageOutcome",
    "Missed",
    "credit_tokens",
    "gold_images",
    "image_outcomes",
    "report_images",
    "token_f1",
]

RIGHT = 0.9  # token F1 of a caption
DEMANDS: dict[Form, tuple[float, float]] = {"page": (0.90, 0.80), "flat": (0.75, 0.60)}
LABEL_WORDS = frozenset(
    (
        "photo", "photos", "photograph", "photographs", "photography", "foto", "fotos",
        "fotografie", "fotografía", "bild", "bilder", "bildrechte", "bildquelle",
        "bildnachweis", "image", "images", "picture", "pictures", "pic", "credit", "credits",
        "crédit", "crédits", "crédito", "créditos", "copyright", "quelle", "source", "fuente",
        "fonte", "bron", "kilde", "zdroj", "fot", "фото", "by", "c",
    )
)  # fmt: skip
EXAMPLES = 60


@dataclass(frozen=True, slots=True)
class GoldImage:
    """What gold says of one picture; unknown parts are ""."""

    caption: str = ""
    credit: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Missed:
    """A gold picture that `images[]` has not, with what comes nearest to it."""

    gold: GoldImage
    caption: str
    credit: str
    in_body: bool


@dataclass(frozen=True, slots=True)
class ImageOutcome:
    """One page in one form."""

    set: str
    id: str
    form: Form
    lines: int  # captions and credits in gold
    out: int  # of them, how many are not in the body
    images: int  # gold pictures with a caption or a credit
    captions: int  # of them, how many captions are in `images[]`, whatever the credit
    right: int
    shown: int  # of them, how many the input has at all
    missed: tuple[Missed, ...]
    error: str = ""


def gold_images(folder: Path) -> dict[str, tuple[GoldImage, ...]]:
    """Page id -> its gold pictures, for the pages of a set that have any with words."""
    found: dict[str, tuple[GoldImage, ...]] = {}
    path = folder / "gold.jsonl"
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line) if line.strip() else {}
                images = tuple(map(_gold_image, row.get("images") or ()))
                images = tuple(dict.fromkeys(i for i in images if i.caption or i.credit))
                if images:
                    found[row["id"]] = images
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ScoreError(f"{path}: its images cannot be read ({error!r})") from error
    return found


def _gold_image(row: Mapping[str, object]) -> GoldImage:
    credit = row.get("credit") or []
    parts = credit if isinstance(credit, list) else [credit]
    return GoldImage(
        caption=str(row.get("caption") or ""),
        credit=" ".join(map(str, parts)),
        alt=str(row.get("alt") or ""),
    )


def _tokens(text: str) -> list[str]:
    return words(text.casefold())


def token_f1(text: str, gold: str) -> float:
    """F1 of the bags of words of two texts; 1.0 where both have none.

    >>> token_f1("Nets on the mole.", "Nets on the mole")
    1.0
    """
    mine, theirs = Counter(_tokens(text)), Counter(_tokens(gold))
    if not mine or not theirs:
        return float(not mine and not theirs)
    return 2 * (mine & theirs).total() / (mine.total() + theirs.total())


def credit_tokens(credit: str) -> list[str]:
    """The words of a credit, those of its label aside.

    >>> credit_tokens("Photo: Ann Ode/dpa")
    ['ann', 'ode', 'dpa']
    """
    return [token for token in _tokens(credit) if token not in LABEL_WORDS]


def image_outcomes(
    pages: Sequence[BenchPage], config: Path, forms: Sequence[Form], processes: int = 1
) -> Iterator[list[ImageOutcome]]:
    """Clean the pages that have gold pictures, in order, a list a page."""
    gold = {
        (folder, page_id): images
        for folder in {page.folder for page in pages}
        for page_id, images in gold_images(folder).items()
    }
    asked = [page for page in pages if (page.folder, page.id) in gold]
    if not asked:
        raise ScoreError("no page of these sets has pictures in its gold (fundus-dev has)")
    job = partial(_measure_page, gold=gold, config=config, forms=tuple(forms))
    return in_order(job, asked, processes)


def _measure_page(
    page: BenchPage,
    gold: Mapping[tuple[Path, str], tuple[GoldImage, ...]],
    config: Path,
    forms: tuple[Form, ...],
) -> list[ImageOutcome]:
    settings = load_config(config)
    found: list[ImageOutcome] = []
    for form in forms:
        content = read_form(page, form)
        if content is None:
            continue
        try:
            article = clean(read_page(page.path(form), settings), settings)
            body, images, error = article.body, article.metadata.images, ""
        except Exception as exception:  # a page that fails has no body and no image
            body, images, error = "", (), f"{type(exception).__name__}: {exception}"
        found.append(measure(page, form, gold[page.folder, page.id], body, images, content, error))
    return found


def measure(
    page: BenchPage,
    form: Form,
    gold: Sequence[GoldImage],
    body: str,
    images: Sequence[Image],
    content: str = "",
    error: str = "",
) -> ImageOutcome:
    """Compare a body and its images with the gold pictures of its page."""
    whole = _run(page.gold)
    strange = [run for p in body.split("\n\n") if (run := _run(p)) and run not in whole]
    source = _run(content)
    lines = out = captions = right = shown = 0
    missed: list[Missed] = []
    for image in gold:
        inside = _lines_inside(image, strange)
        lines += len(inside)
        out += inside.count(False)
        best = max(images, key=lambda i: _likeness(i, image), default=Image())
        has_caption = any(_has_caption(i, image) for i in images)
        is_right = any(_has_caption(i, image) and _has_credit(i, image) for i in images)
        captions += has_caption
        right += is_right
        shown += _run(image.caption or image.credit) in source
        if not is_right:
            missed.append(Missed(image, best.caption, best.credit, any(inside)))
    return ImageOutcome(
        page.set, page.id, form, lines, out, len(gold), captions, right, shown, tuple(missed), error
    )


def _run(text: str) -> str:
    """The words of a text between blanks: what another's run is looked for in."""
    return f" {' '.join(_tokens(text))} " if text else ""


def _lines_inside(image: GoldImage, strange: Sequence[str]) -> list[bool]:
    """Whether the picture's caption, and its credit, stand in one of the strange paragraphs."""
    found: list[bool] = []
    caption, credit = _run(image.caption), f" {' '.join(credit_tokens(image.credit))} "
    if caption.strip():
        found.append(any(caption in p or token_f1(p, caption) >= RIGHT for p in strange))
    if credit.strip():
        alone = credit_tokens(image.credit)
        found.append(
            any(
                credit_tokens(p) == alone or bool(caption.strip() and credit in p and caption in p)
                for p in strange
            )
        )
    return found


def _likeness(image: Image, gold: GoldImage) -> tuple[float, bool]:
    return token_f1(image.caption, gold.caption), _has_credit(image, gold)


def _has_caption(image: Image, gold: GoldImage) -> bool:
    if gold.caption:
        return token_f1(image.caption, gold.caption) >= RIGHT
    # Without a caption in gold the alternative text may stand in for it.
    return not image.caption or token_f1(image.caption, gold.alt) >= RIGHT


def _has_credit(image: Image, gold: GoldImage) -> bool:
    return credit_tokens(image.credit) == credit_tokens(gold.credit)


def report_images(outcomes: Sequence[ImageOutcome]) -> Iterator[str]:
    """Lines for a person: the two shares by set and form, then examples of what was missed."""
    yield "| set | form | pages | gold lines | out of the body | gold images | right in images[] |"
    yield "|---|---|--:|--:|--:|--:|--:|"
    for name, form in dict.fromkeys((o.set, o.form) for o in outcomes):
        mine = [o for o in outcomes if (o.set, o.form) == (name, form)]
        lines, images = sum(o.lines for o in mine), sum(o.images for o in mine)
        out, right = sum(o.out for o in mine), sum(o.right for o in mine)
        demand = DEMANDS.get(form)
        wanted = [f" (≥ {share:.0%})" if demand else "" for share in demand or (0, 0)]
        yield (
            f"| {name} | {form} | {len(mine)} | {lines} | {_share(out, lines)}{wanted[0]} "
            f"| {images} | {_share(right, images)}{wanted[1]} |"
        )
    yield ""
    for form in dict.fromkeys(o.form for o in outcomes):
        mine = [o for o in outcomes if o.form == form]
        images, shown = sum(o.images for o in mine), sum(o.shown for o in mine)
        captions = sum(o.captions for o in mine)
        yield (
            f"{form}: {shown} of {images} stand in the input; {captions} captions are in images[], "
            f"whatever the credit"
        )
        yield from (f"  FAILED {o.id}: {printable(o.error)}" for o in mine if o.error)
        for outcome, missed in [(o, m) for o in mine for m in o.missed][:EXAMPLES]:
            place = " (in the body)" if missed.in_body else ""
            yield f"  {outcome.id}{place}"
            yield f"    gold  {_told(missed.gold.caption, missed.gold.credit)}"
            yield f"    found {_told(missed.caption, missed.credit)}"


def _told(caption: str, credit: str) -> str:
    return f"“{shorten(printable(caption), 90)}” | “{shorten(printable(credit), 50)}”"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"
