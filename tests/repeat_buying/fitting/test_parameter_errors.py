import pandas as pd
import pytest

from custseg.repeat_buying import BetaGeoNBD
from custseg.repeat_buying.fitting import inference


@pytest.fixture(scope="module")
def bg(cdnow):
    return BetaGeoNBD().fit(cdnow)


def test_summary_says_what_a_reader_needs(bg):
    table = bg.summary()
    assert list(table.columns) == ["estimate", "se_hessian", "se_sandwich", "low", "high"]
    assert table.attrs["customers"] == 2357 and table.attrs["unit"] == "W"


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_summary_is_what_the_other_methods_say(bg, level):
    expected = pd.concat(
        [
            bg.params_,
            bg.standard_errors("hessian").rename("se_hessian"),
            bg.standard_errors("sandwich").rename("se_sandwich"),
            bg.confidence_intervals("profile", level=level),
        ],
        axis=1,
    )
    pd.testing.assert_frame_equal(bg.summary(level=level), expected)


@pytest.mark.parametrize("kind", ["hessian", "sandwich"])
def test_a_covariance_is_asked_for_as_a_method_or_of_the_function(bg, kind):
    pd.testing.assert_frame_equal(bg.covariance(kind), inference.covariance(bg, kind))


def test_without_data_there_is_no_summary():
    with pytest.raises(ValueError, match="without data"):
        BetaGeoNBD.from_params(r=1.0, alpha=1.0, a=1.0, b=1.0).summary()
