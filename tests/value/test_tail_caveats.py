import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.stats import norm

from custseg.value import concentration_table, tail_exponent
from custseg.value._tail_caveats import CHANCE, LOG_NORMAL, _looks_heavy, _who_decides, tail_caveat, with_caveats
from custseg.value.tails import LESS, Tail


def pareto(exponent, n, seed=0):
    return np.random.default_rng(seed).pareto(exponent, n) + 1


def test_heavy_tails_are_told_from_others():
    heavy, light = (np.mean([tail_caveat(pareto(a, 400, seed))[1] for seed in range(100)]) for a in (1.3, 2.1))
    assert heavy > 0.85 and light < 0.15
    gamma = [tail_caveat(np.random.default_rng(seed).gamma(0.5, size=100))[1] for seed in range(100)]
    assert np.mean(gamma) < 0.15  # ten customers do not say much about a tail


def test_a_list_of_prices_has_no_heavy_tail():
    prices = np.repeat([50.0, 20.0, 10.0], [40, 110, 250])
    assert tail_exponent(prices).loc[0, "exponent"] < 1.7
    assert tail_caveat(prices) == ("", False)
    # amounts above the cap of one customer are a tail again
    assert tail_caveat(np.append(prices[3:], [500.0, 5000.0, 50000.0]))[1]


def silent(amounts):
    return tail_caveat(amounts) == ("", False)


@pytest.mark.parametrize(
    ("giants", "said"),
    [
        (1, "rests on one customer, who makes 100% of the variance"),
        # by hand: m equal ones among n make (n - m) / n of the variance together, each as much as the others
        (5, "rests on 4 customers, who make 80% of the variance"),
        (6, "rests on 5 customers, who make 83% of the variance"),
        (7, ""),  # five of seven make 71 %
    ],
)
def test_who_makes_most_of_the_variance_is_counted(giants, said):
    amounts = np.repeat([1.0, 3.0], [1000 - giants, giants])
    assert tail_caveat(amounts) == (said, False)
    counts = np.array([giants, 1000 - giants], dtype=float)
    assert tail_caveat(np.array([3.0, 1.0]), counts) == (said, False)


def test_one_very_large_customer_is_named_in_any_unit():
    amounts = np.random.default_rng(3).gamma(2, size=400)
    assert silent(amounts)
    amounts[200] = 2 * amounts.sum()
    for unit in (1.0, 1e-90, 1e90):
        assert tail_caveat(amounts * unit) == ("rests on one customer, who makes 100% of the variance", False)


def test_a_short_tail_that_may_be_heavy_is_said_with_its_exponent():
    amounts = np.append(np.linspace(0.5, 1.4, 135), 1.5 * (np.arange(1, 16) / 15) ** (-1 / 1.9))
    exponent, error, _ = tail_exponent(amounts).loc[0]
    assert exponent - 1.645 * error < 1.7 < exponent  # which of both it is, is open
    made = np.cumsum(np.sort((amounts - amounts.mean()) ** 2)[::-1])[2] / amounts.var() / 150
    said = (
        "rests on 3 customers, who make {:.0%} of the variance; the tail exponent, {:.1f} in 15 customers, may be heavy"
    )
    assert tail_caveat(amounts) == (said.format(made, exponent), False) and 0.6 <= made < 0.75
    assert silent(np.append(amounts, np.linspace(0.5, 1.4, 250)))  # of a longer tail more is known


@pytest.mark.parametrize(("n", "most"), [(100, 0.06), (250, 0.08), (300, 0.13), (600, 0.07), (2000, 0.04)])
def test_few_lists_with_a_heavy_tail_are_silent(n, most):
    # Of 1,500 lists .021, .039, .075, .033 and .011; bounds are three standard errors of 200 lists above.
    assert np.mean([silent(pareto(1.3, n, seed)) for seed in range(200)]) <= most


