import pandas as pd
import pytest

from custseg.datasets import load_cdnow
from custseg.schema import SchemaError
from custseg.value import revenue_bridge
from tests.engines import ENGINES, assert_like_pandas, hard_log

# refunds are drawn by lot here: many find no purchase
pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
BEFORE, AFTER = ("2023-06-01", "2023-09-30"), ("2023-10-01", "2024-01-31")
PARTS = ["new", "reactivated", "kept, more", "kept, less", "lost", "returns only"]


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(30))
def test_parts_add_up_to_the_cent(random_log, sold, seed):
    transactions = random_log(seed, rows=80, customers=30)
    bridge = revenue_bridge(transactions, before=BEFORE, after=AFTER)
    left = sold(transactions[transactions["date"] <= AFTER[1]])
    sums = [left.loc[left["date"].between(*span), "amount"].sum() for span in (BEFORE, AFTER)]
    assert bridge.loc["total", ["before", "after"]].tolist() == pytest.approx(sums, abs=0.005)
    assert bridge.loc[PARTS, "change"].sum() == pytest.approx(sums[1] - sums[0], abs=0.005)
    inside = transactions["date"].between(BEFORE[0], AFTER[1])
    assert bridge.loc["total", "customers"] == transactions.loc[inside, "customer_id"].nunique()


def test_each_customer_goes_where_he_belongs():
    rows = [
        ("new", "2023-10-05", 5.0),
        ("gave back first", "2023-02-01", -4.0),  # what was bought before the log began makes nobody known in it
        ("gave back first", "2023-10-10", 8.0),
        ("back", "2023-02-01", 7.0),
        ("back", "2023-11-01", 6.0),
        ("more", "2023-06-01", 4.0),
        ("more", "2024-01-31", 4.5),
        ("less", "2023-09-30", 9.0),
        ("less", "2023-10-01", 2.0),
        ("lost", "2023-07-01", 3.0),
        ("lost", "2023-10-07", -1.0),  # lowers what was bought in the first period
        ("returns", "2023-10-08", -2.0),
        ("gave back", "2023-08-01", 5.0),
        ("gave back", "2023-10-09", -5.0),
        ("before", "2023-05-31", 100.0),  # in neither period
    ]
    transactions = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    transactions["date"] = pd.to_datetime(transactions["date"])
    bridge = revenue_bridge(transactions, before=BEFORE, after=AFTER)
    assert bridge.loc[PARTS, "customers"].tolist() == [2, 1, 1, 1, 1, 2]
    assert bridge["change"].to_dict() == pytest.approx(
        {"new": 13, "reactivated": 6, "kept, more": 0.5, "kept, less": -7, "lost": -2, "returns only": 0, "total": 10.5}
    )
    assert bridge.attrs["days"] == (122, 123) and bridge.attrs["refund_amount_without_purchase"] == 6.0


def test_cdnow_has_nobody_new_after_the_first_quarter():
    bridge = revenue_bridge(load_cdnow(), before=("1997-04-01", "1997-06-30"), after=("1997-07-01", "1997-09-30"))
    assert bridge.loc["new", ["customers", "after"]].tolist() == [0, 0]
    assert bridge.loc["reactivated", "customers"] > 0


def test_order_and_duplication(random_log):
    transactions = random_log(3)
    bridge = revenue_bridge(transactions, before=BEFORE, after=AFTER)
    pd.testing.assert_frame_equal(revenue_bridge(transactions[::-1], before=BEFORE, after=AFTER), bridge)
    twins = transactions.assign(customer_id="twin " + transactions["customer_id"])
    both = revenue_bridge(pd.concat([transactions, twins]), before=BEFORE, after=AFTER)
    assert both["change"].to_numpy() == pytest.approx(2 * bridge["change"].to_numpy())


def test_bad_periods(random_log):
    transactions = random_log(0)
    for before, after, message in [
        (BEFORE, ("2023-09-30", "2024-01-31"), "they overlap"),
        (("2023-09-30", "2023-06-01"), AFTER, "before it starts"),
        (("2023-06-01",), AFTER, "must be two days"),
        ("2023", AFTER, "must be two days"),
        (("soon", "later"), AFTER, "must be a day from"),
        (("2030-01-01", "2030-12-31"), ("2031-01-01", "2031-12-31"), "no row lies between"),
    ]:
        with pytest.raises(ValueError, match=message):
            revenue_bridge(transactions, before=before, after=after)
    with pytest.raises(SchemaError, match="is empty"):
        revenue_bridge(transactions[:0], before=BEFORE, after=AFTER)


@pytest.mark.heavy
@pytest.mark.parametrize("decimals", [False, True])
@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_parts(engine, decimals):
    spans = {"before": ("2023-09-01", "2024-02-29"), "after": ("2024-03-01", "2024-08-31")}
    assert_like_pandas(engine, lambda log: revenue_bridge(log, **spans), decimals=decimals, customers=30)
    assert_like_pandas(engine, lambda log: revenue_bridge(log, **spans), decimals=decimals, customers=300)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_refuses_what_pandas_refuses(engine):
    spans = {"before": BEFORE, "after": AFTER}
    log = hard_log()
    log.loc[[3, 4], "amount"] = [float("nan"), float("inf")]
    with pytest.raises(SchemaError, match="1 row has no amount"):
        revenue_bridge(ENGINES[engine](log), **spans)
    with pytest.raises(ValueError, match="no row lies between"):
        revenue_bridge(
            ENGINES[engine](hard_log()), before=("2001-01-01", "2001-02-01"), after=("2002-01-01", "2002-02-01")
        )


def test_the_same_money_in_another_order_is_not_less():
    days = pd.to_datetime(["2023-06-01", "2023-06-02", "2023-06-03", "2023-10-01", "2023-10-02", "2023-10-03"])
    log = pd.DataFrame({"customer_id": "a", "date": days, "amount": [0.1, 0.2, 0.3, 0.3, 0.2, 0.1]})
    bridge = revenue_bridge(log, before=BEFORE, after=AFTER)
    assert bridge.loc["kept, more", "customers"] == 1
