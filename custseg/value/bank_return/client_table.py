"""What does each client of a bank bring after its losses, and on how much capital?

`client_returns`.
"""

from typing import get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...schema import Column, ExposureClass, Schema, SchemaError, check_fraction, check_table, listed, typed
from ...schema.argument_checks import SMALLEST
from .capital import irb_capital
from .returns import check_rates, over_capital

MONEY = "currency of the file"
CLIENTS = Schema(
    "clients",
    (
        Column("income", "number", True, "interest less the cost of the money, and fees, in a year", MONEY),
        Column("cost", "number", True, "of selling and serving, in a year", MONEY),
        Column("exposure", "number", True, "what the client will owe if it defaults", MONEY),
        Column("probability_of_default", "share", True, "chance of default within a year", "fraction"),
        Column("loss_given_default", "share", True, "part of the exposure that is lost then", "fraction"),
        Column("maturity", "number", False, "effective maturity", "years"),
        Column("turnover", "number", False, "the company's own sales in a year", "millions of euros"),
        Column("exposure_class", "text", False, "corporate, mortgage, revolving or other retail"),
        Column("capital", "number", False, "economic capital by the bank's own model", MONEY),
        Column("other_capital", "number", False, "capital for other than credit risk", MONEY),
    ),
    Column("client_id", "label", True, "the client, or one account of it"),
)
NOT_NEGATIVE = ("exposure", "turnover", "capital", "other_capital")
#: RAROCs that differ by no more are equal.
ROUNDING = 1e-9
STATUS = ("earns the hurdle", "below the hurdle", "no capital", "in default")
Floats = NDArray[np.float64]


@typed
def client_returns(
    clients: pd.DataFrame,
    *,
    hurdle: float = 0.12,
    tax_rate: float = 0.0,
    return_on_capital: float = 0.0,
    scaling: float = 1.0,
    pd_floor: float = 0.0003,
) -> pd.DataFrame:
    """Return the contribution (客户贡献度), the capital and the RAROC of each client, or account, of a bank.

    Parameters
    ----------
    clients : DataFrame
        Index ``client_id``. Needed: ``income`` (may be negative), ``cost``, ``exposure`` (0 for who only keeps
        deposits; a missing one is refused), ``probability_of_default``, ``loss_given_default``. Used where they stand:
        ``maturity`` (years; 2.5 where missing), ``turnover`` (millions of euros; large where missing),
        ``exposure_class`` ("corporate" where missing; or "mortgage", "revolving", "other retail"), ``capital`` (money,
        from a model of your own; `irb_capital` where missing) and ``other_capital`` (money, added; 0 where missing).
    hurdle : float, default 0.12
        The RAROC that the owners ask for, a fraction a year, 0-1: a setting of the bank, to be swept.
    tax_rate, return_on_capital : float, default 0
        See `raroc`.
    scaling, pd_floor : float
        See `irb_capital`.

    Returns
    -------
    DataFrame
        The index of `clients`. Money a year: ``income``, ``cost``, ``exposure``, ``expected_loss``, ``contribution``
        (income less cost less expected loss), ``capital``, ``tax``, ``net_income`` (with the return on capital) and
        ``economic_profit`` (net income less hurdle times capital; defined for everybody, above 0 where the hurdle is
        earned). ``raroc``, a fraction, is missing where there is no capital. ``status``, categorical, best first:
        "earns the hurdle", "below the hurdle", "no capital", "in default" (a probability of default of 1: the whole
        loss is expected, the formula asks for no capital).

    Raises
    ------
    SchemaError
        With everything that is wrong with the table.
    ValueError
        If a rate is outside 0-1.

    See Also
    --------
    group_raroc : What a group of these clients earns.
    returns_by_unit : From account to person, branch and group.
    hurdle_price : What a client below the hurdle would have to pay.

    References
    ----------
    Basel Committee on Banking Supervision (2006). International Convergence of Capital Measurement and Capital
    Standards (Basel II), paragraphs 272-330.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import client_returns
    >>> clients = pd.DataFrame({"income": [30e3, 9e3, 4e3], "cost": [4e3, 3e3, 1e3], "exposure": [1e6, 4e5, 0.0],
    ...                         "probability_of_default": [0.01, 0.03, 0.002], "loss_given_default": 0.45},
    ...                        index=pd.Index(["mill", "shop", "saver"], name="client_id"))
    >>> client_returns(clients)[["contribution", "capital", "raroc", "economic_profit", "status"]].round(3)
               contribution    capital  raroc  economic_profit            status
    client_id
    mill            21500.0  73853.441  0.291        12637.587  earns the hurdle
    shop              600.0  41100.079  0.015        -4332.009  below the hurdle
    saver            3000.0      0.000    NaN         3000.000        no capital
    """
    table = check_table(clients, CLIENTS)
    if problems := _value_problems(table):
        raise SchemaError(*problems)
    check_rates(tax_rate, return_on_capital)
    check_fraction(np.asarray(hurdle), None, "hurdle", "It is a fraction a year: write 12 % as 0.12.")
    columns = ("income", "cost", "exposure", "probability_of_default", "loss_given_default")
    income, cost, exposure, chance, severity = (table[name].to_numpy(dtype="float64") for name in columns)
    chance, severity = np.clip(chance, 0.0, 1.0), np.clip(severity, 0.0, 1.0)  # the check lets rounding pass
    expected = exposure * chance * severity
    contribution = income - cost - expected
    capital = _capital(table, exposure, chance, severity, scaling, pd_floor)
    tax = tax_rate * contribution
    net = contribution - tax + return_on_capital * capital
    profit = net - hurdle * capital
    profit = np.where(np.abs(profit) <= ROUNDING * capital, 0.0, profit)  # who pays `hurdle_price` earns the hurdle
    numbers = {
        "income": income,
        "cost": cost,
        "exposure": exposure,
        "expected_loss": expected,
        "contribution": contribution,
        "capital": capital,
        "tax": tax,
        "net_income": net,
        "economic_profit": profit,
        "raroc": over_capital(net, capital),
    }
    return pd.DataFrame(numbers, index=table.index).assign(status=_status(chance, capital, profit).array)


