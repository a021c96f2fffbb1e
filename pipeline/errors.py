"""The errors that dechrome raises, each with a sentence a person can act on."""

from __future__ import annotations

__all__ = ["ConfigError", "EdgeError", "PageError"]


class ConfigError(ValueError):
    """Something under `config/` is wrong; the message names file, rule and key."""


class EdgeError(RuntimeError):
    """The cleaning processes themselves do not work; no page is to blame."""


class PageError(Exception):
    """One input cannot be cleaned; it is quarantined with these words and the run goes on."""

    def __init__(self, stage: str, code: str, message: str) -> None:
        """`stage` is a flow stage, `code` greppable (`too-large`), `message` one sentence."""
        super().__init__(stage, code, message)
        self.stage = stage
        self.code = code
        self.message = message
