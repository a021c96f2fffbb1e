"""Options and fixtures of the whole suite."""

from __future__ import annotations

import pytest
from hypothesis import settings

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
