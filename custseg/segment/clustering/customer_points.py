"""How do the customers of a table become points, and which of them are set apart?

`CustomerPoints`, on which `CustomerSegmenter` rests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.validation import validate_data

from ...schema import Scaling, check_weights, require_like_names, require_numbers
from .categories import category_codes, learn_categories, without_words
from .feature_transform import FeatureTransform
from .set_apart import is_beyond, kept_range, usual_range


class CustomerPoints(BaseEstimator):
    """Scaled columns and coded words of customers, by what an estimator was told of them when it was made."""

    transforms: str | Mapping[Any, str]
    scaling: Scaling
    weights: Mapping[Any, float] | None
    categorical: Sequence[Any] | None
    outlier_limit: float | None

    def _learn_features(self, X: Any, sample_weight: Any) -> tuple[NDArray, NDArray | None, NDArray]:
        require_like_names(X)
        self.categories_ = learn_categories(X, self.categorical)
        numbers = self._numbers(X)
        require_numbers(numbers, "Words are clustered by method='kprototypes' with categorical=[...].")
        made = FeatureTransform(self.transforms, scaling=self.scaling, weights=self.weights)
        # its own container whatever is set: scikit-learn can be told to turn every transformer's answer into polars
        self.features_ = made.set_output(transform="default").fit(numbers, sample_weight=sample_weight)
        validate_data(self, X, skip_check_array=True)
        names = getattr(self.features_, "feature_names_in_", None)
        # by name, so that the order of the columns cannot reach the labels
        self._columns = np.arange(self.features_.n_features_in_) if names is None else np.argsort(names)
        points, codes = self._features(X)
        return points, codes, check_weights(sample_weight, points, getattr(X, "index", None))

    def _features(self, X: Any) -> tuple[NDArray, NDArray | None]:
        require_like_names(X)
        if getattr(X, "ndim", 2) == 2:  # anything else is refused, with the right words, by the transform
            validate_data(self, X, skip_check_array=True, reset=False)
        points = np.asarray(self.features_.transform(self._numbers(X)))
        sorted_already = (self._columns[1:] > self._columns[:-1]).all()
        return points if sorted_already else points[:, self._columns], category_codes(X, self.categories_)

    def _inside(self, X: Any) -> tuple[NDArray, NDArray | None]:
        """Scaled numbers and coded words of the customers who are not set apart."""
        points, codes = self._features(X)
        inside = ~self._is_apart(points)
        return points[inside], None if codes is None else codes[inside]

    def _numbers(self, X: Any) -> Any:
        return without_words(X, self.categorical)

    def _set_apart(self, X: Any, points: NDArray, weight: NDArray) -> NDArray[np.bool_]:
        """Learn who is set apart, and between what values the others are."""
        seen = weight > 0
        self._usual = None if self.outlier_limit is None else usual_range(points, weight)
        apart = self._is_apart(points)
        names = getattr(self.features_, "feature_names_in_", range(self.features_.n_features_in_))
        self.kept_range_ = kept_range(np.asarray(self._numbers(X), dtype=np.float64), seen & ~apart, list(names))
        return apart

    def _is_apart(self, points: NDArray) -> NDArray[np.bool_]:
        if self.outlier_limit is None or self._usual is None:
            return np.zeros(len(points), dtype=bool)
        return is_beyond(points, self._usual, self.outlier_limit)
