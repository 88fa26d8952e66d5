"""Do twins drawn from a model keep what they should, hold their level, and find what the model misses?"""

import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.exhibit import claim
from custseg.repeat_buying import (
    BetaGeoNBD,
    GammaGamma,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    later_purchases_from,
    repeat_purchase_table,
)
from custseg.resample import twin
from custseg.schema import SchemaError

END = "1998-06-30"
MODELS = {
    "BG/NBD": BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426, unit="W"),
    "MBG/NBD": ModifiedBetaGeoNBD.from_params(r=0.525, alpha=6.183, a=0.891, b=1.614, unit="W"),
    "Pareto/NBD": ParetoNBD.from_params(r=0.553, alpha=10.578, s=0.606, beta=11.669, unit="W"),
}
SPEND = GammaGamma.from_params(p=6.25, q=3.74, gamma=15.44)


@pytest.fixture(scope="module")
def log():
    return load_cdnow()


@pytest.fixture(scope="module")
def model_log(log):
    """What a third of the customers do if they buy as the model says: nothing else is in it."""
    third = log[log["customer_id"].astype(int) % 3 == 0]
    return later_purchases_from(MODELS["Pareto/NBD"], observed_until=END)(third, np.random.default_rng(11))


@pytest.fixture(scope="module")
def fitted(model_log):
    return ParetoNBD().fit(repeat_purchase_table(model_log, observed_until=END))


def first_days(log):
    return log.groupby("customer_id")["date"].min()


def came_back(log):
    """Share of customers with a second day of purchase."""
    return float((log.groupby("customer_id")["date"].nunique() > 1).mean())


def christmas(log):
    """Share of the later purchases that fall into the four weeks up to Christmas."""
    later = log["date"][log["date"] > log["customer_id"].map(first_days(log))]
    return float(later.between("1997-11-27", "1997-12-24").mean())


@pytest.mark.parametrize("spend", [None, SPEND], ids=["own amounts", "drawn amounts"])
@pytest.mark.parametrize("name", MODELS)
def test_customers_first_purchases_and_the_last_day_stay(log, name, spend):
    before = log.copy()
    drawn = later_purchases_from(MODELS[name], observed_until=END, spend=spend)(log, np.random.default_rng(1))
    pd.testing.assert_series_equal(first_days(drawn), first_days(log))
    one, other = (
        table[table["date"] == table["customer_id"].map(first_days(table))].groupby("customer_id")["amount"].sum()
        for table in (log, drawn)
    )
    pd.testing.assert_series_equal(one, other)
    assert drawn["date"].max() <= pd.Timestamp(END) and not drawn.duplicated(["customer_id", "date"]).any()
    assert drawn.equals(drawn.sort_values(["customer_id", "date"], ignore_index=True))
    assert drawn.dtypes.equals(log.dtypes[["customer_id", "date", "amount"]])
    pd.testing.assert_frame_equal(log, before)


@pytest.mark.heavy
@pytest.mark.parametrize("name", MODELS)
def test_they_buy_as_often_as_the_model_expects(log, name):
    model, random = MODELS[name], np.random.default_rng(2)
    shuffle = later_purchases_from(model, observed_until=END)
    tables = [repeat_purchase_table(shuffle(log, random), observed_until=END) for _ in range(8)]
    days, customers = np.unique(tables[0]["T"], return_counts=True)
    expected = np.average([model.new_customer_purchases(horizon=T) for T in days], weights=customers)
    once = np.average([model.new_customer_probabilities(horizon=T, largest=0)[0] for T in days], weights=customers)
    assert np.mean([table["x"].mean() for table in tables]) == pytest.approx(expected, rel=0.04)
    assert np.mean([(table["x"] == 0).mean() for table in tables]) == pytest.approx(once, abs=0.015)


def test_amounts_are_the_customers_own_or_those_of_the_spend_model(log):
    own = later_purchases_from(MODELS["BG/NBD"], observed_until=END)(log, np.random.default_rng(3))
    days = log.groupby(["customer_id", "date"])["amount"].sum().round(6).reset_index()
    known = set(zip(days["customer_id"], days["amount"], strict=True))
    assert set(zip(own["customer_id"], own["amount"].round(6), strict=True)) <= known
    drawn = later_purchases_from(MODELS["BG/NBD"], observed_until=END, spend=SPEND)(log, np.random.default_rng(3))
    later = drawn[drawn["date"] > drawn["customer_id"].map(first_days(drawn))]
    assert later.groupby("customer_id")["amount"].mean().mean() == pytest.approx(SPEND.population_mean_, rel=0.08)


@pytest.mark.parametrize("spend", [None, SPEND], ids=["own amounts", "drawn amounts"])
def test_the_same_seed_gives_the_same_log_whatever_the_order_of_the_rows(log, spend):
    shuffle = later_purchases_from(MODELS["MBG/NBD"], observed_until=END, spend=spend)
    one, mixed = (shuffle(rows, np.random.default_rng(4)) for rows in (log, log.sample(frac=1.0, random_state=0)))
    pd.testing.assert_frame_equal(one, mixed)
    assert not one.equals(shuffle(log, np.random.default_rng(5)))


@pytest.mark.heavy
def test_what_the_model_explains_is_struck_and_what_was_planted_is_kept(model_log, fitted):
    shuffle = later_purchases_from(fitted, observed_until=END)
    drawn = twin(model_log, shuffle, came_back, what="later purchases drawn", n=200, random_state=0)
    wording = {"wording": "Many came back: {share}.", "share": round(drawn.seen, 2)}
    assert claim("mine.back", holds=True, n=len(fitted.rows_.counts), twin=drawn, **wording).struck
    later = model_log["date"] > model_log["customer_id"].map(first_days(model_log))
    moved = later & (np.arange(len(model_log)) % 6 == 0)
    planted = model_log.assign(date=model_log["date"].mask(moved, pd.Timestamp("1997-12-10")))
    found = twin(planted, shuffle, christmas, what="later purchases drawn", n=200, random_state=0)
    assert found.p == pytest.approx(1 / 201)
    assert not claim("mine.christmas", holds=True, n=len(planted), twin=found, wording="Christmas stands out.").struck
    assert twin(model_log, shuffle, christmas, what="later purchases drawn", n=200, random_state=0).p > 0.05


def test_one_customer_of_the_last_day_buys_no_more():
    alone = pd.DataFrame({"customer_id": ["a"], "date": [pd.Timestamp(END)], "amount": [5.0]})
    for model in MODELS.values():
        drawn = later_purchases_from(model, observed_until=END, spend=SPEND)(alone, np.random.default_rng(0))
        pd.testing.assert_frame_equal(drawn, alone, check_dtype=False)


def test_what_twins_cannot_have_is_refused_all_at_once(log):
    shuffle = later_purchases_from(MODELS["BG/NBD"], observed_until="1998-06-01")
    with pytest.raises(SchemaError, match=r"(?s)after observed_until.*log_between.*refunds.*net_refunds"):
        shuffle(log.assign(amount=log["amount"].where(log.index > 0, -5.0)), np.random.default_rng(0))


def test_a_model_without_a_unit_of_time_is_refused():
    with pytest.raises(ValueError, match="state its unit of time"):
        later_purchases_from(BetaGeoNBD.from_params(r=1, alpha=1, a=1, b=1), observed_until=END)
