import numpy as np
import pytest

from custseg.value import survival_curve
from custseg.value.survival import payments_worth


def test_survival_conventions():
    assert survival_curve(0.8, 3, first_payment=0).tolist() == pytest.approx([1, 0.8, 0.64])
    assert survival_curve(0.8, 3).tolist() == pytest.approx([0.8, 0.64, 0.512])
    assert survival_curve(0.8, 3, certain_until=1).tolist() == pytest.approx([1, 0.8, 0.64])
    assert survival_curve(0, 2, certain_until=1).tolist() == [1, 0]


def test_near_certain_customers_keep_their_digits():
    # q = 1 - e: (1 - q^n) / (1 - q) = n - n (n - 1) e / 2 + ...; the naive form loses 10 of 16 digits at e = 1e-10
    worth = payments_worth(np.array(1 - 1e-10), np.array(0.0), np.array(1000.0), 0, 0, None)
    assert worth == pytest.approx(1000 - 1000 * 999 / 2 * 1e-10, rel=1e-12)


def test_bad_survival():
    with pytest.raises(ValueError, match="retention is outside 0-1"):
        survival_curve(80, 3)
    with pytest.raises(ValueError, match="periods must be a whole number"):
        survival_curve(0.8, 0)
