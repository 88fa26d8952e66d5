import numpy as np
import pytest
from scipy.stats import chi2

from custseg.repeat_buying import BetaGeoNBD
from custseg.repeat_buying.fitting.profile_at_a_limit import end_off_the_limit
from custseg.repeat_buying.fitting.search import climb


@pytest.fixture(scope="module")
def model():
    """Customers who buy at equal rates: the spread of rates rests on zero."""
    truth = BetaGeoNBD.from_params(r=1e6, alpha=8e6, a=1.2, b=3.0, unit="W")
    table = truth.simulate(np.full(600, 40.0), random_state=4)[["x", "t_x", "T"]]
    with pytest.warns(match="no difference in buying rates"):
        return BetaGeoNBD().fit(table)


def test_the_likelihood_has_fallen_to_the_target(model):
    target = model.log_likelihood_ - 0.5 * chi2.ppf(0.95, 1)
    lower, upper = (bound.copy() for bound in model.bounds(model.rows_))
    end = end_off_the_limit(model, 1, target)
    assert lower[1] < end < upper[1]
    lower[1] = upper[1] = end
    held = climb(
        model, model.rows_, np.append(model.search_point_[:1], [end, *model.search_point_[2:]]), (lower, upper)
    )
    assert held.value == pytest.approx(target, abs=5e-3)


def test_there_is_none_where_the_likelihood_never_falls_so_far(model):
    assert end_off_the_limit(model, 1, -1e9) is None
