"""The systems that are scored: dechrome, and peers in the same run on the same decoded input.

Each peer is used as its documentation shows it, with no tuning. Peers that want HTML get a
flattened text as one `<p>` a line: that is the most that anybody could do for them.
"""

from __future__ import annotations

import html
import importlib.util
import logging
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.score.sets import FORMS, Form, ScoreError

__all__ = ["DECHROME", "PEERS", "REFERENCE", "System", "peers", "wrap_lines"]

DECHROME = "dechrome"
REFERENCE = "trafilatura"  # the one whose milliseconds are the unit of the others


@dataclass(frozen=True, slots=True)
class System:
    """One peer: from decoded content to a body."""

    name: str
    forms: tuple[Form, ...]
    extract: Callable[[str, Form], str]


def wrap_lines(text: str) -> str:
    """A flattened text as HTML: each line that is not blank in a `<p>`.

    >>> wrap_lines("Ham & eggs\\n\\n  Second")
    '<html><body><p>Ham &amp; eggs</p>\\n<p>Second</p></body></html>'
    """
    lines = [
        f"<p>{html.escape(s, quote=False)}</p>" for line in text.split("\n") if (s := line.strip())
    ]
    return "<html><body>" + "\n".join(lines) + "</body></html>"


def _as_html(content: str, form: Form) -> str:
    return content if form == "page" else wrap_lines(content)


def _trafilatura(content: str, form: Form) -> str:
    import trafilatura

    # Comments are no gold text anywhere: without them trafilatura is at its best.
    return trafilatura.extract(_as_html(content, form), include_comments=False) or ""


def _trafilatura_precision(content: str, form: Form) -> str:
    import trafilatura

    content = _as_html(content, form)
    return trafilatura.extract(content, include_comments=False, favor_precision=True) or ""


def _resiliparse(content: str, form: Form) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(_as_html(content, form), main_content=True))


def _nothing(content: str, form: Form) -> str:
    return content


PEERS: tuple[System, ...] = (
    System(REFERENCE, FORMS, _trafilatura),
    System("trafilatura (precision)", FORMS, _trafilatura_precision),
    System("Resiliparse", FORMS, _resiliparse),
    System("doing nothing", ("flat", "residue"), _nothing),
)


def peers() -> tuple[System, ...]:
    """All peers. Raises ScoreError, with what to install, where one is missing."""
    if importlib.util.find_spec("resiliparse") is None:
        raise ScoreError(
            "--peers needs Resiliparse: install the extra [peers] (pip install -e '.[peers]')"
        )
    # trafilatura reports each page that it finds empty; the table says so already.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return PEERS
