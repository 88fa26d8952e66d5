"""Which entries of one kind does the catalogue hold, and what text stands in one of them?"""

import os
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

from ..schema import listed


def entry_names(folder: str) -> list[str]:
    """List the TOML files of a folder of the catalogue, sorted, without their ending."""
    names = (entry.name for entry in (files(__package__) / folder).iterdir())
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


def is_path(name_or_path: str | os.PathLike[str], kind: str) -> bool:
    """Say whether a path is meant and not a name; `kind` is what it names, in the message to who gave neither."""
    if not isinstance(name_or_path, str | os.PathLike):
        raise TypeError(f"Expected the name of a {kind} or a path; found {type(name_or_path).__name__}.")
    return isinstance(name_or_path, os.PathLike) or name_or_path.endswith(".toml")


def own_text(path: str | os.PathLike[str]) -> tuple[str, str]:
    """Read a user's own file; return its text and its name."""
    return Path(path).read_text("utf-8"), Path(path).name


def entry_text(name: str, folder: str, kind: str) -> tuple[str, str]:
    """Read an entry of the catalogue; return its text and its file's name. An unknown name is told the nearest."""
    known = entry_names(folder)
    if name not in known:
        close = get_close_matches(name, known, n=1)
        hint = f" Did you mean '{close[0]}'?" if close else ""
        raise ValueError(f"There is no {kind} '{name}' in the catalogue; it holds {listed(known, 20)}.{hint}")
    return (files(__package__) / folder / f"{name}.toml").read_text("utf-8"), f"{name}.toml"
