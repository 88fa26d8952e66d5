"""Is a customer's cell as sure as the noise allows?"""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from custseg.bands import Bands
from custseg.segment import ValueGrid, border_probability


def grid_of(table, **cuts):
    return ValueGrid("conway", bands={name: Bands("fixed", cuts=[cut]) for name, cut in cuts.items()}).fit(table)


def people(profit, loyalty):
    return pd.DataFrame({"profit": profit, "loyalty": loyalty}, index=[f"c{i}" for i in range(len(profit))])


def test_closed_form_with_noise_of_the_measure_and_of_the_cut():
    table = people([2.0, -1.0], [5.0, 1.0])
    grid = grid_of(table, profit=0.0, loyalty=3.0)
    found = border_probability(grid, table, {"profit": 3.0, "loyalty": 1.0}, cut_errors={"profit": 4.0})
    assert found["probability"].tolist() == pytest.approx(
        [norm.cdf(2 / 5) * norm.cdf(2), norm.cdf(1 / 5) * norm.cdf(2)]
    )
    assert found["next_segment"].tolist() == ["marginal_value", "at_risk"]
    assert found["next_probability"].tolist() == pytest.approx(
        [norm.cdf(-2 / 5) * norm.cdf(2), norm.cdf(-1 / 5) * norm.cdf(2)]
    )


def test_without_noise_everybody_is_where_they_stand():
    table = people([0.0, 1.0, -1.0], [3.0, 2.0, 9.0])
    found = border_probability(grid_of(table, profit=0.0, loyalty=3.0), table, {})
    assert found["probability"].eq(1).all() and found["next_probability"].eq(0).all()


@pytest.mark.parametrize("grid", ["rfm", "gold_meteor", "value_nine_grid"])
def test_on_grids_with_many_bands_and_low_ends_probabilities_are_sound(grid):
    random = np.random.RandomState(0)
    columns = list(ValueGrid(grid).fit(_axes(grid, random)).bands_)
    table = _axes(grid, random)
    fitted = ValueGrid(grid).fit(table)
    found = border_probability(fitted, table, {name: 0.3 * table[name].std() for name in columns})
    assert found["probability"].between(0, 1).all()
    assert (found["probability"] + found["next_probability"]).le(1 + 1e-9).all()
    exact = border_probability(fitted, table, {}, cut_errors=dict.fromkeys(columns, 0.0))
    assert exact["probability"].eq(1).all()


def _axes(grid, random):
    from custseg.catalogue import load_grid

    columns = load_grid(grid).columns
    return pd.DataFrame({name: random.gamma(2, 5, 300) - 2 for name in columns}, index=[f"c{i}" for i in range(300)])


def test_the_noise_of_a_median_is_the_textbook_one():
    n = 40_000
    table = people(np.random.RandomState(0).normal(size=n), np.full(n, 9.0))
    grid = ValueGrid("conway", bands={"loyalty": Bands("fixed", cuts=[3])}).fit(table)
    error = np.sqrt(np.pi / 2 / n)  # of the median of n standard normal values
    table.loc["c1", "profit"] = grid.cuts_.loc["profit", "1|2"] + error
    assert border_probability(grid, table, {}).loc["c1", "probability"] == pytest.approx(norm.cdf(1), abs=0.05)


def test_a_value_that_half_of_all_share_is_on_the_border():
    """A hair more of the others, and they would be the lower half."""
    table = people(np.arange(40.0), np.arange(40) % 2 + 0.0)
    found = border_probability(ValueGrid("conway").fit(table), table, {})
    assert found.loc["c39", "probability"] == pytest.approx(0.5, abs=0.01)


def test_it_is_right_as_often_as_it_says():
    """Customers are spread evenly around the border, so that what is measured is all that is known."""
    random = np.random.RandomState(1)
    true = random.uniform(-50, 50, 20_000)
    seen = people(true + random.normal(0, 10, 20_000), np.where(random.rand(20_000) < 0.5, 1.0, 9.0))
    grid = grid_of(seen, profit=0.0, loyalty=3.0)
    found = border_probability(grid, seen, {"profit": 10.0})
    right = (true >= 0) == (seen["profit"] >= 0)
    near = (seen["profit"].abs() < 40).to_numpy()  # beyond, the edge of the spread is known too
    for low, high in ((0.5, 0.6), (0.6, 0.8), (0.8, 0.95)):
        inside = near & found["probability"].between(low, high).to_numpy()
        assert right[inside].mean() == pytest.approx(found["probability"][inside].mean(), abs=0.03)


def test_what_it_cannot_know_it_says():
    table = people([2.0, -1.0], [5.0, 1.0])
    grid = grid_of(table, profit=0.0, loyalty=3.0)
    with pytest.raises(ValueError, match="the grid has no axes 'price'"):
        border_probability(grid, table, {"price": 1.0})
    with pytest.raises(ValueError, match="is negative"):
        border_probability(grid, table, {"profit": -1.0})
    with pytest.raises(ValueError, match="different indexes"):
        border_probability(grid, table, {"profit": pd.Series([1.0, 1.0])})
    with pytest.raises(ValueError, match=r"cut_errors\['profit'\] must be 0 or more"):
        border_probability(grid, table, {}, cut_errors={"profit": -1.0})
    means = ValueGrid("conway", bands={"profit": Bands("kmeans", 2)}).fit(table)
    with pytest.raises(ValueError, match="are those of k-means"):
        border_probability(means, table, {})
    with pytest.raises(ValueError, match="0 or more and finite"):
        border_probability(grid, table, {}, cut_errors={"profit": np.inf})
