"""What did customers who took up a category spend on it, and did they spend less elsewhere?

`adoption_worth`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from ...resample.influence import check_level
from ...schema import Day, check_whole, typed
from ...schema.days import day_number
from ...tables._log import purchase_log
from ._holdings import Floats, Numbers, bands_of_orders, holdings

Flags = NDArray[np.bool_]


@typed
def adoption_worth(
    transactions: Any, *, after: Day, category: str = "product", bands: int = 10, level: float = 0.95
) -> pd.DataFrame:
    """Return what each adopter of a category brought: on it, and on everything else beside those who did not adopt.

    Money in a new category may be money taken from an old one. So what adopters spend elsewhere, after the day less
    before it, is held against customers who ordered as often until the day, had not bought the category either, and
    went on without it.

    Parameters
    ----------
    transactions : dataframe
        As for `new_categories`.
    after : day
        The last day of the time before. Money before and after is counted per 30 days.
    category : str, default "product"
        Column that says what was bought.
    bands : int, default 10
        How many bands of about equal size the number of orders until the day is cut into.
    level : float, default 0.95
        Coverage of the interval.

    Returns
    -------
    DataFrame
        Index ``category``, most adopters first; ``adopters`` who have somebody to be held against; money per adopter
        and 30 days: ``amount`` on the category, ``elsewhere``, by how much more their other spending rose than that of
        equals, with ``low`` and ``high`` (missing where a band has no two of each). Below zero the category took money
        from the others.

    Raises
    ------
    SchemaError
        If the transactions are not valid, or lack the category.
    ValueError
        If the log does not reach to both sides of the day, or a number is out of range.

    See Also
    --------
    adoption_rates : How many adopters there are.

    Notes
    -----
    Whoever comes more often from now on finds more things to take up: a rise elsewhere is seldom the work of the new
    category. Only an offer to some by lot could tell.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import adoption_worth
    >>> dates = pd.to_datetime(["2024-01-01", "2024-01-30", "2024-02-29"])
    >>> log = pd.DataFrame({"customer_id": ["a"] * 3 + ["b"] * 3 + ["c"] * 2 + ["d"] * 2,
    ...     "date": [*dates, *dates, *dates[[0, 2]], *dates[[0, 2]]],
    ...     "amount": [9.0, 4.0, 5.0, 9.0, 4.0, 7.0, 8.0, 9.0, 8.0, 8.0],
    ...     "department": ["bread", "bread", "fish", "bread", "bread", "fish", "bread", "bread", "bread", "bread"]})
    >>> adoption_worth(log, after="2024-01-30", category="department", bands=1).loc["fish"].round(1).tolist()
    [2.0, 6.0, -13.5, -14.5, -12.5]
    """
    check_level(level)
    found = holdings(transactions, after, category)
    band = bands_of_orders(found.orders[:, 0], check_whole(bands, "bands", at_least=1))
    before, later = (30 * part for part in _per_day(transactions, after, found.amount_before, found.amount_after))
    change = later.sum(axis=1, keepdims=True) - later - (before.sum(axis=1, keepdims=True) - before)
    adopted, without = found.adopted, (found.before == 0) & (found.after == 0)
    rows = [
        _beside_equals(change[:, place], later[:, place], band, adopted[:, place], without[:, place], level)
        for place in range(len(found.categories))
    ]
    names = ["adopters", "amount", "elsewhere", "low", "high"]
    table = pd.DataFrame(rows, index=found.categories.rename("category"), columns=names).astype({"adopters": int})
    return table.sort_values("adopters", ascending=False, kind="stable")


def _per_day(transactions: Any, after: Day, before: Floats, later: Floats) -> tuple[Floats, Floats]:
    days = purchase_log(transactions).day
    cut = day_number(after, "after")
    return before / (cut - int(days.min()) + 1), later / (int(days.max()) - cut)


def _beside_equals(
    change: Floats, amount: Floats, band: Numbers, adopted: Flags, without: Flags, level: float
) -> tuple[float, ...]:
    """Weigh the difference within each band by its adopters; bands without two of each side are left out."""
    n = int(band.max()) + 1
    sizes, means, spreads = zip(*(_moments(change[side], band[side], n) for side in (adopted, without)), strict=True)
    usable = np.minimum(*sizes) >= 2
    weight = np.where(usable, sizes[0], 0.0)
    adopters = weight.sum()
    if not adopters:
        return 0, np.nan, np.nan, np.nan, np.nan
    share = weight / adopters
    middle = float((share * (means[0] - means[1]))[usable].sum())
    rows = [spread[usable] / size[usable] for spread, size in zip(spreads, sizes, strict=True)]
    error = np.sqrt((share[usable] ** 2 * (rows[0] + rows[1])).sum())
    reach = ndtri((1 + level) / 2) * error
    spent = float(amount[adopted & usable[band]].mean())
    return adopters, spent, middle, middle - reach, middle + reach


def _moments(values: Floats, band: Numbers, n: int) -> tuple[Floats, Floats, Floats]:
    """Give size, mean and variance of each band; 1 and 0 stand where nobody is."""
    size: Floats = np.bincount(band, minlength=n).astype(float)
    mean = np.bincount(band, values, n) / np.maximum(size, 1)
    squares = np.bincount(band, (values - mean[band]) ** 2, n)
    return size, mean, squares / np.maximum(size - 1, 1)
