"""What can I try it on? Data sets that ship with the package, and others found through ``CUSTSEG_DATA``."""

from .benchmark_tables import benchmark_table
from .credit_grades import applicant_grades, grade_default_rates
from .experiments import load_social_insurance
from .files import data_file, dataset_facts, datasets_table, load_dataset
from .published_tables import contract_cohorts, donor_counts
from .transactions import load_cdnow, load_complete_journey, load_grocery_elog, load_online_retail

__all__ = [
    "applicant_grades",
    "benchmark_table",
    "contract_cohorts",
    "data_file",
    "dataset_facts",
    "datasets_table",
    "donor_counts",
    "grade_default_rates",
    "load_cdnow",
    "load_complete_journey",
    "load_dataset",
    "load_grocery_elog",
    "load_online_retail",
    "load_social_insurance",
]
