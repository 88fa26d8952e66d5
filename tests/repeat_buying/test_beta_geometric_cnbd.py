import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.datasets import load_complete_journey
from custseg.repeat_buying import (
    BetaGeoCNBD,
    BetaGeoNBD,
    GammaGamma,
    ModifiedBetaGeoCNBD,
    ModifiedBetaGeoNBD,
    forecast_intervals,
    prediction_interval,
    repeat_purchase_table,
)
from custseg.repeat_buying.likelihood import beta_geometric
from custseg.repeat_buying.likelihood.regular_rows import compress_regular
from custseg.schema import SchemaError
from custseg.simulate import simulate_bg_cnbd

FAMILIES = {"MBG": ModifiedBetaGeoCNBD, "BG": BetaGeoCNBD}
RANDOM = {"MBG": ModifiedBetaGeoNBD, "BG": BetaGeoNBD}
KNOWN = {"r": 0.85, "alpha": 1.45, "a": 0.79, "b": 2.42}
CUSTOMERS = pd.DataFrame({"x": [0, 1, 3], "t_x": [0.0, 16.0, 12.0], "T": 32.0})
# Reutterer, Platzer & Schröder 2021, their formulas at k = 3 with the parameters above, as the R package BTYDplus
# computes them (E, P(alive), pmf, log-likelihood; no published table holds a number); each agrees with four million
# simulated customers. The expectation of the next 32 units is the exact series: BTYDplus approximates it for k > 1, by
# .2303 .8870 .0619 (MBG) and .6356 .7472 .0494 (BG), and its value depends on which other rows are passed.
PINS = {
    "MBG": {
        "new_in_11": 1.0688008,
        "alive": [0.35002421, 0.63762681, 0.02208681],
        "new_in_28": [0.39298448, 0.19780489, 0.11852790, 0.07721509],
        "log_likelihood": [-0.97117311, -7.69921236],
        "next_32": [0.1885856, 0.9731402, 0.0728188],
    },
    "BG": {
        "new_in_11": 1.3292016,
        "alive": [1.0, 0.55458301, 0.01808545],
        "new_in_28": [0.19482653, 0.30143759, 0.16109856, 0.09805541],
        "log_likelihood": [-1.7384227, -7.3632745],
        "next_32": [0.5295974, 0.8267650, 0.0581794],
    },
}


def known(name, k=3, **other):
    return FAMILIES[name].from_params(k=k, **KNOWN | other, unit="W")


@pytest.fixture(scope="module")
def cohort():
    """Three thousand regular buyers in weeks, with days as steps."""
    return simulate_bg_cnbd(np.full(3000, 52.0), k=3, **KNOWN, random_state=1)[["x", "t_x", "T", "litt"]]


@pytest.fixture(scope="module")
def cdnow_gaps():
    from custseg.datasets import load_cdnow

    return repeat_purchase_table(load_cdnow(), observed_until="1997-09-30", holdout_until="1998-06-30", log_gaps=True)


@pytest.mark.parametrize("name", FAMILIES)
def test_pinned_predictions(name):
    model, pins = known(name), PINS[name]
    assert model.new_customer_purchases(horizon=11) == pytest.approx(pins["new_in_11"], abs=5e-8)
    np.testing.assert_allclose(model.probability_alive(CUSTOMERS), pins["alive"], rtol=0, atol=5e-9)
    np.testing.assert_allclose(model.new_customer_probabilities(horizon=28, largest=3), pins["new_in_28"], atol=5e-9)


@pytest.mark.parametrize("name", FAMILIES)
def test_pinned_log_likelihood(name):
    rows = compress_regular(*np.array([[0.0, 3], [0, 12], [32, 32], [0, 5]]))  # litt 5 is a number to compute with
    model = known(name)
    found = model.log_likelihood(model.likelihood_params_, rows)[0]
    np.testing.assert_allclose(found, PINS[name]["log_likelihood"], rtol=0, atol=5e-8)
    assert model.log_likelihood_values(model.likelihood_params_, rows).tolist() == found.tolist()


