import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import (
    BetaGeoNBD,
    GammaGamma,
    ParetoNBD,
    base_value,
    lifetime_value,
    prediction_interval,
    repeat_purchase_table,
)
from custseg.schema import SchemaError


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.heavy
def test_lifetime_value_adds_up_and_grows_with_the_horizon(cdnow):
    buying, spend = BetaGeoNBD().fit(cdnow), GammaGamma().fit(cdnow)
    short, long, ever = (
        lifetime_value(buying, spend, cdnow, horizon=horizon, discount_rate=0.15, margin=0.3)
        for horizon in (39, 520, None)
    )
    np.testing.assert_allclose(short["lifetime_value"], 0.3 * short["discounted_purchases"] * short["expected_spend"])
    assert (short["lifetime_value"] < long["lifetime_value"]).all()
    assert (long["lifetime_value"] <= ever["lifetime_value"]).all()
    assert short.attrs["unit"] == "W" and short.attrs["horizon"] == 39
    with pytest.raises(ValueError, match="margin must be a fraction"):
        lifetime_value(buying, spend, cdnow, horizon=39, discount_rate=0.1, margin=30)


@pytest.mark.heavy
def test_interval_of_the_value_of_the_base_draws_both_models(cdnow):
    buying, spend = BetaGeoNBD().fit(cdnow), GammaGamma().fit(cdnow)
    everybody = pd.Series("base", index=cdnow.index)

    def value(buying, spend):
        return lifetime_value(buying, spend, cdnow, horizon=52, discount_rate=0.15)["lifetime_value"]

    both = prediction_interval(value, buying, spend, by=everybody, n_draws=39, random_state=1).loc["base"]
    one = prediction_interval(lambda b: value(b, spend), buying, by=everybody, n_draws=39, random_state=1).loc["base"]
    assert both["low"] < both["estimate"] < both["high"]
    assert both["estimate"] == one["estimate"] and both["high"] - both["low"] != one["high"] - one["low"]


@pytest.mark.heavy
def test_parts_add_up_to_the_whole_and_are_less_sure(cdnow):
    models = BetaGeoNBD().fit(cdnow), GammaGamma().fit(cdnow)
    terms = {"horizon": 39, "discount_rate": 0.1, "n_draws": 79, "random_state": 1}
    again = (cdnow["x"] > 0).map({True: "again", False: "once"})
    whole = base_value(*models, cdnow, **terms).loc["all"]
    parts = base_value(*models, cdnow, by=again, **terms)
    value = lifetime_value(*models, cdnow, horizon=39, discount_rate=0.1)["lifetime_value"]
    assert whole["estimate"] == pytest.approx(value.sum())
    assert parts["estimate"].sum() == pytest.approx(whole["estimate"])
    assert whole["realised_low"] < whole["expected_low"] < whole["estimate"]
    assert whole["estimate"] < whole["expected_high"] < whole["realised_high"]
    assert list(parts.index) == ["again", "once"]


@pytest.mark.heavy
def test_each_value_may_have_its_intervals(cdnow):
    few = cdnow.iloc[::40]
    models = BetaGeoNBD().fit(cdnow), GammaGamma().fit(cdnow)
    terms = {"horizon": 39, "discount_rate": 0.1, "margin": 0.5}
    value = lifetime_value(*models, few, **terms, level=0.9, n_draws=39, random_state=1)
    bare = lifetime_value(*models, few, **terms)
    pd.testing.assert_frame_equal(value[list(bare)], bare)
    each = base_value(*models, few, **terms, by="customer", level=0.9, n_draws=39, random_state=1)
    assert each.index.equals(few.index) and list(value)[4:] == list(each)[1:]
    np.testing.assert_array_equal(value[list(each)[1:]], each.iloc[:, 1:])
    assert (value["realised_low"] == 0).all()  # whoever may not come again
    assert (value["expected_low"] > 0).all() and (value["expected_high"] < value["realised_high"]).mean() > 0.9


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_returns_stop_no_path_and_lose_nobody():
    """A shop in which some send back everything, some part of it, and some only return what they bought before."""
    rng = np.random.default_rng(5)
    log = pd.DataFrame(
        {
            "customer_id": pd.Series(rng.integers(0, 300, 2400)).astype("str"),
            "date": pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 365, 2400), "D"),
            "amount": np.round(rng.gamma(2.0, 20.0, 2400), 2),
        }
    ).sort_values("date")
    back = log.sample(frac=0.15, random_state=1)
    back = back.assign(amount=-back["amount"], date=back["date"] + pd.to_timedelta(rng.integers(0, 30, len(back)), "D"))
    table = repeat_purchase_table(pd.concat([log, back]), observed_until="2023-12-31")
    models = BetaGeoNBD().fit(table), GammaGamma().fit(table)
    value = lifetime_value(*models, table, horizon=52, discount_rate=0.1)
    assert value.index.equals(table.index) and np.isfinite(value).all(axis=None)
    whole = base_value(*models, table, horizon=52, discount_rate=0.1, level=0.5, n_draws=5, random_state=1)
    assert whole.loc["all", "estimate"] == pytest.approx(value["lifetime_value"].sum())


