"""To what is a log summed up before it is searched for signs?"""

import pandas as pd

from custseg.decide.signs._facts import log_figures


def figures(rows):
    return log_figures(
        pd.DataFrame(rows, columns=["customer_id", "date", "amount"]).astype({"date": "datetime64[us]"}), "2024-12-31"
    )


def test_visits_are_days_with_a_purchase_sorted_by_customer_and_day():
    log = figures(
        [("b", "2024-03-01", 1.0), ("a", "2024-02-01", 1.0), ("b", "2024-03-01", 2.0), ("b", "2024-01-01", 1.0)]
    )
    assert [str(log.sold.customers[who]) for who in log.who] == ["a", "b", "b"]
    assert (log.day - log.start).tolist() == [31, 0, 60]
    assert (log.first - log.start).tolist() == [31, 0]
    assert log.days == 366


def test_windows_count_back_from_the_last_day():
    log = figures([("a", "2024-12-31", 1.0), ("b", "2024-10-02", 1.0), ("c", "2024-10-01", 1.0)])
    assert log.window.tolist() == [0, 0, 1]


def test_what_was_given_back_is_no_visit():
    log = figures([("a", "2024-01-01", 5.0), ("a", "2024-01-02", -5.0)])
    assert len(log.day) == 0
    assert len(log.rows.amount) == 2
