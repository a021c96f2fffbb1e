"""The score as Markdown tables and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from pipeline.score.measures import Figures, summarise
from pipeline.score.run import Outcome
from pipeline.score.sets import FORMS, Form
from pipeline.score.systems import REFERENCE

__all__ = ["Row", "as_json", "markdown", "rows", "tables"]

HEAD = (
    "form",
    "system",
    "pages",
    "word F1",
    "P",
    "R",
    "shingle F1",
    "exact",
    "kept",
    "lost words",
    "extra words",
    "ms a page",
    "× trafilatura",
    "failed",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One system on one form of one set."""

    set: str
    form: Form
    system: str
    figures: Figures
    ms: float  # median CPU milliseconds a page
    ratio: float | None  # of `ms` to the reference's on this form; None where it was not run
    failed: tuple[tuple[str, str], ...]  # id and error of pages that failed


def rows(outcomes: Iterable[Outcome]) -> list[Row]:
    """One row a set, form and system, in the order in which they were first seen."""
    groups: dict[tuple[str, Form, str], list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault((outcome.set, outcome.form, outcome.system), []).append(outcome)
    times: dict[tuple[str, Form, str], float] = {
        key: median(o.ms for o in group) for key, group in groups.items()
    }
    result = []
    for (name, form, system), group in groups.items():
        ms = times[name, form, system]
        unit = times.get((name, form, REFERENCE))
        failed = tuple((o.id, o.error) for o in group if o.error)
        figures = summarise([o.figures for o in group])
        result.append(Row(name, form, system, figures, ms, ms / unit if unit else None, failed))
    return sorted(result, key=_by_set_and_form(result))


def _by_set_and_form(found: Sequence[Row]) -> Callable[[Row], tuple[int, int]]:
    sets = list(dict.fromkeys(row.set for row in found))
    return lambda row: (sets.index(row.set), FORMS.index(row.form))


def tables(found: Sequence[Row]) -> str:
    """A Markdown table a set, and below it the pages that failed."""
    parts = []
    for name in dict.fromkeys(row.set for row in found):
        mine = [row for row in found if row.set == name]
        parts.append(f"### {name}\n\n{markdown([HEAD, *map(_cells, mine)])}")
        failed = [
            f"* {row.system}, {row.form}, `{page}`: {error}"
            for row in mine
            for page, error in row.failed
        ]
        if failed:
            parts.append("Pages that failed and count as empty:\n\n" + "\n".join(failed))
    return "\n\n".join(parts) + "\n"


def _cells(row: Row) -> tuple[str, ...]:
    f = row.figures
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    return (
        row.form,
        row.system,
        str(f.pages),
        f"{f.word_f1:.4f}",
        f"{f.word_precision:.4f}",
        f"{f.word_recall:.4f}",
        f"{f.shingle_f1:.4f}",
        f"{f.exact:.4f}",
        f"{f.kept_share:.2%}",
        f"{f.lost:,}",
        f"{f.extra:,}",
        f"{row.ms:.1f}",
        ratio,
        str(len(row.failed)),
    )


def markdown(lines: Sequence[Sequence[str]], left: int = 2) -> str:
    """A Markdown table; the first line is its head, the first `left` columns are words."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]

    def line_of(cells: Sequence[str]) -> str:
        padded = [
            c.ljust(w) if i < left else c.rjust(w)
            for i, (c, w) in enumerate(zip(cells, widths, strict=True))
        ]
        return "| " + " | ".join(padded) + " |"

    rule = ["-" * w if i < left else "-" * (w - 1) + ":" for i, w in enumerate(widths)]
    return "\n".join([line_of(lines[0]), line_of(rule), *map(line_of, lines[1:])])


def as_json(found: Sequence[Row], outcomes: Iterable[Outcome]) -> Mapping[str, object]:
    """All figures, unrounded: `rows` as in the tables, `pages` one entry a page and system."""
    return {
        "rows": [{**asdict(row), "kept_share": row.figures.kept_share} for row in found],
        "pages": [
            {
                "set": o.set,
                "id": o.id,
                "form": o.form,
                "system": o.system,
                **asdict(o.figures),
                "ms": round(o.ms, 3),
                "error": o.error,
            }
            for o in outcomes
        ],
    }
