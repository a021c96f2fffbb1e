"""Options and fixtures of the whole suite."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import settings

from pipeline.model import CONFIDENCES, FORESTS, BlockModel
from pipeline.model.features import NAMES
from pipeline.model.forest import Forest
from pipeline.model.lexicon import Lexicon, with_marks

# Never a timed test: the machines that run this are shared. And CI is no lottery.
settings.register_profile("dechrome", deadline=None, derandomize=True)
settings.load_profile("dechrome")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write tests/golden/*/ledger.txt and article.json from what comes out now; "
        "read the diff before committing it",
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


def _forest(feature: str = "words", border: float = 8) -> Forest:
    """One question, whether a feature is above a border, and the answer is nine to one."""
    return Forest(
        features=np.array([NAMES.index(feature)], np.int16),
        borders=np.array([border], np.float32),
        trees=np.array([[0]], np.int16),
        leaves=np.array([[-4000, 4000]], np.int16),
        bias=0,
        steps=np.array([0], np.int32),
        chances=np.array([1000, 9000], np.uint16),
    )


@pytest.fixture
def tiny_forest() -> Callable[..., Forest]:
    return _forest


@pytest.fixture
def tiny_lexicon() -> Lexicon:
    nothing = np.zeros(0, np.uint64), np.zeros(0, np.int16)
    return Lexicon(*nothing, *nothing, *with_marks({"0<p>": 40, ".share": -300}))


@pytest.fixture
def tiny_model(tiny_lexicon: Lexicon) -> BlockModel:
    """A model that a test can think through: a block of more than eight words is body."""
    return BlockModel(
        tiny_lexicon,
        {name: _forest() for name in FORESTS},
        np.zeros((len(FORESTS), len(NAMES)), np.float32),
        dict.fromkeys(CONFIDENCES, ((0.0, 0.0), (1.0, 1.0))),
        {"sets": ["a test"]},
        "",
    )