@pytest.mark.parametrize("name", FAMILIES)
def test_pinned_exact_conditional_expectation(name):
    found = known(name).expected_purchases(CUSTOMERS, horizon=32)
    np.testing.assert_allclose(found, PINS[name]["next_32"], rtol=0, atol=5e-8)


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")  # discounted for ever: far ahead
@pytest.mark.parametrize("name", FAMILIES)
def test_one_phase_is_the_model_of_random_buyers(cdnow_gaps, name):
    regular, random = FAMILIES[name](k=1).fit(cdnow_gaps), RANDOM[name]().fit(cdnow_gaps)
    np.testing.assert_allclose(regular.params_, random.params_, rtol=1e-12)
    assert regular.log_likelihood_ == pytest.approx(random.log_likelihood_, rel=1e-13)
    for ask, how in (
        ("probability_alive", {}),
        ("expected_purchases", {"horizon": 39}),
        ("purchase_probabilities", {"horizon": 39}),
        ("discounted_purchases", {"discount_rate": 0.15}),
    ):
        found, expected = (getattr(model, ask)(cdnow_gaps, **how) for model in (regular, random))
        np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-13, err_msg=ask)
    assert regular.score(cdnow_gaps) == pytest.approx(random.score(cdnow_gaps), rel=1e-13)


@pytest.mark.parametrize("name", FAMILIES)
def test_cdnow_buys_at_random(cdnow_gaps, name):
    fitted = FAMILIES[name]().fit(cdnow_gaps)
    assert fitted.k_ == 1 and list(fitted.regularity_profile_.index) == [1, 2, 3]
    assert fitted.regularity_interval() == (1.0, 1.0) and fitted.notes_ == ()


@pytest.mark.parametrize("name", FAMILIES)
def test_the_shipped_grocer_is_regular(name):
    log = load_complete_journey()
    table = repeat_purchase_table(log, observed_until="2017-12-31", log_gaps=True)
    fitted = FAMILIES[name]().fit(table)
    assert fitted.k_ == 2 and fitted.regularity_interval(level=0.99) == (2.0, 2.0)
    assert fitted.log_likelihood_ > RANDOM[name]().fit(table).log_likelihood_ + 1000


@pytest.mark.parametrize("k", [2, 3, 12])
@pytest.mark.parametrize("chances", [0, 1])
@pytest.mark.parametrize(
    "parameters", [(-1.5, 1.7, 0.3, 0.2), (-2.0, 0.004, 0.1, 0.9), (-1.5, 1e-4, 0.2, 1e-3), (-1.0, 2.0, 1e-3, 0.5)]
)
def test_gradient_and_hessian_are_exact(assert_exact_derivatives, rows, parameters, chances, k):
    assert_exact_derivatives(lambda z: beta_geometric.log_likelihood(z, rows, first_chance=chances, k=k), parameters)


@pytest.mark.heavy
@pytest.mark.parametrize("name", FAMILIES)
def test_the_truth_is_found_again(name):
    table = simulate_bg_cnbd(np.full(5_000, 60.0), k=3, **KNOWN, first_chance=name == "MBG", random_state=3)
    fitted = FAMILIES[name]().fit(table)
    assert fitted.k_ == 3 and fitted.limits_reached_ == ()
    ends = fitted.confidence_intervals(level=0.999)
    assert all(ends.loc[key, "low"] < value < ends.loc[key, "high"] for key, value in KNOWN.items())


def test_the_summary_begins_with_the_regularity(cohort):
    fitted = BetaGeoCNBD().fit(cohort)
    table = fitted.summary()
    assert list(table.index) == ["k", "r", "alpha", "a", "b"] and table.loc["k", "estimate"] == 3
    assert (
        table.loc["k", "low"] <= 3 <= table.loc["k", "high"] and table.attrs["log_likelihood"] == fitted.log_likelihood_
    )
    assert fitted.n_parameters_ == 5 and BetaGeoCNBD(k=3).fit(cohort).n_parameters_ == 4
    assert BetaGeoCNBD(k=3).fit(cohort).summary().loc["k", ["low", "high"]].isna().all()


