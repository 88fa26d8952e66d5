"""What do clients look like? Sixteen indicators of key business, from statements and behaviour.

`look_indicators` and `client_looks`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...schema import Column, Schema, SchemaError, check_table, listed, typed
from ...schema.argument_checks import SMALLEST
from .growth import STATEMENTS, check_statements

SOURCE, PROPOSED = "in the source", "proposed"
# key: Chinese, above, below, which end is good, whether a client manager can move it, provenance
LOOKS: dict[str, tuple[str, str, str, str, bool, str]] = {
    "cross_sell_rate": ("交叉销售率", "products", "products_offered", "high", True, SOURCE),
    "monthly_transactions": ("月均交易笔数", "transactions", "months", "high", True, SOURCE),
    "fee_income_share": ("中间业务收入占比", "fee_income", "income", "high", True, SOURCE),
    "deposit_derivation": ("存款派生率", "deposits", "loans", "high", True, SOURCE),
    "wallet_share": ("钱包份额", "deposits", "cash", "high", True, SOURCE),
    "cost_income_ratio": ("成本收入比", "cost", "income", "low", True, SOURCE),
    "loan_share": ("贷款份额", "loans", "debt", "high", True, PROPOSED),
    "settlement_share": ("结算份额", "settled", "revenue", "high", True, PROPOSED),
    "limit_use": ("授信使用率", "loans", "limit", "high", True, PROPOSED),
    "remote_share": ("电子渠道占比", "remote_transactions", "transactions", "high", True, PROPOSED),
    "loan_margin": ("贷款收益率", "interest_income", "loans", "high", True, PROPOSED),
    "net_margin": ("净利率", "net_profit", "revenue", "high", False, PROPOSED),
    "asset_turnover": ("总资产周转率", "revenue", "assets", "high", False, PROPOSED),
    "debt_ratio": ("资产负债率", "liabilities", "assets", "low", False, PROPOSED),
    "return_on_equity": ("净资产收益率", "net_profit", "equity", "high", False, PROPOSED),
    "cash_share": ("现金占比", "cash", "assets", "high", False, PROPOSED),
}
FROM_STATEMENTS = ("revenue", "net_profit", "assets", "liabilities", "equity", "cash", "debt")
BEHAVIOUR = tuple(dict.fromkeys(name for look in LOOKS.values() for name in look[1:3] if name not in FROM_STATEMENTS))
BOOK = Schema(
    "clients",
    tuple(Column(name, "number", False, "of the last year") for name in BEHAVIOUR),
    Column("client_id", "label", True, "the client"),
)


@typed
def look_indicators() -> pd.DataFrame:
    """Return the sixteen indicators of what clients look like (长相), six of the source and ten that are proposed.

    Returns
    -------
    DataFrame
        Index ``look``; ``name_zh``; ``above`` and ``below``, the columns that are divided; ``best``, "high" or "low";
        ``lever``, whether the bank can move it (the client's own figures are not for the bank to move);
        ``provenance``, "in the source" or "proposed".

    See Also
    --------
    client_looks : Their values.

    Examples
    --------
    >>> from custseg.segment import look_indicators
    >>> look_indicators()["provenance"].value_counts().to_dict()
    {'proposed': 10, 'in the source': 6}
    """
    columns = ["name_zh", "above", "below", "best", "lever", "provenance"]
    return pd.DataFrame.from_dict(LOOKS, orient="index", columns=columns).rename_axis("look")


@typed
def client_looks(
    clients: pd.DataFrame, statements: pd.DataFrame | None = None, *, tolerance: float = 0.005
) -> pd.DataFrame:
    """Return the indicators of each client, as far as the columns for them are there.

    Parameters
    ----------
    clients : DataFrame
        Index ``client_id``; any of ``products``, ``products_offered``, ``transactions``, ``months``, ``income``,
        ``fee_income``, ``interest_income``, ``cost``, ``deposits``, ``loans``, ``limit``, ``settled``,
        ``remote_transactions``, of the last year: counts and money. A missing value makes its indicators missing.
    statements : DataFrame, optional
        As for `check_statements`; the latest year is used. Those that do not balance, or whose years are missing, make
        the indicators that rest on them missing.
    tolerance : float, default 0.005
        As for `check_statements`.

    Returns
    -------
    DataFrame
        The index of `clients`, a column for each indicator of `look_indicators` whose two columns are there. Ratios are
        missing where what is below is not above zero: a client without a loan has no deposit derivation.

    Raises
    ------
    SchemaError
        If a column holds something else than finite numbers, or no indicator can be computed.

    See Also
    --------
    look_gaps : Between cells, within and across branches.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.segment import client_looks
    >>> clients = pd.DataFrame({"deposits": [50.0, 10.0], "loans": [100.0, 0.0], "income": [4.0, 1.0],
    ...                         "cost": [1.0, 2.0]}, pd.Index(["mill", "shop"], name="client_id"))
    >>> client_looks(clients)
               deposit_derivation  cost_income_ratio
    client_id
    mill                      0.5               0.25
    shop                      NaN               2.00
    """
    table = check_table(clients, BOOK)
    known = {name: table[name].to_numpy(dtype="float64", na_value=np.nan) for name in BEHAVIOUR if name in table}
    if statements is not None:
        known |= _latest(statements, table.index, tolerance)
    found = {
        key: _ratio(known[above], known[below])
        for key, (_, above, below, *_rest) in LOOKS.items()
        if above in known and below in known
    }
    if not found:
        needed = sorted({f"{above} and {below}" for _, above, below, *_rest in LOOKS.values()})
        raise SchemaError(f"no indicator can be computed: clients has none of the pairs {listed(needed, 20)}.")
    return pd.DataFrame(found, index=table.index)


def _latest(statements: pd.DataFrame, clients: pd.Index, tolerance: float) -> dict[str, NDArray[np.float64]]:
    """Give the latest statement of those that are complete."""
    complete = check_statements(statements, clients, tolerance=tolerance) == "complete"
    last = statements[statements["year"] == statements["year"].max()].set_index("client_id").reindex(clients)
    names = [
        name for name in FROM_STATEMENTS if name in last and name in {column.name for column in STATEMENTS.columns}
    ]
    return {name: last[name].where(complete).to_numpy(dtype="float64", na_value=np.nan) for name in names}


def _ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    some = below > SMALLEST
    ratio: NDArray[np.float64] = np.where(some, above, np.nan) / np.where(some, below, 1.0)
    return ratio
