"""What do people think? Pairwise judgements, hierarchies of criteria, and value as the customer perceives it."""

from .pairwise.aggregation import aggregate_judgements, aggregate_priorities, group_judgements
from .pairwise.consistency import (
    circular_triads,
    consistency_index,
    consistency_ratio,
    consistency_table,
)
from .pairwise.experts import disagreement, expert_table
from .pairwise.incomplete import comparison_groups, fill_missing
from .pairwise.inconsistency import inconsistent_judgements
from .pairwise.matrix import pairwise_matrix
from .pairwise.pairwise_scores import rank_reversal, relative_scores
from .pairwise.random_index import estimate_random_index, mean_random_index, random_matrices
from .pairwise.weights import compare_methods, priorities
from .surveys.perceived import delivered_value, level_scores, perceived_value
from .surveys.question_trials import question_trials
from .surveys.recommendation import net_promoter_score
from .surveys.satisfaction import satisfaction_gap, satisfaction_index, satisfaction_levels
from .surveys.touchpoints import peak_end_score
from .weighting.hierarchy import Hierarchy
from .weighting.indicators import grade_values, indicator_values
from .weighting.judgement_noise import band_probabilities, disturbed_scores, weight_intervals
from .weighting.questions import judgement_questions
from .weighting.score_trials import score_trials, turning_value
from .weighting.sensitivity import break_even_weights, weight_sweep
from .workbooks.answers_workbook import read_judgements
from .workbooks.template import write_judgement_template

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
    "expert_table",
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
    "question_trials",
    "random_matrices",
    "rank_reversal",
    "read_judgements",
    "relative_scores",
    "satisfaction_gap",
    "satisfaction_index",
    "satisfaction_levels",
    "score_trials",
    "turning_value",
    "weight_intervals",
    "weight_sweep",
    "write_judgement_template",
]