def test_a_regularity_at_the_end_of_the_search_is_said(cohort):
    fitted = BetaGeoCNBD(largest_k=2).fit(cohort)
    assert fitted.k_ == 2 and "no regularity above largest_k = 2" in fitted.notes_[-1]
    assert fitted.regularity_interval()[1] == np.inf


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_few_customers_leave_the_regularity_open():
    table = simulate_bg_cnbd(np.full(12, 12.0), k=2, **KNOWN, random_state=2)
    fitted = BetaGeoCNBD().fit(table)
    low, high = fitted.regularity_interval()
    assert low < high and "nearly as likely" in " ".join(fitted.notes_)


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 2**20), scale=st.sampled_from([1 / 7, 1.0, 7.0, 30.0]), name=st.sampled_from(list(FAMILIES)))
def test_order_other_rows_and_the_unit_of_time_change_nothing(seed, scale, name):
    rng = np.random.default_rng(seed)
    T = np.ceil(rng.uniform(60, 300, 150))
    table = simulate_bg_cnbd(T, k=2, r=1.2, alpha=4.0, a=0.8, b=2.5, random_state=rng)[["x", "t_x", "T", "litt"]]
    model, shuffled = FAMILIES[name](k=2).fit(table), table.sample(frac=1.0, random_state=seed)
    np.testing.assert_allclose(FAMILIES[name](k=2).fit(shuffled).params_, model.params_, rtol=1e-7)
    expected = model.expected_purchases(table, horizon=50.0)
    np.testing.assert_allclose(model.expected_purchases(shuffled, horizon=50.0)[table.index], expected, rtol=1e-12)
    one = model.expected_purchases(table.iloc[[3]], horizon=50.0)
    assert one.iloc[0] == pytest.approx(expected.iloc[3], rel=1e-9)
    other = table.assign(t_x=scale * table["t_x"], T=scale * table["T"])
    other["litt"] = table["litt"] + table["x"] * np.log(scale)
    rescaled = FAMILIES[name](k=2).fit(other)
    np.testing.assert_allclose(rescaled.expected_purchases(other, horizon=50.0 * scale), expected, rtol=1e-5)
    lost = table["x"].sum() * np.log(scale)
    assert rescaled.log_likelihood_ + lost == pytest.approx(model.log_likelihood_, abs=1e-6)


def purchase_by_purchase(name, draws, rng):
    """Draw what customers do, one purchase after the other: quick, and nothing that the package draws with is used."""
    rate, leaving = rng.gamma(KNOWN["r"], 1 / KNOWN["alpha"], draws), rng.beta(KNOWN["a"], KNOWN["b"], draws)
    x, t_x, later = np.zeros(draws), np.zeros(draws), np.zeros(draws)
    here, now = np.arange(draws), np.zeros(draws)
    if name == "MBG":
        here = here[rng.uniform(size=draws) >= leaving]
        now = now[here]
    while len(here):
        now = now + rng.gamma(3.0, 1 / rate[here])
        here, now = here[now <= 64.0], now[now <= 64.0]
        seen = now <= 32.0
        x[here] += seen
        later[here] += ~seen
        t_x[here[seen]] = now[seen]
        stays = rng.uniform(size=len(here)) >= leaving[here]
        here, now = here[stays], now[stays]
    return pd.DataFrame({"x": x, "t_x": t_x, "T": 32.0, "x_holdout": later})


def with_the_package(name, draws, rng):
    """Draw customers as the package does."""
    first_chance = name == "MBG"
    return simulate_bg_cnbd(
        np.full(draws, 32.0), k=3, **KNOWN, first_chance=first_chance, holdout=32.0, random_state=rng
    )


def share_of_draws(model, cohort):
    """Give how far the forecasts of some drawn customers are off on average, and the standard error."""
    cells = {"once": cohort["x"] == 0, "just": (cohort["x"] == 3) & (cohort["t_x"] > 28), "all": cohort["x"] >= 0}
    expected = model.expected_purchases(cohort, horizon=32.0)
    for label, cell in cells.items():
        gap = (cohort["x_holdout"] - expected)[cell]
        yield label, float(gap.mean()), float(gap.std() / np.sqrt(cell.sum()))


