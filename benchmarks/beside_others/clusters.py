"""How fast are clusters found? k-means and mixtures beside scikit-learn, at the same number of starts."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from custseg.segment import CustomerSegmenter

from .work import Work, part


@part("k-means, 5 clusters", "k-means: predict", "mixture, 5 components, 10 starts")
def clusters(rows: int, customers: int) -> Iterator[Work]:
    n = customers // 5
    random = np.random.default_rng(0)
    places = random.normal(scale=4.0, size=(5, 3))
    table = pd.DataFrame(places[random.integers(0, 5, n)] + random.normal(size=(n, 3)), columns=list("abc"))
    scaled = ((table - table.mean()) / table.std(ddof=0)).to_numpy()
    theirs = make_pipeline(StandardScaler(), KMeans(5, n_init=10, random_state=0)).fit(table)
    ours = CustomerSegmenter(5).fit(table)

    def squares(labels: np.ndarray) -> float:
        """Give the sum of squares that is left, to a hundredth: ours are found on cells of equal customers."""
        return round(
            sum(float(scaled[labels == label].var(axis=0).sum() * (labels == label).sum()) for label in range(5)) / n, 2
        )

    yield Work(
        "k-means, 5 clusters",
        n,
        lambda: np.asarray(CustomerSegmenter(5).fit(table).labels_),
        {"scikit-learn, scaling too": lambda: clone(theirs).fit_predict(table)},
        squares,
        times_the_best=1.0,
    )
    yield Work(
        "k-means: predict",
        n,
        lambda: ours.predict(table).to_numpy(dtype=int),
        {"scikit-learn, scaling too": lambda: theirs.predict(table)},
        squares,
        times_the_best=1.0,
    )
    half, part = table.iloc[: n // 2], scaled[: n // 2]
    yield Work(
        "mixture, 5 components, 10 starts",
        n // 2,
        lambda: CustomerSegmenter(5, method="mixture").fit(half),
        {"scikit-learn": lambda: GaussianMixture(5, n_init=10, random_state=0).fit(part)},
        times_the_best=1.0,
    )
