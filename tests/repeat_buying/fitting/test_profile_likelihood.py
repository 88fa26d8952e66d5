import numpy as np
import pytest

from custseg.repeat_buying import ParetoNBD
from custseg.repeat_buying.fitting.profile_likelihood import profile_interval
from custseg.simulate.repeat_buying import simulate_bg_nbd

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")  # limits are looked at here


def test_a_skewed_likelihood_gives_a_skewed_interval(cdnow):
    # the Hessian's interval of s is symmetric in the logarithm; the likelihood falls much more slowly upwards
    fitted = ParetoNBD().fit(cdnow)
    low, high = profile_interval(fitted, 2, 0.95)
    assert np.log(high / fitted.s_) > 1.5 * np.log(fitted.s_ / low)


@pytest.mark.heavy
def test_an_end_that_the_data_do_not_give_is_open():
    open_ends = 0
    for seed in range(8):
        table = simulate_bg_nbd(np.full(80, 39.0), r=1.0, alpha=5.0, a=1.0, b=3.0, random_state=seed)
        fitted = ParetoNBD().fit(table)
        if not fitted.limits_reached_:
            ends = fitted.confidence_intervals("profile", level=0.99)
            assert ((ends["low"] <= fitted.params_) & (fitted.params_ <= ends["high"])).all()
            open_ends += int(np.isinf(ends["high"]).sum())
    assert open_ends > 0


@pytest.mark.heavy
@pytest.mark.parametrize("number", range(4))
def test_wider_levels_contain_narrower_ones(cdnow, number):
    fitted = ParetoNBD().fit(cdnow)
    inner, outer = profile_interval(fitted, number, 0.5), profile_interval(fitted, number, 0.9)
    assert outer[0] < inner[0] < inner[1] < outer[1]
