"""Do customers with a trait spend more per purchase? The Gamma-Gamma model with traits of customers.

:class:`SpendWithTraits`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

import numpy as np
import pandas as pd

from ._checks import check_spend
from ._trait_columns import Coding, learn_coding, trait_names
from ._traited import Process, TraitedModel
from ._two_populations import two_populations
from .fitting.weights import customers_of
from .gamma_gamma import GammaGamma, SeenSpend
from .likelihood.gamma_gamma import SpendRows
from .likelihood.trait_rows import Patterns
from .likelihood.trait_sums import Effect, sum_effects

LEVEL = 0  # the likelihood parameter that traits act on


class TraitSpendRows(SpendRows):
    """Mean spend per customer, and the pattern of each one's traits."""

    traits: Patterns

    @classmethod
    def of(cls, rows: SpendRows, traits: Patterns) -> Self:
        """Give the same rows with the traits of their customers."""
        other = object.__new__(cls)
        other.__dict__.update(rows.__dict__, traits=traits)
        return other

    def thinned(self, step: int) -> Self:
        """Give every so-manieth row by rising spend with its count: a smaller table of the same shape."""
        kept = np.argsort(self.spend, kind="stable")[::step]
        rows = SpendRows(self.x[self.codes[kept]], self.spend[kept], self.counts[kept], unknown=self.unknown)
        return self.of(rows, replace(self.traits, codes=self.traits.codes[kept]))


