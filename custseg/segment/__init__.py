"""Who belongs together? Grids with names, clusters and their evidence, and what each segment looks like."""

from .areas import grid_areas
from .cards import segment_cards
from .clusters import CustomerSegmenter
from .demand import demand_classes
from .effects import segment_effects
from .gap import gap_table
from .grid import ValueGrid
from .later import explained_later
from .mailing_depth import calibration_table, lift_table, mailing_profit
from .mailings import mailing_table, targeting_table
from .mixture import WeightedGaussianMixture
from .profile import profile_segments
from .pyramid import pyramid_customers, pyramid_grid
from .response import answer_quality, predict_answers
from .rules import segment_rules
from .stability import cluster_panel, segment_stability
from .traits import value_from_traits
from .transforms import FeatureTransform
from .verdict import cluster_verdict

__all__ = [
    "CustomerSegmenter",
    "FeatureTransform",
    "ValueGrid",
    "WeightedGaussianMixture",
    "answer_quality",
    "calibration_table",
    "cluster_panel",
    "cluster_verdict",
    "demand_classes",
    "explained_later",
    "gap_table",
    "grid_areas",
    "lift_table",
    "mailing_profit",
    "mailing_table",
    "predict_answers",
    "profile_segments",
    "pyramid_customers",
    "pyramid_grid",
    "segment_cards",
    "segment_effects",
    "segment_rules",
    "segment_stability",
    "targeting_table",
    "value_from_traits",
]
