"""Do the intervals still hold what the stored results of the benchmark say?"""

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from custseg.resample import group_difference, mean_intervals, paired_difference
from custseg.value import concentration_table

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "intervals.rst"


@pytest.fixture(scope="module")
def stored(stored):
    """Give the results as they are kept, by what was measured."""
    return stored.set_index(["statistic", "kind", "n", "method"])


def check_agrees(stored, benchmark, batch, lists, seed):
    """Draw other lists than the stored ones and allow four standard errors of both."""
    for row in benchmark.measured(batch, lists, seed).itertuples():
        kept = stored.loc[(row.statistic, row.kind, row.n, row.method)]
        allowed = 4 * np.sqrt(kept.given * (1 - kept.given) * (1 / lists + 1 / kept.lists)) + 2 / lists
        assert abs(row.given - kept.given) <= allowed, f"{row}: the results say given {kept.given}"
        given = row.given * lists
        if given < 20 or not kept.coverage > 0:
            continue
        allowed = 4 * np.sqrt(max(kept.coverage * (1 - kept.coverage), 0.01) / given + kept.standard_error**2)
        assert abs(row.coverage - kept.coverage) <= allowed, (
            f"{row}: the results say {kept.coverage}. If the intervals were changed on purpose, run "
            "python benchmarks/interval_coverage.py."
        )


@pytest.mark.parametrize(
    ("family", "kind", "n", "lists"),
    [
        ("means", "log-normal 1", 10, 400),
        ("means", "buyers 0.4", 20, 400),
        ("concentration", "log-normal 1", 400, 30),
        ("concentration", "Pareto 1.3", 400, 20),
        ("concentration", "trade 0.1", 1000, 30),
        ("rare buyers", "buyers 0.02", 100, 400),
        ("shares of money", "log-normal 1, group 0.1", 100, 30),
        ("nothing said", "Pareto 1.3", 300, 40),
        ("few customers", "log-normal 1", 30, 30),
        ("two groups", "log-normal 1", 50, 30),
        ("two halves", "buyers 0.2", 60, 100),
        ("unlike halves", "log-normal 1.5 and normal 1", 100, 100),
        ("households", "log-normal 1", 20, 30),
        ("nothing said", "Pareto 1.5", 600, 40),
        ("two shares", "chances 0.1 and 0.3", 20, 400),
        ("shares of households", "chances 0.1 and 0.3", 50, 30),
        ("accounts", "normal, rows log-normal 1.5", 30, 400),
        ("accounts", "log-normal 1, half in one", 100, 100),
        ("differences of accounts", "log-normal 1, rows log-normal 1.5", 30, 20),
        ("heavy tails", "log-normal 2", 20, 400),
    ],
)
def test_a_slice_agrees_with_the_stored_results(benchmark, stored, family, kind, n, lists):
    check_agrees(stored, benchmark, benchmark.Batch(family, kind, n, "custseg"), lists, seed=1)


