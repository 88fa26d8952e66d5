"""What every test may use."""

import os
from pathlib import Path

import matplotlib as mpl
import pytest
from hypothesis import HealthCheck, settings

mpl.use("agg")
settings.register_profile(
    "custseg",
    deadline=None,
    derandomize=True,
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("custseg")


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the project's root folder."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def outside_data() -> Path:
    """Give the folder of data sets that do not ship; skip where there is none."""
    folder = os.environ.get("CUSTSEG_DATA")
    if not folder:
        pytest.skip("CUSTSEG_DATA is not set: the data sets that do not ship are not here")
    return Path(folder)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer ``--slow``."""
    parser.addoption("--slow", action="store_true", help="run the slow tests too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the slow tests unless they are asked for."""
    if config.getoption("--slow"):
        return
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="slow; run with --slow"))
