"""What do models with traits share? Relative rates beside the parameters of a family, and a test of each trait.

:class:`TraitedModel`. A family is searched as ever; behind its coordinates stand the logarithms of the relative rates,
per standard deviation of a trait, and its own parameters are searched at the mean of all traits. Reported are those of
the customer that the others are compared with, and the relative rates.
"""

from __future__ import annotations

from abc import abstractmethod
from copy import copy
from typing import Any, NamedTuple, Self

import numpy as np
import pandas as pd
from scipy.stats import chi2
from sklearn.base import clone

from ..resample import holm_adjusted
from ..schema import IntervalKind, require_frame
from ._trait_columns import Coding
from .fitting.estimator import FittedModel
from .fitting.family import LikelihoodParameters, Limit, Ratio, RowsT, check_has_data, sums_of_rows
from .fitting.newton import Maximum
from .fitting.profile_at_a_limit import end_off_the_limit
from .fitting.search import climb, find_maximum
from .fitting.weights import standing_for

MOST = np.log(1e5)  # effects beyond 1 to 100,000 are taken to have no limit
NO_LIMIT = "the effect of {label} on {process} has no limit: relative {measure} → {end}"
ANSWER = "Forecasts for customers with the trait are too high or too low, the more so the further they reach."


class Process(NamedTuple):
    """What traits act on: its name, what is multiplied, and the columns of the coding that act on it."""

    name: str
    measure: str
    columns: tuple[int, ...]


