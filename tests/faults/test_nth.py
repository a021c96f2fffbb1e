"""The n-th operation below the clean folder fails, for n = 1, 2, 3 … until a run passes untouched.

Of the operations of one kind on one kind of file (on all shards' manifests, all articles) those
that change the disk are tried at the first and the last of them, of the others every second kind
at the first. The faults take turns, and one of them is the end of the process.
`DECHROME_FAULTS=all` tries each operation with each fault, which takes half an hour.
"""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest
from luigi.execution_summary import LuigiStatusCode

from pipeline.corpus.folders import PUBLISHED

KILL = 0
FAULTS = (errno.ENOSPC, KILL, errno.EIO, errno.EACCES)
CHANGES = {"create", "mkdir", "rmdir", "link", "symlink", "rename", "unlink", "truncate"}
# What the command ends with 30 and 35 for.
FAILED = {
    LuigiStatusCode.FAILED,
    LuigiStatusCode.SCHEDULING_FAILED,
    LuigiStatusCode.FAILED_AND_SCHEDULING_FAILED,
}
# A try that failed and another that did not, of the same task: Luigi's word for a passing error.
WELL = {LuigiStatusCode.SUCCESS, LuigiStatusCode.SUCCESS_WITH_RETRY}
BAD = "\0\0\0\0 not a text \0\0"
# Their names bring them into two shards of sixteen: the fewer, the quicker.
OLD = {"harbour": "The harbour.", "library": "Books.", "bridge": "A new bridge.", "hospital": BAD}
NEW = {"harbour": "Another harbour.", "library": "", "station": "Trains.", "farmers": "Rain."}


def kind(operation: str) -> str:
    """The operation without the names that differ from shard to shard and file to file."""
    what, _, place = operation.partition(" ")
    place = re.sub(r"tmp/.*|[0-9]+-of-[0-9]+|(?<=/articles/).*|[0-9a-f-]{3,}", "*", place)
    return f"{what} {'published' if place[1:] in PUBLISHED else place}"


def chosen(operations: list[str], how: str) -> list[tuple[int, int]]:
    """Which n to let fail, from 1, and with what."""
    everything = list(enumerate(operations, 1))
    if os.environ.get("DECHROME_FAULTS") == "all":
        return [(nth, fault) for nth, _ in everything for fault in FAULTS]
    if how == "copy":  # before publication, it is the same again
        start = next(nth for nth, done in everything if done.endswith("/articles"))
        everything = everything[start - 1 :]
    places: dict[str, list[int]] = {}
    for nth, operation in everything:
        places.setdefault(kind(operation), []).append(nth)
    some = set()
    for index, (what, nths) in enumerate(places.items()):
        if what.split()[0] in CHANGES:
            some |= {nths[0], nths[-1]}
        elif index % 2:
            some.add(nths[0])
    return [(nth, FAULTS[index % 4]) for index, nth in enumerate(sorted(some))]


class Story:
    """A corpus before a run and after it, where nothing goes wrong."""

    def __init__(self, job, how: str, which: str) -> None:
        self.job = job
        settings = job.config / "settings.toml"
        settings.write_text(settings.read_text().replace('publish = "link"', f'publish = "{how}"'))
        self.kept: Path | None = None
        self.old: dict[str, bytes] = {}
        job.write(**OLD)
        if which == "second":
            assert job.run().status is LuigiStatusCode.SUCCESS
            self.kept, self.old = job.keep("kept"), job.corpus()
            job.write(**NEW)
        ended = job.run()
        assert ended.status is LuigiStatusCode.SUCCESS
        self.operations = ended.did
        self.new, self.state = job.corpus(), job.state()

    def readers_find(self, how: str) -> list[str]:
        """What is neither the old corpus nor the new one; with copies, where `_SUCCESS` stands."""
        found = self.job.corpus()
        wrong = [f"{name} is visible" for name in self.job.names()]
        if (how == "link" or "_SUCCESS" in found) and found not in (self.old, self.new):
            wrong.append("neither the old corpus nor the new one")
        for name, content in found.items():
            if content not in (self.old.get(name), self.new.get(name)):
                wrong.append(f"{name} is neither old nor new")
        return wrong

    def heals(self, is_done: bool) -> list[str]:
        """In what the clean folder differs, after one more run, from that of a run untouched.

        A run that went well in spite of the fault may remember other things, as what changed.
        """
        again = self.job.run()
        if again.status is not LuigiStatusCode.SUCCESS:
            return [f"does not heal: {again.log}"]
        if left := list((self.job.clean / ".dechrome" / "tmp").iterdir()):
            return [f"left over: {left}"]
        if is_done:
            return [] if self.job.corpus() == self.new else ["another corpus after healing"]
        state = self.job.state()
        names = [n for n in state.keys() | self.state.keys() if state.get(n) != self.state.get(n)]
        return [f"other after healing: {name}" for name in sorted(names)[:3]]


def told(ended) -> list[str]:
    """What is missing in what a failed run says: the place, what to do, and no traceback."""
    missing = []
    if ended.status not in FAILED:
        missing.append(f"ended with {ended.status}")
    if "Traceback" in ended.log:
        missing.append("a traceback")
    if not re.search("/clean[/; ]", ended.log):
        missing.append("the place is not named")
    if "again" not in ended.log:
        missing.append("no advice")
    return missing


@pytest.mark.parametrize("how", ["link", "copy"])
@pytest.mark.parametrize("which", ["first", "second"])
def test_no_operation_may_fail_in_silence(job, how, which) -> None:
    story = Story(job, how, which)
    tried, wrong = chosen(story.operations, how), []
    for nth, fault in tried:
        job.put_back(story.kept)
        ended = job.run(nth, fault)
        found = story.readers_find(how)
        if fault != KILL and ended.status not in WELL:
            found += told(ended)
        elif fault != KILL and job.corpus() != story.new:
            found.append("well ended, but the corpus is not the new one")
        found += story.heals(is_done=ended.status in WELL)
        if found:
            what = f"{nth} {errno.errorcode.get(fault, 'KILL')} {ended.failed}"
            wrong.append(f"{what}: {'; '.join(found)}")
    assert not wrong, "\n".join([f"{len(wrong)} of {len(tried)}", *wrong])
