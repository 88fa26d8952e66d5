import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.schema import SchemaError
from custseg.value import repeat_rate, second_purchase_waits, silence_table


def log(*rows):
    table = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    return table.assign(date=pd.to_datetime(table["date"]))


@pytest.fixture(scope="module")
def waits():
    return second_purchase_waits(load_cdnow(), observed_until="1998-06-30")


def test_a_second_purchase_on_the_first_day_is_none_and_what_was_given_back_neither():
    rows = log(("a", "2024-01-01", 5), ("a", "2024-01-01", 6), ("a", "2024-01-04", 7), ("b", "2024-01-02", 5),
               ("b", "2024-01-03", 9), ("b", "2024-01-05", -9))  # fmt: skip
    table = second_purchase_waits(rows, observed_until="2024-01-31")
    assert table["days_to_second"].tolist()[0] == 3 and np.isnan(table["days_to_second"]["b"])
    assert table["days_watched"].tolist() == [30, 29]
    assert table["first_month"].astype(str).tolist() == ["2024-01"] * 2


def test_it_counts_whom_the_repeat_rate_counts(waits):
    plain = repeat_rate(load_cdnow(), observed_until="1998-06-30", within=[30, 180, 365])
    assert [(waits["days_to_second"] <= days).sum() for days in plain.index] == plain["repeated"].tolist()


def test_the_silent_are_all_but_those_who_came(waits):
    """Of 2,357 customers of CDNOW 410 were back by day 30, 887 by day 180, 1,074 by day 365."""
    table = silence_table(waits, silent_since=[30, 180], within=365)
    assert table["customers"].tolist() == [2357 - 410, 2357 - 887]
    assert table["came_back"].tolist() == [1074 - 410, 1074 - 887]
    assert (table["low"] < table["share"]).all() and (table["share"] < table["high"]).all()


def test_evenly_spread_returns_are_as_the_rival_says():
    days = np.arange(1, 101)
    table = pd.DataFrame({"days_to_second": np.append(days, [np.nan] * 100), "days_watched": 100})
    silent = silence_table(table, silent_since=[20, 60], within=100)
    assert silent["share"].tolist() == pytest.approx(silent["share_if_even"].tolist())


def test_who_was_not_watched_long_enough_is_not_counted():
    table = pd.DataFrame({"days_to_second": [5.0, np.nan, 3.0], "days_watched": [30, 30, 29]})
    assert silence_table(table, silent_since=[1], within=30)["customers"].tolist() == [2]


def test_wrong_questions_are_answered_in_words(waits):
    with pytest.raises(SchemaError, match="lacks 'days_watched'"):
        silence_table(waits[["days_to_second"]], silent_since=[30], within=365)
    with pytest.raises(ValueError, match="must be days below within=60; found 60"):
        silence_table(waits, silent_since=[60], within=60)
    with pytest.raises(SchemaError, match="nobody in waits was watched for 900 days"):
        silence_table(waits, silent_since=[60], within=900)


def test_nothing_is_changed(waits):
    before = waits.copy()
    silence_table(waits, silent_since=[30], within=365)
    pd.testing.assert_frame_equal(waits, before)


def test_the_label_is_what_the_column_says_on_the_first_day():
    dates = pd.to_datetime(["2024-01-05", "2024-01-05", "2024-02-03", "2024-01-09"])
    log = pd.DataFrame({"customer_id": ["ann", "ann", "ann", "bob"], "date": dates, "amount": [1.0, 2.0, 9.0, 1.0]})
    log = log.assign(channel=["web", "shop", "fair", None])
    waits = second_purchase_waits(log, observed_until="2024-06-30", by="channel")
    assert waits["label"].to_dict() == {"ann": "shop", "bob": "unknown"}
