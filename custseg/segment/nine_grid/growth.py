"""Does a client grow, and do we grow with it? Three years of statements beside three years of income.

`check_statements` and `client_growth`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...schema import Column, Schema, SchemaError, as_numbers, check_fraction, check_table, listed, typed
from ...schema.argument_checks import SMALLEST

MONEY = "currency of the file"
STATEMENTS = Schema(
    "statements",
    (
        Column("client_id", "label", True, "whose statement"),
        Column("year", "count", True, "of the statement"),
        Column("revenue", "number", True, "operating revenue", MONEY),
        Column("net_profit", "number", True, "net profit; may be negative", MONEY),
        Column("assets", "number", True, "total assets", MONEY),
        Column("liabilities", "number", True, "total liabilities", MONEY),
        Column("equity", "number", True, "owners' equity; may be negative", MONEY),
        Column("cash", "number", False, "cash and equivalents", MONEY),
        Column("debt", "number", False, "borrowed from all banks", MONEY),
    ),
)
YEARS = 3
STATUS = ("complete", "not balancing", "years missing", "no statements")
Floats = NDArray[np.float64]


@typed
def check_statements(statements: pd.DataFrame, clients: pd.Index, *, tolerance: float = 0.005) -> pd.Series:
    """Say of each client whether three years of statements are there, and balance.

    Parameters
    ----------
    statements : DataFrame
        One row per client and year: ``client_id``, ``year``, ``revenue``, ``net_profit``, ``assets``, ``liabilities``,
        ``equity``; ``cash`` and ``debt`` where they are known. The latest year of all is the year that counts, with the
        two before it; older ones are left alone.
    clients : Index
        Everybody in the book. Statements of others are refused.
    tolerance : float, default 0.005
        By how much assets may differ from liabilities plus equity, as a fraction of the assets: rounding.

    Returns
    -------
    Series
        The index of `clients`; ``status``, categorical: "complete", "not balancing" (in one of the three years: nothing
        is computed from such a statement), "years missing" (of the three), "no statements".

    Raises
    ------
    SchemaError
        If columns are missing or hold something else than finite numbers, a year is there twice, or clients are
        unknown; all at once. Or if nobody has the latest year with the two before, and some have three earlier ones:
        then it is a slip, or came before the others.
    ValueError
        A tolerance outside 0-1.

    See Also
    --------
    client_growth : Growth of those that are complete.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import check_statements
    >>> rows = {"client_id": "mill", "year": [2021, 2022, 2023], "revenue": [10.0, 11.0, 12.1], "net_profit": 1.0,
    ...         "assets": [8.0, 8.0, 9.0], "liabilities": 5.0, "equity": [3.0, 3.0, 4.0]}
    >>> check_statements(pd.DataFrame(rows), pd.Index(["mill", "shop"], name="client_id")).to_dict()
    {'mill': 'complete', 'shop': 'no statements'}
    """
    check_fraction(np.asarray(tolerance), None, "tolerance", "It is a fraction of the assets: write 0.5 % as 0.005.")
    table = _checked(statements, clients)
    place = clients.get_indexer(pd.Index(table["client_id"]))
    recent = (table["year"] > table["year"].max() - YEARS).to_numpy()
    assets = table["assets"].to_numpy(dtype="float64")
    sides = table["liabilities"].to_numpy(dtype="float64") + table["equity"].to_numpy(dtype="float64")
    off = np.abs(assets - sides) > tolerance * np.abs(assets) + 1e-9
    years = np.bincount(place[recent], minlength=len(clients))
    wrong = np.bincount(place[recent & off], minlength=len(clients)) > 0
    words = np.select([years == 0, years < YEARS, wrong], [STATUS[3], STATUS[2], STATUS[1]], STATUS[0])
    return pd.Series(pd.Categorical(words, categories=list(STATUS)), index=clients, name="status")


@typed
def client_growth(
    statements: pd.DataFrame, income: pd.DataFrame, *, tolerance: float = 0.005, in_step: float = 0.02
) -> pd.DataFrame:
    r"""Return how fast each client grows by its own statements, and how fast what it brings us does (成长型九宫格).

    Both are yearly growth over three years, :math:`(x_3 / x_1)^{1/2} - 1`. The client's own is the mean of the growth
    of its revenue and of its net profit. A profit that is not above zero in the first or the last year has no rate of
    growth: then revenue alone speaks.

    Parameters
    ----------
    statements : DataFrame
        As for `check_statements`.
    income : DataFrame
        Index ``client_id``, everybody in the book; three columns, what the client brought us in each of the three
        years, the earliest first, in money.
    tolerance : float, default 0.005
        As for `check_statements`.
    in_step : float, default 0.02
        Within how much of each other both rates are in step, a fraction a year.

    Returns
    -------
    DataFrame
        The index of `income`; ``revenue_growth``, ``profit_growth``, ``own_growth``, ``growth_with_us``, fractions a
        year, missing where they are not defined: statements that are not complete, a first year that is not above
        zero. ``status`` of the statements, see `check_statements`. ``step``: "in step", "we grow faster", "we grow
        slower", missing where a rate is.

    Raises
    ------
    SchemaError
        If tables are not valid or `income` has other than three columns.
    ValueError
        A tolerance or `in_step` outside 0-1.

    See Also
    --------
    nine_grid_positions : The cell in the growth grid.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import client_growth
    >>> rows = {"client_id": "mill", "year": [2021, 2022, 2023], "revenue": [10.0, 11.0, 12.1], "net_profit": -1.0,
    ...         "assets": [8.0, 8.0, 9.0], "liabilities": 5.0, "equity": [3.0, 3.0, 4.0]}
    >>> income = pd.DataFrame([[2.0, 2.1, 2.2]], pd.Index(["mill"], name="client_id"), [2021, 2022, 2023])
    >>> client_growth(pd.DataFrame(rows), income)[["own_growth", "growth_with_us", "step"]].round(4)
               own_growth  growth_with_us            step
    client_id
    mill              0.1          0.0488  we grow slower
    """
    check_fraction(np.asarray(in_step), None, "in_step", "It is a fraction a year: write 2 % as 0.02.")
    years = _income(income)
    status = check_statements(statements, income.index, tolerance=tolerance)
    ends = _ends(statements, income.index, status)
    revenue = _yearly(ends["revenue", 0], ends["revenue", 1])
    profit = _yearly(ends["net_profit", 0], ends["net_profit", 1])
    own = np.where(np.isnan(profit), revenue, (revenue + profit) / 2)
    ours = _yearly(years[:, 0], years[:, 2])
    apart = ours - own
    words = np.select(
        [np.isnan(apart), apart > in_step, apart < -in_step], ["", "we grow faster", "we grow slower"], "in step"
    )
    columns = {"revenue_growth": revenue, "profit_growth": profit, "own_growth": own, "growth_with_us": ours}
    step = pd.Series(words, income.index).where(words != "")
    return pd.DataFrame(columns, index=income.index).assign(status=status, step=step)


def _yearly(first: Floats, last: Floats) -> Floats:
    """Give yearly growth over three years; missing where the first is not above zero or the last is below."""
    sound = (first > SMALLEST) & (last >= 0)
    ratio = np.where(sound, last, np.nan) / np.where(sound, first, 1.0)
    grown: Floats = np.sqrt(ratio) - 1
    return grown


def _ends(statements: pd.DataFrame, clients: pd.Index, status: pd.Series) -> dict[tuple[str, int], Floats]:
    """Give the first and the last year of the complete, missing for the others."""
    last = statements["year"].max()
    found = {}
    for end, year in enumerate((last - YEARS + 1, last)):
        rows = statements[statements["year"] == year].set_index("client_id").reindex(clients)
        for name in ("revenue", "net_profit"):
            values = rows[name].to_numpy(dtype="float64", na_value=np.nan)
            found[name, end] = np.where(status == "complete", values, np.nan)
    lossy = (found["net_profit", 0] <= 0) | (found["net_profit", 1] <= 0)
    for end in (0, 1):
        found["net_profit", end] = np.where(lossy, np.nan, found["net_profit", end])
    return found


def _income(income: pd.DataFrame) -> Floats:
    if income.shape[1] != YEARS or not income.columns.is_unique:
        raise SchemaError(f"income must have three columns, the years, the earliest first; found {income.shape[1]}.")
    columns = tuple(Column(name, "number", True, "what the client brought", MONEY) for name in income.columns)
    schema = Schema("income", columns, Column("client_id", "label", True, "the client"))
    return check_table(income, schema).to_numpy(dtype="float64")


def _checked(statements: pd.DataFrame, clients: pd.Index) -> pd.DataFrame:
    table = check_table(statements, STATEMENTS)
    for name in ("revenue", "net_profit", "assets", "liabilities", "equity"):
        as_numbers(table[name], f"statements column '{name}'")
    problems = []
    if not clients.is_unique or not len(clients):
        problems.append("clients must have each client once, and one at least.")
    twice = table.duplicated(["client_id", "year"])
    if twice.any():
        problems.append(f"statements has a year twice for {listed(table.loc[twice, 'client_id'].unique())}.")
    strangers = pd.Index(table["client_id"].unique()).difference(clients)
    if len(strangers):
        problems.append(f"statements are of clients who are not in the book: {listed(strangers)}. Leave them out.")
    if not problems:
        problems = _year_problems(table)
    if problems:
        raise SchemaError(*problems)
    return table


def _year_problems(table: pd.DataFrame) -> list[str]:
    """Say that the latest year is a slip, or of a few alone: it would leave everybody else with years missing."""
    years = np.unique(table["year"].to_numpy(dtype="float64"))
    if len(years) < 2 or _somebody_has(table, years[-1]) or not _somebody_has(table, years[-2]):
        return []
    latest = table.loc[table["year"] == years[-1], "client_id"].unique()
    return [
        f"the latest year, {years[-1]:g}, is there for {len(latest):,} clients ({listed(latest)}), nobody has the two "
        f"before it as well, and some have three years up to {years[-2]:g}: take it out, or correct it."
    ]


def _somebody_has(table: pd.DataFrame, last: float) -> bool:
    """Say whether a client has this year and the two before it."""
    recent = table.loc[(table["year"] <= last) & (table["year"] > last - YEARS), "client_id"]
    return bool((recent.value_counts() == YEARS).any())
