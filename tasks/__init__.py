"""The Luigi tasks: `luigi --module tasks CleanAll`, or `requires(CleanAll())` of your own task.

Thin: what they do stands in `pipeline.corpus`, and `pipeline` knows nothing of them.
"""

import tasks.setup  # noqa: F401 (first: Luigi reads its settings when the tasks are defined)
from tasks.clean import CleanAll, CleanShard, FindCopies, Inventory, Publish, RawFolder
from tasks.learn import LearnProfiles

__all__ = [
    "CleanAll",
    "CleanShard",
    "FindCopies",
    "Inventory",
    "LearnProfiles",
    "Publish",
    "RawFolder",
    "end_sessions",
]


def end_sessions() -> None:
    """Free the locks. A program that runs the tasks a second time calls this in between."""
    from tasks.session import end_sessions

    end_sessions()
