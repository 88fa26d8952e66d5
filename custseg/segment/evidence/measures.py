"""How is one row of the panel computed? The measures of one k, from shared cells and a shared sample.

`PanelMeasures` computes them; `silhouette_widths` is one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import pairwise_distances

from ...resample import bootstrap, interval
from ...schema import NullModel
from ..clustering.customer_segmenter import CustomerSegmenter
from ..clustering.gaussian_mixture import WeightedGaussianMixture
from ..clustering.grouping import Groups, fit_groups, group_of
from .bends import LINE, most_bent
from .column_words import in_words, shared_in_words
from .crossing import most_crossed
from .customer_sample import in_order, some_of
from .density import border_density, centre_density
from .gap_statistic import gap_table
from .parting import Parting, part_customers
from .repeatability import bootstrap_jaccard, n_distinct, prediction_strength, split_half_rand
from .rounding import without_rounding
from .shares_of_counts import placed_shares, spread_columns

#: What `PanelMeasures.measure` and `PanelMeasures.criteria` say of one k, in the order of the panel's columns.
COLUMNS = (
    *("prediction_strength", "jaccard_min", "jaccard_mean", "split_half", "calinski_harabasz"),
    *("silhouette", "silhouette_low", "silhouette_high", "bic", "icl"),
    *("valley", "valley_spread", "valley_bent", "valley_crossing", "centre"),
)
_MATTERS = 1.5
"""Smaller rises pass at no usual level, whatever is spread."""


class PanelMeasures:
    """What all measures share: the cells with everybody, and a sample of customers."""

    def __init__(
        self, X: Any, base: CustomerSegmenter, sample: int, n_references: int, n_resamples: int, random_state: int
    ) -> None:
        self.base, self.n_references, self.n_resamples, self.seed = base, n_references, n_resamples, random_state
        numbers = base._numbers(X)
        self.numbers = np.asarray(numbers, dtype=np.float64)[:, base._columns]
        names = getattr(numbers, "columns", range(self.numbers.shape[1]))
        self.names = [in_words(names[place]) for place in base._columns]
        points, codes = base._features(X)
        self.numbers, points = without_rounding(self.numbers, points)
        inside = np.flatnonzero(~base._is_apart(points))
        order = inside[in_order(points[inside], None if codes is None else codes[inside])]
        some, many = (some_of(order, n, np.random.RandomState(random_state)) for n in (sample, 5 * sample))
        self.points, self.codes = points[some], None if codes is None else codes[some]
        self.spread = spread_columns(self.points, placed_shares(self.numbers[some], self.points))
        # a column is sorted once, however many customers it has: small groups are seen by more of them
        self.many = points[many]
        self.placed = placed_shares(self.numbers[many], self.many)

    def gap(self, ks: list[int], name: str) -> pd.DataFrame:
        """Columns of the panel that compare with structureless tables."""
        null: NullModel = "copula" if name == "gap_copula" else "box"
        seed = self._random(0, name).randint(2**31 - 1)
        table = gap_table(self.points, ks, null=null, n_references=self.n_references, random_state=seed)
        table = table.set_axis([name, f"rise_{null}"], axis=1)
        return table if null == "box" else table.assign(rise_copula_spread=self._rise_spread(ks, table, seed))

    def _rise_spread(self, ks: list[int], table: pd.DataFrame, seed: int) -> pd.Series:
        """Rise over the copula with those who share a value spread; asked only where the plain one might matter."""
        rise = table["rise_copula"]
        if rise.max() <= _MATTERS or np.array_equal(self.spread, self.points):
            return rise
        found = gap_table(self.spread, ks, null="copula", n_references=self.n_references, random_state=seed)
        return found["rise"]

    def measure(self, k: int, measures: Sequence[str]) -> dict[str, float]:
        """One row of the panel, but for the criteria."""
        row: dict[str, float] = {"k": k}
        groups = self._fit(k, *self._everybody, self._random(k, "fit").randint(2**31 - 1), self.base.n_init)
        if "prediction_strength" in measures:
            random = self._random(k, "strength")
            learn = self._learner(k, None, 2)
            row["prediction_strength"] = prediction_strength(
                self.points, self.codes, k, learn, n_splits=5, random_state=random
            )
        if "jaccard" in measures:
            mean = self.jaccard(k, groups).mean(axis=0)
            row |= {"jaccard_min": float(mean.min()), "jaccard_mean": float(mean.mean())}
        if "split_half" in measures:
            row["split_half"] = self._split_half(k)
        if "calinski_harabasz" in measures:
            row["calinski_harabasz"] = self._calinski_harabasz(k, groups)
        labels = group_of(groups, self.points, self.codes)
        if "silhouette" in measures:
            row |= self._silhouette(k, labels)
        if "valley" in measures:
            row |= self._valleys(k, labels)
        if "centre" in measures:
            row["centre"] = centre_density(self.points, labels)
        return row

    def criteria(self, k: int) -> dict[str, float]:
        """Ask a Gaussian mixture of k components: the rest of this row of the panel."""
        mixture = WeightedGaussianMixture(k, n_init=10, random_state=self.seed)
        mixture._learn(self.points)  # what a component rests on matters to whoever looks at its components
        return {"k": k, "bic": mixture.bic_, "icl": mixture.icl_}

    def parting(self, ks: Sequence[int]) -> pd.DataFrame:
        """Columns of the panel that say which columns part the customers into k groups."""
        found = part_customers(self.many, self.names, max(*ks, 2), self.placed)
        rows = [_after_cuts(found, k - 1) for k in ks]
        return pd.DataFrame(rows, index=pd.Index(ks, name="k")).assign(shared=shared_in_words(self.numbers, self.names))

    def jaccard(self, k: int, groups: Groups) -> NDArray[np.float64]:
        """Jaccard similarities of resamples to these groups, shape (n_resamples, k)."""
        cells, codes, weights = self._everybody
        labels = group_of(groups, cells, codes)
        # from the old centres alone k-means would come back to the old groups, whatever was drawn, and the similarity
        # would be too high: a fresh start stands beside it and the better of the two fits counts
        learn = self._learner(k, groups, 1)
        random = self._random(k, "jaccard")
        return bootstrap_jaccard(
            cells, codes, weights, labels, k, learn, n_resamples=self.n_resamples, random_state=random
        )

    @property
    def _everybody(self) -> tuple[NDArray, NDArray | None, NDArray]:
        return self.base.cells_, self.base.cell_codes_, self.base.cell_weights_

    def _fit(self, k, points, codes, weights, seed, n_init, start: Groups | None = None) -> Groups:
        return fit_groups(self.base.method, points, codes, weights, k, self.base.gamma_, n_init, seed, start)

    def _learner(self, k: int, start: Groups | None, n_init: int) -> Callable:
        def learn(points, codes, weights, seed):
            distinct = n_distinct(points, codes, k)
            if distinct >= k:
                groups = self._fit(k, points, codes, weights, seed, n_init, start)
            else:  # a group each, by whatever method
                method = "kmeans" if codes is None else "kprototypes"
                groups = fit_groups(method, points, codes, weights, distinct, self.base.gamma_, n_init, seed)
            return lambda points, codes: group_of(groups, points, codes)

        return learn

    def _random(self, k: int, what: str) -> np.random.RandomState:
        """Own random numbers for every k and measure: no thread can change what another one draws."""
        return np.random.RandomState(np.random.SeedSequence([self.seed, k, *what.encode()]).generate_state(4))

    def _valleys(self, k: int, labels: NDArray) -> dict[str, float]:
        """Valley of the customers as they are, and with those who share a value spread: a lattice has no valleys."""
        if labels.max() < k - 1:
            return dict.fromkeys(("valley", "valley_spread", "valley_bent"), np.inf) | {"valley_crossing": 1.0}
        valley = border_density(self.points, labels)
        same = k == 1 or np.array_equal(self.spread, self.points)
        spread = valley if same else border_density(self.spread, labels)
        crowded = max(valley, spread)
        # without any valley it does not matter whether there is a bend
        bent = most_bent(self.spread, labels) if crowded < 1 else crowded
        crossing = most_crossed(self.spread, labels) if bent <= LINE else 1.0
        return {"valley": valley, "valley_spread": spread, "valley_bent": bent, "valley_crossing": crossing}

    def _split_half(self, k: int) -> float:
        random = self._random(k, "halves")
        learn = self._learner(k, None, 2)
        n = max(2, self.n_resamples // 2)
        return float(split_half_rand(*self._everybody, k, learn, n_resamples=n, random_state=random).mean())

    def _calinski_harabasz(self, k: int, groups: Groups) -> float:
        """Between over within, of cells that hold many customers each: scikit-learn's score takes no weights."""
        if k == 1:
            return np.nan
        cells, _, weights = self._everybody
        labels = group_of(groups, cells, None)
        mass = np.maximum(np.bincount(labels, weights=weights, minlength=k), 1e-300)
        means = (
            np.column_stack([np.bincount(labels, weights=weights * c, minlength=k) for c in cells.T]) / mass[:, None]
        )
        inside = weights @ ((cells - means[labels]) ** 2).sum(axis=1)
        total = weights @ ((cells - np.average(cells, axis=0, weights=weights)) ** 2).sum(axis=1)
        return float((total - inside) / (k - 1) / (inside / (weights.sum() - k)))

    def _silhouette(self, k: int, labels: NDArray) -> dict[str, float]:
        names = ("silhouette", "silhouette_low", "silhouette_high")
        if k == 1 or len(np.unique(labels)) < 2:
            return dict.fromkeys(names, np.nan)
        widths = silhouette_widths(self.points, labels)
        means = bootstrap(
            lambda width, weights: width @ weights / len(width), widths, n_resamples=200, random_state=self.seed
        )
        return dict(zip(names, (float(widths.mean()), *map(float, interval(means))), strict=True))


