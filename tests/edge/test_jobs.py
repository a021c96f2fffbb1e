from __future__ import annotations

import pytest

from pipeline.edge.document import Answer
from pipeline.edge.jobs import Job, checked, given_up, outcome_of, retry_of
from pipeline.edge.records import EdgeLimits, Item
from pipeline.edge.wire import WireError

JOB = Job(3, Item("a.html", b"/a.html"))
GOOD = Answer("cleaned").to_json() | {"cpu": 0.5, "peak": 3 << 20, "rss": 1}
REFUSED = GOOD | {"status": "quarantined", "stage": "read", "error": "not-text", "message": "No."}


@pytest.mark.parametrize("answer", [GOOD, REFUSED, GOOD | {"status": "empty", "cpu": 0}])
def test_what_workers_say_is_believed(answer):
    assert checked(answer) is answer


@pytest.mark.parametrize(
    "lie",
    [
        *({"status": value} for value in ("done", "", None, 1, ["cleaned"], "quarantined")),
        *({"error": value} for value in (None, 7, "two words", "a\nb", "\x1b[31m", "x" * 101, "é")),
        {"error": "code"},  # of a page that was cleaned
        {"stage": "../x"},
        *({"message": value} for value in (None, ["a"], "x" * 1_001)),
        {"detail": "x" * 8_001},
        *({key: value} for key in ("cpu", "peak", "rss")
          for value in (-1, float("nan"), float("inf"), "1", None, True, [])),
        *({"retry": value} for value in (1, "yes", None)),
    ],
)  # fmt: skip
def test_what_they_would_not_say_is_refused(lie):
    with pytest.raises((WireError, TypeError)):
        checked(GOOD | lie)


@pytest.mark.parametrize("key", GOOD)
def test_nothing_may_be_missing(key):
    with pytest.raises((WireError, KeyError)):
        checked({name: value for name, value in GOOD.items() if name != key})


def test_what_the_full_path_cost_counts():
    retry = retry_of(JOB, "timeout-cpu", "detail", 5.0, 9 << 20)
    outcome = outcome_of(retry, GOOD, b"x")
    assert (outcome.cpu_seconds, outcome.max_rss_mb, outcome.retried) == (5.5, 9.0, True)
    ended = {"peak": 2 << 20, "stderr": ""}
    outcome = given_up(retry, "timeout-cpu", EdgeLimits(), 4.0, ended)
    assert (outcome.cpu_seconds, outcome.max_rss_mb) == (9.0, 9.0)
