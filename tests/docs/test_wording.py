"""Are shares, counts and names written as they are?"""

import pandas as pd
import pytest
from manual.wording import at_most, counted, list_table, listed, percent, plain, pooled, pooled_error, span, the_one


def test_only_all_are_a_hundred_percent_and_only_none_are_none():
    written = [percent(share) for share in (0, 1, 0.9976, 0.99996, 0.0002, 0.5, float("nan"))]
    assert written == ["0 %", "100 %", "99.8 %", "> 99.9 %", "< 0.1 %", "50.0 %", ""]
    assert [percent(share) for share in (0.9995, 0.00049)] == ["> 99.9 %", "< 0.1 %"]
    assert [percent(share, 0) for share in (199 / 200, 1 / 200)] == ["> 99 %", "< 1 %"]  # 99.5 is written as 100
    assert percent(0.00226, 2) == "0.23 %" and percent(0.95, 0) == "95 %"


@pytest.mark.parametrize("share", [1.2, -0.1, 95.0])
def test_what_is_no_share_is_refused(share):
    with pytest.raises(ValueError, match="between 0 and 1; found"):
        percent(share)
    assert percent(1 + 1e-12) == "100 %" and percent(-1e-12) == "0 %"


def test_an_upper_end_is_rounded_up():
    assert [at_most(2.54, 1), at_most(2.5, 1), at_most(0.0069, 4), at_most(0.1 + 0.2, 1)] == [
        "2.6",
        "2.5",
        "0.0069",
        "0.3",
    ]


def test_a_number_that_a_sentence_says_of_all_is_the_one_of_all():
    assert the_one(pd.Series([0.95, 0.95])) == 0.95
    with pytest.raises(ValueError, match=r"promised should be one number in all rows; found .*0\.8.*0\.95"):
        the_one(pd.Series([0.95, 0.8], name="promised"))


def test_shares_that_are_missing_are_not_taken_for_none():
    rows = pd.DataFrame({"share": [0.5, None], "n": [30, 10]})
    with pytest.raises(ValueError, match="share must be known in every row that counts"):
        pooled(rows, "share", "n")
    assert pooled(rows.assign(n=[30, 0]), "share", "n") == 0.5
    for shares in (rows["share"], rows["share"].iloc[:0]):
        with pytest.raises(ValueError, match="shares are missing"):
            span(shares)


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
