"""What will the customers of a cohort bring next, if their profit goes on to fall as it has fallen so far?

`cohort_forecast`, with the retention rate of `profit_retention`; `forecasts_at_cuts` says what came of it before.
"""

import numpy as np
import pandas as pd

from ..schema import as_numbers, check_whole, require_frame, typed

CUT_COLUMNS = ["came", "forecast", "carried_on", "with_winning"]


@typed
def profit_retention(profits: pd.DataFrame) -> float:
    """Return the retention rate that a cohort's profit shows: the last period against the first, per period.

    It counts money, not people: a customer who buys half as much lowers it, one who pauses for a period need not.

    Parameters
    ----------
    profits : DataFrame of shape (n_customers, n_periods)
        What each customer of the cohort brought in each period, in money; no period in which customers were still won.

    Returns
    -------
    float
        Per period; 1 means that the profit did not fall, more than 1 that it rose.

    Raises
    ------
    ValueError
        Fewer than two periods, missing numbers, or a first or last period without a profit.

    See Also
    --------
    retention_by_period : The part of the customers that come back.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import profit_retention
    >>> profit_retention(pd.DataFrame({"spring": [60.0, 40.0], "summer": [50.0, 40.0], "autumn": [81.0, 0.0]}))
    0.9
    """
    totals = _checked(profits, won_in=0).sum(axis=0)
    return float((totals[-1] / totals[0]) ** (1 / (len(totals) - 1)))


@typed
def cohort_forecast(
    profits: pd.DataFrame, *, periods: int = 1, won_in: int = 1, with_winning: bool = False
) -> pd.DataFrame:
    """Forecast what each customer brings next: their mean profit of the past, less what is lost by leaving.

    The purchase by which a customer is won does not come twice. The periods in which the cohort was won are therefore
    left out of the mean and of the retention rate. Nothing is discounted: the forecast is to be held against what came.

    Parameters
    ----------
    profits : DataFrame of shape (n_customers, n_periods)
        What each customer brought in each period up to now, in money, oldest period first.
    periods : int
        How many periods ahead.
    won_in : int
        In how many of the first periods the cohort was won. At least two periods must follow.
    with_winning : bool
        Whether these periods count in the mean all the same: the usual error, to be held against the forecast.

    Returns
    -------
    DataFrame
        The index of `profits`. ``forecast``: mean profit times r + r² + ... for `periods` periods, with r from
        :func:`profit_retention`, in money. ``influence``: what the customer adds to the mean forecast, the retention
        rate included, which all customers share; its mean is that of the forecast. Take it for intervals of means.

    Raises
    ------
    ValueError
        Fewer than two periods after `won_in`, missing numbers, or a first or last of them without a profit.

    See Also
    --------
    clv_formula : The same with a discount rate, for ever.
    custseg.repeat_buying.ParetoNBD : A model that tells customers apart by when they last bought.
    custseg.resample.paired_difference : The interval of forecast less what came.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import cohort_forecast
    >>> past = pd.DataFrame({"won": [90.0, 70], "spring": [40.0, 0], "summer": [20.0, 0]}, index=["ann", "bob"])
    >>> cohort_forecast(past)["forecast"].to_dict()
    {'ann': 15.0, 'bob': 0.0}
    """
    numbers = _checked(profits, won_in)
    ahead = np.arange(1, check_whole(periods, "periods", at_least=1) + 1)
    after, steps = numbers[:, won_in:], numbers.shape[1] - won_in - 1
    first, last = after[:, 0].mean(), after[:, -1].mean()
    lost = (last / first) ** (ahead / steps)
    forecast = (numbers if with_winning else after).mean(axis=1) * lost.sum()
    per_customer = (after[:, -1] / last - after[:, 0] / first) / steps  # influence on the logarithm of retention
    pull = forecast.mean() * (ahead * lost).sum() / lost.sum() * per_customer
    return pd.DataFrame({"forecast": forecast, "influence": forecast + pull}, index=profits.index)


@typed
def forecasts_at_cuts(profits: pd.DataFrame, *, periods: int = 1, won_in: int = 1) -> pd.DataFrame:
    """Make the forecast after each past period that allows one, and hold it and two plain rules against what came.

    Parameters
    ----------
    profits : DataFrame of shape (n_customers, n_periods)
        As for :func:`cohort_forecast`.
    periods : int
        How many periods ahead.
    won_in : int
        In how many of the first periods the cohort was won.

    Returns
    -------
    DataFrame
        One row a cut, index ``cut``: the last period that the forecast knew. Means per customer, in money: ``came``;
        ``forecast``; ``carried_on``, the latest `periods` periods once more; ``with_winning``, the forecast with the
        periods in which the cohort was won.

    Raises
    ------
    ValueError
        As :func:`cohort_forecast`; no cut leaves two periods before it and `periods` after it.

    See Also
    --------
    custseg.resample.past_cuts : For any rule and any log.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.value import forecasts_at_cuts
    >>> past = pd.DataFrame({"won": [90.0], "spring": [40.0], "summer": [20.0], "autumn": [12.0]})
    >>> forecasts_at_cuts(past).to_dict("index")
    {'summer': {'came': 12.0, 'forecast': 15.0, 'carried_on': 20.0, 'with_winning': 25.0}}
    """
    numbers = _checked(profits, won_in)
    ahead = check_whole(periods, "periods", at_least=1)
    sizes = range(won_in + 2, numbers.shape[1] - ahead + 1)
    if not sizes:
        raise ValueError(
            f"forecasts_at_cuts needs two periods after the {won_in} in which the cohort was won, and {ahead} to "
            f"forecast; found {numbers.shape[1]} in all."
        )
    rows = [
        [
            numbers[:, size : size + ahead].sum(axis=1).mean(),
            cohort_forecast(profits.iloc[:, :size], periods=ahead, won_in=won_in)["forecast"].mean(),
            numbers[:, size - ahead : size].sum(axis=1).mean(),
            cohort_forecast(profits.iloc[:, :size], periods=ahead, won_in=won_in, with_winning=True)["forecast"].mean(),
        ]
        for size in sizes
    ]
    cuts = profits.columns[[size - 1 for size in sizes]].rename("cut")
    return pd.DataFrame(rows, columns=CUT_COLUMNS, index=cuts)


def _checked(profits: pd.DataFrame, won_in: int) -> np.ndarray:
    require_frame(profits, "profits")
    skipped = check_whole(won_in, "won_in", at_least=0)
    if not len(profits) or profits.shape[1] < skipped + 2:
        raise ValueError(
            f"profits needs a customer and at least two periods after the {skipped} in which the cohort was won; found "
            f"{profits.shape[0]} customers and {profits.shape[1]} periods."
        )
    numbers = np.column_stack([as_numbers(column, f"profits[{name!r}]") for name, column in profits.items()])
    if missing := int((~np.isfinite(numbers)).sum()):
        raise ValueError(f"profits must be complete; {missing} numbers are missing or infinite. No purchase is a 0.")
    ends = numbers[:, [skipped, -1]].sum(axis=0)
    if not (ends > 0).all():
        raise ValueError(
            f"a retention rate needs a profit in the first and in the last period after winning; found {ends[0]:,.2f} "
            f"and {ends[1]:,.2f}. Take longer periods, or check margin and costs."
        )
    return numbers
