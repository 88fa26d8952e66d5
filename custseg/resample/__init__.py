"""How sure is a number, how wrong was the same forecast before, and what would chance alone say?

`mean_intervals`, `share_intervals`, `paired_difference`, `group_difference`; `influence_interval`, `wilson_interval`;
`bootstrap`, `interval`; `past_cuts`, `past_interval` go back through a log, `customer_intervals` for each customer;
`twin` with `shuffle_labels`, `shuffle_first_months` and `shuffle_weeks` looks where nothing happens; `spread_between`
says how far labels part customers; `holm_adjusted` allows for many tests at once.
"""

from .differences import group_difference, paired_difference
from .draws import bootstrap, interval
from .empirical_interval import past_interval
from .group_means import mean_intervals
from .group_shares import share_intervals
from .influence import influence_interval
from .like_forecasts import customer_intervals
from .multiple_tests import holm_adjusted
from .past_errors import past_cuts
from .proportions import wilson_interval
from .spread import spread_between
from .twins import Twin, shuffle_first_months, shuffle_labels, shuffle_weeks, twin

__all__ = [
    "Twin",
    "bootstrap",
    "customer_intervals",
    "group_difference",
    "holm_adjusted",
    "influence_interval",
    "interval",
    "mean_intervals",
    "paired_difference",
    "past_cuts",
    "past_interval",
    "share_intervals",
    "shuffle_first_months",
    "shuffle_labels",
    "shuffle_weeks",
    "spread_between",
    "twin",
    "wilson_interval",
]
