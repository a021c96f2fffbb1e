"""Cleaning one document inside a process: whatever happens, an answer comes back."""

from __future__ import annotations

import inspect
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

from pipeline.config import Config, load_config
from pipeline.edge.records import EdgeError, EdgeLimits, Item, Status
from pipeline.errors import PageError
from pipeline.profiles.match import with_profiles
from pipeline.read import clean_text, page_from_bytes, read_input
from pipeline.records import Article, Page

__all__ = ["Answer", "Kit", "clean_item", "load_kit", "name_of", "warm_up"]

Clean = Callable[..., Article]  # (page, config), and `cheap=True` on the retry if it takes it
Render = Callable[[Article, Config], bytes]

_STAGES = frozenset({"read", "segment", "label", "decide", "assemble", "metadata", "write"})
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")  # differs from run to run
_MAX_MESSAGE = 300  # characters of an exception's own words
_MAX_SENTENCE = 900
_MAX_DETAIL = 4_000


@dataclass(frozen=True, slots=True)
class Kit:
    """What cleaning needs, loaded once per process."""

    config: Config
    clean: Callable[[Page, bool], Article]
    render: Render
    output_bytes: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a process says of an item."""

    status: Status
    payload: bytes = b""
    stage: str = ""
    error: str = ""
    message: str = ""
    detail: str = ""
    wants_retry: bool = False  # on the cheap path, in a fresh process

    def to_json(self) -> dict[str, Any]:
        """All but the payload, as it goes over the wire."""
        return {
            "status": self.status,
            "stage": self.stage,
            "error": self.error,
            "message": self.message,
            "detail": self.detail,
            "retry": self.wants_retry,
        }


def name_of(function: str | Callable[..., Any]) -> str:
    """`module:function` of a function that other processes can import. Raises EdgeError."""
    name = function
    if not isinstance(function, str):
        name = f"{function.__module__}:{function.__qualname__}"
        if getattr(import_module(function.__module__), function.__qualname__, None) != function:
            raise EdgeError(f"{name} cannot be imported by its name in another process")
    return str(name)


def _load(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    loaded: Callable[..., Any] = getattr(import_module(module), function)
    return loaded


def load_kit(
    config_dir: Path,
    config_digest: str,
    clean: str,
    render: str,
    limits: EdgeLimits,
    profiles: tuple[str, str] | None = None,
) -> Kit:
    """Load config, profiles (folder, digest) and functions.

    Raises EdgeError where the config or the profiles are not the parent's.
    """
    config = load_config(config_dir)
    if config_digest and config.digest != config_digest:
        raise EdgeError(f"{config_dir} was edited while the run began; run again")
    if profiles is not None:
        folder, digest = profiles
        config = with_profiles(config, Path(folder))
        if config.profiles is None or config.profiles.digest != digest:
            raise EdgeError(f"{folder} was edited while the run began; run again")
    function = _load(clean)
    takes_cheap = "cheap" in inspect.signature(function).parameters

    def clean_page(page: Page, cheap: bool) -> Article:
        options = {"cheap": cheap} if takes_cheap else {}
        article: Article = function(page, config, **options)
        return article

    return Kit(config, clean_page, _load(render), limits.output_bytes)


def clean_item(kit: Kit, item: Item, cheap: bool) -> Answer:
    """Read, clean and render an item. Only SystemExit and KeyboardInterrupt leave this."""
    try:
        limits = kit.config.settings.limits
        page = read_input(item.path, item.sidecar, item.source_path, limits, item.digest)
        article = kit.clean(page, cheap)
        payload = kit.render(article, kit.config)
        if not isinstance(payload, bytes):
            raise TypeError(f"render gave {type(payload).__name__}, not bytes")
    except (KeyboardInterrupt, SystemExit):
        raise
    except PageError as error:
        return Answer("quarantined", b"", error.stage, error.code, error.message[:_MAX_SENTENCE])
    except BaseException as error:
        return _failed(error)
    if len(payload) > kit.output_bytes:
        message = f"The result has {len(payload):,} bytes, above {kit.output_bytes:,}."
        return Answer("quarantined", b"", "write", "output-too-large", message)
    return Answer("cleaned" if article.body else "empty", payload)


def _failed(error: BaseException) -> Answer:
    """An answer in place of an exception that is no PageError."""
    kind = type(error).__name__
    detail = "".join(traceback.format_exception(error))[-_MAX_DETAIL:]
    answer = partial(Answer, "quarantined", b"", _stage(error.__traceback__), detail=detail)
    if isinstance(error, MemoryError):
        message = "The page needed more memory than a page may."
        return answer("memory", message, wants_retry=True)
    if isinstance(error, RecursionError):
        message = "The page is nested too deeply for the code (RecursionError)."
        return answer("too-deep", message, wants_retry=True)
    said = " ".join(clean_text(_ADDRESS.sub("", str(error)[: 4 * _MAX_MESSAGE])).split())
    message = f"The code failed at this page ({kind}: {said[:_MAX_MESSAGE]}); report it."
    return answer(f"error-{kind}", message)


def _stage(trace: TracebackType | None) -> str:
    """The stage in whose code an exception arose: the innermost one of ours."""
    stage = "clean"
    while trace is not None:
        package, _, rest = str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")
        name = rest.partition(".")[0]
        if package == "pipeline" and name in _STAGES:
            stage = name
        trace = trace.tb_next
    return stage


# Small pages with some of everything: navigation, a byline, dates, a caption, prose, a footer.
_WARM_LINES = (
    "Home",
    "Sign in",
    "Water comes back to the upper town",
    "By Ann Example",
    "Published on 4 May 2021, 10:30",
    "Share this article",
    "ODELL (EX) - The pipes of the upper town were filled on Tuesday, the water board said, after "
    "three weeks in which tankers had brought it from the valley.",
    "Photo: Ann Example/EX",
    "“We counted every bucket,” said Bo Example, who keeps the shop by the well. He thanked the "
    "drivers, and asked the board to publish its plans for the summer.",
    "The repair cost two million crowns. It was to be paid by the district (ex/ae).",
    "Read more: The wells of the valley",
    "Subscribe to our newsletter",
    "Copyright 2021 The Odell Example. All rights reserved.",
)
_WARM_HEAD = (
    '<title>Water comes back | The Odell Example</title><meta name="author" content="Ann Example">'
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Water"}</script>'
)
_WARM_BODY = "".join(f"<p>{line}</p>" for line in _WARM_LINES[3:])
_WARM_PAGES = {
    "warm.txt": "\n\n".join(_WARM_LINES),
    "warm.html": f"<html lang=en><head>{_WARM_HEAD}</head><body><nav><a href=/>Home</a></nav>"
    f"<article><h1>{_WARM_LINES[2]}</h1><time>4 May 2021</time>{_WARM_BODY}</article>"
    "<footer><p>Contact us</p></footer></body></html>",
    "undated.html": f"<html><body><p>{_WARM_LINES[6]}</p><p>{_WARM_LINES[8]}</p></body></html>",
}


def warm_up(kit: Kit) -> None:
    """Clean small pages, so that what is made at first use is made once, before forking."""
    for name, text in _WARM_PAGES.items():
        try:
            page = page_from_bytes(text.encode(), name, kit.config.settings.limits)
            kit.render(kit.clean(page, False), kit.config)
        except Exception:  # noqa: S112 - real documents will say it
            continue
