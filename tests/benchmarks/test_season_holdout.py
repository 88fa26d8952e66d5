"""Is what a season's clock gained on quarters held out what the file of results and the notes say?"""

import pandas as pd
import pytest

from custseg.repeat_buying import SeasonClock


@pytest.fixture(scope="module")
def stored(benchmark):
    return pd.read_csv(benchmark.HERE)


def test_the_notes_of_the_clock_count_what_the_file_says(benchmark, stored):
    better, worse = int((stored["low"] > 0).sum()), int((stored["high"] < 0).sum())
    said = f"{better} of {len(stored)} log scores were surely better with the clock, {worse} surely worse"
    assert said in " ".join(SeasonClock.__doc__.split()), "run benchmarks/season_holdout.py and say what it found"
    assert set(stored["family"]) == set(benchmark.FAMILIES)


def test_the_notes_of_the_clock_name_the_largest_gain_and_the_largest_loss(stored):
    def number(share, digits=3):
        return f"{share:.{digits}f}".replace("0.", ".")

    def ends(row):
        return f"({number(row['low'])} to {number(row['high'])}"

    most, least = stored.loc[stored["gain"].idxmax()], stored.loc[stored["gain"].idxmin()]
    autumn = stored[(stored["log"] == most["log"]) & (stored["cut"] == most["cut"])].set_index("family")
    regular, pareto, bg = (autumn.loc[name] for name in ("MBG/CNBD-k", "Pareto/NBD", "BG/NBD"))
    known = f"known for {most['years_seen']:g} years"
    gain = f"{number(regular['gain'])} a customer with regular buyers {ends(regular)})"
    others = f"{number(pareto['gain'])} with the Pareto/NBD {ends(pareto)})"
    small = f"{number(bg['gain'])} with the BG/NBD {ends(bg)}; {bg['customers']:,} customers)"
    total = f"{-100 * bg['bias_calendar']:.0f} % too low by the calendar, was {100 * bg['bias_clock']:.0f} % too high"
    worst = stored[(stored["log"] == least["log"]) & (stored["cut"] == least["cut"])]["gain"]
    loss = f"The largest loss was {number(-worst.max(), 2)} to {number(-worst.min(), 2)} at the same firm"
    notes = " ".join(SeasonClock.__doc__.split())
    assert most["family"] == "MBG/CNBD-k" and most["log"] == least["log"] and least["years_seen"] == 1.25
    for said in (known, gain, others, small, total, loss):
        assert said in notes, "run benchmarks/season_holdout.py and say what it found"


def test_each_score_has_its_number_standard_error_and_seed(stored):
    assert (stored["customers"] > 1000).all() and (stored["seed"] == 0).all(), "real logs, of which nothing is drawn"
    # the end of the interval that is nearer is Student's: 1.96 standard errors away, in four digits
    nearer = stored[["high", "low"]].sub(stored["gain"], axis=0).abs().min(axis=1)
    assert (nearer - 1.96 * stored["standard_error"]).abs().max() < 3e-4


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("log", ["CDNOW", "Complete Journey"])
def test_quarters_are_scored_again_as_stored(benchmark, stored, log):
    rows, cuts = benchmark.logs()[log]
    again = pd.DataFrame(benchmark.scored(rows, *cuts[-1])).set_index("family")
    kept = stored[(stored["log"] == log) & (stored["cut"] == cuts[-1][0])].set_index("family")
    assert again["customers"].tolist() == kept["customers"].tolist()
    for name in ("gain", "standard_error", "low", "high"):
        pd.testing.assert_series_equal(again[name], kept[name], atol=2e-3, rtol=0)
