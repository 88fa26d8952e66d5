"""Do customers with a trait buy more often, or leave sooner? Families of buying with traits of customers.

:class:`BuyingWithTraits`.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from itertools import product
from typing import ClassVar, cast

import numpy as np
import pandas as pd
from scipy.special import logsumexp
from sklearn.utils.validation import check_is_fitted

from ..schema import SchemaError, Unit, warn_unsafe
from ._arguments import MOST_COUNTS, as_count, as_generator, as_time
from ._buying_model import BuyingModel, days_of_unit
from ._checks import REQUIRED, check_repeat_table
from ._trait_columns import Coding, learn_coding, trait_names
from ._traited import Process, TraitedModel
from .beta_geometric_nbd import BetaGeoNBD, ModifiedBetaGeoNBD
from .fitting.coordinates import OFFSET, fraction, from_zero, to_fraction, to_from_zero
from .fitting.family import Limit
from .fitting.newton import Maximum
from .fitting.search import climb
from .fitting.weights import customers_of
from .likelihood.future import Future
from .likelihood.purchase_rows import PurchaseRows
from .likelihood.trait_rows import Patterns, TraitRows, compress_with_traits
from .likelihood.trait_sums import Effect, Shifted, add_dropout_effect, sum_effects
from .pareto_nbd import ParetoNBD

DROPOUT, POLARITY = 2, 3  # traits of leaving act on this likelihood parameter; those of buying act on the first
RATE, OWN_DROPOUT = 0, 4  # the local coordinates of both
NEEDS_TRAITS = "BuyingWithTraits needs the traits of each customer: pass a table that has them as columns."
FEW_EFFECTS, VERY_FEW_EFFECTS = 6, 3
NEARLY_NOBODY = 0.0025  # mean dropout
SMALLEST = 1e-10  # a mean dropout at this scale is searched in logarithms still
WIDER, WIDEST = np.log(10.0), np.log(1e4)  # of the largest loss of customers who may leave at any moment


class BuyingWithTraits(TraitedModel[PurchaseRows], BuyingModel):
    """A family of buying in which the mean buying rate and the mean dropout depend on traits of the customers.

    A trait (顾客特征) is what is known of a customer from the start and does not change: the channel of the first
    order, the town, the age. With the coded traits ``z`` of a customer, mean buying rate and mean dropout are those
    of the customer that the others are compared with, times a relative rate:

    - buying, all families: ``alpha`` becomes ``alpha exp(-g z)``, so that the mean rate ``r / alpha`` is ``exp(g z)``
      times as high;
    - leaving, Pareto/NBD: ``beta`` becomes ``beta exp(-h z)``, so that the mean dropout rate ``s / beta`` is
      ``exp(h z)`` times as high;
    - leaving, BG/NBD and MBG/NBD: the odds ``a / b`` of the mean dropout probability are ``exp(h z)`` times as high,
      with ``a + b`` as it is.

    How much customers with the same traits still differ (``r``; ``s`` or ``a + b``) does not depend on traits.

    Parameters
    ----------
    model : BetaGeoNBD, ModifiedBetaGeoNBD or ParetoNBD
        The family, with its settings. It is not fitted itself.
    traits : sequence of str
        Columns of the table that the buying rate depends on. Numbers and truth values enter as they are: their relative
        rate is per unit. Words become a relative rate each, against the commonest word.
    leaving_traits : sequence of str, optional
        Columns that the dropout depends on. None takes the same; an empty list takes none.

    Attributes
    ----------
    params_ : Series
        The family's parameters of the customer that the others are compared with (``reference_``), then the relative
        rates: ``buying channel[web]`` of 1.2 buys 1.2 times as often, ``leaving channel[web]`` of 1.2 has a 1.2
        times as high dropout rate, or odds of leaving after a purchase.
    r_, alpha_ and the other parameters of the family : float
        The same.
    reference_ : dict
        Traits of the customer that the others are compared with: the commonest word of each, 0 of numbers.
    log_likelihood_without_traits_ : float
        Of the family alone on the same customers.
    family_ : BetaGeoNBD, ModifiedBetaGeoNBD or ParetoNBD
        The family as it was used.
    log_likelihood_, limits_reached_, notes_, unsafe_, n_customers_, n_rows_, n_evaluations_
        As in :class:`BetaGeoNBD`.

    See Also
    --------
    SpendWithTraits : Traits and what is spent per purchase.
    trait_worth : What a trait is worth in money.
    compare_models : With and without traits, by AIC and BIC.

    Notes
    -----
    Every table that is predicted needs the columns of the traits. A new customer, about whom nothing is known, is one
    of the mix that the model was fitted to.

    The effects on buying, and on the dropout of the Pareto/NBD, are those of Fader and Hardie (2007). For the BG/NBD
    the R package CLVTools multiplies ``a`` and ``b`` by the same ``exp(h z)``: mean dropout is then the same for
    everybody, and a trait says only how unequal those are who have it. Here a trait moves the mean, as in a beta
    regression (Ferrari & Cribari-Neto 2004), so that its relative odds can be read.

    How often the intervals hold, and how often ``trait_test`` finds what is not there or misses what is, is measured by
    ``benchmarks/trait_coverage.py``; its results lie beside it. A trait that explains much need not make better
    forecasts of customers who have been seen for long: what they did says more. The size of the first order explains
    how often customers of CDNOW come back beyond doubt, and the forecast of their next 39 weeks is none the better. It
    is new customers of whom a trait tells.

    References
    ----------
    Fader, P. S. & Hardie, B. G. S. (2007). Incorporating time-invariant covariates into the Pareto/NBD and BG/NBD
    models. Note 019, brucehardie.com.

    Ferrari, S. L. P. & Cribari-Neto, F. (2004). Beta regression for modelling rates and proportions. Journal of Applied
    Statistics 31(7), 799-815.

    Examples
    --------
    Does the size of the first order say how often a customer comes back?

    >>> import numpy as np
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import BetaGeoNBD, BuyingWithTraits, repeat_purchase_table
    >>> log = load_cdnow()
    >>> table = repeat_purchase_table(log, observed_until="1997-09-30")
    >>> first = log.sort_values("date", kind="stable").groupby("customer_id")["amount"].first().reindex(table.index)
    >>> table["first_order"] = np.where(first > 30, "large", "small")
    >>> model = BuyingWithTraits(BetaGeoNBD(), ["first_order"]).fit(table)
    >>> round(float(model.params_["buying first_order[large]"]), 2), model.reference_
    (1.79, {'first_order': 'small'})
    >>> bool(model.trait_test().loc["all traits", "p_value"] < 0.01)
    True
    """

    # those who leave may be those of one trait or of another, and many customers make both maxima sharp
    always_doubtful: ClassVar[bool] = True
    beyond_: float = 0.0  # logarithm of how far the loss of the mean customer is searched beyond that of all

    def __init__(
        self,
        model: BetaGeoNBD | ModifiedBetaGeoNBD | ParetoNBD,
        traits: Sequence[str],
        leaving_traits: Sequence[str] | None = None,
    ) -> None:
        self.model = model
        self.traits = traits
        self.leaving_traits = leaving_traits

    @property
    def family(self) -> BetaGeoNBD | ModifiedBetaGeoNBD | ParetoNBD:
        """Give the family without traits."""
        return self.family_ if hasattr(self, "family_") else self.model

    @property
    def unit(self) -> Unit | None:  # type: ignore[override]  # that of the family
        """Give the unit of time of the family."""
        return self.family.unit

    @property
    def trait_names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the names of the traits of buying and of leaving."""
        buying = trait_names(self.traits, "traits")
        leaving = buying if self.leaving_traits is None else trait_names(self.leaving_traits, "leaving_traits")
        return buying, leaving

    @property
    def columns(self) -> tuple[str, ...]:  # type: ignore[override]  # of this model, not of the class
        """Give the columns of the table that are read."""
        buying, leaving = self.trait_names
        return (*REQUIRED, *dict.fromkeys((*buying, *leaving)))

    @property
    def processes(self) -> tuple[Process, ...]:
        """Give buying and leaving, and the columns that act on each."""
        owners = self.coding_.owners
        buying, leaving = (
            tuple(column for column, owner in enumerate(owners) if owner in names) for names in self.trait_names
        )
        measure = "rate" if self.family.dropout_in_time else "odds"
        return Process("buying", "rate", buying), Process("leaving", measure, leaving)

    def family_to_use(self) -> BetaGeoNBD | ModifiedBetaGeoNBD | ParetoNBD:
        """Check the settings, and give the family that they name."""
        if not isinstance(self.model, BetaGeoNBD | ModifiedBetaGeoNBD | ParetoNBD):
            raise TypeError(
                f"model must be a BetaGeoNBD, ModifiedBetaGeoNBD or ParetoNBD, found {type(self.model).__name__}."
            )
        if not any(self.trait_names):
            raise ValueError("name at least one trait, in traits or in leaving_traits.")
        return self.model

    def learn_traits(self, table: pd.DataFrame) -> Coding:
        """Check a table, and learn from it how traits are coded."""
        x, _, _ = check_repeat_table(table)
        if not x.any():
            raise SchemaError("nobody bought again (x = 0 for all): there is no repeat buying to model.")
        buying, leaving = self.trait_names
        return learn_coding(table, [*buying, *(name for name in leaving if name not in buying)], x)

    def _learn(self, found: Maximum) -> None:
        super()._learn(found)
        rows = self.rows_
        keys = (rows.x.codes * len(rows.t_x.unique) + rows.t_x.codes) * np.int64(len(rows.T.unique)) + rows.T.codes
        self.n_rows_ = len(np.unique(keys))

    def bounds(self, rows: PurchaseRows) -> tuple[np.ndarray, np.ndarray]:
        """Give the box of the family and of the effects; the loss of the mean customer may be larger than that of all.

        Where few customers stay and many leave fast, those who stay make up the loss of all.
        """
        lower, upper = super().bounds(rows)
        upper[self.dropout_coordinate] += self.beyond_
        return lower, upper

    def highest(self, rows: PurchaseRows) -> Maximum:
        """Climb to the highest maximum; where it rests on the largest loss, which is no limit, in a wider box again."""
        self.beyond_, looks, place = 0.0, 0, self.dropout_coordinate
        while True:
            found = super().highest(rows)
            looks += found.evaluations
            at_side = self.family.dropout_in_time and found.point[place] == self.bounds(rows)[1][place]
            if not at_side or self.beyond_ >= WIDEST:
                return found._replace(evaluations=looks)
            self.beyond_ += WIDER

    def family_limits(self) -> tuple[Limit, ...]:
        """Give the limits of the family: where nobody or everybody leaves, or at once, traits have no say in it."""
        buying, leaving = self.processes
        first = self.n_family + len(buying.columns)
        effects = tuple(range(first, first + len(leaving.columns)))
        return tuple(
            limit._replace(meaningless=(*limit.meaningless, *effects)) if limit.meaningless or at_once else limit
            for limit in self.family.limits
            for at_once in [self.family.dropout_in_time and (limit.coordinate, limit.upper) == (POLARITY, True)]
        )

    def starts(self, rows: PurchaseRows) -> list[np.ndarray]:
        """Give the starts without an effect, and, of a few effects on leaving, some with each of them up and down.

        Where hardly anybody leaves, the few who do may be those of one group or of another, or of two: each is a
        maximum. Of very few effects all are pushed at once, in every way, a little, and half of the way to their ends
        with as many leaving as before; one start has nearly nobody leave.
        """
        starts = super().starts(rows)
        effects = len(self.processes[1].columns)
        if effects > FEW_EFFECTS:
            return starts
        ways = np.vstack([-np.eye(effects), np.eye(effects)])
        corners = np.array(list(product((-1.0, 1.0), repeat=effects)))
        few = 1 < effects <= VERY_FEW_EFFECTS
        nearly_nobody = starts[1].copy()
        nearly_nobody[self.dropout_coordinate] = np.log(NEARLY_NOBODY)
        pushed = [_pushed(starts[1], way) for way in (np.vstack([ways, corners]) if few else ways)]
        far = corners * self.bounds(rows)[1][-effects:] / 2 if few else []
        return [*starts, *pushed, nearly_nobody, *(self._balanced(_pushed(starts[1], way), rows) for way in far)]

    def _balanced(self, start: np.ndarray, rows: PurchaseRows) -> np.ndarray:
        """Lower the dropout of the mean customer until, with the effects, as many leave as without."""
        leaving = self.shifts_of(start, with_traits(rows).traits.design)[1]
        seen = np.bincount(with_traits(rows).traits.codes, rows.counts, len(leaving))
        balanced = start.copy()
        balanced[self.dropout_coordinate] -= logsumexp(leaving, b=seen / seen.sum())
        return balanced

    def starts_from(self, maximum: np.ndarray, rows: PurchaseRows) -> list[np.ndarray]:
        """Give a maximum with each of a few effects on leaving at either end: one of a group may never leave."""
        effects = len(self.processes[1].columns)
        if effects > FEW_EFFECTS:
            return []
        points = []
        for end in self.bounds(rows):
            for place in range(len(maximum) - effects, len(maximum)):
                points.append(maximum.copy())
                points[-1][place] = end[place]
        return points

    def searched(self, family_point: np.ndarray) -> np.ndarray:
        """Search the logarithm of dropout down to the smallest: where one group stays, it falls as the effect grows."""
        out, place = family_point.copy(), self.dropout_coordinate
        if self.family.dropout_in_time:
            out[place] = to_from_zero(from_zero(out[place]).value, SMALLEST)
        else:
            out[place] = to_fraction(fraction(out[place]).value, SMALLEST)
        return out

    def family_point(self, searched: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give the family's search point, with first and second derivatives of its coordinates."""
        place = self.dropout_coordinate
        out, first, second = searched.copy(), np.ones(len(searched)), np.zeros(len(searched))
        if self.family.dropout_in_time:
            value, slope, turn = from_zero(searched[place], SMALLEST)
            out[place] = to_from_zero(value)
            outer, bend = 1.0 / (value + OFFSET), -1.0 / (value + OFFSET) ** 2
        else:
            value, slope, turn = fraction(searched[place], SMALLEST)
            out[place] = to_fraction(value)
            above, below = 1.0 / (value + OFFSET), 1.0 / (1.0 - value + OFFSET)
            outer, bend = above + below, below**2 - above**2
        first[place], second[place] = outer * slope, bend * slope**2 + outer * turn
        return out, first, second

    def meaningless(self, likelihood_parameters: np.ndarray) -> np.ndarray:
        """Say that traits have no say in leaving where nobody leaves, or everybody at the first chance, or at once."""
        buying, leaving = self.processes
        mean, polarity = likelihood_parameters[[DROPOUT, POLARITY]]
        nothing = mean <= 0 or (polarity == -1 if self.family.dropout_in_time else mean >= 1)
        return np.repeat([False, bool(nothing)], [len(buying.columns), len(leaving.columns)])

    def moved(self, parameters: np.ndarray, shifts: list[float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give the family's parameters for other traits, their slopes in the parameters, and in the shifts."""
        buying, leaving = shifts
        dropout = self.family.shifted_dropout(parameters, np.array([leaving])).of(np.array(0))
        value, by_parameters, by_shifts = parameters.copy(), np.eye(len(parameters)), np.zeros((len(parameters), 2))
        value[RATE] += buying
        value[DROPOUT] = dropout.value
        by_parameters[DROPOUT, DROPOUT] = dropout.by_mean
        by_shifts[RATE, 0], by_shifts[DROPOUT, 1] = 1.0, dropout.by_shift
        if dropout.by_polarity is not None:
            by_parameters[DROPOUT, POLARITY] = dropout.by_polarity
        return value, by_parameters, by_shifts

    def compress(self, table: pd.DataFrame) -> TraitRows:
        """Check ``x``, ``t_x``, ``T`` and the traits, and give their unique rows."""
        customers = customers_of(table)
        if customers is None:
            return self.compress_seen(table)[0]
        rows, back = self.compress_seen(table[customers > 0])
        return rows.weighted(np.bincount(back, customers[customers > 0], minlength=len(rows)))

    def compress_seen(self, table: pd.DataFrame) -> tuple[TraitRows, np.ndarray]:
        """Give the unique rows of a table to predict, and which one each customer has."""
        history = check_repeat_table(table)
        return compress_with_traits(*history, self.coding_.patterns(table), unit_days=days_of_unit(table))

    def log_likelihood(
        self, likelihood_parameters: np.ndarray, rows: PurchaseRows
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give log-likelihood and score per row, and the Hessian of the sum."""
        rows = with_traits(rows)
        parameters, plain, dropout = self._stretched(likelihood_parameters, rows)
        value, score, curvature = self.family.log_likelihood_by_row(parameters, plain)
        value = value + plain.x.unique[plain.x.codes] * self._shifts(likelihood_parameters, rows)[0][rows.traits.codes]
        score, curvature = add_dropout_effect(score, curvature, dropout.of(rows.traits.codes))
        everywhere = np.ones(len(rows.traits))
        effects = [Effect(driven, everywhere) for driven in range(self.n_family)]
        for driven, process in zip((RATE, OWN_DROPOUT), self.processes, strict=True):
            effects += [Effect(driven, rows.traits.design[:, column]) for column in process.columns]
        return value, *sum_effects(score, curvature, rows.counts, rows.traits, effects)

    def _shifts(self, likelihood_parameters: np.ndarray, rows: TraitRows) -> list[np.ndarray]:
        return self.shifts_of(likelihood_parameters, rows.traits.design)

    def _stretched(
        self, likelihood_parameters: np.ndarray, rows: TraitRows
    ) -> tuple[np.ndarray, PurchaseRows, Shifted]:
        """Give parameters and plain rows, in a time that runs as fast as each pattern buys, and dropout per pattern."""
        own = likelihood_parameters[: self.n_family]
        log_mean, spread, _, polarity = own
        pace, leaving = self._shifts(likelihood_parameters, rows)
        in_time = self.family.dropout_in_time
        dropout = self.family.shifted_dropout(own, leaving - pace if in_time else leaving)
        each = dropout.value[rows.traits.codes if in_time else rows.pairs[0].patterns]
        return _apart(log_mean, spread, each, polarity), rows.stretched(pace), dropout

    def _own_parameters(self, likelihood_parameters: np.ndarray, traits: Patterns) -> np.ndarray:
        """Give the family's parameters of customers with these traits, each with its own."""
        own = likelihood_parameters[: self.n_family]
        log_mean, spread, _, polarity = own
        pace, leaving = self.shifts_of(likelihood_parameters, traits.design)
        dropout = self.family.shifted_dropout(own, leaving).value
        return _apart((log_mean + pace)[traits.codes], spread, dropout[traits.codes], polarity)

    def alive_by_row(self, likelihood_parameters: np.ndarray, rows: PurchaseRows) -> np.ndarray:
        """Give P(alive at T) per row."""
        parameters, plain, _ = self._stretched(likelihood_parameters, with_traits(rows))
        return self.family.alive_by_row(parameters, plain)

    def future_of_rows(self, likelihood_parameters: np.ndarray, rows: PurchaseRows, numbers: np.ndarray) -> Future:
        """Give the future of customers who are alive at T, each with one of the rows."""
        rows = with_traits(rows)
        x, _, T = rows.histories(numbers)
        traits = Patterns(rows.traits.design, rows.traits.codes[numbers])
        return self.family.future_if_alive(self._own_parameters(likelihood_parameters, traits), x, T)

    def future_if_alive(self, likelihood_parameters: np.ndarray, x: np.ndarray, T: np.ndarray) -> Future:
        """Refuse: without traits nothing is known of a customer."""
        raise TypeError(NEEDS_TRAITS)

    @property
    def mix_(self) -> np.ndarray:
        """Give the customers of each pattern of traits at the fit."""
        rows = with_traits(self.rows_)
        return np.bincount(rows.traits.codes, rows.counts, len(rows.traits))

    def new_customer_future(self, likelihood_parameters: np.ndarray) -> tuple[np.ndarray | float, Future]:
        """Refuse: what a new customer does depends on traits."""
        raise TypeError(NEEDS_TRAITS)

    def _new_by_pattern(self) -> tuple[np.ndarray, Future]:
        traits = with_traits(self.rows_).traits
        share, future = self.new_future_of(self.likelihood_params_, Patterns(traits.design, np.arange(len(traits))))
        return np.broadcast_to(share, len(traits)), future

    def new_future_of(self, likelihood_parameters: np.ndarray, traits: Patterns) -> tuple[np.ndarray | float, Future]:
        """Give the probability to stay right after the first purchase, and the future, of such customers."""
        return self.family.new_customer_future(self._own_parameters(likelihood_parameters, traits))

    def new_customer_purchases(self, *, horizon: float) -> float:
        """Give the expected repeat purchases of a new customer, one of the mix that the model was fitted to."""
        check_is_fitted(self, "likelihood_params_")
        warn_unsafe(*self.unsafe_)
        share, future = self._new_by_pattern()
        return float(np.average(share * future.purchases(as_time(horizon, "horizon")), weights=self.mix_))

    def new_customer_probabilities(self, *, horizon: float, largest: int = 10) -> pd.Series:
        """Give the probabilities of 0, 1, ..., ``largest`` repeat purchases of a new customer, one of the same mix."""
        check_is_fitted(self, "likelihood_params_")
        warn_unsafe(*self.unsafe_)
        share, future = self._new_by_pattern()
        largest = as_count(largest, "largest", at_most=MOST_COUNTS)
        chances = share[:, None] * future.counts(as_time(horizon, "horizon"), largest)
        chances[:, 0] += 1.0 - share
        chances = np.average(chances, axis=0, weights=self.mix_)
        return pd.Series(chances, index=pd.RangeIndex(len(chances), name="purchases"), name="probability")

    def simulate_purchases(
        self, table: pd.DataFrame, *, horizon: float, random_state: int | np.random.Generator | None = None
    ) -> pd.Series:
        """Draw how often each customer buys in ``horizon``, given what was seen of them and their traits."""
        check_is_fitted(self, "likelihood_params_")
        rng, horizon = as_generator(random_state), self._within_reach(table, horizon)
        rows, back = self.compress_seen(table)
        alive = rng.uniform(size=len(table)) < self.alive_by_row(self.likelihood_params_, rows)[back]
        future = self.future_of_rows(self.likelihood_params_, rows, back)
        return pd.Series(np.where(alive, future.draw(horizon, rng), 0), index=table.index, name="purchases")

    def draw_cohort(self, T: np.ndarray, random_state: int | np.random.Generator | None) -> pd.DataFrame:
        """Draw new customers with traits of the mix that the model was fitted to."""
        rng = as_generator(random_state)
        pattern = rng.choice(len(self.mix_), size=len(T), p=self.mix_ / self.mix_.sum())
        drawn = []
        for kind in np.unique(pattern):
            own = copy(self.family)
            traits = Patterns(with_traits(self.rows_).traits.design, np.array([kind]))
            parameters = self._own_parameters(self.likelihood_params_, traits)
            own.likelihood_params_ = np.array([float(np.squeeze(part)) for part in parameters])
            place = np.flatnonzero(pattern == kind)
            drawn.append(own.draw_cohort(T[place], rng).set_axis(place))
        return pd.concat(drawn).sort_index() if drawn else self.family.draw_cohort(T, rng)

    def log_likelihood_without_dropout(self) -> float:
        """Give the highest log-likelihood of the same data if nobody ever left, with traits of buying."""
        lower, upper = (bound.copy() for bound in self.bounds(self.rows_))
        buying, leaving = self.processes
        first = self.n_family + len(buying.columns)
        effects = slice(first, first + len(leaving.columns))
        lower[effects] = upper[effects] = 0.0
        upper[self.dropout_coordinate] = lower[self.dropout_coordinate]
        return climb(self, self.rows_, self.starts(self.rows_)[0], (lower, upper)).value

    def log_likelihood_of_nbd(self) -> float:
        """Give the highest log-likelihood of the same data if all bought at random and nobody left, without traits."""
        lower, upper = (bound.copy() for bound in self.family.bounds(self.rows_))
        upper[self.dropout_coordinate] = lower[self.dropout_coordinate]
        return climb(self.family, self.rows_, self.family.starts(self.rows_)[0], (lower, upper)).value


def _pushed(start: np.ndarray, way: np.ndarray) -> np.ndarray:
    """Give a start with the last effects moved."""
    out = start.copy()
    out[len(start) - len(way) :] += way
    return out


def _apart(*parameters: np.ndarray | float) -> np.ndarray:
    """Give parameters that are one number or one of each row, as families take them: one after the other."""
    return cast(np.ndarray, parameters)


def with_traits(rows: PurchaseRows) -> TraitRows:
    """Give rows that know the traits of their customers.

    Raises
    ------
    TypeError
        If they do not.
    """
    if not isinstance(rows, TraitRows):
        raise TypeError("these rows know no traits: compress the table with the model itself.")
    return rows
