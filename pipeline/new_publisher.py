"""`python -m pipeline new-publisher`: proposes a publisher's file from pages of it.

The cleaning is the teacher: what it kept is taken for the body, what it removed for what it said
that it was. So a proposal is as good as the reading of it: `docs/add-a-publisher.md`.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.config import Config
from pipeline.errors import PageError
from pipeline.flow import clean
from pipeline.publishers import load_publishers
from pipeline.publishers.selection import Evidence, Found, body_selectors, chrome_selectors
from pipeline.records import LEDGER_ROLES, Page, Role
from pipeline.rules.phrases import line_key
from pipeline.segment import segment

__all__ = ["Proposal", "propose"]

_NAMING = (Role.CAPTION, Role.CREDIT, Role.TIMESTAMP, Role.BYLINE, Role.LEAD, Role.AGENCY_CREDIT)
_MAX_LINES = 8  # of a fingerprint
_MIN_WORDS, _MAX_WORDS = 2, 12  # of a line of a fingerprint
_MIN_NAMED = 3  # lines with the publisher's name, above which no others are needed
_LONG = 4  # words that any other line needs
_MIN_CHARS = 8
_DIGIT = re.compile(r"\d")
# Of the words kept before, that a proposal may lose or bring in on its own pages.
_MAX_LOST, _MAX_GAINED = 0.005, 0.02


@dataclass(frozen=True, slots=True)
class Proposal:
    """The text of the file, and the name under which it is to be saved."""

    file: str
    toml: str


def propose(pages: Sequence[Page], config: Config) -> Proposal:
    """The file for the publisher of these pages, which must be HTML. Raises PageError.

    Each line of it says in a comment what it rests on.
    """
    if not pages or any(page.kind != "html" for page in pages):
        raise PageError("new-publisher", "not-html", "Selectors are found on HTML pages only.")
    stranger = replace(config, publishers=())  # what is known of the publisher proves nothing
    evidence = [_evidence(page, stranger) for page in pages]
    host = _host(evidence)
    name = _name(evidence) or host or "Unknown"
    lines = _fingerprint(evidence, name, host, config)
    for exact in (False, True):
        body = body_selectors(evidence, exact=exact)
        chrome = chrome_selectors(evidence, [f.selector for f in body])
        toml = "\n".join(_toml(evidence, name, host, body, chrome, lines)) + "\n"
        kept, lost, gained = _tried(evidence, toml, stranger)
        if lost <= _MAX_LOST * kept and gained <= _MAX_GAINED * kept:
            tried = f"# With it, {kept} words are kept as before; {lost} go and {gained} come.\n"
            return Proposal(f"{host or 'publisher'}.toml", tried + toml)
    toml = "\n".join(_toml(evidence, name, host, (), (), lines)) + "\n"
    return Proposal(f"{host or 'publisher'}.toml", "# No selectors do what the rules do.\n" + toml)


def _tried(evidence: Sequence[Evidence], toml: str, config: Config) -> tuple[int, int, int]:
    """Words that stay kept, go and come when the pages are cleaned with the proposal.

    It is loaded as it will be: ConfigError would be a fault of ours.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "publishers"
        folder.mkdir()
        (folder / "proposal.toml").write_text(toml, encoding="utf-8")
        proposed = replace(config, publishers=load_publishers(folder))
    kept = lost = gained = 0
    for page in evidence:
        article = clean(page.document.page, proposed)
        now = {d.block for d in article.decisions if d.kept}
        kept += page.words(page.kept & now)
        lost += page.words(page.kept - now)
        gained += page.words(now - page.kept)
    return kept, lost, gained


def _evidence(page: Page, config: Config) -> Evidence:
    document = segment(page, config)
    if document.tree is None:
        raise PageError("new-publisher", "empty", f"{page.source} has nothing in it.")
    article = clean(page, config)
    kept = frozenset(d.block for d in article.decisions if d.kept)
    roles = {
        d.block: d.role
        for d in article.decisions
        if d.block not in kept and (d.role in LEDGER_ROLES or d.role in _NAMING)
    }
    return Evidence(document, kept, roles)


