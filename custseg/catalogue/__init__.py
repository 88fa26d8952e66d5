"""What does the literature name? Grids, index systems, terms, pages and report sentences, written down as data."""

from .grid_spec import Axis, GridSpec, Segment
from .grids import list_grids, load_grid
from .index_systems import index_system_cross_map, list_index_systems, load_index_system
from .pages import study_map
from .sources import source_documents
from .words import glossary, phrases

__all__ = [
    "Axis",
    "GridSpec",
    "Segment",
    "glossary",
    "index_system_cross_map",
    "list_grids",
    "list_index_systems",
    "load_grid",
    "load_index_system",
    "phrases",
    "source_documents",
    "study_map",
]
