import numpy as np

from custseg.tables._gaps import median_gaps


def test_the_median_is_that_of_each_customers_gaps():
    who = np.array([0, 0, 0, 2, 3, 3, 3, 3])
    day = np.array([1, 3, 9, 5, 0, 1, 4, 14])
    found = median_gaps(who, day, 5)
    assert found[[0, 3]].tolist() == [4.0, 3.0] and np.isnan(found[[1, 2, 4]]).all()
