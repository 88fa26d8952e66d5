import pandas as pd
import pytest
from manual.shares import caveats


def rows(**given):
    cells = {"kind": ["flat_fee", "flat_fee", "giants"], "group": [0.1, 0.5, 0.1], "n": [20, 1000, 100], "lists": 100}
    return pd.DataFrame(cells | given)


def test_intervals_are_pooled_over_the_lists_that_have_one():
    """Of 30 lists with a caveat 12 hold, of 150 without one 144: 20 of the last kind have no interval."""
    told = caveats(
        rows(
            given=[1.0, 1.0, 0.8],
            caveat=[0.1, 0.0, 0.25],
            coverage_with=[0.4, None, 0.4],
            coverage_without=[0.9, 1.0, 0.9],
        )
    )
    assert told.startswith("Without a caveat 94.0 % of the intervals of a share of money hold, and with one 40.0 %")
    assert "over groups of 10 % to 50 % of 20 to 1,000 customers." in told
    assert "   * - flat fee\n     - 200\n     - 5.0 %\n     - 40.0 %\n     - 95.3 %\n" in told
    assert "   * - giants\n     - 100\n     - 25.0 %\n     - 40.0 %\n     - 90.0 %\n" in told


def test_a_kind_without_a_caveat_says_nothing_of_lists_with_one():
    told = caveats(rows(given=1.0, caveat=[0.0, 0.0, 0.5], coverage_with=[None, None, 0.5], coverage_without=0.95))
    assert "   * - flat fee\n     - 200\n     - 0 %\n     - \n     - 95.0 %\n" in told


def test_where_no_list_has_a_caveat_the_sentence_says_so():
    told = caveats(rows(given=1.0, caveat=0.0, coverage_with=None, coverage_without=0.95))
    assert told.startswith("Without a caveat 95.0 % of the intervals of a share of money hold; none has one (95 %")


def test_lists_with_a_caveat_whose_coverage_is_missing_are_refused():
    with pytest.raises(ValueError, match="coverage_with must be known"):
        caveats(rows(given=1.0, caveat=0.5, coverage_with=None, coverage_without=0.95))
