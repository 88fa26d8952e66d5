"""A unit of time is learnt once, and a table in another is refused: alike for purchases and for whole periods."""

import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoBetaBinom, BetaGeoNBD

KNOWN = {
    BetaGeoNBD: {"r": 0.24, "alpha": 4.4, "a": 0.8, "b": 2.4},
    BetaGeoBetaBinom: {"alpha": 1.2, "beta": 0.75, "gamma": 0.66, "delta": 2.78},
}
TABLES = {
    BetaGeoNBD: pd.DataFrame({"x": [0, 2, 1], "t_x": [0.0, 4.0, 3.0], "T": [6.0, 6.0, 5.0]}),
    BetaGeoBetaBinom: pd.DataFrame({"x": [0, 2, 1], "t_x": [0, 4, 3], "n": [6, 6, 5]}),
}


@pytest.mark.parametrize("family", KNOWN)
def test_another_unit_is_refused(family):
    table = TABLES[family].copy()
    table.attrs["unit"] = "D"
    assert family(unit="W").unit_learnt(TABLES[family]) == "W" and family().unit_learnt(table) == "D"
    with pytest.raises(ValueError, match="unit"):
        family(unit="W").unit_learnt(table)
    with pytest.raises(ValueError, match="unit"):
        family.from_params(**KNOWN[family], unit="W").probability_alive(table)


@pytest.mark.parametrize("family", KNOWN)
def test_an_unknown_unit_is_refused(family):
    with pytest.raises(ValueError, match="unit"):
        family.from_params(**KNOWN[family], unit="week")
    with pytest.raises(ValueError, match="unit"):
        family(unit="week").fit(TABLES[family])
