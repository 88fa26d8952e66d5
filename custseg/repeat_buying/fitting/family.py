"""What must a model bring to be fitted? How to add a family: everything that it needs stands in this file.

:class:`Family` and :class:`Rows` say what a family gives, :class:`FittedFamily` what it has learnt after ``fit``;
:class:`LikelihoodParameters`, :class:`Limit` and :class:`Ratio` are what it speaks in; :func:`sums_of_rows` adds up
its rows. Nothing here knows what a row is: that of a purchase model is ``(x, t_x, T)``, that of a contract model
``(t, lost)``.

A family moves between three sets of parameters:

- the *search point*, in which Newton walks: smooth, and every limit of the model on a side of its box;
- the *likelihood parameters*, in which the likelihood is written: its limits are ordinary numbers (a mean, a spread);
- the *reported parameters*, as the paper prints them (r, alpha, a, b): at a limit they are 0, infinite or NaN.

How to add a family
-------------------
1. Write the rows: unique rows of the table with their ``counts``, a class with the five members of :class:`Rows`.
   Those of purchase models are written already: ``likelihood.purchase_rows.compress``.
2. Write the log-likelihood per row with its exact score and Hessian in the likelihood parameters, a file in
   ``likelihood/``, and test its derivatives against differences (``assert_exact_derivatives`` in the tests). Where the
   sum over all rows is had faster than what each brings to it, add ``summed_log_likelihood``, which a search prefers:
   it gives log-likelihood, gradient and Hessian, as :func:`sums_of_rows` makes them of the rows. Where one maximum is
   known to lie beside another, add ``starts_from(maximum, rows)``: search points that are tried from the one found;
   where two sharp maxima may lie far apart, set ``always_doubtful`` or ``doubtful_above``. Where several places are
   looked at faster together, add ``summed_log_likelihoods``, ``several_likelihood_parameters`` and
   ``places_together``; where a likelihood of a few digits is had faster, ``rough``; and where far fewer rows tell the
   long way up as well, ``fewer``. Where some tables are known to need a longer climb, add ``evaluations``. Where a
   reported parameter ends in the box, add ``logarithm_of_end``.
3. Write ``class YourModel(FittedModel)`` (``fitting.estimator``), one file of the room, with the class attributes and
   the methods of :class:`Family`. It then has ``fit``, ``score``, ``summary``, standard errors, confidence intervals,
   the bootstrap, ``from_params``, and goes into ``prediction_interval``. Say in ``limits`` what it means when the
   search rests on a side of the box and what that means for its answers, and in ``limit_values`` the numbers that
   those sentences name; in ``ratios`` and ``ratio_values``, what stays known where parameters run off together. Where
   a limit is an end of the search and cannot be the truth, leave it out of ``simpler_models``: draws lie on those that
   the data do not refute.
4. If the model predicts purchases, let it inherit from ``BuyingModel`` (``_buying_model``) instead and add the four
   methods that are abstract there; ``lifetime_value``, ``compare_models`` and all tables then take it.
5. If traits of customers shall act on it, give second derivatives per row too (``log_likelihood_by_row``) and say
   what a trait multiplies (``shifted_dropout``): `buying_traits` and `spending_traits` take it from there.
6. Pin published parameters, and a simulated truth. Where a limit is reached, the sentence must be there.

``tests/repeat_buying/fitting/test_family.py`` adds one: contracts that end, shifted beta-geometric.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar, NamedTuple, Protocol, Self, TypeVar, runtime_checkable

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted


class LikelihoodParameters(NamedTuple):
    """Likelihood parameters with their first and second derivatives in the search point.

    ``value`` has shape ``(k,)``, ``first`` ``(k, k)``: row = likelihood parameter, column = search coordinate;
    ``second`` ``(k, k, k)``: one symmetric matrix per likelihood parameter.
    """

    value: np.ndarray
    first: np.ndarray
    second: np.ndarray


class Limit(NamedTuple):
    """What it means that a search coordinate rests on its bound, and which coordinates then have no meaning.

    ``sentence`` may name numbers of the fit in braces, which ``limit_values`` of the model gives. ``answer`` says what
    the limit means for what the model predicts.
    """

    coordinate: int
    upper: bool
    sentence: str
    meaningless: tuple[int, ...] = ()
    answer: str = ""


class Ratio(NamedTuple):
    """What stays known where both its parameters run off together: its name, and at which limits it is all there is.

    A limit is a search coordinate and whether it is its upper bound. ``most`` is 1 for a share. ``coordinate`` is the
    search coordinate at whose bounds the ratio itself is 0 or ``most``, and of which alone it is made there.
    """

    name: str
    limits: tuple[tuple[int, bool], ...]
    most: float = np.inf
    coordinate: int | None = None


class Rows(Protocol):
    """Unique rows of a table, each with the number of customers who have it."""

    @property
    def counts(self) -> np.ndarray:
        """Give the number of customers per row, as floats."""

    def __len__(self) -> int:
        """Give the number of unique rows."""

    def weighted(self, counts: np.ndarray) -> Self:
        """Give the same rows with other counts: a bootstrap sample."""

    def thinned(self, step: int) -> Self:
        """Give every so-manieth row with its count: a smaller table of the same shape."""

    def uninformative(self) -> str:
        """Say why no model can be fitted to these rows; nothing ("") if one can."""


RowsT = TypeVar("RowsT", bound=Rows)


@runtime_checkable
class Family(Protocol[RowsT]):
    """What a model brings to be fitted by maximum likelihood.

    Attributes
    ----------
    parameter_names : tuple of str
        Reported parameters, as the paper prints them.
    columns : tuple of str
        Columns of the table that are read.
    limits : tuple of Limit
        Sides of the box that mean something, with a sentence for each.
    ratios : tuple of Ratio
        What is known where parameters run off together, in the order of :meth:`ratio_values`.
    always_doubtful : bool
        Whether a second maximum is looked for however sharp the first one is.
    doubtful_above : dict of int to float
        Places of search coordinates above which it is looked for, too.
    tolerance : float
        The search stops when less than this log-likelihood is still to be gained.
    max_evaluations : int
        Evaluations of the likelihood before the search is given up.
    """

    parameter_names: ClassVar[tuple[str, ...]]
    columns: ClassVar[tuple[str, ...]]
    limits: ClassVar[tuple[Limit, ...]]
    ratios: ClassVar[tuple[Ratio, ...]] = ()
    always_doubtful: ClassVar[bool] = False
    doubtful_above: ClassVar[Mapping[int, float]] = {}
    tolerance: float
    max_evaluations: int

    @abstractmethod
    def compress(self, table: pd.DataFrame) -> RowsT:
        """Check the table, name everything that is impossible in it, and give its unique rows."""

    @abstractmethod
    def bounds(self, rows: RowsT) -> tuple[np.ndarray, np.ndarray]:
        """Give the lowest and the highest search point; infinite where a coordinate is free."""

    @abstractmethod
    def starts(self, rows: RowsT) -> list[np.ndarray]:
        """Give search points to climb from: always the first, the others where there may be a second maximum."""

    def evaluations(self, rows: RowsT) -> int:
        """Give after how many evaluations the first climb is given up: a family may know tables that need more."""
        return self.max_evaluations

    @abstractmethod
    def likelihood_parameters(self, search_point: np.ndarray, rows: RowsT) -> LikelihoodParameters:
        """Give the likelihood parameters of a search point, with their derivatives."""

    def several_likelihood_parameters(self, search_points: np.ndarray, rows: RowsT) -> LikelihoodParameters:
        """Give those of several search points, shape ``(b, k)``: the same arrays with one more axis in front."""
        each = (self.likelihood_parameters(search_point, rows) for search_point in search_points)
        return LikelihoodParameters(*map(np.array, zip(*each, strict=True)))

    @abstractmethod
    def search_point(self, likelihood_parameters: np.ndarray, rows: RowsT) -> np.ndarray:
        """Give the search point of likelihood parameters: the inverse of :meth:`likelihood_parameters`."""

    @abstractmethod
    def log_likelihood(
        self, likelihood_parameters: np.ndarray, rows: RowsT
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give log-likelihood ``(n,)`` and score ``(k, n)`` per row, and the Hessian ``(k, k)`` of the sum with counts.

        A log-likelihood that is not finite turns the search back from an impossible corner of the box.
        """

    def log_likelihood_values(self, likelihood_parameters: np.ndarray, rows: RowsT) -> np.ndarray:
        """Give the log-likelihood ``(n,)`` per row alone, where no slope is asked for."""
        return self.log_likelihood(likelihood_parameters, rows)[0]

    def summed_log_likelihood(
        self, likelihood_parameters: np.ndarray, rows: RowsT
    ) -> tuple[float, np.ndarray, np.ndarray]:
        """Give log-likelihood, gradient and Hessian of the sum with counts, for the search."""
        return sums_of_rows(self, likelihood_parameters, rows)

    def summed_log_likelihoods(
        self, likelihood_parameters: np.ndarray, rows: RowsT
    ) -> list[tuple[float, np.ndarray, np.ndarray]]:
        """Give log-likelihood, gradient and Hessian of the sum at each of several places, shape ``(b, k)``."""
        return [self.summed_log_likelihood(place, rows) for place in likelihood_parameters]

    def places_together(self, rows: RowsT) -> int:
        """Give at how many places the likelihood is best looked at together: one, unless that shares work."""
        return 1

    def rough(self, rows: RowsT) -> RowsT | None:
        """Give the rows with a likelihood of fewer digits, which is faster, to try starts on; nothing if there is none.

        It must tell one maximum from another; where a start leads to another, the likelihood itself is climbed there.
        """
        return None

    def fewer(self, rows: RowsT) -> RowsT | None:
        """Give far fewer rows much like these, on which climbs from starts begin; nothing if there are none."""
        return None

    def starts_from(self, maximum: np.ndarray, rows: RowsT) -> list[np.ndarray]:
        """Give search points that are known to lead from a maximum to another: none, unless a family knows some."""
        return []

    @abstractmethod
    def reported_parameters(self, likelihood_parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give the reported parameters, and their slopes ``(k, k)`` in the likelihood parameters (columns)."""

    def ratio_values(self, likelihood_parameters: np.ndarray, rows: RowsT) -> tuple[np.ndarray, np.ndarray]:
        """Give the ratios, and their slopes ``(m, k)`` in the likelihood parameters (columns)."""
        return np.empty(0), np.empty((0, len(likelihood_parameters)))

    @abstractmethod
    def from_reported(self, parameters: dict[str, float]) -> np.ndarray:
        """Give the likelihood parameters of positive, finite reported ones, by name."""


class FittedFamily(Family[RowsT], Protocol[RowsT]):
    """What a family has learnt after ``fit``, and what intervals are made from.

    Attributes
    ----------
    rows_ : Rows
        The unique rows that it was fitted to.
    search_point_, likelihood_params_ : ndarray of shape (k,)
        Where the likelihood is highest.
    params_ : Series
        Reported parameters by name.
    log_likelihood_ : float
        The highest log-likelihood.
    hessian_ : ndarray of shape (k, k)
        Second derivatives of the log-likelihood there, in the search point.
    held_ : ndarray of bool, shape (k,)
        Search coordinates that are held: at a bound, or without a meaning because of one.
    reached_ : tuple of Limit
        The limits on which it rests.
    """

    rows_: RowsT
    search_point_: np.ndarray
    likelihood_params_: np.ndarray
    params_: pd.Series
    log_likelihood_: float
    hessian_: np.ndarray
    held_: np.ndarray
    reached_: tuple[Limit, ...]

    def log_prior(self, search_point: np.ndarray) -> float:
        """Give the log density of a search point before the data, for draws: flat unless a family says otherwise."""
        return 0.0

    def logarithm_of_end(self, number: int) -> float:
        """Give how far a reported parameter goes in the box, in logarithms to either side: any distance."""
        return np.inf

    def simpler_models(self) -> tuple[Limit, ...]:
        """Give the limits that are models of their own and may be the truth: all, unless a family says otherwise."""
        return self.limits


def sums_of_rows(
    family: Family[RowsT], likelihood_parameters: np.ndarray, rows: RowsT
) -> tuple[float, np.ndarray, np.ndarray]:
    """Give log-likelihood, gradient ``(k,)`` and Hessian ``(k, k)`` of the sum with counts.

    Parameters
    ----------
    family : Family
        What gives the log-likelihood.
    likelihood_parameters : ndarray, shape (k,)
        Where.
    rows : Rows
        Unique rows.

    Returns
    -------
    tuple
        Minus infinity and zeros in an impossible corner of the box.
    """
    value, score, hessian = family.log_likelihood(likelihood_parameters, rows)
    if not np.isfinite(value).all():
        return -np.inf, np.zeros(len(score)), np.zeros_like(hessian)
    return float(rows.counts @ value), score @ rows.counts, hessian


def check_has_data(model: FittedFamily) -> None:
    """Refuse a model that has not been fitted, or that was made from known parameters.

    Raises
    ------
    NotFittedError
        If it has no parameters.
    ValueError
        If it has no data.
    """
    check_is_fitted(model, "likelihood_params_")
    if not hasattr(model, "rows_"):
        raise ValueError("this model was made with from_params: without data there is no likelihood to look at.")
