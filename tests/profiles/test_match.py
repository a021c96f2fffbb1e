from __future__ import annotations

from pipeline.profiles.lines import line_hash, sketch_of
from pipeline.profiles.match import Frames, Profiles
from pipeline.profiles.store import Line, Profile
from pipeline.records import PageFrame


def profile(key: str, *lines: str, share: float = 0.6) -> Profile:
    return Profile(key, lines=tuple(Line(line, 6, share) for line in lines), digest=f"of {key}")


BAY = ("harbour news", "ferry times", "tide table", "bay shop", "contact")
HILL = ("hill news", "ski lifts", "snow report", "hill shop", "contact")


def both() -> Profiles:
    return Profiles({"bay.example": profile("bay.example", *BAY), "hill": profile("hill", *HILL)})


def of(profiles: Profiles, *lines: str) -> str:
    found = profiles.of(PageFrame("", sketch_of(lines)))
    return found.key if found else ""


def test_a_page_with_a_key_has_the_profile_of_that_key_or_none() -> None:
    assert both().digest_for(PageFrame("bay.example")) == "of bay.example"
    assert both().of(PageFrame("unknown.example", sketch_of(BAY))) is None
    assert Profiles({}).of(PageFrame("", sketch_of(BAY))) is None


def test_a_page_without_key_is_recognised_by_its_frame() -> None:
    assert of(both(), *BAY[:3], "a story of its own", "and more of it") == "bay.example"
    assert of(both(), *HILL[:3]) == "hill"


def test_what_everybody_has_recognises_nobody() -> None:
    assert of(both(), *BAY[:2], "contact") == ""
    rare = Profiles({"bay.example": profile("bay.example", *BAY, share=0.2)})
    assert of(rare, *BAY) == ""  # teasers come and go


def test_few_lines_of_a_long_frame_are_not_enough() -> None:
    many = [f"section {chr(97 + n)}" for n in range(20)]
    frames = Frames({"big": [line_hash(line) >> 32 for line in many]})
    assert frames.recognise(sketch_of(many[:4])) == ""
    assert frames.recognise(sketch_of(many[:5])) == "big"


def test_the_digest_is_of_all_profiles() -> None:
    assert Profiles({}).digest == ""
    one = Profiles({"hill": profile("hill", *HILL)})
    assert len({both().digest, one.digest, ""}) == 3
