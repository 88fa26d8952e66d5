"""How sure is a number, and how wrong was the same forecast before?

`mean_intervals`, `share_intervals`, `paired_difference`, `group_difference`; `influence_interval`, `wilson_interval`;
`bootstrap` and `interval`; `past_cuts` and `past_interval` go back through a log.
"""

from .differences import group_difference, paired_difference
from .draws import bootstrap, interval
from .group_means import mean_intervals, share_intervals
from .influence import influence_interval
from .past_errors import past_cuts, past_interval
from .proportions import wilson_interval

__all__ = [
    "bootstrap",
    "group_difference",
    "influence_interval",
    "interval",
    "mean_intervals",
    "paired_difference",
    "past_cuts",
    "past_interval",
    "share_intervals",
    "wilson_interval",
]
