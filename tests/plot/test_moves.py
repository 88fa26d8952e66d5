"""Does the figure of steps show bars and the band of chance?"""

import pandas as pd
import pytest

from custseg.plot import half_side, plot_steps
from custseg.schema import SchemaError

STEPS = pd.DataFrame({"customers": [5, 80, 9], "low": [3, 70, 2], "high": [8, 90, 7]}, index=[-1, 0, 1])


def test_all_can_be_read(check_legible):
    check_legible(plot_steps(STEPS))


def test_on_half_a_side_of_paper_all_can_be_read(check_legible):
    with half_side():
        check_legible(plot_steps(STEPS))


def test_each_bar_and_its_band_are_in_the_alt_text():
    shown = plot_steps(STEPS)
    assert "-1: 5 (3–8); +0: 80 (70–90); +1: 9 (2–7)" in shown.alt
    assert len(shown.figure.axes[0].patches) == 6


def test_steps_must_rise():
    with pytest.raises(SchemaError, match="rising"):
        plot_steps(STEPS.iloc[::-1])
