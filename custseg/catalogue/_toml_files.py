"""How does an entry of the catalogue get in? From a TOML file to the dataclass that describes it, or to every problem.

`EntryKind` lists and loads one kind of entry; `read_toml` reads one text; a `Form` says what a type cannot say.

A dataclass is the shape of its file: each field is a key, required if it has no default, and its annotation says what
may stand there: ``str``, ``int``, ``float``, a mapping, a tuple of one of the first three, or a tuple of another
dataclass, which is a list of TOML tables. A field written in another way carries a `Form` in its metadata.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from inspect import signature
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from ..read.files.encoding import decode
from ..schema import SchemaError, listed

T = TypeVar("T")


@dataclass(frozen=True)
class Form:
    """What may stand under a key of a TOML file.

    Parameters
    ----------
    words : str
        What it must be, for the message: "a list of texts".
    fits : callable
        Whether a value is that.
    read : callable
        From the value in the file to the value of the field.
    """

    words: str
    fits: Callable[[Any], bool]
    read: Callable[[Any], object] = lambda value: value


@dataclass(frozen=True)
class EntryKind(Generic[T]):
    """One kind of entry: a folder of TOML files, one dataclass for each of them.

    Parameters
    ----------
    name : str
        What one entry is called: "grid".
    folder : str
        Folder of the catalogue.
    shape : type
        The dataclass.
    problems : callable
        Asks by name for the fields that must fit together, lists of tables and others; returns a sentence about each
        thing that does not.
    """

    name: str
    folder: str
    shape: type[T]
    problems: Callable[..., list[str]]

    def names(self) -> list[str]:
        """Name the entries of the catalogue."""
        return entry_names(self.folder)

    def load(self, name_or_path: str | os.PathLike[str]) -> T:
        """Load an entry of the catalogue by its name, or a file of one's own by its path."""
        if not isinstance(name_or_path, str | os.PathLike):
            found = type(name_or_path).__name__
            raise TypeError(f"Expected the name of a {self.name} or a path; found {found}.")
        if isinstance(name_or_path, os.PathLike) or name_or_path.endswith(".toml"):
            path = Path(name_or_path)
            if not path.is_file():
                found = "is a folder" if path.is_dir() else "does not exist"
                near = f" or one of {listed(self.names(), 20)}"
                raise FileNotFoundError(f"{path} {found}: pass the path of a {self.name}'s TOML file{near}.")
            text, _, _ = decode(path.read_bytes(), path.name)
            return read_toml(text, path.name, self.shape, self.name, self.problems)
        return _catalogue_entry(self, name_or_path)


def entry_names(folder: str) -> list[str]:
    """List the TOML files of a folder of the catalogue, sorted, without their ending."""
    names = (entry.name for entry in (files(__package__) / folder).iterdir())
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


def entry_text(name: str, folder: str, kind: str) -> str:
    """Read the text of an entry of the catalogue. An unknown name is told the nearest."""
    known = entry_names(folder)
    if name not in known:
        close = get_close_matches(name, known, n=1)
        hint = f" Did you mean '{close[0]}'?" if close else ""
        raise ValueError(f"There is no {kind} '{name}' in the catalogue; it holds {listed(known, 20)}.{hint}")
    return file_text(f"{folder}/{name}.toml")


