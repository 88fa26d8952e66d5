"""Would it look the same if nothing were the case? A statistic on data, and on their twins in which nothing happens.

`twin` gives a `Twin`; `shuffle_labels`, `shuffle_first_months` and `shuffle_weeks` make the twins.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..schema import check_choice, printable, require_frame, typed

_EQUAL = 100 * np.finfo("float64").eps  # relative: a twin that differs by rounding alone is as large


@dataclass(frozen=True, eq=False, repr=False)
class Twin:
    """What a statistic is, and what it would be where nothing happens.

    Made by :func:`twin`; `custseg.exhibit.claim` takes it and strikes what is as true of the twins.

    Parameters
    ----------
    what : str
        What was shuffled, as a reader should see it: "the month of first purchase shuffled".
    seen : float
        The statistic of the data. Larger must mean more of what is claimed.
    draws : ndarray of shape (n,)
        The same statistic of each twin; it cannot be written to.

    Attributes
    ----------
    p : float
        Share of the twins that are at least as large, the data counted as one of them: (1 + how many) / (1 + n).

    Raises
    ------
    ValueError
        Nothing said about what was shuffled, no draws, or a number that is not finite.

    References
    ----------
    Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical Applications in Genetics
    and Molecular Biology 9(1).

    Examples
    --------
    >>> Twin("the labels shuffled", seen=3.0, draws=np.array([1.0, 3.0, 2.0])).p
    0.5
    """

    what: str
    seen: float
    draws: NDArray[np.float64]

    def __post_init__(self) -> None:
        if not isinstance(self.what, str) or not self.what.strip():
            raise ValueError(f"what must say what was shuffled, such as 'the labels shuffled'; found {self.what!r}.")
        draws = np.array(self.draws, dtype="float64")
        if draws.ndim != 1 or not len(draws):
            raise ValueError(f"draws must be one number for each twin; found shape {draws.shape}.")
        if bad := int((~np.isfinite(draws)).sum()):
            raise ValueError(f"the statistic is undefined on {bad} of {len(draws)} twins: say what it is there.")
        if not np.isfinite(self.seen):
            raise ValueError(f"the statistic of the data must be a finite number; found {self.seen}.")
        draws.flags.writeable = False
        object.__setattr__(self, "draws", draws)
        object.__setattr__(self, "seen", float(self.seen))

    @property
    def p(self) -> float:
        """Share of the twins at least as large as what was seen."""
        as_large = self.draws >= self.seen - max(_EQUAL, abs(_EQUAL * self.seen))
        return (1 + int(as_large.sum())) / (1 + len(self.draws))

    def __repr__(self) -> str:
        return f"<Twin: {printable(self.what)}; seen {self.seen:.4g}, p = {self.p:.3f} of {len(self.draws):,} twins>"


@typed
def twin(
    data: Any,
    shuffle: Callable[[Any, np.random.Generator], Any],
    statistic: Callable[[Any], float],
    *,
    what: str,
    n: int = 1000,
    random_state: int,
) -> Twin:
    """Compute a statistic on the data and on twins of them in which what is claimed cannot be so.

    Parameters
    ----------
    data : any
        A table, or whatever `shuffle` and `statistic` take. It is not changed.
    shuffle : callable
        ``shuffle(data, random)`` gives one twin, drawn with the ``numpy.random.Generator``. What it leaves as it is
        and what it breaks is the null hypothesis: the functions below say theirs.
    statistic : callable
        ``statistic(data)`` gives one number; larger must mean more of what is claimed.
    what : str
        What was shuffled, as a reader should see it: "the month of first purchase shuffled".
    n : int, default 1000
        How many twins. A claim asks for at least 200.
    random_state : int
        The same value gives the same twins on every machine.

    Returns
    -------
    Twin
        What was seen, and the same of every twin.

    Raises
    ------
    ValueError
        Fewer than one twin, or a statistic that is not one finite number on the data or on a twin.

    See Also
    --------
    shuffle_labels, shuffle_first_months, shuffle_weeks : The usual shuffles.
    custseg.repeat_buying.later_purchases_from : The shuffle that draws later purchases from a fitted model.

    Notes
    -----
    `scipy.stats.permutation_test` permutes rows or labels of samples; here a twin may be anything, such as a log whose
    weeks have another order. The verdict is one-sided: a difference that may go either way needs its absolute value.

    Examples
    --------
    >>> import pandas as pd
    >>> customers = pd.DataFrame({"label": ["a", "b"] * 50, "spend": [1.0, 2.0, 3.0, 1.0] * 25})
    >>> def gap(table):
    ...     means = table.groupby("label")["spend"].mean()
    ...     return float(means.max() - means.min())
    >>> twin(customers, shuffle_labels, gap, what="the labels shuffled", n=200, random_state=0)
    <Twin: the labels shuffled; seen 0.5, p = 0.010 of 200 twins>
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, to have a twin; found {n}.")
    random = np.random.default_rng(random_state)
    seen = _one_number(statistic(data), "the data")
    return Twin(what, seen, np.array([_one_number(statistic(shuffle(data, random)), "a twin") for _ in range(n)]))


