"""Does every public callable answer nasty input rightly, or with one of our errors?

The examples of the docstrings are the valid calls. One argument, one column or one value of a call is spoilt, by a
seeded choice: then the answer has no NaN that its docstring does not mention, or an error of ours says what is wrong.
No foreign exception, no warning but our own.
"""

import contextlib
import copy
import doctest
import functools
import importlib
import inspect
import io
import random
import re
import signal
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.exceptions import NotFittedError

import custseg
from custseg._rooms import ROOMS
from custseg.schema import UnsafeValueWarning

PACKAGE = str(Path(custseg.__file__).parent)
SOUND = (ValueError, TypeError, NotFittedError, FileNotFoundError, FileExistsError, IsADirectoryError)
TEACHES = ("sklearn/utils/validation.py", "sklearn/utils/_param_validation.py", "sklearn/base.py")
METHODS = ("fit", "transform", "predict", "score", "predict_proba", "score_samples", "values", "probability_alive",
           "expected_purchases", "expected_spend", "purchase_probabilities", "summary", "intervals", "from_params",
           "simulate", "predict_table")  # fmt: skip
SAYS_MISSING = re.compile(r"\bNaN\b|\bnan\b|\bmissing\b|\bempty\b|\bunknown\b|\bundefined\b|\bno interval\b", re.I)
SECONDS = 20
CALLS = 12  # for each public name, in the slow test


@dataclass(frozen=True)
class Call:
    """A call that works, as an example made it."""

    name: str
    function: Callable
    arguments: dict[str, Any]  # by the names of the signature; what * and ** take under those names
    docs: str

    def again(self, arguments: dict[str, Any]) -> Any:
        args, kwargs = [], {}
        for name, parameter in inspect.signature(self.function).parameters.items():
            if name not in arguments:
                continue
            value = arguments[name]
            if parameter.kind is parameter.VAR_POSITIONAL:
                args += list(value)
            elif parameter.kind is parameter.VAR_KEYWORD:
                kwargs |= value
            elif parameter.kind is parameter.KEYWORD_ONLY:
                kwargs[name] = value
            else:
                args.append(value)
        return self.function(*args, **kwargs)


def public() -> list[tuple[str, str]]:
    """Give every room and the names in it that can be called."""
    found = []
    for room in ROOMS:
        module = importlib.import_module(f"custseg.{room}")
        names = getattr(module, "__all__", None) or [
            name for name, thing in vars(module).items() if getattr(thing, "__module__", None) == module.__name__
        ]
        found += [(room, name) for name in names if name[0] != "_" and is_called(getattr(module, name))]
    return found


def is_called(thing: object) -> bool:
    return inspect.isfunction(thing) or (inspect.isclass(thing) and not issubclass(thing, Exception | Warning))


def calls_of(room: str, name: str) -> list[Call]:
    """Run the example of a public name and note the calls that it makes of it, and of the methods of a class."""
    module = importlib.import_module(f"custseg.{room}")
    thing = getattr(module, name)
    calls: list[Call] = []
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        names = {**vars(inspect.getmodule(thing))}
        if inspect.isclass(thing):
            for method in METHODS:
                if hasattr(thing, method):
                    noted = note(getattr(thing, method), f"{room}.{name}.{method}", calls, thing)
                    if not inspect.ismethod(getattr(thing, method)):
                        patch.setattr(thing, method, noted)
            names[name] = thing
        else:
            names[name] = note(thing, f"{room}.{name}", calls, thing)
            patch.setattr(module, name, names[name])
            if name in custseg.__all__:
                patch.setattr(custseg, name, names[name])
        for example in doctest.DocTestParser().get_examples(inspect.getdoc(thing) or ""):
            if not example.options.get(doctest.SKIP):
                with contextlib.suppress(Exception):
                    exec(compile(example.source, f"the example of {name}", "single"), names)
    plt.close("all")
    return calls


def note(function: Callable, name: str, calls: list[Call], thing: object) -> Callable:
    """Return the function, which also writes down how it was called."""

    @functools.wraps(function)
    def noted(*args: Any, **kwargs: Any) -> Any:
        bound = inspect.signature(function).bind(*args, **kwargs)
        docs = f"{inspect.getdoc(thing)}\n{inspect.getdoc(function)}"
        with contextlib.suppress(Exception):
            calls.append(Call(name, function, copy.deepcopy(dict(bound.arguments)), docs))
        return function(*args, **kwargs)

    return noted


