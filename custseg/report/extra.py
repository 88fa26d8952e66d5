"""Are the packages here that run notebooks? They come with the extra ``reports``."""

import sys
from importlib.util import find_spec
from pathlib import Path

_NEEDED = ("nbclient", "nbformat", "nbconvert", "ipykernel", "bs4", "latex2mathml")


def check_extra() -> None:
    """Refuse to start without the packages of the extra ``reports``.

    Raises
    ------
    ImportError
        Names the missing packages and the command that installs them.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise ImportError(
            f"Running studies needs {', '.join(missing)}, of the extra 'reports'. Install it with: {_how()}"
        )


def _how() -> str:
    """Give the command that mends this environment; the one that make.py made has no pip in it."""
    if (Path(sys.prefix) / "made-by-make.py").exists():
        return "python3 make.py reports"
    return "python -m pip install 'custseg[reports]'"
