import numpy as np
import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoNBD, ParetoNBD, alive_map

CDNOW = {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}  # Fader, Hardie & Lee 2005, comparison table


def test_cells_are_the_models_own():
    model = ParetoNBD.from_params(**CDNOW, unit="W")
    found = alive_map(model, observed=39.0, most_purchases=20, steps=13)
    assert found.shape == (13, 20)
    customer = pd.DataFrame({"x": [7], "t_x": [39.0 - 12.0], "T": [39.0]})
    assert found.loc[12.0, 7] == model.probability_alive(customer).iloc[0]
    np.testing.assert_allclose(found.loc[0.0], 1.0)  # who bought just now is still a customer
    assert (found.diff().iloc[1:] < 0).all(axis=None)  # the longer the silence, the less likely
    once = model.probability_alive(pd.DataFrame({"x": [0], "t_x": [0.0], "T": [39.0]}))
    assert found.attrs == {"unit": "W", "observed": 39.0, "bought_once": once.iloc[0]}


def test_who_bought_once_stands_beside_the_map():
    bg = BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426, unit="W")
    assert alive_map(bg, observed=39.0).attrs["bought_once"] == 1.0  # no chance to leave in this model


def test_impossible_sizes_are_refused():
    model = ParetoNBD.from_params(**CDNOW)
    with pytest.raises(ValueError, match="observed must be more than zero"):
        alive_map(model, observed=0)
    with pytest.raises(ValueError, match="too fine"):
        alive_map(model, observed=39, most_purchases=10_000, steps=100)
