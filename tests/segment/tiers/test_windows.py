import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from custseg.datasets import load_cdnow, load_complete_journey
from custseg.schema import SchemaError, UnsafeValueWarning
from custseg.segment import amount_by_window, tier_panel
from tests.engines import ENGINES, assert_like_pandas, hard_log


def log(*rows):
    table = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    return table.assign(date=pd.to_datetime(table["date"]))


def test_calendar_windows_hold_what_a_group_by_finds():
    purchases = load_cdnow()
    table = amount_by_window(purchases, observed_until="1998-06-30", period="Q")
    expected = purchases.groupby(["customer_id", purchases["date"].dt.to_period("Q")])["amount"].sum().unstack()
    pd.testing.assert_frame_equal(table, expected, check_names=False)


def test_a_cut_window_is_left_out_at_either_end():
    rows = log(("a", "2024-01-20", 1.0), ("a", "2024-02-10", 2.0), ("b", "2024-03-31", 3.0), ("b", "2024-04-02", 4.0))
    table = amount_by_window(rows, observed_until="2024-04-29", period="M")
    assert [str(month) for month in table.columns] == ["2024-02", "2024-03"]
    assert table.sum().tolist() == [2.0, 3.0]


def test_a_log_may_begin_after_the_holiday_of_its_first_window():
    rows = log(("a", "2024-01-02", 1.0), ("a", "2024-02-10", 2.0))
    assert len(amount_by_window(rows, observed_until="2024-02-29", period="M").columns) == 2


def test_windows_of_days_roll_back_from_the_last_day_and_may_overlap():
    rows = log(("a", "2024-01-01", 1.0), ("b", "2024-01-08", 2.0), ("a", "2024-01-14", 4.0), ("b", "2024-01-21", 8.0))
    apart = amount_by_window(rows, observed_until="2024-01-21", days=7)
    assert apart.columns.strftime("%d").tolist() == ["07", "14", "21"] and apart.columns.name == "until"
    assert apart.fillna(0).to_numpy().tolist() == [[1, 4, 0], [0, 2, 8]]
    assert np.isnan(apart.loc["a"].iloc[2])
    rolling = amount_by_window(rows, observed_until="2024-01-21", days=14, every=7)
    assert rolling.fillna(0).to_numpy().tolist() == [[5, 4], [2, 10]]


def test_a_refund_lowers_the_window_of_its_purchase_and_who_gave_all_back_is_absent():
    rows = log(
        ("a", "2024-01-01", 10.0), ("a", "2024-02-05", -4.0), ("b", "2024-01-09", 3.0), ("b", "2024-02-01", -3.0)
    )
    table = amount_by_window(rows, observed_until="2024-02-29", period="M")
    assert table.index.tolist() == ["a"] and table.iloc[0].fillna(-1).tolist() == [6.0, -1.0]


@pytest.mark.parametrize("wanted", [{}, {"period": "M", "days": 7}, {"period": "M", "every": 7}, {"days": 0}])
def test_windows_that_cannot_be_are_refused(wanted):
    with pytest.raises(ValueError, match=r"period|days"):
        amount_by_window(log(("a", "2024-01-05", 10.0)), observed_until="2024-03-31", **wanted)


@pytest.mark.parametrize("wanted", [{"period": "Q"}, {"days": 91}])
def test_a_log_that_is_too_short_is_told_so(wanted):
    with pytest.raises(SchemaError, match="take a shorter one"):
        amount_by_window(log(("a", "2024-01-05", 10.0)), observed_until="2024-02-20", **wanted)


def test_the_order_of_rows_does_not_matter():
    rows = load_complete_journey().iloc[:4000]
    one = amount_by_window(rows, observed_until="2017-12-31", period="M")
    other = amount_by_window(rows.iloc[::-1], observed_until="2017-12-31", period="M")
    pd.testing.assert_frame_equal(one, other)


def test_windows_after_the_last_purchase_are_there_and_empty():
    rows = log(*[("a", day, 1.0) for day in pd.date_range("2024-01-01", "2024-03-31", freq="7D")])
    table = amount_by_window(rows, observed_until="2024-07-01", period="M")
    assert table.iloc[0].notna().tolist() == [True] * 3 + [False] * 3
    assert tier_panel(table, cuts=[1.0])["status"].tolist()[3:] == ["away"] * 3


def test_rows_after_the_last_day_are_refused():
    with pytest.raises(SchemaError, match="after observed_until"):
        amount_by_window(log(("a", "2024-01-05", 10.0)), observed_until="2024-01-04", days=2)


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize(
    "windows", [{"period": "M"}, {"days": 30}, {"days": 60, "every": 7}], ids=["calendar", "days", "rolling"]
)
@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_windows(engine, windows):
    assert_like_pandas(engine, lambda log: amount_by_window(log, observed_until="2025-01-03", **windows))
    assert_like_pandas(
        engine, lambda log: tier_panel(amount_by_window(log, observed_until="2025-01-03", **windows), n_tiers=3)
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_refuses_rows_after_the_last_day(engine):
    with pytest.raises(SchemaError, match="lie after observed_until 2024-06-30"):
        amount_by_window(ENGINES[engine](hard_log()), observed_until="2024-06-30", period="M")


@pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")
@pytest.mark.parametrize(
    "windows", [{"period": "M"}, {"days": 30}, {"days": 60, "every": 7}], ids=["calendar", "days", "rolling"]
)
@pytest.mark.parametrize("returns", [True, False])
@pytest.mark.parametrize("engine", ENGINES)
def test_windows_stay_on_their_engine(engine, returns, windows):
    rows, settings = hard_log(returns=returns), {"observed_until": "2025-01-03", **windows}
    given = ENGINES[engine](rows)
    found = amount_by_window(given, **settings, native=True)
    assert isinstance(found, type(given))
    table = nw.from_native(found).lazy().collect().to_pandas().set_index("customer_id").sort_index()
    expected = amount_by_window(rows, **settings)
    names = expected.columns.strftime("%Y-%m-%d") if "days" in windows else expected.columns.astype("str")
    expected = expected.set_axis(list(names), axis=1)
    pd.testing.assert_frame_equal(table[list(names)], expected, check_exact=True, check_index_type=False)
    with pytest.raises(SchemaError, match="lie after observed_until 2024-06-30"):
        amount_by_window(given, observed_until="2024-06-30", native=True, **windows)


@pytest.mark.parametrize("engine", ENGINES)
def test_refunds_without_a_purchase_are_named_where_the_table_stays(engine):
    rows = log(("a", "2024-01-01", 10.0), ("a", "2024-02-01", 5.0), ("b", "2024-01-20", -4.0), ("b", "2024-02-02", 8.0))
    with pytest.warns(UnsafeValueWarning, match="refunds of 4.00 found no purchase before them, 17.4%"):
        amount_by_window(ENGINES[engine](rows), observed_until="2024-02-29", period="M", native=True)
