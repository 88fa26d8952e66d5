"""Do the names of the stages sort who comes back, and better than plain days of silence?

`stage_returns`.
"""

import numpy as np
import pandas as pd

from ..resample import paired_difference, wilson_interval
from ..schema import SchemaError, listed, require_frame, typed

_NEEDED = ("recency", "stage")


@typed
def stage_returns(stages: pd.DataFrame, came_back: pd.Series, *, level: float = 0.95) -> pd.DataFrame:
    """Give the share of each stage who came back, beside that of as many customers by days of silence alone.

    All customers are sorted by days of silence. The rival of *disappearance* is as many who are silent longest, that of
    *weakening* as many who follow, that of *trust* as many who are silent for the shortest time. Of those who are tied
    at an end each is taken in part. The stages of newcomers have no such rival.

    Parameters
    ----------
    stages : DataFrame
        From `custseg.segment.life_stage`: ``recency`` and ``stage``.
    came_back : Series of bool
        Whether each customer bought in a time after that day; the same index.
    level : float, default 0.95
        Coverage of the intervals, 0-1.

    Returns
    -------
    DataFrame
        Index ``stage``, all five. ``customers``; ``share`` of them who came back (0-1, NaN for an empty stage), ``low``
        and ``high`` (Wilson); ``rival`` (0-1, NaN without one); ``difference`` of the two with ``difference_low`` and
        ``difference_high`` (paired by customer, the lists taken as given; NaN without a rival, and where the lists do
        not differ).

    Raises
    ------
    SchemaError
        If a column is missing.
    ValueError
        If the indexes differ, or somebody's coming back is not True or False.

    See Also
    --------
    list_against_columns : The same for money and any one list.
    custseg.plot.plot_stage_rates : Draws it.

    Examples
    --------
    >>> from custseg.datasets import load_cdnow
    >>> from custseg.decide import stage_returns
    >>> from custseg.segment import life_stage
    >>> from custseg.tables import amount_between
    >>> stages = life_stage(load_cdnow(), as_of="1997-12-31")
    >>> back = amount_between(load_cdnow(), stages.index, after="1997-12-31", until="1998-06-30") > 0
    >>> stage_returns(stages, back).loc["trust":, ["customers", "share", "rival"]].round(2)
                   customers  share  rival
    stage
    trust                330   0.60   0.60
    weakening            283   0.37   0.37
    disappearance       1658   0.11   0.10
    """
    require_frame(stages, "stages")
    if absent := [name for name in _NEEDED if name not in stages.columns]:
        raise SchemaError(f"stages lacks {listed(absent)}; it has {listed(stages.columns, 10)}. Use life_stage.")
    if not came_back.index.equals(stages.index) or came_back.dtype != bool:
        raise ValueError("came_back must be True or False for the customers of stages, in the same order.")
    back, silence = came_back.to_numpy(dtype=float), stages["recency"].to_numpy(dtype=float)
    names = stages["stage"].cat.categories
    sizes = {name: int((stages["stage"] == name).sum()) for name in names}
    gone, weak = sizes["disappearance"], sizes["weakening"]
    longest = _first(silence, gone)
    rivals = {"disappearance": longest, "weakening": _first(silence, gone + weak) - longest}
    rivals["trust"] = _first(-silence, sizes["trust"])
    rows = [_row((stages["stage"] == name).to_numpy(), rivals.get(name), back, level) for name in names]
    return pd.DataFrame(rows, index=names.rename("stage"))


def _first(values: np.ndarray, size: int) -> np.ndarray:
    """Give the part in which each customer is among the `size` with the highest values."""
    if not size:
        return np.zeros(len(values))
    border = np.sort(values)[::-1][size - 1]
    above, tied = values > border, values == border
    return above + tied * (size - above.sum()) / tied.sum()


def _row(chosen: np.ndarray, rival: np.ndarray | None, back: np.ndarray, level: float) -> dict[str, float]:
    n, came = int(chosen.sum()), int(back[chosen].sum())
    low, high = wilson_interval(came, n, level=level)
    row = {"customers": n, "share": came / n if n else np.nan, "low": float(low), "high": float(high)}
    gap = pd.DataFrame({"difference": [np.nan], "low": [np.nan], "high": [np.nan]})
    row["rival"] = np.nan
    if rival is not None and n:
        own, other = (pd.Series(part * back * len(back) / n) for part in (chosen, rival))
        row["rival"] = float(other.mean())
        gap = paired_difference(own, other, yes_or_no=False, level=level)
    difference, least, most = gap[["difference", "low", "high"]].iloc[0]
    return row | {"difference": difference, "difference_low": least, "difference_high": most}
