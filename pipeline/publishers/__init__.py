"""Publishers: who they are, how their pages are recognised, and what is known of their frame.

    config/publishers/*.toml -> schema.Publisher -> recognise() -> label/publisher.py, which votes

One TOML file a publisher, or a house whose services share one frame; `docs/add-a-publisher.md`
says how to write one. A publisher's lines are rules of `pipeline/rules` that count only on its
own pages.
"""

from __future__ import annotations

from pipeline.publishers.recognise import frame_lines, recognise
from pipeline.publishers.schema import Fingerprint, Layout, Publisher, load_publishers

__all__ = [
    "Fingerprint",
    "Layout",
    "Publisher",
    "frame_lines",
    "load_publishers",
    "recognise",
]
