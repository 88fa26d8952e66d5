"""Do docstrings say of the intervals of forecasts what the file of results says, and is its error that of a share?"""

import pandas as pd
import pytest

from custseg.repeat_buying import forecast_intervals
from custseg.repeat_buying._draw_quantiles import level_for
from tests.benchmarks.notes import one_line


@pytest.fixture(scope="module")
def base(stored):
    return stored[(stored["part"] == "simulated") & (stored["scope"] == "base")]


def test_the_notes_of_the_forecast_say_how_often_it_held_where_the_model_is_true(base):
    whole = base[base["fits"] == "all"]
    (firms,) = set(whole["cases"])
    many = whole.loc[whole["setting"] == "loyal", "held"].max()
    others = whole.loc[whole["setting"] == "cdnow", "held"]
    low, high = 100 * others.min(), 100 * others.max()
    said = f"hold in {low:.0f} to {high:.0f} % of {firms:,} firms, and in up to {100 * many:.1f} %"
    assert said in one_line(forecast_intervals), "say what benchmarks/results/prediction_coverage.csv says"
    assert whole["held"].min() == others.min(), "nowhere less often"


def test_the_notes_of_the_forecast_say_how_often_it_held_on_real_logs(stored):
    real = stored[stored["part"] == "real"].set_index(["setting", "interval"])
    hits = (real["held"] * real["cases"]).round().astype(int)
    told = {place: f"{hits[place]} of {real.loc[place, 'cases']}" for place in real.index}
    model, own = ([told[shop, interval] for shop in ("CDNOW", "grocer")] for interval in ("realised", "past errors"))
    assert set(real["promised"]) == {0.9}
    said = (
        f"the 90 % interval held {model[0]} months at CDNOW and {model[1]} at a grocer, the one from the log's own "
        f"past errors {own[0]} and {own[1]}."
    )
    assert said in one_line(forecast_intervals), "say what benchmarks/results/prediction_coverage.csv says"


def test_the_notes_say_how_often_fits_on_a_limit_hold(base):
    resting = base[(base["fits"] == "at a limit") & (base["setting"] == "cdnow") & (base["family"] == "Pareto/NBD")]
    held = {n: 100 * resting.loc[resting["customers"] == n, "held"].agg(["min", "max"]) for n in (200, 400)}
    ends = ({f"{end:.0f}": None for end in held[n]} for n in (200, 400))  # both, or one where they are the same
    few, more = (" to ".join(each) + " %" for each in ends)
    said = f"hold in {few} of such firms of 200 customers and in {more} of those of 400 (Pareto/NBD"
    assert said in one_line(level_for), "say what benchmarks/results/prediction_coverage.csv says"


def test_all_of_fourteen_are_not_certain(benchmark):
    cell = dict(zip(benchmark.KEYS, ("simulated", *benchmark.CELLS[0], "expected", "base", "at a limit"), strict=True))
    rows = [cell | {"promised": 0.95, "cases": n, "held": 1.0, "standard_error": 0.0, "seed": 1} for n in (10, 4)]
    (together,) = benchmark.pooled(pd.DataFrame(rows)).to_dict("records")
    assert together["cases"] == 14 and together["held"] == 1.0
    # 16 of 18: what the table of crowds without groups does
    assert together["standard_error"] == pytest.approx((16 / 18 * 2 / 18 / 18) ** 0.5)


def test_the_error_of_a_share_of_customers_is_measured_over_firms(benchmark):
    cell = dict(zip(benchmark.KEYS, ("simulated", *benchmark.CELLS[0], "expected", "customer", "all"), strict=True))
    firms = [
        cell | {"promised": 0.95, "cases": 1, "held": held, "standard_error": 0.0, "seed": 1} for held in (0.9, 1.0)
    ]
    (together,) = benchmark.pooled(pd.DataFrame(firms)).to_dict("records")
    assert together["standard_error"] == pytest.approx(0.05 / 2**0.5)
    (again,) = benchmark.pooled(pd.DataFrame([together])).to_dict("records")
    assert again["standard_error"] == pytest.approx(together["standard_error"]), "put together twice, it is the same"


def test_the_errors_that_are_stored_are_those_of_the_counts(benchmark, stored):
    again = benchmark.with_errors(stored)["standard_error"]
    assert (again - stored["standard_error"]).abs().max() < 1e-4 and (stored["standard_error"] > 0).all()
