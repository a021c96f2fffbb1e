"""What protection costs: pages through the edge beside a plain loop over the same functions.

    python tools/bench_edge.py --good DIR [--pages N] [--texts N] [--repeats N] [--limit 1.10]
    python tools/bench_edge.py --good DIR --memory N

The edge has one process. Both ways read the same files, clean and render; they take turns at
small lots of them, so that what else the machine does falls on both. Processor time is that of
all processes of a way (parent, zygote, workers), wall time what a run waits. Starting, which a run
does once, is told apart. More than one repeat flatters the plain loop: it remembers the lines of
documents that it has seen. The exit code is 1 if the median of the processor ratio is above
--limit.

`--memory N` sends N documents through one worker and tells how it and the parent grow.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.config import config_directory
from pipeline.edge import Edge, EdgeLimits, Item
from pipeline.edge.document import Kit, clean_item, load_kit, warm_up
from pipeline.score.sets import DEFAULT_SETS, load_set

_CLEAN, _RENDER = "pipeline.flow:clean", "pipeline.write.record:render"
_LOTS = 48  # of each repeat: the ways take turns this often
_MAX_TEXT = 2_000  # characters
_TICKS = 100.0  # of /proc a second (USER_HZ)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds."""

    cpu: float
    wall: float


def pages_of(data: Path, number: int) -> list[Item]:
    """Pages of the measuring sets, from all over them."""
    found = [page.path("page") for name in DEFAULT_SETS for page in load_set(data / name)]
    step = max(1, len(found) // number)
    return [_item(path) for path in found[::step][:number]]


def texts_of(data: Path, number: int, folder: Path) -> list[Item]:
    """Small texts: pieces of the sets' texts, whole lines of at most `_MAX_TEXT` characters."""
    pieces = itertools.islice(_pieces(data), number)
    items = []
    for index, piece in enumerate(pieces):
        path = folder / f"{index:05d}.txt"
        path.write_text(piece, encoding="utf-8")
        items.append(_item(path))
    return items


def _pieces(data: Path) -> Iterator[str]:
    for name in DEFAULT_SETS:
        for page in load_set(data / name):
            piece = ""
            for line in page.path("flat").read_text(encoding="utf-8").split("\n"):
                piece += line + "\n"
                if len(piece) > _MAX_TEXT / 2:
                    yield piece[:_MAX_TEXT]
                    piece = ""


def _item(path: Path) -> Item:
    return Item(path.name, bytes(path.resolve()), size=path.stat().st_size)


def processor_seconds() -> float:
    """Of this process and all below it, those that have ended and were waited for included."""
    total, waiting = time.process_time(), _children("self")
    while waiting:
        pid = waiting.pop()
        try:
            total += time.clock_gettime(~int(pid) << 3 | 2)
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += (int(fields[13]) + int(fields[14])) / _TICKS  # of its children that have ended
        waiting += _children(pid)
    return total


def _children(pid: str) -> list[str]:
    try:
        paths = list(Path(f"/proc/{pid}/task").iterdir())
        return [child for path in paths for child in (path / "children").read_text().split()]
    except OSError:
        return []


def timed(work: Callable[[Sequence[Item]], object], items: Sequence[Item]) -> Cost:
    """What it costs to do `work` with `items`."""
    wall, cpu = time.perf_counter(), processor_seconds()
    work(items)
    return Cost(processor_seconds() - cpu, time.perf_counter() - wall)


def compare(
    items: Sequence[Item], edge: Edge, kit: Kit, repeats: int
) -> tuple[list[tuple[Cost, Cost]], Cost, Cost]:
    """Costs of each lot on either way, and their sums: bare, protected."""

    def bare(lot: Sequence[Item]) -> None:
        for item in lot:
            clean_item(kit, item, False)

    def protected(lot: Sequence[Item]) -> None:
        for _ in edge.clean_all(lot):
            pass

    lots = [items[start::_LOTS] for start in range(_LOTS)]
    pairs = []
    for number, lot in enumerate(lots * repeats):
        ways = (bare, protected) if number % 2 else (protected, bare)
        first, second = (timed(way, lot) for way in ways)
        pairs.append((first, second) if number % 2 else (second, first))
    sums = [
        Cost(sum(pair[way].cpu for pair in pairs), sum(pair[way].wall for pair in pairs))
        for way in (0, 1)
    ]
    return pairs, sums[0], sums[1]


def report(name: str, items: Sequence[Item], edge: Edge, kit: Kit, repeats: int) -> float:
    """Print a table; the median of the processor ratio."""
    pairs, bare, protected = compare(items, edge, kit, repeats)
    documents = len(items) * repeats
    ratios = {
        "processor": [p.cpu / b.cpu for b, p in pairs],
        "wall": [p.wall / b.wall for b, p in pairs],
    }
    print(f"{name}: {len(items)} documents, {repeats} times, {len(pairs)} pairs of lots")
    for way, cost in (("bare", bare), ("protected", protected)):
        cpu, wall = (1_000 * seconds / documents for seconds in (cost.cpu, cost.wall))
        print(f"  {way:10} {cpu:8.2f} ms processor {wall:8.2f} ms wall, each")
    for kind, values in ratios.items():
        low, middle, high = statistics.quantiles(values, n=4)
        whole = protected.cpu / bare.cpu if kind == "processor" else protected.wall / bare.wall
        print(f"  {kind:10} {middle:6.3f} (quartiles {low:.3f}, {high:.3f}; of sums {whole:.3f})")
    return statistics.median(ratios["processor"])


def start_cost(items: Sequence[Item]) -> Cost:
    """What the first document of a run waits for."""

    with Edge(1, config_directory()) as edge:
        return timed(lambda lot: list(edge.clean_all(lot)), items[:1])


def memory(items: Sequence[Item], number: int) -> None:
    """Send `number` documents through one worker that nobody replaces; tell what is held."""
    limits = EdgeLimits(recycle_documents=number + 1)
    with Edge(1, config_directory(), limits) as edge:
        peak = 0.0
        for count, outcome in enumerate(
            edge.clean_all(itertools.islice(itertools.cycle(items), number)), 1
        ):
            peak = max(peak, outcome.max_rss_mb)
            if count in (100, 500) or count % 1_000 == 0:
                (zygote,) = _children("self")
                workers = [_resident(pid) for pid in _children(zygote)]
                print(
                    f"{count:6} documents: parent {_resident('self'):4.0f} MB, zygote "
                    f"{_resident(zygote):4.0f} MB, workers {max(workers, default=0):4.0f} MB, "
                    f"peak of a worker {peak:4.0f} MB",
                    flush=True,
                )


def _resident(pid: str) -> float:
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return int(text.partition("VmRSS:")[2].split()[0]) / 1024 if "VmRSS:" in text else 0.0


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--good", type=Path, required=True, help="folder with the measuring sets")
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--texts", type=int, default=4_800)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--limit", type=float, default=1.10)
    parser.add_argument("--memory", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dechrome-bench-") as name:
        folder = Path(name)
        pages, texts = pages_of(args.good, args.pages), texts_of(args.good, args.texts, folder)
        if args.memory:
            memory([*pages, *texts], args.memory)
            return 0
        start = start_cost(texts)
        print(f"start: {start.cpu:.2f} s processor, {start.wall:.2f} s wall, once a run")
        limits = EdgeLimits()
        kit = load_kit(config_directory(), "", _CLEAN, _RENDER, limits)
        warm_up(kit)
        with Edge(1, config_directory(), limits) as edge:
            list(edge.clean_all(texts[:1]))
            ratios = [
                report("pages", pages, edge, kit, args.repeats),
                report("small texts", texts, edge, kit, args.repeats),
            ]
    return 1 if max(ratios) > args.limit else 0


if __name__ == "__main__":
    sys.exit(main())
