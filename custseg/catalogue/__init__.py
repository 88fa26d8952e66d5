"""What does the literature name? Grids, terms and report sentences, written down as data."""

from .studies import study_map
from .words import glossary, phrases

__all__ = ["glossary", "phrases", "study_map"]
