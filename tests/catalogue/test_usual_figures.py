"""Has each figure of others its source, its n and its unit, and are those that we can compute right?"""

import pandas as pd
import pytest

from custseg.catalogue import norms
from custseg.datasets import load_cdnow


def test_each_figure_has_a_source_and_says_of_how_many():
    table = norms()
    assert table["figure"].between(0, 1).all() and (table["n"] > 0).all()
    assert table[["what", "of", "unit", "source"]].apply(lambda one: one.str.strip().ne("")).all(axis=None)
    assert table["source"].str.contains(r"\((?:19|20)\d\d\)").all()


def test_the_figure_of_the_music_shop_is_that_of_its_data():
    log = load_cdnow().assign(day=lambda one: one["date"].dt.normalize())
    first = log.groupby("customer_id")["day"].transform("min")
    again = log[(log["day"] > first) & (log["day"] <= first + pd.Timedelta(days=365))]["customer_id"].nunique()
    row = norms().set_index("what").loc["first-time buyers who buy again within a year"]
    assert row["n"] == log["customer_id"].nunique()
    assert row["figure"] == pytest.approx(again / row["n"], abs=0.005)
