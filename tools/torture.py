"""Kill runs at seeded moments, run again, and compare with a run that nobody disturbed.

    python tools/torture.py --moments 200 --seed 1

A small corpus is cleaned for the first time, or a second time after some raw files and a rule
have changed. At a moment drawn from the seed the whole process group gets SIGKILL (in a fifth of
the cases SIGTERM or SIGINT, and then it has to end well). What a reader finds must be the corpus
before or the one after. Then the command runs again, and everything in the clean folder, the
state too, must be what the undisturbed run left, apart from clocks; no temporary file and no
process may be left. Ends with 1 where anything differs; the same seed draws the same moments.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INTERRUPTED = 130
END_SECONDS = 10.0  # in which a run that gets a signal must have ended
RACY_SECONDS = 2.1  # until the inventory trusts the stamp of a file
_POLL_SECONDS = 0.002
_PHASES = ("any", "cleaning", "publication")
_CLOCKS = ("started", "seconds", "work", "sha256")  # of run.json and generation.json
_RULE = """
[[rule]]
id = "share-labels"
role = "share"
why = "A share label alone on a line is never part of a story."
line = ["{label}"]
hits = ["{label}"]
misses = ["The villages share this article of faith."]
"""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a run is disturbed, and how: `after` is a share of what the phase takes undisturbed."""

    number: int
    second: bool  # a run after a change, else the first
    phase: str
    after: float
    signal: signal.Signals


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """A run that nobody disturbs: the clean folder after it, and seconds by phase to its end."""

    contents: dict[str, object]
    corpus: dict[str, bytes]
    seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a moment. `wrong` is empty where all is well."""

    code: int
    seconds: float  # from the signal to the end
    wrong: tuple[str, ...]


def draw(moments: int, seed: int) -> list[Moment]:
    """The moments of a seed: half of them at any time, half where files are written."""
    dice = random.Random(seed)  # noqa: S311 (nothing secret)
    return [
        Moment(
            number,
            number % 2 == 0,
            dice.choices(_PHASES, (5, 2, 3))[0],
            dice.random(),
            dice.choices((signal.SIGKILL, signal.SIGTERM, signal.SIGINT), (8, 1, 1))[0],
        )
        for number in range(1, moments + 1)
    ]


class Bench:
    """The corpus before and after a change, and runs over it, all in one folder."""

    def __init__(self, folder: Path, workers: int, publish: str, inputs: int = 24) -> None:
        """Write the raw files and the rules, and run both undisturbed."""
        self.folder, self.workers, self.publish = folder, workers, publish
        self.clean = folder / "clean"
        for which in (False, True):
            _write_config(self._config(which), publish, "Share this" if which else "Share")
            _write_raw(self._raw(which), self._raw(False), inputs, which)
        time.sleep(RACY_SECONDS)
        self.first = self._undisturbed(second=False)
        shutil.rmtree(self.clean / ".dechrome" / "run")  # its notes would pass for the next run's
        shutil.copytree(self.clean, folder / "kept", symlinks=True)
        self.second = self._undisturbed(second=True)

    def try_out(self, moment: Moment) -> Found:
        """Disturb a run, run again, and say what differs."""
        shutil.rmtree(self.clean, ignore_errors=True)
        if moment.second:
            shutil.copytree(self.folder / "kept", self.clean, symlinks=True)
        expected = self.second if moment.second else self.first
        run = self._start(moment.second)
        began = self._wait_for(moment.phase, run)
        _sleep_until(began + moment.after * expected.seconds[moment.phase], run)
        ended_before = run.poll() is not None
        told = time.monotonic()
        self._tell(run, moment)
        code, said = self._end(run)
        seconds = time.monotonic() - told
        wrong = [f"left running: {pid}" for pid in _survivors(run.pid)]
        if not ended_before:
            wrong += self._ended_well(moment, code, said, seconds)
        wrong += self._readers_find(moment, expected)
        again = self._start(moment.second)
        code_again, said_again = self._end(again)
        if code_again:
            wrong.append(f"run again: exit {code_again}: {said_again}")
        wrong += differences(contents(self.clean), expected.contents)
        return Found(code, seconds, tuple(wrong))

    def _ended_well(self, moment: Moment, code: int, said: str, seconds: float) -> list[str]:
        if moment.signal is signal.SIGKILL:
            return []
        wrong = []
        if code not in (INTERRUPTED, 0):
            wrong.append(f"{moment.signal.name}: exit {code}: {said}")
        if seconds > END_SECONDS:
            wrong.append(f"{moment.signal.name}: ended after {seconds:.1f} s")
        if left := list((self.clean / ".dechrome" / "tmp").glob("*")):
            wrong.append(f"{moment.signal.name}: left {left[0].name} in tmp")
        return wrong

    def _readers_find(self, moment: Moment, expected: Undisturbed) -> list[str]:
        """With copies, a reader looks at `_SUCCESS` first."""
        found = corpus(self.clean)
        if self.publish == "copy" and "_SUCCESS" not in found:
            return []
        before = self.first.corpus if moment.second else {}
        return [] if found in (before, expected.corpus) else ["a reader finds a mixture"]

    def _undisturbed(self, second: bool) -> Undisturbed:
        run = self._start(second)
        began = {phase: self._wait_for(phase, run) for phase in _PHASES}
        code, said = self._end(run)
        ended = time.monotonic()
        if code:
            raise SystemExit(f"the undisturbed run ends with {code}: {said}")
        seconds = {phase: ended - start for phase, start in began.items()}
        return Undisturbed(contents(self.clean), corpus(self.clean), seconds)

    def _start(self, second: bool) -> subprocess.Popen[str]:
        command = [
            *(str(Path(sys.executable).parent / "luigi"), "--module", "tasks", "CleanAll"),
            *("--raw-dir", str(self._raw(second)), "--clean-dir", str(self.clean)),
            *("--workers", str(self.workers), "--engine-processes", "2"),
        ]
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("LUIGI")}
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=inherited | {"DECHROME_CONFIG": str(self._config(second))},
            text=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def _wait_for(self, phase: str, run: subprocess.Popen[str]) -> float:
        """Wait until the phase has begun, or the run has ended; when that was."""
        state = self.clean / ".dechrome"
        has_begun: dict[str, Callable[[], bool]] = {
            "any": lambda: _text(state / "lock").strip() == str(run.pid),
            "cleaning": lambda: any(state.glob("run/work-*")),  # a shard is done
            "publication": lambda: any(state.glob("tmp/*/articles")),
        }
        while run.poll() is None and not has_begun[phase]():
            time.sleep(_POLL_SECONDS)
        return time.monotonic()

    def _tell(self, run: subprocess.Popen[str], moment: Moment) -> None:
        """SIGTERM is a service manager's, to the main process; the others get to all of them."""
        with suppress(ProcessLookupError):
            if moment.signal is signal.SIGTERM:
                run.send_signal(moment.signal)
            else:
                os.killpg(run.pid, moment.signal)

    def _end(self, run: subprocess.Popen[str]) -> tuple[int, str]:
        try:
            _, said = run.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            _, said = run.communicate()
            said = f"it hangs; {said}"
        return run.returncode, said[-500:]

    def _raw(self, second: bool) -> Path:
        return self.folder / ("raw-2" if second else "raw-1")

    def _config(self, second: bool) -> Path:
        return self.folder / ("config-2" if second else "config-1")


