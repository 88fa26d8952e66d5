"""Do loyal customers mind prices less? How much more is bought when more is off, by loyalty.

`discount_response_terms` makes a row per customer, `discount_response` compares groups of them,
`discount_response_twin` does so again and again with loyalty shuffled.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from ..resample import Twin, influence_interval, shuffle_labels, twin
from ..resample.influence import check_level
from ..schema import (
    Column,
    Day,
    Schema,
    SchemaError,
    as_numbers,
    check_table,
    different_customers,
    listed,
    raise_where,
    require_frame,
    typed,
)
from ..schema.days import day_name, day_number

Floats = NDArray[np.float64]
FEWEST_WEEKS = 8
FEWEST_BUYERS = 2
TERMS = ("volume", "moved")


@typed
def discount_response_terms(
    rows: pd.DataFrame, *, discount: str, after: Day, until: Day, paid: str = "amount", category: str = "product"
) -> pd.DataFrame:
    """Return for each customer how their weekly purchases went along with what was off in each category.

    What is off in a week is the share of list price that all *other* customers got off in the category: what customers
    buy themselves does not make it. Of it, a mean and a straight line in time are taken away for each category, so that
    neither a dear category nor a trend of either side counts. Volume is money at list price, so that a discount does
    not lower it by itself.

    Parameters
    ----------
    rows : DataFrame
        One row per line, or per order and category: ``customer_id``, ``date``, the columns `paid`, `discount` and
        `category`. Rows with a negative sum at list price are returns and are left out.
    discount : str
        Column of money taken off the list price, positive. Take the one that everybody is offered in the shop, not a
        coupon that was sent to some.
    after : day
        The last day before the first week; that day is not included. Loyalty must be known by then.
    until : day
        The last day of the last week. Weeks are counted from `after`; what does not fill one at the end is left out.
    paid : str, default "amount"
        Column of the money that came in.
    category : str, default "product"
        Column that says what was bought. The finer it is, the nearer is what is off to a price.

    Returns
    -------
    DataFrame
        Index ``customer_id``, sorted; ``volume``, weekly volume at list price times the variance of what was off, and
        ``moved``, the covariance of both, added up over categories. Sums of ``moved`` over sums of ``volume`` are the
        response of a group. Unit: money; what counts is the ratio.

    Raises
    ------
    SchemaError
        For columns that are missing or hold something else, and discounts that are written as negative numbers.
    ValueError
        If the time is shorter than 8 weeks or reaches beyond the rows, or nothing was ever off.

    See Also
    --------
    discount_response : Groups of customers side by side.
    realised_price : Which share of list price each customer paid: what was taken, and no answer to a change.

    Examples
    --------
    >>> from custseg.datasets import load_complete_journey
    >>> from custseg.value import discount_response_terms
    >>> lines = load_complete_journey("departments").merge(load_complete_journey(), on="order_id")
    >>> terms = discount_response_terms(
    ...     lines, discount="retail_disc", paid="sales_value", category="department", after="2017-04-01",
    ...     until="2017-12-30",
    ... )
    >>> round(float(terms["moved"].sum() / terms["volume"].sum()), 2)
    1.47
    """
    table, week, weeks = _weeks(_checked(rows, paid, discount, category), after, until)
    customer, customers = pd.factorize(table["customer_id"], sort=True)
    kind, kinds = pd.factorize(table[category], sort=True)
    off = table[discount].to_numpy(dtype=float)
    at_list = table[paid].to_numpy(dtype=float) + off
    cell = kind * weeks + week
    of_all, off_all = (np.bincount(cell, part, len(kinds) * weeks).astype(float) for part in (at_list, off))
    depth = np.divide(off_all, of_all, out=np.zeros_like(off_all), where=of_all > 0).reshape(len(kinds), weeks)
    sold = np.asarray(
        (of_all > 0).reshape(len(kinds), weeks).all(axis=1)
    )  # a category that is not sold in a week has no discount
    if not sold.any():
        raise ValueError("no category was bought in every week: take larger categories, such as departments.")
    line = _line(weeks)
    moving = depth - depth @ line @ line.T
    spread = (moving**2).mean(axis=1) * sold
    if not (spread > 1e-12).any():
        raise ValueError(f"{discount} was the same share of list price in every week: there is no change to answer to.")
    others = _without_own(customer, cell, at_list, off, of_all, off_all)
    seen = sold[kind] & np.isfinite(others)  # where nobody else bought, nobody says what was off
    adds = np.where(seen, at_list * (others - depth.ravel()[cell] + moving.ravel()[cell]), 0.0)
    n = len(customers)
    return pd.DataFrame(
        {
            "volume": np.bincount(customer, at_list * spread[kind], n) / weeks,
            "moved": np.bincount(customer, adds, n) / weeks,
        },
        index=pd.Index(customers, name="customer_id"),
    )


@typed
def discount_response(terms: pd.DataFrame, groups: pd.Series, *, level: float = 0.95) -> pd.DataFrame:
    """Return by how many per cent each group buys more when one point more of the list price is off.

    Parameters
    ----------
    terms : DataFrame
        What `discount_response_terms` gives.
    groups : Series of shape (n_customers,)
        The group of each customer, least loyal first, known before the time that `terms` looks at. A categorical keeps
        its order. Customers without purchases in that time stand in one of the two only and are left out.
    level : float, default 0.95
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        Index ``group``: the groups, and last ``difference``, the last group less the first: below zero where the loyal
        answer less. ``customers``; ``response``, per cent of volume per point of list price (1: ten points more off
        sell ten per cent more) with ``low`` and ``high``; ``detectable``, in the last row: the smallest true difference
        that such a test would find in four of five cases.

    Raises
    ------
    SchemaError
        If `terms` is not what `discount_response_terms` gives.
    ValueError
        If there are fewer than two groups, a group has fewer than two customers who bought, or customers have no group
        or occur twice.

    See Also
    --------
    discount_response_twin : What shuffled loyalty would show.

    Notes
    -----
    The unit that is drawn is the customer, for these weeks: what all of them do in a week, such as buying before a
    feast, moves both groups alike. It stays in each response and falls out of the difference: only the difference is a
    test, and a response is no elasticity of price. Nor can the test see answers to single prices below the category, or
    who would have left at a higher one.

    References
    ----------
    Reinartz, W. & Kumar, V. (2002). The mismanagement of customer loyalty. Harvard Business Review, 80(7), 86-94.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import discount_response
    >>> terms = pd.DataFrame({"volume": [1.0, 2.0, 1.0, 2.0], "moved": [2.0, 3.0, 1.0, 3.0]}, index=list("abcd"))
    >>> groups = pd.Series(["new", "new", "old", "old"], index=terms.index)
    >>> discount_response(terms, groups)["response"].round(2).to_dict()
    {'new': 1.67, 'old': 1.33, 'difference': -0.33}
    """
    check_level(level)
    volume, moved, codes, names = _grouped(terms, groups)
    n = len(codes)
    sums, covered = np.bincount(codes, moved, len(names)), np.bincount(codes, volume, len(names))
    response = sums / covered
    each = n * (moved - response[codes] * volume) / covered[codes]  # what each adds to the response of their group
    rows = [
        [int(own.sum()), middle, *_ends(middle, each[own], level, n), np.nan]
        for own, middle in ((codes == place, response[place]) for place in range(len(names)))
    ]
    sign = (codes == len(names) - 1) * 1.0 - (codes == 0)
    difference = response[-1] - response[0]
    low, high = _ends(difference, each * sign, level, n)
    reach = ndtri((1 + level) / 2)
    rows.append([int((sign != 0).sum()), difference, low, high, (1 + ndtri(0.8) / reach) * (high - low) / 2])
    columns = ["customers", "response", "low", "high", "detectable"]
    return pd.DataFrame(rows, index=pd.Index([*names, "difference"], name="group"), columns=columns)


@typed
def discount_response_twin(terms: pd.DataFrame, groups: pd.Series, *, n: int = 1000, random_state: int) -> Twin:
    """Give the difference of two groups' responses, and the same for customers whose loyalty is shuffled.

    Parameters
    ----------
    terms : DataFrame
        What `discount_response_terms` gives.
    groups : Series of shape (n_customers,)
        As for `discount_response`.
    n : int, default 1000
        How many twins.
    random_state : int
        The same value gives the same twins.

    Returns
    -------
    Twin
        The difference between the last and the first group in standard errors, whichever way, and that of each twin.
        In standard errors, because loyal customers buy more: shuffled groups are surer of themselves than real ones.

    Raises
    ------
    SchemaError
        If `terms` is not what `discount_response_terms` gives.
    ValueError
        As `discount_response` does, and for fewer than one twin.

    See Also
    --------
    discount_response : The same with intervals.

    References
    ----------
    Chung, E. & Romano, J. P. (2013). Exact and asymptotically robust permutation tests. Annals of Statistics, 41(2),
    484-507.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import discount_response_twin
    >>> terms = pd.DataFrame({"volume": [1.0, 2.0, 1.0, 2.0], "moved": [2.0, 3.0, 1.0, 3.0]}, index=list("abcd"))
    >>> groups = pd.Series(["new", "new", "old", "old"], index=terms.index)
    >>> round(discount_response_twin(terms, groups, n=200, random_state=0).seen, 2)
    1.5
    """
    volume, moved, codes, _ = _grouped(terms, groups)
    table = pd.DataFrame({"volume": volume, "moved": moved, "label": codes})
    return twin(table, shuffle_labels, _in_errors, what="loyalty shuffled", n=n, random_state=random_state)


def _checked(rows: pd.DataFrame, paid: str, discount: str, category: str) -> pd.DataFrame:
    require_frame(rows, "rows")
    if len({paid, discount, category, "customer_id", "date"}) < 5:
        raise SchemaError(
            f"paid, discount and category must be different columns; found {listed([paid, discount, category])}."
        )
    columns = (
        Column("customer_id", "label", True, "who bought"),
        Column("date", "date", True, "when"),
        Column(paid, "number", True, "money that came in"),
        Column(discount, "number", True, "money taken off"),
        Column(category, "label", True, "what was bought"),
    )
    table = check_table(rows, Schema("rows", columns))
    table = table[table[paid] + table[discount] >= 0]
    if table[discount].sum() < 0:
        raise SchemaError(
            f"'{discount}' is below zero in sum ({table[discount].sum():,.2f}): what was taken off must be positive. "
            f"Turn the sign: rows.assign({discount}=-rows[{discount!r}])."
        )
    return table


def _weeks(table: pd.DataFrame, after: Day, until: Day) -> tuple[pd.DataFrame, NDArray[np.int64], int]:
    """Give the rows of whole weeks after a day, the week of each, and how many weeks there are."""
    start, end = day_number(after, "after"), day_number(until, "until")
    weeks = (end - start) // 7
    if weeks < FEWEST_WEEKS:
        raise ValueError(f"{FEWEST_WEEKS} weeks or more between after and until are needed; found {max(weeks, 0)}.")
    day = table["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    week = (day - start - 1) // 7
    inside = (week >= 0) & (week < weeks)
    if not len(day) or day.min() > start + 7 or day.max() <= start + 7 * (weeks - 1):
        found = f"{day_name(int(day.min()))} to {day_name(int(day.max()))}" if len(day) else "no purchase"
        raise ValueError(f"after and until must lie within the rows ({found}); found {after!r} and {until!r}.")
    return table[inside], week[inside], weeks


def _line(weeks: int) -> Floats:
    """Give an orthonormal mean and straight line in time."""
    time = np.arange(weeks) - (weeks - 1) / 2
    return np.column_stack([np.full(weeks, weeks**-0.5), time / np.sqrt((time**2).sum())])


def _without_own(
    customer: NDArray[np.int64], cell: NDArray[np.int64], at_list: Floats, off: Floats, of_all: Floats, off_all: Floats
) -> Floats:
    """Give for each row what all others got off in its category and week; missing where nobody else bought."""
    pair, _ = pd.factorize(customer * len(of_all) + cell)
    mine, mine_off = (np.bincount(pair, part)[pair] for part in (at_list, off))
    others = of_all[cell] - mine
    alone = others <= 1e-9 * of_all[cell]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(alone, np.nan, (off_all[cell] - mine_off) / others)


def _grouped(terms: pd.DataFrame, groups: pd.Series) -> tuple[Floats, Floats, NDArray[np.int64], list[object]]:
    require_frame(terms, "terms")
    if lacking := [name for name in TERMS if name not in terms]:
        raise SchemaError(f"terms lacks {listed(lacking)}: pass what discount_response_terms gives.")
    for name, index in (("terms", terms.index), ("groups", groups.index)):
        if index.has_duplicates:
            raise ValueError(f"{name} names customers more than once: {listed(index[index.duplicated()].unique())}.")
    both = terms.index.intersection(groups.index)
    if not len(both):
        raise ValueError(different_customers("terms", terms.index, "groups", groups.index))
    labels, table = groups[both], terms.loc[both]
    if labels.isna().any():
        raise ValueError(f"groups is missing for {int(labels.isna().sum()):,} customers: give everybody a group.")
    volume, moved = (as_numbers(table[name], name) for name in TERMS)
    wrong = ~np.isfinite(volume) | ~np.isfinite(moved) | (volume < 0)
    raise_where(wrong, both, "terms", "is missing, infinite or a negative volume", "Leave these customers out.")
    category = pd.Categorical(labels)
    few = np.bincount(category.codes[volume > 0], minlength=len(category.categories)) < FEWEST_BUYERS
    if len(few) < 2 or few.any():
        named = listed(category.categories[few]) if few.any() else listed(category.categories)
        raise ValueError(
            f"groups must name two groups or more, each with {FEWEST_BUYERS} customers who bought something: one alone "
            f"has no spread; look at {named}."
        )
    return volume, moved, np.asarray(category.codes, dtype=np.int64), list(category.categories)


def _in_errors(labelled: pd.DataFrame) -> float:
    """Give the size of the difference of the last and the first label's response, in its standard errors."""
    codes, volume, moved = (labelled[name].to_numpy() for name in ("label", "volume", "moved"))
    sums, covered = (np.bincount(codes, part) for part in (moved, volume))
    response = sums / covered
    errors = np.bincount(codes, (moved - response[codes] * volume) ** 2) / covered**2
    return float(abs(response[-1] - response[0]) / np.sqrt(errors[-1] + errors[0]))


def _ends(middle: float, adds: Floats, level: float, n: int) -> Floats:
    """Give the interval of what the customers add up to; `adds` is for a mean over `n`."""
    return influence_interval(middle, adds * len(adds) / n, level=level)