NONSENSE: list[Any] = [
    None, "nonsense", "", -1, 0, 1, 2.5, 95, 1e308, -1e308, float("nan"), float("inf"), -float("inf"), 10**400, True,
    1j, Decimal("1.5"), pd.NA, pd.NaT, [], {}, (), [1, 2], ["a", "b"], {"a": 1}, b"bytes", "\x1b[31m\x00", "2024-13-45",
    pd.Timestamp("2024-01-05"), np.datetime64("2024-01-05"), pd.Timedelta("3D"), np.array([]), np.float64("nan"),
    np.array([[1.0, 2.0]]), pd.DataFrame(), pd.Series(dtype=float), pd.DataFrame({"a": [1, 2]}), object, len,
]  # fmt: skip


def spoil_values(values: pd.Series, choice: random.Random) -> pd.Series:
    """Give a column with other values, one of them or all."""
    ways: list[Callable[[pd.Series], Any]] = [
        lambda s: one_other(s, np.nan, choice),
        lambda s: one_other(s, None, choice),
        lambda s: one_other(s, np.inf, choice),
        lambda s: one_other(s, "much", choice),
        lambda s: one_other(s, -1e200, choice),
        lambda s: one_other(s, 10**400, choice),
        lambda s: one_other(s, pd.NA, choice),
        lambda s: one_other(s, -3, choice),
        lambda s: one_other(s, 1j, choice),
        lambda s: one_other(s, True, choice),
        lambda s: one_other(s, "a\x00\x1b[2J", choice),
        lambda s: one_other(s, [1, 2], choice),
        lambda s: pd.Series(pd.Timestamp("2024-01-05"), s.index),
        lambda s: pd.Series(pd.Timestamp("2024-01-05", tz="Asia/Tokyo"), s.index),
        lambda s: pd.Series(pd.Timedelta("3D"), s.index),
        lambda s: pd.Series(1 + 2j, s.index),
        lambda s: pd.Series(True, s.index),
        lambda s: pd.Series(np.nan, s.index),
        lambda s: pd.Series(pd.NA, s.index, dtype="Int64"),
        lambda s: pd.Series(0.0, s.index),
        lambda s: pd.Series(0, s.index),
        lambda s: pd.Series("", s.index),
        lambda s: pd.Series(1e99, s.index),
        lambda s: s.astype(str),
        lambda s: s.astype(object),
        lambda s: -s,
        lambda s: s.astype("category").cat.add_categories(["unused"]),
        lambda s: s.astype("category"),
        lambda s: s.map(lambda value: Decimal(str(value))).astype(object),
        lambda s: s.convert_dtypes(),
        lambda s: s.convert_dtypes(dtype_backend="pyarrow"),
    ]
    try:
        return pd.Series(choice.choice(ways)(values.copy()), name=values.name)
    except (TypeError, ValueError, ArithmeticError, NotImplementedError):  # the way does not lead anywhere from here
        return one_other(values, None, choice)


def one_other(values: pd.Series, value: object, choice: random.Random) -> pd.Series:
    """Put another value into one place of a column."""
    entries = values.astype(object).to_list()
    if entries:
        entries[choice.randrange(len(entries))] = value
    numbers = isinstance(value, float) and values.dtype.kind in "iuf"
    return pd.Series(entries, values.index, dtype=float if numbers else object, name=values.name)


def spoil_frame(table: pd.DataFrame, choice: random.Random) -> Any:
    """Give a table with a spoilt column, index or shape."""
    if table.shape[1] and choice.random() < 0.6:
        place = choice.randrange(table.shape[1])
        columns = [table.iloc[:, n] for n in range(table.shape[1])]
        columns[place] = spoil_values(columns[place], choice)
        return pd.concat(columns, axis=1) if len(table) else table.iloc[:, :0]
    ways: list[Callable[[pd.DataFrame], Any]] = [
        lambda t: t.head(0),
        lambda t: t.head(1),
        lambda t: t.iloc[::-1],
        lambda t: pd.concat([t, t]),
        lambda t: pd.concat([t, t.iloc[:, :1]], axis=1),
        lambda t: t.drop(columns=t.columns[choice.randrange(t.shape[1])]),
        lambda t: t.set_axis(range(t.shape[1]), axis=1),
        lambda t: t.set_axis([None] * len(t), axis=0),
        lambda t: t.set_axis([np.nan, *t.index[1:]], axis=0),
        lambda t: t.set_axis([("a", 1)] * len(t), axis=0),
        lambda t: t.set_axis(pd.MultiIndex.from_product([["a"], range(len(t))]), axis=0),
        lambda t: t.reset_index(),
        lambda t: t.astype(object),
        lambda t: t.to_numpy(),
        lambda t: t.to_dict(),
        lambda t: pl.from_pandas(t),
        lambda t: pl.from_pandas(t).lazy(),
        lambda t: t.T,
        lambda t: t.iloc[:, 0] if t.shape[1] else t,
        lambda t: t.iloc[:, :0],
    ]
    try:
        return choice.choice(ways)(table.copy())
    except Exception:  # the way does not lead anywhere from here
        return table.head(0)


