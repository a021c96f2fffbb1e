"""The parent's side of the edge: it hands out items, watches, kills, and never parses a page.

A worker announces each document before it starts it. When a worker dies, or is killed at a
limit, that document is tried once more, alone, on the cheap path and in a fresh process; the
others that the worker had are sent again as if nothing had happened. So results do not depend on
how many workers there are, nor on which documents share one.
"""

from __future__ import annotations

import os
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from pipeline.edge.document import Kit, clean_item, load_kit, name_of
from pipeline.edge.hand import MAX_BATCH_BYTES, SEND_BUFFER, Hand
from pipeline.edge.jobs import Job, error_of, given_up, outcome_of, retry_of
from pipeline.edge.nursery import Nursery, NurseryLostError
from pipeline.edge.records import EdgeError, EdgeLimits, Item, Outcome
from pipeline.edge.wire import Inbox, WireError

__all__ = ["Edge"]

_TICK = 1.0  # seconds between looks at the clocks, at most
_MAX_BARREN = 3  # processes in a row that die before they start a document
_GONE_SECONDS = 5.0  # in which killed processes are gone
_ITEM_BYTES = 200  # of a message, besides the paths


class Edge:
    """Worker processes that clean items, as a context manager; for one process and thread.

    `processes` is how many work at once; 0 cleans in this process, without limits, to debug.
    `clean` and `render` are functions that can be imported by name, or `module:function`:
    `clean(page, config) -> Article`, called with `cheap=True` on the retry if it takes that, and
    `render(article, config) -> bytes`. With `config_digest` the config must still be that one.
    `profiles` are the folder and the digest of the learned profiles; without, there are none.
    """

    def __init__(
        self,
        processes: int,
        config_dir: Path,
        limits: EdgeLimits | None = None,
        *,
        clean: str | Callable[..., Any] = "pipeline.flow:clean",
        render: str | Callable[..., Any] = "pipeline.write.record:render",
        config_digest: str = "",
        profiles: tuple[str, str] | None = None,
    ) -> None:
        """Nothing starts before the first item."""
        self._processes = processes
        self._limits = limits or EdgeLimits()
        self._load = (config_dir, config_digest, name_of(clean), name_of(render))
        self._profiles = profiles
        self._owner = os.getpid()
        self._kit: Kit | None = None
        self._nursery: Nursery | None = None
        self._selector = selectors.DefaultSelector()
        self._hands: list[Hand] = []
        self._given: Iterator[Job] = iter(())
        self._is_exhausted = True
        self._again: deque[Job] = deque()  # lost with a worker, through no fault of theirs
        self._retries: deque[Job] = deque()
        self._pace = 0.0  # seconds a document
        self._barren = 0
        self._lost_nurseries = 0

    def __enter__(self) -> Edge:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all processes at once, whatever they do."""
        self.close()

    def close(self) -> None:
        """End all processes at once, whatever they do; the edge can be used again."""
        if self._owner != os.getpid():
            return
        if self._nursery is not None:
            self._nursery.close([hand.connection for hand in self._hands], _GONE_SECONDS)
            self._nursery = None
        for hand in self._hands:
            hand.connection.close()
        self._hands.clear()
        self._selector.close()
        self._selector = selectors.DefaultSelector()

    def clean_all(self, items: Iterable[Item]) -> Iterator[Outcome]:
        """One outcome for each item, as they are done: `Outcome.index` is the item's place.

        Takes items as it needs them. Raises EdgeError if the processes themselves do not work.
        """
        if self._owner != os.getpid():
            raise EdgeError("an Edge belongs to the process that made it")
        self._given = (Job(index, item) for index, item in enumerate(items))
        if self._processes == 0:
            yield from map(self._clean_here, self._given)
            return
        self._is_exhausted = False
        self._again.clear()
        self._retries.clear()
        try:
            while self._feed():
                yield from self._step()
        finally:
            for hand in [hand for hand in self._hands if hand.jobs]:
                hand.jobs.clear()
                self._kill(hand, "abandoned")

    def _clean_here(self, job: Job) -> Outcome:
        if self._kit is None:
            self._kit = load_kit(*self._load, self._limits, self._profiles)
        began = time.process_time()
        answer = clean_item(self._kit, job.item, job.cheap)
        if answer.wants_retry:
            job = retry_of(job, answer.error, answer.detail, 0.0, 0)
            answer = clean_item(self._kit, job.item, job.cheap)
        head = answer.to_json() | {"cpu": time.process_time() - began, "peak": 0}
        return outcome_of(job, head, answer.payload)

    # Handing out

    def _feed(self) -> bool:
        """Give jobs to whoever has few; whether there is anything to wait for."""
        with suppress(NurseryLostError):  # the next step sees to it
            self._hand_out()
        waiting = self._retries or self._again or not self._is_exhausted
        return bool(waiting) or any(hand.jobs for hand in self._hands)

    def _hand_out(self) -> None:
        while self._retries and (fresh := self._fresh()):
            fresh.send([self._retries.popleft()])
        wanted = self._batch_size()
        for hand in self._hands:
            while hand.is_open and len(hand.jobs) <= wanted // 2 and (batch := self._batch(wanted)):
                hand.send(batch)
        while len(self._hands) < self._processes and (batch := self._batch(1)):
            self._again.extendleft(reversed(batch))  # safe there until the worker is
            hand = self._spawn()
            hand.send(self._batch(1))

    def _fresh(self) -> Hand | None:
        """A worker that has cleaned nothing yet; None: one is on its way out to make room."""
        if len(self._hands) < self._processes:
            return self._spawn()
        staying = [hand for hand in self._hands if hand.is_open]
        for hand in staying:
            if not hand.jobs and not hand.documents:
                return hand
        if len(staying) == len(self._hands):
            hand = min(staying, key=lambda hand: len(hand.jobs))
            hand.leaving = True
            if not hand.jobs:
                self._forget(hand)
                return self._spawn()
        return None

    def _batch_size(self) -> int:
        fitting = self._limits.batch_seconds / self._pace if self._pace else 1
        return max(1, min(self._limits.batch_documents, int(fitting)))

    def _batch(self, wanted: int) -> list[Job]:
        batch: list[Job] = []
        size = length = 0
        while len(batch) < wanted:
            job = self._again.popleft() if self._again else next(self._given, None)
            if job is None:
                self._is_exhausted = True
                break
            size += job.item.size
            length += 2 * len(job.item.path + (job.item.sidecar or b"")) + _ITEM_BYTES
            if batch and (size > self._limits.batch_bytes or length > MAX_BATCH_BYTES):
                self._again.appendleft(job)
                break
            batch.append(job)
        return batch

    def _spawn(self) -> Hand:
        if self._nursery is None:
            self._nursery = Nursery(*self._load, self._limits, self._profiles)
            self._selector.register(self._nursery.control, selectors.EVENT_READ, None)
        ours, theirs = socket.socketpair()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        try:
            pid = self._nursery.spawn(theirs)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        ours.setblocking(False)
        hand = Hand(pid, ours, Inbox(ours, self._limits.output_bytes), self._limits)
        self._hands.append(hand)
        self._selector.register(ours, selectors.EVENT_READ, hand)
        return hand

    # Watching

    def _step(self) -> Iterator[Outcome]:
        """Wait for news, and act on it."""
        now = time.monotonic()
        busy = [hand for hand in self._hands if hand.jobs]
        timeout = min(max(min((hand.look_at for hand in busy), default=now) - now, 0.0), _TICK)
        events = self._selector.select(timeout if busy else _TICK)
        # Not all that the clock says, if we were stopped meanwhile: no page is to blame for that.
        watched = min(time.monotonic() - now, 2 * _TICK)
        for hand in busy:
            hand.waited += watched
        for key, _ in events:
            if key.data is not None:
                yield from self._hear(key.data)
        if self._nursery is not None and any(key.data is None for key, _ in events):
            self._nursery.listen()
        yield from self._settle_dead()
        for hand in self._hands:
            if error := hand.over_limit():
                self._kill(hand, error)

    def _hear(self, hand: Hand) -> Iterator[Outcome]:
        try:
            for head, payload in hand.inbox.messages():
                if "start" in head:
                    hand.started(head)
                    self._barren = 0
                else:
                    yield from self._answered(hand.done(head), head, payload)
        except (WireError, KeyError, TypeError, ValueError):
            self._kill(hand, "crash-protocol")
        if hand.inbox.closed:
            self._kill(hand)  # it may have closed its end and go on
        elif hand.leaving and not hand.jobs and not hand.killed:
            self._forget(hand)  # it ends when its stream does

    def _answered(self, job: Job, head: dict[str, Any], payload: bytes) -> Iterator[Outcome]:
        self._pace = 0.8 * self._pace + 0.2 * head["cpu"] if self._pace else head["cpu"]
        if head["retry"] and not job.cheap:
            retry = retry_of(job, head["error"], head["detail"], head["cpu"], head["peak"])
            self._retries.append(retry)
        else:
            yield outcome_of(job, head, payload)

    def _kill(self, hand: Hand, error: str = "") -> None:
        if error and not hand.killed:
            hand.killed = error
            hand.killed_for = hand.jobs[0].index if hand.jobs else -1
        hand.leaving = True
        if self._nursery is not None:
            self._nursery.kill(hand.pid)

    def _forget(self, hand: Hand) -> None:
        self._selector.unregister(hand.connection)
        hand.connection.close()
        self._hands.remove(hand)

    def _settle_dead(self) -> Iterator[Outcome]:
        """What becomes of the jobs of workers that have ended."""
        nursery = self._nursery
        if nursery is None:
            return
        for hand in list(self._hands):
            ended = nursery.exits.pop(hand.pid, None)
            if ended is not None or nursery.lost:
                yield from self._hear(hand)  # what it said before
                yield from self._settle(hand, ended)
        nursery.exits.clear()  # of those who were let go
        if nursery.lost:
            self._lost_nurseries += 1
            self.close()
            if self._lost_nurseries >= _MAX_BARREN:
                raise EdgeError("the process that the cleaning processes come from keeps dying")

    def _settle(self, hand: Hand, ended: dict[str, Any] | None) -> Iterator[Outcome]:
        if hand in self._hands:
            self._forget(hand)
        lost = hand.lost_job() if ended is not None else None
        if ended is not None and lost is not None:
            error = hand.killed or error_of(ended["code"])
            cpu = max(hand.cpu, ended["cpu"] - hand.cpu_before)
            if lost.cheap:
                yield given_up(lost, error, self._limits, cpu, ended)
            else:
                self._retries.append(retry_of(lost, error, ended["stderr"], cpu, ended["peak"]))
        elif ended is not None and hand.jobs and not hand.killed:
            self._barren += 1
            if self._barren >= _MAX_BARREN:
                said = ended["stderr"].strip() or error_of(ended["code"])
                raise EdgeError(f"the cleaning processes end before they begin: {said}")
        for job in reversed(hand.jobs):
            (self._retries if job.cheap else self._again).appendleft(job)
        hand.jobs.clear()
