"""Is there one row per customer already, or one row for many? Other packages' summaries become a repeat-purchase table.

`repeat_purchases_from_summary`.
"""

import numpy as np
import pandas as pd

from ..schema import SchemaError, Unit, check_choice, listed, typed
from ._arguments import plain_numbers
from ._checks import check_repeat_table
from ._units import unit_days
from .fitting.weights import customers_of

#: Columns of other packages' summaries -> ours. lifetimes and pymc-marketing; BTYD and BTYDplus; CLVTools; our own.
LAYOUTS = (
    {"frequency": "x", "recency": "t_x", "T": "T", "monetary_value": "m_x"},
    {"x": "x", "t.x": "t_x", "T.cal": "T", "m.x": "m_x"},
    {"x": "x", "t.x": "t_x", "T.cal": "T", "Spending": "m_x"},
    {"x": "x", "t_x": "t_x", "T": "T", "m_x": "m_x"},
)
FROM_DAYS = ("frequency", "recency", "tenure")  # of customer_table: recency is counted back from the end
MOST_ROWS = 20_000_000


@typed
def repeat_purchases_from_summary(summary: pd.DataFrame, *, unit: Unit, counts: str | None = None) -> pd.DataFrame:
    """Make a repeat-purchase table of a table that has one row per customer, or one row for many like them.

    Parameters
    ----------
    summary : DataFrame
        In one of these layouts:

        - ``frequency``, ``recency``, ``T``, perhaps ``monetary_value``: lifetimes and pymc-marketing. Their ``recency``
          is the customer's age at the last purchase, and ``frequency`` counts repeat purchases alone;
        - ``x``, ``t.x``, ``T.cal``, perhaps ``m.x``: BTYD, BTYDplus (a *customer-by-sufficient-statistic* table);
          CLVTools writes ``Spending``;
        - ``x``, ``t_x``, ``T``, perhaps ``m_x``: ours;
        - ``frequency``, ``recency``, ``tenure``: :func:`custseg.tables.customer_table`, or any RFM table with the days
          since the first purchase. ``frequency`` counts all purchases, ``recency`` and ``tenure`` are days back from
          the end. What was spent on repeat purchases alone is not known then, so there is no ``m_x``.
    unit : {"D", "W", "M", "Y"}
        The unit of time of the summary; of the result, where the summary is in days back from the end.
    counts : str, optional
        Column that says for how many customers each row stands, whole numbers of 1 or more. Such a row is repeated,
        and the customers are numbered.

    Returns
    -------
    DataFrame
        ``x``, ``t_x``, ``T`` and, where it is known, ``m_x`` (NaN where nothing was bought again), as from
        `repeat_purchase_table`; index ``customer_id``. ``attrs`` state the unit.

    Raises
    ------
    SchemaError
        For another layout, counts that are no whole numbers, a column ``customers`` that ``counts`` does not name, and
        every history that is impossible.
    ValueError
        For an unknown unit.

    See Also
    --------
    repeat_purchase_table : From transactions, which know more: the money of the repeat purchases, and a holdout.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). "Counting your customers" the easy way. Marketing Science 24(2):
    recency and frequency are all that these models need of a history.

    Examples
    --------
    >>> import pandas as pd
    >>> summary = pd.DataFrame({"frequency": [2, 0], "recency": [30.4, 0.0], "T": [38.9, 38.9], "customers": [1, 2]})
    >>> repeat_purchases_from_summary(summary, unit="W", counts="customers")
                 x   t_x     T
    customer_id
    1            2  30.4  38.9
    2            0   0.0  38.9
    3            0   0.0  38.9
    """
    check_choice(unit, "unit", Unit)
    if counts is None:
        _refuse_uncounted(summary)
    table = _renamed(summary) if "tenure" not in summary.columns else _counted_back(summary, unit)
    if counts is not None:
        table = _repeated(table, summary, counts)
    check_repeat_table(table)
    if "m_x" in table:
        table["m_x"] = table["m_x"].astype(float).where(table["x"] > 0)
    table.index.name = "customer_id"
    table.attrs = {
        "table": "repeat purchases",
        "unit": unit,
        "unit_days": unit_days(unit, argument="unit"),
        "customers": len(table),
    }
    return table


