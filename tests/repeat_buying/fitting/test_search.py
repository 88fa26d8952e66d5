"""The models' limits are reached, named, predicted from, and never cost likelihood."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit, gammaln

from custseg.repeat_buying import BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD
from custseg.repeat_buying.fitting import search as module
from custseg.repeat_buying.fitting.coordinates import to_fraction
from custseg.repeat_buying.fitting.search import _climbed, climb, find_maximum
from custseg.simulate.repeat_buying import simulate_bg_nbd, simulate_pareto_nbd

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")  # limits are looked at here


MODELS = [BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD]


def nobody_leaves(seed, n=400):
    return simulate_bg_nbd(np.full(n, 39.0), r=1.0, alpha=5.0, a=0.0, b=1.0, random_state=seed)


@pytest.mark.heavy
@pytest.mark.parametrize("model", MODELS)
def test_no_dropout_is_named_and_predicted(model):
    for seed in range(6):
        fitted = model().fit(nobody_leaves(seed))
        if fitted.likelihood_params_[2] == 0:
            break
    assert any("no dropout detected" in sentence for sentence in fitted.limits_reached_)
    assert fitted.log_likelihood_ == pytest.approx(fitted.log_likelihood_without_dropout(), abs=1e-6)
    table = nobody_leaves(1)
    assert (fitted.probability_alive(table) == 1.0).all()
    rate = (fitted.r_ + table["x"]) / (fitted.alpha_ + table["T"])  # NBD: Ehrenberg's conditional expectation
    np.testing.assert_allclose(fitted.expected_purchases(table, horizon=20), 20 * rate, rtol=1e-10)
    assert np.isnan(fitted.standard_errors().iloc[2:]).any()


@pytest.mark.heavy
@pytest.mark.parametrize("model", MODELS)
def test_equal_rates_are_named_and_predicted(model):
    rng = np.random.default_rng(5)
    T = np.full(600, 40.0)
    when = np.sort(np.where(np.arange(8) < 8, rng.uniform(0, 40, (600, 8)), 0), axis=1)
    table = pd.DataFrame({"x": 8, "t_x": when[:, -1], "T": T})  # everybody buys eight times: less varied than Poisson
    fitted = model().fit(table)
    assert any("no difference in buying rates" in sentence for sentence in fitted.limits_reached_)
    assert fitted.r_ == np.inf and fitted.alpha_ == np.inf
    assert np.isfinite(fitted.expected_purchases(table, horizon=10)).all()
    assert np.isfinite(fitted.discounted_purchases(table, discount_rate=0.1, unit="W")).all()
    assert len(fitted.simulate(T, random_state=0)) == 600


def test_everyone_leaves_at_the_first_repeat_purchase():
    rng = np.random.default_rng(1)
    x = rng.integers(0, 2, 300)
    fitted = BetaGeoNBD().fit(pd.DataFrame({"x": x, "t_x": np.where(x, rng.uniform(1, 9, 300), 0.0), "T": 39.0}))
    assert any("everyone leaves at the first chance" in sentence for sentence in fitted.limits_reached_)
    assert np.isfinite(fitted.log_likelihood_)


def test_constant_dropout_rate_is_named():
    table = pd.DataFrame(
        simulate_pareto_nbd(np.full(500, 39.0), r=1.0, alpha=3.0, s=200.0, beta=8000.0, random_state=0)
    )
    fitted = ParetoNBD().fit(table)
    if np.isinf(fitted.s_):
        assert any("same dropout rate" in sentence for sentence in fitted.limits_reached_)
    assert fitted.likelihood_params_[2] == pytest.approx(200 / 8000, rel=0.4)


def test_flat_likelihood_is_said_in_words():
    table = pd.DataFrame({"x": [0, 1, 0], "t_x": [0.0, 3.0, 0.0], "T": [10.0, 10.0, 9.0]})
    fitted = ModifiedBetaGeoNBD().fit(table)
    assert any("flat" in note for note in fitted.notes_) or fitted.limits_reached_


def most_buy_once(seed):
    """Draw from a modified BG/NBD in which nearly everybody leaves after a purchase; days as sevenths of a week."""
    truth = ModifiedBetaGeoNBD.from_params(r=0.24, alpha=7.8, a=6.0, b=0.25)
    table = truth.simulate(np.full(1000, 30.0), random_state=seed)[["x", "t_x", "T"]]
    table["t_x"] = np.where(table["x"] > 0, np.clip(np.round(table["t_x"] * 7), 1, 210) / 7, 0.0)
    return table


def test_where_most_buy_once_the_higher_of_two_maxima_is_found():
    fitted = ModifiedBetaGeoNBD().fit(most_buy_once(26))
    # from p = .95, w = .25 the climb ends at a = 4.15, b = .063: .815 above the maximum on the limit of equal dropout
    beside = np.array([fitted.search_point_[0], *fitted.search_point_[1:]])
    beside[2:] = to_fraction(0.95), to_fraction(0.25)
    assert fitted.log_likelihood_ >= climb(fitted, fitted.rows_, beside).value - 1e-6
    assert not any("same dropout" in sentence for sentence in fitted.limits_reached_)
    assert (fitted.a_, fitted.b_) == pytest.approx((4.15, 0.063), rel=0.02)


def test_a_fit_at_a_limit_is_tried_again_from_the_side():
    class FirstStartAlone(ModifiedBetaGeoNBD):
        def starts(self, rows):
            """Give one start, so that nothing but the trials beside the limit can leave it."""
            return super().starts(rows)[:1]

    table = most_buy_once(1)
    model = FirstStartAlone()
    rows = model.compress(table)
    stuck = climb(model, rows, model.starts(rows)[0])
    assert stuck.point[3] == model.bounds(rows)[0][3], "choose another seed: the first start must end on a limit"
    assert find_maximum(model, rows).value > stuck.value + 0.1


def test_the_highest_of_several_maxima_is_kept_and_every_look_is_counted(monkeypatch):
    first = module.Maximum(np.zeros(1), -5.0, np.zeros(1), np.zeros((1, 1)), 7, True, np.zeros(1, dtype=bool))
    found = {-9.0: True, -3.0: True, -1.0: False, -4.0: True}  # the highest did not converge
    reached = [first._replace(value=value, converged=ends, evaluations=2) for value, ends in found.items()]
    monkeypatch.setattr(module, "_ends", lambda *_: reached)
    family = SimpleNamespace(tolerance=1e-9)
    best = module.climb_on(family, None, first, [np.zeros(1)] * 4)
    assert (best.value, best.evaluations) == (-3.0, 15)


@pytest.mark.parametrize(("upper", "expected"), [(False, [[0, 5, 7]]), (True, [[0, 1, 7]])])
def test_a_limit_is_left_only_where_the_likelihood_rises_away_from_it(upper, expected, monkeypatch):
    limit = SimpleNamespace(coordinate=0, upper=upper, meaningless=(1,))
    family = SimpleNamespace(bounds=lambda rows: (np.array([0.0, 1, 0]), np.array([0.0, 5, 9])), limits=[limit])
    slope = {5.0: 1e-3, 3.0: 0.0, 1.0: -1e-3}  # by the coordinate that means nothing at the limit
    monkeypatch.setattr(module, "evaluate", lambda family, point, rows: (0.0, [slope[point[1]], 9.0, 9.0], None))
    found = SimpleNamespace(point=np.array([0.0, 2.0, 7.0]))
    assert [way.tolist() for way in module._ways_off(family, None, found)] == expected
    assert found.point.tolist() == [0, 2, 7], "the maximum itself stays"


@pytest.mark.parametrize("limits", [[], ["no dropout"]])
@pytest.mark.parametrize("flattest", [0.9, 1.1])
@pytest.mark.parametrize("above", [{}, {1: 0.0}, {1: -0.1}])
def test_a_maximum_is_doubtful_at_a_limit_or_where_the_data_or_the_family_say_little(
    limits, flattest, above, monkeypatch
):
    monkeypatch.setattr(module, "limits_at", lambda family, point, rows: limits)
    curved = -np.diag([50.0, flattest * module.DOUBTFUL, 9.0])
    found = module.Maximum(np.zeros(3), 0.0, np.zeros(3), curved, 1, True, np.zeros(3, dtype=bool))
    family = SimpleNamespace(always_doubtful=False, doubtful_above=above)
    expected = bool(limits) or flattest < 1 or above == {1: -0.1}
    assert module._is_doubtful(family, None, found) == expected, "further starts are tried where"


def test_a_start_that_leads_nowhere_in_time_does_not_end_the_fit():
    table = most_buy_once(26)
    model = ModifiedBetaGeoNBD()
    rows = model.compress(table)
    evaluations = [climb(model, rows, start).evaluations for start in model.starts(rows)]
    assert max(evaluations) > evaluations[0], "choose another seed: every start must not be as quick as the first"
    assert np.isfinite(ModifiedBetaGeoNBD(max_evaluations=evaluations[0]).fit(table).log_likelihood_)


@pytest.mark.heavy
@settings(max_examples=8)
@given(seed=st.integers(0, 10_000))
def test_a_larger_model_is_never_less_likely(seed):
    rng = np.random.default_rng(seed)
    table = simulate_bg_nbd(
        rng.uniform(5, 50, 120), r=0.8, alpha=5.0, a=rng.choice([0.0, 0.5]), b=2.0, random_state=rng
    )
    if not table["x"].any():
        return
    for model in MODELS:
        fitted = model().fit(table)
        assert fitted.log_likelihood_ >= fitted.log_likelihood_without_dropout() - 1e-7
        lower, upper = fitted.bounds(fitted.rows_)
        for coordinate in (1, 3):
            smaller = upper.copy()
            smaller[coordinate] = lower[coordinate]
            start = np.clip(fitted.search_point_, lower, smaller)
            assert fitted.log_likelihood_ >= climb(fitted, fitted.rows_, start, (lower, smaller)).value - 1e-7


def cohort(rng):
    """Draw a cohort over a wide range: size, unit of time, rates, spreads, kinds of dropout."""
    unit = rng.choice([1.0, 7.0, 365.0])
    T = np.ceil(rng.uniform(1, 100, int(rng.choice([100, 300, 1000])))) * unit
    r, rate = 10 ** rng.uniform(-1, 1), 10 ** rng.uniform(-1.5, 0.3) / unit
    if rng.uniform() < 0.4:
        s = rng.choice([0.0, 10 ** rng.uniform(-1, 1)], p=[0.1, 0.9])
        beta = max(s, 1.0) / (10 ** rng.uniform(-3, -0.3) / unit)
        return simulate_pareto_nbd(T, r=r, alpha=r / rate, s=s, beta=beta, random_state=rng)
    p, total = rng.uniform(0.01, 0.6), 10 ** rng.uniform(-1, 1.3)
    a = rng.choice([0.0, p * total], p=[0.1, 0.9])
    chance = bool(rng.uniform() < 0.5)
    return simulate_bg_nbd(T, r=r, alpha=r / rate, a=a, b=(1 - p) * total, first_chance=chance, random_state=rng)


@pytest.mark.slow
def test_two_hundred_cohorts_against_many_starts():
    rng = np.random.default_rng(2005)
    missed = []
    for number in range(200):
        table = cohort(rng)
        if not table["x"].any():
            continue
        for model in MODELS:
            fitted = model().fit(table)
            assert np.isfinite(fitted.log_likelihood_) and np.isfinite(fitted.likelihood_params_).all()
            assert np.isfinite(fitted.expected_purchases(table, horizon=10)).all()
            at_limit = ~np.isfinite(fitted.params_) | (fitted.params_ == 0)
            assert fitted.limits_reached_ or not at_limit.any()
            lower, upper = fitted.bounds(fitted.rows_)
            starts = fitted.starts(fitted.rows_)[0] + rng.normal(size=(6, 4)) * [0.7, 1.2, 1.2, 1.2]
            # a climb from a far place that does not end within its evaluations has still seen how high it is there
            begun = [np.clip(start, lower, upper) for start in starts]
            best = max(_climbed(fitted, fitted.rows_, start, lower, upper, None).value for start in begun)
            if best > fitted.log_likelihood_ + 1e-6:
                missed.append((number, model.__name__, best - fitted.log_likelihood_))
    assert missed == []


@pytest.fixture(scope="module")
def benchmark(benchmark_script):
    """Load the script that wrote benchmarks/results/global_optimum.csv."""
    return benchmark_script("global_optimum")


def misses(benchmark, numbers, families="random"):
    found = [benchmark.compare(number, families) for number in numbers]
    return [fit for fit in found if fit and fit["gap"] > benchmark.MISS]


@pytest.mark.heavy
def test_a_slice_of_the_wide_cohorts_ends_in_the_highest_maximum(benchmark):
    assert misses(benchmark, [6, 7, 8]) == []  # most buy once: each model once


def test_a_slice_of_the_fast_leavers_ends_in_the_highest_maximum(benchmark):
    # while e^-10 of the customers left were the fewest that a search would look at, they missed by 2.7, 2.2 and 12
    assert misses(benchmark, [5, 14, 41], "fast") == []


@pytest.mark.parametrize(
    ("number", "highest", "other"),
    [
        # highest: of the fit and of seven climbs from places drawn over the box, as benchmarks/global_optimum.py makes
        # them; other: where the search ended without the doubt of polarised dropout (917) or the last start (4625)
        (917, -24710.50852, -24710.86587),  # both maxima are sharp
        (4625, -6144.87801, -6145.31901),  # few leave, and those at once: none of the seven leads there
    ],
)
def test_polarised_cohorts_end_in_the_highest_maximum(number, highest, other, benchmark_script):
    cohorts = benchmark_script("wide_cohorts")
    table = cohorts.draw(*cohorts.cohort_of(number), np.random.default_rng([11, number]))  # SEED of global_optimum
    fitted = ParetoNBD().fit(table)
    assert fitted.log_likelihood_ > max(highest - 1e-4, other + 0.3)


def test_where_some_leave_at_once_and_the_others_never_it_is_the_likelihood_of_nbd_buyers(benchmark_script):
    """Closed form at s = 0 for cohort 4625: a share q bought once, the others as NBD buyers who never leave."""
    cohorts = benchmark_script("wide_cohorts")
    table = cohorts.draw(*cohorts.cohort_of(4625), np.random.default_rng([11, 4625]))
    fitted = ParetoNBD().fit(table)
    assert any("some leave at once" in sentence for sentence in fitted.limits_reached_)
    x, T = table["x"].to_numpy(), table["T"].to_numpy()

    def less(z):
        """Ehrenberg (1959): the chance of x purchases at given times, without the times' factorial."""
        (r, alpha), q = np.exp(z[:2]), expit(z[2])
        bought = gammaln(r + x) - gammaln(r) + r * np.log(alpha / (alpha + T)) - x * np.log(alpha + T)
        return -np.where(x > 0, np.log1p(-q) + bought, np.log(q + (1 - q) * np.exp(bought))).sum()

    best = minimize(less, [1.4, 3.4, -4.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-9})
    assert fitted.log_likelihood_ == pytest.approx(-best.fun, abs=1e-6)


