"""What the systems said, as figures, and the figures as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import mean, median

from pipeline.score.metadata import contained, credited, equal, same_day, set_measure, witnessed
from pipeline.score.metadata_run import MetadataOutcome
from pipeline.score.metadata_systems import FLATTENINGS, PAGE
from pipeline.score.systems import DECHROME
from pipeline.terminal import printable, shorten

__all__ = ["Confidence", "MetadataRow", "calibration", "metadata_json", "metadata_rows",
           "report_metadata"]  # fmt: skip

FLAT = "flat"  # the flattenings together
SURE = 0.9
EXAMPLES = 25  # of each field
# What the figures of dechrome are held against: set, form -> column -> share.
DEMANDS: Mapping[tuple[str, str], Mapping[str, float]] = {
    ("fundus-dev", PAGE): {"date right": 0.975, "title equal": 0.82, "with byline": 0.90},
    ("wcxb-dev-article", PAGE): {
        "date right": 0.82, "invented": 0.20, "title equal": 0.86, "with byline": 0.75,
    },
    ("fundus-dev", FLAT): {
        "date right": 0.80, "of given": 0.95, "title equal": 0.75, "author F1": 0.50,
    },
}  # fmt: skip
_AT_MOST = frozenset({"invented"})


@dataclass(frozen=True, slots=True)
class MetadataRow:
    """One system on one form of one set. Shares are None where nothing was asked."""

    set: str
    form: str
    system: str
    pages: int
    date_right: float | None  # of the pages that are dated in gold
    date_given: float | None  # of them
    date_right_of_given: float | None
    invented: float | None  # of the undated pages on which no three witnesses agree
    undated: int  # those pages
    title_equal: float | None
    title_contained: float | None
    title_right_of_given: float | None
    author_f1: float | None
    author_precision: float | None
    author_recall: float | None
    author_f1_with_byline: float | None
    author_right_of_given: float | None  # pages whose names are all gold's, of those with names
    ms: float  # median
    failed: tuple[tuple[str, str], ...]  # id and error


@dataclass(frozen=True, slots=True)
class Confidence:
    """How often a field was right where its confidence lay in [`low`, `low` + 0.1)."""

    set: str
    form: str
    field: str
    low: float  # 0.9 includes 1.0
    given: int  # answers on pages whose gold has the field; for authors, names
    right: int


def _forms_of(outcomes: Sequence[MetadataOutcome]) -> Iterator[tuple[str, Sequence[str]]]:
    """Each form with the forms it is made of: "flat" where more than one flattening is there."""
    forms = list(dict.fromkeys(o.form for o in outcomes))
    yield from ((form, (form,)) for form in forms)
    flat = [form for form in forms if form in FLATTENINGS]
    if len(flat) > 1:
        yield FLAT, flat


def metadata_rows(outcomes: Sequence[MetadataOutcome]) -> list[MetadataRow]:
    """A row a set, form and system, in the order in which they were first seen."""
    found: list[MetadataRow] = []
    for name in dict.fromkeys(o.set for o in outcomes):
        mine = [o for o in outcomes if o.set == name]
        known = _dated_by_others(mine)
        for form, parts in _forms_of(mine):
            for system in dict.fromkeys(o.system for o in mine):
                group = [o for o in mine if o.system == system and o.form in parts]
                found.append(_row(name, form, system, group, known))
    return found


def _dated_by_others(outcomes: Iterable[MetadataOutcome]) -> frozenset[tuple[str, str]]:
    """Form and id of pages without a day in gold on which three witnesses agree."""
    days: dict[tuple[str, str], dict[str, str]] = {}
    for o in outcomes:
        if o.gold.is_undated and o.answer.date and o.witness:
            days.setdefault((o.form, o.id), {})[o.witness] = o.answer.date
    return frozenset(place for place, said in days.items() if witnessed(said.values()))


def _row(
    name: str,
    form: str,
    system: str,
    group: Sequence[MetadataOutcome],
    known: frozenset[tuple[str, str]],
) -> MetadataRow:
    knows = group[0].knows
    dated = [o for o in group if o.gold.date and "date" in knows]
    titled = [o for o in group if o.gold.title and "title" in knows]
    signed = [o for o in group if o.gold.authors and "authors" in knows]
    undated = [o for o in group if o.gold.is_undated and (o.form, o.id) not in known]
    undated = undated if "date" in knows else []
    named = [set_measure(o.answer.authors, o.gold.authors) for o in signed]
    either = [set_measure(credited(o.answer), o.gold.authors) for o in signed]
    return MetadataRow(
        set=name,
        form=form,
        system=system,
        pages=len(group),
        date_right=_share(dated, _date_right),
        date_given=_share(dated, lambda o: bool(o.answer.date)),
        date_right_of_given=_share([o for o in dated if o.answer.date], _date_right),
        invented=_share(undated, lambda o: bool(o.answer.date)),
        undated=len(undated),
        title_equal=_share(titled, lambda o: equal(o.answer.title, o.gold.title)),
        title_contained=_share(titled, lambda o: contained(o.answer.title, o.gold.title)),
        title_right_of_given=_share(
            [o for o in titled if o.answer.title], lambda o: equal(o.answer.title, o.gold.title)
        ),
        author_f1=mean(n.f1 for n in named) if named else None,
        author_precision=_ratio(sum(n.shared for n in named), sum(n.given for n in named)),
        author_recall=_ratio(sum(n.shared for n in named), sum(n.asked for n in named)),
        author_f1_with_byline=mean(n.f1 for n in either) if either else None,
        author_right_of_given=_ratio(
            sum(n.shared == n.given for n in named if n.given), sum(n.given > 0 for n in named)
        ),
        ms=median(o.ms for o in group),
        failed=tuple((o.id, o.error) for o in group if o.error),
    )


def _date_right(outcome: MetadataOutcome) -> bool:
    return same_day(outcome.answer.date, outcome.gold.date)


def _share(
    group: Sequence[MetadataOutcome], holds: Callable[[MetadataOutcome], bool]
) -> float | None:
    return _ratio(sum(map(holds, group)), len(group))


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def calibration(outcomes: Sequence[MetadataOutcome]) -> list[Confidence]:
    """By tenths of confidence, how often each field of dechrome was right, on gold's pages."""
    cells: dict[tuple[str, str, str, int], list[int]] = {}
    for o in outcomes:
        if o.system != DECHROME or o.answer.confidence is None:
            continue
        names = set_measure(o.answer.authors, o.gold.authors)
        said = (
            ("date", bool(o.gold.date and o.answer.date), int(_date_right(o))),
            ("title", bool(o.gold.title and o.answer.title),
             int(equal(o.answer.title, o.gold.title))),
            ("authors", names.given if o.gold.authors else 0, names.shared),
        )  # fmt: skip
        for field, given, right in said:
            if given:
                tenth = min(9, int(o.answer.confidence[field] * 10 + 1e-9))
                for form in (o.form, FLAT) if o.form in FLATTENINGS else (o.form,):
                    cell = cells.setdefault((o.set, form, field, tenth), [0, 0])
                    cell[0] += given
                    cell[1] += right
    return [
        Confidence(name, form, field, tenth / 10, given, right)
        for (name, form, field, tenth), (given, right) in sorted(cells.items())
    ]


