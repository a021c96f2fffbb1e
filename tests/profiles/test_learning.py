from __future__ import annotations

from dataclasses import replace

from pipeline.edge import Item, Outcome
from pipeline.profiles.learning import learn_folder
from pipeline.profiles.store import Line, normal_form, read_profiles
from pipeline.records import Role

URL = "https://bay.example"


def texts(profile) -> set[str]:
    return {line.line for line in profile.lines}


def test_each_host_and_each_like_frame_has_a_profile(pages) -> None:
    bay = pages.fill("bay", 20, URL)
    hill = pages.fill("hill", 20)
    found = pages.learn()
    assert set(found) == {"bay.example", next(key for key in found if key.startswith("frame:"))}
    assert texts(found["bay.example"]) == set(bay)
    (other,) = (profile for key, profile in found.items() if key != "bay.example")
    assert texts(other) == set(hill)
    assert (other.version, other.documents) == (1, 20)


def test_pages_without_host_join_the_host_whose_frame_they_have(pages) -> None:
    pages.fill("bay", 15, URL)
    pages.fill("bay", 10, first=50)
    assert pages.learn()["bay.example"].documents == 25


def test_neither_the_order_nor_the_names_matter(make_pages) -> None:
    one, other = make_pages(), make_pages()
    for pages in (one, other):
        pages.fill("bay", 12, URL)
        pages.fill("hill", 12)
        pages.fill("dale", 12)
    other.pages.reverse()
    assert one.learn() == other.learn()
    renamed = [replace(page, source=page.source[::-1]) for page in one.pages]
    one.texts = {name[::-1]: found for name, found in one.texts.items()}
    one.pages = renamed
    told = one.learn()
    assert {key: texts(p) for key, p in told.items()} == {
        key: texts(p) for key, p in other.learn().items()
    }


def test_few_pages_teach_nothing(pages) -> None:
    pages.fill("bay", 2, URL)
    pages.fill("hill", 2)
    assert pages.learn() == {}


def test_learning_again_changes_nothing(pages) -> None:
    pages.fill("bay", 20, URL)
    pages.fill("hill", 20)
    before = pages.learn()
    pages.fill("bay", 5, URL, first=100)  # new articles
    pages.fill("hill", 5, first=100)
    after = pages.learn(list(before.values()))
    assert all(after[key] is before[key] for key in before)
    assert set(after) == set(before)


def test_a_line_enters_above_one_share_and_leaves_below_a_lower_one(make_pages) -> None:
    def learned(shown: int, old=()):
        pages = make_pages()
        for number in range(100):
            top = ["Our election special", "Vote here"] if number < shown else []
            pages.add([*pages.frame("bay"), *top, *pages.story(number)], f"{URL}/{number}")
        return pages.learn(old)["bay.example"]

    without = learned(4)
    assert "Our election special" not in texts(without)
    entered = learned(6, [without])
    assert "Our election special" in texts(entered)
    assert entered.version == 2
    assert {line.since for line in entered.lines} == {1, 2}
    assert learned(4, [entered]) is entered
    left = learned(2, [entered])
    assert texts(left) == texts(without)
    assert left.version == 3


def test_few_pages_take_nothing_out_of_a_profile(make_pages) -> None:
    many, few = make_pages(), make_pages()
    many.fill("bay", 20, URL)
    before = many.learn()["bay.example"]
    for number in range(6):
        few.add(["Brand new", *few.frame("bay")[:5], *few.story(number)], f"{URL}/{number}")
    after = few.learn([before])["bay.example"]
    assert texts(after) == texts(before) | {"Brand new"}


def test_what_a_person_said_survives(pages) -> None:
    lines = pages.fill("bay", 20, URL)
    profile = pages.learn()["bay.example"]
    said = replace(
        profile,
        lines=tuple(replace(line, role=Role.SHARE) for line in profile.lines[1:]),
        pinned=("By our own reporters",),
        vetoed=(profile.lines[0].line, lines[5]),
    )
    after = pages.learn([said])["bay.example"]
    assert (after.pinned, after.vetoed) == (said.pinned, said.vetoed)
    assert not {normal_form(text) for text in said.vetoed} & set(after.chrome)
    assert "by our own reporters" in after.chrome
    assert {line.role for line in after.lines} == {Role.SHARE}


def test_a_cluster_keeps_its_key_when_its_frame_grows(pages) -> None:
    pages.fill("hill", 20)
    (before,) = pages.learn().values()
    for number in range(200, 230):
        pages.add(["Brand new", "Newer still", *pages.frame("hill"), *pages.story(number)])
    (after,) = pages.learn([before]).values()
    assert after.key == before.key
    assert texts(after) == texts(before) | {"Brand new", "Newer still"}


def outcome(index: int, pages, page, lines: list[str]) -> Outcome:
    from pipeline.config import default_config
    from pipeline.profiles.reading import read_lines, render_lines
    from pipeline.read import page_from_bytes

    config = default_config()
    data = ("\n".join(lines) + "\n").encode()
    read = read_lines(page_from_bytes(data, page, config.settings.limits), config)
    return Outcome(index, page, "cleaned", render_lines(read, config))


def test_a_folder_is_learned_through_an_edge(pages, folder) -> None:
    def read_all(items):
        for index, item in enumerate(items):
            if index == 3:
                yield Outcome(index, item.source_path, "quarantined", error="crash-SIGSEGV")
            else:
                number = int(item.source_path)
                lines = [*pages.frame("hill"), *pages.story(number)]
                yield outcome(index, pages, item.source_path, lines)

    items = [Item(str(number), b"") for number in range(12)]
    told = []
    found = learn_folder(items, folder, read_all, pages.settings, "2024-05-01", told.append)
    assert (found.pages, found.unread, found.groups, len(told)) == (11, 1, 1, 12)
    (change,) = found.changes
    (profile,) = read_profiles(folder).values()
    assert (change.key, change.lines, change.entered) == (profile.key, 30, 30)
    assert {line.first_seen for line in profile.lines} == {"2024-05-01"}
    stamps = {path: path.stat() for path in folder.iterdir()}
    again = learn_folder(items, folder, read_all, pages.settings, "2024-06-01")
    assert again.changes == ()
    assert {path: path.stat() for path in folder.iterdir()} == stamps


def test_every_line_says_what_it_rests_on(pages) -> None:
    pages.fill("bay", 20, URL)
    for line in pages.learn()["bay.example"].lines:
        assert isinstance(line, Line)
        assert 3 <= line.documents <= 20
        assert line.share == line.documents / 20
        assert len(line.examples) == 3
