"""What can I try it on? Data sets that ship with the package, and others found through ``CUSTSEG_DATA``."""

from .benchmark_tables import benchmark_table
from .files import data_file, dataset_facts, datasets_table, load_dataset
from .transactions import load_cdnow, load_complete_journey, load_grocery_elog, load_online_retail

__all__ = [
    "benchmark_table",
    "data_file",
    "dataset_facts",
    "datasets_table",
    "load_cdnow",
    "load_complete_journey",
    "load_dataset",
    "load_grocery_elog",
    "load_online_retail",
]