def spoil(value: Any, choice: random.Random, depth: int = 0) -> Any:
    """Give something else in the place of an argument."""
    if choice.random() < 0.25:
        return copy.deepcopy(choice.choice(NONSENSE))
    if isinstance(value, pd.DataFrame):
        return spoil_frame(value, choice)
    if isinstance(value, pd.Series):
        if choice.random() < 0.3:
            others = [
                value.head(0),
                value.iloc[::-1],
                value.head(1),
                value.to_frame(),
                value.to_list(),
                pd.concat([value, value]),
                value.reset_index(drop=True),
                pl.Series(value.astype(str).to_list()),
            ]
            return choice.choice(others)
        return spoil_values(value, choice)
    if isinstance(value, np.ndarray) and value.ndim == 1:
        return spoil_values(pd.Series(value), choice).to_numpy()
    if isinstance(value, dict) and value and depth < 3:
        key = choice.choice(list(value))
        if choice.random() < 0.2:
            return {**value, choice.choice(["unknown", 3, None]): value[key]}
        return {**value, key: spoil(value[key], choice, depth + 1)}
    if isinstance(value, list | tuple) and value and depth < 3:
        entries = list(value)
        place = choice.randrange(len(entries))
        entries[place] = spoil(entries[place], choice, depth + 1)
        return type(value)(entries) if type(value) in (list, tuple) else entries
    return copy.deepcopy(choice.choice(NONSENSE))


def spoilt(call: Call, choice: random.Random) -> tuple[str, dict[str, Any]]:
    """Give the arguments of a call with one of them spoilt, and its name."""
    names = [name for name in inspect.signature(call.function).parameters if name != "self"]
    if not names:
        return "", dict(call.arguments)
    name = choice.choice(names)
    parameter = inspect.signature(call.function).parameters[name]
    arguments = copy.deepcopy(call.arguments)
    if name not in arguments:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            return "", arguments
        arguments |= {
            other: p.default
            for other, p in inspect.signature(call.function).parameters.items()
            if other not in arguments and p.default is not p.empty and p.kind is not p.KEYWORD_ONLY
        }
        arguments[name] = spoil(parameter.default, choice)
    elif parameter.kind is parameter.VAR_KEYWORD and arguments[name]:
        key = choice.choice(list(arguments[name]))
        arguments[name] = {**arguments[name], key: spoil(arguments[name][key], choice)}
    elif parameter.kind is parameter.VAR_POSITIONAL and arguments[name]:
        entries = list(arguments[name])
        place = choice.randrange(len(entries))
        entries[place] = spoil(entries[place], choice)
        arguments[name] = tuple(entries)
    else:
        arguments[name] = spoil(arguments[name], choice)
    return name, arguments


def fault_of(call: Call, arguments: dict[str, Any]) -> str:
    """Say what is wrong with the answer; nothing if it is right, or an error of ours."""
    with warnings.catch_warnings(record=True) as said, time_limit(SECONDS), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("always")
        try:
            answer = call.again(arguments)
        except Exception as error:
            return error_fault(error)
        finally:
            plt.close("all")
    foreign = [one for one in said if not issubclass(one.category, UnsafeValueWarning | DeprecationWarning)]
    if foreign:
        return f"{foreign[0].category.__name__}: {foreign[0].message} ({foreign[0].filename}:{foreign[0].lineno})"
    if has_nan(answer) and not SAYS_MISSING.search(call.docs) and not usually_has_nan(call):
        return "NaN in the answer, of which the docstring does not speak"
    return ""


