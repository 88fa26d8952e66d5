"""How far apart are the experts, on which pair, and who is alone?

`disagreement` and `expert_table`.
"""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from ...schema import RandomIndex, typed
from ._weight_methods import weights_from
from .aggregation import aggregate_judgements, aligned_matrices
from .consistency import consistency_table
from .matrix import Judgements
from .weights import priorities


@typed
def disagreement(by_expert: Mapping[str, Judgements], weights: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Show for every pair how far the experts are apart, the widest first.

    Parameters
    ----------
    by_expert : mapping of expert to judgements
        Each as `pairwise_matrix` takes them, all about the same items.
    weights : mapping of expert to float, optional
        Positive, adding up to one; equal when absent.

    Returns
    -------
    DataFrame
        One row per judged pair: ``item``, ``over``, so ordered that the merged ratio is at least 1; ``experts`` who
        judged it; ``ratio``, merged; ``spread``, the geometric standard deviation as a factor, 1 is full agreement;
        ``lowest``, ``lowest_expert``, ``highest``, ``highest_expert``; ``split``, whether some prefer the one item and
        some the other. ``attrs["spread"]`` pools all pairs.

    Examples
    --------
    >>> table = disagreement({"first": {"a": {"b": 2}}, "second": {"a": {"b": 8}}})
    >>> table.loc[0, ["ratio", "spread"]].astype(float).round(2).to_list()
    [4.0, 2.67]
    """
    matrices, _ = aligned_matrices(by_expert, weights)
    merged = aggregate_judgements(by_expert, weights)
    rows = [
        _spread(matrices, merged, *((row, column) if merged.loc[row, column] >= 1 else (column, row)))
        for row, column in combinations(merged.index, 2)
        if not np.isnan(merged.loc[row, column])
    ]
    found = pd.DataFrame(rows).sort_values("spread", ascending=False, kind="stable", ignore_index=True)
    repeated = found.loc[found["experts"] > 1]
    freedom = repeated["experts"] - 1
    pooled = (np.log(repeated["spread"]) ** 2 * freedom).sum() / freedom.sum() if len(repeated) else np.nan
    found.attrs["spread"] = float(np.exp(np.sqrt(pooled)))
    return found


@typed
def expert_table(
    by_expert: Mapping[str, Judgements],
    weights: Mapping[str, float] | None = None,
    *,
    random_index: RandomIndex | Mapping[int, float] = "alonso-lamata",
) -> pd.DataFrame:
    """Show for every expert how consistent the answers are and how far they lie from the others' answers.

    Parameters
    ----------
    by_expert : mapping of expert to judgements
        Each as `pairwise_matrix` takes them, all about the same items.
    weights : mapping of expert to float, optional
        Positive, adding up to one; equal when absent.
    random_index : {"alonso-lamata", "saaty"} or mapping, default "alonso-lamata"
        See `mean_random_index`.

    Returns
    -------
    DataFrame
        Index ``expert``: ``weight``; ``consistency_ratio``; ``trusted``; ``note``; ``distance``, the largest factor by
        which one of the expert's weights differs from that of the other experts merged (1 is agreement, ``nan`` for a
        single expert); ``first``, the item put first.

    Examples
    --------
    >>> table = expert_table({"first": {"a": {"b": 2}}, "second": {"a": {"b": 8}}})
    >>> table["distance"].round(2).to_dict()
    {'first': 3.0, 'second': 3.0}
    """
    matrices, shares = aligned_matrices(by_expert, weights)
    verdicts = consistency_table(matrices, random_index=random_index)
    own = {expert: priorities(matrix) for expert, matrix in matrices.items()}
    rows = {}
    for expert in matrices:
        others = {name: matrix for name, matrix in matrices.items() if name != expert}
        rows[expert] = {
            "weight": shares[expert],
            **verdicts.loc[expert, ["consistency_ratio", "trusted", "note"]].to_dict(),
            "distance": _distance(own[expert], others, shares.drop(expert)) if others else np.nan,
            "first": own[expert].idxmax(),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("expert")


def _spread(matrices: Mapping[str, pd.DataFrame], merged: pd.DataFrame, row: str, column: str) -> dict[str, object]:
    ratios = pd.Series({expert: matrix.loc[row, column] for expert, matrix in matrices.items()}).dropna()
    logs = np.log(ratios)
    return {
        "item": row,
        "over": column,
        "experts": len(ratios),
        "ratio": float(merged.loc[row, column]),
        "spread": float(np.exp(logs.std(ddof=1))) if len(ratios) > 1 else np.nan,
        "lowest": float(ratios.min()),
        "lowest_expert": ratios.idxmin(),
        "highest": float(ratios.max()),
        "highest_expert": ratios.idxmax(),
        "split": bool(ratios.min() < 1 < ratios.max()),
    }


def _distance(own: pd.Series, others: Mapping[str, pd.DataFrame], shares: pd.Series) -> float:
    rest = aggregate_judgements(others, (shares / shares.sum()).to_dict())
    theirs = pd.Series(weights_from(rest.to_numpy(), "eigenvector"), index=rest.index)
    return float(np.exp(np.abs(np.log(own) - np.log(theirs.loc[own.index])).max()))
