"""Show a finished table: every function takes one and returns an `Exhibit`; none computes a statistic."""

from ._canvas import half_side
from .alive import plot_alive_map
from .band_probabilities import plot_band_probabilities
from .bars import plot_bars_with_intervals
from .bridge import plot_bridge
from .concentration import plot_lorenz, plot_top_shares
from .expectations import plot_conditional_expectation
from .flows import plot_tier_flows
from .forecasts import plot_past_forecasts
from .frequencies import plot_frequencies
from .grids import plot_grid
from .heatmap import plot_heatmap
from .life_lines import plot_life_line
from .lines import plot_lines
from .margins import plot_hysteresis
from .migration_map import plot_migration
from .moves import plot_steps
from .quadrants import plot_quadrants
from .returning import plot_second_purchases
from .segments import plot_segments
from .stage_rates import plot_stage_rates
from .timelines import plot_timelines
from .total_value import plot_total_value
from .tracking import plot_tracking
from .triangle import plot_triangle
from .whale import plot_whale

__all__ = [
    "half_side",
    "plot_alive_map",
    "plot_band_probabilities",
    "plot_bars_with_intervals",
    "plot_bridge",
    "plot_conditional_expectation",
    "plot_frequencies",
    "plot_grid",
    "plot_heatmap",
    "plot_hysteresis",
    "plot_life_line",
    "plot_lines",
    "plot_lorenz",
    "plot_migration",
    "plot_past_forecasts",
    "plot_quadrants",
    "plot_second_purchases",
    "plot_segments",
    "plot_stage_rates",
    "plot_steps",
    "plot_tier_flows",
    "plot_timelines",
    "plot_top_shares",
    "plot_total_value",
    "plot_tracking",
    "plot_triangle",
    "plot_whale",
]
