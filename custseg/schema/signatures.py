"""Are the arguments of a call what its signature says? One decorator for every public function.

`typed`, and `MadeBy`, the note on a type that says which function makes such a value.
"""

from __future__ import annotations

import inspect
import os
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, wraps
from numbers import Integral, Real
from typing import Annotated, Any, Literal, NamedTuple, ParamSpec, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from .text import printable

P = ParamSpec("P")
R = TypeVar("R")

LARGEST_WHOLE = 2**63 - 1
LARGEST_SEED = 2**32 - 1
_WORDS: dict[Any, str] = {
    str: "text",
    float: "a number",
    int: "a whole number",
    bool: "True or False",
    date: "a date",
    types.NoneType: "None",
    pd.DataFrame: "a pandas DataFrame",
    pd.Series: "a pandas Series",
    pd.Index: "a pandas Index",
    np.ndarray: "an array",
    Mapping: "a mapping",
    Sequence: "a list",
    Iterable: "a list",
    Callable: "a function",
    os.PathLike: "a path",
}


class MadeBy(NamedTuple):
    """Which function makes such a table of other kinds: ``Annotated[pd.DataFrame, MadeBy("made", (list,))]``."""

    function: str
    kinds: tuple[type, ...]

    def __call__(self, name: str, value: object) -> str:
        """Say it, with the call where the value is of a kind that the function takes."""
        takes = isinstance(value, self.kinds) and not isinstance(value, str | bytes)
        return f" Make it with {self.function}{f'({name})' * takes}."


def typed(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function refuse arguments that are of another type than its signature says, all of them at once.

    Checked are the kinds: text, numbers, tables, lists, mappings. What a number, a word or a column may be is said by
    the function itself. Truth values are no numbers, and numbers that are too large for the machine are refused. Where
    a mapping of names to numbers is expected, a pandas Series may stand and becomes one; each label must be there once.

    Parameters
    ----------
    function : callable
        With annotations.

    Returns
    -------
    callable
        The same function; it raises a TypeError that names each argument, what was expected and what was found.

    Raises
    ------
    TypeError
        For something else than a function; and at a call, for arguments of another type.

    Examples
    --------
    >>> @typed
    ... def repeated(word: str, times: int) -> str:
    ...     return word * times
    >>> repeated("ha", times="2")
    Traceback (most recent call last):
    TypeError: times must be a whole number, found str '2'.
    """
    call = function  # which the check below would make a function of anything
    if not inspect.isroutine(function):
        raise TypeError(f"typed takes a function, found {type(function).__name__}.")
    signature = inspect.signature(function)

    @wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            given = signature.bind(*args, **kwargs)
        except TypeError:
            return call(*args, **kwargs)  # says which argument is missing or unknown
        hints, bound = _hints(function), given.arguments
        series = {name: one for name, one in bound.items() if isinstance(one, pd.Series)}
        bound |= {name: one.to_dict() for name, one in series.items() if _may_be_a_mapping(one, hints.get(name))}
        if problems := [
            problem
            for name, value in bound.items()
            if name in hints
            for problem in _argument_problems(name, value, hints[name], signature.parameters[name].kind)
        ]:
            raise TypeError(" ".join(problems))
        return call(*given.args, **given.kwargs)

    return checked


@cache
def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    """Give the types of the arguments that can be told apart; the first call pays for it."""
    hints = typing.get_type_hints(function, include_extras=True)
    return {name: hint for name, hint in hints.items() if name != "return"}


def _argument_problems(name: str, value: object, hint: Any, kind: Any) -> list[str]:
    if kind is inspect.Parameter.VAR_POSITIONAL:
        return [problem for one in typing.cast(tuple[object, ...], value) for problem in _problems(name, one, hint)]
    if kind is inspect.Parameter.VAR_KEYWORD:
        named = typing.cast(dict[str, object], value)
        return [problem for key, one in named.items() for problem in _problems(key, one, hint)]
    return _problems(name, value, hint)


def _problems(name: str, value: object, hint: Any) -> list[str]:
    if name == "random_state" and isinstance(value, Integral) and not isinstance(value, bool):
        small = 0 <= int(value) <= LARGEST_SEED
        return [] if small else [f"random_state must lie between 0 and {LARGEST_SEED}, {found_kind(value)}."]
    if typing.get_origin(hint) is Annotated:
        hint, *notes = typing.get_args(hint)
        made = "".join(note(name, value) for note in notes if isinstance(note, MadeBy))
        return [f"{problem}{made}" for problem in _problems(name, value, hint)]
    remedy = ": pass one of its columns" if hint is pd.Series and isinstance(value, pd.DataFrame) else ""
    return [] if _fits(value, hint) else [f"{name} must be {_expected(hint)}, {found_kind(value)}{remedy}."]


def _fits(value: object, hint: Any) -> bool:
    """Say whether a value may stand where the hint stands; what cannot be told is let through."""
    origin = typing.get_origin(hint)
    if hint in (Any, object, None, ArrayLike) or isinstance(hint, TypeVar | str) or origin is Literal:
        return hint is not None or value is None
    if origin in (typing.Union, types.UnionType):
        options = typing.get_args(hint)
        return _says_more_itself(options) or any(_fits(value, option) for option in options)
    kind = origin or hint
    if kind in (float, int, bool):
        return _is_number(value, kind)
    if kind in (Sequence, Iterable, np.ndarray):
        listed = isinstance(
            value, kind | Sequence | np.ndarray | pd.Series | pd.Index | pd.api.extensions.ExtensionArray
        )
        return listed and not isinstance(value, str | bytes | Mapping | pd.DataFrame)
    if kind is tuple:
        wanted = typing.get_args(hint)
        if not isinstance(value, tuple | list) or ... in wanted:
            return isinstance(value, tuple | list)
        return len(value) == len(wanted) and all(_fits(one, kind) for one, kind in zip(value, wanted, strict=True))
    if isinstance(kind, type) and issubclass(kind, os.PathLike):
        return isinstance(value, str | os.PathLike)
    if kind is pd.Series or kind is date:
        return isinstance(value, kind)
    if kind is Mapping and (entries := _kind_of_entries(hint)):
        return isinstance(value, Mapping) and all(_fits(one, entries) for one in value.values())
    if getattr(kind, "_is_protocol", False) and kind.__module__.startswith("custseg"):
        names = [name for name in dir(kind) if name[0] != "_"]
        return not isinstance(value, type) and all(hasattr(value, name) for name in names)
    return isinstance(value, kind) if isinstance(kind, type) else True


def _may_be_a_mapping(series: pd.Series, hint: Any) -> bool:
    """Say whether a Series, such as the weights that a fit learnt, stands for a mapping of its labels to numbers."""
    options = typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, types.UnionType) else (hint,)
    kinds = [(typing.get_origin(option) or option, typing.get_args(option)) for option in options]
    numbers = any(kind is Mapping and entries[1:] == (float,) for kind, entries in kinds)
    return numbers and not any(kind is pd.Series for kind, _ in kinds) and series.index.is_unique


def _kind_of_entries(hint: Any) -> Any:
    """Give the type of a mapping's entries where it is a table or a model: what they are is not said elsewhere."""
    entries = (*typing.get_args(hint), None, None)[1]
    model = getattr(entries, "_is_protocol", False)
    return entries if model or entries in (pd.Series, pd.DataFrame) else None


def _says_more_itself(options: tuple[Any, ...]) -> bool:
    """Say whether one of the checks of this room, of numbers, words or days, is made for these types."""
    numbers = pd.Series in options and (float in options or np.ndarray in options)
    return numbers or date in options or Any in options or any(typing.get_origin(one) is Literal for one in options)


def _is_number(value: object, kind: type) -> bool:
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool | np.bool_) or kind is bool:
        return kind is bool and isinstance(value, bool | np.bool_)
    if isinstance(value, Integral):
        return abs(int(value)) <= LARGEST_WHOLE
    return kind is float and isinstance(value, Real | Decimal)