@pytest.mark.heavy
@pytest.mark.parametrize("draw", [with_the_package, purchase_by_purchase])
@pytest.mark.parametrize("name", FAMILIES)
def test_what_is_expected_is_what_comes(name, draw):
    for label, gap, error in share_of_draws(known(name), draw(name, 200_000, np.random.default_rng(5))):
        assert abs(gap) < 4 * error, f"{label}: the mean is {gap / error:.1f} standard errors off"


@pytest.mark.slow  # ten seconds on one core for each family
@pytest.mark.parametrize("name", FAMILIES)
def test_what_is_expected_is_what_comes_of_four_million(name):
    blocks, rng = 40, np.random.default_rng(7)  # of 100,000, so that little memory is enough
    found = [share_of_draws(known(name), purchase_by_purchase(name, 100_000, rng)) for _ in range(blocks)]
    for cells in zip(*found, strict=True):
        gap, error = np.mean([cell[1] for cell in cells]), np.sqrt(np.sum([cell[2] ** 2 for cell in cells])) / blocks
        assert abs(gap) < 4 * error, f"{cells[0][0]}: the mean is {gap / error:.1f} standard errors off"


@pytest.mark.heavy
def test_everybody_at_the_same_rate_and_nobody_leaving_are_said():
    table = simulate_bg_cnbd(np.full(400, 40.0), k=3, r=1e6, alpha=1e6, a=0.0, b=1.0, random_state=2)
    with pytest.warns(UserWarning, match="rests on a limit"):
        fitted = BetaGeoCNBD().fit(table)
    assert fitted.k_ == 3 and any("no dropout detected" in sentence for sentence in fitted.limits_reached_)
    equal = [one for one in fitted.limits_reached_ if "no difference in buying rates" in one]
    assert not equal or "= 0.33" in equal[0]  # purchases per unit of time, not phases


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["likelihood", "bootstrap", "sandwich"])
def test_predictions_get_intervals(cohort, kind):
    model = BetaGeoCNBD(k=3).fit(cohort)
    some = cohort.head(50)
    everybody = pd.Series("all", index=some.index)
    found = prediction_interval(
        lambda m: m.expected_purchases(some, horizon=20), model, by=everybody, kind=kind, n_draws=39, random_state=1
    )
    assert (found["low"] < found["estimate"]).all() and (found["estimate"] < found["high"]).all()


@pytest.mark.heavy
def test_what_will_be_realised_has_intervals_in_money(cdnow_gaps):
    model, spend = BetaGeoCNBD(k=2).fit(cdnow_gaps), GammaGamma().fit(cdnow_gaps)
    found = forecast_intervals(model, cdnow_gaps, horizon=39, spend=spend, level=0.9, n_draws=19, random_state=1)
    assert (found["realised_low"] < found["estimate"]).all() and (found["estimate"] < found["realised_high"]).all()


def test_impossible_regularities_are_refused(cohort):
    with pytest.raises(ValueError, match="k must be a whole number of at least 1"):
        BetaGeoCNBD(k=0).fit(cohort)
    with pytest.raises(ValueError, match="k must be at most 60"):
        BetaGeoCNBD.from_params(k=61, **KNOWN)
    with pytest.raises(ValueError, match="expected parameters k, r, alpha, a, b, found r"):
        BetaGeoCNBD.from_params(r=1.0)
    with pytest.raises(SchemaError, match=r"lacks 'litt'.*log_gaps=True"):
        BetaGeoCNBD().fit(cohort[["x", "t_x", "T"]])


def test_the_heaviest_and_the_newest_are_no_exception():
    model = known("BG", k=12, b=0.05)
    odd = pd.DataFrame({"x": [0, 100_000, 1, 5, 10**15], "t_x": [0, 99.9999, 1e-9, 7, 99], "T": [0, 100, 200, 7, 100]})
    expected = model.expected_purchases(odd, horizon=100)
    assert np.isfinite(expected).all() and (expected >= 0).all()
    chances = 1e5 * 100 / 101.45  # each is survived as often as (1 + n / 1e5)^-a
    assert expected.iloc[1] == pytest.approx(1e5 * ((1 + chances / 1e5) ** 0.21 - 1) / 0.21, rel=1e-4)
    assert model.probability_alive(odd).between(0, 1).all()
    assert (model.expected_purchases(odd, horizon=0).abs() < 1e-9).all()


