"""Are shares, counts and names written as they are?"""

import pandas as pd
import pytest
from manual.wording import counted, list_table, listed, percent, plain, pooled, pooled_error, span


def test_only_all_are_a_hundred_percent_and_only_none_are_none():
    written = [percent(share) for share in (0, 1, 0.9976, 0.99996, 0.0002, 0.5, float("nan"))]
    assert written == ["0 %", "100 %", "99.8 %", "> 99.9 %", "< 0.1 %", "50.0 %", ""]
    assert percent(0.00226, 2) == "0.23 %" and percent(0.95, 0) == "95 %"


def test_spans_counts_and_lists():
    assert span(pd.Series([0.93, 0.989])) == "93.0 to 98.9 %" and span(pd.Series([0.5, 0.5])) == "50.0 %"
    assert counted(1234.0, 5000.0) == "1,234 of 5,000"
    assert listed(["u_shape", "moons", "a*"]) == r"u shape, moons and a\*" and listed(["one"]) == "one"
    assert plain("`x`|y") == r"\`x\`\|y"


def test_shares_are_weighed_by_their_number():
    rows = pd.DataFrame({"share": [0.0, 1.0], "n": [30, 10], "se": [0.1, 0.2]})
    assert pooled(rows, "share", "n") == 0.25
    assert pooled_error(rows, "se", "n") == pytest.approx((3**2 + 2**2) ** 0.5 / 40)


def test_the_first_row_is_the_head():
    assert list_table([["1", "2"]], ["a", "b"]).splitlines()[4:8] == ["   * - a", "     - b", "   * - 1", "     - 2"]
