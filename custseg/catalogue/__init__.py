"""What does the literature name? Models, grids, index systems, terms, studies and sentences, written down as data."""

from .finding import find
from .grid_spec import Axis, GridSpec, Segment
from .grids import list_grids, load_grid
from .index_systems import index_system_cross_map, list_index_systems, load_index_system
from .models import Model, list_models, load_model, searched_models
from .studies import study_map
from .wordings import phrases
from .words import glossary

__all__ = [
    "Axis",
    "GridSpec",
    "Model",
    "Segment",
    "find",
    "glossary",
    "index_system_cross_map",
    "list_grids",
    "list_index_systems",
    "list_models",
    "load_grid",
    "load_index_system",
    "load_model",
    "phrases",
    "searched_models",
    "study_map",
]
