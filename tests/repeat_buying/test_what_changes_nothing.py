"""What changes nothing, for every family: the order of rows, other rows, the unit of time, counts instead of rows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.repeat_buying import (
    BetaDiscreteWeibull,
    BetaGeoBetaBinom,
    BetaGeoCNBD,
    BetaGeoNBD,
    BuyingWithTraits,
    ModifiedBetaGeoCNBD,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    ShiftedBetaGeo,
    SpendWithTraits,
)
from custseg.simulate import simulate_bg_cnbd, simulate_gamma_gamma

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")]
BUYING = {"r": 1.2, "alpha": 4.0, "a": 0.8, "b": 2.5}
TRAITS = ["channel", "age"]


def regular(rng):
    """Draw buyers watched for whole weeks, with a trait in words and one in numbers."""
    T = np.ceil(rng.uniform(20, 60, 160))
    table = simulate_bg_cnbd(T, k=2, **BUYING, random_state=rng)[["x", "t_x", "T", "litt"]]
    spend = simulate_gamma_gamma(table["x"], p=4.0, q=3.0, gamma=12.0, random_state=rng)["m_x"]
    return table.assign(
        m_x=spend, channel=rng.choice(["web", "shop"], len(table)), age=rng.integers(20, 24, len(table)) * 10.0
    )


def donors(rng):
    known = BetaGeoBetaBinom.from_params(alpha=1.2, beta=0.8, gamma=0.7, delta=2.8)
    return known.simulate(rng.integers(2, 9, 160), random_state=rng)[["x", "t_x", "n"]]


def contracts(rng):
    known = BetaDiscreteWeibull.from_params(alpha=0.8, beta=2.2, c=1.2)
    parts = [known.simulate(80, periods=int(periods), random_state=rng)[["t", "lost"]] for periods in (4, 7)]
    return pd.concat(parts, ignore_index=True)


FAMILIES = {  # how customers are drawn, what is fitted, what is asked, what is in units of time or money
    "BG/CNBD-k": (regular, lambda: BetaGeoCNBD(k=2), "expected_purchases", ("t_x", "T")),
    "MBG/CNBD-k": (regular, lambda: ModifiedBetaGeoCNBD(k=2), "expected_purchases", ("t_x", "T")),
    "BG/BB": (donors, BetaGeoBetaBinom, "expected_purchases", ()),
    "sBG": (contracts, ShiftedBetaGeo, "probability_stays", ()),
    "BdW": (contracts, BetaDiscreteWeibull, "probability_stays", ()),
    "BG/NBD, traits": (regular, lambda: BuyingWithTraits(BetaGeoNBD(), TRAITS), "expected_purchases", ("t_x", "T")),
    "MBG/NBD, traits": (
        regular,
        lambda: BuyingWithTraits(ModifiedBetaGeoNBD(), TRAITS),
        "expected_purchases",
        ("t_x", "T"),
    ),
    "Pareto/NBD, traits": (regular, lambda: BuyingWithTraits(ParetoNBD(), TRAITS), "expected_purchases", ("t_x", "T")),
    "Gamma-Gamma, traits": (regular, lambda: SpendWithTraits(TRAITS), "expected_spend", ("m_x",)),
}


def asked(model, question, table, scale=1.0):
    """Give the answer for each row: ahead by ten units of time, or by three periods."""
    ahead = {"expected_spend": {}, "probability_stays": {"ahead": 3}}.get(question)
    if ahead is None:
        ahead = {"horizon": 3 if "n" in table else 10.0 * scale}
    return getattr(model, question)(table, **ahead)


def counted(table):
    """Give each different row once, and how many customers it stands for."""
    return table.groupby(list(table.columns), dropna=False, sort=True).size().rename("customers").reset_index()


@pytest.mark.parametrize("name", FAMILIES)
@settings(deadline=None, max_examples=2, derandomize=True)
@given(seed=st.integers(0, 2**20), scale=st.sampled_from([1 / 7, 7.0, 365.25 / 12]))
def test_order_other_rows_units_and_counts_change_nothing(name, seed, scale):
    draw, family, question, in_units = FAMILIES[name]
    table = draw(np.random.default_rng(seed))
    model = family().fit(table)
    expected = asked(model, question, table)

    shuffled = table.sample(frac=1.0, random_state=seed)[table.columns[::-1]]
    again = family().fit(shuffled)
    assert again.log_likelihood_ == pytest.approx(model.log_likelihood_, abs=1e-7), "the order of rows"
    np.testing.assert_allclose(asked(again, question, shuffled)[table.index], expected, rtol=1e-5, err_msg="order")

    one = asked(model, question, table.iloc[[7]]).iloc[0]
    assert one == pytest.approx(expected.iloc[7], rel=1e-9), "an answer depends on other rows"

    few = counted(table.drop(columns=[] if question == "expected_spend" else ["m_x"], errors="ignore"))
    short = family().fit(few)
    assert short.n_customers_ == model.n_customers_, "customers are counted by rows"
    assert short.log_likelihood_ == pytest.approx(model.log_likelihood_, abs=1e-7), "counts instead of rows"
    np.testing.assert_allclose(asked(short, question, table), expected, rtol=1e-5, err_msg="counts instead of rows")
    errors = [one.standard_errors("sandwich") for one in (short, model)]
    np.testing.assert_allclose(*errors, rtol=1e-3, err_msg="errors count rows, not customers")

    if in_units:
        other = table.assign(**{column: scale * table[column] for column in in_units})
        other["litt"] = table["litt"] + table["x"] * np.log(scale)
        rescaled = asked(family().fit(other), question, other, scale)
        factor = scale if question == "expected_spend" else 1.0
        np.testing.assert_allclose(rescaled, factor * expected, rtol=1e-4, err_msg="the unit of time, or the currency")
