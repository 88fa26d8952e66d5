"""Is a list compared with rivals exactly as long, whatever the ties and the order of rows?"""

import numpy as np
import pandas as pd
import pytest

from custseg import ValueGrid, amount_between, customer_table, load_cdnow
from custseg.decide import list_against_columns
from custseg.tables import log_between


@pytest.fixture
def customers():
    later = pd.Series([40.0, 20, 30, 0, 10, 0], index=list("abcdef"))
    return pd.DataFrame(
        {"later": later, "spent": [9.0, 8, 8, 8, 1, 0], "chosen": [True, False, True, False, False, False]}
    )


def test_tied_customers_at_the_end_are_taken_in_part(customers):
    row = list_against_columns(customers["later"], customers["chosen"], {"spent": customers["spent"]}).loc["spent"]
    assert row["share"] == pytest.approx(0.7)
    assert row["rival_share"] == pytest.approx((40 + (20 + 30 + 0) / 3) / 100)  # one place for three who are tied
    assert row["difference"] == pytest.approx(row["share"] - row["rival_share"])


def test_the_order_of_rows_decides_nothing(customers):
    turned = customers.iloc[::-1]
    tables = [list_against_columns(t["later"], t["chosen"], {"spent": t["spent"]}) for t in (customers, turned)]
    pd.testing.assert_frame_equal(*tables)


def test_a_list_that_is_its_own_rival_is_no_better():
    later = pd.Series(np.arange(40.0))
    row = list_against_columns(later, later >= 30, {"later": later}).iloc[0]
    assert row["difference"] == 0
    assert row[["low", "high"]].isna().all()  # nothing differs, so nothing says how far chance could carry it


def test_the_champions_of_cdnow_are_no_better_than_one_column():
    """The 533 champions bring 71.4 % of later sales, the first 533 by amount 71.0 %: sums over the raw rows."""
    log = load_cdnow()
    known = customer_table(log_between(log, until="1997-12-31"), as_of="1997-12-31")
    names = ValueGrid("rfm").fit(known).predict(known)
    later = amount_between(log, known.index, after="1997-12-31", until="1998-06-30")
    row = list_against_columns(later, names == "champions", {"amount": known["amount"]}).iloc[0]
    assert row["customers"] == 533
    assert (row["share"], row["rival_share"]) == pytest.approx((0.714, 0.710), abs=0.0006)
    assert row["low"] < 0 < row["high"]


@pytest.mark.slow
def test_the_interval_of_the_difference_holds_the_truth():
    """Of 500 firms whose customers are drawn anew, about 95 of 100 intervals hold the difference of a large firm."""

    def firm(n, random):
        rate = random.gamma(1.5, 1, n)
        seen, later = random.poisson(rate), random.poisson(rate) * random.lognormal(0, 0.7, n)
        return pd.Series(later), pd.Series(rate + random.normal(0, 0.7, n) > 2.0), pd.Series(seen.astype(float))

    def compared(n, seed):
        later, chosen, seen = firm(n, np.random.default_rng(seed))
        return list_against_columns(later, chosen, {"seen": seen}).loc["seen"]

    truth, rows = compared(400_000, 0)["difference"], [compared(800, seed) for seed in range(1, 501)]
    held = sum(row["low"] <= truth <= row["high"] for row in rows)
    assert 460 <= held <= 490  # 475 expected; binomial, 99.8 %


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda c: c.assign(chosen=False), "nobody is chosen"),
        (lambda c: c.assign(later=0.0), "brought nothing later"),
        (lambda c: c.assign(spent=[np.nan, 1, 2, 3, 4, np.inf]), "column 'spent' holds 2 values"),
        (lambda c: c.assign(chosen=1), "chosen must be True and False"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(customers, change, told):
    table = change(customers)
    with pytest.raises(ValueError, match=told):
        list_against_columns(table["later"], table["chosen"], {"spent": table["spent"]})


def test_every_problem_is_told_at_once(customers):
    with pytest.raises(ValueError, match=r"chosen has another index.*there is no column"):
        list_against_columns(customers["later"], customers["chosen"].iloc[1:], {})
