"""`python -m pipeline`: one page at a time, the config, a results folder, and the score.

Exit codes: 0; 1 a file could not be cleaned (the others were), or is damaged; 2 usage or config;
10 a run is working on the folder. A reader that goes away early (`… | head`) ends it with 141,
an interrupt with 130, as a shell expects.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.config import Config, config_directory, load_config
from pipeline.corpus.command import verify_folder
from pipeline.corpus.errors import BusyError, CorpusError
from pipeline.errors import ConfigError, PageError
from pipeline.explain import explain
from pipeline.flow import clean
from pipeline.new_publisher import propose
from pipeline.profiles.command import add_profile_arguments, profile_command
from pipeline.profiles.match import with_profiles
from pipeline.read import read_page
from pipeline.records import Article
from pipeline.report.command import add_report_arguments, report_command
from pipeline.rules import check_rules
from pipeline.rules.describe import rules_page
from pipeline.score.command import add_score_arguments, score_command
from pipeline.score.rule_report import add_rule_report_arguments, rule_report_command
from pipeline.score.sets import ScoreError
from pipeline.terminal import printable, wants_colour
from pipeline.training.command import add_train_arguments, train_command
from pipeline.version import CLEANER, CLEANER_VERSION
from pipeline.write.formats import dump
from pipeline.write.record import flat_record, nested_record

OK, FAILED, USAGE, BUSY, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 10, 130, 141
PLAIN_WIDTH = 160  # of a ledger that goes to a file or a pipe

EPILOG = """\
examples:
  python -m pipeline clean story.html              the body
  python -m pipeline clean --json *.txt.gz         the full record, one line a file
  python -m pipeline explain story.html | less     who removed what, and why
  python -m pipeline report data/clean             what was removed, by whom, why: as HTML
  python -m pipeline score --peers my-set          quality, beside other extractors
  python -m pipeline new-publisher a.html b.html   a file for config/publishers/

