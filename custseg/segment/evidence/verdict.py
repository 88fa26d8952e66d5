"""What does the panel say: how many clusters, or none?

`cluster_verdict` reads the panel, `cluster_tests` lists what it asks and what it finds.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pandas as pd
from scipy.stats import t as student

from ...schema import listed, require_frame, typed
from .bends import LINE

_NEEDED = ("rise_box", "rise_copula", "n_references", "prediction_strength", "valley", "centre")
BRIDGE = 0.6
"""Most crowded valley, beside the humps, that still parts groups in single columns."""
CROSSING = 0.025
"""Least chance of a valley between groups that looks as much as if a line crossed it."""
NESTED = 0.3
"""Most of a piece that is beyond a straight line between it and another."""
_CENTRE = 0.8  # the emptiest centre of such groups


@typed
def cluster_verdict(
    panel: pd.DataFrame, *, level: float = 0.01, strength: float = 0.8, valley: float = 0.75, centre: float = 0.5
) -> pd.Series:
    """Say what the panel says: compact clusters, no compact clusters, or no clusters.

    A number k above 1 passes in one of two ways. *In all columns together*: the spread falls more than `level`
    allows in both kinds of structureless tables, the prediction strength reaches `strength`, a valley parts every
    two clusters and is no bend of one crowd, and every cluster has customers at its centre. *In single columns*: a
    column (or its logarithm, or a principal direction) has a second hump that chance would make in at most `level`
    of the tables, all columns counted, no other column leads across the valley between the humps, and the valley
    does not run through pieces that lie around each other, such as rings. In both ways no line may cross the valley, as
    the stroke of a Z does. Columns that do not separate cannot hide
    those that do: they are asked for a bridge, one at a time, and never enter a distance.

    The largest k that passes is the number of clusters. If none does, but the spread falls faster than in columns that
    have one hump each and are tied by correlations alone, or a column has a second hump, there are no compact clusters,
    yet more than that: a bend, a ring, a shared tail, a funnel, shares of one whole, lumps. This weaker verdict keeps
    its level among columns tied by correlations; that it is given where columns are tied otherwise is no mistake. Else
    the customers are one crowd, and a segmentation cuts it for a purpose.

    A value that many customers share (no purchase, a flat fee) is no cluster. It is named with its share; its column
    is judged by the others, and everybody counts in the columns without such a value. Where it lies between the values
    of the others, leaving it out leaves a hole: there the column is judged with everybody as well.

    Parameters
    ----------
    panel : DataFrame
        From `cluster_panel`, with both gaps, prediction strength, valley and centre. A copy from a file will do.
    level : float, default 0.01
        Chance of calling one crowd several, shared by all k (Bonferroni).
    strength : float, default 0.8
        Prediction strength that a number of clusters must reach.
    valley : float, default 0.75
        Most crowded border that is still a border.
    centre : float, default 0.5
        Emptiest centre that is still a centre.

    Returns
    -------
    Series
        ``verdict`` (``"compact clusters"``, ``"no compact clusters"``, ``"no clusters"``), ``n_clusters`` (1 without
        compact clusters), ``passing`` (tuple of all k that pass) and ``reason``: what passed, or what failed, with
        its number and what was asked.

    Raises
    ------
    ValueError
        A panel without the columns that decide.

    See Also
    --------
    cluster_panel : The measures that are read here.
    cluster_tests : Every test with its threshold, passed or not.
    segment_stability : Whether a cut made for a purpose can be made again.

    Notes
    -----
    How often groups are found that are there, and where there are none: `custseg.datasets.benchmark_table` of
    ``"verdict_power"`` and ``"verdict_nulls"``; of groups with long tails, ``"skewed_groups"``, within which a column
    leans, ``"leaning_groups"``, that a line or a bridge joins, ``"joined_groups"``.

    What is not solved. Two bars and the line that joins them are one shape. Where 14 to 22 of 100 customers are on the
    line, they are called clusters in .13, .17 and .00 of tables of 300, 600 and 2,000 customers if it is a crossbar
    (H), in .40, .25 and .10 if it leads from end to end (N), and in .90, .80 and .70 if it is two rungs (a ladder).
    Groups 7 standard deviations apart that a thin bridge of 0, 2, 5, 10 and 20 of 100 customers joins are called
    clusters in 1.00, 1.00, .87, .27 and .00 of tables. Groups within which another column is correlated by .6 with the
    one that parts them are found, 7 standard deviations apart, in 1.00 of tables, but in .55 where the smaller one has
    80 of 400 customers; 5 apart in .46, or in .14 where the column falls in one of them. Two parallel stripes 7 to 20
    standard deviations apart that lie across two columns, beside a third of noise, can be lost, since a column leads
    across the valley (found in 0 to 3 of 4 tables). A column of few values, the commonest of which is more than twice
    as common as any other, can hide a second hump. And whatever made a hump in a column, it is one: first purchases
    before Christmas, renewals at the turn of the year or baskets pushed over a minimum order are clusters.

    References
    ----------
    Tibshirani, R. & Walther, G. (2005). Cluster validation by prediction strength. Journal of Computational and
    Graphical Statistics 14(3).

    Examples
    --------
    >>> import pandas as pd
    >>> panel = pd.DataFrame(
    ...     {"rise_box": [0, 9], "rise_copula": [0, 8], "prediction_strength": [1, 0.5], "valley": [0, 0.9]},
    ...     index=pd.Index([1, 2], name="k"),
    ... )
    >>> cluster_verdict(panel.assign(centre=1.0, n_references=20))["verdict"]
    'no compact clusters'
    """
    above, tests, alone = _tests(panel, level, strength, valley, centre)
    passes = _passing(tests) | (_passing(alone) if alone else False)
    passing = tuple(int(k) for k in above.index[passes])
    rises = tests[0].passed | (alone[0].passed if alone else False)
    if passing:
        k, verdict = max(passing), "compact clusters"
        reason = _why_they_pass(k, _passing(tests)[k], above, alone)
    elif rises.any():
        k, verdict = 1, "no compact clusters"
        reason = (
            f"{_structure(tests, alone, above)}, but no k above 1 gives repeatable clusters with valleys between them"
            f"{_nearest(tests, alone)}."
        )
    else:
        k, verdict = 1, "no clusters"
        reason = (
            "The customers look like one crowd: any cut through it is a choice for a purpose, not a discovery"
            f"{_nearest(tests[:1], alone[:1])}."
        )
    if shared := _text(panel, "shared"):
        reason += (
            f" Many customers share one value, which is no cluster: {shared}. Their columns are judged by the others."
        )
    return pd.Series({"verdict": verdict, "n_clusters": k, "passing": passing, "reason": reason}, dtype=object)


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
        A panel without the columns that decide.

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
    _, tests, alone = _tests(panel, level, strength, valley, centre)
    rows = {
        (way, test.name, k): (test.found[k], test.side, test.asked[k], bool(test.passed[k]))
        for way, group in (("all columns together", tests), ("single columns", alone))
        for test in group
        for k in test.found.index
    }
    index = pd.MultiIndex.from_tuples(rows, names=["way", "test", "k"])
    return pd.DataFrame(list(rows.values()), index, columns=["found", "side", "asked", "passed"])


class _Test(NamedTuple):
    """One test of every k: what was measured, and what is asked."""

    name: str
    found: pd.Series
    asked: pd.Series
    most: bool = False

    @property
    def side(self) -> str:
        # a rise must be more than what is asked, all else may just reach it
        return "at most" if self.most else "more than" if self.name.startswith("rise") else "at least"

    @property
    def passed(self) -> pd.Series:
        if self.side == "more than":
            return self.found > self.asked
        return self.found <= self.asked if self.most else self.found >= self.asked

    def __call__(self, k: int) -> str:
        found, asked = self.found[k], self.asked[k]
        # as many digits as tell what was found from what was asked
        digits = next((n for n in range(2, 8) if f"{found:.{n}g}" != f"{asked:.{n}g}"), 8)
        return f"{self.name} {found:.{digits}g}, {'at most' if self.most else 'at least'} {asked:.{digits}g} asked"


def _tests(
    panel: pd.DataFrame, level: float, strength: float, valley: float, centre: float
) -> tuple[pd.DataFrame, list[_Test], list[_Test]]:
    """Give the rows of the panel above one cluster, and the tests of both ways."""
    require_frame(panel, "panel")
    if absent := [name for name in _NEEDED if name not in panel.columns]:
        raise ValueError(f"the panel lacks {listed(absent)}: make it with all measures of cluster_panel.")
    above = panel.loc[panel.index > 1]
    # one-sided, shared by all k; twenty references tell their standard deviation on 19 degrees of freedom
    limit = student.isf(level / max(len(above), 1), above["n_references"] - 1)
    return above, _together(above, limit, strength, valley, centre), _by_columns(above, level)


def _together(above: pd.DataFrame, limit: Any, strength: float, valley: float, centre: float) -> list[_Test]:
    """List the tests of clusters in all columns together."""
    bars = pd.DataFrame({"rise": limit, "strength": strength, "valley": valley, "centre": centre}, index=above.index)
    # those who share a value are spread out: values are no lumps, and what is between them is no valley
    rise = above[[name for name in ("rise_copula", "rise_copula_spread") if name in above.columns]].min(axis=1)
    crowded = above[[name for name in ("valley", "valley_spread") if name in above.columns]].max(axis=1)
    tests = [
        _Test("rise over the copula", rise, bars["rise"]),
        _Test("rise over the box", above["rise_box"], bars["rise"]),
        _Test("prediction strength", above["prediction_strength"], bars["strength"]),
        _Test("valley", crowded, bars["valley"], most=True),
        _Test("centre", above["centre"], bars["centre"]),
    ]
    if "valley_bent" in above.columns:  # a panel that an older version saved is judged without it
        bar = pd.Series(LINE, index=above.index)
        tests.append(_Test("valley along a bend", above["valley_bent"], bar, most=True))
    return tests + _uncrossed(above, "valley_crossing", "chance of the valley where no line crosses")


def _by_columns(above: pd.DataFrame, level: float) -> list[_Test]:
    """List the tests of groups that single columns part; none for a panel that was saved by an older version."""
    if "parting_chance" not in above.columns:
        return []
    bars = pd.DataFrame({"level": level, "bridge": BRIDGE, "centre": _CENTRE}, index=above.index)
    tests = [
        _Test("chance of the valley in single columns", above["parting_chance"], bars["level"], most=True),
        _Test("bridge across it", above["parting_bridge"], bars["bridge"], most=True),
        _Test("centre in those columns", above["parting_centre"], bars["centre"]),
    ]
    if "parting_nested" in above.columns:  # a panel that an older version saved is judged without it
        bar = pd.Series(NESTED, index=above.index)
        tests.append(_Test("piece beyond a straight line", above["parting_nested"], bar, most=True))
    return tests + _uncrossed(above, "parting_crossing", "chance of it where no line crosses")


def _uncrossed(above: pd.DataFrame, column: str, name: str) -> list[_Test]:
    if column not in above.columns:
        return []
    return [_Test(name, above[column], pd.Series(CROSSING, index=above.index))]


def _passing(tests: list[_Test]) -> pd.Series:
    return pd.concat([test.passed for test in tests], axis=1).all(axis=1)


def _structure(tests: list[_Test], alone: list[_Test], above: pd.DataFrame) -> str:
    """Say what there is without compact clusters: columns tied by more than correlations, a second hump, or both."""
    said = []
    if tests[0].passed.any():
        ks = listed(above.index[tests[0].passed])
        said.append(f"Customers differ from columns with one hump each that only correlations tie (k = {ks})")
    if alone and alone[0].passed.any():
        columns = _text(above.loc[alone[0].passed], "parted_by")
        said.append(f"{columns} {'have' if _several(columns) else 'has'} a second hump")
    return "; ".join(said)


def _why_they_pass(k: int, together: bool, above: pd.DataFrame, alone: list[_Test]) -> str:
    if together:
        return f"{k} clusters pass all tests."
    columns = _text(above.loc[[k]], "parted_by")
    return (
        f"{k} clusters: {columns} part{'' if _several(columns) else 's'} the customers "
        f"({'; '.join(test(k) for test in alone)}). The other columns hide them from distances: cluster by those named."
    )


def _nearest(tests: list[_Test], alone: list[_Test]) -> str:
    """Name what failed, with its number and what is asked: of the k that fails the fewest tests, and in the columns."""
    said = []
    for group in (tests, alone):
        if group and len(group[0].found):
            failed = pd.concat([~test.passed for test in group], axis=1)
            k: Any = failed.sum(axis=1).idxmin()
            said.append(f"k = {k}: " + ", ".join(test(k) for test in group if not test.passed[k]))
    return f" ({'; '.join(said)})" if said else ""


def _several(columns: str) -> bool:
    """Say whether these are more columns than one: a name that holds a comma is in quotation marks."""
    return "," in re.sub(r'"[^"]*"', "", columns)


def _text(panel: pd.DataFrame, column: str) -> str:
    said = panel[column].iloc[0] if column in panel.columns and len(panel) else ""
    return said if isinstance(said, str) else ""
