"""Which words may an argument take?

`Period`, `Unit`, `WeightMethod`, `NumberKind` and the others: each fixed list stands here once. Signatures name it,
`check_choice` refuses what is not in it, and a test holds the docstrings to it.
"""

from typing import Literal

# tables, value: from a log to a table
Period = Literal["D", "W", "M", "Q", "Y"]
"""Calendar periods: days, weeks that end on Sunday, months, quarters, years."""
OnlyReturns = Literal["raise", "drop"]
"""What to do about customers with returns and no purchase."""

# repeat_buying
Unit = Literal["D", "W", "M", "Y"]
"""Units of time: days, weeks, months of 30.4375 days, years of 365.25 days."""
Refunds = Literal["net", "drop", "raise"]
"""What to do about refunds in a table of repeat purchases: set off against what they undo, left out, or refused."""
ErrorKind = Literal["hessian", "sandwich", "bootstrap"]
"""How a standard error is computed."""
IntervalKind = Literal["profile", "hessian", "sandwich", "bootstrap"]
"""How a confidence interval is computed."""
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

# simulate
CrowdFamily = Literal["gaussian", "uniform", "correlated", "heavy_tailed"]
"""Distributions of customers without segments."""
BentShape = Literal["rings", "moons"]
"""Shapes that no centre describes."""

# exhibit, plot
NumberKind = Literal["percent", "money", "count", "number"]
"""How a number is written."""
