"""What does the literature name? Models, grids, index systems, terms, pages and sentences, written down as data."""

from .finding import find
from .grid_spec import Axis, GridSpec, Segment
from .grids import list_grids, load_grid
from .index_systems import index_system_cross_map, list_index_systems, load_index_system
from .models import Model, list_models, load_model, searched_models
from .pages import study_map
from .sources import source_documents
from .usual_figures import norms
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
    "norms",
    "phrases",
    "searched_models",
    "source_documents",
    "study_map",
]
