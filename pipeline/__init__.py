"""dechrome: clean bodies and metadata from raw scraped news, with every removal signed.

>>> from pipeline import Page, clean
>>> page = Page(id="note", source="note.txt", kind="text", content="One sentence, kept.")
>>> clean(page).body
'One sentence, kept.'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigError, PageError
from pipeline.version import CLEANER_VERSION as __version__

if TYPE_CHECKING:
    from pipeline.config import Config, load_config
    from pipeline.flow import clean
    from pipeline.records import Article, Page

__all__ = [
    "Article",
    "Config",
    "ConfigError",
    "Page",
    "PageError",
    "__version__",
    "clean",
    "load_config",
]

# Loaded when they are first asked for: the extractor takes half a second, and a run that finds
# nothing to do never needs it.
_LAZY = {
    "Article": "pipeline.records",
    "Config": "pipeline.config",
    "Page": "pipeline.records",
    "clean": "pipeline.flow",
    "load_config": "pipeline.config",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 (whatever the module holds)
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LAZY[name]), name)
