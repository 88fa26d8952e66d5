"""How is every column made comparable? Declared transforms, scaling and weights, column by column.

`FeatureTransform` learns and applies them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.stats import yeojohnson
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted, validate_data

from ...schema import (
    Scaling,
    check_weights,
    listed,
    merged_by_floats,
    one_of,
    parameter_problems,
    require_numbers,
)
from .column_scale import exponent_of, location_scale, quantile
from .feature_problems import far_problems, few_problems, number_problems, shape_problems, width_problems

TRANSFORMS = ("none", "log1p", "asinh", "rank", "yeo-johnson")
SCALINGS = get_args(Scaling)


class FeatureTransform(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Put columns on one scale, by transforms that are declared and not guessed.

    Parameters
    ----------
    transforms : str or dict of str, default="none"
        One of ``"none"``, ``"log1p"`` (skewed, never negative), ``"asinh"`` (skewed, either sign: asinh of the value
        over the median of its non-zero sizes), ``"rank"`` (share of customers below), ``"yeo-johnson"`` (power by
        maximum likelihood); for all columns, or by column name or position. Columns not in the dict stay as they are.
    scaling : {"standard", "robust", "none"}, default="standard"
        After the transform: mean 0 and standard deviation 1; median 0 and interquartile range 1.349, as a normal
        variable has; or nothing.
    weights : dict of float, optional
        What a column counts, by name or position; 1 where nothing is said. A scaled column is multiplied by it.

    Attributes
    ----------
    transforms_ : tuple of str
        The transform of each column.
    parameters_ : list
        What each transform has learnt: a power, a scale, the ranks, or None.
    center_, scale_ : ndarray of shape (n_features,)
        What is subtracted from, and divides, each transformed column. Weights are part of `scale_`.
    spread_ : ndarray of shape (n_features,)
        Standard deviation of each column after all that.

    Raises
    ------
    ValueError
        Fewer than two customers; or with every problem at once: a column of dates or words, one that is missing values,
        infinite or constant (but for rounding), one with extremes beside which all others are equal, or beyond 1e100 on
        its scale, negative values under log1p, values beyond 1e30 under yeo-johnson, unknown transforms or columns,
        weights that are not above zero.

    Notes
    -----
    ``"none"``, ``"asinh"`` and ``"rank"`` with scaling promise that money in another unit gives the same result.
    ``"log1p"`` and ``"yeo-johnson"`` do not. asinh around zero spreads a bell-shaped column into two humps: use it for
    skewed columns. All statistics are weighted, so a weight of 2 is the same as two rows.

    References
    ----------
    Yeo, I.-K. & Johnson, R. A. (2000). A new family of power transformations. Biometrika 87(4).
    Burbidge, J. B., Magee, L. & Robb, A. L. (1988). Alternative transformations to handle extreme values of the
    dependent variable. Journal of the American Statistical Association 83(401).

    Examples
    --------
    >>> import pandas as pd
    >>> spend = pd.DataFrame({"amount": [1.0, 10.0, 100.0, 1000.0], "visits": [1, 2, 3, 4]})
    >>> FeatureTransform({"amount": "rank"}, scaling="none").fit_transform(spend)
       amount  visits
    0   0.125     1.0
    1   0.375     2.0
    2   0.625     3.0
    3   0.875     4.0
    """

    _allowed: ClassVar = {"scaling": one_of(*SCALINGS)}

    def __init__(
        self,
        transforms: str | Mapping[Any, str] = "none",
        *,
        scaling: Scaling = "standard",
        weights: Mapping[Any, float] | None = None,
    ) -> None:
        self.transforms = transforms
        self.scaling = scaling
        self.weights = weights

    def fit(self, X: Any, y: None = None, sample_weight: Any = None) -> FeatureTransform:
        """Learn the scales.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_customers, n_features)
            Finite numbers.
        y : None
            Ignored.
        sample_weight : array-like of shape (n_customers,), optional
            How many customers each row stands for.

        Returns
        -------
        FeatureTransform
            Itself.
        """
        require_numbers(X)
        rows, merged = getattr(X, "index", None), merged_by_floats(X)
        with np.errstate(over="ignore"):  # what no float can hold is infinite, and told below
            X = validate_data(self, X, dtype=np.float64, ensure_all_finite=False, ensure_min_samples=0)
        if few := few_problems(len(X)):
            raise ValueError(few[0])
        weight = check_weights(sample_weight, X, rows)
        names = list(getattr(self, "feature_names_in_", range(X.shape[1])))
        chosen, factors = self._declared(names)
        seen = weight > 0
        values_seen, weight = (X, weight) if seen.all() else (X[seen], weight[seen])
        problems = merged or number_problems(X, names, rows)
        problems = problems or shape_problems(values_seen, names, rows, chosen, constant=True)
        problems = problems or self._learn_scales(values_seen, weight, names, chosen, factors)
        if problems:
            raise ValueError(" ".join(problems))
        return self

    def _learn_scales(
        self, X: NDArray, weight: NDArray, names: list[Any], kinds: tuple[str, ...], factors: list[float]
    ) -> list[str]:
        """Learn the transform and the scale of every column; say what would be lost on them."""
        self.transforms_, self.parameters_ = kinds, []
        problems, learnt = list[str](), list[tuple[float, float, float, int]]()
        for column, (kind, factor) in enumerate(zip(kinds, factors, strict=True)):
            # sums over sorted distinct values do not depend on the order of the rows
            values, counts = _counted(X[:, column], weight)
            self.parameters_.append(_learn(kind, values, counts))
            shaped = _shape(kind, values, self.parameters_[-1])
            exponent = exponent_of(shaped)
            usual = np.ldexp(shaped, -exponent) if exponent else shaped
            center, scale = location_scale(usual, counts, self.scaling)
            spread = scale if self.scaling == "standard" else location_scale(usual, counts, "standard")[1]
            if self.scaling == "none":  # as it came, whatever its unit
                spread, exponent, usual = float(np.ldexp(spread, exponent)), 0, shaped
            with np.errstate(over="ignore"):
                scaled = (usual - center) / scale if scale > 0 else np.zeros(len(usual))
            problems += width_problems(names[column], values, shaped, kind, scaled)
            learnt.append((center, scale / factor, spread / (scale / factor) if scale > 0 else 0.0, exponent))
        centers, scales, spreads, exponents = zip(*learnt, strict=True)
        self._exponents, self._centers, self._scales = exponents, centers, scales
        with np.errstate(over="ignore", under="ignore"):
            self.center_, self.scale_ = np.ldexp(centers, exponents), np.ldexp(scales, exponents)
        self.spread_ = np.array(spreads)
        return problems

    def transform(self, X: Any) -> NDArray[np.float64] | pd.DataFrame:
        """Transform, scale and weigh every column.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_customers, n_features)
            The columns of `fit`, in the same order.

        Returns
        -------
        DataFrame or ndarray of shape (n_customers, n_features)
            A table in gives a table with the same index and columns, an array in gives an array; ``set_output`` asks
            for one of them whatever comes in.
        """
        check_is_fitted(self)
        require_numbers(X)
        rows = getattr(X, "index", None)
        with np.errstate(over="ignore"):
            values = validate_data(self, X, dtype=np.float64, ensure_all_finite=False, reset=False)
        names = list(getattr(self, "feature_names_in_", range(values.shape[1])))
        problems = number_problems(values, names, rows)
        problems = problems or shape_problems(values, names, rows, self.transforms_, constant=False)
        if problems:
            raise ValueError(" ".join(problems))
        scaled = np.empty(values.shape, order="F")  # column by column: short rows take five times as long
        with np.errstate(over="ignore"):
            for j, (kind, learnt) in enumerate(zip(self.transforms_, self.parameters_, strict=True)):
                shaped = _shape(kind, values[:, j], learnt)
                usual = np.ldexp(shaped, -self._exponents[j]) if self._exponents[j] else shaped
                np.subtract(usual, self._centers[j], out=scaled[:, j])
                scaled[:, j] /= self._scales[j]
        if problems := far_problems(scaled, names, rows):
            raise ValueError(" ".join(problems))
        return pd.DataFrame(scaled, X.index, X.columns, copy=False) if isinstance(X, pd.DataFrame) else scaled

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []  # float64, whatever came in
        return tags

    def _declared(self, names: list[Any]) -> tuple[tuple[str, ...], list[float]]:
        """Transform and weight of every column; all problems at once."""
        wanted = self.transforms if isinstance(self.transforms, Mapping) else dict.fromkeys(names, self.transforms)
        weights = dict(self.weights or {})
        problems = [
            f"{what} names columns that X lacks: {listed(set(given) - set(names))}; X has {listed(names, 10)}."
            for what, given in (("transforms", wanted), ("weights", weights))
            if set(given) - set(names)
        ]
        if unknown := sorted({str(kind) for kind in wanted.values() if kind not in TRANSFORMS}):
            problems.append(f"transforms must be among {listed(TRANSFORMS)}; found {listed(unknown)}.")
        problems += parameter_problems(self)
        if bad := [name for name, weight in weights.items() if not 0 < weight < np.inf]:
            problems.append(f"weights must be above zero and finite; not so for {listed(bad)}: leave such columns out.")
        if problems:
            raise ValueError(" ".join(problems))
        return tuple(wanted.get(name, "none") for name in names), [float(weights.get(name, 1.0)) for name in names]


