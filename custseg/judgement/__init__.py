"""What do people think? Pairwise judgements, hierarchies of criteria, and value as the customer perceives it."""

from .consistency import (
    circular_triads,
    consistency_index,
    consistency_ratio,
    consistency_table,
    mean_random_index,
)
from .disagreement import disagreement, expert_table
from .groups import aggregate_judgements, aggregate_priorities, expert_shares, group_judgements
from .hierarchy import Hierarchy
from .incomplete import comparison_groups, fill_missing
from .node_weights import judgement_questions
from .noise import band_probabilities, disturbed_scores, weight_intervals
from .pairwise import pairwise_matrix
from .perceived import delivered_value, level_scores, perceived_value
from .priorities import compare_methods, grade_values, priorities
from .random_answers import estimate_random_index, random_matrices
from .recommendation import net_promoter_score
from .relative import rank_reversal, relative_scores
from .repair import inconsistent_judgements
from .satisfaction import feelings, satisfaction_gap, satisfaction_index
from .sensitivity import break_even_weights, weight_sweep
from .template import write_judgement_template
from .touchpoints import peak_end_score
from .values import indicator_values
from .workbook import read_judgements

__all__ = [
    "Hierarchy",
    "aggregate_judgements",
    "aggregate_priorities",
    "band_probabilities",
    "break_even_weights",
    "circular_triads",
    "compare_methods",
    "comparison_groups",
    "consistency_index",
    "consistency_ratio",
    "consistency_table",
    "delivered_value",
    "disagreement",
    "disturbed_scores",
    "estimate_random_index",
    "expert_shares",
    "expert_table",
    "feelings",
    "fill_missing",
    "grade_values",
    "group_judgements",
    "inconsistent_judgements",
    "indicator_values",
    "judgement_questions",
    "level_scores",
    "mean_random_index",
    "net_promoter_score",
    "pairwise_matrix",
    "peak_end_score",
    "perceived_value",
    "priorities",
    "random_matrices",
    "rank_reversal",
    "read_judgements",
    "relative_scores",
    "satisfaction_gap",
    "satisfaction_index",
    "weight_intervals",
    "weight_sweep",
    "write_judgement_template",
]
