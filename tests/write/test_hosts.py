from __future__ import annotations

import pytest

from pipeline.write.hosts import country_of, hostname_of


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Example.org/a", "example.org"),
        ("http://user:pw@news.example.de:8080/", "news.example.de"),
        ("", ""),
        ("http://[", ""),
        ("no url", ""),
    ],
)
def test_hostname(url, host) -> None:
    assert hostname_of(url) == host


@pytest.mark.parametrize(
    ("host", "country"),
    [
        ("example.ng", "NG"),
        ("example.co.uk", "GB"),
        ("example.com", ""),
        ("example.tv", ""),  # sold as a word
        ("example.me", ""),
        ("127.0.0.1", ""),
        ("de", ""),
        ("", ""),
        ("example.xn--p1ai", ""),
    ],
)
def test_country(host, country) -> None:
    assert country_of(host) == country