def _after_cuts(found: Parting, n_cuts: int) -> dict[str, Any]:
    """Which columns the first cuts went through, the likeliest of them to be chance, and the most crowded border."""
    if n_cuts > len(found.columns):
        none = {"parting_chance": 1.0, "parting_bridge": 1.0, "parting_centre": 0.0, "parting_nested": 0.0}
        return {"parted_by": "", **none, "parting_crossing": 1.0}
    return {
        "parted_by": ", ".join(dict.fromkeys(found.columns[:n_cuts])),
        "parting_chance": max(found.chances[:n_cuts], default=0.0),
        "parting_bridge": max(found.bridges[:n_cuts], default=0.0),
        "parting_centre": found.centres[n_cuts - 1] if n_cuts else np.inf,
        "parting_nested": max(found.nested[:n_cuts], default=0.0),
        "parting_crossing": min(found.crossings[:n_cuts], default=1.0),
    }


def silhouette_widths(points: NDArray, labels: NDArray) -> NDArray[np.float64]:
    """Silhouette width of every customer, from sums of distances to each group; 0 for one alone in a group.

    The values are those of `sklearn.metrics.silhouette_samples`, in two thirds of its time: one product of matrices.

    Examples
    --------
    >>> silhouette_widths(np.array([[0.0], [1.0], [9.0], [10.0]]), np.array([0, 0, 1, 1])).round(2).tolist()
    [0.89, 0.88, 0.88, 0.89]
    """
    member = np.eye(labels.max() + 1)[labels]
    member = member[:, member.sum(axis=0) > 0]
    own = member.argmax(axis=1)
    size = member.sum(axis=0)
    sums = pairwise_distances(points) @ member
    rows = np.arange(len(points))
    inside = sums[rows, own] / np.maximum(size[own] - 1, 1)
    means = sums / size
    means[rows, own] = np.inf
    nearest = means.min(axis=1)
    widths = (nearest - inside) / np.maximum(np.maximum(nearest, inside), 1e-300)
    return np.where(size[own] > 1, widths, 0.0)
