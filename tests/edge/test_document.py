from __future__ import annotations

from types import SimpleNamespace

import pytest

from pipeline.config import LimitSettings, config_directory
from pipeline.edge import EdgeError, EdgeLimits
from pipeline.edge.document import Answer, Kit, clean_item, load_kit, name_of, warm_up
from pipeline.profiles.match import load_profiles
from pipeline.profiles.store import Profile, save_profiles
from pipeline.read.scrape import Raw, read_scrape

CONFIG = SimpleNamespace(settings=SimpleNamespace(limits=LimitSettings()))


def kit(clean, render=lambda article, config: b"payload"):
    return Kit(CONFIG, clean, render, 100)


def article(page, cheap):
    return SimpleNamespace(body=page.content, cheap=cheap)


def test_a_document_with_text_and_one_without(make_items):
    text, empty = make_items("good", "")
    assert clean_item(kit(article), text, False) == Answer("cleaned", b"payload")
    assert clean_item(kit(article), empty, False) == Answer("empty", b"payload")


def test_an_error_names_the_stage_in_whose_code_it_arose(make_items):
    def clean(page, cheap):
        return read_scrape(Raw(page.source, ".txt", None, ""), LimitSettings())

    answer = clean_item(kit(clean), *make_items("good"), False)
    assert (answer.stage, answer.error) == ("read", "error-AttributeError")
    assert "Traceback" in answer.detail

    def outside(page, cheap):
        raise KeyError("page")

    assert clean_item(kit(outside), *make_items("good"), False).stage == "clean"


@pytest.mark.parametrize(("error", "code"), [(MemoryError, "memory"), (RecursionError, "too-deep")])
def test_errors_that_the_cheap_path_may_not_meet(make_items, error, code):
    def clean(page, cheap):
        raise error

    answer = clean_item(kit(clean), *make_items("good"), False)
    assert (answer.error, answer.wants_retry) == (code, True)


@pytest.mark.parametrize("leaving", [SystemExit, KeyboardInterrupt])
def test_what_ends_a_process_ends_it(make_items, leaving):
    def clean(page, cheap):
        raise leaving

    with pytest.raises(leaving):
        clean_item(kit(clean), *make_items("good"), False)


def test_a_message_is_one_line_that_is_the_same_every_time(make_items):
    def clean(page, cheap):
        raise ValueError(f"{object()}\n\x1b[31m\u202e" + "y" * 1000)

    answer = clean_item(kit(clean), *make_items("good"), False)
    start = "The code failed at this page (ValueError: <object object> [31myy"
    assert answer.message.startswith(start)
    assert len(answer.message) < 400


def test_functions_by_name():
    assert name_of("a.b:c") == "a.b:c"
    assert name_of(read_scrape) == "pipeline.read.scrape:read_scrape"
    with pytest.raises(EdgeError, match="cannot be imported"):
        name_of(lambda page, config: None)


def test_the_cheap_path_is_for_functions_that_have_one(make_edge):
    make_edge(0)  # makes the fakes importable
    limits, page = EdgeLimits(), SimpleNamespace(content="good")
    loaded = load_kit(config_directory(), "", "edge_fakes:clean", "edge_fakes:render", limits)
    assert loaded.clean(page, True).cheap is True
    loaded = load_kit(config_directory(), "", "edge_fakes:plain", "edge_fakes:render", limits)
    assert loaded.clean(page, True) == ("good", loaded.config)


def test_profiles_are_those_of_the_parent(make_edge, tmp_path, monkeypatch) -> None:
    make_edge(0)  # makes the fakes importable
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    save_profiles(tmp_path, [Profile("bay.example")])
    digest = load_profiles(tmp_path).digest
    load = (config_directory(), "", "edge_fakes:clean", "edge_fakes:render", EdgeLimits())
    assert load_kit(*load).config.profiles is None
    found = load_kit(*load, (str(tmp_path), digest)).config.profiles
    assert found is not None
    assert set(found.by_key) == {"bay.example"}
    save_profiles(tmp_path, [Profile("hill.example")])
    with pytest.raises(EdgeError, match="edited while the run began"):
        load_kit(*load, (str(tmp_path), digest))


def test_warming_up_survives_all_errors():
    seen = []

    def clean(page, cheap):
        seen.append(page.kind)
        raise ValueError

    warm_up(kit(clean))
    assert set(seen) == {"html", "text"}
