"""Each impossible table is one message that says what is wrong, with whom, and what to do."""

import re
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoCNBD, BetaGeoNBD, GammaGamma, ModifiedBetaGeoNBD, ParetoNBD
from custseg.repeat_buying._checks import check_repeat_table
from custseg.schema import SchemaError

pytestmark = pytest.mark.filterwarnings("ignore::custseg.schema.UnsafeValueWarning")  # limits are looked at here


GOOD = pd.DataFrame(
    {"x": [0, 2, 1, 5], "t_x": [0.0, 20.0, 3.0, 30.0], "T": [30.0, 30.0, 29.0, 35.0], "m_x": [np.nan, 12.0, 9.5, 30.0]},
    index=pd.Index(["a", "b", "c", "d"], name="customer_id"),
)
BUYING = [BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD]


@pytest.mark.parametrize("model", BUYING)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"t_x": [0.0, 40.0, 3.0, 30.0]}, r"t_x is later than T: 1 customers \('b'\)"),
        ({"T": [-1.0, 30.0, 29.0, 35.0]}, "t_x or T is negative"),
        ({"x": [0, -2, 1, 5]}, "x is negative or not a whole number"),
        ({"x": [0, 2.5, 1, 5]}, "x is negative or not a whole number"),
        ({"t_x": [0.0, 0.0, 3.0, 30.0]}, "x > 0 but t_x = 0"),
        ({"t_x": [2.0, 20.0, 3.0, 30.0]}, "x = 0 but t_x > 0"),
        ({"T": [np.nan, 30.0, 29.0, 35.0]}, "missing or infinite"),
        ({"T": [np.inf, 30.0, 29.0, 35.0]}, "missing or infinite"),
        ({"x": 0, "t_x": 0.0}, "none of the 4 customers bought again"),
        ({"x": "two"}, "x must be numbers, found string values"),
        ({"x": [False, True, True, True]}, "x must be numbers, found boolean values"),
        ({"t_x": pd.to_timedelta([0, 20, 3, 30], unit="D")}, "t_x must be numbers, found timedelta"),
        ({"T": pd.to_datetime("2024-01-01")}, "T must be numbers, found datetime"),
        ({"T": [30j, 30, 29, 35]}, "T must be numbers, found complex values"),
        ({"x": [0, 2, 1, 1e300]}, "x is above 1e18"),
        ({"T": [30.0, 30.0, 29.0, 1e150]}, r"T is above 1e100.*: 1 customers \('d'\)"),
        (
            {"t_x": GOOD["t_x"] * 1e-200, "T": GOOD["T"] * 1e-200},
            r"below 1e-100 for everybody.*a unit that fits.*: 4 c",
        ),
    ],
)
def test_impossible_tables(model, change, message):
    with pytest.raises(SchemaError, match=message):
        model().fit(GOOD.assign(**change))


@pytest.mark.parametrize("model", [*BUYING, BetaGeoCNBD])
@pytest.mark.parametrize("scale", [1e-12, 1e-90, 1e90])
def test_units_of_time_that_nobody_would_use_change_nothing(model, scale):
    table = pd.DataFrame({"x": [0, 2, 1, 5], "t_x": [0.0, 20.0, 3.0, 30.0], "T": [30.0, 30.0, 29.0, 35.0]})
    table = pd.concat([table, table.assign(T=39.0)], ignore_index=True)
    table["litt"] = table["x"] * np.log(table["t_x"].where(table["x"] > 0, 1.0) / table["x"].clip(lower=1))
    times = {name: table[name] * scale for name in ("t_x", "T")}
    other = table.assign(**times, litt=table["litt"] + table["x"] * np.log(scale))
    ahead = [
        model().fit(one).expected_purchases(one, horizon=0.5 * one["T"].max()).to_numpy() for one in (table, other)
    ]
    np.testing.assert_allclose(*ahead, rtol=1e-4)


@pytest.mark.parametrize("spend", [[True] * 4, pd.to_datetime(["2024-01-01"] * 4), ["1", "2", "3", "4"]])
def test_spend_that_is_no_money(spend):
    with pytest.raises(SchemaError, match="m_x must be numbers"):
        GammaGamma().fit(GOOD.assign(m_x=spend))


@pytest.mark.heavy
def test_decimals_and_missing_values_of_pandas_are_numbers():
    table = GOOD.assign(x=GOOD["x"].astype("Int64"), T=[Decimal(int(time)) for time in GOOD["T"]])
    pd.testing.assert_series_equal(ParetoNBD().fit(table).params_, ParetoNBD().fit(GOOD).params_)


def test_columns_of_other_packages_are_named():
    other = GOOD.rename(columns={"x": "frequency", "t_x": "recency", "m_x": "monetary_value"})
    with pytest.raises(SchemaError, match="rename it") as error:
        BetaGeoNBD().fit(other)
    renamed = eval(re.search(r"table\.rename\(.*\)", str(error.value))[0], {"table": other})
    assert BetaGeoNBD().fit(renamed).n_customers_ == 4
    with pytest.raises(SchemaError, match="'monetary_value': 'm_x'"):
        GammaGamma().fit(other)


def test_every_problem_at_once():
    with pytest.raises(SchemaError) as error:
        BetaGeoNBD().fit(GOOD.assign(t_x=[2.0, 40.0, 3.0, 30.0]))
    assert len(error.value.problems) == 2


@pytest.mark.parametrize("model", [*BUYING, GammaGamma])
def test_missing_columns_empty_tables_and_single_customers(model):
    with pytest.raises(SchemaError, match=r"lacks .*Make it with repeat_purchase_table"):
        model().fit(GOOD[["m_x"]].rename(columns={"m_x": "z"}))
    with pytest.raises(SchemaError, match="has no row"):
        model().fit(GOOD.iloc[:0])
    with pytest.raises(SchemaError, match="says nothing about how customers differ"):
        model().fit(GOOD.iloc[1:2])
    with pytest.raises(TypeError, match=r"^X must be a pandas DataFrame, found ndarray\.$"):
        model().fit(GOOD.to_numpy())


@pytest.mark.parametrize(
    ("spend", "message"),
    [
        ([np.nan, -3.0, 9.5, 30.0], r"negative .*refunds=.*'b'"),
        ([np.nan, np.inf, 9.5, 30.0], "m_x is infinite"),
        ([np.nan, np.nan, 0.0, np.nan], "missing or zero for all 3 customers who bought again"),
        ([np.nan, 5.0, 5.0, 5.0], "all repeat buyers spend exactly 5"),
    ],
)
def test_impossible_spend(spend, message):
    with pytest.raises(SchemaError, match=message):
        GammaGamma().fit(GOOD.assign(m_x=spend))


def test_spend_without_repeat_buyers():
    with pytest.raises(SchemaError, match="there is no spend to model"):
        GammaGamma().fit(GOOD.assign(x=0, t_x=0.0))


def test_the_layout_of_other_packages_says_how_to_rename():
    theirs = pd.DataFrame(
        {"frequency": [1, 0], "recency": [30.0, 0.0], "T": [38.0, 38.0], "monetary_value": [5.0, 0.0]}
    )
    with pytest.raises(SchemaError, match=r"rename it, table\.rename\(columns=\{'frequency': 'x'") as caught:
        check_repeat_table(theirs)
    told = str(caught.value).split("columns=")[1].removesuffix(").")
    x, t_x, T = check_repeat_table(theirs.rename(columns=eval(told)))
    assert (x.tolist(), t_x.tolist(), T.tolist()) == ([1, 0], [30, 0], [38, 38])