def test_no_count_has_a_chance_below_nothing_however_far_it_lies():
    # 60 purchases of somebody of whom 12 are expected: differences of rounded sums gave -1.5e-18
    model = BetaGeoCNBD.from_params(k=2, r=1.409, alpha=0.6704, a=0.0363, b=8.2, unit="W")
    often = pd.DataFrame({"x": [34], "t_x": [37.714], "T": [37.714]})
    chances = model.purchase_probabilities(often, horizon=13.143, largest=70).to_numpy()[0]
    assert (chances > 0).all() and (np.diff(np.log(chances[30:])) < 0).all()
    assert np.log(chances[60]) == pytest.approx(-63.45, abs=0.5)


def test_what_was_fitted_stays_when_a_setting_changes(cohort):
    learnt, given = ModifiedBetaGeoCNBD(largest_k=4).fit(cohort), ModifiedBetaGeoCNBD(k=3).fit(cohort)
    before = [(one.n_parameters_, one.regularity_interval(), one.summary()) for one in (learnt, given)]
    assert [one.n_parameters_ for one in (learnt, given)] == [5, 4]
    learnt.set_params(k=2, largest_k=3)
    given.set_params(k=None)
    for one, (n, ends, summary) in zip((learnt, given), before, strict=True):
        assert one.n_parameters_ == n
        np.testing.assert_array_equal(one.regularity_interval(), ends)
        pd.testing.assert_frame_equal(one.summary(), summary)
    assert given.fit(cohort).n_parameters_ == 5, "the next fit counts it"


def test_a_single_regularity_is_not_learnt(cohort):
    only, given = BetaGeoCNBD(largest_k=1).fit(cohort), BetaGeoCNBD(k=1).fit(cohort)
    assert not only.learnt_k_ and only.n_parameters_ == given.n_parameters_ == 4
    assert only.log_likelihood_ == given.log_likelihood_


@pytest.mark.parametrize(
    ("family", "k", "parameters", "history", "ahead", "bought", "exact"),
    [
        (ModifiedBetaGeoCNBD, 2, (1.5, 0.7, 0.04, 10.0), (34, 37.5, 37.5), 13, 60, 1.90744631478854e-28),
        (ModifiedBetaGeoCNBD, 2, (1.5, 0.7, 0.04, 10.0), (53, 19.5, 38.5), 13, 41, 2.86221664041395e-34),
        (BetaGeoCNBD, 3, (0.85, 1.45, 0.79, 2.42), (5, 20.0, 39.0), 39, 40, 1.09381117296458e-23),
        (ModifiedBetaGeoCNBD, 1, (0.25, 4.4, 0.8, 2.4), (1, 30.0, 39.0), 39, 45, 3.45205991554142e-16),
        (BetaGeoCNBD, 1, (0.25, 4.4, 0.8, 2.4), (80, 20.0, 60.0), 39, 20, 1.0152792041611e-34),
    ],
)
def test_what_hardly_ever_happens_has_a_probability_with_all_digits(
    family, k, parameters, history, ahead, bought, exact
):
    """From mpmath with 60 digits: P(alive) times the sum over phases j of the share of phase j times
    P(stay n times) P(k n <= N_j + j < k (n + 1)) + P(leave at the n-th) P(N_j >= k n - j), N_j negative binomial.

    The second and the last have been silent so long that they are taken to be gone, and came back.
    """
    model = family.from_params(k=k, **dict(zip(("r", "alpha", "a", "b"), parameters, strict=True)), unit="W")
    table = pd.DataFrame([history], columns=["x", "t_x", "T"])
    found = model.purchase_probabilities(table, horizon=ahead, largest=bought).iloc[0, bought]
    assert found == pytest.approx(exact, rel=1e-10)
