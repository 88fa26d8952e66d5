"""How many customers does the campaign take, if its lift is to be known within so much money?

`campaign_size`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import norm
from scipy.stats import t as student

from ...schema import Amounts, SchemaError, aligned, amounts_of, check_fraction, raise_where, typed
from ...schema.argument_checks import SMALLEST

ALL = "all"
FEWEST = 4  # customers: two on each side
MOST = 1e15  # customers: nobody has as many


@typed
def campaign_size(
    outcome: Amounts,
    routes: pd.Series | None = None,
    *,
    precision: float,
    control: float = 0.5,
    before: Amounts | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Return how many customers each route takes for a lift that is known within plus or minus `precision`.

    Parameters
    ----------
    outcome : array or Series of shape (n_customers,)
        What these customers brought in an earlier window as long as the campaign's, in money. Their scatter is taken
        for that of the campaign; rewards make it larger, so take the answer as the least.
    routes : Series with the same index, optional
        The route of each, such as the column of `plan_campaign`; missing for none. One route by default.
    precision : float
        Half the width of the interval that is wanted, in the unit of the outcome, above 0.
    control : float, default 0.5
        Which share is left alone, 0-1, ends not included. Half takes the fewest.
    before : array or Series of shape (n_customers,), optional
        The same of the window before that one: what a straight line through it explains is no scatter, if the lift
        will be adjusted for it.
    level : float, default 0.95
        Coverage of the interval, 0-1.

    Returns
    -------
    DataFrame
        Index ``route``. ``customers`` there are; ``sd``, the scatter; ``precision`` that they allow;
        ``customers_needed``, so many at least that two stand on either side; ``enough``. Missing with fewer than four
        customers.

    Raises
    ------
    ValueError
        If numbers are missing, indexes differ, nobody has a route, the precision is not above 0 or so fine that no
        number of customers reaches it, or a share is outside its range.

    See Also
    --------
    smallest_effect : The smallest lift that is found so and so often.
    campaign_lift : The interval that comes out.

    Notes
    -----
    .. math:: n = \frac{t_{n-2}^2\, s^2}{\text{precision}^2\, c\,(1 - c)}

    with :math:`c` the share of the control and :math:`t` of Student's distribution, 1.96 at 95 % and many customers:
    with few the interval of the lift is wider. It is the width that comes out on average; where most bring nothing and
    a few bring much, that of one campaign may be a quarter more or less.

    Examples
    --------
    >>> import numpy as np
    >>> from custseg.decide import campaign_size
    >>> brought = np.tile([0.0, 0.0, 0.0, 80.0], 100)
    >>> campaign_size(brought, precision=5.0).round(2).to_dict("records")
    [{'customers': 400, 'sd': 34.68, 'precision': 6.82, 'customers_needed': 742.0, 'enough': False}]
    """
    values, index = amounts_of(outcome, "outcome")
    raise_where(
        np.asarray(not SMALLEST < precision < np.inf), None, "precision", "is not above 0", "It is an amount of money."
    )
    for name, share in (("control", control), ("level", level)):
        check_fraction(np.asarray(share), None, name, "It is a share: write 50 % as 0.5.")
        raise_where(np.asarray(share in (0, 1)), None, name, "is 0 or 1", "Leave somebody on either side.")
    earlier = None
    if before is not None:
        aligned(outcome=outcome, before=before)
        earlier = amounts_of(before, "before")[0]
    names = pd.Series(ALL, index=index) if routes is None else routes
    if not names.index.equals(index):
        raise ValueError(
            "routes and outcome have different indexes: reindex one of them, routes.reindex(outcome.index)."
        )
    if not names.notna().any():
        raise SchemaError("nobody has a route: routes is missing for all customers.")
    design = _Design(float(precision), float(control), float(level))
    rows = {
        name: _row(values[places], None if earlier is None else earlier[places], design)
        for name, places in names.reset_index(drop=True).groupby(names.to_numpy()).groups.items()
    }
    columns = ["customers", "sd", "precision", "customers_needed", "enough"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("route")
    return table.astype({"customers": "int64", "enough": "bool"})


class _Design(NamedTuple):
    """What is wanted of the campaign."""

    precision: float
    control: float
    level: float

    def half_width(self, customers: float, spread: float, freedom: float) -> float:
        """Give half the width of the interval of the lift."""
        reach = float(student.ppf((1 + self.level) / 2, freedom))
        return reach * spread / float(np.sqrt(customers * self.control * (1 - self.control)))


def _row(values: np.ndarray, earlier: np.ndarray | None, design: _Design) -> list[float | bool]:
    if len(values) < FEWEST:
        return [len(values), np.nan, np.nan, np.nan, False]
    lines = 0 if earlier is None else 1
    rest = values - values.mean() if earlier is None else residuals(values, earlier)
    spread = float(np.sqrt((rest**2).sum() / (len(values) - 1 - lines)))
    reached = design.half_width(len(values), spread, len(values) - 2 - lines)
    return [len(values), spread, reached, _needed(spread, lines, design), reached <= design.precision]


def _needed(spread: float, lines: int, design: _Design) -> float:
    """Start from the number for a normal distribution, and go up the little that Student's asks for."""
    side = min(design.control, 1 - design.control)
    least = max(np.ceil(2 / side - 1e-9), FEWEST + lines)
    z = float(norm.ppf((1 + design.level) / 2)) / np.sqrt(design.control * (1 - design.control))
    root = z * (spread / design.precision)
    if not root < np.sqrt(MOST) or not least < MOST:
        raise ValueError(
            f"a precision of {design.precision:g} with a control of {design.control:g} would take more customers than "
            "there are. Ask for less, or leave more alone."
        )
    needed = max(float(np.ceil(root**2)), float(least))
    while needed < 1e6 and design.half_width(needed, spread, needed - 2 - lines) > design.precision:
        needed += 1
    return needed


def residuals(values: np.ndarray, earlier: np.ndarray) -> np.ndarray:
    """Give what a straight line through the earlier values leaves."""
    x = earlier - earlier.mean()
    slope = (x @ values) / (x @ x) if x @ x > 0 else 0.0
    left: np.ndarray = values - values.mean() - slope * x
    return left
