"""The HTML report: from a clean folder to static pages that load nothing and run nothing."""

from __future__ import annotations

from pipeline.report.make import Written, write_report
from pipeline.report.results import ReportError

__all__ = ["ReportError", "Written", "write_report"]
