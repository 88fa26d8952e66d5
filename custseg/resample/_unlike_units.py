"""How sure is the spread between units, such as households or accounts, when some have many more rows than others?

`unit_weights` for the means of groups; `UnitWeights` is what it gives.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class UnitWeights(NamedTuple):
    """What the sizes of units leave of the spread that they show, for each group."""

    #: of each unit: times as large the square of what it adds to the mean of its group should have come out
    correction: Floats
    #: of each group: how many units of one size would weigh as these do, (sum m)^2 / sum m^2 of m rows
    equal: Floats
    #: of each group: degrees of freedom of the corrected sum of squares
    freedom: Floats

    def spread(self, sums: Floats, group: NDArray[np.intp] | None = None) -> dict[str, Floats]:
        """Give the variance that units show, and its degrees of freedom, as `corrected_ends` takes them.

        Parameters
        ----------
        sums : ndarray of shape (n_units,) or (n_units, n_statistics)
            What each unit adds.
        group : ndarray of shape (n_units,), optional
            The place of its group. None: all are of one, and may have more statistics than one.

        Returns
        -------
        dict
            ``variance`` and ``freedom``, of each group or statistic.
        """
        if group is None:
            return {"variance": self.correction @ sums**2, "freedom": self.freedom[0]}
        corrected: Floats = np.bincount(group, self.correction * sums**2, len(self.freedom)).astype("float64")
        return {"variance": corrected, "freedom": self.freedom}


def unit_weights(rows: NDArray, group: NDArray[np.intp], n_groups: int) -> UnitWeights:
    """Give what the spread between units of unlike size has to be corrected by, and how sure it then is.

    A unit with a share w of the rows pulls the mean of its group to itself, so that less is left of it than of others:
    1 - 2 w + the sum of the squared shares, where what the rows of a unit say is one answer (rows that are independent
    within their unit would leave more). Divided by that, the sum of squares is right on average, and as sure as one of
    so many independent units of one size as Satterthwaite's rule counts. Units of one size need n / (n - 1) and have
    n - 1 degrees of freedom, as rows have.

    Parameters
    ----------
    rows : ndarray of shape (n_units,)
        How many rows each unit has in its group.
    group : ndarray of shape (n_units,)
        The place of its group.
    n_groups : int
        How many groups there are.

    Returns
    -------
    UnitWeights
        A group of one unit has one degree of freedom, and nothing that could be told from it.

    References
    ----------
    Bell, R. M. & McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with multi-stage
    samples. Survey Methodology 28(2).
    Imbens, G. W. & Kolesar, M. (2016). Robust standard errors in small samples: some practical advice. Review of
    Economics and Statistics 98(4).
    """

    def added(each: NDArray) -> Floats:
        sums: Floats = np.bincount(group, each, n_groups).astype("float64")
        return sums

    units, total = added(rows > 0), added(rows)
    weight = rows / total[group]
    squares = added(weight**2)
    # in this order, and not 1 - 2 w + squares: nothing is lost where one unit has almost all rows
    left = (1 - weight) ** 2 + np.maximum(squares[group] - weight**2, 0.0)
    correction = np.divide(1.0, left, out=np.zeros_like(left), where=left > 0)
    d, u = correction * weight**2, squares[group] / 2 - weight
    # the square of the trace of the quadratic form over the trace of its square, without its n * n terms
    apart = 2 * (added(d) * added(d * u**2) + added(d * u) ** 2) - 4 * added(d**2 * u**2)
    trace = added(weight**4) + np.maximum(apart, 0.0)
    freedom = np.divide(squares**2, trace, out=np.ones_like(trace), where=trace > 0)
    equal = np.divide(1.0, squares, out=np.zeros_like(squares), where=squares > 0)
    return UnitWeights(correction, equal, np.clip(freedom, 1.0, np.maximum(units - 1.0, 1.0)))
