import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.decide import smallest_effect
from custseg.repeat_buying import GammaGamma, ParetoNBD, repeat_purchase_table
from custseg.segment import ValueGrid
from custseg.tables import amount_between, customer_table


@pytest.fixture(scope="module")
def shop():
    """Give RFM names at the end of 1997, the money of the next 26 weeks, and what was expected."""
    log = load_cdnow()
    past = log[log["date"] <= "1997-12-31"]
    customers = customer_table(past, as_of="1997-12-31")
    money = amount_between(log, after="1997-12-31", until="1998-07-01", customer_ids=customers.index)
    table = repeat_purchase_table(past, observed_until="1997-12-31")
    forecast = ParetoNBD().fit(table).expected_purchases(table, horizon=26)
    forecast *= GammaGamma().fit(table).expected_spend(table)
    return money, ValueGrid("rfm").fit(customers).predict(customers), forecast.reindex(customers.index)


@pytest.mark.heavy
def test_what_lists_of_the_music_shop_can_show(shop):
    """The formula 2.8 sd 2 / sqrt(n), worked out beside the package, in percent of the mean."""
    money, names, _ = shop
    found = 100 * smallest_effect(money, names)["relative"]
    expected = {"champions": 41, "potential_loyalists": 71, "lost": 126, "about_to_sleep": 138, "loyal": 170}
    expected |= {"hibernating": 166, "at_risk": 510}
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=0.6)


@pytest.mark.heavy
def test_the_forecast_takes_out_what_it_explains(shop):
    money, names, forecast = shop
    everybody = [smallest_effect(money, forecast=known)["relative"].item() for known in (None, forecast)]
    assert [round(100 * one) for one in everybody] == [36, 29]
    table = smallest_effect(money, names, forecast=forecast)
    assert table.loc["champions", "relative"] == pytest.approx(0.34, abs=0.005)


@pytest.mark.heavy
def test_the_verdict_and_the_number_that_would_be_needed(shop):
    money, names, _ = shop
    table = smallest_effect(money, names)
    assert table.index[table["for_learning"]].tolist() == ["champions"]
    n = int(table.loc["loyal", "customers_needed"])
    repeated = np.resize(money[names == "loyal"].to_numpy(), n)
    assert smallest_effect(repeated)["relative"].item() == pytest.approx(0.5, abs=0.05)


def test_an_effect_of_that_size_is_found_four_times_in_five():
    rng, found = np.random.default_rng(1), 0
    outcome = rng.gamma(0.5, 100.0, 400)
    effect = smallest_effect(outcome)["smallest_effect"].item()
    for _ in range(2000):
        sides = rng.permutation(outcome).reshape(2, 200)
        sides[0] += effect
        error = np.sqrt(sides.var(axis=1, ddof=1).sum() / 200)
        found += (sides[0].mean() - sides[1].mean()) / error > 1.96
    assert found / 2000 == pytest.approx(0.8, abs=0.04)


def test_a_smaller_control_shows_less():
    outcome = np.arange(100.0)
    half, tenth = (smallest_effect(outcome, control=share)["smallest_effect"].item() for share in (0.5, 0.1))
    assert tenth / half == pytest.approx(0.5 / 0.3)


def test_who_is_on_no_list_and_lists_of_three_have_no_number():
    lists = pd.Series(["a"] * 4 + ["b"] * 3 + [None])
    table = smallest_effect(pd.Series(range(8)), lists)
    assert table["customers"].to_dict() == {"a": 4, "b": 3}
    assert table["smallest_effect"].isna().tolist() == [False, True]
    assert table["for_learning"].tolist() == [False, False]


def test_a_list_that_brought_nothing_is_for_service():
    table = smallest_effect(np.zeros(50))
    assert not table["for_learning"].item() and np.isnan(table["relative"].item())


def test_arguments_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="different indexes"):
        smallest_effect(pd.Series([1.0, 2.0]), pd.Series(["a", "b"], index=[5, 6]))
    with pytest.raises(ValueError, match="control"):
        smallest_effect([1.0, 2.0], control=0.0)
    with pytest.raises(ValueError, match="power"):
        smallest_effect([1.0, 2.0], power=1.0)
