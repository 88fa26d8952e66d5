"""Who belongs together? Grids with names."""

from .grid import ValueGrid

__all__ = ["ValueGrid"]
