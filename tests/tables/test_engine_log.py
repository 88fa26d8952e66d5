"""Are rows marked on their engine, and do faults stop sums on their way home?"""

import narwhals as nw
import pandas as pd
import pytest

from custseg.schema import SchemaError
from custseg.tables._engine_log import came_home, flagged, nobody, summed_log
from custseg.tables._log_checks import open_log
from tests.engines import ENGINES

LOG = pd.DataFrame(
    {
        "customer_id": ["a", None, " ", "b"],
        "date": pd.to_datetime(["2024-01-01", "2024-01-02", None, "2024-01-04"]).astype("datetime64[us]"),
        "amount": [1.0, -1.0, 0.0, float("nan")],
    }
)
LAZY = [name for name in ENGINES if name != "pyarrow"]  # an Arrow table is counted in memory


@pytest.mark.parametrize("engine", LAZY)
def test_rows_are_marked(engine):
    frame = open_log(ENGINES[engine](LOG))
    marked = flagged(frame).with_columns(nobody=nobody(frame)).sort("amount", nulls_last=True).collect().to_pandas()
    rows = marked.set_index("amount")[["unfit", "back", "sold", "nobody"]]
    assert rows.loc[1.0].tolist() == [0, 0, 1, 0]
    assert rows.loc[-1.0].tolist() == [0, 1, 0, 1]
    assert rows.loc[0.0].tolist() == [1, 0, 1, 1]
    assert rows["unfit"].tolist()[-1] == 1


@pytest.mark.parametrize("engine", LAZY)
def test_sums_of_a_faulty_log_do_not_come_home(engine):
    frame = open_log(ENGINES[engine](LOG))
    with pytest.raises(SchemaError, match="2 rows have no customer_id"):
        came_home(lambda rows: flagged(rows).group_by("customer_id").agg(nw.col("unfit").sum()), frame)


@pytest.mark.parametrize("engine", LAZY)
def test_whole_numbers_have_no_blanks(engine):
    numbers = LOG.assign(customer_id=[1, 2, 3, 4])
    frame = open_log(ENGINES[engine](numbers))
    assert frame.select(nobody=nobody(frame)).collect().to_pandas()["nobody"].sum() == 0


@pytest.mark.parametrize("engine", LAZY)
def test_a_short_log_has_a_row_for_each_customer_and_cell(engine):
    days = pd.to_datetime(["2024-01-31", "2024-01-05", "2024-02-01", "2024-01-09", "2024-03-01"])
    log = pd.DataFrame({"customer_id": ["a", "a", "a", "b", "b"], "date": days, "amount": [1.0, 2.0, 4.0, 8.0, -8.0]})
    given = ENGINES[engine](log)
    short = summed_log(given, open_log(given), nw.col("date").dt.month()).sort_values(["customer_id", "date"])
    assert short["amount"].tolist() == [3.0, 4.0, 8.0, -8.0]  # b gave something back: both rows are here
    assert short["date"].dt.strftime("%m-%d").tolist() == ["01-05", "02-01", "01-09", "03-01"]