@pytest.mark.heavy
def test_a_slice_of_the_regular_cohorts_ends_in_the_highest_maximum(benchmark):
    assert misses(benchmark, [0, 1], "regular") == []  # wide: each family once, whatever regularity was drawn


@pytest.mark.heavy
def test_a_slice_of_the_cohorts_of_periods_ends_in_the_highest_maximum(benchmark):
    assert misses(benchmark, [6, 7, 8], "periods") == []  # most leave at once: each model once


@pytest.mark.heavy
def test_a_slice_of_the_cohorts_with_traits_ends_in_the_highest_maximum(benchmark):
    assert misses(benchmark, [1, 3], "traits") == []


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("families", "number"),
    [
        ("regular", 2483),  # the higher kind of maximum is found at the next regularity
        ("traits", 398),  # nobody of a group ever leaves
        ("traits", 516),  # only the youngest leave
        ("traits", 708),  # two sharp maxima, 39 apart
        ("traits", 750),  # far from every start that is near no effect
        ("traits", 1905),  # nobody leaves but the youngest of one channel: dropout of the others below a millionth
        ("traits", 2306),  # as many leave as elsewhere, but they are the youngest
    ],
)
def test_cohorts_with_a_second_maximum_far_away_end_in_the_highest(benchmark, families, number):
    assert misses(benchmark, [number], families) == []