def corpus(clean: Path) -> dict[str, bytes]:
    """What a reader finds: name -> content; without run.json, which carries a clock."""
    return {
        str(path.relative_to(clean)): path.read_bytes()
        for path in [*clean.glob("*"), *clean.glob("articles/*")]
        if path.is_file() and path.name != "run.json"
    }


def contents(clean: Path) -> dict[str, object]:
    """Everything below a clean folder, apart from clocks, the lock and the notes of the run."""
    state = clean / ".dechrome"
    return {
        str(path.relative_to(clean)): _without_clocks(path)
        for path in sorted(clean.rglob("*"))
        if state / "run" not in (path, *path.parents) and path != state / "lock"
    }


def differences(found: dict[str, object], expected: dict[str, object]) -> list[str]:
    """Where two clean folders differ, in words; a few of many."""
    wrong = [f"missing: {name}" for name in expected if name not in found]
    wrong += [f"too much: {name}" for name in found if name not in expected]
    wrong += [
        f"differs: {name}" for name in found if expected.get(name, found[name]) != found[name]
    ]
    return wrong[:5]


def _without_clocks(path: Path) -> object:
    if path.is_symlink():
        return str(path.readlink())
    if path.is_dir():
        return "folder"
    if path.name == "runs.jsonl":  # a line a run: how many there were is a matter of luck
        *_, last = path.read_text().splitlines()
        run = json.loads(last)
        return {key: run[key] for key in ("generation", "corpus", "counts")}
    if path.name in ("run.json", "generation.json"):
        facts = json.loads(path.read_bytes())
        facts["files"].pop("run.json", None)
        return {key: value for key, value in facts.items() if key not in _CLOCKS}
    return path.read_bytes()


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""


