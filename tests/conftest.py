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


# Read by every Python that starts: matplotlib's list of fonts as it is on a machine that has none.
_NO_FONTS = """
from matplotlib import font_manager

find = font_manager.findSystemFonts
font_manager.findSystemFonts = lambda fontpaths=None, fontext="ttf": find(fontpaths, fontext) if fontpaths else []
vars(font_manager.fontManager).update(vars(font_manager.FontManager()))
"""


@pytest.fixture
def no_system_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the processes and kernels that a test starts find no font but those that ship."""
    folder = tmp_path / "no-fonts"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(_NO_FONTS, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
    monkeypatch.setenv("MPLCONFIGDIR", str(folder))


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