_COLUMNS: tuple[tuple[str, Callable[[MetadataRow], float | None]], ...] = (
    ("date right", lambda r: r.date_right),
    ("given", lambda r: r.date_given),
    ("of given", lambda r: r.date_right_of_given),
    ("invented", lambda r: r.invented),
    ("title equal", lambda r: r.title_equal),
    ("contained", lambda r: r.title_contained),
    ("author F1", lambda r: r.author_f1),
    ("P", lambda r: r.author_precision),
    ("R", lambda r: r.author_recall),
    ("with byline", lambda r: r.author_f1_with_byline),
)


def report_metadata(outcomes: Sequence[MetadataOutcome]) -> Iterator[str]:
    """Lines for a person: a table a set, the calibration, then examples of what was wrong."""
    found = metadata_rows(outcomes)
    for name in dict.fromkeys(row.set for row in found):
        yield f"### {name}"
        yield ""
        yield "| form | system | pages | " + " | ".join(c for c, _ in _COLUMNS) + " | ms |"
        yield "|---|---|--:|" + "--:|" * (len(_COLUMNS) + 1)
        mine = [row for row in found if row.set == name]
        for row in mine:
            cells = " | ".join(_cell(row, column, value(row)) for column, value in _COLUMNS)
            yield f"| {row.form} | {row.system} | {row.pages} | {cells} | {row.ms:.1f} |"
        yield ""
        undated = {row.form: row.undated for row in mine if row.system == DECHROME}
        yield "undated pages on which fewer than three witnesses agree: " + ", ".join(
            f"{count} ({form})" for form, count in undated.items()
        )
        for row in mine:
            yield from (
                f"  FAILED {row.system}, {row.form}, {i}: {printable(e)}" for i, e in row.failed
            )
        yield ""
    yield from _calibration_lines(calibration(outcomes))
    yield from _examples(outcomes)


