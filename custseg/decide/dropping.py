"""What does the firm really save when it lets customers go?

`drop_effect`.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..schema import PerCustomer, aligned, as_numbers, check_fraction, raise_where, typed


@typed
def drop_effect(
    gross_margin: PerCustomer,
    cost_to_serve: PerCustomer,
    dropped: Sequence[bool] | np.ndarray | pd.Series,
    *,
    avoidable: Sequence[float] = (0.0, 0.25, 0.5, 0.75, 1.0),
) -> pd.DataFrame:
    """Return what dropping a group of customers does to the profit, for each part of their cost that really goes away.

    A loss disappears with the customer only on paper. The margin is gone at once; the people and machines that served
    them stay on the payroll until somebody makes the pool smaller. What stays is stranded cost (滞留成本).

    Parameters
    ----------
    gross_margin, cost_to_serve : Series of shape (n_customers,)
        Money of one period.
    dropped : Series of bool of shape (n_customers,)
        Who is let go.
    avoidable : sequence of float
        Parts of their cost that go away, 0-1.

    Returns
    -------
    DataFrame
        Index ``avoidable``; ``customers`` dropped; ``margin_lost``, ``cost_avoided``, ``cost_stranded`` and
        ``change``, what the profit changes by (money of one period); ``break_even``, the part that must go away for the
        drop to change nothing: margin over cost, above 1 where no drop pays, missing where they cost nothing.

    Raises
    ------
    TypeError
        If `dropped` does not hold truth values.
    ValueError
        If nobody is dropped, a cost is negative, a fraction is outside 0-1, or customers do not belong together.

    See Also
    --------
    convert_keep_drop : Who should be dropped at all.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import drop_effect
    >>> table = drop_effect([30.0, 10.0], [10.0, 25.0], [False, True], avoidable=[0.0, 0.4, 1.0])
    >>> table[["margin_lost", "cost_avoided", "cost_stranded", "change"]]
               margin_lost  cost_avoided  cost_stranded  change
    avoidable
    0.0               10.0           0.0           25.0   -10.0
    0.4               10.0          10.0           15.0     0.0
    1.0               10.0          25.0            0.0    15.0
    """
    gone = np.asarray(dropped)
    if gone.dtype != bool:
        raise TypeError(f"dropped must hold truth values, one per customer; found {gone.dtype}.")
    flags = dropped.astype(float) if isinstance(dropped, pd.Series) else gone.astype(float)
    index, (margin, cost, gone) = aligned(gross_margin=gross_margin, cost_to_serve=cost_to_serve, dropped=flags)
    raise_where(cost < 0, index, "cost_to_serve", "is negative", "A cost is 0 or more.")
    parts = np.atleast_1d(as_numbers(avoidable, "avoidable"))
    check_fraction(parts, None, "avoidable", "Write 80 % as 0.8.")
    if not gone.sum():
        raise ValueError("dropped names nobody: there is no effect to look at.")
    lost, spent = float((margin * gone).sum()), float((cost * gone).sum())
    return pd.DataFrame(
        {
            "customers": int(gone.sum()),
            "margin_lost": lost,
            "cost_avoided": parts * spent,
            "cost_stranded": (1 - parts) * spent,
            "change": parts * spent - lost,
            "break_even": lost / spent if spent else np.nan,
        },
        index=pd.Index(parts, name="avoidable"),
    )