@pytest.mark.slow
def test_a_tenth_of_the_cells_agrees_with_the_stored_results(benchmark, stored):
    batches = benchmark.batches()
    for place in np.random.default_rng(11).choice(len(batches), len(batches) // 10, replace=False):
        batch = batches[place]
        check_agrees(stored, benchmark, batch, benchmark.METHODS[batch.method] // 4, seed=int(place))


def test_what_is_measured_anew_takes_the_place_of_what_was_known(benchmark):
    known = pd.DataFrame({"statistic": ["a", "b", "a"], "kind": "k", "n": [5, 5, 9], "method": "m", "coverage": 0.5})
    anew = known.iloc[[2]].assign(coverage=0.9)
    whole = benchmark.with_others(pd.concat([anew, anew.assign(statistic="c")]), known)
    assert whole["statistic"].tolist() == ["a", "b", "a", "c"], "in their order, new ones last"
    assert whole["coverage"].tolist() == [0.5, 0.5, 0.9, 0.9]


def test_lists_of_counts_are_asked_as_if_each_were_asked_alone(benchmark):
    batch = benchmark.Batch("means", "counts 0.6", 5, "custseg")
    _, together = benchmark.means(batch, np.random.default_rng(3), 50)["mean"]
    random = np.random.default_rng(3)
    alone = [benchmark.means(batch, random, 1)["mean"][1] for _ in range(50)]
    np.testing.assert_array_equal(together, np.hstack(alone))


def test_one_family_goes_into_a_new_file_beside_the_stored_others(benchmark, stored, monkeypatch, tmp_path):
    batch, to = benchmark.Batch("means", "counts 0.6", 5, "custseg"), tmp_path / "new" / "some.csv"
    monkeypatch.setattr(benchmark, "batches", lambda: [batch])
    monkeypatch.setattr("sys.argv", ["x.py", "--share", "0.01", "--only", "means", "--to", str(to)])
    benchmark.main()
    found = pd.read_csv(to).set_index(["statistic", "kind", "n", "method"])
    anew = found.index == ("mean", *batch[1:])
    assert found.loc[anew, "lists"].tolist() == [10]
    pd.testing.assert_frame_equal(found[~anew], stored.drop(index=[("mean", *batch[1:])]))


def test_differences_of_shares_hold_in_nine_lists_of_ten_or_more(stored):
    shares = stored.xs("custseg", level="method").filter(like="difference of shares", axis=0)
    assert len(shares) == 46 and (shares["given"] == 1).all()
    assert shares["coverage"].min() > 0.92, "the least is .939"


@pytest.mark.parametrize(
    ("function", "sentence", "statistic", "kind", "numbers"),
    [
        (
            group_difference,
            "{} and {} of the 95 % intervals",
            "difference of groups",
            "log-normal 1",
            (20, 50, 200, 1000),
        ),
        (group_difference, "the others {} and {} from 50 on", "difference of a tenth", "log-normal 1", (50, 200, 1000)),
        (
            group_difference,
            "uneven money (s = 1.5) {} and {}.",
            "difference of groups",
            "log-normal 1.5",
            (20, 50, 200, 1000),
        ),
        (
            group_difference,
            "beside normal numbers {} and {} at 20",
            "difference of unlike halves",
            "log-normal 1.5 and normal 1",
            (40, 100, 400),
        ),
        (
            group_difference,
            "a third of such money {} and {},",
            "difference of unlike halves",
            "log-normal 1.5, 3 to 1",
            (40, 100, 400),
        ),
        (
            group_difference,
            "less uneven money (s = 1) {} and {};",
            "difference of unlike halves",
            "log-normal 1, 3 to 1",
            (40, 100, 400),
        ),
        (paired_difference, "by a half) {} and {} hold", "paired difference", "log-normal 1", (5, 10, 20, 50, 200)),
        (
            paired_difference,
            "skewed themselves: {} and {},",
            "paired difference",
            "log-normal 1, 3 to 1",
            (5, 10, 20, 50, 200),
        ),
    ],
)
def test_the_notes_of_differences_say_what_is_stored(stored, function, sentence, statistic, kind, numbers):
    *first, last = (f"{stored.loc[(statistic, kind, n, 'custseg'), 'coverage']:.2f}"[1:] for n in numbers)
    assert sentence.format(", ".join(first), last) in " ".join(function.__doc__.split())


@pytest.mark.parametrize(
    ("function", "sentence", "statistic", "kinds"),
    [
        (group_difference, "normal numbers and counts {} to {}.", "difference of groups", ["normal 1", "counts 0.6"]),
        (group_difference, "skewed alike {} to {}.", "difference of halves", ["log-normal 1", "buyers 0.2"]),
        (paired_difference, "Of normal numbers {} to {},", "paired difference", ["normal 1, 3 to 1"]),
        (paired_difference, "of yes and no {} or more", "paired difference", ["chance 0.3", "chance 0.05"]),
    ],
)
def test_the_notes_of_differences_say_from_where_to_where(stored, function, sentence, statistic, kinds):
    found = stored.xs("custseg", level="method").loc[statistic]["coverage"].loc[kinds]
    said = sentence.format(f"{found.min():.2f}"[1:], f"{found.max():.2f}"[1:])
    assert said in " ".join(function.__doc__.split())


def test_means_and_differences_of_unlike_accounts_hold(stored):
    ours = stored.xs("custseg", level="method").filter(like=", accounts", axis=0)["coverage"]
    assert len(ours) == 84 and ours.min() > 0.9, "the least is that of ten accounts of log-normal money"
    unlike = ours[["1.5" in kind or "half" in kind for kind in ours.index.get_level_values("kind")]]
    assert unlike.min() > 0.925


def test_the_notes_of_concentration_say_how_many_lists_of_two_kinds_have_an_interval(stored):
    found = stored.loc["top 20 %"].loc["trade 0.1"].xs("custseg", level="method").loc[[400, 1000, 2000]]
    given, held = ([f"{number:.2f}"[1:] for number in found[name]] for name in ("given", "coverage"))
    notes, manual = (" ".join(text.split()) for text in (concentration_table.__doc__, MANUAL.read_text("utf-8")))
    assert (
        f"{given[0]}, {given[1]} and {given[2]} of the lists of 400, 1,000 and 2,000 customers have an interval, with "
        f"a caveat, and {held[0]}, {held[1]} and {held[2]} of these hold (top 20 %)."
    ) in notes
    assert (
        f"for {given[0]} of these lists of 400 customers, {given[1]} of 1,000 and {given[2]} of 2,000, of which "
        f"{held[0]}, {held[1]} and {held[2]} hold (top 20 %)."
    ) in manual


def test_the_notes_of_unlike_units_and_heavy_tails_say_what_is_stored(stored):
    said, ours = " ".join(mean_intervals.__doc__.split()), stored.xs("custseg", level="method")["coverage"]

    def told(number):
        return f"{number:.2f}"[1:]

    parts = []
    for rows in ("rows log-normal 1.5", "1 to 6 rows"):
        cells = [ours["mean, accounts"][f"{kind}, {rows}"] for kind in ("normal", "log-normal 1", "chance 0.3")]
        parts.append([f"{told(cell.min())} to {told(cell.max())}" for cell in cells])
    one, other = parts
    assert f"{one[0]} hold for normal numbers, {one[1]} for log-normal money, {one[2]} for yes and no" in said
    assert f"of 1 to 6 rows {other[0]}, {other[1]} and {other[2]}." in said
    *first, last = map(told, ours["mean of heavy tails"]["log-normal 2"])
    assert f"s = 2, {', '.join(first)} and {last} at 10, 20, 50, 200 and 1,000" in said
    pareto, few = (
        ours["mean of heavy tails"]["Pareto 1.5"],
        list(map(told, ours["mean of heavy tails"]["accounts 0.05"])),
    )
    assert f"Pareto tail of 1.5 {told(pareto.min())} to {told(pareto.max())} at any number" in said
    assert f"as much {few[0]} and {few[1]} at 10 and 20, {few[2]} at 50" in said


@pytest.mark.parametrize("few", [True, pytest.param(False, marks=pytest.mark.heavy)])
def test_yes_and_no_are_exactly_as_stored(benchmark, stored, few):
    some = ((0.02, 5), (0.1, 10), (0.5, 100))
    for chance, n in some if few else product(benchmark.CHANCES, benchmark.SAMPLES):
        for row in benchmark.exact(chance, n).itertuples():
            kept = stored.loc[(row.statistic, row.kind, row.n, row.method), "coverage"]
            assert row.coverage == pytest.approx(kept, abs=1e-4)


def test_every_cell_was_measured_with_its_seed(benchmark, stored):
    assert stored.index.is_unique
    drawn = stored[stored["lists"] > 0].reset_index()
    assert (drawn["lists"] == drawn["method"].map(benchmark.METHODS)).all()
    seeds = {batch.seed for batch in benchmark.batches()}
    assert set(drawn["seed"]) == seeds and len(seeds) == len(benchmark.batches())
    measured = drawn[drawn["coverage"].notna()]
    # that of a share of as many lists as have an interval
    assert (measured["standard_error"] <= 0.51 / (measured["given"] * measured["lists"]) ** 0.5).all()
    assert (measured["standard_error"] > 0).all()


def test_no_interval_that_is_given_holds_less_than_percentiles(stored):
    by_method = stored["coverage"].unstack("method")
    usual = stored["given"].unstack("method")["custseg"] > 0.9
    behind = (by_method["percentiles"] - by_method["custseg"])[usual]
    assert behind.max() < 0.04, behind.nlargest(3)  # three standard errors of 300 lists


def test_the_notes_of_means_say_what_is_stored(stored):
    def shares(statistic, kind, numbers, method="custseg"):
        return [f"{stored.loc[(statistic, kind, n, method), 'coverage']:.2f}"[1:] for n in numbers]

    numbers = (5, 10, 20, 50, 200)
    first, *others = zip(shares("mean", "log-normal 1", numbers), numbers, strict=True)
    at = ", ".join(f"{share} at {n}" for share, n in others)
    *usual, last = shares("mean", "log-normal 1", numbers, "percentiles")
    few, more = shares("mean of rare buyers", "buyers 0.02", (100, 200))
    notes = " ".join(mean_intervals.__doc__.split())
    for said in (
        f"(log-normal, s = 1) {first[0]} hold at {first[1]} customers, {at}; percentiles of resamples hold "
        f"{', '.join(usual)} and {last}.",
        f"spend anything, {few} hold at 100 customers, of the lists in which somebody did, and {more} at 200.",
    ):
        assert said in notes, "say what benchmarks/results/interval_coverage.csv says"
