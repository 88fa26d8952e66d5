"""Who belongs together? Grids with names, clusters and their evidence, and what each segment looks like."""

from .clusters import CustomerSegmenter
from .gap import gap_table
from .grid import ValueGrid
from .later import explained_later
from .mixture import WeightedGaussianMixture
from .profile import profile_segments
from .pyramid import pyramid_customers, pyramid_grid
from .stability import cluster_panel, segment_stability
from .transforms import FeatureTransform
from .verdict import cluster_verdict

__all__ = [
    "CustomerSegmenter",
    "FeatureTransform",
    "ValueGrid",
    "WeightedGaussianMixture",
    "cluster_panel",
    "cluster_verdict",
    "explained_later",
    "gap_table",
    "profile_segments",
    "pyramid_customers",
    "pyramid_grid",
    "segment_stability",
]
