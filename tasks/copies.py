"""Looking for copies, for the task that does it."""

from __future__ import annotations

import logging

from pipeline.copies.apart import find_copies_apart
from pipeline.corpus.copies import copies_job
from pipeline.write.atomic import temporary_folder
from tasks.session import Session

__all__ = ["find"]

logger = logging.getLogger(__name__)


def find(session: Session) -> None:
    """Find the copies among the rows of all shards; they must be complete."""
    folders, settings = session.folders, session.config.settings.copies
    with temporary_folder(folders.tmp) as scratch:
        figures = find_copies_apart(copies_job(folders, session.plan, settings, scratch))
    logger.info("articles that repeat another: %d", figures.copies)
