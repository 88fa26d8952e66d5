"""Can a segment be said in one sentence, and how often would the sentence be right?

`segment_rules` finds the sentences and tests them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.tree import DecisionTreeClassifier

from ...schema import typed
from .effects import checked_numbers
from .profile import aligned_labels


@typed
def segment_rules(
    customers: pd.DataFrame,
    labels: pd.Series | Sequence[object],
    *,
    columns: Sequence[str] | None = None,
    depth: int = 3,
    random_state: int = 0,
) -> pd.DataFrame:
    """Say every segment in a few conditions, and test the sentences on customers who were not used to find them.

    A small tree is learnt on 70 % of the customers; its cuts are rounded to three digits, as they will be spoken; and
    the rounded rules place the other 30 %.

    Parameters
    ----------
    customers : DataFrame
        One row per customer.
    labels : Series or sequence
        The segment of every customer.
    columns : sequence of str, optional
        Columns of numbers that may be used; all by default.
    depth : int, default 3
        Questions in a row, 1 to 3: more cannot be kept in mind.
    random_state : int, default 0
        Who is held out.

    Returns
    -------
    DataFrame
        Index ``segment``. ``rule`` in words, ways joined by "or"; empty if the small tree never names the segment.
        ``found``: share of the segment's held-out customers whom the rule finds; ``right``: share of those it finds
        who do belong; missing where there are none. ``attrs["fidelity"]``: share of all held-out customers whom the
        rules place as the segments do; ``attrs["largest"]``: what naming the largest segment always would give.

    Raises
    ------
    SchemaError
        As `segment_effects`.
    ValueError
        A depth beyond 3, or fewer than 20 customers.

    See Also
    --------
    segment_effects : How far each segment is from everybody, column by column.
    segment_cards : These rules beside names and sizes.

    References
    ----------
    Breiman, L., Friedman, J., Olshen, R. & Stone, C. (1984). Classification and regression trees. Wadsworth.
    Craven, M. & Shavlik, J. (1996). Extracting tree-structured representations of trained networks (fidelity). NIPS 8.

    Examples
    --------
    >>> customers = pd.DataFrame({"amount": np.arange(100.0)})
    >>> segment_rules(customers, np.where(customers["amount"] < 50, "small", "large"))["rule"].tolist()
    ['amount > 49', 'amount <= 49']
    """
    if depth not in (1, 2, 3):
        raise ValueError(f"depth must be 1, 2 or 3: longer rules are not remembered; found {depth!r}.")
    labels = aligned_labels(labels, customers)
    numbers = checked_numbers(customers, columns)
    if len(numbers) < 20:
        raise ValueError(
            f"rules are tested on customers who are held out, so at least 20 are needed; found {len(numbers)}."
        )
    order = np.random.RandomState(random_state).permutation(len(numbers))
    learn, test = np.split(order, [round(0.7 * len(order))])
    values, segments = numbers.to_numpy(), labels.to_numpy()
    tree = DecisionTreeClassifier(
        max_depth=depth, min_samples_leaf=max(5, len(learn) // 100), random_state=random_state
    )
    leaves = _leaves(tree.fit(values[learn], segments[learn].astype(str)))
    names = {str(segment): segment for segment in pd.unique(labels)}
    guess = np.array([names[word] for word in _place(leaves, values[test])], dtype=object)
    truth = segments[test]
    segment_order = labels.cat.categories if isinstance(labels.dtype, pd.CategoricalDtype) else np.unique(segments)
    rows = {
        segment: {
            "rule": _spoken(leaves, str(segment), list(numbers.columns)),
            "found": _share(guess[truth == segment] == segment),
            "right": _share(truth[guess == segment] == segment),
        }
        for segment in segment_order
    }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("segment")
    largest = labels.iloc[learn].mode().iloc[0]
    table.attrs = {"fidelity": float(np.mean(guess == truth)), "largest": float(np.mean(truth == largest))}
    return table


@dataclass(frozen=True)
class _Leaf:
    segment: str
    size: int
    low: tuple[float, ...]
    high: tuple[float, ...]


def _leaves(tree: DecisionTreeClassifier) -> list[_Leaf]:
    """Boxes of the leaves, cuts rounded, largest first."""
    width = tree.n_features_in_
    everywhere = (-np.inf,) * width, (np.inf,) * width
    return sorted(_below(tree, 0, *everywhere), key=lambda leaf: -leaf.size)


def _below(tree: DecisionTreeClassifier, node: int, low: tuple[float, ...], high: tuple[float, ...]) -> list[_Leaf]:
    inner = tree.tree_
    size = int(inner.n_node_samples[node])
    if inner.children_left[node] == -1:
        return [_Leaf(str(tree.classes_[int(inner.value[node][0].argmax())]), size, low, high)]
    column = int(inner.feature[node])
    cut = float(f"{inner.threshold[node]:.3g}")
    found = [
        *_below(tree, inner.children_left[node], low, _with(high, column, min(cut, high[column]))),
        *_below(tree, inner.children_right[node], _with(low, column, max(cut, low[column])), high),
    ]
    # a cut with the same segment on both sides need not be spoken
    return [_Leaf(found[0].segment, size, low, high)] if len({leaf.segment for leaf in found}) == 1 else found


def _with(limits: tuple[float, ...], column: int, limit: float) -> tuple[float, ...]:
    return (*limits[:column], limit, *limits[column + 1 :])


def _place(leaves: list[_Leaf], values: NDArray) -> NDArray:
    """Segment of the first box that holds each customer; rounding may leave nobody's land, which the largest takes."""
    guess = np.full(len(values), leaves[0].segment, dtype=object)
    for leaf in reversed(leaves):
        guess[((values > leaf.low) & (values <= leaf.high)).all(axis=1)] = leaf.segment
    return guess


def _spoken(leaves: list[_Leaf], segment: str, columns: list[str]) -> str:
    ways = []
    for leaf in leaves:
        if leaf.segment != segment:
            continue
        parts = []
        for column, low, high in zip(columns, leaf.low, leaf.high, strict=True):
            if low > -np.inf and high < np.inf:
                parts.append(f"{low:,.10g} < {column} <= {high:,.10g}")
            elif low > -np.inf:
                parts.append(f"{column} > {low:,.10g}")
            elif high < np.inf:
                parts.append(f"{column} <= {high:,.10g}")
        ways.append(" and ".join(parts) or "everybody")
    return " or ".join(ways)


def _share(hits: NDArray) -> float:
    return float(np.mean(hits)) if len(hits) else np.nan
