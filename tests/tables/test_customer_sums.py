"""Do the rows of each customer add up to the same in memory and on every engine?"""

import pandas as pd
import polars as pl
import pytest

from custseg.tables._customer_sums import counted, customers_on_engine, summed_at_home, with_returners
from custseg.tables._log_checks import open_log
from custseg.tables._sold import sold_log
from tests.engines import ENGINES, hard_log

LAST_DAY = (pd.Timestamp("2025-01-15") - pd.Timestamp(0)).days


@pytest.mark.parametrize("in_memory", [True, False], ids=["one step", "two steps"])
@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pyarrow"])
def test_both_plans_add_up_what_memory_adds_up(engine, in_memory):
    given = ENGINES[engine](hard_log())
    home = summed_at_home(open_log(given, "order_id"), LAST_DAY, in_memory=in_memory)
    summed, refunded = with_returners(given, home)
    sold = sold_log(hard_log(), "order_id")
    expected = counted(sold)
    summed, expected = (sums.assign(purchases=sums["purchases"] > 0) for sums in (summed, expected))  # some, or none
    pd.testing.assert_frame_equal(summed[expected.columns], expected, check_dtype=False, check_exact=True)
    assert refunded == sold.refunded


@pytest.mark.parametrize(("occasion", "steps"), [("date", 1), ("order_id", 2)])
def test_polars_groups_a_file_of_days_once(tmp_path, occasion, steps):
    # 30 million rows of Parquet, 2.5 million customers: 1.9 GB at the peak in one step, 3.7 GB in two
    pl.from_pandas(hard_log()).write_parquet(tmp_path / "log.parquet")
    frame = open_log(pl.scan_parquet(tmp_path / "log.parquet"), *({occasion} - {"date"}))
    plan = customers_on_engine(frame, LAST_DAY, in_memory=False).to_native().explain()
    assert plan.count("AGGREGATE") == steps
