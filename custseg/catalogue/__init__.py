"""What does the literature name? Models, grids, index systems, rules, terms, pages, sentences: written down as data."""

from .finding import find
from .grid_parts import Axis, Segment
from .grid_spec import GridSpec
from .grids import list_grids, load_grid
from .index_systems import index_system_cross_map, list_index_systems, load_index_system
from .models import Model, list_models, load_model, searched_models
from .pages import study_map
from .rule_parts import Code, CodePart, Item, Standard, Tier
from .rule_spec import RuleSpec
from .rules import list_rules, load_rule, rule_table
from .sources import source_documents
from .usual_figures import norms
from .wordings import phrases
from .words import glossary

__all__ = [
    "Axis",
    "Code",
    "CodePart",
    "GridSpec",
    "Item",
    "Model",
    "RuleSpec",
    "Segment",
    "Standard",
    "Tier",
    "find",
    "glossary",
    "index_system_cross_map",
    "list_grids",
    "list_index_systems",
    "list_models",
    "list_rules",
    "load_grid",
    "load_index_system",
    "load_model",
    "load_rule",
    "norms",
    "phrases",
    "rule_table",
    "searched_models",
    "source_documents",
    "study_map",
]