@pytest.mark.slow
@pytest.mark.parametrize("families", ["random", "regular", "periods", "traits", "fast"])
def test_a_tenth_of_the_stored_cohorts_ends_in_the_highest_maximum(benchmark, families):
    drawn = int(pd.read_csv(benchmark.result_of(families))["cohorts"].sum())
    # every eleventh: all models and kinds are among them
    assert misses(benchmark, range(0, drawn, 11), families) == [], "see benchmarks/global_optimum.py"


@pytest.mark.parametrize("families", ["random", "regular", "periods", "traits", "fast"])
def test_the_tables_of_cohorts_say_that_none_missed(benchmark, families):
    table = pd.read_csv(benchmark.result_of(families))
    drawn = {benchmark.cohort_of(number, families) for number in range(30)}
    assert set(table[["model", "kind"]].itertuples(index=False, name=None)) == drawn
    assert table["misses"].sum() == 0 and (table["seed"] == benchmark.SEED).all()


@pytest.mark.heavy
@pytest.mark.parametrize("model", MODELS)
def test_further_starts_tried_on_a_part_of_the_table_lead_to_the_same_maximum(model, monkeypatch):
    table = nobody_leaves(3, n=2_000)
    whole = model().fit(table)
    monkeypatch.setattr(module, "MANY", 300)
    monkeypatch.setattr(module, "FEW", 200)
    thinned = model().fit(table)
    assert len(thinned.rows_) > 300, "the table must be large enough to be thinned"
    assert thinned.log_likelihood_ == pytest.approx(whole.log_likelihood_, abs=1e-6)