def _status(chance: Floats, capital: Floats, profit: Floats) -> pd.Series:
    codes = np.select([chance == 1, capital == 0, profit >= 0], [3, 2, 0], 1)
    kind = pd.CategoricalDtype(list(STATUS), ordered=True)
    return pd.Series(pd.Categorical.from_codes(codes.tolist(), dtype=kind))


def _capital(
    table: pd.DataFrame, exposure: Floats, chance: Floats, severity: Floats, scaling: float, pd_floor: float
) -> Floats:
    """Take the bank's own capital where it stands, else the formula's; and what is held for other risks."""
    years = optional(table, "maturity", 2.5)
    turnover = optional(table, "turnover", 50.0)
    capital = np.zeros(len(table))
    for name, rows in _classes(table):
        sales = turnover[rows] if name == "corporate" else None
        fraction = irb_capital(
            chance[rows],
            severity[rows],
            maturity=years[rows],
            turnover=sales,
            exposure_class=name,
            scaling=scaling,
            pd_floor=pd_floor,
        )
        capital[rows] = np.asarray(fraction) * exposure[rows]
    own = optional(table, "capital", np.nan)
    held = np.where(np.isnan(own), capital, own) + optional(table, "other_capital", 0.0)
    return np.where(held > SMALLEST, held, 0.0)


def _classes(table: pd.DataFrame) -> list[tuple[ExposureClass, NDArray[np.bool_]]]:
    """Give each class that occurs, and whose exposure is of it."""
    if "exposure_class" not in table:
        return [("corporate", np.ones(len(table), dtype=bool))]
    found = table["exposure_class"].fillna("corporate")
    rows: list[tuple[ExposureClass, NDArray[np.bool_]]]
    rows = [(name, (found == name).to_numpy()) for name in get_args(ExposureClass)]
    return [(name, here) for name, here in rows if here.any()]


def optional(table: pd.DataFrame, name: str, missing: float) -> Floats:
    """Give an optional column as floats, with a stated number where it or a value of it is missing."""
    if name not in table:
        return np.full(len(table), missing)
    return table[name].to_numpy(dtype="float64", na_value=missing)


def _value_problems(table: pd.DataFrame) -> list[str]:
    problems = []
    for name in NOT_NEGATIVE:
        wrong = optional(table, name, 0.0) < 0
        if wrong.any():
            problems.append(f"clients column '{name}' is negative for {_rows(table, wrong)}. Write 0 for none.")
    short = ~(optional(table, "maturity", 2.5) > 0)
    if short.any():
        problems.append(f"clients column 'maturity' is not above 0 for {_rows(table, short)}. It is in years.")
    if "exposure_class" in table:
        strange = ~table["exposure_class"].isin([*get_args(ExposureClass)]) & table["exposure_class"].notna()
        if strange.any():
            problems.append(
                f"clients column 'exposure_class' must be one of {listed(get_args(ExposureClass))}; found "
                f"{listed(table.loc[strange, 'exposure_class'].unique())}."
            )
    return problems


def _rows(table: pd.DataFrame, wrong: NDArray[np.bool_]) -> str:
    return f"{int(wrong.sum()):,} of {len(table):,} clients ({listed(table.index[wrong])})"
