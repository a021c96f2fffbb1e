"""Versions that results depend on."""

from __future__ import annotations

__all__ = ["CLEANER", "CLEANER_VERSION", "DATA_VERSION", "SCHEMA"]

CLEANER = "dechrome"
CLEANER_VERSION = "0.1.0"

# Raised with every code change that alters any output: completeness cannot see code.
# `tests/test_golden.py` fails when the golden output changes and this does not.
DATA_VERSION = 6

# Of the flat record. A new key: minor; a renamed or removed key: major.
SCHEMA = "dechrome/1.1"
