"""Settings of our own in luigi.cfg and on the command line; Luigi knows those that are loaded."""

from __future__ import annotations

import luigi

__all__ = ["engine"]


class engine(luigi.Config):
    """`[engine]` of luigi.cfg, `--engine-processes` on the command line."""

    processes = luigi.OptionalIntParameter(
        default=0, description="page-cleaning processes, shared by all shards; 0: one a core"
    )