def test_who_gave_everything_back_keeps_a_place_where_something_is_known():
    """By hand, with p = 2, q = 3, gamma = 10: somebody of unknown spend is expected to spend 2 * 10 / (3 - 1) = 10."""
    rows = [
        ("kept", "2024-01-01", 20.0),
        ("kept", "2024-01-15", 30.0),
        ("gave the repeat back", "2024-01-01", 20.0),
        ("gave the repeat back", "2024-01-15", 30.0),
        ("gave the repeat back", "2024-02-05", -30.0),
        ("came for nothing", "2024-01-01", 20.0),
        ("came for nothing", "2024-01-15", 0.0),
        ("gave all back", "2024-01-01", 20.0),
        ("gave all back", "2024-01-20", -20.0),
    ]
    log = pd.DataFrame(rows, columns=["customer_id", "date", "amount"]).astype({"date": "datetime64[ns]"})
    table = repeat_purchase_table(log, observed_until="2024-02-12")
    assert table["x"].to_dict() == {"came for nothing": 1, "gave the repeat back": 0, "kept": 1}
    assert table.attrs["customers_without_purchase"] == 1  # nothing was sold to them: no clock runs
    buying = ParetoNBD.from_params(r=1.0, alpha=10.0, s=2.0, beta=10.0, unit="W")
    spend = GammaGamma.from_params(p=2.0, q=3.0, gamma=10.0)
    value = lifetime_value(buying, spend, table, horizon=40, discount_rate=0.0)
    expected = {"came for nothing": 10.0, "gave the repeat back": 10.0, "kept": (20 + 2 * 30) / (2 + 3 - 1)}
    assert value["expected_spend"].to_dict() == pytest.approx(expected)
    purchases = buying.expected_purchases(table, horizon=40)  # frequency counts although spend is not known
    assert value["lifetime_value"].to_dict() == pytest.approx((purchases * pd.Series(expected)).to_dict())
    assert purchases["came for nothing"] == purchases["kept"] > purchases["gave the repeat back"]


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_the_base_is_worth_the_sum_of_all_customers_also_of_those_whose_spend_is_unknown(cdnow):
    table = cdnow.copy()
    unknown = table.index[table["x"] > 0][:40]
    table.loc[unknown, "m_x"] = [np.nan, 0.0] * 20
    buying, spend = BetaGeoNBD().fit(table), GammaGamma().fit(table)
    each = lifetime_value(buying, spend, table, horizon=39, discount_rate=0.1)
    assert each["expected_spend"][unknown].to_numpy() == pytest.approx(spend.population_mean_)
    whole = base_value(buying, spend, table, horizon=39, discount_rate=0.1, level=0.5, n_draws=5, random_state=1)
    assert whole.loc["all", "estimate"] == pytest.approx(each["lifetime_value"].sum())


def test_a_row_for_many_customers_is_not_added_up_as_one(cdnow):
    buying = BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426, unit="W")
    spend = GammaGamma.from_params(p=6.25, q=3.74, gamma=15.45)
    with pytest.raises(SchemaError, match="base_value needs one row per customer"):
        base_value(buying, spend, cdnow.assign(customers=2), horizon=52, discount_rate=0.1)
    each = [
        lifetime_value(buying, spend, one, horizon=52, discount_rate=0.1) for one in (cdnow.assign(customers=2), cdnow)
    ]
    pd.testing.assert_frame_equal(*each)


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("terms", [{"horizon": 0, "margin": 1.0}, {"horizon": 40, "margin": 0.0}])
def test_no_purchases_or_no_share_of_them_bring_nothing_even_at_an_infinite_mean(terms):
    # q below 1: what one purchase of a customer without repeat purchases brings has no mean
    buying = ParetoNBD.from_params(r=1.0, alpha=10.0, s=2.0, beta=10.0, unit="W")
    spend = GammaGamma.from_params(p=2.0, q=0.8, gamma=10.0)
    customers = pd.DataFrame({"x": [0, 3], "t_x": [0.0, 30.0], "T": [30.0, 30.0], "m_x": [np.nan, 20.0]})
    value = lifetime_value(buying, spend, customers, discount_rate=0.1, unit="W", **terms)
    assert np.isinf(value["expected_spend"].iloc[0]) and value["lifetime_value"].tolist() == [0.0, 0.0]
    some = lifetime_value(buying, spend, customers, discount_rate=0.1, unit="W", horizon=40)
    assert np.isinf(some["lifetime_value"].iloc[0]) and 0 < some["lifetime_value"].iloc[1] < np.inf
