"""Is the return what textbooks print, and missing only where nothing is to be divided by?"""

import numpy as np
import pandas as pd
import pytest

from custseg.value import raroc

# a question of the FRM examination, pzacademy.com/qa/171900: 800,000 lent at a spread of .45 %, fees .15 %, loss .3 %,
# tax 15 %; duration 3.15 years, the premium may rise by 1.25 points at an interest of 9.5 %
FRM_CAPITAL = 800_000 * 3.15 * 0.0125 / 1.095


def test_a_question_of_the_frm():
    assert pytest.approx(28_767.12, abs=0.01) == FRM_CAPITAL
    earned = raroc(800_000 * (0.0045 + 0.0015), FRM_CAPITAL, expected_loss=800_000 * 0.003, tax_rate=0.15)
    assert earned * FRM_CAPITAL == pytest.approx(2_040)
    assert earned == pytest.approx(0.0709, abs=5e-5)


def test_saunders_and_allen_chapter_13():
    assert raroc(2_000 + 1_500, 27_000, expected_loss=500) == pytest.approx(0.111, abs=5e-4)


def test_a_textbook_exercise():
    # solutioninn 16289799: 10 million, duration 4, premium may rise 5.5 points at 12 %; fee .4 %, spread 1 %
    capital = 10e6 * 4 * 0.055 / 1.12
    assert capital == pytest.approx(1_964_286, abs=1)
    assert raroc(10e6 * (0.004 + 0.01), capital) == pytest.approx(0.0713, abs=5e-5)


def test_a_loss_lowers_the_tax_and_a_negative_income_is_a_return_below_zero():
    assert raroc(-100.0, 1_000.0, cost=100.0, tax_rate=0.25) == pytest.approx(-0.15)


def test_what_capital_earns_itself_is_added():
    assert raroc(50.0, 1_000.0, return_on_capital=0.03) == pytest.approx(0.08)


def test_without_capital_it_is_missing():
    assert np.isnan(raroc(100.0, 0.0))
    found = raroc(pd.Series([5.0, 5.0], ["a", "b"]), [100.0, 0.0])
    assert found.to_dict()["a"] == 0.05
    assert found.isna().tolist() == [False, True]


def test_one_number_for_all_clients():
    assert raroc(pd.Series([5.0, 10.0], ["a", "b"]), 100.0).tolist() == [0.05, 0.1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"capital": -1.0}, "capital is negative"),
        ({"expected_loss": -1.0}, "expected_loss is negative"),
        ({"tax_rate": 25.0}, "tax_rate is outside 0-1"),
        ({"return_on_capital": -0.1}, "return_on_capital is outside 0-1"),
        ({"income": np.nan}, "income is missing or infinite"),
    ],
)
def test_what_cannot_be_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        raroc(**{"income": 1.0, "capital": 10.0} | arguments)
