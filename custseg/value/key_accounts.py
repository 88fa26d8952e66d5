"""Where does the line between key and ordinary accounts fall, and who stands on which side?

`key_account_boundary` and `key_account_status`.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..resample import influence_interval
from ..schema import Amounts, PerCustomer, aligned, amounts_of, typed
from ._influence import top_share_influence
from ._tail_caveats import with_caveats


@typed
def key_account_boundary(
    value: Amounts,
    covers: Sequence[float] = (0.5, 0.8, 0.9),
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the smallest set of accounts that brings a stated part of the total, and the value at its edge.

    Accounts are counted from the largest down until they bring at least that part. Accounts of the same value as the
    last one belong to the set too: equals are never treated unequally. If accounts belong together (branches of a
    group), sum them first, for example ``value.groupby(group).sum()``: the unit decides where the line falls.

    Where the line falls in this list is known. The interval speaks of the firm that drew it: of the share of all
    accounts that it could have had.

    Parameters
    ----------
    value : Series of shape (n_accounts,)
        Revenue or profit per account, in money; losses may be negative if the total is above zero.
    covers : sequence of float
        Parts of the total, each above 0 and at most 1.
    level : float
        How often an interval should hold the truth, 0-1.

    Returns
    -------
    DataFrame
        One row per part: ``covers``; ``threshold`` (the smallest value of a key account, in money); ``customers``
        (key accounts); ``share_of_customers`` with ``low`` and ``high``; ``share_of_amount`` (what they bring, at least
        `covers`); ``caveat``: empty, or what is the matter. There is no interval (NaN) where fewer than 10 accounts
        reach the part, where the tail is so heavy that none holds (`tail_exponent`), and where the part is everything.

    Raises
    ------
    ValueError
        If a value is missing, there is no account, the total is not above zero, or a part is outside 0-1.

    See Also
    --------
    key_account_status : Who stands on which side of the line.
    concentration_table : The same curve the other way round: what a share of the customers brings.
    tail_exponent : How heavy the tail is.

    References
    ----------
    Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54(1).

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import key_account_boundary
    >>> table = key_account_boundary(pd.Series([50, 20, 20, 5, 5]), [0.6])
    >>> table[["threshold", "customers", "share_of_amount"]].to_numpy().tolist()
    [[20.0, 3.0, 0.9]]
    """
    values, _ = amounts_of(value, "value")
    values = -np.sort(-values)
    parts = np.atleast_1d(np.asarray(covers, dtype=float))
    if not ((parts > 0) & (parts <= 1)).all():
        raise ValueError(f"covers must be fractions above 0 and at most 1: write 80 % as 0.8; found {list(covers)}.")
    if values.sum() <= 0:
        raise ValueError(f"value: the total is {values.sum():,.2f}; a part of it needs a total above zero.")

    last = _edge(values, parts)
    ends = np.transpose([_share_ends(values, place, level) for place in last])
    ends, caveats = with_caveats(ends, last + 1, np.maximum(values, 0.0))
    return pd.DataFrame(
        {
            "covers": parts,
            "threshold": values[last],
            "customers": last + 1,
            "share_of_customers": (last + 1) / len(values),
            "low": ends[0],
            "high": ends[1],
            "share_of_amount": np.cumsum(values)[last] / values.sum(),
            "caveat": caveats,
        }
    )


def _share_ends(values: np.ndarray, last: int, level: float) -> np.ndarray:
    """Give the ends of the share of accounts that reaches what these reach: the curve of top shares, inverted."""
    inside, edge = (last + 1) / len(values), values[last]
    reached = values[: last + 1].sum() / values.sum()
    # where the curve is lower by d, it takes d * mean / edge more accounts to reach the same part
    adds = -top_share_influence(values, edge, reached) * values.mean() / edge
    return influence_interval(inside, adds, level=level).clip(0.0, 1.0)


@typed
def key_account_status(
    value: Amounts,
    threshold: float,
    *,
    potential: float | pd.Series | None = None,
    forecast: float | pd.Series | None = None,
) -> pd.Series:
    """Return which accounts are key accounts, should be, may become so, or are ordinary.

    The first that holds: *current* (现有大客户), the account brings us the threshold or more; *should be* (应属而未成),
    it spends that much with us and our competitors together; *future* (未来), it is forecast to bring us that much;
    else *ordinary* (普通客户).

    Parameters
    ----------
    value : Series of shape (n_accounts,)
        What the account brings us now, in money.
    threshold : float
        Smallest value of a key account, for example from `key_account_boundary`.
    potential : Series, optional
        What the account brings to us and to our competitors together now, in money.
    forecast : Series, optional
        What it is expected to bring us, in money.

    Returns
    -------
    Series
        The accounts' index; "current", "should be", "future" or "ordinary".

    Raises
    ------
    ValueError
        If a number is missing or the indexes differ.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import key_account_status
    >>> key_account_status(pd.Series([90, 10, 10]), 50, potential=[90, 60, 20]).tolist()
    ['current', 'should be', 'ordinary']
    """
    given = {"potential": potential, "forecast": forecast}
    columns: dict[str, PerCustomer] = {"value": value, "threshold": threshold}
    columns |= {name: v for name, v in given.items() if v is not None}
    index, numbers = aligned(**columns)
    found = dict(zip(columns, numbers, strict=True))
    nobody = np.full(found["value"].shape, -np.inf)
    reached = [found.get(name, nobody) >= found["threshold"] for name in ("value", "potential", "forecast")]
    status = np.select(reached, ["current", "should be", "future"], "ordinary")
    return pd.Series(status, index=index, name="status")


def _edge(values: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Return the position of the last account of the smallest set that brings each part; values fall."""
    money = np.cumsum(values)
    # The set can only end where a group of equal accounts ends.
    closes = np.append(values[1:] != values[:-1], True)
    reached = np.maximum.accumulate(np.where(closes, money, -np.inf)) / money[-1]
    # A sum in another order may fall short of the whole by rounding.
    edge: np.ndarray = np.searchsorted(reached, np.minimum(parts, reached[-1]) - 1e-12)
    return edge
