"""Which words may an argument take?

`Period`, `Unit`, `WeightMethod`, `NumberKind` and the others: each fixed list stands here once. Signatures name it,
`check_choice` refuses what is not in it, and a test holds the docstrings to it.
"""

from typing import Literal, get_args

from .errors import listed

# read
Duplicates = Literal["raise", "keep", "drop"]
"""What to do with rows that repeat an earlier row in every column."""
DecimalSign = Literal[".", ",", "each"]
"""What stands between the whole part of a number and the rest; in each cell what only can, where both signs do."""
Unclear = Literal["ask", "decide"]
"""What to do where rows have two plausible readings."""
Engine = Literal["polars", "duckdb", "pyspark"]
"""What works with a table that stays in its file."""

# tables, value: from a log to a table
Period = Literal["D", "W", "M", "Q", "Y"]
"""Calendar periods: days, weeks that end on Sunday, months, quarters, years."""
Money = Literal["amount", "margin"]
"""Which money is meant: what was paid, or that less the cost of the goods."""
OnlyReturns = Literal["raise", "drop"]
"""What to do about customers with returns and no purchase."""
ExposureClass = Literal["corporate", "mortgage", "revolving", "other retail"]
"""Classes of what a bank lends, each with a formula for its capital."""

# repeat_buying
Unit = Literal["D", "W", "M", "Y"]
"""Units of time: days, weeks, months of 30.4375 days, years of 365.25 days."""
DayOrWeek = Literal["D", "W"]
"""What is merged into one occasion where an engine counts: days, or weeks back from the last day seen."""
Refunds = Literal["net", "drop", "raise"]
"""What to do about refunds in a table of repeat purchases: set off against what they undo, left out, or refused."""
ErrorKind = Literal["hessian", "sandwich", "bootstrap"]
"""How a standard error is computed."""
IntervalKind = Literal["profile", "hessian", "sandwich", "bootstrap"]
"""How a confidence interval is computed."""
DrawKind = Literal["likelihood", "bootstrap", "sandwich", "hessian"]
"""What parameters are drawn from where a prediction gets an interval."""
ForWhom = Literal["all", "customer"]
"""For whom a forecast is made: the base as one, or each customer."""
Statistic = Literal["sum", "mean"]
"""What is said of many customers at once."""

# bands
BandRule = Literal["quantile", "fixed", "hurdle", "kmeans"]
"""How cuts between bands are found."""
Best = Literal["high", "low"]
"""Which end of a column is good."""

# judgement
WeightMethod = Literal["eigenvector", "geometric_mean", "log_least_squares", "least_squares"]
"""How pairwise judgements become weights."""
RandomIndex = Literal["alonso-lamata", "saaty"]
"""Published tables of the random index."""
ExpertMean = Literal["geometric", "arithmetic"]
"""How the weights of several experts are averaged."""
ScoreMode = Literal["distributive", "ideal"]
"""What pairwise scores are measured against: their sum, or the best."""
MissingMeasurements = Literal["raise", "reweigh"]
"""What to do about indicators that were not measured."""
Direction = Literal["benefit", "cost"]
"""Whether much of an indicator is good."""
ValueForm = Literal["difference", "ratio"]
"""How benefits and sacrifices make a perceived value."""
Peak = Literal["best", "worst", "strongest"]
"""Which touchpoint is the peak."""

# segment
ClusterMethod = Literal["kmeans", "mixture", "ward", "kprototypes"]
"""How groups of customers are found."""
Scaling = Literal["standard", "robust", "none"]
"""How columns are made comparable."""
Covariance = Literal["full", "diag"]
"""Which shapes the groups of a mixture may have: any ellipsoid, or one along the axes."""
NullModel = Literal["box", "copula"]
"""What customers without segments are drawn from."""

TierCuts = Literal["each window", "first window"]
"""Where the cuts between tiers are found: anew in each window of time, or in the first one."""
TierKind = Literal["fixed", "quantile", "quota", "points"]
"""What makes the cuts of a tier rule: numbers stated, equal parts, places, or points for several columns."""
HysteresisUnit = Literal["rank", "score"]
"""In what the margin of a tier rule is stated: rank points of a hundred, or the unit of the score."""
QuotaTies = Literal["lower", "upper"]
"""Which tier equal scores go to that stand on both sides of the last place."""
PointScale = Literal["rank", "largest"]
"""What part of an item's points a customer earns: by rank among the peers, or against the largest of them."""

# decide
SupplyRule = Literal["pro rata", "by tier", "by weight", "quota"]
"""How a supply that is too small is shared out."""
LeftoverRule = Literal["unsold", "shared again"]
"""What happens to the part of a quota that a customer cannot sell."""

# simulate
CrowdFamily = Literal[
    "gaussian",
    "uniform",
    "correlated",
    "heavy_tailed",
    "skewed",
    "waiting",
    "power_tail",
    "counts",
    "overdispersed",
    "answers",
    "yes_no",
    "bounded",
    "budget",
    "bent",
    "arc",
    "quarter_arc",
    "s_curve",
    "two_legs",
    "u_shape",
    "funnel",
    "outliers",
    "ball",
    "zero_inflated",
    "flat_fee",
    "heaped",
    "price_points",
    "buying",
    "buying_logged",
    "dense_at_zero",
    "left_tail",
    "shares_of_a_count",
]
"""Distributions of customers without segments."""
BentShape = Literal["rings", "moons"]
"""Shapes that no centre describes."""

# exhibit, plot
NumberKind = Literal["percent", "money", "count", "number"]
"""How a number is written."""


def choice_problems(value: object, name: str, choices: object, *, or_else: str = "") -> list[str]:
    """Say in a sentence, without its full stop, that a value is not one of a list in `choices`; empty if it is one.

    Parameters
    ----------
    value : object
        What was passed.
    name : str
        The argument's name in messages.
    choices : Literal
        A list of words, such as `Unit`.
    or_else : str, optional
        What else is allowed, in words.

    Returns
    -------
    list of str
        No sentence or one.

    Examples
    --------
    >>> from custseg.schema import Best
    >>> choice_problems("middle", "best", Best)
    ["best must be one of 'high', 'low'; found 'middle'"]
    """
    allowed = get_args(choices)
    if isinstance(value, str) and value in allowed:
        return []
    others = f", or {or_else}" if or_else else ""
    return [f"{name} must be one of {listed(allowed, len(allowed))}{others}; found {value!r}"]


def check_choice(value: object, name: str, choices: object, *, or_else: str = "") -> None:
    """Refuse a value that is not one of a list in `choices`, such as `Unit`; the message names the list.

    Parameters
    ----------
    value : object
        What was passed.
    name : str
        The argument's name in messages.
    choices : Literal
        A list of words, such as `Unit`.
    or_else : str, optional
        What else is allowed, in words.

    Raises
    ------
    ValueError
        If the value is not in the list.

    Examples
    --------
    >>> from custseg.schema import Unit
    >>> check_choice("W", "unit", Unit)
    >>> check_choice("week", "unit", Unit)
    Traceback (most recent call last):
    ValueError: unit must be one of 'D', 'W', 'M', 'Y'; found 'week'.
    """
    for problem in choice_problems(value, name, choices, or_else=or_else):
        raise ValueError(f"{problem}.")
