"""Is a change of sales put into words by its size and its factors?"""

import pandas as pd
import pytest

from custseg.brief._changes import how, moved


def change(**ratios):
    parts = pd.DataFrame({"ratio": {name: one for name, (one, _) in ratios.items()}})
    parts["share"] = [share for _, share in ratios.values()]
    parts.loc["total"] = [1.0, 1.0]
    return parts


@pytest.mark.parametrize(("ratio", "words"), [(0.78, "22% below"), (1.22, "22% above"), (3.41, "3.4 times")])
def test_a_ratio_in_words(ratio, words):
    assert moved(ratio) == words


def test_the_factor_that_made_most_is_named():
    assert how(change(buyers=(0.8, 0.7), orders_per_buyer=(0.9, 0.3))) == "most of it through fewer buyers"
    assert how(change(buyers=(0.8, 0.4), amount_per_order=(0.8, 0.35))) == "the largest part of it through fewer buyers"


def test_a_factor_that_pulled_the_other_way_is_named_too():
    words = how(change(buyers=(0.6, 1.4), amount_per_order=(1.2, -0.4)))
    assert words == "through fewer buyers, while larger orders pulled the other way"