@pytest.mark.parametrize(("s", "n", "most"), [(0.5, 300, 0.01), (1.0, 300, 0.08), (1.0, 600, 0.03), (1.5, 1000, 0.05)])
def test_ordinary_lists_are_seldom_doubted(s, n, most):
    # Caveats beside an interval: of 1,500 lists .000, .039, .009 and .019. Whom the tail refuses is not counted, nor
    # whom it would refuse if its larger half were as heavy: these have an interval by that caveat, not in spite of it.
    said = [tail_caveat(np.random.default_rng(seed).lognormal(0, s, n)) for seed in range(200)]
    assert np.mean([words != "" and not refused and "two kinds" not in words for words, refused in said]) <= most
    assert np.mean(["two kinds" in words for words, _ in said]) <= 0.08  # .05 of 200 lists with s = 1.5


def two_kinds(n, seed, part=0.1, times=20.0):
    """Draw consumers and trade: exponential money, of which some spend many times as much."""
    random = np.random.default_rng(seed)
    return random.exponential(size=n) * np.where(random.random(n) < part, times, 1.0)


def test_two_kinds_of_customers_have_an_interval_and_a_caveat():
    said = [tail_caveat(two_kinds(1000, seed)) for seed in range(100)]
    assert np.mean([refused for _, refused in said]) < 0.4, "without a look at the larger half all of them were"
    assert all(words for words, _ in said), "none is silent: an interval may not hold"
    amounts = two_kinds(1000, 2)
    words, refused = tail_caveat(amounts)
    exponents = [tail_exponent(amounts, largest=k).loc[0, "exponent"] for k in (63, 31)]
    assert not refused and words == (
        "tail exponent {:.1f} in 63 customers, but {:.1f} in the largest 31: two kinds of customers look so, and "
        "seldom a heavy tail"
    ).format(*exponents)
    falling, counts = np.unique(-np.repeat(amounts, 4), return_counts=True)
    assert tail_caveat(-falling, counts.astype(float)) == tail_caveat(np.repeat(amounts, 4))


@pytest.mark.parametrize(("part", "times"), [(0.05, 50), (0.06, 50), (0.1, 10)])
def test_a_heavy_tail_behind_a_gap_is_refused(part, times):
    """Where a few have many times as much, and a heavy tail of their own, its larger half tells."""
    few = round(1000 * part)
    trade = times * (1 - (np.arange(few) + 0.5) / few) ** (-1 / 1.3)
    amounts = np.append(np.linspace(0.1, 2, 1000 - few), trade)
    assert tail_caveat(amounts)[1]
    logs = np.log(np.sort(amounts)[-63:] / np.sort(amounts)[-64])
    assert part == 0.1 or logs.std() < (1 - LESS / 63**0.5) * logs.mean(), "how they vary would not tell"


def log_normal_half(s, n):
    """Give the quantiles of a log-normal list."""
    return np.exp(s * norm.ppf((np.arange(n) + 0.5) / n))


def pareto_half(exponent, n):
    return (1 - (np.arange(n) + 0.5) / n) ** (-1 / exponent)


def test_an_upper_half_along_a_pareto_tail_is_said_where_its_largest_customers_are_missing():
    """Without its largest five of 600 nobody decides the variance, and the exponent of the tail is no longer low."""
    cut = np.sort(pareto_half(1.5, 600))[:-5]
    exponent = tail_exponent(cut).loc[0, "exponent"]
    said = "the upper half falls rather like a Pareto tail than like log-normal money; the tail exponent, {:.1f} in 48"
    words, refused = tail_caveat(cut)
    assert words.startswith(said.format(exponent)) and words.endswith("may be heavy") and not refused
    for same in (cut * 1e-90, np.append(cut, np.zeros(50)), cut[::-1]):
        assert tail_caveat(same)[0] == words
    falling, counts = np.unique(-np.repeat(cut, 2), return_counts=True)
    assert tail_caveat(-falling, counts.astype(float)) == tail_caveat(np.repeat(cut, 2))
    for light in (log_normal_half(1.0, 600), pareto_half(2.5, 600)[:-5], pareto_half(3.0, 600)):
        assert silent(light)


