"""What stops a whole run, in one sentence that a person can act on."""

from __future__ import annotations

__all__ = ["BusyError", "CorpusError", "DamagedShardError"]


class CorpusError(Exception):
    """The run cannot go on; the last published corpus stays as it is."""


class DamagedShardError(CorpusError):
    """A stored shard is not what its manifest says; it was removed and is made again."""


class BusyError(CorpusError):
    """A run is working on the clean folder; wait for its end."""
