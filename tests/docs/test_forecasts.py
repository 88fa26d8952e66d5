"""Does the page of evidence say of forecasts and parameters what is in the files, simulated and real apart?"""

import json

import pandas as pd
import pytest
from manual import forecasts
from manual.stored import RESULTS
from manual.wording import percent

STUDY = {"model": "MBG/NBD", "level": 0.9, "judged": 11, "own": 5, "held": 10}


@pytest.fixture
def stored():
    return pd.read_csv(RESULTS / "prediction_coverage.csv")


@pytest.fixture
def own_page():
    return pd.read_csv(RESULTS / "own_page_coverage_held.csv")


def with_months(stored, model, past):
    """Let so many of ten months hold, of either interval."""
    logs = stored[(stored["part"] == "real") & (stored["setting"] == "CDNOW")]
    return logs.assign(cases=10, held=logs["interval"].map({"realised": model / 10, "past errors": past / 10}))


def test_the_base_is_told_of_all_fits_and_of_those_on_a_limit(stored):
    told = forecasts.simulated(stored)
    base = stored[(stored["part"] == "simulated") & (stored["scope"] == "base")]
    for fits in ("all", "at a limit"):
        rows = base[base["fits"] == fits]
        held = (rows["held"] * rows["cases"]).sum() / rows["cases"].sum()
        assert f"{100 * held:.1f} % of" in told and f"{rows['cases'].sum():,}" in told
    least = base.loc[base["fits"] == "all", "held"].min()
    assert f"hold in {100 * least:.1f} to " in told
    assert all(words in told for words in ("200 customers", "2,000 customers", "each customer", "realised, at a limit"))


def test_how_many_cells_lie_outside_what_is_asked_is_told_with_their_side(stored):
    """Counted one by one: 93 to 97 % are asked, and chance moves a cell by two standard errors."""
    base = stored[(stored["part"] == "simulated") & (stored["scope"] == "base") & (stored["fits"] == "all")]
    below, above = base[base["held"] < 0.93], base[base["held"] > 0.97]
    surely = [(cell.held + 2 * cell.standard_error < 0.93) for cell in below.itertuples()]
    surely_above = [(cell.held - 2 * cell.standard_error > 0.97) for cell in above.itertuples()]
    assert (
        f"Asked are 93 % to 97 %: of the {len(base)} cells {len(below)} below ({sum(surely)} by more than two standard "
        f"errors) and {len(above)} above ({sum(surely_above)} by more than two standard errors), where intervals are"
    ) in forecasts.simulated(stored)
    low = stored.assign(held=stored["held"].where(stored.index != base.index[0], 0.6))
    assert f"{len(below) + 1} below ({sum(surely) + 1} by more" in forecasts.simulated(low)


def test_a_cell_that_was_not_measured_stays_empty(stored):
    some = stored[(stored["customers"] != 400) | (stored["setting"] != "loyal")]
    row = forecasts.simulated(some).split("     - MBG/NBD\n")[2].splitlines()[:4]
    assert [line.strip() == "-" for line in row] == [False, False, True, False]


def test_the_interval_that_comes_nearer_to_its_promise_is_recommended(stored, own_page):
    told = forecasts.real(with_months(stored, 6, 9), own_page, STUDY)
    assert (
        "at 90 %, the one that the model gives itself held 6 of 10 months, and the one from the log's own past" in told
    )
    assert "take the one from the log's own past errors." in told
    assert "take the one that the model gives itself." in forecasts.real(with_months(stored, 9, 6), own_page, STUDY)
    assert "Neither is shown to be better." in forecasts.real(with_months(stored, 9, 10), own_page, STUDY)


def test_real_logs_stand_beside_simulated_firms_and_the_study(stored, own_page):
    told = forecasts.real(stored, own_page, STUDY)
    counts = own_page.set_index("source")
    for source in ("CDNOW", "all logs", "all firms"):
        row = counts.loc[source]
        count = f"     - {round(row['held'] * row['n'])} of {row['n']:.0f}\n     - {percent(row['held'])}\n"
        assert f"{count}     - {100 * row['standard_error']:.1f}\n" in told
    study = [line.strip(" *-") for line in told.split("CDNOW, study 06\n")[2].splitlines()[:7]]
    # 7 of 15: five of eleven, moved towards a half
    error = f"{100 * (7 / 15 * 8 / 15 / 15) ** 0.5:.1f}"
    assert study == ["MBG/NBD", "a month", "that the model gives itself", "90 %", "5 of 11", "45.5 %", error]
    assert "10 of 11" in told and "simulated, kind by kind" in told