@pytest.mark.parametrize("s", [0.3, 1.0, 3.0])
def test_how_much_the_logarithms_vary_above_the_median_tells_log_normal_money_whatever_its_spread(s):
    """Closed form: of a half-normal the standard deviation by the mean is the root of pi / 2 - 1."""
    above = np.log(log_normal_half(s, 200_000)[100_000:])
    assert above.std() / above.mean() == pytest.approx(LOG_NORMAL, abs=1e-4)
    beyond = np.array([height_and_spread(np.random.default_rng(seed).lognormal(2, s, 300)) for seed in range(1000)])
    assert np.mean(beyond > LOG_NORMAL + CHANCE / 150**0.5) == pytest.approx(0.01, abs=0.01)


def height_and_spread(amounts):
    above = np.log(np.sort(amounts)[150:] / np.sort(amounts)[149])
    return above.std() / above.mean()


@pytest.mark.parametrize(("n", "most"), [(100, 0.1), (300, 0.06), (600, 0.03), (2000, 0.005)])
def test_few_lists_with_an_exponent_of_one_and_a_half_are_silent(n, most):
    # Of 1,000 lists in benchmarks/results as many as stand there; bounds are three standard errors of 200 lists above.
    assert np.mean([silent(pareto(1.5, n, seed)) for seed in range(200)]) <= most


def pareto_tenth(s, n, random):
    """Draw money that is log-normal up to its ninetieth percentile, and beyond it has an exponent of one and a half."""
    place = random.uniform(size=n)
    beyond = np.minimum((1 - place) / 0.1, 1.0) ** (-1 / 1.5)
    return np.exp(s * norm.ppf(np.minimum(place, 0.9))) * beyond


@pytest.mark.parametrize("s", [1.0, 1.2])
def test_as_many_lists_of_which_only_a_tenth_falls_so_are_silent_as_the_manual_says(s):
    page = " ".join((Path(__file__).parents[2] / "docs" / "intervals.rst").read_text(encoding="utf-8").split())
    told = re.search(
        r"\(s = 1\), it .* of 1,000 lists (\S+) pass unsaid at 300 customers, (\S+) at 600 and (\S+) at 2,000; "
        r"of more uneven ones \(s = 1\.2\) (\S+), (\S+) and (\.\d+)\.",
        page,
    )
    assert told is not None
    random = np.random.default_rng(8)
    for n, said in zip((300, 600, 2000), told.groups()[:3] if s == 1 else told.groups()[3:], strict=True):
        found = np.mean([silent(pareto_tenth(s, n, random)) for _ in range(300)])
        allowed = 3 * np.sqrt(found * (1 - found) * (1 / 300 + 1 / 1000)) + 0.01
        assert float(said) == pytest.approx(found, abs=allowed)


def test_many_who_pay_the_same_in_the_middle_make_no_heavy_tail():
    """Half pay a fee: above it the logarithms of the others begin at nought, and vary more than by themselves."""
    fee = np.append(np.full(180, 10.0), 10 * np.random.default_rng(1).lognormal(0.5, 0.8, 120))
    assert silent(fee)


def test_why_there_is_no_interval_is_said_beside_what_makes_others_doubtful():
    """Fifty of two hundred bring everything: the half that holds them has no interval, whatever fifty may hide."""
    table = concentration_table(pd.Series([0.0] * 150 + [5.0] * 50), shares=(0.2, 0.5))
    assert table["low"].isna().tolist() == [False, True] and table["share_of_amount"].iloc[1] == 1
    few = "only 50 customers above zero: whether a few could outweigh all others is not known"
    assert table["caveat"].tolist() == [few, f"{few}; nothing in the list says how far it could vary"]


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ([5.0], "only one customer"),
        ([5.0, 0.0], "only one customer above zero"),
        ([5.0, -2.0, 4.0], "only 2 customers above zero"),
        ([0.0, 0.0], "only 0 customers above zero"),
        (np.linspace(1, 2, 99), "only 99 customers"),
        (np.append(np.linspace(1, 2, 99), 0.0), "only 99 customers above zero"),
    ],
)
def test_of_fewer_than_a_hundred_the_tail_is_not_judged(amounts, said):
    said = f"{said}: whether a few could outweigh all others is not known"
    amounts = np.array(amounts)
    assert tail_caveat(amounts) == (said, False)
    falling, counts = np.unique(-np.repeat(amounts, 3), return_counts=True)
    assert tail_caveat(-falling, counts / 3.0) == (said, False)


