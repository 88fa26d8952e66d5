"""What is a customer worth through those whom they brought, by kind of referral?

`referral_value`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...schema import Day, SchemaError, amounts_of, as_day, check_discount_rate, check_fraction, raise_where, typed
from ...schema.argument_checks import LARGEST
from .edges import COUNTED, Forest, checked_edges, forest_of

DAYS_A_YEAR = 365.25

Floats = NDArray[np.float64]


@typed
def referral_value(
    edges: pd.DataFrame,
    value: pd.Series,
    *,
    acquisition_cost: float = 0.0,
    reward: float = 0.0,
    joined_anyway: float = 0.0,
    pass_up: float = 0.0,
    after: Day | None = None,
    until: Day | None = None,
    discount_rate: float = 0.0,
) -> pd.DataFrame:
    r"""Return each customer's referral value (引介价值): the contribution of those whom they brought.

    A *type one* referral is of somebody who would not have come otherwise: it brings their future value and saves what
    winning them would have cost. A *type two* referral is of somebody who would have come anyway: it brings the saving
    alone, never future value. What was paid for the referral is taken off both. With the chance :math:`q` of having
    come anyway,

    .. math:: CRV_k = \sum_{j \in \text{brought by } k} \frac{(1 - q_j)(V_j + A_j - M_j) + q_j (A_j - M_j)}
                                                             {(1 + d)^{t_j}}

    Every referral is credited once. Who brought the one who recommends may be given a part of it, `pass_up`, which is
    taken from the latter: so the sum over customers is that over referrals, whatever the chains.

    Parameters
    ----------
    edges : DataFrame
        One row a referral: ``referrer_id``, ``referred_id``. Where they stand, these columns take the place of the
        arguments of the same name, and a missing value that of the argument: ``joined_anyway`` (0-1; 0 is type one, 1
        is type two), ``acquisition_cost`` and ``reward`` (money, 0 or more). ``date`` is needed for a window and for
        discounting. See `sift_referrals` for the rows that are set aside.
    value : Series of shape (n_customers,)
        Future value of each customer on the day on which they came, in money; may be negative. Its index are the
        customers. Somebody's own lifetime value, not counting whom they bring in turn.
    acquisition_cost : float, default 0
        What winning a customer without a referral costs (A), in money.
    reward : float, default 0
        What a referral costs (M): the rewards of both sides and the letters, in money.
    joined_anyway : float, default 0
        Chance that the referred would have come without the referral, 0-1.
    pass_up : float, default 0
        Part of what arrives at a customer that goes on to who brought them, 0 to below 1; less by the chance that they
        would have come anyway. 0 credits the direct referrer alone, as the paper does.
    after, until : str, date or Timestamp, optional
        The window of days: `after` does not belong to it, `until` does.
    discount_rate : float, default 0
        A fraction per year, 0-1: referrals are discounted to the day `after`.

    Returns
    -------
    DataFrame
        The customers' index. ``referrals``, how many they brought in the window; in money ``future_value`` (of type one
        alone), ``acquisition_saving``, ``reward`` (taken off), ``type_one``, ``type_two``, and ``referral_value``:
        future value plus saving less reward, which is type one plus type two. Who brought nobody has 0.

    Raises
    ------
    SchemaError
        With everything that is wrong with the table.
    ValueError
        If values are missing, an argument is outside its range, or money is discounted and no day `after` is given.

    See Also
    --------
    sift_referrals : Which rows count, and which rule set the others aside.
    total_value : Own value and referral value together, nobody counted twice.
    neighbour_influence : Whether those around a customer follow, where nobody writes down who recommended whom.

    Notes
    -----
    The paper takes the cost of the campaign off type one alone; the reward is paid for both, so both bear it here. Pass
    ``reward`` 0 in the rows of type two to follow the paper.

    References
    ----------
    Kumar, V., Petersen, J. A. & Leone, R. P. (2007). How valuable is word of mouth? Harvard Business Review 85(10),
    139-146.
    Kumar, V., Petersen, J. A. & Leone, R. P. (2010). Driving profitability by encouraging customer referrals. Journal
    of Marketing 74(5), 1-17.

    Examples
    --------
    Ann brought bob, who would not have come; bob brought eve, who would have come anyway.

    >>> import pandas as pd
    >>> from custseg.value import referral_value
    >>> edges = pd.DataFrame({"referrer_id": ["ann", "bob"], "referred_id": ["bob", "eve"],
    ...                       "joined_anyway": [0.0, 1.0]})
    >>> value = pd.Series({"ann": 100.0, "bob": 60.0, "eve": 80.0})
    >>> referral_value(edges, value, acquisition_cost=20.0, reward=5.0)[["type_one", "type_two", "referral_value"]]
         type_one  type_two  referral_value
    ann      75.0       0.0            75.0
    bob       0.0      15.0            15.0
    eve       0.0       0.0             0.0
    """
    given = {"joined_anyway": joined_anyway, "acquisition_cost": acquisition_cost, "reward": reward}
    defaults = {name: float(number) for name, number in given.items()}
    return credits(edges, value, defaults, pass_up, after, until, discount_rate)[0]


def credits(
    edges: pd.DataFrame,
    value: pd.Series,
    defaults: dict[str, float],
    pass_up: float,
    after: Day | None,
    until: Day | None,
    discount_rate: float,
) -> tuple[pd.DataFrame, Floats]:
    """Give what `referral_value` gives, and the part of each customer's own value that stands with others."""
    worth, _ = amounts_of(value, "value")
    _check_settings(defaults, pass_up, discount_rate, after)
    table = checked_edges(edges, value.index, after, until)
    forest = forest_of(table, value.index, after, until)
    brought = _counted(forest)
    above = forest.parent[brought]
    keeps, elsewhere = {}, np.zeros(len(worth))
    for name, part in _own_credit(table, forest.row[brought], worth[brought], defaults, after, discount_rate):
        keeps[name] = np.bincount(above, part, len(worth)).astype("float64")
        if name == "future_value":
            elsewhere[brought] = part
    referrals = np.bincount(above, minlength=len(worth))
    del brought, above
    if pass_up:
        anyway = _of_links(table, forest, "joined_anyway", defaults["joined_anyway"])
        _hand_up(keeps, forest, float(pass_up) * (1 - anyway))
    return _as_table(keeps, referrals, value.index), elsewhere


