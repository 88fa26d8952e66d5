"""Would it look the same if customers bought just as a fitted model says? Twins of a log, drawn from that model.

:func:`later_purchases_from`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from ..schema import Day, SchemaError, day_name, day_number, typed
from ._buying_model import BuyingModel
from ._occasions import Occasions, merge_occasions, transaction_columns
from ._units import unit_days
from .gamma_gamma import GammaGamma, SeenSpend


@typed
def later_purchases_from(
    model: BuyingModel, *, observed_until: Day, spend: GammaGamma | None = None
) -> Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]:
    """Give the shuffle that draws all purchases after the first from a fitted model.

    The null: customers buy again, and leave, as the model says, and nothing else is so. Who the customers are, the day
    and the amount of each one's first purchase and the last day observed stay. All later purchases are drawn anew, as
    those of a customer of whom nothing but the first purchase is known: what is as true of these twins is explained by
    the model. A statistic that the twins do not reach is what the model misses.

    Parameters
    ----------
    model : BetaGeoNBD, ModifiedBetaGeoNBD, BetaGeoCNBD, ModifiedBetaGeoCNBD or ParetoNBD
        Fitted to a table that states its unit of time, or made by ``from_params(unit=...)``.
    observed_until : str or date
        Last day seen (included), that of the table that the model was fitted to.
    spend : GammaGamma, optional
        Where the amounts of later purchases come from: each customer's level is drawn from it, whatever they spent
        before. None: each later purchase has an amount drawn from the customer's own, the first one included.

    Returns
    -------
    callable
        ``shuffle(log, random)`` for :func:`custseg.resample.twin`. It takes transactions without refunds and gives a
        log with ``customer_id``, ``date`` and ``amount``, one row a customer and day, sorted by both; the log that it
        is given is not changed. Purchases of one customer on one day are one, as in `repeat_purchase_table`: the
        statistic must not count the rows of a day one by one.

    Raises
    ------
    ValueError
        If the model does not state its unit of time.
    SchemaError
        By the shuffle, if the log has refunds, or rows after ``observed_until``, which its twins cannot have.

    See Also
    --------
    custseg.resample.twin : Takes the shuffle, and says how many twins reach what was seen.
    custseg.resample.shuffle_weeks : Twins without a model.

    Notes
    -----
    The parameters are those of the fit, and their uncertainty is left out (a parametric bootstrap). Where the model was
    fitted to the same log, its twins are nearer to the log than those of the true parameters: p errs on the high side,
    and a claim is struck rather than kept.

    References
    ----------
    Gelman, A., Meng, X.-L. & Stern, H. (1996). Posterior Predictive Assessment of Model Fitness via Realized
    Discrepancies. Statistica Sinica 6, 733-807.

    Examples
    --------
    Do more customers come back than the model expects?

    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import BetaGeoNBD, repeat_purchase_table
    >>> from custseg.resample import twin
    >>> log = load_cdnow()
    >>> model = BetaGeoNBD().fit(repeat_purchase_table(log, observed_until="1998-06-30"))
    >>> def came_back(log):
    ...     return float((log.groupby("customer_id")["date"].nunique() > 1).mean())
    >>> shuffle = later_purchases_from(model, observed_until="1998-06-30")
    >>> drawn = twin(log, shuffle, came_back, what="later purchases drawn from the BG/NBD", n=20, random_state=1)
    >>> round(drawn.seen, 2), round(float(drawn.draws.mean()), 2), drawn.p > 0.05
    (0.48, 0.49, True)
    """
    check_is_fitted(model, "likelihood_params_")
    if spend is not None:
        check_is_fitted(spend, "likelihood_params_")
    if model.unit_ is None:
        raise ValueError(
            "the model does not state its unit of time, and a log counts days: fit it to a table of "
            'repeat_purchase_table, or pass unit="W" to the model.'
        )
    per_unit, end = unit_days(model.unit_), day_number(observed_until, "observed_until")
    return partial(_drawn_log, model=model, spend=spend, per_unit=per_unit, end=end)


def _drawn_log(
    log: pd.DataFrame,
    random: np.random.Generator,
    *,
    model: BuyingModel,
    spend: GammaGamma | None,
    per_unit: float,
    end: int,
) -> pd.DataFrame:
    """Keep each customer's first occasion, and draw the others."""
    seen = _occasions(log, end)
    first = seen.starts[:-1]
    by_name = np.asarray(seen.customers.argsort())  # the same twins, in whatever order the rows come
    who, day = _drawn_days(model, -seen.when[first][by_name], per_unit, random)
    owner = by_name[who]
    amount = _own_amounts(seen, owner, random) if spend is None else _spent(spend, len(first), who, random)
    customer = np.concatenate([np.arange(len(first)), owner])
    days = np.concatenate([seen.when[first], seen.when[first][owner] + day]) + end
    drawn = pd.DataFrame(
        {
            "customer_id": seen.customers.take(customer),
            "date": pd.Series(days.astype("datetime64[D]")).astype(log["date"].dtype),
            "amount": np.concatenate([seen.money[first], amount]),
        }
    )
    order = np.lexsort((days, np.argsort(by_name)[customer]))
    drawn = drawn.iloc[order].reset_index(drop=True)
    drawn.attrs = dict(log.attrs)
    return drawn


def _occasions(log: pd.DataFrame, end: int) -> Occasions:
    """Give the days on which each customer bought, or say what twins cannot have."""
    columns = transaction_columns(log)
    later, refunds = int((columns.day > end).sum()), int((columns.amount < 0).sum())
    problems = []
    if later:
        problems.append(
            f"{later:,} rows lie after observed_until ({day_name(end)}), and the twins would have none: cut the log "
            "with custseg.tables.log_between(log, until=...)."
        )
    if refunds:
        problems.append(
            f"{refunds:,} rows are refunds (amount below zero), and the twins have none: set them off with "
            "custseg.tables.net_refunds first."
        )
    if problems:
        raise SchemaError(*problems)
    return merge_occasions(columns, end, end, 1.0, "raise")


def _drawn_days(
    model: BuyingModel, watched: np.ndarray, per_unit: float, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw on which days after the first each customer buys again; a part of a day counts as that day, as in a log."""
    stays, _ = model.new_customer_future(model.likelihood_params_)
    stayed = np.flatnonzero(random.uniform(size=len(watched)) < stays)
    new = np.zeros(len(stayed))
    future = model.future_if_alive(model.likelihood_params_, new, new)
    owner, time = future.draw_times(float(watched.max()) / per_unit, random)
    owner, day = stayed[owner], np.ceil(time * per_unit).astype(np.int64)
    within = (day > 0) & (day <= watched[owner])
    span = int(watched.max()) + 1
    return np.divmod(np.unique(owner[within] * span + day[within]), span)


def _own_amounts(seen: Occasions, owner: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Draw from the amounts of each customer's own occasions."""
    starts, n = seen.starts[:-1], np.diff(seen.starts)
    return seen.money[starts[owner] + random.integers(n[owner])]


def _spent(spend: GammaGamma, customers: int, owner: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Draw what customers of whom nothing is known spend."""
    nothing = np.zeros(customers)
    return spend.draw_amounts(SeenSpend(nothing, nothing), owner, random)
