"""Is every customer counted once, in the box and under the name where the grid places them?"""

import numpy as np
import pandas as pd
import pytest

from custseg.bands import Bands
from custseg.catalogue import Axis, GridSpec, Segment, list_grids
from custseg.schema import SchemaError
from custseg.segment import ValueGrid, grid_areas
from custseg.segment.grids.areas import drawn_axes, stated_borders


@pytest.fixture
def placed(customers_for):
    def placed(name):
        customers = customers_for(name).assign(paid=np.arange(1.0, 61.0))
        return ValueGrid(name).fit(customers), customers

    return placed


@pytest.mark.parametrize("name", list_grids())
class TestEveryGrid:
    @pytest.mark.heavy
    def test_the_areas_share_out_all_pairs_of_bands(self, name, placed):
        grid, customers = placed(name)
        table = grid_areas(grid, customers, value="paid").groupby(level="area").first()
        up, across = grid.spec_.axes[:2]
        covered = np.zeros((up.bands, across.bands), dtype=int)
        for row in table.itertuples():
            covered[row.lowest_up - 1 : row.highest_up, row.lowest_across - 1 : row.highest_across] += 1
        assert (covered == 1).all()

    @pytest.mark.heavy
    def test_counts_and_money_are_those_of_the_customers_in_the_bands(self, name, placed):
        grid, customers = placed(name)
        table = grid_areas(grid, customers, value="paid")
        bands, segments = grid.transform(customers), grid.predict(customers)
        up, across = grid.spec_.columns[:2]
        for (_, segment), row in table.iterrows():
            inside = (
                bands[up].between(row["lowest_up"], row["highest_up"])
                & bands[across].between(row["lowest_across"], row["highest_across"])
                & (segments == segment)
            )
            assert row["customers"] == inside.sum()
            assert row["share_of_customers"] == pytest.approx(inside.mean())
            assert row["amount"] == pytest.approx(customers.loc[inside, "paid"].sum())
        assert table["customers"].sum() == 60
        assert table["share_of_amount"].sum() == pytest.approx(1)

    @pytest.mark.heavy
    def test_row_order_and_the_unit_of_money_change_nothing(self, name, placed):
        grid, customers = placed(name)
        table = grid_areas(grid, customers, value="paid")
        shuffled = customers.sample(frac=1, random_state=1)
        pd.testing.assert_frame_equal(grid_areas(grid, shuffled, value="paid"), table)
        cents = grid_areas(grid, customers.assign(paid=customers["paid"] * 100), value="paid")
        pd.testing.assert_series_equal(cents["share_of_amount"], table["share_of_amount"])


@pytest.mark.heavy
def test_neighbouring_cells_with_the_same_names_are_one_area(placed):
    # rfm: champions and loyal customers share recency 4-5 by frequency 4-5, the amount decides between them
    table = grid_areas(*placed("rfm"), value=None).reset_index()
    assert table["area"].nunique() == 11
    best = table[(table["highest_up"] == 5) & (table["highest_across"] == 5)]
    assert best["segment"].tolist() == ["champions", "loyal"]
    assert best[["lowest_up", "lowest_across"]].to_numpy().tolist() == [[4, 4], [4, 4]]
    # gold_meteor: the burden is an L of two areas
    burden = grid_areas(*placed("gold_meteor"), value=None).xs("burden", level="segment")
    assert burden.iloc[:, :4].to_numpy().tolist() == [[1, 1, 1, 2], [2, 2, 1, 1]]


def test_other_axes_and_their_order(placed):
    grid, customers = placed("rfm")
    straight = grid_areas(grid, customers, axes=("frequency", "amount"), value=None)
    turned = grid_areas(grid, customers, axes=("amount", "frequency"), value=None)
    ends = ["lowest_up", "highest_up", "lowest_across", "highest_across"]
    by_place = [
        {(segment, *row[order]): row["customers"] for (_, segment), row in table.iterrows()}
        for table, order in ((straight, ends), (turned, [*ends[2:], *ends[:2]]))
    ]
    assert by_place[0] == by_place[1]
    assert drawn_axes(grid, None) == ("recency", "frequency")
    for axes in (("recency",), ("recency", "recency"), ("recency", "tea"), ("recency", "frequency", "amount")):
        with pytest.raises(ValueError, match="axes must be two of the grid's axes"):
            grid_areas(grid, customers, axes=axes, value=None)


def test_who_costs_more_than_they_bring_is_counted_where_the_grid_says_what_both_are(placed):
    grid, customers = placed("shapiro")
    below = (customers["realised_price"] < customers["cost_to_serve"]).groupby(grid.predict(customers)).sum()
    table = grid_areas(grid, customers, value="paid").droplevel("area")
    assert table["below_break_even"].to_dict() == below.to_dict()
    assert "below_break_even" not in grid_areas(*placed("conway"), value="paid")


def test_hurdles_are_stated_cuts_and_fixed_ones_at_zero(placed):
    assert stated_borders(placed("value_nine_grid")[0], "raroc") == [1]
    assert stated_borders(placed("value_nine_grid")[0], "revenue") == []
    assert stated_borders(placed("value_pyramid")[0], "net_value") == [1]
    customers = pd.DataFrame({"realised_price": [9.0, -1.0, 5.0], "cost_to_serve": [1.0, 6.5, 2.5]})
    own = {"realised_price": Bands("fixed", cuts=[0.0]), "cost_to_serve": Bands("hurdle", cuts=[3.0], best="low")}
    grid = ValueGrid("shapiro", bands=own).fit(customers)
    assert stated_borders(grid, "realised_price") == [1]
    assert stated_borders(grid, "cost_to_serve") == [1]


def test_money_that_cannot_be_shared_out_is_named(placed):
    grid, customers = placed("conway")
    with pytest.raises(SchemaError, match=r"lacks column 'amount', which is to be shared out .*'paid'"):
        grid_areas(grid, customers)
    with pytest.raises(ValueError, match="adds up to"):
        grid_areas(grid, customers.assign(paid=-1.0), value="paid")
    with pytest.raises(TypeError, match="customers must be a pandas DataFrame, found list"):
        grid_areas(grid, [1, 2])
    before = customers.copy()
    grid_areas(grid, customers, value="paid")
    pd.testing.assert_frame_equal(customers, before)


def test_a_grid_with_one_axis_lies_in_one_row():
    halves = tuple(Segment(key, key, ((("profit", band, band),),)) for key, band in (("few", 1), ("many", 2)))
    one = GridSpec("one", "One", axes=(Axis("profit", 2),), segments=halves)
    customers = pd.DataFrame({"profit": [1.0, 2.0, 3.0]})
    table = grid_areas(ValueGrid(one).fit(customers), customers, value="profit")
    assert table[["lowest_up", "highest_up"]].to_numpy().tolist() == [[1, 1], [1, 1]]
    assert table["lowest_across"].tolist() == [1, 2]