def test_of_a_hundred_the_tail_is_judged():
    assert tail_caveat(np.linspace(1, 2, 100)) == ("", False)
    assert tail_caveat(np.append(np.linspace(1, 2, 100), np.zeros(900))) == tail_caveat(np.linspace(1, 2, 100))


def test_a_heavy_tail_is_said_with_its_exponent_and_its_intervals_are_refused():
    amounts = pareto_half(1.2, 400)
    exponent = tail_exponent(amounts).loc[0, "exponent"]
    said = f"tail exponent {exponent:.1f}: it looks so heavy that no usual interval holds"
    assert tail_caveat(amounts) == (said, True)
    assert tail_caveat(-np.sort(-amounts), np.ones(400)) == (said, True)


def test_intervals_are_taken_away_where_few_decide_and_each_says_why():
    ends = np.array([[0.1, 0.2, 0.3, np.nan], [0.4, 0.5, 0.6, np.nan]])
    customers, values = np.array([0, 1, 9, 10]), np.linspace(1, 2, 150)
    kept, said = with_caveats(ends, customers, values)
    assert np.isnan(kept).all()
    assert said == [
        "rests on no customer",
        "rests on one customer, fewer than 10",
        "rests on 9 customers, fewer than 10",
        "nothing in the list says how far it could vary",
    ]
    kept, said = with_caveats(ends[:, :2], np.array([10, 11]), values)
    assert kept.tolist() == ends[:, :2].tolist() and said == ["", ""]


def test_of_a_heavy_tail_every_interval_is_taken_away_for_that():
    amounts = pareto_half(1.2, 400)
    ends = np.array([[0.1, np.nan], [0.4, np.nan]])
    kept, said = with_caveats(ends, np.array([40, 80]), amounts)
    assert np.isnan(kept).all() and said == [tail_caveat(amounts)[0]] * 2


def test_where_all_bring_the_same_nothing_says_how_far_they_could_differ():
    none = np.full((2, 1), np.nan)
    equal = "all amounts are equal: nothing says how far they could differ"
    unequal = "nothing in the list says how far it could vary"
    many = np.array([200])
    assert with_caveats(none, many, np.full(200, 7.0))[1] == [equal]
    assert with_caveats(none, many, np.append(np.full(199, 7.0), 7 * (1 + 1e-13)))[1] == [equal], "rounding is none"
    assert with_caveats(none, many, np.linspace(7, 8, 200))[1] == [unequal]
    # rows for which nobody stands say nothing
    assert with_caveats(none, many, np.array([7.0, 3.0]), np.array([200.0, 0.0]))[1] == [equal]
    assert with_caveats(none, many, np.array([7.0, 3.0]), np.array([100.0, 100.0]))[1] == [unequal]


def doubted(logs):
    """Say whether money whose upper half has these logarithms over the largest of the lower half is doubted."""
    amounts = np.append(np.linspace(0.1, 1, len(logs)), np.exp(logs))
    random = np.random.default_rng(0).permutation(amounts)
    found = _looks_heavy(random, None, len(amounts), Tail(1.6, 10, 1))
    falling, counts = -np.sort(-amounts), np.ones(len(amounts))
    assert found == _looks_heavy(falling, counts, len(amounts), Tail(1.6, 10, 1))
    return found != ""


