"""Do twins hold their level where nothing happens, and find what does?"""

from functools import partial
from time import perf_counter

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kstest, permutation_test

from custseg.resample import Twin, shuffle_first_months, shuffle_labels, shuffle_weeks, twin


def customers(n=200, effect=0.0, seed=0):
    random = np.random.default_rng(seed)
    label = np.repeat(["a", "b"], n // 2)
    return pd.DataFrame({"label": label, "spend": random.normal(size=n) + effect * (label == "b")})


def gap(table):
    rows = table["label"].to_numpy() == "b"
    spend = table["spend"].to_numpy()
    return spend[rows].mean() - spend[~rows].mean()


def log(seed=0, n=300, weeks=20, trend=0.0):
    """Purchases of 40 customers on random days; with a trend the later weeks are bought in more often."""
    random = np.random.default_rng(seed)
    share = np.exp(trend * np.arange(weeks) / weeks)
    week = random.choice(weeks, size=n, p=share / share.sum())
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(7 * week + random.integers(7, size=n), unit="D")
    table = pd.DataFrame({"customer_id": random.integers(40, size=n).astype(str), "date": days})
    table.loc[0, "date"], table.loc[1, "date"] = (
        days.min(),
        pd.Timestamp("2024-01-01") + pd.Timedelta(days=7 * weeks - 1),
    )
    return table.assign(date=table["date"].where(table.index > 0, pd.Timestamp("2024-01-01")), amount=1.0)


def week_of(table):
    return ((table["date"] - table["date"].min()).dt.days // 7).to_numpy()


def growth(table):
    """Rank correlation of a week's place and its rows."""
    rows = np.bincount(week_of(table))
    return np.corrcoef(np.arange(len(rows)), rows)[0, 1]


def test_p_counts_the_data_among_the_twins():
    assert Twin("x shuffled", 3.0, np.array([1.0, 3.0, 5.0])).p == 3 / 4
    assert Twin("x shuffled", 9.0, np.zeros(999)).p == 1 / 1000


def test_a_twin_that_differs_by_rounding_alone_is_as_large():
    assert Twin("x shuffled", 0.1 + 0.2, np.array([0.3])).p == 1.0


def test_p_is_that_of_scipy():
    table = customers(n=40, effect=0.5)
    ours = twin(table, shuffle_labels, gap, what="labels shuffled", n=2000, random_state=0)
    sides = [table["spend"][table["label"] == name] for name in "ba"]
    theirs = permutation_test(
        sides, lambda b, a: b.mean() - a.mean(), n_resamples=2000, alternative="greater", rng=np.random.default_rng(0)
    )
    assert ours.seen == pytest.approx(theirs.statistic)
    assert ours.p == pytest.approx(theirs.pvalue, abs=0.03)


@pytest.mark.heavy
def test_without_an_effect_p_is_uniform():
    """At every level as many worlds are called striking as the level says."""
    p = [
        twin(customers(40, seed=seed), shuffle_labels, gap, what="labels", n=99, random_state=seed).p
        for seed in range(80)
    ]
    assert kstest(p, "uniform").pvalue > 0.001
    assert np.mean(np.array(p) <= 0.05) <= 0.12


def test_a_planted_effect_is_found():
    assert twin(customers(effect=1.0), shuffle_labels, gap, what="labels", n=999, random_state=1).p == 1 / 1000


@pytest.mark.heavy
@pytest.mark.parametrize("keep", ["weeks", "customers"])
def test_a_trend_is_found_and_its_absence_is_not(keep):
    shuffle = partial(shuffle_weeks, keep=keep)
    p = [twin(log(seed), shuffle, growth, what="weeks", n=49, random_state=seed).p for seed in range(30)]
    assert kstest(p, "uniform").pvalue > 0.001
    assert twin(log(trend=2.0), shuffle, growth, what="weeks", n=299, random_state=0).p < 0.01


def test_the_same_seed_gives_the_same_twins_and_the_data_stay():
    table = customers()
    before = table.copy()
    one, other = (twin(table, shuffle_labels, gap, what="labels", n=50, random_state=3) for _ in range(2))
    assert np.array_equal(one.draws, other.draws)
    assert not np.array_equal(one.draws, twin(table, shuffle_labels, gap, what="x", n=50, random_state=4).draws)
    pd.testing.assert_frame_equal(table, before)


def test_two_thousand_twins_of_a_shop_take_a_moment():
    table = pd.DataFrame({"first_month": np.arange(2357) % 3, "back": np.arange(2357) % 2 == 0})

    def spread(shuffled):
        month = shuffled["first_month"].to_numpy()
        rates = np.bincount(month, shuffled["back"]) / np.bincount(month)
        return rates.max() - rates.min()

    start = perf_counter()
    twin(table, shuffle_first_months, spread, what="the month", n=2000, random_state=0)
    assert perf_counter() - start < 3, "on a quiet machine it takes a third of a second"


def test_labels_are_permuted_and_nothing_else():
    table = customers().assign(segment=pd.Categorical(["x", "y"] * 100))
    for column in ("label", "segment", "spend"):
        shuffled = shuffle_labels(table, np.random.default_rng(0), column=column)
        assert sorted(shuffled[column]) == sorted(table[column])
        assert not shuffled[column].equals(table[column])
        assert shuffled[column].dtype == table[column].dtype
        pd.testing.assert_frame_equal(shuffled.drop(columns=column), table.drop(columns=column))


def test_first_months_are_permuted_and_nothing_else():
    table = pd.DataFrame({"first_month": pd.period_range("1997-01", periods=12, freq="M"), "x": range(12)})
    shuffled = shuffle_first_months(table, np.random.default_rng(0))
    assert sorted(shuffled["first_month"]) == sorted(table["first_month"])
    assert shuffled["x"].equals(table["x"])


@pytest.mark.parametrize("keep", ["weeks", "customers"])
def test_weeks_move_whole_and_weekdays_stay(keep):
    table = log()
    shuffled = shuffle_weeks(table, np.random.default_rng(0), keep=keep)
    assert (shuffled["date"].dt.day_of_week == table["date"].dt.day_of_week).all()
    assert shuffled["customer_id"].equals(table["customer_id"])
    one, other = (
        pd.Series(week_of(one)).groupby(table["customer_id"]).agg(lambda weeks: sorted(weeks.value_counts()))
        for one in (table, shuffled)
    )
    assert one.equals(other), "how many purchases a customer made within one week must stay"
    assert not shuffled["date"].equals(table["date"])


def test_a_good_week_of_the_shop_stays_one_or_not():
    table = log()
    together = shuffle_weeks(table, np.random.default_rng(0))
    alone = shuffle_weeks(table, np.random.default_rng(0), keep="customers")
    rows = [sorted(np.bincount(week_of(one), minlength=20)) for one in (table, together, alone)]
    assert rows[0] == rows[1] != rows[2]


def test_the_days_after_the_last_whole_week_stay():
    table = log()
    more = pd.concat([table, table.iloc[[0]].assign(date=pd.Timestamp("2024-01-01") + pd.Timedelta(days=142))])
    for keep in ("weeks", "customers"):
        shuffled = shuffle_weeks(more, np.random.default_rng(0), keep=keep)
        assert shuffled["date"].iloc[-1] == more["date"].iloc[-1]
        assert shuffled["date"].iloc[:-1].max() < pd.Timestamp("2024-01-01") + pd.Timedelta(days=140)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: Twin("", 1.0, [1.0]), "what must say what was shuffled"),
        (lambda: Twin("x", np.nan, [1.0]), "must be a finite number"),
        (lambda: Twin("x", 1.0, []), "one number for each twin"),
        (lambda: Twin("x", 1.0, [np.nan, 1.0]), "undefined on 1 of 2 twins"),
        (lambda: twin(customers(), shuffle_labels, gap, what="x", n=0, random_state=0), "n must be at least 1"),
        (lambda: twin(customers(), shuffle_labels, list, what="x", random_state=0), "on the data it is a list"),
        (lambda: twin(customers(), shuffle_labels, lambda _: "3", what="x", random_state=0), "on the data it is a str"),
        (lambda: shuffle_labels(customers(), np.random.default_rng(0), column="month"), "lacks 'month'"),
        (lambda: shuffle_first_months(customers(), np.random.default_rng(0)), "lacks 'first_month'"),
        (lambda: shuffle_weeks(customers(), np.random.default_rng(0)), "lacks 'customer_id'"),
        (lambda: shuffle_weeks(log().iloc[:0], np.random.default_rng(0)), "to have an order; found 0"),
        (lambda: shuffle_weeks(log().iloc[[0]], np.random.default_rng(0)), "two weeks or more"),
        (lambda: shuffle_weeks(log().assign(date=pd.NaT), np.random.default_rng(0)), "300 rows have no date"),
        (lambda: shuffle_weeks(log(), np.random.default_rng(0), keep="days"), "keep must be"),
        (lambda: shuffle_weeks(log().assign(date=3), np.random.default_rng(0)), "date must hold days, found int64"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(call, told):
    with pytest.raises(ValueError, match=told):
        call()


def test_the_draws_cannot_be_written_to():
    draws = np.zeros(3)
    found = Twin("x", 1.0, draws)
    with pytest.raises(ValueError, match="read-only"):
        found.draws[0] = 1
    draws[0] = 9
    assert found.draws[0] == 0


def test_one_twin_is_enough_and_a_word_is_no_number_of_them():
    table = pd.DataFrame({"label": list("ab"), "spend": [1.0, 2.0]})
    one = twin(table, shuffle_labels, lambda rows: rows["spend"].iloc[0], what="labels", n=1, random_state=0)
    assert len(one.draws) == 1
    with pytest.raises(TypeError, match="n must be a whole number"):
        twin(table, shuffle_labels, len, what="labels", n="many", random_state=0)


def test_a_seed_is_no_generator():
    with pytest.raises(TypeError, match=r"random must be a .*Generator, found int"):
        shuffle_labels(table=customers(), random=0)
    with pytest.raises(TypeError, match=r"random must be a .*Generator, found int"):
        shuffle_first_months(customers(), random=0)
    with pytest.raises(TypeError, match=r"random must be a .*Generator, found int"):
        shuffle_weeks(log(), random=0)


def test_two_weeks_are_fourteen_days():
    days = pd.DataFrame({"customer_id": "a", "date": pd.date_range("2024-01-01", periods=14), "amount": 1.0})
    assert len(shuffle_weeks(days, np.random.default_rng(0))) == 14
    with pytest.raises(ValueError, match="two weeks or more"):
        shuffle_weeks(days.iloc[:13], np.random.default_rng(0))