def _cell(row: MetadataRow, column: str, value: float | None) -> str:
    if value is None:
        return "–"
    text = f"{value:.3f}" if column in {"author F1", "with byline"} else f"{value:.1%}"
    wanted = DEMANDS.get((row.set, row.form), {}).get(column)
    if wanted is None or row.system != DECHROME:
        return text
    return f"{text} ({'≤' if column in _AT_MOST else '≥'} {wanted:g})"


def _calibration_lines(cells: Sequence[Confidence]) -> Iterator[str]:
    yield "| set | form | field | confidence | given | right | share |"
    yield "|---|---|---|---|--:|--:|--:|"
    for c in cells:
        wanted = " (≥ 97%)" if c.low >= SURE and c.field != "title" else ""
        yield (
            f"| {c.set} | {c.form} | {c.field} | {c.low:.1f} | {c.given} | {c.right} "
            f"| {c.right / c.given:.1%}{wanted} |"
        )
    yield ""


def _examples(outcomes: Sequence[MetadataOutcome]) -> Iterator[str]:
    mine = [o for o in outcomes if o.system == DECHROME]
    wrong: Mapping[str, Callable[[MetadataOutcome], tuple[str, str] | None]] = {
        "date": lambda o: None if _date_right(o) else (o.gold.date, o.answer.date),
        "title": lambda o: (
            None if equal(o.answer.title, o.gold.title) else (o.gold.title, o.answer.title)
        ),
        "authors": lambda o: (
            None
            if set_measure(o.answer.authors, o.gold.authors).f1 == 1
            else ("; ".join(o.gold.authors), "; ".join(o.answer.authors))
        ),
    }
    for field, told in wrong.items():
        for form in dict.fromkeys(o.form for o in mine):
            pairs = [(o, told(o)) for o in mine if o.form == form]
            bad = [(o, pair) for o, pair in pairs if pair is not None and pair[0]]
            yield f"{field}, {form}: {len(bad)} wrong or missing"
            for o, (gold, given) in bad[:EXAMPLES]:
                yield f"  {o.id}"
                yield f"    gold  {shorten(printable(gold), 100)}"
                yield f"    found {shorten(printable(given), 100)}"


def metadata_json(outcomes: Sequence[MetadataOutcome]) -> Mapping[str, object]:
    """All figures, unrounded: `rows`, `calibration`, and `pages` with every answer."""
    return {
        "rows": [asdict(row) for row in metadata_rows(outcomes)],
        "calibration": [asdict(c) for c in calibration(outcomes)],
        "pages": [{**asdict(o), "ms": round(o.ms, 3)} for o in outcomes],
    }
