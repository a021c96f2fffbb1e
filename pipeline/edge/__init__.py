"""The one edge of pages: worker processes with limits, and an answer for every item.

The parent never parses. `Edge(processes, config_dir).clean_all(items)` gives one outcome an item,
whatever the page does to the process that reads it.
"""

from __future__ import annotations

from pipeline.edge.pool import Edge
from pipeline.edge.records import EdgeError, EdgeLimits, Item, Outcome, Status

__all__ = ["Edge", "EdgeError", "EdgeLimits", "Item", "Outcome", "Status"]
