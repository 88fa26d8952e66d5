"""How sure is a fitted model of its parameters? The methods by which every model says it.

:class:`ParameterErrors`; what they compute is in `inference`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...schema import ErrorKind, IntervalKind, Unit
from .family import FittedFamily, RowsT, check_has_data
from .inference import confidence_intervals, covariance, standard_errors
from .known_ratios import known_at_limits, ratio_intervals


class ParameterErrors(FittedFamily[RowsT]):
    """Covariance, standard errors, confidence intervals and the summary of a model that has been fitted.

    Attributes
    ----------
    n_customers_ : int
        Customers to whom it was fitted.
    unit_ : {"D", "W", "M", "Y"} or None
        Unit of time of the parameters.
    limits_reached_, notes_ : tuple of str
        What a reader of the parameters must know.
    """

    n_customers_: int
    unit_: Unit | None
    limits_reached_: tuple[str, ...]
    notes_: tuple[str, ...]

    def covariance(self, kind: ErrorKind = "hessian", **bootstrap: Any) -> pd.DataFrame:
        """Give the covariance of the parameters.

        Parameters
        ----------
        kind : {"hessian", "sandwich", "bootstrap"}
            ``"hessian"`` trusts the model, ``"sandwich"`` allows for the model being wrong, ``"bootstrap"`` refits to
            resampled customers.
        **bootstrap
            ``n_resamples`` (1000) and ``random_state`` (int or numpy Generator) of the bootstrap.

        Returns
        -------
        DataFrame
            Parameters by parameters; NaN where a limit leaves a parameter without a finite value.
        """
        return covariance(self, kind, **bootstrap)

    def standard_errors(self, kind: ErrorKind = "hessian", **bootstrap: Any) -> pd.Series:
        """Give the standard errors of the parameters; arguments as in :meth:`covariance`."""
        return standard_errors(self, kind, **bootstrap)

    def confidence_intervals(
        self, kind: IntervalKind = "profile", *, level: float = 0.95, **bootstrap: Any
    ) -> pd.DataFrame:
        """Give confidence intervals of the parameters.

        Parameters
        ----------
        kind : {"profile", "hessian", "sandwich", "bootstrap"}
            ``"profile"`` (recommended) keeps the values that the likelihood cannot tell from the best; an end that the
            data do not give is 0 or infinite, and a parameter that rests on a limit has none (NaN); what is known of
            two together, :meth:`ratio_intervals` has. The others as in :meth:`covariance`.
        level : float
            Confidence, between 0 and 1.
        **bootstrap
            ``n_resamples`` (1000) and ``random_state`` (int or numpy Generator) of the bootstrap.

        Returns
        -------
        DataFrame
            Per parameter ``low`` and ``high``.
        """
        return confidence_intervals(self, kind, level=level, **bootstrap)

    def ratio_intervals(self, *, level: float = 0.95) -> pd.DataFrame:
        """Give what is known of two parameters together, such as the mean dropout, even where both are infinite.

        Where customers hardly differ in how they leave, ``a`` and ``b`` may be of any size, but ``a / (a + b)`` is
        known as well as any mean.

        Parameters
        ----------
        level : float
            Confidence of the intervals.

        Returns
        -------
        DataFrame
            Per ratio ``estimate``, ``se_hessian``, ``se_sandwich``, ``low``, ``high`` and ``made``: how the interval
            was made. It keeps the values that the likelihood cannot tell from the best, whatever the parameters; a
            ratio that rests on 0 or 1 itself has one end. NaN where a ratio has no interval. A rate is one per unit of
            time of the table (``unit_``), a mean spend is in its currency.

        Raises
        ------
        NotFittedError
            If the model has not been fitted.
        ValueError
            If it has no data, or the level is not between 0 and 1.

        Notes
        -----
        How often the intervals hold is measured by ``benchmarks/ratio_coverage.py``; its results lie beside it.

        Examples
        --------
        Customers who all leave with the same probability: what a and b are nobody knows, but not their ratio.

        >>> import warnings
        >>> import numpy as np
        >>> from custseg.repeat_buying import BetaGeoNBD
        >>> alike = BetaGeoNBD.from_params(r=1.0, alpha=5.0, a=1e6, b=3e6).simulate(np.full(500, 39.0), random_state=3)
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")
        ...     model = BetaGeoNBD().fit(alike)
        >>> model.summary().loc["mean dropout probability a/(a+b)", ["estimate", "low", "high"]].round(2).tolist()
        [0.25, 0.23, 0.28]
        """
        return ratio_intervals(self, level)

    def summary(self, *, level: float = 0.95) -> pd.DataFrame:
        """Give estimates, Hessian and sandwich standard errors and profile intervals, one row per parameter.

        Where parameters rest on a limit and only their ratio is known, a row for the ratio follows.

        Parameters
        ----------
        level : float
            Confidence of the intervals.

        Returns
        -------
        DataFrame
            ``estimate``, ``se_hessian``, ``se_sandwich``, ``low``, ``high``. ``attrs`` hold the log-likelihood,
            the number of customers, the limits reached, the notes, and of each ratio how its interval was made
            (``ratios``). Sandwich errors much larger than Hessian ones say that the model does not fit.

        See Also
        --------
        ratio_intervals : The ratios of any fit, also of one that comes near a limit and does not rest on it.
        """
        check_has_data(self)
        table = pd.DataFrame(
            {
                "estimate": self.params_,
                "se_hessian": standard_errors(self, "hessian"),
                "se_sandwich": standard_errors(self, "sandwich"),
            }
        ).join(self.confidence_intervals("profile", level=level))
        known = known_at_limits(self, level)
        if len(known):
            table = pd.concat([table, known[table.columns]])
        table.attrs = {
            "model": type(self).__name__,
            "log_likelihood": self.log_likelihood_,
            "customers": self.n_customers_,
            "unit": self.unit_,
            "limits_reached": list(self.limits_reached_),
            "notes": list(self.notes_),
            "ratios": known["made"].to_dict(),
        }
        return table
