"""The reliability of `confidence`: of articles at 0.9, how many are good? A table and a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.confidence import GOOD
from pipeline.score.run import Outcome

__all__ = ["Bin", "plot", "reliability"]

_TENTHS = 10
_SIDE, _ROOM = 320, 48  # pixels: of the plot, and around it
_COLOURS = {"page": "#0b6e4f", "flat": "#c84c09", "residue": "#3d5a98"}


@dataclass(frozen=True, slots=True)
class Bin:
    """Articles whose confidence lies in one tenth."""

    confidence: float  # their mean
    good: float  # the share of them whose word F1 is at least `confidence.GOOD`
    articles: int


def reliability(outcomes: Sequence[Outcome]) -> list[Bin]:
    """One bin a tenth that has articles, rising."""
    bins: list[list[Outcome]] = [[] for _ in range(_TENTHS)]
    for outcome in outcomes:
        bins[min(int(outcome.confidence * _TENTHS), _TENTHS - 1)].append(outcome)
    return [
        Bin(
            sum(o.confidence for o in found) / len(found),
            sum(o.figures.word_f1 >= GOOD for o in found) / len(found),
            len(found),
        )
        for found in bins
        if found
    ]


def plot(lines: dict[str, list[Bin]]) -> str:
    """An SVG: confidence across, the share of good articles up; a dot's area is its articles."""
    whole = _SIDE + 2 * _ROOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole + 90} {whole}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{whole + 90}" height="{whole}" fill="white"/>',
        f'<path d="M{_ROOM} {_ROOM + _SIDE}L{_ROOM + _SIDE} {_ROOM}" stroke="#999" '
        'stroke-dasharray="4 4" fill="none"/>',
        f'<rect x="{_ROOM}" y="{_ROOM}" width="{_SIDE}" height="{_SIDE}" fill="none" '
        'stroke="#333"/>',
    ]
    for tenth in range(0, _TENTHS + 1, 2):
        at = tenth / _TENTHS
        parts.append(
            f'<text x="{_x(at)}" y="{_ROOM + _SIDE + 16}" text-anchor="middle">{at:g}</text>'
        )
        parts.append(f'<text x="{_ROOM - 6}" y="{_y(at) + 4}" text-anchor="end">{at:g}</text>')
    parts.append(
        f'<text x="{_x(0.5)}" y="{_ROOM + _SIDE + 34}" text-anchor="middle">confidence</text>'
    )
    parts.append(
        f'<text x="{_ROOM}" y="{_ROOM - 14}">share of articles with word F1 ≥ {GOOD}</text>'
    )
    for number, (name, bins) in enumerate(lines.items()):
        colour = _COLOURS.get(name, "#333")
        path = "L".join(f"{_x(b.confidence)} {_y(b.good)}" for b in bins)
        parts.append(f'<path d="M{path}" stroke="{colour}" fill="none"/>')
        parts += [
            f'<circle cx="{_x(b.confidence)}" cy="{_y(b.good)}" '
            f'r="{max(2.0, b.articles**0.5 / 2):.1f}" fill="{colour}" fill-opacity="0.6"/>'
            for b in bins
        ]
        top = _ROOM + 14 + 18 * number
        parts.append(f'<text x="{_ROOM + _SIDE + 12}" y="{top}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _x(share: float) -> float:
    return round(_ROOM + share * _SIDE, 1)


def _y(share: float) -> float:
    return round(_ROOM + (1 - share) * _SIDE, 1)
