"""Do the rows of each customer add up to the same in memory and on every engine?"""

import pandas as pd
import pytest

from custseg.tables._customer_sums import counted, summed_at_home, with_returners
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