def test_the_numbers_of_a_claim_are_read_from_a_study():
    kind = "application/vnd.custseg.fact+json"
    facts = [{"id": "a", "values": {"n": 1}}, [{"id": "b", "values": {"n": 2}}]]
    outputs = [{"data": {kind: fact}} for fact in facts] + [{"data": {"text/plain": "nothing"}}, {"name": "stdout"}]
    notebook = json.dumps({"cells": [{"cell_type": "markdown"}, {"outputs": outputs}]})
    assert forecasts.stored_values(notebook, "b") == {"n": 2}
    with pytest.raises(ValueError, match=r"0 claims 'c'; there are \['a', 'b'\]"):
        forecasts.stored_values(notebook, "c")


def test_parameters_are_told_by_the_least_and_the_most():
    rows = [("held", "a", 400, 0.96), ("held", "b", 200, 0.9), ("cohorts", "all", 400, 1.0), ("limit", "any", 400, 0.5)]
    rows += [("foretold", "purchases", 400, 0.94), ("realised", "purchases", 400, 0.97)]
    rows += [("foretold at a limit", "purchases", 200, 0.95)]
    table = pd.DataFrame(rows, columns=["quantity", "of", "cohorts", "value"])
    told = forecasts.parameters(table.assign(family="BG, alike", customers=200, standard_error=0.01, seed=1))
    assert "hold the truth in 90.0 to 96.0 % of the cohorts of a cell, in 94.0 % of all (600 intervals" in told
    assert "survival to come in 94.0 to 97.0 %, in 95.5 % of all" in told and "50.0 % of their fits rest" in told
    cells = [line.strip(" *-") for line in told.split("BG, alike\n")[1].splitlines()[:7]]
    assert cells == ["200", "400", "90.0 to 96.0 %", "94.0 %", "97.0 %", "50.0 %", "190 of 200"]


def test_ratios_are_told_of_all_fits_and_of_those_on_a_limit():
    rows = [(200, "all", 200, 0.95), (200, "at a limit", 100, 0.93), (400, "all", 100, 0.92)]
    table = pd.DataFrame(rows, columns=["customers", "fits", "firms", "held"])
    one = {"setting": "alike", "family": "BG", "ratio": "a/(a+b)", "promised": 0.95, "given": 1.0, "seed": 1}
    told = forecasts.ratios(table.assign(**one, standard_error=[0.015, 0.03, 0.02]))
    assert "95 % promised) holds the truth in 93.0 % of 100 fits" in told and "in 94.0 % of all 300" in told
    assert "at most 2.0 points" in told
    cells = [line.strip(" *-") for line in told.split("   * - alike\n")[1].splitlines()[:4]]
    assert cells == ["BG", "a/(a+b)", "95.0 % / 93 of 100", "92.0 %"]


def test_traits_campaigns_and_seasons_are_told_from_what_is_stored():
    traits = pd.read_csv(RESULTS / "trait_coverage.csv")
    found = traits[(traits["quantity"] == "rejected") & (traits["setting"] == "none")]["value"]
    told = forecasts.traits(traits)
    error = traits.loc[traits["quantity"] != "estimate", "standard_error"].max()
    written = float(told.split("Standard errors are at most ")[1].split(" points")[0])
    assert 0 <= written - 100 * error < 0.1
    assert f"the test finds them in {100 * found.min():.1f} to {100 * found.max():.1f} %" in told
    campaigns = pd.read_csv(RESULTS / "referral_campaign.csv")
    alarms = campaigns.loc[campaigns["quantity"] == "false alarm", "value"]
    assert f"errs in {100 * alarms.min():.1f} to {100 * alarms.max():.1f} %" in forecasts.referral(campaigns)
    quarters = pd.read_csv(RESULTS / "season_holdout.csv")
    better, worse = (quarters["low"] > 0).sum(), (quarters["high"] < 0).sum()
    told = forecasts.seasons(quarters)
    assert f"{better} of {len(quarters)} log scores" in told and f"better, {worse} surely worse" in told
