import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD

R, ALPHA, A, B, S, BETA = 0.243, 4.414, 0.793, 2.426, 0.606, 11.669
BG = BetaGeoNBD.from_params(r=R, alpha=ALPHA, a=A, b=B, unit="W")
MBG = ModifiedBetaGeoNBD.from_params(r=0.525, alpha=6.183, a=0.891, b=1.614, unit="W")
PARETO = ParetoNBD.from_params(r=0.553, alpha=10.578, s=S, beta=BETA, unit="W")
MODELS = [BG, MBG, PARETO]
CUSTOMERS = pd.DataFrame(
    {"x": [0, 2, 26, 400, 5], "t_x": [0.0, 30.43, 30.86, 38.0, 12.0], "T": [38.86, 38.86, 31.0, 38.86, 12.0]}
)


@pytest.mark.heavy
@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
def test_discounting_meets_its_limits(model):
    never = model.discounted_purchases(CUSTOMERS, discount_rate=0.0, horizon=39.0)
    np.testing.assert_allclose(never, model.expected_purchases(CUSTOMERS, horizon=39.0), rtol=1e-12)
    hardly = model.discounted_purchases(CUSTOMERS, discount_rate=1e-9, horizon=39.0)
    np.testing.assert_allclose(hardly, never, rtol=1e-8)
    ends = [model.discounted_purchases(CUSTOMERS, discount_rate=0.5, horizon=h) for h in (10.0, 100.0, None)]
    assert (ends[0] < ends[1]).all() and (ends[1] < ends[2]).all()
    monthly = model.discounted_purchases(CUSTOMERS, discount_rate=1.5 ** (1 / 12) - 1, discount_per="M")
    np.testing.assert_allclose(monthly, ends[2], rtol=1e-9)
