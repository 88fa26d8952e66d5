"""What does the whole hierarchy say about a customer? Total, sides, degrees, from judged weights and stated values.

`Hierarchy`.
"""

import os
from collections.abc import Mapping

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from ...catalogue import load_index_system
from ...catalogue.index_system_spec import GOAL, TOTAL, IndexSystem
from ...schema import MissingMeasurements, RandomIndex, SchemaError, WeightMethod, check_choice, require_frame
from ..pairwise.consistency import LIMIT, consistency_table
from ..pairwise.matrix import Judgements
from .node_weights import Weights, checked_matrices, checked_weights, coverage_problems, global_weights, local_weights
from .scoring import ANSWERED, indicator_columns, node_scores, value_table
from .value_functions import with_value_functions

BLOCK = 32_768
"""Customers scored at a time: what a block needs stays in the processor's cache."""


class Hierarchy(TransformerMixin, BaseEstimator):
    """Score customers by a goal, criteria and indicators (层次分析法): one total, and a score for every criterion.

    Weights come from judgements; values come from stated functions (ratings mode), so that a score never moves because
    other customers are added. An indicator may serve several criteria: its weights are summed over the paths.

    Parameters
    ----------
    system : str, path or IndexSystem
        The criteria and indicators, see `custseg.catalogue.load_index_system`.
    judgements : mapping of node to judgements, optional
        For every node with two or more children, as `pairwise_matrix` takes them. The goal, "goal", may compare its
        children, or all lowest criteria directly. Several experts are merged before, by `group_judgements`.
    weights : mapping of node to mapping of child to float, or "equal", optional
        Weights given directly, adding up to one for each node; "equal" for all nodes that are not judged.
    method : {"eigenvector", "geometric_mean", "log_least_squares", "least_squares"}, default "eigenvector"
        How judgements become weights, see `priorities`.
    random_index : {"alonso-lamata", "saaty"} or mapping, default "alonso-lamata"
        See `mean_random_index`.
    limit : float, default 0.1
        Largest consistency ratio that is trusted.
    value_functions : mapping of indicator to mapping, optional
        Value functions that replace those of the system.
    columns : mapping of indicator to str, optional
        Columns whose names differ from the keys of the indicators.
    missing : {"raise", "reweigh"}, default "raise"
        What to do about missing measurements. "reweigh" divides the weight of what is missing among its neighbours and
        adds the column ``answered``: the share of the weight that was measured.

    Attributes
    ----------
    system_ : IndexSystem
        The system, with the value functions used.
    local_weights_ : DataFrame
        One row per node and child: ``node``, ``child``, ``weight``, adding up to one within a node, and ``origin``:
        "judged", "given", "equal" or "only child".
    criterion_weights_, indicator_weights_ : Series
        Weights seen from the goal. Those of the lowest criteria add up to one, and so do those of the indicators.
    consistency_ : DataFrame
        One row per judged node, see `consistency_table`.
    judgements_, given_weights_ : dict of str to DataFrame, dict of str to Series
        The checked matrices and the weights given directly, by node.
    feature_names_in_, n_features_in_
        The columns used.

    Raises
    ------
    TypeError
        Customers that are no DataFrame.
    SchemaError
        In `fit`, listing everything: judgements that are not reciprocal, not positive or disconnected, unknown items,
        nodes without weights, weights that do not add up to one, unsound value functions, missing columns. In
        `transform`: grades without a value, measurements that are not numbers or missing, with their customers.

    See Also
    --------
    priorities : The weights of one comparison.
    group_judgements : Several experts merged into what `judgements` takes.

    References
    ----------
    Saaty (1980), The Analytic Hierarchy Process, McGraw-Hill. Saaty (2006), Rank from comparisons and from ratings in
    the analytic hierarchy/network processes, European Journal of Operational Research 168(2).

    Examples
    --------
    >>> outlets = pd.DataFrame({"amount": [5, 1], "gross_margin": [5, 3], "brand_effect": [1, 5]}, index=["x", "y"])
    >>> others = ["market_influence", "channel_expansion", "industry_expansion", "field_expansion", "new_products"]
    >>> outlets[others] = 3
    >>> hierarchy = Hierarchy("explicit_social_potential", weights="equal").fit(outlets)
    >>> hierarchy.transform(outlets)[["total", "explicit", "social", "potential"]].round(3)
       total  explicit  social  potential
    x  0.583      1.00    0.25        0.5
    y  0.500      0.25    0.75        0.5
    """

    def __init__(
        self,
        system: str | os.PathLike[str] | IndexSystem,
        judgements: Mapping[str, Judgements] | None = None,
        weights: Weights | str | None = None,
        *,
        method: WeightMethod = "eigenvector",
        random_index: RandomIndex | Mapping[int, float] = "alonso-lamata",
        limit: float = LIMIT,
        value_functions: Mapping[str, Mapping[str, object]] | None = None,
        columns: Mapping[str, str] | None = None,
        missing: MissingMeasurements = "raise",
    ) -> None:
        self.system = system
        self.judgements = judgements
        self.weights = weights
        self.method = method
        self.random_index = random_index
        self.limit = limit
        self.value_functions = value_functions
        self.columns = columns
        self.missing = missing

    def fit(self, X: pd.DataFrame, y: object = None) -> "Hierarchy":
        """Turn judgements into weights and check that the customers have the columns.

        Parameters
        ----------
        X : DataFrame
            Customers; nothing but the names of the columns is learnt from them.
        y : None
            Ignored.

        Returns
        -------
        Hierarchy
            Itself.
        """
        require_frame(X, "X")
        check_choice(self.missing, "missing", MissingMeasurements)
        system = self.system if isinstance(self.system, IndexSystem) else load_index_system(self.system)
        equal = isinstance(self.weights, str)
        if equal and self.weights != "equal":
            raise ValueError(f"weights must be 'equal' or a mapping of nodes; found {self.weights!r}.")
        matrices, problems = checked_matrices(system, self.judgements or {})
        series, found = checked_weights(system, {} if equal else self.weights or {})
        problems += found
        if not problems:
            problems += coverage_problems(system, matrices, series, equal)
        system, found = with_value_functions(system, self.value_functions or {})
        columns, wrong = indicator_columns(system, self.columns or {}, X)
        problems += found + wrong
        if problems:
            raise SchemaError(*problems)
        self._columns = columns
        self._learn(system, matrices, series)
        self.feature_names_in_ = np.array(list(self._columns.values()), dtype=object)
        self.n_features_in_ = len(self._columns)
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Score customers.

        Parameters
        ----------
        X : DataFrame
            Customers with one column per indicator.

        Returns
        -------
        DataFrame
            A table in gives a table with the same index; an array has no columns to score by and is refused. ``total``
            and one column per criterion, in the order of the system, each from 0, the worst, to 1, the best;
            ``answered`` under ``missing="reweigh"``. ``attrs["not_trusted"]`` names the judged nodes whose weights
            should not be trusted, and why.
        """
        values = self.values(X).to_numpy().T
        columns = self.get_feature_names_out()
        scores = np.empty((len(columns), len(X)))
        for start in range(0, len(X), BLOCK):
            block = slice(start, start + BLOCK)
            found = node_scores(values[:, block], self.system_, self._local, reweigh=self.missing == "reweigh")
            for place, name in enumerate(columns):
                scores[place, block] = found[GOAL if name == TOTAL else name]
        table = pd.DataFrame(scores.T, index=X.index, columns=columns, copy=False)
        doubtful = self.consistency_.loc[~self.consistency_["trusted"].astype(bool)]
        table.attrs["not_trusted"] = doubtful["note"].to_dict()
        return table

    def values(self, X: pd.DataFrame) -> pd.DataFrame:
        """Turn the indicators into values from 0, the worst, to 1, the best.

        Parameters
        ----------
        X : DataFrame
            Customers with one column per indicator.

        Returns
        -------
        DataFrame
            Index of `X`, one column per indicator.
        """
        check_is_fitted(self)
        require_frame(X, "X")
        columns, problems = indicator_columns(self.system_, self.columns or {}, X)
        if problems:
            raise SchemaError(*problems)
        table = value_table(self.system_, columns, X, missing_allowed=self.missing == "reweigh")
        return pd.DataFrame(table.T, index=X.index, columns=list(columns), copy=False)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """Names of the columns of `transform`.

        Parameters
        ----------
        input_features : None
            Ignored.

        Returns
        -------
        ndarray of str
            "total", then the criteria.
        """
        check_is_fitted(self)
        names = [TOTAL, *(criterion.key for criterion in self.system_.criteria)]
        return np.array([*names, ANSWERED] if self.missing == "reweigh" else names, dtype=object)

    def _learn(self, system: IndexSystem, matrices: dict[str, pd.DataFrame], series: dict[str, pd.Series]) -> None:
        self.system_ = system
        self.judgements_ = matrices
        self.given_weights_ = series
        arrays = {node: matrix.to_numpy() for node, matrix in matrices.items()}
        given = {node: weights.to_numpy() for node, weights in series.items()}
        self._local = local_weights(system, arrays, given, self.method)
        origins = dict.fromkeys(matrices, "judged") | dict.fromkeys(series, "given")
        if GOAL in origins and (arrays | given)[GOAL].shape[-1] != len(system.children()):
            origins = dict.fromkeys(set(self._local) - set(system.lowest), origins[GOAL]) | origins
        rows = [
            (node, child, weight, "only child" if len(weights) == 1 else origins.get(node, "equal"))
            for node, weights in self._local.items()
            for child, weight in zip(system.children(node), weights, strict=True)
        ]
        self.local_weights_ = pd.DataFrame(rows, columns=["node", "child", "weight", "origin"])
        weights = global_weights(system, self._local)
        self.criterion_weights_, self.indicator_weights_ = (
            pd.Series(found, name="weight", dtype=float) for found in weights
        )
        self.consistency_ = consistency_table(matrices, random_index=self.random_index, limit=self.limit)
