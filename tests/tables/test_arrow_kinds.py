"""Are columns that Arrow holds in a way of its own read as what they are?"""

from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest

from custseg.tables import amount_between, customer_table, log_between
from custseg.tables._arrow_kinds import as_plain

LARGE = 2**53 + 3  # no float: the next one is 2**53 + 4
PLAIN = pa.table(
    {
        "customer_id": pa.array([7, 8, 7]),
        "date": pa.array([19700, 19701, 19730], pa.int32()).cast(pa.date32()),
        "amount": pa.array([1.0, 2.0, float(LARGE)]),
    }
)
HELD = {
    "customer_id": PLAIN["customer_id"].combine_chunks().dictionary_encode(),
    "date": PLAIN["date"].cast(pa.date64()),
    "amount": pa.array([1, 2, LARGE]),
}
FRAMES = {"Arrow": lambda table: table, "pandas": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype)}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
@pytest.mark.parametrize("name", HELD)
def test_a_table_is_that_of_plain_columns(frame, name):
    held = frame(PLAIN.set_column(PLAIN.column_names.index(name), name, HELD[name]))
    pd.testing.assert_frame_equal(
        customer_table(held, as_of="2024-12-31"), customer_table(PLAIN, as_of="2024-12-31"), check_exact=True
    )
    window = {"after": "2023-12-09", "until": "2024-01-31"}
    assert amount_between(held, pd.Index([7, 8]), **window).tolist() == [LARGE + 1.0, 2.0]


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_moment_finer_than_a_microsecond_is_in_its_day(frame):
    moments = pa.array([19700 * 86_400 * 10**9 - 1, 19700 * 86_400 * 10**9], pa.timestamp("ns"))
    log = frame(pa.table({"customer_id": ["a", "b"], "date": moments, "amount": [1.0, 2.0]}))
    assert len(log_between(log, until="2023-12-08")) == 1
    assert customer_table(log, as_of="2023-12-09")["recency"].tolist() == [1, 0]


def test_decimals_of_hundreds_are_numbers():
    hundreds = PLAIN.set_column(2, "amount", pa.array([Decimal(100), Decimal(300), Decimal(0)], pa.decimal128(9, -2)))
    assert customer_table(hundreds, as_of="2024-12-31")["amount"].tolist() == [100.0, 300.0]


def test_what_is_plain_stays():
    frame = PLAIN.to_pandas()
    assert as_plain(PLAIN) is PLAIN and as_plain(frame) is frame
