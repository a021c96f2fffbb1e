from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config import config_directory
from pipeline.edge import Edge, EdgeError, EdgeLimits, Item
from pipeline.read import fingerprint

LIMITS = EdgeLimits(cpu_seconds=0.4, retry_cpu_seconds=0.2)  # as in conftest
GOOD = [f"good {n}" for n in range(30)]


def outcomes(edge, items):
    """All outcomes by index; each item has exactly one."""
    found = list(edge.clean_all(items))
    by_index = {outcome.index: outcome for outcome in found}
    assert sorted(by_index) == list(range(len(items))) == sorted(o.index for o in found)
    assert [by_index[n].source_path for n in by_index] == [items[n].source_path for n in by_index]
    return [by_index[n] for n in range(len(items))]


def is_gone(pid):
    """Whether a process has ended (a zombie has)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def wait_until_gone(*pids, seconds=3.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not all(map(is_gone, pids)):
        time.sleep(0.02)
    return all(map(is_gone, pids))


def facts(found):
    return [(o.index, o.status, o.payload, o.stage, o.error, o.message, o.retried) for o in found]


def test_results_do_not_depend_on_processes_nor_batches(edge, make_edge, make_items):
    items = make_items(*GOOD, "", "page-error", "raise", "once recurse", *GOOD)
    found = outcomes(edge, items)
    assert [json.loads(o.payload)["body"] for o in found[:30]] == GOOD
    assert [o.status for o in found[30:33]] == ["empty", "quarantined", "quarantined"]
    assert [(o.stage, o.error) for o in found[30:33]] == [
        ("", ""),
        ("segment", "too-deep"),
        ("clean", "error-ValueError"),
    ]
    assert facts(outcomes(make_edge(0), items)) == facts(found)
    assert facts(outcomes(make_edge(3, batch_documents=1), items)) == facts(found)
    assert facts(outcomes(make_edge(1, batch_seconds=9.0), items)) == facts(found)


# What goes wrong, and how it is told: stage, code, and words of the sentence.
REASONS = {
    "spin": ("edge", "timeout-cpu", "more than 0.2 s of processor time, on the cheap path too"),
    "stuck": ("edge", "timeout-cpu", "more than 0.2 s of processor time"),
    "sleep": ("edge", "timeout-wall", "not done after 1 s"),
    "segfault": ("edge", "crash-SIGSEGV", "ended (SIGSEGV), on the cheap path too."),
    "exit 0": ("edge", "crash-exit-0", "ended (exit-0)"),
    "exit 3": ("edge", "crash-exit-3", "ended (exit-3)"),
    "sys-exit": ("edge", "crash-exit-0", "ended (exit-0)"),
    "killed": ("edge", "crash-SIGKILL", "ended (SIGKILL)"),
    "hog": ("clean", "memory", "more memory than a page may"),
    "recurse": ("clean", "too-deep", "nested too deeply"),
    "raise": ("clean", "error-ValueError", "ValueError: an object <object object> [31m and a line"),
    "panic": ("clean", "error-Unpleasant", "(Unpleasant: panic)"),
    "page-error": ("segment", "too-deep", "The page is too deep."),
    "large": ("write", "output-too-large", "bytes, above 100,000"),
    "surprise": ("clean", "error-TypeError", "render gave str, not bytes"),
}
NOT_RETRIED = {"raise", "panic", "page-error", "large", "surprise"}


def test_each_failure_costs_one_document_and_has_its_reason(edge, make_items):
    texts = [text for bad, good in zip(REASONS, GOOD, strict=False) for text in (good, bad)]
    found = outcomes(edge, make_items(*texts))
    for text, outcome in zip(texts, found, strict=True):
        if text in REASONS:
            stage, error, words = REASONS[text]
            assert (outcome.status, outcome.stage, outcome.error) == ("quarantined", stage, error)
            assert words in outcome.message
            assert outcome.message.isprintable()
            assert outcome.payload == b""
            assert outcome.retried == (text not in NOT_RETRIED)
            assert outcome.cpu_seconds < LIMITS.cpu_seconds + LIMITS.retry_cpu_seconds + 2.0
        else:
            assert (outcome.status, outcome.error, outcome.retried) == ("cleaned", "", False)
            assert json.loads(outcome.payload)["body"] == text


LIES = (
    *("noise", "long-head", "long-payload", "list", "number", "deep", "no-keys", "start-twice"),
    *("start-text", "other", "status", "unknown", "no-status", "error", "message", "numbers"),
    *("text-numbers", "retry", "twice", "pickle"),
)


def test_who_lies_on_the_pipe_is_no_worker_any_more(make_edge, make_items):
    texts = [text for lie, good in zip(LIES, GOOD, strict=False) for text in (good, f"lie {lie} #")]
    texts = [text.replace("#", str(index)) for index, text in enumerate(texts)]
    found = outcomes(make_edge(1), make_items(*texts, *GOOD))
    for text, outcome in zip([*texts, *GOOD], found, strict=True):
        if text.startswith("lie") and not text.startswith("lie twice"):
            assert (outcome.status, outcome.error) == ("quarantined", "crash-protocol"), text
            assert outcome.message.isprintable()
        elif not text.startswith("lie"):  # of the first of two answers nobody can tell
            assert (outcome.status, outcome.retried) == ("cleaned", False), text
            assert json.loads(outcome.payload)["body"] == text


@pytest.mark.parametrize(
    ("kind", "error"), [("hang-up", "crash-SIGKILL"), ("stop", "timeout-wall")]
)
def test_a_worker_that_falls_silent_costs_one_document(edge, make_items, kind, error):
    found = outcomes(edge, make_items(*GOOD[:5], kind, *GOOD[:5]))
    assert [(o.status, o.error) for o in found] == [
        *[("cleaned", "")] * 5, ("quarantined", error), *[("cleaned", "")] * 5,
    ]  # fmt: skip


def test_a_worker_that_does_not_listen_is_ended(make_edge, make_items):
    """It answers for thousands of documents that it was never sent, until the pipe is full."""
    texts = ["good " * 10, "deaf 1", *("good",) * 4_000]
    found = outcomes(make_edge(1, wall_seconds=5.0), make_items(*texts))
    assert {o.status for o in found} <= {"cleaned", "empty", "quarantined"}
    assert found[-1].status == "cleaned"


def test_output_has_an_end(edge, make_items):
    (outcome,) = outcomes(edge, make_items("flood"))
    assert outcome.status == "cleaned"


@pytest.mark.parametrize("kind", ["spin", "segfault", "recurse", "killed"])
def test_a_retry_takes_the_cheap_path_in_a_fresh_process(edge, make_items, kind):
    (outcome,) = outcomes(edge, make_items(f"once {kind}"))
    assert (outcome.status, outcome.retried) == ("cleaned", True)
    assert json.loads(outcome.payload)["cheap"] is True


def test_a_crash_tells_the_log_where_it_happened(edge, make_items):
    (outcome,) = outcomes(edge, make_items("segfault"))
    assert "Segmentation fault" in outcome.detail
    assert "_segfault" in outcome.detail


def test_signals_of_a_terminal_are_left_to_the_parent(edge, make_items):
    (outcome,) = outcomes(edge, make_items("signals"))
    assert outcome.status == "cleaned"
    assert not outcome.retried


def test_what_libraries_print_reaches_nobody(edge, make_items, capfd):
    assert outcomes(edge, make_items("noise"))[0].status == "cleaned"
    assert capfd.readouterr() == ("", "")


def test_a_file_that_changed_after_listing_is_quarantined(edge, make_items, tmp_path):
    items = [
        replace(item, digest=fingerprint(item.path, None).digest) for item in make_items(*"abcde")
    ]
    (tmp_path / "001.txt").write_text("other")
    (tmp_path / "002.txt").unlink()
    (tmp_path / "003.txt").unlink()
    os.mkfifo(tmp_path / "003.txt")
    (tmp_path / "004.txt.meta.json").write_text("{}")
    items[4] = replace(items[4], sidecar=items[4].path + b".meta.json")
    found = outcomes(edge, items)
    assert [o.error for o in found] == ["", *["input-changed"] * 4]
    assert {o.stage for o in found[1:]} == {"read"}


def test_paths_of_any_bytes_reach_the_worker(edge, tmp_path):
    path = bytes(tmp_path) + b"/caf\xe9\n\xc3\xa9.txt"
    Path(os.fsdecode(path)).write_text("good")
    (outcome,) = outcomes(edge, [Item("caf\\xe9\\x0aé.txt", path)])
    assert outcome.status == "cleaned"
    assert json.loads(outcome.payload)["source"] == "caf\\xe9\\x0aé.txt"


def test_a_process_is_replaced_after_some_documents(make_edge, make_items):
    edge = make_edge(1, recycle_documents=5, batch_documents=2)
    pids = [json.loads(o.payload)["pid"] for o in outcomes(edge, make_items(*["pid"] * 40))]
    assert 5 <= len(set(pids)) <= 8
    assert max(map(pids.count, pids)) <= 7


def test_processes_are_kept_between_calls(make_edge, make_items):
    edge = make_edge(1)
    first, second = (outcomes(edge, make_items("pid"))[0].payload for _ in range(2))
    assert json.loads(first)["pid"] == json.loads(second)["pid"]


def test_an_abandoned_call_leaves_nothing_behind(edge, make_items):
    items = make_items(*GOOD, "sleep")
    for outcome in edge.clean_all(items):
        assert outcome.status == "cleaned"
        break
    texts = [json.loads(o.payload)["body"] for o in outcomes(edge, make_items("new", "newer"))]
    assert texts == ["new", "newer"]


def test_items_are_taken_as_they_are_needed(edge, make_items):
    taken = []

    def endless():
        for item in make_items(*GOOD * 10):
            taken.append(item)
            yield item

    results = edge.clean_all(endless())
    next(results)
    assert len(taken) < 100
    results.close()


def test_the_zygote_may_die_without_a_loss(make_edge, make_items, tmp_path):
    texts = [*GOOD, f"kill-zygote {tmp_path / 'marker'} once", *GOOD]
    found = outcomes(make_edge(2), make_items(*texts))
    assert {(o.status, o.retried) for o in found} == {("cleaned", False)}


def test_a_zygote_that_keeps_dying_ends_the_run(make_edge, make_items, tmp_path):
    items = make_items(f"kill-zygote {tmp_path / 'marker'} always")
    with pytest.raises(EdgeError, match="keeps dying"):
        list(make_edge(1).clean_all(items))


def test_an_interrupt_ends_all_processes_at_once(make_edge, make_items, tmp_path):
    note = tmp_path / "pids"
    items = make_items("good", f"orphan {note}")
    began = time.monotonic()
    results = None

    def interrupted():
        nonlocal results  # still there when the edge closes
        with make_edge(2, cpu_seconds=30.0) as edge:
            results = edge.clean_all(items)
            next(results)
            while not note.exists() or len(note.read_text().split()) < 2:
                time.sleep(0.01)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert wait_until_gone(*map(int, note.read_text().split()))
    assert time.monotonic() - began < 30


def test_processes_die_with_their_parent(tmp_path):
    note, page = tmp_path / "pids", tmp_path / "page.txt"
    page.write_text(f"orphan {note}")
    code = (
        "import sys; from pathlib import Path; from pipeline.edge import Edge, Item\n"
        f"with Edge(1, Path({str(config_directory())!r}), clean='edge_fakes:clean', "
        "render='edge_fakes:render') as edge:\n"
        f"    list(edge.clean_all([Item('page.txt', {bytes(page)!r})]))"
    )
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    parent = subprocess.Popen([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": path})
    deadline = time.monotonic() + 30
    while not note.exists() or len(note.read_text().split()) < 2:
        assert parent.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    pids = list(map(int, note.read_text().split()))
    assert not any(map(is_gone, pids))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert wait_until_gone(*pids)


def test_functions_that_cannot_be_loaded_end_the_run(make_edge, make_items):
    with pytest.raises(EdgeError, match=r"cannot start: .*no_such_function"):
        list(make_edge(1, clean="edge_fakes:no_such_function").clean_all(make_items("a")))


@pytest.mark.parametrize("processes", [0, 1])
def test_an_edited_config_ends_the_run(make_edge, make_items, processes):
    edge = make_edge(processes, config_digest="0" * 64)
    with pytest.raises(EdgeError, match="was edited while the run began"):
        list(edge.clean_all(make_items("a")))


def test_the_default_functions_clean_a_real_page(tmp_path):
    page = tmp_path / "page.html"
    prose = "The council of the harbour town voted to repair the old wall before the winter. "
    page.write_text(f"<html><body><nav>Home</nav><p>{prose * 3}</p></body></html>")
    item = Item("page.html", bytes(page), fingerprint(bytes(page), None).digest)
    with Edge(1, config_directory()) as edge:
        (outcome,) = outcomes(edge, [item])
    assert (outcome.status, outcome.error) == ("cleaned", "")
    assert prose.strip().encode() in outcome.payload
    assert 0 < outcome.cpu_seconds < 5
    assert 20 < outcome.max_rss_mb < 1000