@typed
def shuffle_labels(table: pd.DataFrame, random: np.random.Generator, *, column: str = "label") -> pd.DataFrame:
    """Give each row the label of another one.

    The null: the label says nothing about the other columns. How many rows bear each label stays, and so does every
    row but for its label. Rows must be exchangeable: one row a customer, not one a purchase.

    Parameters
    ----------
    table : DataFrame
        One row a customer. It is left as it is.
    random : numpy.random.Generator
        Where chance comes from; `twin` passes it.
    column : str, default "label"
        The column with the labels. For another one: ``functools.partial(shuffle_labels, column="segment")``.

    Returns
    -------
    DataFrame
        The table with that column permuted; what is missing (NaN) in another one stays so.

    Raises
    ------
    ValueError
        If the table lacks the column.

    Examples
    --------
    >>> import pandas as pd
    >>> customers = pd.DataFrame({"label": list("aabb"), "spend": [1, 2, 3, 4]})
    >>> sorted(shuffle_labels(customers, np.random.default_rng(0))["label"])
    ['a', 'a', 'b', 'b']
    """
    _check_columns(table, column, "shuffle_labels")
    return table.assign(**{column: _permuted(table[column], random)})


@typed
def shuffle_first_months(table: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Give each customer the month of first purchase of another one.

    The null: in which month customers came says nothing about what became of them. How many came in each month stays,
    and so does what each customer did. It is `shuffle_labels` for a column with a name of its own, so that the claim
    and its twin read alike.

    Parameters
    ----------
    table : DataFrame
        One row a customer with the column ``first_month``. What is counted of each must be counted over the same
        length of time from the first purchase on, or those who came late had less time: that difference is no chance,
        and this shuffle calls it a finding. It is left as it is.
    random : numpy.random.Generator
        Where chance comes from; `twin` passes it.

    Returns
    -------
    DataFrame
        The table with ``first_month`` permuted; what is missing (NaN) in another column stays so.

    Raises
    ------
    ValueError
        If the table lacks the column.

    Examples
    --------
    >>> import pandas as pd
    >>> customers = pd.DataFrame({"first_month": [1, 1, 2, 3], "came_back": [True, False, True, True]})
    >>> sorted(shuffle_first_months(customers, np.random.default_rng(0))["first_month"])
    [1, 1, 2, 3]
    """
    _check_columns(table, "first_month", "shuffle_first_months")
    return table.assign(first_month=_permuted(table["first_month"], random))


@typed
def shuffle_weeks(
    log: pd.DataFrame, random: np.random.Generator, *, keep: Literal["weeks", "customers"] = "weeks"
) -> pd.DataFrame:
    """Put the weeks of a purchase log into another order.

    A week has seven days, counted from the first day of the log; each row moves by whole weeks, so its weekday stays.
    The days after the last whole week stay where they are. How often each customer bought, what they bought, and how
    many purchases they made within one week stay in both ways.

    ``keep="weeks"``: the rows of a week move together. The null: the order of the weeks says nothing. There is no
    trend, season, decay or newcomer; but a good week of the shop is one for all its customers, and stays one. It is
    the shuffle for what is said of the shop over time.

    ``keep="customers"``: each customer's weeks are permuted for themselves. The null: in which weeks a customer bought
    is chance, given in how many. Besides trend and decay, weeks that are good or bad for all are gone, and so is any
    rhythm. It is the shuffle for what is said of silences, rhythms and regularity of single customers.

    Both move first purchases too: for customers who came one after the other they state that nobody was new, which
    is hardly ever the question.

    Parameters
    ----------
    log : DataFrame
        Transactions with ``customer_id`` and ``date``. It is left as it is.
    random : numpy.random.Generator
        Where chance comes from; `twin` passes it.
    keep : {"weeks", "customers"}
        What stays together.

    Returns
    -------
    DataFrame
        The same rows in the same order, with other dates.

    Raises
    ------
    ValueError
        If a column is missing, a date is, or the log is shorter than two weeks.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.to_datetime(["2024-01-01", "2024-01-09", "2024-01-21"])
    >>> log = pd.DataFrame({"customer_id": ["a", "b", "a"], "date": days, "amount": [5.0, 7.0, 9.0]})
    >>> shuffle_weeks(log, np.random.default_rng(0))["date"].dt.day.tolist()
    [15, 2, 14]
    """
    check_choice(keep, "keep", Literal["weeks", "customers"])
    for column in ("customer_id", "date"):
        _check_columns(log, column, "shuffle_weeks")
    days = log["date"]
    if not pd.api.types.is_datetime64_any_dtype(days):
        raise ValueError(f"shuffle_weeks: date must hold days, found {days.dtype}; read_transactions reads them.")
    if days.isna().any():
        raise ValueError(f"shuffle_weeks: {int(days.isna().sum())} rows have no date; leave them out first.")
    week = ((days - days.min()).dt.days // 7).to_numpy() if len(log) else np.zeros(0, dtype="int64")
    whole = ((days.max() - days.min()).days + 1) // 7 if len(log) else 0
    if whole < 2:
        raise ValueError(f"shuffle_weeks: expected a log of two weeks or more, to have an order; found {whole}.")
    if keep == "weeks":
        goes_to = np.append(random.permutation(whole), whole)
        moved = goes_to[week] - week
    else:
        customer, names = pd.factorize(log["customer_id"])
        orders = random.permuted(np.tile(np.arange(whole), (len(names), 1)), axis=1)
        moved = np.append(orders, np.full((len(names), 1), whole), axis=1)[customer, week] - week
    return log.assign(date=days + pd.to_timedelta(7 * moved, unit="D"))


def _permuted(column: pd.Series, random: np.random.Generator) -> Any:
    return column.array.take(random.permutation(len(column)))


def _check_columns(table: pd.DataFrame, column: str, asked: str) -> None:
    require_frame(table, "table")
    if column not in table.columns:
        raise ValueError(f"{asked}: the table lacks '{column}' (found: {list(table.columns)}).")


def _one_number(value: Any, of: str) -> float:
    if np.ndim(value) != 0 or isinstance(value, str) or value is None:
        raise ValueError(f"the statistic must be one number; on {of} it is a {type(value).__name__}.")
    return float(value)
