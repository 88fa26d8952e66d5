"""Who belongs together? Grids with names, and what each segment looks like."""

from .grid import ValueGrid
from .profile import profile_segments

__all__ = ["ValueGrid", "profile_segments"]