class TraitedModel(FittedModel[RowsT]):
    """A family whose parameters depend on traits of customers.

    A model gives the processes that traits act on, and how a family's likelihood parameters look for other traits.
    """

    coding_: Coding
    family_: Any
    without_traits_: Maximum

    @property
    @abstractmethod
    def family(self) -> FittedModel[RowsT]:
        """Give the family without traits."""

    @abstractmethod
    def family_to_use(self) -> FittedModel[RowsT]:
        """Check the settings, and give the family that they name."""

    @abstractmethod
    def learn_traits(self, table: pd.DataFrame) -> Coding:
        """Check a table, and learn from it how traits are coded."""

    @property
    @abstractmethod
    def processes(self) -> tuple[Process, ...]:
        """Give what traits act on, in the order of the effects."""

    @abstractmethod
    def moved(self, parameters: np.ndarray, shifts: list[float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give the family's parameters for other traits, their slopes in the parameters, and in the shifts.

        There is one shift for each process: the logarithm of what it is multiplied by.
        """

    def summed_log_likelihood(
        self, likelihood_parameters: np.ndarray, rows: RowsT
    ) -> tuple[float, np.ndarray, np.ndarray]:
        """Sum up the rows: sums that the family has written for itself know of no traits."""
        return sums_of_rows(self, likelihood_parameters, rows)

    def fit(self, X: pd.DataFrame, y: object = None, sample_weight: object = None) -> Self:
        """Fit by maximum likelihood: the family without traits first, then with them.

        Parameters
        ----------
        X : DataFrame
            One row per customer, see :func:`custseg.repeat_buying.repeat_purchase_table`, with the traits as columns.
        y : None
            Not used.
        sample_weight : array-like of shape (n_rows,), optional
            How many customers each row stands for, times ``customers`` where the table has it; by default one. As in
            :class:`BetaGeoNBD`, a fraction is part of a customer.

        Returns
        -------
        TraitedModel
            The model itself.

        Raises
        ------
        TypeError
            If ``X`` is not a DataFrame, the family is none of those that may have traits, or traits are no names.
        ValueError
            If no trait is named.
        SchemaError
            If the table is impossible, says nothing about how customers differ, or a trait is missing, the same for
            everybody, determined by others, or without any repeat purchase (or repeat spend) in one of its words.
        RuntimeError
            If no maximum was found.
        """
        require_frame(X, "X")
        self.family_ = clone(self.family_to_use())
        self.coding_ = self.learn_traits(standing_for(X, sample_weight))
        return super().fit(X, sample_weight=sample_weight)

    @property
    def tolerance(self) -> float:  # type: ignore[override]  # that of the family
        """Give the tolerance of the search."""
        return self.family.tolerance

    @property
    def max_evaluations(self) -> int:  # type: ignore[override]  # those of the family
        """Give the evaluations of the likelihood before a fit is given up: as many a parameter as the family allows."""
        n = self.n_family
        return self.family.max_evaluations * (n + len(self.effect_columns)) // n

    def evaluations(self, rows: RowsT) -> int:
        """Give as many times more as the family allows for this table."""
        return self.max_evaluations * self.family.evaluations(rows) // self.family.max_evaluations

    @property
    def n_family(self) -> int:
        """Give the number of parameters of the family."""
        return len(self.family.parameter_names)

    @property
    def effect_columns(self) -> np.ndarray:
        """Give per effect the column of the coding."""
        return np.array([column for process in self.processes for column in process.columns], dtype=int)

    @property
    def effect_names(self) -> tuple[str, ...]:
        """Give the effects by name, such as ``buying channel[web]``."""
        return tuple(
            f"{process.name} {self.coding_.labels[column]}" for process in self.processes for column in process.columns
        )

    @property
    def parameter_names(self) -> tuple[str, ...]:  # type: ignore[override]  # of this fit, not of the class
        """Give the family's parameters and the effects of traits."""
        return (*self.family.parameter_names, *self.effect_names)

    @property
    def limits(self) -> tuple[Limit, ...]:  # type: ignore[override]  # of this fit, not of the class
        """Give the family's limits, and those of the effects."""
        out, place = list(self.family_limits()), self.n_family
        for process in self.processes:
            for column in process.columns:
                label = (
                    self.coding_.labels[column].replace("{", "{{").replace("}", "}}")
                )  # braces name numbers of a fit
                words = {"label": label, "process": process.name, "measure": process.measure}
                for upper, end in ((False, "0"), (True, "∞")):
                    out.append(Limit(place, upper, NO_LIMIT.format(**words, end=end), answer=ANSWER))
                place += 1
        return tuple(out)

    def family_limits(self) -> tuple[Limit, ...]:
        """Give the limits of the family."""
        return self.family.limits

    def simpler_models(self) -> tuple[Limit, ...]:
        """Give the family's limits: where an effect ends is the end of the search and not a simpler model."""
        return self.family_limits()

    def effects_of(self, likelihood_parameters: np.ndarray) -> np.ndarray:
        """Give the logarithms of the relative rates, per unit of a trait."""
        return likelihood_parameters[self.n_family :] / self.coding_.scale[self.effect_columns]

    def shifts_of(self, likelihood_parameters: np.ndarray, design: np.ndarray) -> list[np.ndarray]:
        """Give the shift of each process for customers with these coded traits, one per row of the design."""
        shifts, place = [], self.n_family
        for process in self.processes:
            stop = place + len(process.columns)
            shifts.append(design[:, list(process.columns)] @ likelihood_parameters[place:stop])
            place = stop
        return shifts

    def searched(self, family_point: np.ndarray) -> np.ndarray:
        """Give what is searched instead of the family's search point."""
        return family_point

    def family_point(self, searched: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give the family's search point, one coordinate from each, with first and second derivatives."""
        return searched, np.ones(len(searched)), np.zeros(len(searched))

    def bounds(self, rows: RowsT) -> tuple[np.ndarray, np.ndarray]:
        """Give the box of the family; an effect ends where customers differ by a factor of 100,000."""
        lower, upper = (self.searched(bound) for bound in self.family.bounds(rows))
        return np.append(lower, -self._widest), np.append(upper, self._widest)

    @property
    def _widest(self) -> np.ndarray:
        columns = self.effect_columns
        return MOST * self.coding_.scale[columns] / self.coding_.span[columns]

    def starts(self, rows: RowsT) -> list[np.ndarray]:
        """Give the maximum without traits, and the family's starts, all without an effect."""
        nothing = np.zeros(len(self.effect_columns))
        points = (self.without_traits_.point, *self.family.starts(rows))
        return [np.append(self.searched(point), nothing) for point in points]

    def highest(self, rows: RowsT) -> Maximum:
        """Climb without traits first, and from there with them."""
        self.without_traits_ = find_maximum(self.family, rows)
        found = find_maximum(self, rows)
        return found._replace(evaluations=found.evaluations + self.without_traits_.evaluations)

    def likelihood_parameters(self, search_point: np.ndarray, rows: RowsT) -> LikelihoodParameters:
        """Give those of the family at the mean of all traits, and the effects as they are searched."""
        n, size = self.n_family, len(search_point)
        point, steps, turns = self.family_point(search_point[:n])
        value, first, second = self.family.likelihood_parameters(point, rows)
        slopes, bends = np.eye(size), np.zeros((size, size, size))
        slopes[:n, :n] = first * steps
        bends[:n, :n, :n] = second * np.outer(steps, steps) + first[:, :, None] * np.diag(turns)
        return LikelihoodParameters(np.append(value, search_point[n:]), slopes, bends)

    def search_point(self, likelihood_parameters: np.ndarray, rows: RowsT) -> np.ndarray:
        """Give the search point of the family's parameters and the effects."""
        n = self.n_family
        own = self.searched(self.family.search_point(likelihood_parameters[:n], rows))
        return np.append(own, likelihood_parameters[n:])

    def log_prior(self, search_point: np.ndarray) -> float:
        """Give the density of the family; effects are flat in the logarithm."""
        point, steps, _ = self.family_point(search_point[: self.n_family])
        return self.family.log_prior(point) + float(np.log(steps).sum())

    def reported_parameters(self, likelihood_parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give the family's parameters of the customer that the others are compared with, and the relative rates."""
        n, columns = self.n_family, self.effect_columns
        moved, inner = self._slopes_at_reference(likelihood_parameters)
        values, outer = self.family.reported_parameters(moved)
        effects = self.effects_of(likelihood_parameters)
        with np.errstate(over="ignore"):  # of a unit that nobody is near
            relative = np.exp(effects)
        slopes = np.zeros((len(likelihood_parameters), len(likelihood_parameters)))
        with np.errstate(invalid="ignore"):  # a family's slopes are infinite at a limit
            slopes[:n] = outer @ inner
        slopes[n:, n:] = np.diag(relative / self.coding_.scale[columns])
        at_end = np.abs(likelihood_parameters[n:]) >= self._widest
        relative = np.where(at_end, np.where(effects > 0, np.inf, 0.0), relative)
        return np.append(values, np.where(self.meaningless(likelihood_parameters), np.nan, relative)), slopes

    def _slopes_at_reference(self, likelihood_parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give the family's parameters of the customer that the others are compared with, and their slopes in all."""
        moved, by_parameters, by_shifts = self._at_reference(likelihood_parameters)
        inner, place = np.zeros((self.n_family, len(likelihood_parameters))), self.n_family
        inner[:, :place] = by_parameters
        for number, process in enumerate(self.processes):
            for column in process.columns:
                inner[:, place] = by_shifts[:, number] * self.coding_.reference[column]
                place += 1
        return moved, inner

    @property
    def ratios(self) -> tuple[Ratio, ...]:  # type: ignore[override]  # of this fit, not of the class
        """Give the family's ratios, but for limits on which one rests itself: what it may be hangs on the effects."""
        return tuple(
            ratio._replace(coordinate=None, limits=tuple(one for one in ratio.limits if one[0] != ratio.coordinate))
            for ratio in self.family.ratios
        )

    def ratio_values(self, likelihood_parameters: np.ndarray, rows: RowsT) -> tuple[np.ndarray, np.ndarray]:
        """Give the ratios of the customer that the others are compared with."""
        moved, inner = self._slopes_at_reference(likelihood_parameters)
        values, outer = self.family.ratio_values(moved, rows)
        return values, outer @ inner

    def logarithm_of_end(self, number: int) -> float:
        """Give the logarithm of a relative rate at the end of its box; infinite for a parameter of the family."""
        ends = self._widest / self.coding_.scale[self.effect_columns]
        return np.inf if number < self.n_family else float(ends[number - self.n_family])

    def meaningless(self, likelihood_parameters: np.ndarray) -> np.ndarray:
        """Say which effects have no meaning because of a limit of the family."""
        return np.zeros(len(self.effect_columns), dtype=bool)

    def _at_reference(self, likelihood_parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give the family's parameters of the customer that the others are compared with, and both slopes."""
        shifts = self.shifts_of(likelihood_parameters, self.coding_.reference[None, :])
        return self.moved(likelihood_parameters[: self.n_family], [float(shift[0]) for shift in shifts])

    def limit_values(self) -> dict[str, float]:
        """Give the numbers that the sentences about limits name, of the customer that others are compared with."""
        own = copy(self.family)
        own.likelihood_params_ = self._at_reference(self.likelihood_params_)[0]
        return own.limit_values()

    def from_reported(self, parameters: dict[str, float]) -> np.ndarray:
        """Give the likelihood parameters of the reported ones."""
        names = self.family.parameter_names
        own = self.family.from_reported({name: parameters[name] for name in names})
        effects = np.log([parameters[name] for name in self.effect_names]) * self.coding_.scale[self.effect_columns]
        everything = np.append(own, effects)
        shifts = [-float(shift[0]) for shift in self.shifts_of(everything, self.coding_.reference[None, :])]
        return np.append(self.moved(own, shifts)[0], effects)

    def _report(self) -> None:
        """Learn the reported parameters together, and those of the family one by one."""
        values, _ = self.reported_parameters(self.likelihood_params_)
        self.params_ = pd.Series(values, index=pd.Index(self.parameter_names, name="parameter"), name="estimate")
        for name in self.family.parameter_names:
            setattr(self, f"{name}_", float(self.params_[name]))
        self.log_likelihood_without_traits_ = self.without_traits_.value

    @property
    def reference_(self) -> dict[str, object]:
        """Give the traits of the customer that the others are compared with: the commonest words, 0 of numbers."""
        coding = self.coding_
        return {
            name: 0.0 if words is None else words[0] for name, words in zip(coding.traits, coding.levels, strict=True)
        }

    def summary(self, *, level: float = 0.95) -> pd.DataFrame:
        """Give the table of ``FittedModel.summary``: the family's parameters first, then the relative rates of traits.

        ``attrs["reference"]`` says with whom customers are compared: the parameters are those of this customer, and so
        is a ratio that is known where they run off. A relative rate of 1.2 makes a customer with the trait buy (or
        leave) 1.2 times as fast, for a number: per unit.
        """
        table = super().summary(level=level)
        table.attrs["reference"] = self.reference_
        return table

    def confidence_intervals(
        self, kind: IntervalKind = "profile", *, level: float = 0.95, **bootstrap: Any
    ) -> pd.DataFrame:
        """Give confidence intervals as ``FittedModel.confidence_intervals``.

        An effect that rests on its own limit has one end by the profile likelihood: a relative rate from 0 up to it, or
        from it up to infinity.
        """
        table = super().confidence_intervals(kind, level=level, **bootstrap)
        if kind != "profile":
            return table
        target = self.log_likelihood_ - 0.5 * chi2.ppf(level, 1)
        for effect, scale in enumerate(self.coding_.scale[self.effect_columns]):
            place, value = self.n_family + effect, float(self.params_.iloc[self.n_family + effect])
            if value in (0.0, np.inf):
                end = end_off_the_limit(self, place, target)
                inner = (np.inf if value == 0.0 else 0.0) if end is None else float(np.exp(end / scale))
                table.iloc[place] = sorted((value, inner))
        return table

    def trait_test(self) -> pd.DataFrame:
        """Ask whether traits explain anything: likelihood-ratio tests of all together, and of each beside the others.

        Returns
        -------
        DataFrame
            First row ``all traits``, then one per trait, with all its effects: ``effects`` (how many, the degrees of
            freedom), ``log_likelihood`` (the highest without it), ``lr`` (twice what it gains), ``p_value`` (of a
            chi-square) and ``p_adjusted`` (Holm, over the traits; of the first row the same). Few customers, or a fit
            on a limit, make the probabilities rough.

        Raises
        ------
        ValueError
            If the model has no data.

        See Also
        --------
        trait_worth : What a trait is worth in money.

        References
        ----------
        Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics
        6(2), 65-70.
        """
        check_has_data(self)
        owners = np.array(self.coding_.owners)[self.effect_columns]
        rows = [("all traits", len(owners), self.without_traits_.value)]
        rows += [
            (name, int((owners == name).sum()), self._height_without(owners == name)) for name in self.coding_.traits
        ]
        table = pd.DataFrame(rows, columns=["trait", "effects", "log_likelihood"]).set_index("trait")
        table["lr"] = (2.0 * (self.log_likelihood_ - table["log_likelihood"])).clip(lower=0.0)
        table["p_value"] = chi2.sf(table["lr"], table["effects"])
        adjusted = holm_adjusted(table["p_value"].to_numpy()[1:])
        table["p_adjusted"] = [float(table["p_value"].iloc[0]), *adjusted]
        return table

    def _height_without(self, left_out: np.ndarray) -> float:
        """Give the highest log-likelihood with some effects held at nothing."""
        lower, upper = (bound.copy() for bound in self.bounds(self.rows_))
        places = self.n_family + np.flatnonzero(left_out)
        lower[places] = upper[places] = 0.0
        best = self.search_point_.copy()
        best[places] = 0.0
        starts = (best, self.starts(self.rows_)[0])
        return max(climb(self, self.rows_, start, (lower, upper)).value for start in starts)

    @classmethod
    def from_params(cls, **parameters: Any) -> Self:
        """Refuse: how traits are coded is learnt from a table."""
        raise TypeError(f"{cls.__name__} learns from a table how traits are coded: fit it.")