def _declared(evidence: Sequence[Evidence], *names: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for page in evidence:
        assert page.document.tree is not None
        for element in page.document.tree.iter("meta", "link"):
            name = element.get("property") or element.get("name") or element.get("rel") or ""
            value = element.get("content") or element.get("href") or ""
            if name.lower() in names and value.strip():
                found[" ".join(value.split())] += 1
    return found


def _host(evidence: Sequence[Evidence]) -> str:
    urls = Counter(page.document.page.url for page in evidence if page.document.page.url)
    for source in (urls, _declared(evidence, "og:url"), _declared(evidence, "canonical")):
        for url, _ in source.most_common():
            try:
                host = (urlsplit(url).hostname or "").removeprefix("www.")
            except ValueError:
                continue
            if "." in host:
                return host
    return ""


def _name(evidence: Sequence[Evidence]) -> str:
    hints = Counter(p.document.page.publisher for p in evidence if p.document.page.publisher)
    for source in (_declared(evidence, "og:site_name"), hints):
        if source:
            return source.most_common(1)[0][0][:80]
    return ""


def _fingerprint(
    evidence: Sequence[Evidence], name: str, host: str, config: Config
) -> list[tuple[str, int]]:
    """Lines of the frame that are on all pages and in no body, with the number of pages.

    Of one page nobody can tell its frame from its story but by the publisher's name.
    """
    own = [line_key(name), host.rpartition(".")[0] or "\n"]
    matcher = config.rules.matcher
    found: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for page in evidence:
        texts = page.document.texts
        keys = {
            line_key(text): text
            for i, text in enumerate(texts)
            if i not in page.kept
            and _MIN_WORDS <= page.document.shapes[i].words <= _MAX_WORDS
            and len(text) >= _MIN_CHARS
            and not _DIGIT.search(text)
        }
        bodies = {line_key(texts[i]) for i in page.kept}
        found.update(key for key in keys if key and key not in bodies)
        shown.update(keys)
    common = [key for key, count in found.items() if count == len(evidence)]
    named = [key for key in common if any(word in key for word in own)]
    rest = [key for key in common if key not in named]
    known = {call.text for call in matcher.calls(rest, matcher.keys(rest))}
    if len(evidence) > 1 and len(named) < _MIN_NAMED:
        # Names of sections and shares are on many sites; what every site says recognises none.
        named += [k for i, k in enumerate(rest) if i not in known and len(k.split()) >= _LONG]
    taken = {mark for publisher in config.publishers for mark in publisher.fingerprint.marks()}
    return [(shown[key], found[key]) for key in named if key not in taken][:_MAX_LINES]


def _toml(
    evidence: Sequence[Evidence],
    name: str,
    host: str,
    body: Sequence[Found],
    chrome: Sequence[Found],
    lines: Sequence[tuple[str, int]],
) -> Iterator[str]:
    pages = len(evidence)
    language = _language(evidence)
    yield f"# Proposed from {pages} page{'s' * (pages > 1)}. Read it, and take out what is not so."
    yield f"name = {_quoted(name)}"
    if host:
        yield f"hosts = [{_quoted(host)}]"
    if language:
        yield f"language = {_quoted(language)}"
    site = _declared(evidence, "og:site_name")
    if site or len(lines) >= 2:
        yield "\n[fingerprint]"
    if len(lines) >= 2:
        yield "lines = ["
        for line, count in lines:
            yield f"  {_quoted(line)},  # on {count} of {pages}, in no body"
        yield "]"
    if site:
        yield f"meta = {{ {_quoted('og:site_name')} = {_quoted(site.most_common(1)[0][0])} }}"
    if not body:
        return
    yield "\n[[layout]]"
    yield "body = ["
    for found in body:
        yield (
            f"  {_quoted(found.selector)},  # {found.body} words of bodies, {found.other} others; "
            f"on {found.pages} of {pages}"
        )
    yield "]"
    yield from _chrome(chrome, pages)


def _chrome(chrome: Sequence[Found], pages: int) -> Iterator[str]:
    by_role: dict[Role, list[Found]] = {}
    for found in chrome:
        assert found.role is not None
        by_role.setdefault(found.role, []).append(found)
    if by_role:
        yield "\n[layout.chrome]"
    for role, entries in by_role.items():
        yield f"{role} = ["
        for found in entries:
            comment = f"{found.other} words; on {found.pages} of {pages}"
            yield f"  {_quoted(found.selector)},  # {comment}"
        yield "]"


def _language(evidence: Sequence[Evidence]) -> str:
    found: Counter[str] = Counter()
    for page in evidence:
        assert page.document.tree is not None
        root = page.document.tree.getroottree().getroot()
        code = (root.get("lang") or "").partition("-")[0].lower()
        if re.fullmatch(r"[a-z]{2}", code):
            found[code] += 1
    return found.most_common(1)[0][0] if found else ""


def _quoted(text: str) -> str:
    """A TOML string: a literal where quotation marks are in it, else a basic one."""
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)
