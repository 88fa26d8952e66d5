"""How sure is a number? The weighted bootstrap and its intervals, and how wrong a forecast was before.

`bootstrap`, `interval`, `mean_intervals` and `share_intervals` resample customers; `past_cuts` and `past_interval` go
back through a log.
"""

from .past_errors import past_cuts, past_interval
from .weighted_bootstrap import bootstrap, interval, mean_intervals, share_intervals

__all__ = ["bootstrap", "interval", "mean_intervals", "past_cuts", "past_interval", "share_intervals"]
