"""Fuzzing: any input at all, and what dechrome promises of it (`tools/promises.py`).

    python tools/fuzz.py --mutate --seconds 600 --seed 1 [TARGET ...]     plain mutation
    .venv-fuzz/bin/python tools/fuzz.py TARGET [OPTION OF LIBFUZZER ...]  led by coverage (atheris)

Targets: page, text, rules, json-ld, sidecar. Both start from `tests/fuzz/corpus/TARGET/`, which
`tests/fuzz/test_replay.py` replays. What breaks a promise, and in plain mutation also what takes
more processor time than `--slow` seconds, is written to the folder `--found` (default
`build/fuzz`): make it small, fix it, and add it to the corpus.
"""

from __future__ import annotations

import argparse
import atexit
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from promises import article_holds, policy_holds, text_is_clean

from pipeline import Config, Page, clean
from pipeline.config import config_directory, load_config
from pipeline.edge.document import Kit, clean_item
from pipeline.edge.records import Item
from pipeline.errors import ConfigError
from pipeline.metadata.jsonld import first_text, read_json_ld, types
from pipeline.read.ids import source_path
from pipeline.read.sidecar import parse_sidecar
from pipeline.records import Article
from pipeline.rules import load_rules
from pipeline.write.record import render

__all__ = ["CORPUS", "TARGETS", "edge_kit", "main", "mutate", "run_page"]

CORPUS = Path(__file__).resolve().parent.parent / "tests" / "fuzz" / "corpus"
_MAX_BYTES = 40_000  # of a mutant: what is quadratic shows here already
_OUTPUT_BYTES = 64 << 20


# --- targets -------------------------------------------------------------------------------------


@cache
def edge_kit() -> Kit:
    """The kit of a worker, whose cleaning keeps every promise or raises AssertionError."""

    def checked(page: Page, cheap: bool) -> Article:
        config = _config()
        article = clean(page, config, cheap=cheap)
        article_holds(article, config)
        return article

    return Kit(_config(), checked, render, _OUTPUT_BYTES)


@cache
def _config() -> Config:
    return load_config(config_directory())


@cache
def _folder() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="dechrome-fuzz-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def run_page(name: bytes, data: bytes, sidecar: bytes | None = None, *, cheap: bool = False) -> str:
    """A file through the edge's own function, under any name in the raw folder; its status.

    AssertionError where an exception other than PageError arose, or a promise was broken.
    """
    path = _folder() / "input"
    beside = _folder() / "sidecar"
    path.write_bytes(data)
    if sidecar is not None:
        beside.write_bytes(sidecar)
    source = source_path("/raw", b"/raw/" + name)
    item = Item(source, bytes(path), sidecar=None if sidecar is None else bytes(beside))
    answer = clean_item(edge_kit(), item, cheap)
    assert not answer.error.startswith("error-"), answer.detail
    assert answer.status in ("cleaned", "empty", "quarantined")
    if answer.status == "quarantined":
        assert answer.stage
        assert answer.error
        assert answer.message
        text_is_clean(answer.message)
    return answer.status


def _page(data: bytes) -> None:
    """The first line is the source path, the rest is the file."""
    name, _, rest = data.partition(b"\n")
    run_page(name, rest, cheap=len(name) % 2 == 1)


def _text(data: bytes) -> None:
    """Any `str`, lone surrogates among it: policy, segments, rules."""
    text = policy_holds(data.decode("utf-8", "surrogatepass" if _is_wtf8(data) else "replace"))
    article = clean(Page("text", "text.txt", "text", text), _config())
    article_holds(article, _config())


