"""Are all tables of a client book what they should be, and what does each say? Every problem of all of them at once.

`read_book` gives a `Book`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import numpy as np
import pandas as pd

from ...schema import SchemaError, check_fraction, listed, require_frame
from ...value import client_returns, group_raroc, hurdle_price
from ...value.bank_return.units import SUMS
from .growth import YEARS, client_growth
from .looks import BEHAVIOUR, FROM_STATEMENTS, LOOKS, client_looks
from .positions import BANDS
from .strategy import client_strategies

T = TypeVar("T")
Groups = pd.Series | pd.DataFrame
DEFAULT_BRANCH = "branch"
NO_BRANCH = "no branch named"
PRICES = ("income_needed", "shortfall", "price_rise", "rate", "hurdle_rate")
GROWTH = ("own_growth", "growth_with_us", "statements", "step")


@dataclass(frozen=True, eq=False)
class Book:
    """What the tables of a client book say, one by one."""

    returns: pd.DataFrame
    prices: pd.DataFrame
    looks: pd.DataFrame
    growth: pd.DataFrame | None
    groups: Groups | None
    branch: pd.Series | None
    empty: dict[str, str] = field(default_factory=dict)

    def growth_columns(self) -> pd.DataFrame:
        """Give the columns on growth; none without statements."""
        if self.growth is None:
            return pd.DataFrame(index=self.returns.index)
        return self.growth.rename(columns={"status": "statements"})[list(GROWTH)]


@dataclass
class Reading:
    """Try one table after the other and gather what is wrong."""

    problems: list[str] = field(default_factory=list)

    def tried(self, call: Callable[[], T]) -> T | None:
        """Give what a call gives, or note its problems."""
        try:
            return call()
        except SchemaError as error:
            self.problems += error.problems
        except (ValueError, TypeError, FileNotFoundError) as error:
            self.problems.append(str(error))
        return None


def read_book(
    clients: pd.DataFrame,
    statements: pd.DataFrame | None,
    income: pd.DataFrame | None,
    groups: Groups | None,
    *,
    rules: str | os.PathLike[str] | None,
    branch: str,
    level: float,
    tolerance: float,
    rates: Mapping[str, float],
) -> Book:
    """Read and check every table.

    Parameters
    ----------
    clients, statements, income, groups, rules, branch, level, tolerance
        As for `client_platform`.
    rates : mapping of str to float
        ``hurdle``, ``tax_rate``, ``return_on_capital``, ``scaling``.

    Returns
    -------
    Book
        With the reasons why parts of it are empty.

    Raises
    ------
    SchemaError
        With everything that is wrong with any table or argument.
    """
    require_frame(clients, "clients")
    reading = Reading()
    empty: dict[str, str] = {}
    index = _index(clients)
    found = reading.tried(lambda: client_returns(clients, **rates))
    for name, rate in rates.items():
        if name != "scaling":
            reading.tried(partial(check_fraction, np.asarray(rate), None, name, "Write 12 % as 0.12."))
    reading.tried(lambda: check_fraction(np.asarray(level), None, "level", "Write 95 % as 0.95."))
    reading.problems += ["level is 0 or 1: no interval would be enough, or needed."] if level in (0, 1) else []
    reading.tried(lambda: client_strategies(_nowhere(), rules=rules))
    prices = reading.tried(lambda: _prices(clients, found, rates)) if found is not None else None
    looks = reading.tried(lambda: _looks(clients, index, statements, tolerance, empty))
    growth = reading.tried(lambda: _growth(index, statements, income, tolerance, empty))
    reading.tried(lambda: group_raroc(_blank(index) if found is None else found, groups) if groups is not None else 0)
    named = reading.tried(lambda: _branch(clients, branch, empty))
    if groups is None:
        empty["groups"] = "no table of groups was given"
    if reading.problems or found is None or prices is None or looks is None:
        raise SchemaError(*dict.fromkeys(reading.problems))
    return Book(found, prices, looks, growth, groups, named, empty)


def _index(clients: pd.DataFrame) -> pd.Index:
    """Give each client once, for the checks of the other tables: a book that is itself wrong must not hide them."""
    ids = pd.Index(clients["client_id"]) if "client_id" in clients.columns else clients.index
    return ids.drop_duplicates().rename("client_id")


def _nowhere() -> pd.DataFrame:
    return pd.DataFrame({band: [np.nan] for band in BANDS})


def _blank(index: pd.Index) -> pd.DataFrame:
    return pd.DataFrame(0.0, index, [*SUMS, "raroc"])


def _prices(clients: pd.DataFrame, returns: pd.DataFrame, rates: Mapping[str, float]) -> pd.DataFrame:
    """Give what each client must bring, and by how much its rate must rise for that."""
    owes = "loans" if "loans" in clients else "exposure"
    price = hurdle_price(
        clients[owes].fillna(0.0),
        returns["capital"],
        hurdle=rates["hurdle"],
        expected_loss=returns["expected_loss"],
        cost=returns["cost"],
        other_income=returns["income"],
        tax_rate=rates["tax_rate"],
        return_on_capital=rates["return_on_capital"],
    )
    table = pd.DataFrame({"income_needed": price["income_needed"]}, index=returns.index)
    table = table.assign(shortfall=table["income_needed"] - returns["income"], price_rise=price["rate"], rate=np.nan)
    if {"loans", "interest_income"} <= set(clients):
        table["rate"] = clients["interest_income"].astype("float64") / clients["loans"].where(clients["loans"] > 0)
    table["hurdle_rate"] = table["rate"] + table["price_rise"]
    return table.where(returns["status"] != "in default")


def _looks(
    clients: pd.DataFrame,
    index: pd.Index,
    statements: pd.DataFrame | None,
    tolerance: float,
    empty: dict[str, str],
) -> pd.DataFrame:
    """Give the indicators; without a column where no pair of columns is there."""
    there = set(clients.columns) & set(BEHAVIOUR) | (set() if statements is None else set(FROM_STATEMENTS))
    if not any(above in there and below in there for _, above, below, *_rest in LOOKS.values()):
        empty["gaps"] = "the book has no pair of columns that make an indicator"
        return pd.DataFrame(index=index)
    columns = [name for name in BEHAVIOUR if name in clients.columns]
    table = clients[columns].set_axis(index) if len(index) == len(clients) else _blank(index)
    return client_looks(table, statements, tolerance=tolerance)


def _growth(
    index: pd.Index,
    statements: pd.DataFrame | None,
    income: pd.DataFrame | None,
    tolerance: float,
    empty: dict[str, str],
) -> pd.DataFrame | None:
    """Give growth; who has no three years of income with us has none with us."""
    if statements is None or income is None:
        empty["growth"] = f"no {'statements' if statements is None else 'income by year'} were given"
    if statements is None:
        return None
    if income is None:
        years = pd.DataFrame(0.0, index, range(YEARS))
    else:
        require_frame(income, "income")
        strangers = income.index.difference(index)
        problems = [f"income is of clients who are not in the book: {listed(strangers)}."] if len(strangers) else []
        if not income.index.is_unique:
            problems.append(f"income names clients twice: {listed(income.index[income.index.duplicated()].unique())}.")
        if problems:
            raise SchemaError(*problems)
        whole = income.notna().all(axis=1)
        years = income[whole].reindex(index, fill_value=0)
    return client_growth(statements, years, tolerance=tolerance)


def _branch(clients: pd.DataFrame, branch: str, empty: dict[str, str]) -> pd.Series | None:
    """Give the branch of each client, in words; None where the book has no such column."""
    if branch not in clients.columns:
        if branch != DEFAULT_BRANCH:
            raise SchemaError(
                f"clients has no column {branch!r} for the branch (found: {listed(clients.columns, 20)})."
            )
        empty["branches"] = "the book has no column 'branch'"
        return None
    named = clients[branch]
    held = pd.api.types.infer_dtype(named, skipna=True)
    if held not in ("string", "integer", "categorical", "empty"):
        raise SchemaError(f"clients column {branch!r} must hold text or whole numbers, the names; found {held}.")
    text = named.astype("string").fillna(NO_BRANCH)
    return text.astype(object).rename("branch")
