"""dechrome: clean bodies and metadata from raw scraped news, with every removal signed.

>>> from pipeline import Page, clean
>>> page = Page(id="note", source="note.txt", kind="text", content="One sentence, kept.")
>>> clean(page).body
'One sentence, kept.'
"""

from __future__ import annotations

from pipeline.config import Config, load_config
from pipeline.errors import ConfigError, PageError
from pipeline.flow import clean
from pipeline.records import Article, Page
from pipeline.version import CLEANER_VERSION as __version__

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