def _refuse_uncounted(summary: pd.DataFrame) -> None:
    """Refuse a summary whose rows stand for several customers and would each be taken for one."""
    customers = customers_of(summary, whole=True)
    if customers is not None and (customers != 1).any():
        raise SchemaError(
            f"summary has a column 'customers', by which {len(summary):,} rows stand for {customers.sum():,.0f}: pass "
            "counts='customers', or rename the column if it says something else."
        )


def _renamed(summary: pd.DataFrame) -> pd.DataFrame:
    fitting = [layout for layout in LAYOUTS if {n for n, ours in layout.items() if ours != "m_x"} <= set(summary)]
    if fitting:
        layout = max(fitting, key=lambda one: len(set(one) & set(summary)))
        return _sound(summary, [name for name in layout if name in summary.columns]).rename(columns=layout)
    layouts = "; ".join(", ".join(layout) for layout in (*LAYOUTS, FROM_DAYS))
    raise SchemaError(
        f"summary has none of the known layouts ({layouts}); found {listed(map(str, summary.columns), 12)}. "
        "Rename its columns: summary.rename(columns={...})."
    )


def _counted_back(summary: pd.DataFrame, unit: Unit) -> pd.DataFrame:
    """Turn all purchases and days back from the end into repeat purchases and times since the first."""
    if missing := [name for name in FROM_DAYS if name not in summary.columns]:
        raise SchemaError(f"summary has 'tenure' and lacks {listed(missing)}: a table of customers has all three.")
    found = _sound(summary, list(FROM_DAYS)).astype(float)
    age = found["tenure"] - found["recency"]
    repeats = (found["frequency"] - 1).where(age > 0, 0.0)  # several orders on the first day are one occasion
    if bool((found["frequency"] < 1).any()):
        raise SchemaError("frequency counts all purchases where there is a tenure: it is 1 or more for every customer.")
    days = unit_days(unit, argument="unit")
    return pd.DataFrame({"x": repeats, "t_x": (age / days).where(repeats > 0, 0.0), "T": found["tenure"] / days})


def _sound(summary: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Give the columns that are needed, each once and of numbers."""
    if twice := [name for name in names if isinstance(summary[name], pd.DataFrame)]:
        raise SchemaError(f"summary has {listed(twice)} more than once: keep one of each.")
    if wrong := [f"{name} holds {found}" for name in names if (found := plain_numbers(summary[name]))]:
        raise SchemaError(f"summary must hold numbers: {'; '.join(wrong)}. Convert with pd.to_numeric.")
    return summary[names].copy()


def _repeated(table: pd.DataFrame, summary: pd.DataFrame, counts: str) -> pd.DataFrame:
    """Repeat each row as often as its count says; equal rows are fitted as one, so that this costs little."""
    if counts not in summary.columns:
        raise SchemaError(f"summary lacks the column of counts, '{counts}'; found {listed(map(str, summary.columns))}.")
    number = _sound(summary, [counts])[counts].to_numpy(dtype=float, na_value=np.nan)
    wrong = ~((number >= 1) & (number == np.rint(number)))
    if wrong.any():
        raise SchemaError(
            f"'{counts}' must hold whole numbers of 1 or more, customers per row; not so in {int(wrong.sum())} rows "
            f"({listed(summary.index[wrong])}). Leave out rows that stand for nobody."
        )
    if number.sum() > MOST_ROWS:
        raise SchemaError(f"'{counts}' adds up to {number.sum():,.0f} customers, more than {MOST_ROWS:,}: check it.")
    repeated = table.iloc[np.repeat(np.arange(len(table)), number.astype(int))]
    return repeated.set_axis(pd.RangeIndex(1, len(repeated) + 1))
