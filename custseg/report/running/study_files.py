"""Which studies are meant, and are the packages here that run them? From names and numbers to notebook files."""

import re
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path

from .._kinds import reading_order

PROJECT = Path(__file__).resolve().parents[3]  # of a clone; for an installed wheel it is the folder of packages
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


def notebooks_folder() -> Path:
    """Find the folder of studies: beside the package in a clone, otherwise in the current folder.

    Returns
    -------
    Path
        A folder with at least one notebook.

    Raises
    ------
    FileNotFoundError
        There is none, as after an installation without a clone.
    """
    candidates = (PROJECT / "notebooks", Path.cwd() / "notebooks")
    found = next((folder for folder in candidates if any(folder.glob("*.ipynb"))), None)
    if found is None:
        raise FileNotFoundError(
            "No folder of studies was found: expected notebooks/*.ipynb beside the package "
            f"({PROJECT}) or in the current folder. Studies are part of the source repository, not of the installed "
            "package: run this in a clone, or name a folder with --notebooks."
        )
    return found


def find_studies(folder: Path, names: Sequence[str] = ()) -> list[Path]:
    """Find studies, and pages of other kinds that are notebooks, by number, name or part of a name.

    Parameters
    ----------
    folder : Path
        Where the notebooks lie.
    names : sequence of str, optional
        Each is a number (``5`` or ``05``, ``m1`` for a model page), a file name with or without ``.ipynb``, or a part
        of a name that only one has. None means all.

    Returns
    -------
    list of Path
        In reading order, each once: the studies by their numbers, then the model pages.

    Raises
    ------
    FileNotFoundError
        The folder is missing or holds no notebook.
    TypeError
        The folder is no path, or a name no text.
    ValueError
        Names that no study has, or that several have; all of them at once.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name in ["01-who-stays", "02-who-pays"]:
    ...     _ = (folder / f"{name}.ipynb").write_text("{}")
    >>> [path.name for path in find_studies(folder, ["2"])]
    ['02-who-pays.ipynb']
    """
    if odd := [type(name).__name__ for name in names if not isinstance(name, str)]:
        raise TypeError(f"names must be text, such as '05', found {', '.join(odd)}.")
    if not isinstance(folder, str | Path):
        raise TypeError(f"folder must be a path, found {type(folder).__name__}.")
    folder = Path(folder)
    paths = sorted(folder.glob("*.ipynb"), key=lambda path: reading_order(path.stem))
    studies = {path.stem: path for path in paths}
    if not studies:
        raise FileNotFoundError(f"There is no notebook in {folder}; name another folder with --notebooks.")
    chosen, problems = set(), []
    for name in names or studies:
        matches = _matches(name, list(studies))
        if len(matches) == 1:
            chosen.update(matches)
        else:
            problems.append(_problem(name, matches, list(studies)))
    if problems:
        raise ValueError("\n".join(problems))
    return [path for stem, path in studies.items() if stem in chosen]


def _matches(name: str, stems: list[str]) -> list[str]:
    wanted = Path(name).name.removesuffix(".ipynb")
    if wanted in stems:
        return [wanted]
    if number := re.fullmatch(r"(m?)0*(\d+)", wanted.lower()):
        return [stem for stem in stems if re.match(rf"{number[1]}0*{number[2]}(?!\d)", stem)]
    return [stem for stem in stems if wanted and wanted.lower() in stem.lower()]


def _problem(name: str, matches: list[str], stems: list[str]) -> str:
    if matches:
        return f"{name!r} names {len(matches)} studies: {', '.join(matches)}. Use the number or more of the name."
    words = {stem.partition("-")[2]: stem for stem in stems}
    near = get_close_matches(name, [*stems, *words], n=3, cutoff=0.5)
    if near:
        meant = dict.fromkeys(words.get(stem, stem) for stem in near)
        return f"There is no study {name!r}. Did you mean {' or '.join(meant)}?"
    return f"There is no study {name!r}; there are: {', '.join(stems)}."