@pytest.mark.parametrize(("n_equal", "said"), [(4, True), (5, False)])
def test_a_tenth_of_the_upper_half_may_pay_what_the_largest_below_pays(n_equal, said):
    """Of a hundred customers the upper half is fifty: five may stand at its beginning, the one below among them."""
    logs = np.log(np.sort(pareto_half(1.5, 100))[50:] / np.sort(pareto_half(1.5, 100))[49])
    assert doubted(logs)
    assert doubted(np.append(np.zeros(n_equal), logs[n_equal:] - logs[n_equal - 1])) == said


@pytest.mark.parametrize("half", [50, 200])
def test_an_upper_half_is_doubted_where_its_logarithms_vary_more_than_log_normal_ones(half):
    """A fifth of them are farther above than the others: by how much makes the bound, to a thousandth."""

    def varies(far):
        logs = np.repeat([far, 1.0], [half // 5, half - half // 5])
        return logs.std() / logs.mean()

    far = brentq(lambda far: varies(far) - (LOG_NORMAL + CHANCE / half**0.5), 1, 100)
    for times, said in ((0.999, False), (1.001, True)):
        assert doubted(np.repeat([times * far, 1.0], [half // 5, half - half // 5])) == said


@pytest.mark.parametrize(("times", "said"), [(0.999, False), (1.001, True)])
def test_an_upper_half_that_falls_fast_is_not_doubted(times, said):
    """Its exponent, one by the mean logarithm, may be 1.7: of fifty customers 1 less 1.645 by the root of fifty."""
    logs = np.log(np.sort(pareto_half(1.0, 100))[50:] / np.sort(pareto_half(1.0, 100))[49])
    assert doubted(times * logs / logs.mean() * (1 - 1.645 / 50**0.5) / 1.7) == said


def test_what_is_capped_or_surely_light_is_not_doubted():
    amounts = pareto_half(1.5, 100)
    assert _looks_heavy(amounts, None, 100, Tail(1.6, 10, 1)).endswith(
        "the tail exponent, 1.6 in 10 customers, may be heavy"
    )
    assert (
        _looks_heavy(amounts, None, 100, Tail(1.6, 10, 5)) == _looks_heavy(amounts, None, 100, Tail(4.0, 10, 1)) == ""
    )


def test_who_makes_three_quarters_decides_however_heavy_the_tail():
    """By hand: five equal ones of a thousand make the more of the variance the fewer others are raised."""
    values = np.append(np.zeros(1000), np.full(5, 1.0))
    said = "rests on 4 customers, who make 80% of the variance"
    assert _who_decides(values, None, Tail(1.8, 29, 1)) == _who_decides(values, None, Tail(9.0, 300, 1)) == said


@pytest.mark.parametrize(("rate", "named"), [(0.59, ""), (0.61, "5 customers"), (0.74, "5 customers")])
def test_of_a_short_tail_that_may_be_heavy_six_tenths_are_most(rate, named):
    """Five of many equal ones stand out by as much as gives them this part of the variance."""
    values = np.append(np.zeros(1000), np.ones(100))

    def part(height):
        raised = np.append(values, np.full(5, height))
        return 5 * (height - raised.mean()) ** 2 / ((raised - raised.mean()) ** 2).sum()

    raised = np.append(values, np.full(5, brentq(lambda height: part(height) - rate, 1.5, 100)))
    short = _who_decides(raised, None, Tail(1.8, 29, 1))
    assert short.startswith(f"rests on {named}" if named else "") and (short != "") == (named != "")
    if named:
        assert short == (
            f"rests on 5 customers, who make {rate:.0%} of the variance; "
            "the tail exponent, 1.8 in 29 customers, may be heavy"
        )
    assert _who_decides(raised, None, Tail(1.8, 30, 1)) == "", "of a longer one three quarters"
    assert _who_decides(raised, None, Tail(9.0, 29, 1)) == "", "of a light one, too"
    falling, counts = np.unique(-raised, return_counts=True)
    assert _who_decides(-falling, counts.astype(float), Tail(1.8, 29, 1)) == short
