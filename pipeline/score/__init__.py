"""Quality: how close the bodies are to gold text, beside other extractors, and where they err.

Nothing in here is part of the way of a page; `python -m pipeline score` is its only user.
"""

from __future__ import annotations

from pipeline.score.measures import Figures, PageFigures, compare, summarise
from pipeline.score.sets import FORMS, BenchPage, Form, ScoreError, load_set

__all__ = [
    "FORMS",
    "BenchPage",
    "Figures",
    "Form",
    "PageFigures",
    "ScoreError",
    "compare",
    "load_set",
    "summarise",
]
