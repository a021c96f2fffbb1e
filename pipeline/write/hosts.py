"""What an address says about the publisher: its host, and the country of its top-level domain."""

from __future__ import annotations

from urllib.parse import urlsplit

__all__ = ["country_of", "hostname_of"]

# Country codes that are sold as words: a host under one of them says nothing about a country.
_SOLD_AS_WORDS = (
    " ac ad ag ai as bz cc cd co cx eu fm ga gg gl im io la lc ly me mn ms mu nu pn pw sc sh st su"
    " tc tk tl tm to tv vc vg vu ws "
)


def hostname_of(url: str) -> str:
    """The host of a URL in lower case without `www.`, "" where there is none.

    >>> hostname_of("https://www.Example.org:8080/a"), hostname_of("http://[")
    ('example.org', '')
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def country_of(hostname: str) -> str:
    """ISO 3166-1 alpha-2 of a country-code domain, "" for all others.

    >>> country_of("news.example.co.uk"), country_of("example.ng"), country_of("example.tv")
    ('GB', 'NG', '')
    """
    domain = hostname.rpartition(".")[2]
    if len(domain) != 2 or not domain.isascii() or not domain.isalpha():
        return ""
    if f" {domain} " in _SOLD_AS_WORDS or domain == hostname:
        return ""
    return "GB" if domain == "uk" else domain.upper()
