"""What every test may use."""

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

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
settings.register_profile("quick", settings.get_profile("custseg"), max_examples=5)
settings.load_profile("custseg")


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the project's root folder."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def benchmark_script(root: Path) -> Callable[[str], ModuleType]:
    """Load a script of benchmarks/ as a module: tests hold its stored results to chance, and draw some again.

    What a script takes from beside itself is found, as when it is run.
    """

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, root / "benchmarks" / f"{name}.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        with pytest.MonkeyPatch.context() as patch:
            patch.syspath_prepend(root / "benchmarks")
            spec.loader.exec_module(module)
        return module

    return load


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
    """Offer what ``make.py test`` passes on."""
    parser.addoption("--slow", action="store_true", help="run the slow tests too")
    parser.addoption("--quick", action="store_true", help="leave out the heavy tests, and try few examples")
    parser.addoption("--locked", action="store_true", help="fail on deprecations too")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples are tried, and what a deprecation is."""
    if config.getoption("--quick"):
        settings.load_profile("quick")
    if config.getoption("--locked"):
        filters = config.getini("filterwarnings")
        filters[:] = [line for line in filters if not line.startswith("default::")]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the slow tests unless they are asked for, and the heavy ones where all should be quick."""
    left_out = {"slow": not config.getoption("--slow"), "heavy": config.getoption("--quick")}
    for item in items:
        for marker in (name for name, out in left_out.items() if out and name in item.keywords):
            item.add_marker(pytest.mark.skip(reason=f"{marker}: see the markers in pyproject.toml"))