A whole folder is cleaned by `luigi --module tasks CleanAll` (or `make run`).
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    args = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # not where a test has put its own
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except BusyError as error:
        _say(str(error))
        return BUSY
    except (ConfigError, CorpusError, ScoreError) as error:
        _say(str(error))
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The interpreter flushes once more at exit; let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pipeline",
        description="Clean bodies and metadata from scraped news, with every removal signed.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"{CLEANER} {CLEANER_VERSION}")
    parser.add_argument(
        "--config",
        type=Path,
        metavar="DIR",
        help="config folder (default: $DECHROME_CONFIG, else config/ of this checkout)",
    )
    parser.add_argument(
        "--profiles",
        type=Path,
        metavar="DIR",
        help="learned profiles (default: none for clean and explain, else data/profiles)",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")

    def add(
        name: str, run: Callable[[argparse.Namespace], int], text: str
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        command.set_defaults(run=run)
        return command

    command = add("clean", _clean, "print the clean body of raw pages or texts")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--json", action="store_true", help="the full record, one line a file")
    command = add("explain", _explain, "print the ledger: each block, kept or removed, and by whom")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--all-votes", action="store_true", help="show the votes that lost")
    command.add_argument(
        "--width",
        type=int,
        metavar="N",
        help="cut lines to N columns, 0: never (default: the terminal's width)",
    )
    command = add("new-publisher", _new_publisher, "propose a publisher's file from its pages")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="saved pages (HTML)")
    command.add_argument("--url", default="", metavar="URL", help="the address of the pages")
    add("check", _check, "validate everything under config/")
    command = add("verify", _verify, "read all results again and name what is damaged")
    command.add_argument("clean_dir", type=Path, metavar="CLEAN_DIR")
    command = add("profile", _profile, "show, pin, veto and promote lines learned from the corpus")
    add_profile_arguments(command)
    command = add("report", _report, "make static HTML pages of a clean folder")
    add_report_arguments(command)
    command = add("score", _score, "measure bodies against gold texts")
    add_score_arguments(command)
    command = add("train", _train, "make a block model from sets with gold texts")
    add_train_arguments(command)
    add("rules", _rules, "print docs/rules.md: all rules in words")
    command = add("rule-report", _rule_report, "say of each rule how often it fires, and on what")
    add_rule_report_arguments(command)
    return parser


def _config(args: argparse.Namespace) -> Config:
    return with_profiles(load_config(args.config or config_directory()), args.profiles)


def _clean(args: argparse.Namespace) -> int:
    config = _config(args)

    def show(article: Article) -> Iterator[str]:
        if args.json:
            yield dump({**flat_record(article, config), **nested_record(article, config)})
        elif article.body:
            yield printable(article.body, lines=True)
        else:
            _say(f"{article.page.source}: no body text ({article.metadata.page_kind})")

    return _each_file(args.files, config, show, headed=not args.json)


def _explain(args: argparse.Namespace) -> int:
    config = _config(args)
    colour = wants_colour(sys.stdout)
    width = args.width
    if width is None:
        width = shutil.get_terminal_size((PLAIN_WIDTH, 0)).columns

    def show(article: Article) -> Iterator[str]:
        return explain(article, config.model, width=width, all_votes=args.all_votes, colour=colour)

    return _each_file(args.files, config, show, headed=True)


def _each_file(
    files: Sequence[Path],
    config: Config,
    show: Callable[[Article], Iterator[str]],
    headed: bool,
) -> int:
    """Clean and show each file; one that cannot be cleaned is named, and the others go on."""
    code = OK
    shown = 0
    for path in files:
        try:
            article = clean(read_page(path, config), config)
        except PageError as error:
            _say(f"{path}: {error.message} [{error.stage}: {error.code}]")
            code = FAILED
        except OSError as error:
            _say(f"{path}: {error.strerror or error}")
            code = FAILED
        except Exception as error:  # a fault of ours: say so, and go on
            _say(f"{path}: could not be cleaned, {type(error).__name__}: {error}")
            code = FAILED
        else:
            if headed and len(files) > 1:
                _write(("\n" if shown else "") + f"==> {printable(str(path))} <==")
            shown += 1
            for line in show(article):
                _write(line)
    return code


def _new_publisher(args: argparse.Namespace) -> int:
    config = _config(args)
    try:
        pages = [read_page(path, config) for path in args.files]
        proposal = propose([replace(p, url=args.url or p.url) for p in pages], config)
    except (PageError, OSError) as error:
        _say(str(error))
        return FAILED
    _write(proposal.toml.rstrip("\n"))
    _say(f"save it as {config.directory / 'publishers' / proposal.file}")
    return OK


def _check(args: argparse.Namespace) -> int:
    config = _config(args)
    problems = check_rules(config.rules)
    for problem in problems:
        _say(problem)
    if problems:
        return USAGE
    rules, publishers = len(config.rules.rules), len(config.publishers)
    _write(
        f"{config.directory}: {rules} rules and {publishers} publishers, all valid; "
        f"digest {config.digest[:16]}"
    )
    return OK


def _verify(args: argparse.Namespace) -> int:
    damaged = 0
    for line in verify_folder(args.clean_dir):
        _write(printable(line))
        damaged += 1
    if not damaged:
        _write(f"{printable(str(args.clean_dir))}: every byte is as it was written")
    return FAILED if damaged else OK


def _profile(args: argparse.Namespace) -> int:
    for line in profile_command(args, args.config or config_directory()):
        _write(printable(line))
    return OK


def _report(args: argparse.Namespace) -> int:
    _write(printable(report_command(args)))
    return OK


def _score(args: argparse.Namespace) -> int:
    for line in score_command(args, _config(args), _progress):
        _write(line)
    return OK


def _train(args: argparse.Namespace) -> int:
    directory = args.config or config_directory()
    train_command(args, directory, _say)
    return OK


def _rules(args: argparse.Namespace) -> int:
    _write(rules_page(_config(args).rules).rstrip("\n"))
    return OK


def _rule_report(args: argparse.Namespace) -> int:
    for line in rule_report_command(args, _config(args), _progress):
        _write(line)
    return OK


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} of {total} pages" + ("\n" if done == total else ""))
        sys.stderr.flush()


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")


def _say(message: str) -> None:
    sys.stderr.write(f"{CLEANER}: {printable(message)}\n")


if __name__ == "__main__":
    sys.exit(main())
