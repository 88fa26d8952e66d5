import numpy as np
import pandas as pd
import pytest

from custseg.datasets import contract_cohorts
from custseg.repeat_buying import extrapolate_survivors
from custseg.schema import SchemaError


def test_curves_miss_the_twelfth_year_as_the_paper_says():
    # Fader & Hardie 2007, of High End: "the linear and exponential models underestimate year 12 survival by 81% and
    # 30%, respectively, while the quadratic model overestimates year 12 survival by 92%"
    seen = contract_cohorts()["High End"]
    missed = extrapolate_survivors(seen.loc[:7], periods=12).loc[12] / (seen[12] / 1000) - 1
    assert (100 * missed).round().to_dict() == {"linear": -81.0, "exponential": -30.0, "quadratic": 92.0}


def test_curves_go_through_what_has_their_shape():
    t = np.arange(6)
    for name, left in (
        ("linear", 1000 - 100 * t),
        ("exponential", 1024 // 2**t),
        ("quadratic", 1000 - 150 * t + 10 * t**2),
    ):
        curves = extrapolate_survivors(pd.Series(left), periods=5)
        np.testing.assert_allclose(curves[name], left / left[0], rtol=1e-9)


def test_bad_survivors_are_refused_in_words():
    for survivors, message in (([10, 11, 9, 8], "rise"), ([10, 9, 8], "four rows"), ([10, 5, 2, 0], "somebody left")):
        with pytest.raises(SchemaError, match=message):
            extrapolate_survivors(pd.Series(survivors), periods=12)
