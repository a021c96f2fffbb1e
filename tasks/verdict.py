"""When a run fails although nothing is broken: a silent disaster must not look like success."""

from __future__ import annotations

import logging

from pipeline.corpus.generation import Generation
from tasks.session import Session

__all__ = ["refusal", "verdict"]

logger = logging.getLogger(__name__)
_NAMED = 5  # alarms that the last sentence tells; the log has them all
_ON_PURPOSE = "If that is as it should be, run once with --allow-shrink"


def refusal(session: Session) -> str:
    """Why the shards that are done are not published; "" where they may be."""
    problem = session.quarantined
    if not problem or not session.replaces_good:
        return ""
    return (
        f"{problem}; nothing was published and the last corpus stays. The log says of each why. "
        f"{_ON_PURPOSE}"
    )


def verdict(session: Session, generation: Generation) -> str:
    """Why the run has failed although its results are published; "" where all is well."""
    clean = session.folders.clean
    if problem := session.quarantined:
        return f"{problem} (see {clean / 'quarantine.jsonl'}). {_ON_PURPOSE}"
    alarms = generation.manifest["alarms"]
    for alarm in alarms:
        logger.warning("alarm: %s", alarm["message"])
    if not alarms or not session.config.settings.alarms.fail:
        return ""
    told = "; ".join(alarm["message"] for alarm in alarms[:_NAMED])
    more = f"; and {len(alarms) - _NAMED:,} more" if len(alarms) > _NAMED else ""
    return (
        f"published, but with {len(alarms):,} alarm{'s' * (len(alarms) > 1)} (see "
        f"{clean / 'run.json'}): {told}{more}. If that is as it should be, run once with "
        "--accept-alarms"
    )
