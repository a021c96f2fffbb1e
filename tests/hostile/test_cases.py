"""Every small case ends as it may, and every output of it is clean."""

from __future__ import annotations

import os
from pathlib import Path

import hostile_inputs
import pytest
from hostile_inputs import binaries, cases, characters, metadata, of_manifest, pages


@pytest.mark.parametrize("module", [pages, characters, metadata, binaries])
def test_small_cases(module, check):
    assert check(list(module.small())) == {}


def test_names_are_those_of_one_file_each():
    names = [case.name for case in cases()]
    assert len(names) == len(set(names)) > 500


def test_the_large_ones_can_be_made():
    """They run in `tools/hostile.py --own --large`; here only the first of each kind is made."""
    for module in (hostile_inputs.sizes, binaries):
        assert next(module.large()).data


@pytest.mark.skipif("DECHROME_HOSTILE" not in os.environ, reason="needs $DECHROME_HOSTILE")
def test_the_folder_of_hostile_files(check):
    found = list(of_manifest(Path(os.environ["DECHROME_HOSTILE"])))
    assert found
    assert check(found) == {}