def _counted(values: NDArray[np.float64], weight: NDArray[np.float64]) -> tuple[NDArray, NDArray]:
    """Give the sorted distinct values, and how many customers have each."""
    if (weight == 1.0).all():  # a sort of values takes a third of the time of one that remembers where each stood
        values, counts = np.unique(values, return_counts=True)
        return values, counts.astype(np.float64)
    values, inverse = np.unique(values, return_inverse=True)
    return values, np.bincount(inverse, weights=weight)


def _learn(kind: str, values: NDArray[np.float64], counts: NDArray[np.float64]) -> Any:
    """Learn a transform from sorted distinct values and how often each occurs."""
    if kind == "asinh":
        sizes = np.abs(values)
        return float(quantile(sizes[sizes > 0], counts[sizes > 0], 0.5))
    if kind == "rank":
        return values, (np.cumsum(counts) - counts / 2) / counts.sum()
    return _power(values, counts) if kind == "yeo-johnson" else None


def _power(values: NDArray[np.float64], counts: NDArray[np.float64]) -> float:
    """Find the power with the highest weighted likelihood; scikit-learn's and scipy's searches take no weights."""
    jacobian = np.average(np.sign(values) * np.log1p(np.abs(values)), weights=counts)

    def loss(power: float) -> float:
        shaped = yeojohnson(values, power)
        spread = np.average((shaped - np.average(shaped, weights=counts)) ** 2, weights=counts)
        return 0.5 * np.log(spread) - (power - 1) * jacobian

    return float(minimize_scalar(loss, bounds=(-3, 5), method="bounded").x)


def _shape(kind: str, values: NDArray[np.float64], learnt: Any) -> NDArray[np.float64]:
    if kind == "log1p":
        return np.log1p(values)
    if kind == "asinh":
        return _asinh_over(values, learnt)
    if kind == "rank":
        return _share_below(values, *learnt)
    return yeojohnson(values, learnt) if kind == "yeo-johnson" else values


def _asinh_over(values: NDArray[np.float64], usual: float) -> NDArray[np.float64]:
    """Asinh of values over a usual size; of the logarithms, which are its limit, where no float holds the quotient."""
    with np.errstate(over="ignore"):
        over = values / usual
    shaped = np.arcsinh(over)
    if (far := np.isinf(over)).any():
        shaped[far] = np.sign(values[far]) * (np.log(2) + np.log(np.abs(values[far])) - np.log(usual))
    return shaped


def _share_below(values: NDArray[np.float64], known: NDArray, shares: NDArray) -> NDArray[np.float64]:
    """Share of customers below values; that of the next value where no slope from one to the next is a number."""
    found = np.interp(values, known, shares)
    steep = ~np.isfinite(found)
    found[steep] = shares[np.searchsorted(known, values[steep]).clip(max=len(known) - 1)]
    return found
