import numpy as np
import pytest

from custseg.repeat_buying import BetaGeoNBD, ModifiedBetaGeoNBD


@pytest.mark.parametrize("model", [BetaGeoNBD, ModifiedBetaGeoNBD])
def test_search_coordinates_and_published_parameters_and_back(cdnow, model):
    fitted = model().fit(cdnow)
    np.testing.assert_allclose(fitted._place(fitted.natural_, fitted.rows_), fitted.place_, rtol=1e-12)
    parameters = dict(zip(fitted.parameter_names, fitted.params_, strict=True))
    np.testing.assert_allclose(fitted._from_published(parameters), fitted.natural_, rtol=1e-12)


def test_slopes_of_the_published_parameters(cdnow):
    fitted = BetaGeoNBD().fit(cdnow)
    _, slopes = fitted._published(fitted.natural_)
    for i in range(4):
        step = np.zeros(4)
        step[i] = 1e-6
        up, down = (fitted._published(fitted.natural_ + sign * step)[0] for sign in (1, -1))
        np.testing.assert_allclose(slopes[:, i], (up - down) / 2e-6, rtol=1e-6, atol=1e-6)
