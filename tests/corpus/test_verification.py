from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from pipeline.config import OutputSettings
from pipeline.corpus.command import verify_folder
from pipeline.corpus.errors import BusyError, CorpusError
from pipeline.corpus.folders import prepare
from pipeline.corpus.generation import current_generation
from pipeline.corpus.lock import take_lock
from pipeline.corpus.publication import is_published, publication_digest
from pipeline.corpus.shards import is_complete
from pipeline.corpus.verification import find_damage, mend
from pipeline.write.atomic import append_line
from pipeline.write.seal import seal

STORIES = {f"story{number}": f"Story{number} text !" for number in range(12)}
BOTH = pytest.mark.parametrize("how", ["link", "copy"])


@pytest.fixture
def published(corpus, how):
    """A corpus that was published twice, so that there is a generation before the current one."""
    corpus.output = OutputSettings(publish=how)
    corpus.write(**STORIES, bad="bad", empty="!!")
    corpus.run()
    append_line(corpus.folders.runs, seal({"run": 1}))
    corpus.write(story1="Other text", story2="More text !")
    corpus.run()
    append_line(corpus.folders.runs, seal({"run": 2}))
    return corpus


def written(corpus) -> dict[str, Path]:
    """Every file that a run wrote and that the next one relies on, each inode once, by name."""
    folders, found = corpus.folders, {}
    current = (folders.generations / current_generation(folders).folder.name).as_posix()
    for folder, _, names in os.walk(folders.clean):
        for path in (Path(folder) / name for name in sorted(names)):
            passing = (folders.lock, folders.run, folders.tmp)
            if path.is_symlink() or any(path.is_relative_to(place) for place in passing):
                continue
            name = path.as_posix().replace(current, "current")
            name = re.sub(r".*/generations/[^/]+", "spare", name)
            found.setdefault(path.stat().st_ino, (name, path))
    return {name: path for name, path in found.values() if path.stat().st_size}


def flip(path: Path, *, quietly: bool) -> bytes:
    """Damage one byte in the middle; quietly: as a bit rots, without a trace in the mtime."""
    stamp, whole = path.stat(), path.read_bytes()
    data = bytearray(whole)
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    if quietly:
        os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    return whole


def named(corpus) -> list[str]:
    return [damage.path for damage in find_damage(corpus.folders)]


def digest_of(corpus) -> str:
    return publication_digest(corpus.plan(), corpus.settings)


@BOTH
def test_a_whole_corpus_has_no_damage(published, how) -> None:
    assert named(published) == []
    assert list(verify_folder(published.folders.clean)) == []
    assert not published.folders.damaged.exists()


@BOTH
def test_a_flipped_byte_anywhere_is_named_and_mended_by_the_next_run(published, how) -> None:
    folders = published.folders
    whole = published.published()
    kinds = {path.name.partition("-")[0] for path in written(published).values()}
    assert kinds >= {
        "rows", "manifest.json", "generation.json", "index.jsonl", "changes.jsonl",
        "yields.jsonl", "inventory.jsonl", "state.json", "runs.jsonl", "articles.jsonl",
        "metadata.csv", "removed.jsonl", "inputs.jsonl", "quarantine.jsonl", "run.json",
        "_SUCCESS", "schema.json", "README.md", "story1",
    }  # fmt: skip
    seen = 0
    for name in sorted(written(published)):
        path = written(published).get(name)
        if path is None or path == folders.current:  # what has no spare, or is no more than a name
            continue
        seen += 1
        flip(path, quietly=True)
        inode = path.stat().st_ino
        lines = list(verify_folder(folders.clean))
        paths = [folders.clean / line.partition(":")[0] for line in lines]
        if "spare/" not in name or path.name == "generation.json":
            assert inode in {path.stat().st_ino for path in paths}, (name, lines)
        assert lines, name
        assert all("the next run mends it" in line for line in lines)
        published.run()
        assert named(published) == [], name
        assert published.published() == whole, name
        assert is_published(folders, digest_of(published))
        if "spare/" in name or name == "current/generation.json":  # make a new spare one
            published.write(story1="For a moment !")
            published.run()
            published.write(story1="Other text")
            published.run()
    assert seen > 40


