"""How often would a decision be another one under other assumptions?

`verdict_flips`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..schema import raise_where, typed


@typed
def verdict_flips(verdict: pd.Series, over: Sequence[pd.Series]) -> pd.DataFrame:
    """Return how often a customer's verdict is another one under other assumptions.

    Parameters
    ----------
    verdict : Series
        What was decided, by customer: the column ``verdict`` of `convert_keep_drop`, or any other label.
    over : sequence of Series
        The same customers' verdicts under other assumptions, such as each draw of `drawn_minutes`.

    Returns
    -------
    DataFrame
        The customers' index; ``verdict``; ``flips``, the share of the assumptions with another verdict, 0-1;
        ``other_verdict``, the most frequent other one, the first by name of equals, empty where there is none. It is a
        share of assumptions, as likely as these were drawn, and no error rate.

    Raises
    ------
    ValueError
        If there is no other assumption, a verdict is missing, or customers differ.

    See Also
    --------
    custseg.value.drawn_minutes : Minutes drawn from their ranges.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.decide import verdict_flips
    >>> first = pd.Series(["drop", "keep"], index=["ann", "bob"])
    >>> others = [pd.Series(["drop", "drop"], index=first.index), pd.Series(["convert", "keep"], index=first.index)]
    >>> verdict_flips(first, others)
        verdict  flips other_verdict
    ann    drop    0.5       convert
    bob    keep    0.5          drop
    """
    columns = [_labels(column, verdict.index, name) for name, column in _named(verdict, over)]
    names = sorted({name for column in columns for name in column.unique()})
    codes = np.array([pd.Categorical(column, categories=names).codes for column in columns])
    counts = np.array([(codes[1:] == place).sum(axis=0) for place in range(len(names))])
    rows = np.arange(len(verdict))
    same = counts[codes[0], rows].copy()
    counts[codes[0], rows] = -1
    other, often = counts.argmax(axis=0), counts.max(axis=0)
    return pd.DataFrame(
        {
            "verdict": verdict,
            "flips": 1 - same / len(over),
            "other_verdict": np.where(often > 0, np.array(names, dtype=object)[other], ""),
        },
        index=verdict.index,
    )


def _named(verdict: pd.Series, over: Sequence[pd.Series]) -> list[tuple[str, pd.Series]]:
    if not len(over) or not len(verdict):
        raise ValueError("there must be customers and another assumption: pass the verdicts of at least one draw.")
    return [("verdict", verdict), *((f"over[{place}]", column) for place, column in enumerate(over))]


def _labels(column: pd.Series, index: pd.Index, name: str) -> pd.Series:
    """Give the verdicts as text, the customers in their order; refuse what is none."""
    if not isinstance(column, pd.Series):
        raise TypeError(f"{name} must be a pandas Series of verdicts, found {type(column).__name__}.")
    if not column.index.equals(index):
        raise ValueError(f"{name} has other customers than verdict, or another order. Reindex it.")
    labels = column.astype(object)
    raise_where(labels.isna().to_numpy(), index, name, "is missing", "Decide about everybody first.")
    if (found := pd.api.types.infer_dtype(labels)) != "string":
        raise TypeError(f"{name} must hold words such as 'keep'; found {found}.")
    return labels