def _expected(hint: Any) -> str:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        words = list(dict.fromkeys(_expected(option) for option in typing.get_args(hint)))
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
    if origin is tuple:
        kinds = list(dict.fromkeys(_expected(kind) for kind in typing.get_args(hint)))
        return f"{len(typing.get_args(hint))} values in a tuple, each {' or '.join(kinds)}"
    kind = origin or hint
    if kind is Mapping and (entries := _kind_of_entries(hint)):
        return f"a mapping of name to {_expected(entries).removeprefix('a ')}"
    return _WORDS.get(kind) or f"a {getattr(kind, '__name__', kind)}"


def found_kind(value: object) -> str:
    """Say in a message what was passed instead; of a frame or column of another library, how it becomes one of pandas.

    Examples
    --------
    >>> found_kind("0.5")
    "found str '0.5'"
    """
    if isinstance(value, Integral) and abs(int(value)) > LARGEST_WHOLE:
        return "found a number that is too large"
    if value is None or isinstance(value, type):
        return f"found {value!r}"
    if isinstance(value, tuple | list):
        return f"found {type(value).__name__} of {len(value)}" if isinstance(value, tuple) else "found list"
    kind = type(value).__name__
    if isinstance(value, str | bytes | bool | float | int | complex | Decimal):
        shown = printable(repr(value))
        return f"found {kind} {shown if len(shown) <= 40 else shown[:37] + '...'}"
    library = type(value).__module__.partition(".")[0]
    if library in ("polars", "pyarrow") and hasattr(value, "to_pandas"):
        return f"found a {kind} of {library}: pass what its to_pandas() gives"
    return f"found {kind}"
