from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.sidecar import NO_SIDECAR, Sidecar, parse_sidecar


def parse(**values):
    return parse_sidecar(json.dumps(values).encode())


def test_all_that_it_knows():
    sidecar = parse(
        url="https://example.com/a?b=c",
        fetched_at="2021-05-04 12:30:00Z",
        language="pt_BR",
        publisher=" The  Harbour\tTimes ",
        extra={"anything": 1},
    )
    assert sidecar == Sidecar(
        "https://example.com/a?b=c", "2021-05-04T12:30:00Z", "pt-br", "The Harbour Times"
    )


def test_no_sidecar_is_no_problem():
    assert parse_sidecar(None) == NO_SIDECAR
    assert parse(url="", language=None) == NO_SIDECAR


BROKEN = [b"", b"{", b"[1]", b"null", b'"text"', b"\xff\xfe{", b"[" * 100_000, b"9" * 10_000]


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_one_is_noted(data):
    assert parse_sidecar(data) == Sidecar(problems=("sidecar:broken",))


def test_a_byte_order_mark_does_not_break_it():
    assert parse_sidecar(b'\xef\xbb\xbf{"language": "de"}').language == "de"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://example.com/",
        "//example.com/a",
        "/a",
        "http://",
        "http://[",
        "http://[::1/a",
        "https://exa mple.com/",
        "https://example.com/\u202e",
        "http://example.com:99999/",
        "http://example.com:x/",
        "https://example.com/" + "a" * 2_000,
        7,
        ["https://example.com/"],
    ],
)
def test_only_http_urls(url):
    sidecar = parse(url=url, language="de")
    if isinstance(url, str) and "\u202e" in url:
        assert sidecar.url == "https://example.com/"  # after the text policy
    else:
        assert sidecar == Sidecar(language="de", problems=("sidecar:url",))


@pytest.mark.parametrize("url", ["http://example.com", "HTTPS://Ex.com:8080/é?a=%20#b"])
def test_good_urls_stay_as_they_are(url):
    assert parse(url=url).url == url


@pytest.mark.parametrize(
    "value", ["2021-02-30", "2021-13-01", "04.05.2021", "yesterday", "20210504", "2021-05-04T25:00"]
)
def test_only_dates_that_exist(value):
    assert parse(fetched_at=value) == Sidecar(problems=("sidecar:fetched_at",))


@pytest.mark.parametrize(
    "value", ["2021-05-04", "2021-05-04T12:30", "2021-05-04T12:30:01.5+02:00", "2024-02-29T00:00Z"]
)
def test_iso_dates_stay_as_they_are(value):
    assert parse(fetched_at=value).fetched_at == value


@pytest.mark.parametrize("value", ["german", "d", "de; q=1", 5])
def test_languages_that_are_none(value):
    assert parse(language=value) == Sidecar(problems=("sidecar:language",))


@given(st.binary(max_size=60) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["url", "fetched_at", "language", "publisher"]), inner),
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_nothing_breaks_it(data):
    sidecar = parse_sidecar(data)
    assert all(isinstance(value, str) for value in (sidecar.url, sidecar.publisher))
    assert "\n" not in sidecar.publisher
