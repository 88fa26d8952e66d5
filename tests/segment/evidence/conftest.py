"""Panels as cluster_panel would give them: one that passes in all columns together, one in single columns."""

import pandas as pd
import pytest


@pytest.fixture
def panel():
    return pd.DataFrame(
        {
            "rise_box": [0.0, 9, 9, 9],
            "rise_copula": [0.0, 9, 9, 9],
            "n_references": 20,
            "prediction_strength": [1.0, 0.9, 0.9, 0.5],
            "valley": [0.0, 0.5, 0.6, 1.2],
            "centre": [1.0, 1.0, 0.9, 1.0],
        },
        index=pd.Index([1, 2, 3, 4], name="k"),
    )


@pytest.fixture
def parted(panel):
    """Nothing passes in all columns together; one column parts two groups."""
    return panel.assign(
        rise_box=-0.2,
        parted_by=["", "spend", "spend, visits", ""],
        parting_chance=[0.0, 1e-9, 0.3, 1.0],
        parting_bridge=[0.0, 0.1, 0.2, 1.0],
        parting_centre=[9.0, 1.2, 1.1, 0.0],
        parting_nested=[0.0, 0.1, 0.1, 0.0],
        parting_crossing=[1.0, 0.5, 0.4, 1.0],
        shared="",
    )