def error_fault(error: Exception) -> str:
    """Say why an error is not one of ours; nothing if it is."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1]
    if any(frame.filename.startswith("the example of") for frame in frames):
        return ""  # a function of the example's own
    ours = last.filename.startswith(PACKAGE) and isinstance(error, SOUND) and str(error)
    taught = last.filename.endswith(TEACHES) and isinstance(error, SOUND)
    if ours or taught:
        return ""
    own = next((frame for frame in reversed(frames) if frame.filename.startswith(PACKAGE)), last)
    where = f"{Path(own.filename).relative_to(Path(PACKAGE).parent) if PACKAGE in own.filename else own.filename}"
    return f"{type(error).__name__}: {str(error)[:110]} ({where}:{own.lineno})"


def usually_has_nan(call: Call) -> bool:
    """Say whether the answer to the valid call has a NaN too: in a column that is carried along."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return has_nan(call.again(copy.deepcopy(call.arguments)))


def has_nan(answer: Any) -> bool:
    if isinstance(answer, pd.DataFrame | pd.Series):
        return bool(np.asarray(answer.isna()).any())
    if isinstance(answer, float | np.ndarray):
        numbers = np.asarray(answer)
        return numbers.dtype.kind in "fc" and bool(np.isnan(numbers).any())
    return isinstance(answer, tuple) and any(map(has_nan, answer))


@contextlib.contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """End a call that takes too long, where the system can."""

    def stop(*_: object) -> None:
        raise RecursionError(f"it took more than {seconds} s")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """Let calls that write somewhere write into a folder that is thrown away."""
    monkeypatch.chdir(tmp_path)


def faults(room: str, name: str, n_calls: int, seed: int) -> list[str]:
    """Spoil calls of a public name and say what was wrong with the answers."""
    valid = calls_of(room, name)
    found = []
    for number in range(n_calls if valid else 0):
        choice = random.Random(f"{room}.{name} {seed} {number}")
        call = choice.choice(valid)
        argument, arguments = spoilt(call, choice)
        if fault := fault_of(call, arguments):
            shown = {argument: arguments.get(argument)} if argument else {}
            found.append(f"{call.name}({str(shown)[:150]!r}): {fault}")
    return found


PUBLIC = [pytest.param(room, name, id=f"{room}.{name}") for room, name in public()]
QUICK_ROOMS = ("schema", "tables", "bands", "resample", "catalogue", "value", "judgement", "exhibit")
QUICK = [
    one for one in PUBLIC if one.values[0] in QUICK_ROOMS and one.id not in ("tables.log_facts", "value.whale_curve")
]
WITHOUT_CALL = {  # classes whose examples call no method that is noted, and loaders of data that does not ship
    *("schema.Column", "schema.LogFacts", "schema.Schema", "catalogue.Axis", "catalogue.GridSpec", "catalogue.Segment"),
    *("exhibit.Exhibit", "exhibit.Sentence", "report.PageSummary", "report.Settings"),
    *("datasets.load_grocery_elog", "datasets.load_online_retail"),
}
MENDED = "mend the function: refuse the argument in our words, all at once, or say in the docstring what is missing"


@pytest.mark.parametrize(("room", "name"), QUICK)
def test_a_slice_of_nasty_calls_ends_in_an_answer_or_an_error_of_ours(room, name):
    found = faults(room, name, 2, seed=1)
    assert not found, "\n".join([MENDED, *found])


@pytest.mark.slow
@pytest.mark.parametrize(("room", "name"), PUBLIC)
def test_nasty_calls_end_in_an_answer_or_an_error_of_ours(room, name):
    found = faults(room, name, CALLS, seed=2)
    assert not found, "\n".join([MENDED, *found])


@pytest.mark.slow
def test_every_public_callable_is_called_and_there_are_calls_enough():
    called = [one.id for one in PUBLIC if calls_of(*one.values)]
    assert {one.id for one in PUBLIC} - set(called) == WITHOUT_CALL, "an example must call what it shows"
    assert len(called) * CALLS >= 2000


def test_a_foreign_error_a_warning_and_a_silent_nan_are_seen():
    def broken(way: str) -> float:
        """Return a number."""
        if way == "key":
            raise KeyError(way)
        return {"nothing": 1.0, "nan": np.nan}[way] if way != "warning" else float(np.log(np.array(-1.0)))

    calls = {
        way: fault_of(Call("broken", broken, {"way": "nothing"}, broken.__doc__), {"way": way})
        for way in ("key", "warning", "nan")
    }
    assert "KeyError" in calls["key"]
    assert "RuntimeWarning" in calls["warning"]
    assert "NaN in the answer" in calls["nan"]