def file_text(path: str) -> str:
    """Read the text of a file of the catalogue, by its path inside it."""
    return (files(__package__) / path).read_text("utf-8")


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """Parse TOML; an error names the file, the line and the column."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SchemaError(f"{file} is not valid TOML: {error}.") from None


def read_toml(text: str, file: str, shape: type[T], name: str, problems: Callable[..., list[str]] | None = None) -> T:
    """Read the text of one TOML file into the dataclass that is its shape.

    Parameters
    ----------
    text : str
        TOML.
    file : str
        What the file is called in messages.
    shape : type
        The dataclass.
    name : str
        What the whole file is called in messages: "grid".
    problems : callable, optional
        As in `EntryKind`. It is called whenever the lists of tables could be made, so that nobody repairs a file one
        message at a time.

    Returns
    -------
    object
        An instance of `shape`. Lists have become tuples.

    Raises
    ------
    SchemaError
        If the text is not TOML, with the line; otherwise with every problem at once: keys that are missing or unknown,
        values of the wrong kind, and whatever `problems` finds.
    """
    document = parse_toml(text, file)
    values, found = _read_table(document, shape, f"the {name}")
    if problems and all(_made_or_left_out(part, values, document, shape) for part in _parts(shape)):
        found += problems(**{name: values[name] for name in signature(problems).parameters if name in values})
    if found:
        raise SchemaError(*(f"{file}: {problem}" for problem in found))
    return shape(**values)


@cache
def _catalogue_entry(kind: EntryKind[T], name: str) -> T:
    text = entry_text(name, kind.folder, kind.name)
    return read_toml(text, f"{name}.toml", kind.shape, kind.name, kind.problems)


def _read_table(table: Mapping[str, Any], shape: type, where: str) -> tuple[dict[str, Any], list[str]]:
    """Give the values of all keys that are known and sound, and a sentence about every other."""
    forms, first = _forms(shape), fields(shape)[0].name
    where = f"{where} ({table[first]})" if first in table else where
    problems = [f"{where} lacks '{field.name}'." for field in fields(shape) if _lacks(table, field)]
    values = {}
    for key, value in table.items():
        if key not in forms:
            close = get_close_matches(key, forms, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"it may have {listed(forms, 20)}."
            problems.append(f"{where} has an unknown key '{key}'; {hint}")
        elif not forms[key].fits(value):
            problems.append(f"{where}: '{key}' must be {forms[key].words}; found {value!r}.")
        else:
            values[key] = forms[key].read(value)
    for key, part in _parts(shape).items():
        if key in values:
            made, found = _read_tables(values.pop(key), part)
            problems += found
            values |= {key: made} if made is not None else {}
    return values, problems


def _read_tables(tables: tuple[dict[str, Any], ...], part: type) -> tuple[tuple[object, ...] | None, list[str]]:
    """Make a part from each table; None if one of them lacks a key without which it cannot be made."""
    read = [_read_table(table, part, f"{part.__name__.lower()} {n}") for n, table in enumerate(tables, start=1)]
    problems = [problem for _, found in read for problem in found]
    if any(_lacks(values, field) for values, _ in read for field in fields(part)):
        return None, problems
    return tuple(part(**values) for values, _ in read), problems


def _lacks(table: Mapping[str, Any], field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING and field.name not in table


def _made_or_left_out(part: str, values: Mapping[str, Any], document: Mapping[str, Any], shape: type) -> bool:
    """Say whether a list of tables could be made, or may be left out and is."""
    field = next(each for each in fields(shape) if each.name == part)
    return part in values or (part not in document and not _lacks({}, field))


@cache
def _parts(shape: type) -> dict[str, type]:
    """Fields that are lists of other dataclasses."""
    inner = {name: next(iter(get_args(hint)), None) for name, hint in get_type_hints(shape).items()}
    return {name: part for name, part in inner.items() if is_dataclass(part)}


@cache
def _forms(shape: type) -> dict[str, Form]:
    hints = get_type_hints(shape)
    return {field.name: field.metadata.get("form") or _form(hints[field.name]) for field in fields(shape)}


def _form(hint: Any) -> Form:
    """Give the form that belongs to an annotation."""
    if hint in _SINGLE:
        return Form(_SINGLE[hint][0], _SINGLE[hint][2])
    if get_origin(hint) is Mapping:
        return Form("a table", _is_table)
    inner, _ = get_args(hint)
    several, fits = ("tables", _is_table) if is_dataclass(inner) else _SINGLE[inner][1:]
    return Form(f"a list of {several}", lambda value: isinstance(value, list) and all(map(fits, value)), tuple)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


# how a value of each plain type is called, alone and in a list, and how it is recognised
_SINGLE: dict[type, tuple[str, str, Callable[[object], bool]]] = {
    str: ("text", "texts", lambda value: isinstance(value, str)),
    int: ("a whole number", "whole numbers", _is_whole),
    float: ("a number", "numbers", lambda value: _is_whole(value) or isinstance(value, float)),
}
