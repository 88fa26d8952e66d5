import numpy as np

from custseg.repeat_buying.likelihood.regular_rows import compress_regular


def test_rows_hold_the_mean_of_their_customers_and_all_of_the_sum():
    x, t_x, T = np.array([2.0, 0, 2, 1]), np.array([9.0, 0, 9, 4]), np.array([20.0, 20, 20, 20])
    rows = compress_regular(x, t_x, T, np.array([1.0, 0.0, 3.0, 1.4]))
    assert len(rows) == 3 and rows.counts @ rows.log_gaps == 5.4
    again = rows.weighted(2 * rows.counts)
    assert type(again) is type(rows) and again.counts @ again.log_gaps == 10.8
    shuffled = compress_regular(x[::-1], t_x[::-1], T[::-1], np.array([1.4, 3.0, 0.0, 1.0]))
    np.testing.assert_array_equal(rows.log_gaps, shuffled.log_gaps)
