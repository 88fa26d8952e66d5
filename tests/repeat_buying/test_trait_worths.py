import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.repeat_buying import (
    BetaGeoNBD,
    BuyingWithTraits,
    GammaGamma,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    SpendWithTraits,
    repeat_purchase_table,
    trait_worth,
)

pytestmark = pytest.mark.heavy
MONEY = {"horizon": 52, "discount_rate": 0.1}
DRAWS = {"n_draws": 39, "random_state": 1, "kind": "hessian"}


@pytest.fixture(scope="module")
def table():
    """Two channels that differ in everything, and an age that says nothing."""
    rng = np.random.default_rng(1)
    groups = []
    for channel, alpha, beta, spend in (("store", 8.0, 20.0, 10.0), ("web", 5.0, 30.0, 14.0)):
        truth = ParetoNBD.from_params(r=1.0, alpha=alpha, s=0.9, beta=beta, unit="W")
        some = truth.simulate(rng.integers(27, 40, 300).astype(float), random_state=rng)[["x", "t_x", "T"]]
        level = spend / rng.gamma(3.5, size=300)
        paid = rng.gamma(np.maximum(5.0 * some["x"], 1e-9)) * level / some["x"].clip(lower=1)
        groups.append(some.assign(m_x=paid.where(some["x"] > 0), channel=channel, age=rng.integers(20, 60, 300)))
    found = pd.concat(groups, ignore_index=True)
    found.attrs["unit"] = "W"
    return found


@pytest.fixture(scope="module")
def models(table):
    return BuyingWithTraits(ParetoNBD(), ["channel", "age"]).fit(table), SpendWithTraits(["channel"]).fit(table)


def test_a_trait_is_worth_what_two_new_customers_differ(models):
    buying, spend = models
    found = trait_worth(*models, horizon=52, discount_rate=0.0, **DRAWS)
    assert found.index.tolist() == ["channel[web]", "age"]
    own = buying.params_
    age = float(buying.coding_.usual[list(buying.coding_.labels).index("age")])
    rate, leaving = own["buying age"] ** age, own["leaving age"] ** age
    values = []
    for web in (0, 1):
        plain = ParetoNBD.from_params(
            r=own["r"],
            alpha=own["alpha"] / rate / own["buying channel[web]"] ** web,
            s=own["s"],
            beta=own["beta"] / leaving / own["leaving channel[web]"] ** web,
        )
        paid = GammaGamma.from_params(
            p=spend.p_, q=spend.q_, gamma=spend.gamma_ * spend.params_["spend channel[web]"] ** web
        ).population_mean_
        values.append(plain.new_customer_purchases(horizon=52) * paid)
    web = found.loc["channel[web]"]
    assert web[["without", "with"]].tolist() == pytest.approx(values, rel=1e-9)
    assert web["difference"] == pytest.approx(values[1] - values[0]) and web["relative"] == pytest.approx(
        values[1] / values[0]
    )
    assert web["compared"] == "store" and found.loc["age", "compared"] == f"{age:.6g}"


def test_the_interval_holds_the_difference_and_tells_a_trait_from_none(models):
    found = trait_worth(*models, **MONEY, **DRAWS)
    assert ((found["low"] < found["difference"]) & (found["difference"] < found["high"])).all()
    assert found.loc["channel[web]", "low"] > 0 and found.loc["age", "low"] < 0 < found.loc["age", "high"]
    again = trait_worth(*models, **MONEY, **DRAWS)
    pd.testing.assert_frame_equal(again, found)
    likely = trait_worth(*models, **MONEY, **DRAWS | {"kind": "likelihood"})
    ends = [one.loc["channel[web]", ["low", "high"]].astype(float) for one in (likely, found)]
    np.testing.assert_allclose(*ends, rtol=0.5)
    half = trait_worth(*models, **MONEY, **DRAWS, margin=0.5)
    np.testing.assert_allclose(half[["with", "low"]], found[["with", "low"]] / 2)
    assert found.attrs["unit"] == "W" and found.attrs["horizon"] == 52


def test_one_of_the_models_may_have_no_traits(table, models):
    buying, spend = models
    only_spend = trait_worth(ModifiedBetaGeoNBD().fit(table), spend, **MONEY, **DRAWS)
    assert only_spend.index.tolist() == ["channel[web]"]
    assert only_spend.loc["channel[web]", "relative"] == pytest.approx(spend.params_["spend channel[web]"])
    only_buying = trait_worth(buying, GammaGamma().fit(table), **MONEY, **DRAWS)
    both = trait_worth(*models, **MONEY, **DRAWS)["relative"]
    product = only_buying.loc["channel[web]", "relative"] * only_spend.loc["channel[web]", "relative"]
    assert product == pytest.approx(both["channel[web]"])


