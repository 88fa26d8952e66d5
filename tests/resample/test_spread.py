"""Is the spread between labels the η² of the textbooks, and is its level by chance what the twin says?"""

import numpy as np
import pandas as pd
import pytest

from custseg.resample import shuffle_labels, spread_between, twin


def test_it_is_the_part_of_the_squares_between_groups():
    table = pd.DataFrame({"label": list("aabbcc"), "value": [1.0, 3, 4, 6, 9, 7]})
    groups = table.groupby("label")["value"]
    between = (groups.size() * (groups.mean() - table["value"].mean()) ** 2).sum()
    assert spread_between(table) == pytest.approx(between / ((table["value"] - table["value"].mean()) ** 2).sum())


def test_its_ends():
    same = pd.DataFrame({"label": list("abab"), "value": [1, 1, 2, 2]})
    assert spread_between(same) == pytest.approx(0)
    assert spread_between(same.assign(label=list("aabb"))) == pytest.approx(1)
    assert spread_between(same.assign(value=5)) == 0


def test_rows_without_a_label_are_left_out():
    table = pd.DataFrame({"label": ["a", "a", "b", "b", None], "value": [1, 2, 3, 4, 99]})
    assert spread_between(table) == pytest.approx(spread_between(table.iloc[:4]))


@pytest.mark.heavy
def test_labels_dealt_by_chance_are_called_real_in_one_of_twenty():
    random, real = np.random.default_rng(5), 0
    for seed in range(200):
        table = pd.DataFrame({"label": random.choice(list("abc"), 60), "value": random.random(60) < 0.3})
        real += twin(table, shuffle_labels, spread_between, what="labels dealt out", n=99, random_state=seed).p <= 0.05
    assert 2 <= real <= 20  # 10 expected; binomial, 99.9 %


def test_a_missing_column_or_number_is_told():
    with pytest.raises(ValueError, match=r"lacks \['value'\]"):
        spread_between(pd.DataFrame({"label": ["a"]}))
    with pytest.raises(ValueError, match="finite numbers"):
        spread_between(pd.DataFrame({"label": ["a", "b"], "value": [1.0, np.nan]}))


def test_a_column_is_named_by_a_word():
    with pytest.raises(TypeError, match="value must be text"):
        spread_between(pd.DataFrame({"label": ["a"], "value": [1.0]}), value=1)
