"""What is asked of each number of clusters, and what was found?

`cluster_tests` lists it; `asked_of` gives it to the verdict, as `ClusterTest`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
from scipy.stats import t as student

from ...schema import typed
from .bends import LINE
from .panel_problems import check_panel

BRIDGE = 0.6
"""Most crowded valley, beside the humps, that still parts groups in single columns."""
CROSSING = 0.025
"""Least chance of a valley between groups that looks as much as if a line crossed it."""
NESTED = 0.3
"""Most of a piece that is beyond a straight line between it and another."""
CENTRE = 0.8
"""Emptiest centre of groups that single columns part."""


@typed
def cluster_tests(
    panel: pd.DataFrame, *, level: float = 0.01, strength: float = 0.8, valley: float = 0.75, centre: float = 0.5
) -> pd.DataFrame:
    """List every test of the verdict with what was found, what is asked, and whether it is passed.

    Parameters
    ----------
    panel : DataFrame
        As for `cluster_verdict`.
    level, strength, valley, centre : float
        As for `cluster_verdict`.

    Returns
    -------
    DataFrame
        Index ``way`` ("all columns together", "single columns"), ``test`` and ``k`` (numbers of clusters above 1).
        ``found``; ``side`` ("more than", "at least", "at most") and ``asked``, the threshold in the unit of the
        measure; ``passed``. A k passes that passes all tests of one way.

    Raises
    ------
    ValueError
        A panel without the columns that decide, or without their numbers for a k above 1; an index that does not count
        clusters; a level that is no chance.

    See Also
    --------
    cluster_verdict : What follows from them.

    Examples
    --------
    >>> import pandas as pd
    >>> panel = pd.DataFrame(
    ...     {"rise_box": [0, 9], "rise_copula": [0, 8], "prediction_strength": [1, 0.5], "valley": [0, 0.9]},
    ...     index=pd.Index([1, 2], name="k"),
    ... )
    >>> tests = cluster_tests(panel.assign(centre=1.0, n_references=20)).xs(2, level="k").droplevel("way")
    >>> tests.loc["prediction strength"].astype(str).tolist()
    ['0.5', 'at least', '0.8', 'False']
    """
    _, tests, alone = asked_of(panel, level, strength, valley, centre)
    rows = {
        (way, test.name, k): (test.found[k], test.side, test.asked[k], bool(test.passed[k]))
        for way, group in (("all columns together", tests), ("single columns", alone))
        for test in group
        for k in test.found.index
    }
    index = pd.MultiIndex.from_tuples(rows, names=["way", "test", "k"])
    return pd.DataFrame(list(rows.values()), index, columns=["found", "side", "asked", "passed"])


class ClusterTest(NamedTuple):
    """One test of every k: what was measured, and what is asked."""

    name: str
    found: pd.Series
    asked: pd.Series
    most: bool = False

    @property
    def side(self) -> str:
        """On which side of what is asked lies what passes."""
        # a rise must be more than what is asked, all else may just reach it
        return "at most" if self.most else "more than" if self.name.startswith("rise") else "at least"

    @property
    def passed(self) -> pd.Series:
        """Whether each k passes."""
        if self.side == "more than":
            return self.found > self.asked
        return self.found <= self.asked if self.most else self.found >= self.asked

    def __call__(self, k: int) -> str:
        """Say what was found of k, and what is asked."""
        found, asked = self.found[k], self.asked[k]
        # as many digits as tell what was found from what was asked
        digits = next((n for n in range(2, 8) if f"{found:.{n}g}" != f"{asked:.{n}g}"), 8)
        return f"{self.name} {found:.{digits}g}, {'at most' if self.most else 'at least'} {asked:.{digits}g} asked"


def asked_of(
    panel: pd.DataFrame, level: float, strength: float, valley: float, centre: float
) -> tuple[pd.DataFrame, list[ClusterTest], list[ClusterTest]]:
    """Give the rows of the panel above one cluster, and the tests of both ways.

    Parameters
    ----------
    panel : DataFrame
        As for `cluster_verdict`.
    level, strength, valley, centre : float
        As for `cluster_verdict`.

    Returns
    -------
    above : DataFrame
        The rows of more clusters than one.
    together : list of ClusterTest
        In all columns together.
    alone : list of ClusterTest
        In single columns; none for a panel that was saved by an older version.

    Raises
    ------
    ValueError
        A panel without the columns that decide, or without their numbers for a k above 1; an index that does not count
        clusters; a level that is no chance.
    """
    above = check_panel(panel, level=level, strength=strength, valley=valley, centre=centre)
    # one-sided, shared by all k; twenty references tell their standard deviation on 19 degrees of freedom
    limit = student.isf(level / max(len(above), 1), above["n_references"] - 1)
    return above, _together(above, limit, strength, valley, centre), _by_columns(above, level)


def _together(above: pd.DataFrame, limit: Any, strength: float, valley: float, centre: float) -> list[ClusterTest]:
    """List the tests of clusters in all columns together."""
    bars = pd.DataFrame({"rise": limit, "strength": strength, "valley": valley, "centre": centre}, index=above.index)
    # those who share a value are spread out: values are no lumps, and what is between them is no valley
    rise = above[[name for name in ("rise_copula", "rise_copula_spread") if name in above.columns]].min(axis=1)
    crowded = above[[name for name in ("valley", "valley_spread") if name in above.columns]].max(axis=1)
    tests = [
        ClusterTest("rise over the copula", rise, bars["rise"]),
        ClusterTest("rise over the box", above["rise_box"], bars["rise"]),
        ClusterTest("prediction strength", above["prediction_strength"], bars["strength"]),
        ClusterTest("valley", crowded, bars["valley"], most=True),
        ClusterTest("centre", above["centre"], bars["centre"]),
    ]
    if "valley_bent" in above.columns:  # a panel that an older version saved is judged without it
        bar = pd.Series(LINE, index=above.index)
        tests.append(ClusterTest("valley along a bend", above["valley_bent"], bar, most=True))
    return tests + _uncrossed(above, "valley_crossing", "chance of the valley where no line crosses")


def _by_columns(above: pd.DataFrame, level: float) -> list[ClusterTest]:
    """List the tests of groups that single columns part; none for a panel that was saved by an older version."""
    if "parting_chance" not in above.columns:
        return []
    bars = pd.DataFrame({"level": level, "bridge": BRIDGE, "centre": CENTRE}, index=above.index)
    tests = [
        ClusterTest("chance of the valley in single columns", above["parting_chance"], bars["level"], most=True),
        ClusterTest("bridge across it", above["parting_bridge"], bars["bridge"], most=True),
        ClusterTest("centre in those columns", above["parting_centre"], bars["centre"]),
    ]
    if "parting_nested" in above.columns:  # a panel that an older version saved is judged without it
        bar = pd.Series(NESTED, index=above.index)
        tests.append(ClusterTest("piece beyond a straight line", above["parting_nested"], bar, most=True))
    return tests + _uncrossed(above, "parting_crossing", "chance of it where no line crosses")


def _uncrossed(above: pd.DataFrame, column: str, name: str) -> list[ClusterTest]:
    if column not in above.columns:
        return []
    return [ClusterTest(name, above[column], pd.Series(CROSSING, index=above.index))]
