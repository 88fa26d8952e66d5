"""Who belongs together? Grids with names, clusters and their evidence, and what each segment looks like."""

from .band_choice import choose_bands
from .bands_by_column import column_bands, earlier_bands
from .clustering.customer_segmenter import CustomerSegmenter
from .clustering.feature_transform import FeatureTransform
from .clustering.gaussian_mixture import WeightedGaussianMixture
from .demand import demand_classes
from .description.cards import segment_cards
from .description.effects import segment_effects
from .description.profile import profile_segments
from .description.rules import segment_rules
from .evidence.gap_statistic import gap_table
from .evidence.later_outcome import explained_outcome
from .evidence.panel import cluster_panel
from .evidence.stability import segment_stability
from .evidence.traits import value_from_traits
from .evidence.verdict import cluster_verdict
from .evidence.verdict_tests import cluster_tests
from .grids.advice_of_maps import advice_against_profit, map_advice, map_agreement
from .grids.areas import grid_areas
from .grids.border_noise import border_probability
from .grids.pyramid import pyramid_customers, pyramid_grid
from .grids.value_grid import ValueGrid
from .ladder import ladder_moves, loyalty_ladder
from .life_stages import life_line, life_stage
from .nine_grid.by_lot import gaps_by_lot
from .nine_grid.gaps import branch_gaps, look_gaps
from .nine_grid.growth import check_statements, client_growth
from .nine_grid.levers import ranked_levers
from .nine_grid.looks import client_looks, look_indicators
from .nine_grid.platform import ClientPlatform, client_platform
from .nine_grid.positions import nine_grid_positions
from .nine_grid.strategy import client_strategies
from .rating.class_audit import audit_classes
from .rating.clerks import favouring_clerks
from .rating.codes import class_codes, size_by_share
from .rating.points import class_points, classes_from_points
from .tiers.chain import chain_against_observed
from .tiers.homogeneity import migration_homogeneity
from .tiers.migration import migration_matrix, steady_state
from .tiers.moves import tier_moves
from .tiers.panel import tier_panel
from .tiers.refit import rule_against_refit
from .tiers.rule import TierRule
from .tiers.shuffled_periods import period_twins
from .tiers.shuffled_weeks import twin_scores, window_scores
from .tiers.stability import moves_beyond_chance, tier_stability
from .tiers.steady_twins import steps_between
from .tiers.sure import move_thresholds
from .tiers.tradeoff import hysteresis_tradeoff
from .tiers.windows import amount_by_window

__all__ = [
    "ClientPlatform",
    "CustomerSegmenter",
    "FeatureTransform",
    "TierRule",
    "ValueGrid",
    "WeightedGaussianMixture",
    "advice_against_profit",
    "amount_by_window",
    "audit_classes",
    "border_probability",
    "branch_gaps",
    "chain_against_observed",
    "check_statements",
    "choose_bands",
    "class_codes",
    "class_points",
    "classes_from_points",
    "client_growth",
    "client_looks",
    "client_platform",
    "client_strategies",
    "cluster_panel",
    "cluster_tests",
    "cluster_verdict",
    "column_bands",
    "demand_classes",
    "earlier_bands",
    "explained_outcome",
    "favouring_clerks",
    "gap_table",
    "gaps_by_lot",
    "grid_areas",
    "hysteresis_tradeoff",
    "ladder_moves",
    "life_line",
    "life_stage",
    "look_gaps",
    "look_indicators",
    "loyalty_ladder",
    "map_advice",
    "map_agreement",
    "migration_homogeneity",
    "migration_matrix",
    "move_thresholds",
    "moves_beyond_chance",
    "nine_grid_positions",
    "period_twins",
    "profile_segments",
    "pyramid_customers",
    "pyramid_grid",
    "ranked_levers",
    "rule_against_refit",
    "segment_cards",
    "segment_effects",
    "segment_rules",
    "segment_stability",
    "size_by_share",
    "steady_state",
    "steps_between",
    "tier_moves",
    "tier_panel",
    "tier_stability",
    "twin_scores",
    "value_from_traits",
    "window_scores",
]
