"""Does the figure of hysteresis show what is seen over the band of chance?"""

import pandas as pd
import pytest

from custseg.plot import half_side, plot_hysteresis
from custseg.schema import SchemaError

INDEX = pd.MultiIndex.from_product([[4, 13], [0.0, 5.0, 10.0]], names=["length", "hysteresis"])
TABLE = pd.DataFrame(
    {
        f"{what}{end}": [first + gap, second + gap, third + gap] * 2
        for what, (first, second, third) in {"undone": (0.46, 0.27, 0.17), "moves": (0.46, 0.32, 0.22)}.items()
        for end, gap in {"": 0, "_twin": 0.08, "_low": 0.05, "_high": 0.11}.items()
    },
    index=INDEX,
)


@pytest.mark.parametrize("what", ["undone", "moves"])
def test_all_can_be_read(check_legible, what):
    check_legible(plot_hysteresis(TABLE, length=13, what=what))


def test_on_half_a_side_of_paper_all_can_be_read(check_legible):
    with half_side():
        check_legible(plot_hysteresis(TABLE, length=13))


def test_the_words_say_the_numbers():
    shown = plot_hysteresis(TABLE, length=13)
    assert shown.title == "With a margin of 10 rank points, 17% of promotions are taken back; without, 46%."
    assert "0: 46% (51%–57%)" in shown.alt and "13 weeks" in shown.caption


def test_a_length_must_be_said_where_there_are_several():
    with pytest.raises(ValueError, match="length must be one of"):
        plot_hysteresis(TABLE)
    assert plot_hysteresis(TABLE.loc[[13]]).title


def test_what_cannot_be_shown_is_refused():
    with pytest.raises(SchemaError, match="lacks"):
        plot_hysteresis(TABLE.drop(columns="undone_low"), length=13)
    with pytest.raises(SchemaError, match="two margins or more"):
        plot_hysteresis(TABLE.iloc[:1], length=4)
    with pytest.raises(ValueError, match="what must be one of"):
        plot_hysteresis(TABLE, length=13, what="kept")
