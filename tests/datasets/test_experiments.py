"""Is the experiment the one that the paper describes?"""

import pytest

from custseg.datasets import load_social_insurance


def test_social_insurance():
    farmers = load_social_insurance()
    assert farmers.shape == (1_410, 13)
    assert farmers["natural_village"].nunique() == 166
    assert farmers["village"].nunique() == 44
    assert farmers["bought"].mean() == pytest.approx(0.4638, abs=5e-5)
    assert len(farmers.dropna()) == 1_378
    # the lot was drawn for villages, and so was what their neighbours did
    by_village = farmers.groupby("natural_village")[["default_buy", "neighbours_bought"]].nunique()
    assert by_village.eq(1).all(axis=None)


def test_who_has_neighbours_that_bought_buys_more_often():
    farmers = load_social_insurance()
    quarters = farmers["neighbours_bought"].rank(method="first").mul(4).sub(1e-9).floordiv(len(farmers))
    assert farmers.groupby(quarters)["bought"].mean().is_monotonic_increasing