def _is_wtf8(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _rules(data: bytes) -> None:
    """A pack of rules: valid, or a ConfigError."""
    folder = _folder() / "config" / "rules"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.toml").write_bytes(data)
    try:
        book = load_rules(folder.parent)
    except ConfigError as error:
        message = str(error)
    else:
        message = f"pack.toml: {len(book.rules)} rules"
        book.behaviour()
    assert "pack.toml" in message, f"names no file: {message}"


def _json_ld(data: bytes) -> None:
    found = read_json_ld([data.decode("utf-8", "replace")], 300_000)
    for node in (*found.article_nodes(), *found.page_nodes()):
        types(node)
        for value in node.values():
            first_text(found.resolve(value))


def _sidecar(data: bytes) -> None:
    sidecar = parse_sidecar(data)
    for value in (sidecar.url, sidecar.fetched_at, sidecar.language, sidecar.publisher):
        text_is_clean(value)
        assert "\n" not in value


TARGETS: dict[str, Callable[[bytes], None]] = {
    "page": _page,
    "text": _text,
    "rules": _rules,
    "json-ld": _json_ld,
    "sidecar": _sidecar,
}


# --- plain mutation ------------------------------------------------------------------------------

_TOKENS = [
    token.encode("utf-8", "surrogatepass")
    for token in (
        "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<!doctype html>", "<?xml ",
        "<p>", "</p>", "<div>", "</div>", "<br>", "<br><br>", "<ul><li>", "</ul>", "<table><tr>",
        "<td>", "<tr>", "</table>", "<pre>", "<blockquote>", "<h1>", "<h2>", "<a href='/'>", "</a>",
        "<b hidden>", "<figure>", "<figcaption>", "<time datetime='2021-05-04'>", "<article>",
        "<nav>", "<aside>", "<section class='related share'>", "<script>", "</script>",
        '<script type="application/ld+json">', "<style>", "<svg>", "<template>", "<noscript>",
        '<meta charset="utf-8">', '<meta charset="koi8-r">', "<title>", "</title>", "<body>",
        '<meta property="og:title" content="', "&amp;", "&#x202e;", "&#0;", "&nbsp;", "&#x301;",
        "\n", "\n\n", "\r\n", "\t", " ", "\u00a0", "\u3000", "\x00", "\x1b[31m", "\x85", "\u2028",
        "\u200b", "\u200d", "\u202e", "\u2066", "\u2069", "\u0301", "\u0323", "\ufeff", "\ufffd",
        "\ud83d", "\udca9", "💩", "ก", "ب", "מ", "한", "新华社", "’", "„", "…", "•", "– ", "(AFP)",
        "Advertisement", "Share", "Facebook", "Read more", "By Ann Ode", "Photo: ", "4 May 2021",
        "LONDON (Reuters) – ", "Subscribe to our newsletter", "© 2021", "Related", "Comments", "}",
        '"@type": "NewsArticle"', '"@graph": [', '"author": ', "null", "1e999", "[[", "]]", "{",
        "[[rule]]", 'id = "', "hits = [", "pattern = ['", "(?P<credit>", "{0,99}", "\\pL", "= nan",
    )
]  # fmt: skip


def mutate(rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """A mutant of one of the seeds, at most `_MAX_BYTES` long."""
    data = bytearray(rng.choice(seeds))
    for _ in range(rng.choice((1, 2, 3, 5, 8, 13))):
        place = rng.randint(0, len(data))
        stop = min(len(data), place + int(rng.expovariate(1 / 40)) + 1)
        match rng.randrange(9):
            case 0:
                data[place:place] = rng.choice(_TOKENS)
            case 1:
                data[place:stop] = rng.choice(_TOKENS)
            case 2:
                data[place:stop] = b""
            case 3:
                data[place:stop] = rng.randbytes(stop - place)
            case 4:  # what is quadratic needs many
                data[place:place] = rng.choice(_TOKENS) * int(rng.expovariate(1 / 300) + 1)
            case 5:
                data[place:place] = data[place:stop] * int(rng.expovariate(1 / 100) + 1)
            case 6:
                other = rng.choice(seeds)
                start = rng.randint(0, len(other))
                data[place:place] = other[start : start + rng.randrange(400)]
            case 7:
                data[place:place] = data[rng.randint(0, len(data)) :][:200]
            case _:
                lines = bytes(data).split(b"\n")
                moved = lines.pop(rng.randrange(len(lines)))
                lines.insert(rng.randint(0, len(lines)), moved)
                data = bytearray(b"\n".join(lines))
    return bytes(data[:_MAX_BYTES])


def _seeds(target: str) -> list[bytes]:
    seeds = [path.read_bytes() for path in sorted((CORPUS / target).iterdir())]
    if target == "rules":
        seeds += [path.read_bytes() for path in sorted((config_directory() / "rules").iterdir())]
    for path in sorted((CORPUS.parent.parent / "golden").glob("*/source.*")):
        if target == "page" and path.suffix == ".html":
            seeds.append(path.name.encode() + b"\n" + path.read_bytes())
        if target == "text" and path.suffix == ".txt":
            seeds.append(path.read_bytes())
    return seeds


def _mutants(targets: Sequence[str], seed: int) -> Iterator[tuple[str, bytes]]:
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    seeds = {target: _seeds(target) for target in targets}
    # Pages and texts are what strangers send.
    weights = [{"page": 8, "text": 8}.get(target, 1) for target in targets]
    while True:
        target = rng.choices(targets, weights)[0]
        yield target, mutate(rng, seeds[target])


def _run(target: str, data: bytes, slow: float) -> tuple[str, float]:
    """What is wrong ("" if nothing), and the processor seconds it took.

    Where a page is slow, those of the cheap path: what libraries need, the edge's limit is for.
    """
    began = time.process_time()
    try:
        TARGETS[target](data)
        if target == "page" and time.process_time() - began > slow:
            began = time.process_time()
            name, _, rest = data.partition(b"\n")
            run_page(name, rest, cheap=True)
    except Exception as error:
        return f"{type(error).__name__}: {error}", time.process_time() - began
    return "", time.process_time() - began


def _mutate_for(options: argparse.Namespace) -> int:
    """Run mutants until the time is over; the number of findings."""
    began, runs, findings = time.monotonic(), 0, 0
    slowest = 0.0
    for target, data in _mutants(options.target or list(TARGETS), options.seed):
        if time.monotonic() - began > options.seconds:
            break
        wrong, seconds = _run(target, data, options.slow)
        runs += 1
        slowest = max(slowest, seconds)
        if not wrong and seconds <= options.slow:
            continue
        findings += 1
        options.found.mkdir(parents=True, exist_ok=True)
        path = options.found / f"{target}-{sha256(data).hexdigest()[:12]}"
        path.write_bytes(data)
        print(f"{path}: {wrong[-2_000:] or f'{seconds:.1f} s'}", flush=True)
    print(f"{runs} inputs, {findings} findings, the slowest took {slowest:.1f} s")
    return findings


# --- atheris -------------------------------------------------------------------------------------


def _with_atheris(target: str, rest: Sequence[str], found: Path) -> None:
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is not installed here: make fuzz, or --mutate")
    for name in [n for n in sys.modules if n.partition(".")[0] in ("pipeline", "promises")]:
        del sys.modules[name]
    with atheris.instrument_imports(include=["pipeline"]):  # ours; all of them take minutes
        run = import_module("fuzz").TARGETS[target]
    found.mkdir(parents=True, exist_ok=True)
    tokens = found / "tokens.dict"
    lines = (
        '"' + "".join(f"\\x{byte:02x}" for byte in token) + '"\n' for token in _TOKENS if token
    )
    tokens.write_text("".join(lines))
    grown = found / f"corpus-{target}"  # what is of interest; the seeds stay as they are
    grown.mkdir(exist_ok=True)
    options = [f"-dict={tokens}", f"-artifact_prefix={found}/{target}-", "-timeout=5"]
    arguments = [sys.argv[0], *options, *rest, str(grown), str(CORPUS / target)]
    atheris.Setup(arguments, run)
    atheris.Fuzz()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 1 where plain mutation found something."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("target", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--mutate", action="store_true", help="plain mutation, without atheris")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slow", type=float, default=2.0, help="processor seconds")
    parser.add_argument("--found", type=Path, default=Path("build/fuzz"))
    options, rest = parser.parse_known_args(arguments)
    unknown = set(options.target) - set(TARGETS)
    if unknown or (rest and options.mutate):
        parser.error(
            f"unknown: {' '.join([*unknown, *rest])}; the targets are {', '.join(TARGETS)}"
        )
    if options.mutate:
        return int(_mutate_for(options) > 0)
    if len(options.target) != 1:
        parser.error("atheris takes one target")
    _with_atheris(options.target[0], rest, options.found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
