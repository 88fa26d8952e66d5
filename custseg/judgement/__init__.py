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
from .incomplete import comparison_groups, fill_missing
from .pairwise import pairwise_matrix
from .priorities import compare_methods, grade_values, priorities
from .random_answers import estimate_random_index, random_matrices
from .repair import inconsistent_judgements
from .template import write_judgement_template
from .workbook import read_judgements

__all__ = [
    "aggregate_judgements",
    "aggregate_priorities",
    "circular_triads",
    "compare_methods",
    "comparison_groups",
    "consistency_index",
    "consistency_ratio",
    "consistency_table",
    "disagreement",
    "estimate_random_index",
    "expert_shares",
    "expert_table",
    "fill_missing",
    "grade_values",
    "group_judgements",
    "inconsistent_judgements",
    "mean_random_index",
    "pairwise_matrix",
    "priorities",
    "random_matrices",
    "read_judgements",
    "write_judgement_template",
]