class SpendWithTraits(TraitedModel[SpendRows], GammaGamma):  # type: ignore[misc]  # names and limits of this fit
    """The Gamma-Gamma model in which the level of spend depends on traits of the customers.

    With the coded traits ``z`` of a customer, ``gamma`` becomes ``gamma exp(g z)``: all amounts are ``exp(g z)``
    times as large as those of the customer that the others are compared with. How much purchases of a customer, and
    customers with the same traits (顾客特征), differ does not depend on traits.

    Parameters
    ----------
    traits : sequence of str
        Columns of the table. Numbers and truth values enter as they are: their relative level is per unit. Words become
        a relative level each, against the commonest word.
    model : GammaGamma, optional
        The family, with its settings. It is not fitted itself. None takes the usual ones.

    Attributes
    ----------
    params_ : Series
        ``p``, ``q``, ``gamma`` of the customer that the others are compared with (``reference_``), then the relative
        levels: ``spend channel[web]`` of 1.2 spends 1.2 times as much per purchase.
    p_, q_, gamma_ : float
        The same.
    population_mean_ : float
        Expected spend of somebody of the mix that the model was fitted to; infinite if ``q_`` is 1 or less.
    reference_ : dict
        Traits of the customer that the others are compared with: the commonest word of each, 0 of numbers.
    log_likelihood_without_traits_ : float
        Of the family alone on the same customers.
    log_likelihood_, limits_reached_, notes_, unsafe_, n_customers_, n_rows_, n_evaluations_
        As in :class:`GammaGamma`; only customers with repeat purchases of known spend count.

    See Also
    --------
    BuyingWithTraits : Traits and how often customers buy.
    trait_worth : What a trait is worth in money.

    References
    ----------
    Fader, P. S. & Hardie, B. G. S. (2013). The Gamma-Gamma Model of Monetary Value. Note 025, brucehardie.com. The
    effect of traits on its scale is proposed here, after their note 019 on traits and buying rates.

    Examples
    --------
    Do those who come back with a large first order also spend more on the later ones?

    >>> import numpy as np
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.repeat_buying import SpendWithTraits, repeat_purchase_table
    >>> log = load_cdnow()
    >>> table = repeat_purchase_table(log, observed_until="1997-09-30")
    >>> first = log.sort_values("date", kind="stable").groupby("customer_id")["amount"].first().reindex(table.index)
    >>> table["first_order"] = np.where(first > 30, "large", "small")
    >>> model = SpendWithTraits(["first_order"]).fit(table)
    >>> round(float(model.params_["spend first_order[large]"]), 2)
    1.57
    """

    def __init__(self, traits: Sequence[str], model: GammaGamma | None = None) -> None:
        self.traits = traits
        self.model = model

    @property
    def family(self) -> GammaGamma:
        """Give the family without traits."""
        return self.family_ if hasattr(self, "family_") else self.model or GammaGamma()

    @property
    def columns(self) -> tuple[str, ...]:  # type: ignore[override]  # of this model, not of the class
        """Give the columns of the table that are read."""
        return (*GammaGamma.columns, *trait_names(self.traits, "traits"))

    @property
    def processes(self) -> tuple[Process, ...]:
        """Give spend, and the columns that act on it."""
        return (Process("spend", "level", tuple(range(len(self.coding_.labels)))),)

    def family_to_use(self) -> GammaGamma:
        """Check the settings, and give the family that they name."""
        if self.model is not None and not isinstance(self.model, GammaGamma):
            raise TypeError(f"model must be a GammaGamma, found {type(self.model).__name__}.")
        if not trait_names(self.traits, "traits"):
            raise ValueError("name at least one trait, in traits.")
        return self.model or GammaGamma()

    def learn_traits(self, table: pd.DataFrame) -> Coding:
        """Check a table, and learn from it how traits are coded."""
        self.family.compress(table)  # says what is wrong with x and m_x before anything else
        return learn_coding(table, trait_names(self.traits, "traits"), check_spend(table)[0], among_those=True)

    def moved(self, parameters: np.ndarray, shifts: list[float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give the family's parameters for other traits, their slopes in the parameters, and in the shift."""
        value, by_shift = parameters.copy(), np.zeros((len(parameters), 1))
        value[LEVEL] += shifts[0]
        by_shift[LEVEL] = 1.0
        return value, np.eye(len(parameters)), by_shift

    def compress(self, table: pd.DataFrame) -> TraitSpendRows:
        """Check ``x``, ``m_x`` and the traits, and keep the customers whose repeat spend is known."""
        customers = customers_of(table)
        table = table if customers is None else table[customers > 0]
        rows, traits = self.family.compress(table), self.coding_.patterns(table)
        return TraitSpendRows.of(rows, replace(traits, codes=traits.codes[check_spend(table)[0] > 0]))

    def log_likelihood(
        self, likelihood_parameters: np.ndarray, rows: SpendRows
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give log-likelihood and score per row, and the Hessian of the sum."""
        rows = with_traits(rows)
        log_sigma, over_q, over_p = likelihood_parameters[: self.n_family]
        (shift,) = self.shifts_of(likelihood_parameters, rows.traits.design)
        value, score, curvature = self.family.log_likelihood_by_row(
            [log_sigma + shift[rows.traits.codes], over_q, over_p], rows
        )
        everywhere = np.ones(len(rows.traits))
        effects = [Effect(driven, everywhere) for driven in range(self.n_family)]
        effects += [Effect(LEVEL, column) for column in rows.traits.design.T]
        return value, *sum_effects(score, curvature, rows.counts, rows.traits, effects)

    def _report(self) -> None:
        super()._report()
        over_q = float(self.likelihood_params_[1])
        rows = with_traits(self.rows_)
        level = np.exp(self.log_level(SeenSpend(rows.codes, rows.spend, rows.traits)))
        mean = float(np.average(level, weights=rows.counts))
        self.population_mean_ = mean / (1.0 - over_q) if over_q < 1 else float("inf")

    def unsafe_in(self, table: pd.DataFrame) -> tuple[str, ...]:
        """Say that two populations of spenders seem to be in one table, after their traits are allowed for."""
        rows = with_traits(self.rows_)
        x = rows.x[rows.codes]
        seen = SeenSpend(x, rows.spend, rows.traits)
        own = rows.spend / np.exp(self.log_level(seen) - float(self.likelihood_params_[0]))
        return (*self.unsafe_parameters(), *two_populations(x, own, rows.counts))

    def seen_spend(self, table: pd.DataFrame) -> SeenSpend:
        """Check a table, and give what is known of each customer's spend and traits."""
        return SeenSpend(*check_spend(table), self.coding_.patterns(table))

    def log_level(self, seen: SeenSpend) -> np.ndarray | float:
        """Give ``log sigma`` of each customer."""
        if seen.traits is None:
            raise TypeError("SpendWithTraits needs the traits of each customer: pass a table that has them as columns.")
        (shift,) = self.shifts_of(self.likelihood_params_, seen.traits.design)
        return (float(self.likelihood_params_[LEVEL]) + shift)[seen.traits.codes]


def with_traits(rows: SpendRows) -> TraitSpendRows:
    """Give rows that know the traits of their customers.

    Raises
    ------
    TypeError
        If they do not.
    """
    if not isinstance(rows, TraitSpendRows):
        raise TypeError("these rows know no traits: compress the table with the model itself.")
    return rows
