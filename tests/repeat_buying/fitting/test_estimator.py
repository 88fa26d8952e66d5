import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from custseg.repeat_buying import BetaGeoNBD, GammaGamma, ModifiedBetaGeoNBD, ParetoNBD

GOOD = pd.DataFrame({"x": [0, 2, 1, 5], "t_x": [0.0, 20.0, 3.0, 30.0], "T": [30.0, 30.0, 29.0, 35.0]})
BUYING = [BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD]


@pytest.mark.parametrize("model", [*BUYING, GammaGamma])
def test_estimator_contract(model, cdnow):
    before = cdnow.copy()
    estimator = model(tolerance=1e-8)
    fitted = estimator.fit(cdnow)
    assert fitted is estimator and clone(estimator).get_params() == estimator.get_params()
    assert not hasattr(clone(estimator), "params_")
    assert list(fitted.feature_names_in_) == (["x", "m_x"] if model is GammaGamma else ["x", "t_x", "T"])
    pd.testing.assert_frame_equal(cdnow, before)
    again = pickle.loads(pickle.dumps(fitted))
    pd.testing.assert_series_equal(again.params_, fitted.params_)
    shuffled = model(tolerance=1e-8).fit(cdnow.sample(frac=1, random_state=0)[cdnow.columns[::-1]])
    np.testing.assert_allclose(shuffled.params_, fitted.params_, rtol=1e-9)


def test_not_fitted():
    with pytest.raises(NotFittedError):
        BetaGeoNBD().probability_alive(GOOD)
    with pytest.raises(NotFittedError):
        ParetoNBD().summary()
    with pytest.raises(NotFittedError):
        GammaGamma().expected_spend(GOOD)


def test_giving_up_is_said():
    with pytest.raises(RuntimeError, match="no maximum within 2 evaluations"):
        ParetoNBD(max_evaluations=2).fit(GOOD)
