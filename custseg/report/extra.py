"""Are the packages here that run notebooks? They come with the extra ``reports``."""

from importlib.util import find_spec

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
            f"Running studies needs {', '.join(missing)}, of the extra 'reports'. "
            "Install it with: python -m pip install 'custseg[reports]'"
        )