@pytest.mark.heavy
@pytest.mark.parametrize("grain", [1.0, 7.0], ids=["weeks", "days"])
@pytest.mark.parametrize("seed", range(3))
def test_starts_tried_together_and_roughly_lead_to_the_same_maximum(seed, grain):
    class OneByOne(ParetoNBD):
        def places_together(self, rows):
            """Give one: no place is looked at beside another."""
            return 1

        def rough(self, rows):
            """Give nothing: all starts are climbed from on the table itself."""

    T = np.random.default_rng(seed).integers(27 * 7, 52 * 7, 200) / 7
    table = simulate_pareto_nbd(np.ceil(T * grain) / grain, r=0.5, alpha=8.0, s=0.6, beta=12.0, random_state=seed)
    table = table[["x", "t_x", "T"]].assign(t_x=np.ceil(table["t_x"] * grain) / grain)
    together, alone = ParetoNBD().fit(table), OneByOne().fit(table)
    assert alone.n_evaluations_ > 2 * together.n_evaluations_, "choose another seed: there must be a doubt"
    assert together.log_likelihood_ == pytest.approx(alone.log_likelihood_, abs=1e-9)
    assert together.limits_reached_ == alone.limits_reached_
    np.testing.assert_allclose(together.params_, alone.params_, rtol=1e-6)


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(3))
def test_climbs_that_begin_on_fewer_rows_lead_to_the_same_maximum(seed, monkeypatch):
    T = np.random.default_rng(seed).integers(27, 53, 2_000).astype(float)
    table = simulate_pareto_nbd(T, r=0.5, alpha=9.8, s=2.9, beta=125.0, random_state=seed)
    table = table[["x", "t_x", "T"]].assign(t_x=np.ceil(table["t_x"]))
    looks = []
    summed = ParetoNBD.summed_log_likelihoods

    def counted(self, places, rows):
        looks.append((len(rows), len(places)))
        return summed(self, places, rows)

    monkeypatch.setattr(ParetoNBD, "summed_log_likelihoods", counted)
    begun, begun_looks = ParetoNBD().fit(table), looks.copy()
    looks.clear()
    monkeypatch.setattr(ParetoNBD, "fewer", lambda self, rows: None)
    whole = ParetoNBD().fit(table)
    rows = {len(whole.rows_)}
    assert {size for size, _ in looks} == rows < {size for size, _ in begun_looks}
    assert sum(n for size, n in begun_looks if size in rows) < sum(n for _, n in looks) / 2
    assert begun.log_likelihood_ == pytest.approx(whole.log_likelihood_, abs=1e-9)
    assert begun.limits_reached_ == whole.limits_reached_
    np.testing.assert_allclose(begun.params_, whole.params_, rtol=1e-9)


def test_several_threads_of_blas_change_nothing():
    from threadpoolctl import threadpool_limits

    table = nobody_leaves(2, n=20_000)
    fits = []
    for threads in (1, 4):
        with threadpool_limits(threads, user_api="blas"):
            fits.append(BetaGeoNBD().fit(table))
    assert fits[0].log_likelihood_ == fits[1].log_likelihood_
    assert fits[0].params_.equals(fits[1].params_)
