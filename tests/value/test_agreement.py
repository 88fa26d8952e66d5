"""Does the comparison of rankings agree with SciPy, with itself, and with cases done by hand?"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from custseg.simulate import simulate_broker
from custseg.value.agreement import partial_rank_correlation, rank_agreement

columns = st.lists(st.tuples(st.integers(0, 20), st.integers(-20, 20)), min_size=5, max_size=40).filter(
    lambda rows: len({row[0] for row in rows}) > 1 and len({row[1] for row in rows}) > 1
)


def agree(rows, **options):
    table = pd.DataFrame(rows, columns=["sales", "profit"], dtype="float64")
    return rank_agreement(table[["sales"]], table["profit"], **options).loc["sales"]


@given(columns)
def test_correlation_is_scipys(rows):
    expected = spearmanr([row[0] for row in rows], [row[1] for row in rows]).statistic
    assert agree(rows)["spearman"] == pytest.approx(expected)


@given(columns, st.floats(0.1, 1000))
def test_the_unit_of_money_does_not_matter(rows, factor):
    scaled = [(row[0] * factor, row[1] * factor) for row in rows]
    assert agree(scaled).to_numpy() == pytest.approx(agree(rows).to_numpy(), nan_ok=True)


def test_the_right_measure_is_perfect():
    row = agree([(value, value) for value in range(1, 21)])
    assert (row["spearman"], row["top_overlap"], row["profit_of_top"]) == (pytest.approx(1), 1.0, 1.0)


def test_by_hand():
    # best two of ten by profit: 9 and 8; by sales: those with profit 1 and 9
    rows = [(10, 1), (9, 9), (8, 8), *[(value, -1) for value in range(1, 8)]]
    row = agree(rows)
    assert row["top_overlap"] == 0.5
    assert row["profit_of_top"] == pytest.approx(10 / 17)


def test_interval_is_bonett_and_wrights():
    random = np.random.default_rng(0)
    sales = random.normal(size=500)
    row = agree(np.column_stack([sales, sales + random.normal(size=500)]))
    centre, half = np.arctanh(row["spearman"]), 1.959964 * np.sqrt((1 + row["spearman"] ** 2 / 2) / 497)
    assert (row["low"], row["high"]) == (pytest.approx(np.tanh(centre - half)), pytest.approx(np.tanh(centre + half)))


def test_row_order_does_not_matter_even_with_ties():
    broker = simulate_broker(400).round(-3)
    shuffled = broker.sample(frac=1, random_state=1)
    measures = ["sim_assets", "sim_turnover"]
    pd.testing.assert_frame_equal(
        rank_agreement(broker[measures], broker["sim_profit"]),
        rank_agreement(shuffled[measures], shuffled["sim_profit"]),
    )


def test_a_base_without_profit_has_no_share_of_it():
    assert np.isnan(agree([(value, -value) for value in range(1, 11)], share=0.5)["profit_of_top"])


def test_bad_input_is_answered():
    good = pd.Series([1.0, 2.0, 3.0, 4.0])
    with pytest.raises(ValueError, match="same index"):
        rank_agreement(good.to_frame("sales"), good.set_axis(list("abcd")))
    with pytest.raises(ValueError, match="1 values are missing"):
        rank_agreement(good.to_frame("sales"), pd.Series([1.0, 2.0, np.nan, 4.0]))
    with pytest.raises(ValueError, match="at least four customers; found 3"):
        rank_agreement(good[:3].to_frame("sales"), good[:3])
    with pytest.raises(ValueError, match=r"at least one customer and not all; found 0\.2 of 4"):
        rank_agreement(good.to_frame("sales"), good)
    with pytest.raises(ValueError, match="constant and rank nobody: sales"):
        rank_agreement((good * 0).to_frame("sales"), good, share=0.5)


def test_partial_rank_correlation_is_none_where_only_size_ties_the_two():
    random = np.random.default_rng(0)
    size = pd.Series(random.normal(size=2000))
    first, second = (size + random.normal(size=2000) for _ in range(2))
    assert first.corr(second, method="spearman") > 0.4
    assert abs(partial_rank_correlation(first, second, given=size.to_frame("size"))) < 0.06
    # with one column held equal the textbook formula gives the same
    a, b, c = (first.corr(second, "spearman"), first.corr(size, "spearman"), second.corr(size, "spearman"))
    expected = (a - b * c) / np.sqrt((1 - b**2) * (1 - c**2))
    assert partial_rank_correlation(first, second, given=size.to_frame("size")) == pytest.approx(expected, abs=1e-9)


def test_partial_rank_correlation_answers_bad_input():
    good = pd.Series([1.0, 3.0, 2.0, 5.0, 4.0])
    assert np.isnan(partial_rank_correlation(good, -good, given=good.to_frame("size")))
    with pytest.raises(ValueError, match="same index"):
        partial_rank_correlation(good, good, given=good[:4].to_frame("size"))
    with pytest.raises(ValueError, match="1 values are missing"):
        partial_rank_correlation(good, good.where(good > 1), given=good.to_frame("size"))
    with pytest.raises(ValueError, match="need 5 customers; found 4"):
        partial_rank_correlation(good[:4], good[:4], given=good[:4].to_frame("size"))
