import pandas as pd
import pytest

from custseg.value import interpurchase_times, repeat_rate

UNTIL = "2024-02-29"


def test_repeat_rate_agrees_with_plain_pandas(random_log, sold):
    transactions = random_log(8, rows=200, customers=60)
    found = repeat_rate(transactions, observed_until=UNTIL, within=[10, 30, 100])
    days = sold(transactions).query("amount >= 0").groupby("customer_id")["date"].agg(lambda d: sorted(set(d)))
    for within, row in found.iterrows():
        limit = pd.Timedelta(days=within)
        watched = days[days.map(lambda d, limit=limit: d[0] + limit <= pd.Timestamp(UNTIL))]
        again = watched.map(lambda d, limit=limit: len(d) > 1 and d[1] - d[0] <= limit).sum()
        assert row[["customers", "repeated"]].tolist() == [len(watched), again]
        assert row["low"] < row["repeat_rate"] < row["high"]


def test_wilson_interval_and_unwatched_customers():
    log = pd.DataFrame({"customer_id": [str(i) for i in range(10)], "date": pd.Timestamp("2024-01-01"), "amount": 1.0})
    log = pd.concat([log, log[:5].assign(date=pd.Timestamp("2024-01-11"))])
    found = repeat_rate(log, observed_until="2024-01-31", within=[9, 10, 31])
    assert found["repeated"].tolist() == [0, 5, 0] and found["customers"].tolist() == [10, 10, 0]
    # Wilson 95 % for 5 of 10: .2366 to .7634 (closed form); for 0 of 10 the lower end is 0
    assert found.loc[10, ["low", "high"]].tolist() == pytest.approx([0.2366, 0.7634], abs=5e-5)
    assert found.loc[9, "low"] == pytest.approx(0, abs=1e-12)
    assert found.loc[31, ["repeat_rate", "low", "high"]].isna().all()


def test_interpurchase_times(random_log, sold):
    transactions = random_log(9)
    found = interpurchase_times(transactions)
    bought = sold(transactions).query("amount >= 0").drop_duplicates(["customer_id", "date"])
    gaps = bought.sort_values(["customer_id", "date"]).groupby("customer_id")["date"].diff().dropna().dt.days
    assert found.tolist() == gaps.tolist() and found.min() >= 1
    once = transactions.drop_duplicates("customer_id").assign(amount=1.0)
    assert interpurchase_times(once).empty
