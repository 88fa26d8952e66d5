"""What both families of contracts share; their numbers are tested with them."""

import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import BetaDiscreteWeibull, ShiftedBetaGeo
from custseg.schema import SchemaError, UnsafeValueWarning

MODELS = [
    ShiftedBetaGeo.from_params(alpha=0.7, beta=1.2, unit="M"),
    BetaDiscreteWeibull.from_params(alpha=0.7, beta=1.2, c=1.4, unit="M"),
]


@pytest.mark.parametrize("model", MODELS)
def test_drawn_contracts_survive_as_the_model_says(model):
    n, last = 40_000, 8
    drawn = model.simulate(n, periods=last, random_state=1)
    left = np.array([(drawn["t"] - drawn["lost"] >= t).mean() for t in range(last + 1)])
    survival = model.survival(range(last + 1))
    assert (np.abs(left - survival) <= 4.5 * np.sqrt(survival * (1 - survival) / n) + 1e-12).all()
    assert drawn.attrs["unit"] == "M" and drawn.loc[drawn["lost"] == 0, "t"].eq(last).all()


@pytest.mark.parametrize("model", MODELS)
def test_lifetimes_are_the_sums_of_survival(model):
    survival = model.survival(range(4001)).to_numpy()
    discount = 1.1 ** (-np.arange(4001) / 12)
    assert model.discounted_lifetime(discount_rate=0.1) == pytest.approx(survival @ discount, rel=1e-6)
    left = model.residual_lifetime(pd.DataFrame({"t": [5], "lost": [0]}), discount_rate=0.1)
    wanted = (survival[6:] / survival[5]) @ discount[: len(survival) - 6]
    assert left.iloc[0] == pytest.approx(wanted, rel=1e-6)


@pytest.mark.heavy
def test_intervals_of_survival_grow_with_the_distance():
    model = ShiftedBetaGeo().fit(MODELS[0].simulate(500, periods=5, random_state=2))
    found = model.survival_intervals([1, 5, 20], n_draws=60, random_state=1)
    assert found.index.tolist() == [1, 5, 20] and (found["low"] < found["estimate"]).all()
    relative = (found["high"] - found["low"]) / found["estimate"]
    assert relative.is_monotonic_increasing
    again = model.survival_intervals([1, 5, 20], n_draws=60, random_state=1)
    pd.testing.assert_frame_equal(found, again)


@pytest.mark.parametrize("model", MODELS)
def test_arguments_are_checked(model):
    for bad in (-1, 1.5, np.nan, [1, np.inf]):
        with pytest.raises(ValueError, match="whole number, 0 or more"):
            model.survival(bad)
    with pytest.raises(ValueError, match="at most 1,000,000,000"):
        model.survival(1e10)
    with pytest.raises(ValueError, match="n must be a whole number of at least 1"):
        model.simulate(0, periods=3)
    with pytest.raises(SchemaError, match="lacks 't', 'lost'"):
        model.probability_stays(pd.DataFrame({"age": [1]}), ahead=1)


@pytest.mark.parametrize("empty", [{"t": [2, 3], "lost": [1, 1]}, {"t": [3], "lost": [1]}])
def test_rows_without_a_customer_change_nothing(empty):
    """At a limit what nobody did may be impossible: it must not keep the search from it."""
    table = pd.DataFrame({"t": [1, 3], "lost": [1, 0], "customers": [20, 65]})
    more = pd.concat([table, pd.DataFrame(empty).assign(customers=0)], ignore_index=True)
    with pytest.warns(UnsafeValueWarning, match="the others never"):
        alone, beside = ShiftedBetaGeo().fit(table), ShiftedBetaGeo().fit(more)
    assert beside.limits_reached_ == alone.limits_reached_ != ()
    pd.testing.assert_series_equal(beside.params_, alone.params_)


def test_a_table_without_any_customer_says_so():
    with pytest.raises(SchemaError, match="customers is 0 in every row"):
        ShiftedBetaGeo().fit(pd.DataFrame({"t": [1, 3], "lost": [1, 0], "customers": [0, 0]}))


def test_impossible_periods_are_refused_in_words():
    model = ShiftedBetaGeo.from_params(alpha=0.7, beta=1.2)
    with pytest.raises(ValueError, match="found 2 dimensions"):
        model.survival([[1, 2]])
    with pytest.raises(ValueError, match="periods is not a whole number"):
        model.survival(1e30)
    with pytest.raises(ValueError, match="ahead must be at most 1,000,000,000 periods"):
        model.probability_stays(pd.DataFrame({"t": [1], "lost": [0]}), ahead=1e300)
    with pytest.raises(SchemaError, match="customers is above 1e\\+15"):
        ShiftedBetaGeo().fit(pd.DataFrame({"t": [1, 3], "lost": [1, 0], "customers": [1e300, 5]}))


def test_contracts_are_not_drawn_for_longer_than_can_be_counted():
    with pytest.raises(ValueError, match=r"periods must be at most 1,000,000,000, found 1e\+30"):
        ShiftedBetaGeo.from_params(alpha=0.7, beta=1.2).simulate(5, periods=10**30, random_state=1)
