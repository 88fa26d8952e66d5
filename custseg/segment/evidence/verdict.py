"""What does the panel say: how many clusters, or none?

`cluster_verdict` reads the panel.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from ...schema import listed, typed
from .verdict_tests import ClusterTest, asked_of


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
    those that do: they are asked for a bridge, one at a time, and never enter a distance. Where a column has a long
    tail on the left, the logarithm is that of what it lacks to its highest value, ``log (highest - on time)``.

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
        A panel without the columns that decide, or without their numbers for a k above 1; an index that does not count
        clusters; a level that is no chance.

    See Also
    --------
    cluster_panel : The measures that are read here.
    cluster_tests : Every test with its threshold, passed or not.
    segment_stability : Whether a cut made for a purpose can be made again.

    Notes
    -----
    How often groups are found that are there, and where there are none: `custseg.datasets.benchmark_table` of
    ``"verdict_power"`` and ``"verdict_nulls"``; of groups with long tails, ``"skewed_groups"``, within which a column
    leans, ``"leaning_groups"``, that a line or a bridge joins, ``"joined_groups"``, in steps, ``"steps_of_scales"``.

    What is not solved. Two bars and the line that joins them are one shape. Where 14 to 22 of 100 customers are on the
    line, they are called clusters in .25, .17 and .05 of tables of 300, 600 and 2,000 customers if it is a crossbar
    (H), in .56, .30 and .15 if it leads from end to end (N), and in .93, .79 and .55 if it is two rungs (a ladder).
    Groups 7 standard deviations apart that a thin bridge of 0, 2, 5, 10 and 20 of 100 customers joins are called
    clusters in 1.00, .97, .92, .35 and .00 of tables. Groups within which another column is correlated by .6 with the
    one that parts them are found, 7 standard deviations apart, in 1.00 of tables; 5 apart in .80 and .71 of tables of
    400 and 1,500 customers, or in .38 and .15 where the column falls in one of them. A group of 65 beside 1,235 others,
    or of 125 beside 2,375, is found 7 apart in .97 of tables where the correlation is .3 and in .99 where it is .6.

    Of customers without groups, whose columns are told in steps (amounts to one digit, means of few ratings, few prices
    times units and others), 0 of 280 tables of 600, 0 of 280 of 2,000 and 0 of 140 of 5,000 are called clusters. Groups
    told in steps as wide as half a standard deviation or more need more customers than others: 5 standard deviations
    apart and 30 of 100, told to half of one, they are found in .38, .75 and .97 of tables of 300, 600 and 2,000, 7
    apart and told to one in .80, 1.00 and 1.00.

    Found in screens of few tables: of 10 tables of means of few ratings of 5,000 customers one was clusters, by a
    principal direction: there steps are not asked about. Shares of a count, such as deliveries on time, have lumps at
    none, one and two late. They are spread over the chances that they stand for where their counts can be read from
    them, exactly or to 3 decimals; from whole percentages nothing is read. A few refunds far below all else can hide
    groups of money. Two parallel stripes 7 to 20 standard deviations apart that lie across two columns, beside a third
    of noise, can be lost, since a column leads across the valley (found in 0 to 3 of 4 tables). A column of few values,
    the commonest of which is more than twice as common as any other, can hide a second hump. And whatever made a hump
    in a column, it is one: first purchases before Christmas, renewals at the turn of the year, list prices far apart or
    baskets pushed over a minimum order are clusters, and so are those who renew each month beside those who have left,
    where the days since the last renewal are told on the log scale.

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
    above, tests, alone = asked_of(panel, level, strength, valley, centre)
    passes = _passing(tests) | (_passing(alone) if alone else False)
    passing = tuple(int(k) for k in above.index[passes])
    rises = tests[0].passed | (alone[0].passed if alone else False)
    if passing:
        k, verdict = max(passing), "compact clusters"
        reason = _why_they_pass(k, tests, above, alone)
    elif rises.any():
        k, verdict = 1, "no compact clusters"
        reason = (
            f"{_structure(tests, alone, above)}, but no k above 1 passes all tests of compact clusters"
            f"{_nearest(tests, alone)}."
        )
    else:
        k, verdict = 1, "no clusters"
        reason = (
            "The customers look like one crowd: any cut through it is a choice for a purpose, not a discovery"
            f"{_nearest(tests[:1], alone[:1])}."
        )
    if shared := _text(panel, "shared"):
        theirs = "Their columns are" if _several_share(shared) else "Its column is"
        reason += f" Many customers share one value, which is no cluster: {shared}. {theirs} judged by the others."
    return pd.Series({"verdict": verdict, "n_clusters": k, "passing": passing, "reason": reason}, dtype=object)


def _passing(tests: list[ClusterTest]) -> pd.Series:
    return pd.concat([test.passed for test in tests], axis=1).all(axis=1)


def _structure(tests: list[ClusterTest], alone: list[ClusterTest], above: pd.DataFrame) -> str:
    """Say what there is without compact clusters: columns tied by more than correlations, a second hump, or both."""
    said = []
    if tests[0].passed.any():
        ks = listed(above.index[tests[0].passed])
        said.append(f"Customers differ from columns with one hump each that only correlations tie (k = {ks})")
    if alone and alone[0].passed.any():
        columns = _text(above.loc[alone[0].passed], "parted_by")
        said.append(f"{columns} {'have' if _several(columns) else 'has'} a second hump")
    return "; ".join(said)


def _why_they_pass(k: int, tests: list[ClusterTest], above: pd.DataFrame, alone: list[ClusterTest]) -> str:
    failed = [test(k) for test in tests if not test.passed[k]]
    if not failed:
        return f"{k} clusters pass all tests."
    columns = _text(above.loc[[k]], "parted_by")
    return (
        f"{k} clusters: {columns} part{'' if _several(columns) else 's'} the customers "
        f"({'; '.join(test(k) for test in alone)}). All columns together do not show them ({', '.join(failed)}): "
        "cluster by those named."
    )


def _nearest(tests: list[ClusterTest], alone: list[ClusterTest]) -> str:
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


def _several_share(shared: str) -> bool:
    """Say whether columns with a value that many share are more than one: two values of one column are one column."""
    values = re.findall(r'(?:"[^"]*"|[^";])+', shared)
    return len({value.strip().rpartition(" = ")[0] for value in values}) > 1


def _text(panel: pd.DataFrame, column: str) -> str:
    said = panel[column].iloc[0] if column in panel.columns and len(panel) else ""
    return said if isinstance(said, str) else ""