def test_for_ever(models):
    endless = trait_worth(*models, horizon=None, discount_rate=0.5, **DRAWS)
    longer = trait_worth(*models, horizon=52 * 40, discount_rate=0.5, **DRAWS)
    np.testing.assert_allclose(endless["with"], longer["with"], rtol=1e-4)
    with pytest.raises(ValueError, match="for ever needs a positive discount_rate"):
        trait_worth(*models, horizon=None, discount_rate=0.0)


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_within_no_time_nobody_brings_anything_even_at_an_infinite_mean(models):
    # levels with a shape of .5: the fit has q below 1, and the mean is infinite
    rng = np.random.default_rng(1)
    spend = GammaGamma().fit(pd.DataFrame({"x": 1 + np.arange(60) % 3, "m_x": 1.0 / rng.gamma(0.5, size=60)}))
    assert spend.q_ < 1
    found = trait_worth(models[0], spend, horizon=0, discount_rate=0.1, level=0.5, n_draws=5, random_state=1)
    assert (found[["without", "with", "difference"]] == 0).all(axis=None)


def test_what_is_refused(table, models):
    buying, spend = models
    with pytest.raises(ValueError, match="neither model has traits"):
        trait_worth(ParetoNBD().fit(table), GammaGamma().fit(table), **MONEY)
    other = SpendWithTraits(["channel"]).fit(table.replace({"channel": {"web": "online"}}))
    with pytest.raises(ValueError, match="know trait 'channel' by other words"):
        trait_worth(buying, other, **MONEY)
    bare = BuyingWithTraits(BetaGeoNBD(), ["channel"]).fit(
        pd.DataFrame(table.to_numpy(), columns=table.columns).infer_objects()
    )
    with pytest.raises(ValueError, match="unit"):
        trait_worth(bare, spend, **MONEY)
    with pytest.raises(ValueError, match="level must be"):
        trait_worth(*models, **MONEY, level=2.0)


def test_what_large_first_orders_were_worth():
    """What customers of CDNOW spent in the year after their first order lies within two standard errors."""
    log = load_cdnow()
    size = log.sort_values("date", kind="stable").groupby("customer_id")["amount"].first() > 30
    since = log["date"] - log.groupby("customer_id")["date"].transform("min")
    later = log[(since > pd.Timedelta(0)) & (since <= pd.Timedelta(weeks=52))]
    spent = later.groupby("customer_id")["amount"].sum().reindex(size.index).fillna(0.0)
    table = repeat_purchase_table(log, observed_until="1997-09-30")
    table["large"] = size.reindex(table.index)
    models = BuyingWithTraits(BetaGeoNBD(), ["large"]).fit(table), SpendWithTraits(["large"]).fit(table)
    expected = trait_worth(*models, horizon=52, discount_rate=0.0, **DRAWS).loc["large"]
    for column, group in (("without", spent[~size]), ("with", spent[size])):
        assert expected[column] == pytest.approx(group.mean(), abs=2 * group.std() / np.sqrt(len(group)))
    assert expected["low"] < spent[size].mean() - spent[~size].mean() < expected["high"]
    assert expected[["without", "with"]].astype(float).round().tolist() == [34, 85]
    assert spent.groupby(size).mean().round(2).tolist() == [36.34, 96.52]


def test_a_year_on_known_customers_say_more_themselves():
    """The size of the first order explains much, and the next 39 weeks of customers seen for so long no better."""
    log = load_cdnow()
    size = log.sort_values("date", kind="stable").groupby("customer_id")["amount"].first() > 30
    table = repeat_purchase_table(log, observed_until="1997-09-30", holdout_until="1998-06-30")
    table["large"] = size.reindex(table.index)
    model = BuyingWithTraits(BetaGeoNBD(), ["large"]).fit(table)
    assert model.trait_test().loc["large", "p_value"] < 1e-6
    score = []
    for one in (model, BetaGeoNBD().fit(table)):
        chances = one.purchase_probabilities(table, horizon=39, largest=100).to_numpy()
        score.append(np.log(chances[np.arange(len(table)), table["x_holdout"].to_numpy(dtype=int)]))
    gained = score[0] - score[1]
    assert abs(gained.mean()) < 2 * gained.std() / np.sqrt(len(gained))
