import narwhals as nw
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.value import interpurchase_times, repeat_rate
from tests.engines import ENGINES, assert_like_pandas, hard_log

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


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_times(engine):
    assert_like_pandas(engine, interpurchase_times)
    assert_like_pandas(engine, lambda log: repeat_rate(log, observed_until="2025-01-03"))


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_refuses_what_pandas_refuses(engine):
    log = hard_log()
    log.loc[[3, 4], "amount"] = [float("nan"), float("inf")]
    with pytest.raises(SchemaError, match="1 row has no amount"):
        interpurchase_times(ENGINES[engine](log))
    with pytest.raises(SchemaError, match="lie after observed_until"):
        repeat_rate(ENGINES[engine](hard_log()), observed_until="2024-06-30")


@pytest.mark.parametrize("returns", [True, False])
@pytest.mark.parametrize("engine", ENGINES)
def test_gaps_stay_on_their_engine(engine, returns):
    log = hard_log(returns=returns)
    given = ENGINES[engine](log)
    found = interpurchase_times(given, native=True)
    assert isinstance(found, type(given))
    table = nw.from_native(found).lazy().collect().to_pandas().sort_values(["customer_id", "days"], ignore_index=True)
    expected = interpurchase_times(log, native=True).reset_index()  # pandas has its own way
    pd.testing.assert_frame_equal(
        table[["customer_id", "days"]],
        expected.sort_values(["customer_id", "days"], ignore_index=True),
        check_dtype=False,
        check_exact=True,
    )
    with pytest.raises(SchemaError, match="no amount"):
        interpurchase_times(ENGINES[engine](log.assign(amount=float("nan"))), native=True)
