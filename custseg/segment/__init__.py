"""Who belongs together? Grids with names, and what each segment looks like."""

from .grid import ValueGrid
from .profile import profile_segments
from .pyramid import pyramid_customers, pyramid_grid

__all__ = ["ValueGrid", "profile_segments", "pyramid_customers", "pyramid_grid"]