def _sleep_until(moment: float, run: subprocess.Popen[str]) -> None:
    while run.poll() is None and (left := moment - time.monotonic()) > 0:
        time.sleep(min(left, 0.05))


def _survivors(session: int) -> list[int]:
    """The processes of a session that are still there after a while."""
    deadline = time.monotonic() + END_SECONDS
    while (alive := _alive(session)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return alive


def _alive(session: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            state, _, _, its_session, *_ = stat.read_text().rpartition(")")[2].split()
            if int(its_session) == session and state not in "ZX":
                found.append(int(stat.parent.name))
    return found


def _write_config(folder: Path, publish: str, label: str) -> None:
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / "mine.toml").write_text(_RULE.format(label=label))
    settings = (ROOT / "config" / "settings.toml").read_text()
    changed = settings.replace('publish = "link"', f'publish = "{publish}"')
    (folder / "settings.toml").write_text(changed)


def _write_raw(raw: Path, first: Path, inputs: int, second: bool) -> None:
    """Texts, pages, a sidecar, and one that is none; the second time one in six is another."""
    raw.mkdir()
    for number in range(inputs):
        name = f"story{number}.{'html' if number % 3 == 0 else 'txt'}"
        if second and number % 6:
            (raw / name).hardlink_to(first / name)  # with the same stamp
        elif not second or number % 12:  # one in twelve is gone
            (raw / name).write_text(_story(number, "Tuesday" if second else "Monday"))
    (raw / "story1.txt.meta.json").write_text('{"url": "https://example.org/1"}')
    (raw / "broken.txt").write_text("\0\0\0\0 not a text \0\0")
    if second:
        (raw / "new.txt").write_text(_story(inputs, "Tuesday"))


def _story(number: int, day: str) -> str:
    blocks = [
        f"Village {number} agrees on a bridge",
        f"The council of village {number} met on {day} evening and agreed on a new bridge, which "
        "is to be built before the winter.",
        "Share",
        f"The old one had been closed for {number} years, and the detour takes the farmers an "
        "hour every day.",
        "Share this",
    ]
    if number % 3:
        return "\n\n".join(blocks[1:]) + "\n"
    body = "".join(f"<p>{block}</p>" for block in blocks[1:])
    title = blocks[0]
    return (
        f"<html><head><title>{title}</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{title}</h1>{body}</article></body></html>"
    )


def run_moments(bench: Bench, moments: list[Moment], keep: Path | None) -> bool:
    """Try them all out, a line each; whether everything was well."""
    bad: list[int] = []
    counts: Counter[str] = Counter()
    slowest = 0.0
    for moment in moments:
        found = bench.try_out(moment)
        counts[moment.signal.name] += 1
        if moment.signal is not signal.SIGKILL:
            slowest = max(slowest, found.seconds)
        print(
            f"{moment.number:4} {'second' if moment.second else 'first ':6} "
            f"{moment.signal.name:7} {moment.phase:11} {moment.after:5.3f} exit {found.code:4} "
            f"in {found.seconds:4.1f} s  {'; '.join(found.wrong) or 'ok'}",
            flush=True,
        )
        if found.wrong:
            bad.append(moment.number)
            if keep is not None:
                shutil.copytree(bench.clean, keep / f"wrong-{moment.number}", symlinks=True)
    kinds = ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
    print(
        f"{len(moments) - len(bad)} of {len(moments)} corpora are as if nothing had happened "
        f"({kinds}; slowest end after a signal {slowest:.1f} s)"
    )
    if bad:
        print(f"wrong: {', '.join(map(str, bad))}")
    return not bad


def main(argv: list[str] | None = None) -> int:
    """The command."""
    about = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--moments", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, help="Luigi's: shards at once")
    parser.add_argument("--publish", choices=("link", "copy"), default="link")
    parser.add_argument("--only", type=int, action="append", help="just this moment of the seed")
    parser.add_argument("--keep", type=Path, help="work here, and keep the folders that differ")
    args = parser.parse_args(argv)
    moments = draw(args.moments, args.seed)
    if args.only:
        moments = [moment for moment in moments if moment.number in args.only]
    if args.keep is not None:
        args.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="torture-", dir=args.keep) as folder:
        bench = Bench(Path(folder), args.workers, args.publish)
        spent = {phase: round(seconds, 1) for phase, seconds in bench.first.seconds.items()}
        print(f"seed {args.seed}, seconds to the end undisturbed: {spent}", flush=True)
        return 0 if run_moments(bench, moments, args.keep) else 1


if __name__ == "__main__":
    sys.exit(main())
