"""Inputs that gave no article: quarantined, by reason, and those without text."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.report.results import Results, lines

__all__ = ["Inputs", "Reason", "read_inputs"]

_EXAMPLES = 20  # of a reason
_EMPTY = 100


@dataclass(slots=True)
class Reason:
    """One stage and error, with the first inputs that ended so."""

    count: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)  # source path, message


@dataclass(slots=True)
class Inputs:
    """What became of them."""

    reasons: dict[tuple[str, str], Reason] = field(default_factory=dict)
    empties: int = 0
    empty: list[str] = field(default_factory=list)  # source paths of the first of them


def read_inputs(results: Results) -> Inputs:
    """From `quarantine.jsonl` and `inputs.jsonl`."""
    found = Inputs()
    for line in lines(results.files / "quarantine.jsonl"):
        reason = found.reasons.setdefault((line["stage"], line["error"]), Reason())
        reason.count += 1
        if len(reason.examples) < _EXAMPLES:
            reason.examples.append((line["source_path"], line["message"]))
    for line in lines(results.files / "inputs.jsonl"):
        if line["status"] == "empty":
            found.empties += 1
            if len(found.empty) < _EMPTY:
                found.empty.append(line["source_path"])
    return found