def _counted(forest: Forest) -> NDArray[np.intp]:
    """Name the customers whose own referral counts."""
    linked = np.flatnonzero(forest.row >= 0)
    counted: NDArray[np.intp] = linked[forest.rules[forest.row[linked]] == COUNTED]
    return counted


def _own_credit(
    table: pd.DataFrame,
    rows: NDArray[np.int32],
    worth: Floats,
    defaults: dict[str, float],
    after: Day | None,
    discount_rate: float,
) -> Iterator[tuple[str, Floats]]:
    """Give what each referral that counts brings, one part after the other: all at once would fill the memory."""
    anyway, saving, paid = (_filled(table, name, default, rows) for name, default in defaults.items())
    factor: Floats | float = 1.0
    if discount_rate:
        days = (table["date"].to_numpy()[rows] - np.datetime64(as_day(str(after), "after"))) / np.timedelta64(1, "D")
        factor = (1 + float(discount_rate)) ** -(days / DAYS_A_YEAR)
    every = (len(rows),)
    yield "future_value", factor * (1 - anyway) * worth
    yield "acquisition_saving", np.broadcast_to(factor * saving, every)
    yield "reward", np.broadcast_to(factor * paid, every)
    yield "type_two", np.broadcast_to(factor * anyway * (saving - paid), every)


def _hand_up(keeps: dict[str, Floats], forest: Forest, passed: Floats) -> None:
    """Hand a part of what arrived up to who brought one, the deepest of the chains first, so that nothing is lost."""
    giving = np.flatnonzero((forest.parent >= 0) & (passed > 0))
    giving = giving[np.argsort(-forest.depth[giving], kind="stable")]
    borders = np.flatnonzero(np.diff(forest.depth[giving])) + 1
    for level in np.split(giving, borders):
        above = forest.parent[level]
        for kept in keeps.values():
            up = kept[level] * passed[level]
            kept[level] -= up
            np.add.at(kept, above, up)


def _as_table(parts: dict[str, Floats], referrals: NDArray[np.intp], index: pd.Index) -> pd.DataFrame:
    whole = parts["future_value"] + parts["acquisition_saving"] - parts["reward"]
    columns = {
        "referrals": referrals,
        "future_value": parts["future_value"],
        "acquisition_saving": parts["acquisition_saving"],
        "reward": parts["reward"],
        "type_one": whole - parts["type_two"],
        "type_two": parts["type_two"],
        "referral_value": whole,
    }
    return pd.DataFrame(columns, index=index, copy=False)


def _filled(table: pd.DataFrame, name: str, default: float, rows: NDArray[np.int32]) -> Floats | float:
    """Give a column of the list at some rows, with the argument where it or a value of it is missing."""
    if name not in table:
        return default
    known = table[name].to_numpy(dtype="float64", na_value=default)[rows]
    return np.clip(known, 0.0, 1.0, out=known) if name == "joined_anyway" else known  # the check lets rounding pass


def _of_links(table: pd.DataFrame, forest: Forest, name: str, default: float) -> Floats:
    """Give what a column of the list says of the link by which each customer came."""
    return np.where(forest.row >= 0, _filled(table, name, default, forest.row), 0.0)


def _check_settings(defaults: dict[str, float], pass_up: float, discount_rate: float, after: Day | None) -> None:
    for name in ("acquisition_cost", "reward"):
        wrong = np.asarray(not 0 <= defaults[name] < LARGEST)
        raise_where(wrong, None, name, "is negative or too large", "It is what is paid, 0 or more.")
    check_fraction(np.asarray(defaults["joined_anyway"]), None, "joined_anyway", "It is a chance: write 30 % as 0.3.")
    wrong = np.asarray(not 0 <= pass_up < 1)
    raise_where(wrong, None, "pass_up", "is outside 0 to below 1", "It is the part that goes on to the one before.")
    check_discount_rate(np.asarray(discount_rate))
    if discount_rate and after is None:
        raise SchemaError("discount_rate needs the day to which it discounts: pass after=.")
