"""The agencies whose reporting an article is, and the place it is filed from.

Only what is said of the article counts: the tail "(dpa/NAN)", "With reporting by …", a dateline,
a byline. An agency in a photo credit is the photo's.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.metadata.frame import Frame, values_of
from pipeline.metadata.plain import key, one_line, unique
from pipeline.records import Role

__all__ = ["agencies_of", "dateline_place_of"]

_MAX_NAME = 80  # characters
_MAX_AGENCIES = 20
_MAX_PLACE = 120


def agencies_of(frame: Frame, bylines: Iterable[str], publisher: str) -> tuple[str, ...]:
    """The agencies of datelines and agency credits as they stand, then those of `bylines`.

    An agency that publishes the page itself is its publisher, not its source.
    """
    named = [
        one_line(value, _MAX_NAME)
        for decision in frame.of_role(Role.AGENCY_CREDIT, Role.DATELINE)
        for name, value in values_of(decision)
        if name == "agency"
    ]
    own = key(publisher)
    return tuple(a for a in unique((*named, *bylines)) if key(a) != own)[:_MAX_AGENCIES]


def dateline_place_of(frame: Frame) -> str:
    """The place that the first dateline names, as it stands."""
    for decision in frame.of_role(Role.DATELINE):
        for name, value in values_of(decision):
            if name == "place":
                return one_line(value, _MAX_PLACE)
    return ""
