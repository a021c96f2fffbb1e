"""LearnProfiles, and what a run makes of what it has learned."""

from __future__ import annotations

import json
import os
import shutil
import warnings

import pytest

with warnings.catch_warnings():  # Luigi warns where no luigi.cfg says `autoload_range`
    warnings.simplefilter("ignore", DeprecationWarning)
    import luigi
import tasks
import tasks.learn
import tasks.learning
from pipeline.config import load_config
from pipeline.edge import Edge
from pipeline.profiles.reading import read_lines, render_lines
from pipeline.profiles.store import read_profiles

NAMES = ("Ada", "Ben", "Cem", "Dot", "Eva", "Fay", "Gus", "Hal")
FRAMES = {
    "bay": ["Harbour news", "Tide table", "Our own ferry shop", "Imprint of the Bay"],
    "hill": ["Ski lifts today", "Snow report", "Write to the Hill", "Hill weather"],
}


def page(publisher: str, number: int) -> str:
    frame, who = FRAMES[publisher], NAMES[number]
    return "\n".join(
        [
            *frame[: 2 + number % 2],
            f"{who} of {publisher} told the council on Monday evening that the old bridge would "
            f"have to go before the winter, and {who} was not alone.",
            f"Nobody but {who} had asked for the {publisher} detour, which takes the farmers an "
            "hour every day.",
            *frame[2 + number % 2 :],
            "",
        ]
    )


@pytest.fixture
def learn(job, monkeypatch):
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    for number in range(8):
        (job.raw / f"story{number}.txt").unlink()
        job.write(f"bay{number}.txt", page("bay", number))
        job.write(
            f"bay{number}.txt.meta.json", json.dumps({"url": f"https://bay.example/{number}"})
        )
        job.write(f"hill{number}.txt", page("hill", number))
    monkeypatch.setattr(
        tasks.learning,
        "edge_to_read",
        lambda config: Edge(0, config.directory, clean=read_lines, render=render_lines),
    )

    def run(**more) -> bool:
        tasks.end_sessions()
        load_config.cache_clear()
        task = tasks.LearnProfiles(
            raw_dir=str(job.raw), profiles_dir=str(job.profiles), config_dir=str(job.config), **more
        )
        result = luigi.build([task], local_scheduler=True, detailed_summary=True)
        return result.status is luigi.LuigiStatusCode.SUCCESS

    yield run
    tasks.end_sessions()


def texts(job) -> dict[str, str]:
    return {line["source_path"]: line["text"] for line in job.lines("articles.jsonl")}


def test_what_is_learned_is_removed_and_signed(job, learn, build, capsys) -> None:
    assert build()[0]
    assert "Imprint of the Bay" in texts(job)["bay1.txt"]
    assert learn()
    out = capsys.readouterr().out
    assert "read         16 pages (0 could not be read)" in out
    assert "changed      bay.example: 4 lines, 4 new, 0 gone" in out
    assert build()[0]
    assert texts(job)["bay1.txt"].startswith("Ben of bay")
    assert texts(job)["hill1.txt"].startswith("Ben of hill")
    removed = job.lines("removed.jsonl")
    whys = {line["why"] for line in removed if line["by"] == "repeats:bay.example"}
    assert whys == {"stands on 8 of 8 pages of bay.example"}
    assert len(removed) == 16 * 4
    assert len({line["by"] for line in removed}) == 2


def test_only_learning_changes_a_profile_and_only_its_pages_are_cleaned_again(
    job, learn, build
) -> None:
    learn()
    assert len(build()[1]) == 16
    before = {path: path.read_bytes() for path in job.profiles.glob("*.toml")}
    assert learn()
    assert {path: path.read_bytes() for path in job.profiles.glob("*.toml")} == before
    job.write("hill9.txt", page("hill", 0).replace("Ada", "Zoe"))
    assert build() == (True, ["hill9.txt"])
    for number in range(5):  # the bay has a new shop
        text = page("bay", number).replace("Imprint of the Bay", "Imprint of the Bay\nNew on Brey")
        job.write(f"bay{number}.txt", text)
    assert len(build()[1]) == 5
    assert learn()
    assert {p.key: p.version for p in read_profiles(job.profiles).values() if "." in p.key} == {
        "bay.example": 2
    }
    assert build() == (True, [f"bay{number}.txt" for number in range(8)])
    assert "New on Brey" not in texts(job)["bay1.txt"]
    assert build() == (True, [])
    published = job.published()
    shutil.rmtree(job.clean)
    assert len(build()[1]) == 17
    assert job.published() == published


def test_two_runs_at_once_and_a_missing_folder(job, learn, monkeypatch) -> None:
    job.profiles.mkdir()
    lock = tasks.learn.take_lock(job.profiles / ".lock")
    with pytest.raises(luigi.interface.PidLockAlreadyTakenExit):
        tasks.LearnProfiles(
            raw_dir=str(job.raw), profiles_dir=str(job.profiles), date=tasks.learn.date(2024, 1, 2)
        ).complete()
    os.close(lock)
    shutil.rmtree(job.raw)
    assert not learn()


def test_a_profile_with_a_typo_stops_a_run_with_a_sentence(job, learn, build) -> None:
    learn()
    path = next(job.profiles.glob("bay*.toml"))
    path.write_text(path.read_text().replace("[[line]]", "[[lines]]"))
    assert not build()[0]
