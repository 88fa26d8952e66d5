"""Which model should be believed? Information criteria on the data seen, and scores on the data kept back.

:func:`compare_models`, :func:`holdout_scores`, :func:`holdout_differences` and :func:`customer_log_scores`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.stats import chi2

from ..resample import paired_difference
from ..schema import SchemaError, said_already, typed
from ._buying import Buying, ComparableBuying
from .fitting.weights import refuse_shared_rows
from .heuristics import hiatus_heuristic, last_period_count

SAME_FLOOR = 1.0  # log-likelihood of the NBD: the same for all families on one table, up to rounding
LARGEST_COUNT = 400  # probabilities of larger holdout counts are those of "at least that many"


@typed
def compare_models(models: Mapping[str, ComparableBuying]) -> pd.DataFrame:
    """Compare models fitted to the same table by AIC, BIC and a likelihood-ratio test against nobody leaving.

    Parameters
    ----------
    models : mapping of str to ComparableBuying
        Fitted models by name.

    Returns
    -------
    DataFrame
        Per model, best AIC first: ``parameters``, ``log_likelihood``, ``aic``, ``bic``, ``aic_above_best``,
        ``lr_dropout`` (twice the log-likelihood gained over the same model if nobody left: over the NBD, or of regular
        buyers the CNBD), ``p_dropout`` (of a chi-square with two degrees of freedom, which is cautious: no dropout is a
        limit of the model) and ``limits_reached``. A regularity ``k`` that was learnt counts as a parameter.

    Raises
    ------
    ValueError
        If the models were fitted to different data, or a model has no data.

    See Also
    --------
    holdout_scores : How well the models forecast a period kept back.

    Notes
    -----
    On customers kept back models are compared by their ``score``, the mean log-likelihood per customer:
    ``sklearn.model_selection.cross_val_score(model, table)``.

    References
    ----------
    Burnham, K. P. & Anderson, D. R. (2002). Model Selection and Multimodel Inference. Springer.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import BetaGeoNBD, ParetoNBD, repeat_purchase_table
    >>> table = repeat_purchase_table(load_cdnow(), observed_until="1997-09-30")
    >>> compared = compare_models({"BG/NBD": BetaGeoNBD().fit(table), "Pareto/NBD": ParetoNBD().fit(table)})
    >>> compared.index[0], round(float(compared["aic_above_best"].iloc[1]), 1)
    ('BG/NBD', 25.1)
    """
    if not models:
        raise ValueError("models is empty: name at least one, such as {'BG/NBD': model}.")
    rows, floors = [], []
    for name, model in models.items():
        without_dropout = model.log_likelihood_without_dropout()
        floors.append(model.log_likelihood_of_nbd())
        gained = 2.0 * max(model.log_likelihood_ - without_dropout, 0.0)
        k, n = model.n_parameters_, model.n_customers_
        rows.append(
            {
                "model": name,
                "parameters": k,
                "log_likelihood": model.log_likelihood_,
                "aic": 2.0 * k - 2.0 * model.log_likelihood_,
                "bic": k * np.log(n) - 2.0 * model.log_likelihood_,
                "lr_dropout": gained,
                "p_dropout": float(chi2.sf(gained, 2)),
                "limits_reached": "; ".join(model.limits_reached_),
            }
        )
    sizes = {(model.n_customers_, model.n_rows_) for model in models.values()}
    if len(sizes) > 1 or np.ptp(floors) > SAME_FLOOR:
        raise ValueError(
            "the models were fitted to different tables, or to one in different units of time: their likelihoods "
            "cannot be compared."
        )
    table = pd.DataFrame(rows).set_index("model").sort_values("aic")
    table.insert(4, "aic_above_best", table["aic"] - table["aic"].min())
    return table


@typed
def holdout_scores(models: Mapping[str, Buying], table: pd.DataFrame, *, hiatus: float) -> pd.DataFrame:
    """Score forecasts of the holdout period, beside two rules that need no model.

    Parameters
    ----------
    models : mapping of str to Buying
        Models fitted to the first period, by name.
    table : DataFrame
        Repeat-purchase table with a holdout: ``x_holdout`` and ``T_holdout``.
    hiatus : float
        Longest silence of an active customer for the hiatus heuristic, in the table's unit.

    Returns
    -------
    DataFrame
        Per model and rule: ``forecast`` and ``actual`` purchases in total, ``bias`` (forecast / actual - 1), mean
        absolute and root mean squared error per customer, ``correlation``, ``log_score`` (mean log probability of what
        happened, higher is better) and ``active_right`` (share of customers for whom buying at least once or not was
        called correctly, at a probability of one half). NaN where a rule says nothing.

    Raises
    ------
    SchemaError
        If the table has no holdout, or a row stands for several customers.

    See Also
    --------
    compare_models : How well the models describe the period that they were fitted to.
    conditional_expectation_table : Forecast and holdout by number of repeat purchases.

    References
    ----------
    Wübben, M. & von Wangenheim, F. (2008). Instant Customer Base Analysis. Journal of Marketing 72(3), 82-93.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import BetaGeoNBD, repeat_purchase_table
    >>> table = repeat_purchase_table(load_cdnow(), observed_until="1997-09-30", holdout_until="1998-06-30")
    >>> scores = holdout_scores({"BG/NBD": BetaGeoNBD().fit(table)}, table, hiatus=26)
    >>> bool(scores.loc["BG/NBD", "mean_absolute_error"] < scores.loc["last period's count", "mean_absolute_error"])
    True
    """
    if not models:
        raise ValueError("models is empty: name at least one, such as {'BG/NBD': model}.")
    refuse_shared_rows(table, "holdout_scores")
    horizon, actual = _holdout_of(table), table["x_holdout"].to_numpy(dtype=float)
    rows = {name: _model_scores(model, table, horizon, actual) for name, model in models.items()}
    naive = last_period_count(table, horizon=horizon).to_numpy()
    rows["last period's count"] = _count_scores(naive, actual) | {"active_right": _share((naive > 0) == (actual > 0))}
    active = hiatus_heuristic(table, hiatus=hiatus).to_numpy()
    rows["hiatus heuristic"] = {"actual": actual.sum(), "active_right": _share(active == (actual > 0))}
    columns = ["forecast", "actual", "bias", "mean_absolute_error", "root_mean_squared_error", "correlation"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=[*columns, "log_score", "active_right"])


@typed
def customer_log_scores(model: Buying, table: pd.DataFrame) -> pd.Series:
    """Score a forecast for each customer by the logarithm of the probability that it gave to what happened.

    Two models' scores of the same customers may be held against each other in pairs
    (:func:`custseg.resample.paired_difference`), whatever clock their tables run by.

    Parameters
    ----------
    model : Buying
        Fitted to the first period.
    table : DataFrame
        Repeat-purchase table with a holdout: ``x_holdout`` and ``T_holdout``.

    Returns
    -------
    Series
        Zero or less, higher is better, one value per customer. More than 400 purchases count as 400.

    Raises
    ------
    SchemaError
        If the table has no holdout.

    See Also
    --------
    holdout_scores : The mean of these, beside other scores.

    References
    ----------
    Gneiting, T. & Raftery, A. E. (2007). Strictly Proper Scoring Rules, Prediction, and Estimation. Journal of the
    American Statistical Association 102(477), 359-378.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import BetaGeoNBD, ModifiedBetaGeoNBD, repeat_purchase_table
    >>> table = repeat_purchase_table(load_cdnow(), observed_until="1997-09-30", holdout_until="1998-06-30")
    >>> scores = [customer_log_scores(model().fit(table), table) for model in (BetaGeoNBD, ModifiedBetaGeoNBD)]
    >>> round(float((scores[1] - scores[0]).mean()), 4)
    0.0023
    """
    horizon = _holdout_of(table)
    actual = table["x_holdout"].to_numpy(dtype=float)
    return pd.Series(np.log(_happened(model, table, horizon, actual)[0]), index=table.index, name="log_score")


@typed
def holdout_differences(
    models: Mapping[str, Buying], table: pd.DataFrame, *, against: str, level: float = 0.95
) -> pd.DataFrame:
    """Hold each model against a rule of thumb and against one of the models, customer by customer.

    Parameters
    ----------
    models : mapping of str to Buying
        Models fitted to the first period, by name.
    table : DataFrame
        Repeat-purchase table with a holdout: ``x_holdout`` and ``T_holdout``.
    against : str
        Name of the model whose log score the others are held against.
    level : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        Per model, and for ``"count carried on"`` (:func:`last_period_count`) in the last row: ``error`` (mean absolute,
        in purchases a customer), ``less_error`` (by how much it errs less than the rule; above 0 is better) with
        ``less_error_low`` and ``less_error_high``, ``log_score``, ``log_gain`` over ``against`` (above 0 is better)
        with ``log_gain_low`` and ``log_gain_high``. Intervals are paired by customer. NaN where there is nothing to
        compare; the ends also where all customers differ by the same, as where everybody buys on the same days: so many
        equal customers are one observation, and say nothing of another one.

    Raises
    ------
    SchemaError
        If the table has no holdout, or a row stands for several customers.
    ValueError
        If ``against`` is none of the models.

    See Also
    --------
    holdout_scores : Totals and more scores, without intervals.
    customer_log_scores : The scores of one model.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import BetaGeoNBD, ModifiedBetaGeoNBD, repeat_purchase_table
    >>> table = repeat_purchase_table(load_cdnow(), observed_until="1997-09-30", holdout_until="1998-06-30")
    >>> models = {"BG/NBD": BetaGeoNBD().fit(table), "MBG/NBD": ModifiedBetaGeoNBD().fit(table)}
    >>> found = holdout_differences(models, table, against="BG/NBD")
    >>> found.loc["MBG/NBD", ["less_error", "less_error_low", "less_error_high"]].round(2).tolist()
    [0.26, 0.2, 0.32]
    """
    if against not in models:
        raise ValueError(f"against must be one of the models: {', '.join(models) or 'none'}; found {against!r}.")
    refuse_shared_rows(table, "holdout_differences")
    horizon, actual = _holdout_of(table), table["x_holdout"]
    rule = (last_period_count(table, horizon=horizon) - actual).abs()
    scores = {name: customer_log_scores(model, table) for name, model in models.items()}
    rows = {}
    for name, model in models.items():
        error = (model.expected_purchases(table, horizon=horizon) - actual).abs()
        less = paired_difference(rule, error, yes_or_no=False, level=level).iloc[0]
        row = {"error": error.mean(), "less_error": less["difference"], "less_error_low": less["low"]}
        row |= {"less_error_high": less["high"], "log_score": scores[name].mean()}
        if name != against:
            gain = paired_difference(scores[name], scores[against], yes_or_no=False, level=level).iloc[0]
            row |= {"log_gain": gain["difference"], "log_gain_low": gain["low"], "log_gain_high": gain["high"]}
        rows[name] = row
    rows["count carried on"] = {"error": rule.mean()}
    gains = [f"{name}{end}" for name in ("less_error", "log_gain") for end in ("", "_low", "_high")]
    columns = ["error", *gains[:3], "log_score", *gains[3:]]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("forecast")


def _holdout_of(table: pd.DataFrame) -> float:
    """Give the length of the holdout, or say that there is none, or more than one."""
    missing = [name for name in ("x_holdout", "T_holdout") if name not in table.columns]
    if missing:
        raise SchemaError(
            f"the table lacks {', '.join(missing)}: make it with repeat_purchase_table(holdout_until=...)."
        )
    horizons = table["T_holdout"].unique()
    if len(horizons) != 1:
        raise SchemaError(f"T_holdout must be the same for all customers, found {len(horizons)} different lengths.")
    return float(horizons[0])


def _happened(model: Buying, table: pd.DataFrame, horizon: float, actual: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the probability of what each customer did, and that of nothing."""
    largest = int(min(actual.max(initial=0.0), LARGEST_COUNT))
    with said_already():
        chances = model.purchase_probabilities(table, horizon=horizon, largest=largest).to_numpy()
    happened = chances[np.arange(len(actual)), np.minimum(actual, largest).astype(int)]
    return np.maximum(happened, 1e-300), chances[:, 0]


def _model_scores(model: Buying, table: pd.DataFrame, horizon: float, actual: np.ndarray) -> dict[str, float]:
    forecast = model.expected_purchases(table, horizon=horizon).to_numpy()
    happened, nothing = _happened(model, table, horizon, actual)
    scores = _count_scores(forecast, actual)
    scores["log_score"] = float(np.log(happened).mean())
    scores["active_right"] = _share((nothing < 0.5) == (actual > 0))
    return scores


def _count_scores(forecast: np.ndarray, actual: np.ndarray) -> dict[str, float]:
    error = forecast - actual
    varied = np.ptp(forecast) > 0 and np.ptp(actual) > 0
    return {
        "forecast": float(forecast.sum()),
        "actual": float(actual.sum()),
        "bias": float(forecast.sum() / actual.sum() - 1.0) if actual.sum() > 0 else np.nan,
        "mean_absolute_error": float(np.abs(error).mean()),
        "root_mean_squared_error": float(np.sqrt((error**2).mean())),
        "correlation": float(np.corrcoef(forecast, actual)[0, 1]) if varied else np.nan,
    }


def _share(right: np.ndarray) -> float:
    return float(right.mean())