@BOTH
def test_only_the_damaged_shard_is_cleaned_again(published, how) -> None:
    folder = next(
        p.parent
        for p in (published.folders.state / "shards").glob("*/*/rows")
        if b"Story" in p.read_bytes()
    )
    inside = {line.partition(b'"source_path": "')[2].partition(b'"')[0].decode()
              for line in (folder / "rows").read_bytes().splitlines()
              if b'"source_path"' in line and b'"sizes"' in line}  # fmt: skip
    for name in ("rows", "manifest.json"):
        flip(folder / name, quietly=True)
        (line,) = verify_folder(published.folders.clean)
        assert line.startswith(f"{(folder / name).relative_to(published.folders.clean)}: damaged")
        assert "this shard are cleaned again" in line
        published.run()
        assert set(published.cleaned) == inside
        assert len(inside) < len(STORIES)


@BOTH
@pytest.mark.parametrize(
    "name", ["articles.jsonl", "removed.jsonl", "run.json", "_SUCCESS", "schema.json", "articles"]
)
def test_what_something_has_written_to_heals_without_a_verification(published, how, name) -> None:
    whole = published.published()
    path = published.folders.clean / name
    target = path if name != "articles" else sorted(path.glob("*.json"))[3]
    flip(target, quietly=False)
    assert not is_published(published.folders, digest_of(published))
    published.run()
    assert published.published() == whole
    assert is_published(published.folders, digest_of(published))
    assert published.cleaned == []
    assert named(published) == []


@BOTH
def test_a_damaged_shard_that_something_has_written_to_is_not_complete(published, how) -> None:
    plan = published.plan()
    path = next((published.folders.state / "shards").glob("*/*/rows"))
    flip(path, quietly=False)
    assert sum(not is_complete(published.folders, plan, number) for number in plan.digests) == 1


@BOTH
def test_touching_a_file_is_no_damage(published, how) -> None:
    for path in written(published).values():
        path.touch()
    assert named(published) == []
    assert is_published(published.folders, digest_of(published))
    published.clean()
    assert published.cleaned == []


@BOTH
def test_a_missing_article_file_is_named(published, how) -> None:
    path = sorted((published.folders.clean / "articles").glob("*.txt"))[2]
    path.unlink()
    assert named(published) == [f"articles/{path.name}"]


@BOTH
def test_a_wrong_digest_in_the_stat_cache_is_not_believed(published, how) -> None:
    before = published.plan().fingerprint
    data = published.folders.inventory.read_bytes()
    at = data.index(b"story3.txt")
    published.folders.inventory.write_bytes(data[:at] + b"story4" + data[at + 6 :])
    assert named(published) == [".dechrome/inventory.jsonl"]
    assert published.plan().fingerprint == before
    assert named(published) == []


@BOTH
def test_damaged_lines_of_the_ledger_of_runs_are_set_aside(published, how) -> None:
    runs = published.folders.runs
    first, second = runs.read_bytes().splitlines(keepends=True)
    runs.write_bytes(first.replace(b"1", b"7", 1) + second)
    assert len(list(verify_folder(published.folders.clean))) == 1
    published.run()
    assert runs.read_bytes() == second
    assert runs.with_name("runs-damaged.jsonl").read_bytes() == first.replace(b"1", b"7", 1)


def test_a_run_in_progress_is_not_disturbed(corpus) -> None:
    corpus.write(**STORIES)
    corpus.run()
    lock = take_lock(corpus.folders.lock)
    assert lock is not None
    with pytest.raises(BusyError, match="wait for its end"):
        list(verify_folder(corpus.folders.clean))
    os.close(lock)


def test_another_folder_is_refused(tmp_path) -> None:
    with pytest.raises(CorpusError, match=r"no \.dechrome in it"):
        list(verify_folder(tmp_path))


def test_a_note_that_leads_out_of_the_folder_is_not_followed(corpus, tmp_path) -> None:
    prepare(corpus.folders)
    outside = tmp_path / "outside.txt"
    outside.touch()
    os.utime(outside, (1, 1))
    corpus.folders.damaged.write_bytes(seal({"paths": ["../../outside.txt", str(outside)]}))
    mend(corpus.folders)
    assert outside.stat().st_mtime == 1
    assert not corpus.folders.damaged.exists()
