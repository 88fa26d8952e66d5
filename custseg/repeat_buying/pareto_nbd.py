"""Who leaves at any moment? The Pareto/NBD model.

:class:`ParetoNBD`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from ..simulate.repeat_buying import simulate_pareto_nbd
from ._arguments import as_generator
from ._buying_model import BuyingModel
from .beta_geometric_nbd import (
    LEAST,
    NOBODY_LEAVES,
    PURCHASE_RATE,
    SAME_RATE,
    SAME_RATE_ANSWER,
    SOME_STAY_FOR_EVER,
)
from .fitting.coordinates import fraction, from_zero, log_flat_fraction, to_fraction, to_from_zero
from .fitting.family import LikelihoodParameters, Limit, Ratio
from .likelihood import pareto as pareto_likelihood
from .likelihood import pareto_sums
from .likelihood.attrition_on_grid import worth_a_grid
from .likelihood.future import Future
from .likelihood.future_pareto import ParetoFuture
from .likelihood.gamma_mixing import log_decay
from .likelihood.pareto_at_once import AT_ONCE, is_at_once, later_dropout, shape_and_scale
from .likelihood.pareto_coordinates import (
    LARGEST_EXPONENT,
    dropout_from_survival,
    largest_loss,
    likely_loss,
    share_gone,
)
from .likelihood.purchase_rows import PurchaseRows
from .likelihood.trait_sums import Shifted, shift_loss, shift_rate

PLACES = (  # spread of rates, loss by the mean time observed (-log of the share left), polarity of dropout rates
    (1.5, 0.8, 0.6),  # an ordinary population: the search begins here, and begins again below where it is in doubt
    (1.5, 0.3, 0.9),  # a polarised one
    (0.3, 1.0, 0.2),  # dropout nearly the same for everybody
    (0.05, 1.2, 0.1),  # the same, and equal rates
    (3.0, 3.0, 0.3),  # nearly everybody leaves
    (0.5, 3.0, 0.9),
    (0.05, 0.15, 0.6),  # few leave, and rates are equal
    (0.05, 0.15, 0.93),  # some leave at once and the others hardly ever
    (0.5, 0.5, 0.93),
    (0.05, 1.2, 0.93),
    (3.0, 0.15, 0.9),
    (0.3, 0.03, 0.995),  # few leave, and those at once
)
FAST = 100.0  # loss by the mean time observed, above which these are all too far to climb from
LONG_WAY = 10  # times as many evaluations for a climb there: it may creep along a flat ridge
POLARISED = 0.9  # above it a maximum may be sharp and another one as sharp beside it


class ParetoNBD(BuyingModel):
    """Pareto/NBD: buy at random, leave at random at any moment.

    Buying rates are gamma distributed over customers (shape ``r``, rate ``alpha``), and so are dropout rates (``s``,
    ``beta``). The two are independent.

    Parameters
    ----------
    tolerance : float
        The search stops when less than this log-likelihood is still to be gained.
    max_evaluations : int
        Evaluations of the likelihood before the fit is given up with an error; ten times as many where those who
        bought again did so within a hundredth of the time observed, for the way may be long there.
    unit : {"D", "W", "M", "Y"}, optional
        Unit of time of the tables that it is fitted to. None takes what the table remarks: a table of
        :func:`repeat_purchase_table` does.

    Attributes
    ----------
    r_, alpha_, s_, beta_ : float
        Parameters; ``alpha_`` and ``beta_`` are in the unit of time of the table. Where some leave at once and the
        others hardly ever, ``beta_`` may be too short for doubles, and 0; where the others never do, ``s_`` is 0 too.
    params_, log_likelihood_, limits_reached_, notes_, unsafe_, n_customers_, n_rows_, n_evaluations_
        As in :class:`BetaGeoNBD`.

    See Also
    --------
    BetaGeoNBD, ModifiedBetaGeoNBD : Customers leave after a purchase, not at any moment; faster to fit.
    compare_models : Which of them describes a table best.

    References
    ----------
    Schmittlein, D. C., Morrison, D. G. & Colombo, R. (1987). Counting Your Customers: Who Are They and What Will They
    Do Next? Management Science 33(1), 1-24.

    Examples
    --------
    >>> import pandas as pd
    >>> model = ParetoNBD.from_params(r=0.553, alpha=10.578, s=0.606, beta=11.669, unit="W")
    >>> regular = pd.DataFrame({"x": [26], "t_x": [30.86], "T": [31.0]})
    >>> round(float(model.probability_alive(regular).iloc[0]), 3)
    0.998
    """

    parameter_names: ClassVar = ("r", "alpha", "s", "beta")
    dropout_in_time: ClassVar = True
    doubtful_above: ClassVar = {3: to_fraction(POLARISED)}
    limits: ClassVar = (
        Limit(1, False, SAME_RATE, answer=SAME_RATE_ANSWER),
        Limit(2, False, "no dropout detected: s / beta → 0", (3,), NOBODY_LEAVES),
        Limit(
            3,
            False,
            "everyone has the same dropout rate: s → ∞, beta → ∞ with s / beta = {dropout:.4g}",
            answer="Long loyalty does not make leaving less likely: forecasts for the most loyal are low.",
        ),
        Limit(
            3,
            True,
            "some leave at once and the others never: s → 0, beta → 0, and a share of {at_once:.4g} leaves at once",
            answer=SOME_STAY_FOR_EVER,
        ),
    )

    #: Of nobody who leaves the rate is no answer: a few may leave at once, at any rate.
    ratios: ClassVar = (
        PURCHASE_RATE,
        Ratio("mean dropout rate s/beta", ((3, False),)),
        Ratio("share gone by the mean time observed", ((2, False), (3, True)), 1.0, 2),
    )

    def starts(self, rows: PurchaseRows) -> list[np.ndarray]:
        """Give the search points of `PLACES`, all with the mean rate that the table suggests.

        Where those who bought again did so within a hundredth of the time, a place of fast leavers comes first.
        """
        rate, leavings = np.log(1.5 * rows.purchases_per_time), likely_loss(rows)
        places = [(rate, *place) for place in PLACES]
        if leavings > FAST:  # all leave nearly at one rate, and buy at a high one until then
            places.insert(0, (rate + np.log(leavings), PLACES[0][0], leavings, min(0.5, 1.0 / leavings)))
        return [np.array([mean, to_from_zero(u), to_from_zero(loss), to_fraction(w)]) for mean, u, loss, w in places]

    def evaluations(self, rows: PurchaseRows) -> int:
        """Give ten times as many where customers leave fast."""
        return self.max_evaluations * (LONG_WAY if likely_loss(rows) > FAST else 1)

    def bounds(self, rows: PurchaseRows) -> tuple[np.ndarray, np.ndarray]:
        """Give the box of the search point: every limit lies on a side of it.

        The largest loss is no limit: somebody bought again, so that not all leave at once. No maximum lies there.
        """
        lower = [-np.inf, to_from_zero(0.0), to_from_zero(0.0), to_fraction(0.0)]
        upper = [np.inf, to_from_zero(1e6), to_from_zero(largest_loss(rows)), to_fraction(1.0)]
        return np.array(lower), np.array(upper)

    def likelihood_parameters(self, search_point: np.ndarray, rows: PurchaseRows) -> LikelihoodParameters:
        """Give log mean rate, its spread ``1/r``, mean dropout rate ``s / beta`` and its spread ``1/s``.

        Where beta is beyond doubles the last two are the loss by one unit of time and ``-1 - s``: see `pareto_at_once`.
        """
        value, first, second = self.several_likelihood_parameters(search_point[None], rows)
        return LikelihoodParameters(value[0], first[0], second[0])

    def several_likelihood_parameters(self, search_points: np.ndarray, rows: PurchaseRows) -> LikelihoodParameters:
        """Give the same of several search points."""
        places = [_with_slopes(place, rows.mean_time) for place in search_points.tolist()]
        value, slopes, bends = map(np.array, zip(*places, strict=True))
        first, second = np.zeros((len(places), 4, 4)), np.zeros((len(places), 4, 4, 4))
        first[:, 0, 0] = 1.0
        first[:, [1, 2, 2, 3], [1, 2, 3, 3]] = slopes
        second[:, [1, 2, 2, 2, 2, 3], [1, 2, 2, 3, 3, 3], [1, 2, 3, 2, 3, 3]] = bends
        return LikelihoodParameters(value, first, second)

    def search_point(self, likelihood_parameters: np.ndarray, rows: PurchaseRows) -> np.ndarray:
        """Give the search point of log mean rate, its spread, mean dropout rate and its spread."""
        log_mean, u, mu, v = likelihood_parameters
        if is_at_once(likelihood_parameters):
            loss, polarity = mu - (1.0 + v) * np.log(rows.mean_time), -1.0 / v
        else:
            loss, polarity = float(log_decay(np.asarray(rows.mean_time), mu, v)), v / (1.0 + v)
        return np.array([log_mean, to_from_zero(u), to_from_zero(loss), to_fraction(polarity)])

    def log_prior(self, search_point: np.ndarray) -> float:
        """Give a flat density of the polarity ``1 / (1 + s)``, a share; the others are flat in the logarithm."""
        return log_flat_fraction(search_point[3])

    def log_likelihood(
        self, likelihood_parameters: np.ndarray, rows: PurchaseRows
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give log-likelihood and score per row, and the Hessian of the sum."""
        return pareto_likelihood.log_likelihood(likelihood_parameters, rows)

    def log_likelihood_values(self, likelihood_parameters: np.ndarray, rows: PurchaseRows) -> np.ndarray:
        """Give the log-likelihood per row alone."""
        return pareto_likelihood.value_by_row(likelihood_parameters, rows)

    def summed_log_likelihood(
        self, likelihood_parameters: np.ndarray, rows: PurchaseRows
    ) -> tuple[float, np.ndarray, np.ndarray]:
        """Give log-likelihood, gradient and Hessian of the sum; of rows that share their times, from one grid."""
        return self.summed_log_likelihoods(likelihood_parameters[None], rows)[0]

    def summed_log_likelihoods(
        self, likelihood_parameters: np.ndarray, rows: PurchaseRows
    ) -> list[tuple[float, np.ndarray, np.ndarray]]:
        """Give the same at several places."""
        sums = pareto_sums.summed(likelihood_parameters, rows)
        return list(zip(sums.value.tolist(), sums.gradient, sums.hessian, strict=True))

    def places_together(self, rows: PurchaseRows) -> int:
        """Give all places at once where rows share their times, else one."""
        return len(PLACES) if worth_a_grid(rows) else 1

    def rough(self, rows: PurchaseRows) -> PurchaseRows | None:
        """Give the rows with integrals of fewer points, where rows share their times."""
        rough = replace(rows, rough=True)
        return rough if worth_a_grid(rough) else None

    def fewer(self, rows: PurchaseRows) -> PurchaseRows | None:
        """Give merged rows, where these are a third or fewer."""
        merged = rows.merged() if worth_a_grid(rows) else rows
        return merged if 3 * len(merged) <= len(rows) else None

    def log_likelihood_by_row(
        self, likelihood_parameters: np.ndarray | Sequence[Any], rows: PurchaseRows
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give log-likelihood, score and second derivatives per row; the mean dropout rate may be one per row."""
        return pareto_likelihood.by_row(likelihood_parameters, rows)

    def shifted_dropout(self, likelihood_parameters: np.ndarray, shift: np.ndarray) -> Shifted:
        """Give mean dropout rates that are ``exp(shift)`` times as high."""
        _, _, mean, spread = likelihood_parameters
        return shift_loss(mean, spread, shift) if is_at_once(likelihood_parameters) else shift_rate(mean, shift)

    def reported_parameters(self, likelihood_parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give ``r, alpha, s, beta``."""
        log_mean, u, mu, v = likelihood_parameters
        slopes = np.full((4, 4), np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            r, alpha, s, beta = 1.0 / u, np.exp(-log_mean) / u, 1.0 / v, 1.0 / (v * mu)
            slopes[0] = 0.0, -r / u, 0.0, 0.0
            slopes[1] = -alpha, -alpha / u, 0.0, 0.0
            slopes[2] = 0.0, 0.0, 0.0, -s / v
            slopes[3] = 0.0, 0.0, -beta / mu, -beta / v
        if is_at_once(likelihood_parameters) and mu > 0:
            (s, beta), slopes[2:, 2:] = shape_and_scale(mu, v)
            return np.array([r, alpha, s, beta]), slopes
        return np.array([r, alpha, s, beta]) if mu > 0 else np.array([r, alpha, np.nan, np.nan]), slopes

    def ratio_values(self, likelihood_parameters: np.ndarray, rows: PurchaseRows) -> tuple[np.ndarray, np.ndarray]:
        """Give mean purchase rate, mean dropout rate, and the share of new customers gone by the mean time observed."""
        log_mean, _, mu, v = likelihood_parameters
        rate, slopes = float(np.exp(log_mean)), np.zeros((3, 4))
        slopes[0, 0], slopes[1, 2] = rate, 1.0
        gone, slopes[2, 2:] = share_gone(mu, v, rows.mean_time)
        return np.array([rate, np.inf if is_at_once(likelihood_parameters) else mu, gone]), slopes

    def from_reported(self, parameters: dict[str, float]) -> np.ndarray:
        """Give the likelihood parameters of the reported ones; where beta is that short, those of `pareto_at_once`."""
        r, alpha, s, beta = (parameters[name] for name in self.parameter_names)
        exponent = -float(np.log(beta))
        dropout = (s * exponent, -1.0 - s) if exponent > LARGEST_EXPONENT else (s / beta, 1.0 / s)
        return np.array([np.log(r / alpha), 1.0 / r, *dropout])

    def limit_values(self) -> dict[str, float]:
        """Give the numbers that the sentences about limits name."""
        log_mean, _, dropout, _ = map(float, self.likelihood_params_)
        return {"rate": float(np.exp(log_mean)), "dropout": dropout, "at_once": -float(np.expm1(-dropout))}

    def alive_by_row(self, likelihood_parameters: np.ndarray, rows: PurchaseRows) -> np.ndarray:
        """Give P(alive at T) per row."""
        return pareto_likelihood.probability_alive(likelihood_parameters, rows)

    def future_if_alive(self, likelihood_parameters: np.ndarray, x: np.ndarray, T: np.ndarray) -> Future:
        """Give the future of customers who are alive at T."""
        return ParetoFuture.after(likelihood_parameters, x, T)

    def draw_cohort(self, T: np.ndarray, random_state: int | np.random.Generator | None) -> pd.DataFrame:
        """Draw new customers from the fitted model; a limit is drawn from right beside it."""
        log_mean, u, mu, v = self.likelihood_params_
        shape = 1.0 / max(u, LEAST)
        buying = {"r": shape, "alpha": shape / np.exp(log_mean)}
        if is_at_once(self.likelihood_params_):
            return _with_leavers_at_once(T, buying, float(mu), -1.0 - float(v), random_state)
        s = 1.0 / max(v, LEAST)
        leaving = {"s": s if mu > 0 else 0.0, "beta": s / mu if mu > 0 else 1.0}
        return simulate_pareto_nbd(T, **buying, **leaving, random_state=random_state)

    def new_customer_future(self, likelihood_parameters: np.ndarray) -> tuple[float, Future]:
        """Give the probability to be a customer right after the first purchase, and the future if so."""
        new = np.zeros(np.size(likelihood_parameters[2]))
        return 1.0, self.future_if_alive(likelihood_parameters, new, new)


def _with_leavers_at_once(
    T: np.ndarray, buying: dict[str, float], loss: float, s: float, random_state: int | np.random.Generator | None
) -> pd.DataFrame:
    """Draw new customers of whom a share leaves at once."""
    rng, beta = as_generator(random_state), float(np.exp(-AT_ONCE))
    drawn = simulate_pareto_nbd(T, **buying, s=s, beta=beta, random_state=rng)
    _, _, stays = later_dropout(loss, s, np.zeros(len(T)))
    gone = rng.uniform(size=len(T)) >= stays
    nothing = {"x": 0, "t_x": 0.0, "x_holdout": 0, "sim_alive": False, "sim_lifetime": 0.0}
    return drawn.assign(**{name: drawn[name].mask(gone, value) for name, value in nothing.items()})


def _with_slopes(place: list[float], time: float) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """Give the likelihood parameters of a search point with those derivatives that are not zero, in plain numbers."""
    log_mean, to_spread, to_loss, to_polarity = place
    spread, loss, polarity = from_zero(to_spread), from_zero(to_loss), fraction(to_polarity)
    to = dropout_from_survival(loss.value, polarity.value, time)
    by_loss, by_polarity = loss.first, polarity.first
    both = to.mu_by_both * by_loss * by_polarity
    return (
        (log_mean, spread.value, to.mu, to.v),
        (spread.first, to.mu_by_loss * by_loss, to.mu_by_polarity * by_polarity, to.v_by_polarity * by_polarity),
        (
            spread.second,
            to.mu_by_loss_twice * by_loss**2 + to.mu_by_loss * loss.second,
            both,
            both,
            to.mu_by_polarity_twice * by_polarity**2 + to.mu_by_polarity * polarity.second,
            to.v_by_polarity_twice * by_polarity**2 + to.v_by_polarity * polarity.second,
        ),
    )
