"""Is a log that many functions ask about read once, with the same answers, and is nothing kept that may change?"""

import pickle

import numpy as np
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.tables import _read_once, _sold, amount_between, customer_table, net_refunds
from custseg.tables._log import purchase_log
from custseg.tables._read_once import ReadOnceLog, once
from custseg.tables._sold import sold_log


@pytest.fixture
def log():
    """Give 400 rows of 40 customers, one in eight a refund, with orders and costs."""
    rng = np.random.default_rng(3)
    n = 400
    amount = np.where(rng.uniform(size=n) < 0.125, -1, 1) * rng.integers(1, 50, n).astype(float)
    return pd.DataFrame(
        {
            "customer_id": rng.integers(0, 40, n),
            "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.sort(rng.integers(0, 300, n)), "D"),
            "amount": amount,
            "order_id": rng.integers(0, 200, n),
            "cost": amount / 2,
        }
    )


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_every_question_has_the_same_answer(log):
    known = ReadOnceLog(log)
    for _ in range(2):
        pd.testing.assert_frame_equal(
            customer_table(known, as_of="2024-12-31"), customer_table(log, as_of="2024-12-31")
        )
        pd.testing.assert_frame_equal(net_refunds(known), net_refunds(log))
        window = {"after": "2024-03-01", "until": "2024-06-30"}
        ids = pd.Index(range(40), name="customer_id")
        pd.testing.assert_series_equal(amount_between(known, ids, **window), amount_between(log, ids, **window))
        for more in ((), ("order_id",), ("order_id", "cost")):
            for one, other in zip(purchase_log(known, *more), purchase_log(log, *more), strict=True):
                assert (one is None) == (other is None) and (one is None or (one == other).all())
            found, plain = sold_log(known, *more), sold_log(log, *more)
            assert (found.sold.amount == plain.sold.amount).all() and (found.left == plain.left).all()


def test_categories_lie_where_they_lay():
    log = pd.DataFrame({"product": pd.Categorical(["a", "b"] * 50_000)})
    place = _read_once._memory(log)
    taken = [log["product"].cat.codes.to_numpy() for _ in range(2)]  # memory that a copy of the numbers would get
    assert _read_once._memory(log) == place and len(taken) == 2


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
def test_what_an_earlier_day_knew_is_asked_anew(log):
    known = ReadOnceLog(log)
    sold_log(known)
    for until in (19_790, 19_900):  # 2024-03-08 and 2024-06-26
        found, plain = sold_log(known, known_until=until), sold_log(log[: len(log)], known_until=until)
        assert (found.log.day <= until).all() and len(found.log.day) < len(log)
        assert (found.left == plain.left).all() and (found.netted.unplaced == plain.netted.unplaced).all()
        rows = log[log["date"] < pd.Timestamp(until + 1, unit="D")]
        assert (found.left == sold_log(rows).left).all()


def test_refunds_are_netted_once(log, monkeypatch):
    calls = []
    monkeypatch.setattr(_sold, "place_refunds", lambda *given: calls.append(1) or place(*given))
    known = ReadOnceLog(log)
    for more in ((), ("order_id",), ()):
        sold_log(known, *more)
    assert len(calls) == 1
    sold_log(log)
    sold_log(known.assign(amount=log["amount"] * 2))
    assert len(calls) == 3


place = _sold.place_refunds


@pytest.mark.parametrize("name", ["left", "unplaced"])
def test_who_writes_into_what_is_left_changes_no_later_answer(log, name):
    known = ReadOnceLog(log)
    before = net_refunds(known)[name].tolist()
    netted = net_refunds(known)
    netted.loc[0, name] = 999.0
    assert net_refunds(known)[name].tolist() == before


def test_rows_after_the_last_day_are_refused_whatever_was_asked_before(log):
    known, plain = ReadOnceLog(log), log.copy()
    purchase_log(known)
    for table in (known, plain):
        with pytest.raises(SchemaError, match=r"after observed_until 2024-06-30, the last on 2024-10-2"):
            purchase_log(table, last_day=19_904, name="observed_until")
    assert len(purchase_log(known).day) == 400


def test_faults_are_told_each_time(log):
    log.loc[3, "amount"] = np.nan
    for table in (known := ReadOnceLog(log), known, log):
        with pytest.raises(SchemaError, match="1 row has no amount"):
            purchase_log(table)


def test_what_is_made_of_it_is_a_plain_table(log):
    log.attrs["source"] = {"name": "shop"}
    known = ReadOnceLog(log)
    once(known, "rows", lambda: 1)
    for made in (known.head(3), known.assign(more=1), known.copy(), known[["amount"]], known.reset_index()):
        assert type(made) is pd.DataFrame
    assert known.attrs == log.attrs
    again = pickle.loads(pickle.dumps(known))
    assert type(again) is ReadOnceLog and again.equals(known) and once(again, "rows", lambda: 2) == 2


def test_it_is_not_changed(log):
    known = ReadOnceLog(log)
    with pytest.raises(TypeError, match="read once and does not change: make another with assign"):
        known["amount"] = 1.0
    assert (known["amount"] == log["amount"]).all()


def test_any_other_table_keeps_nothing(log):
    assert [once(log, "rows", lambda n=n: n) for n in (1, 2)] == [1, 2]


CHANGES = {
    "a cell": lambda rows: rows.loc.__setitem__((3, "amount"), 1_000.0),
    "by place": lambda rows: rows.iloc.__setitem__((3, 2), 1_000.0),
    "at": lambda rows: rows.at.__setitem__((3, "amount"), 1_000.0),
    "a text": lambda rows: rows.loc.__setitem__((3, "order_id"), "another"),
    "rows like others": lambda rows: rows.update(rows[["amount"]] + 1.0),
    "a column gone": lambda rows: rows.pop("cost"),
    "a column put in": lambda rows: rows.insert(0, "more", 1.0),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_log_changed_in_place_is_read_anew(log, change):
    log = log.astype({"order_id": "str"})
    known = ReadOnceLog(log.copy())
    before = purchase_log(known, "order_id", "cost")
    told = before.amount.copy()
    assert purchase_log(known, "order_id", "cost") is before
    change(known)
    assert purchase_log(known, "order_id", "cost") is not before
    plain = purchase_log(pd.DataFrame(known), "order_id", "cost")
    for one, other in zip(purchase_log(known, "order_id", "cost"), plain, strict=True):
        assert (one is None) == (other is None) and (one is None or (one == other).all())
    assert (before.amount == told).all(), "who was told before keeps what was said"
