"""What does the literature name? Grids, terms, studies and report sentences, written down as data."""

from .grid import Axis, GridSpec, Segment
from .load import list_grids, load_grid
from .studies import study_map
from .words import glossary, phrases

__all__ = ["Axis", "GridSpec", "Segment", "glossary", "list_grids", "load_grid", "phrases", "study_map"]
