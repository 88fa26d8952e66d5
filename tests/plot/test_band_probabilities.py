import numpy as np
import pandas as pd
import pytest

from custseg.plot import plot_band_probabilities
from custseg.schema import SchemaError


@pytest.fixture
def probabilities():
    step = np.clip((np.arange(60) - 15) / 10, 0, 1), np.clip((np.arange(60) - 40) / 5, 0, 1)
    table = pd.DataFrame({1: 1 - step[0], 2: step[0] - step[1], 3: step[1]})
    return table.set_axis([f"outlet {number}" for number in range(60)])


def test_columns_are_the_table_and_bands_are_named(probabilities, check_legible):
    [axes] = check_legible(plot_band_probabilities(probabilities, names={3: "best"})).figure.axes
    for band, drawn in zip(probabilities, axes.patches, strict=True):
        heights = drawn.get_data().values - drawn.get_data().baseline
        np.testing.assert_allclose(heights, probabilities[band], atol=1e-12)
    assert [text.get_text() for text in axes.texts] == ["band\n1", "band\n2", "best"]


@pytest.mark.heavy
def test_words_come_from_the_table(probabilities):
    exhibit = plot_band_probabilities(probabilities)
    # unsure are the places 16-24 between band 1 and 2, and 41-44 between band 2 and 3
    assert exhibit.title == "Of 60 customers, 78% are in one band with a probability of at least 95%."
    assert exhibit.alt.endswith("likeliest band: band 1 21; band 2 22; band 3 17.")
    exhibit = plot_band_probabilities(probabilities, of="outlets", across="outlets, worst first")
    assert exhibit.title.startswith("Of 60 outlets, ")
    assert exhibit.figure.axes[0].get_xlabel() == "outlets, worst first"


def test_a_band_of_few_is_not_written_over_its_neighbours(probabilities, check_legible):
    crowd = pd.concat([probabilities.iloc[:22]] * 20 + [probabilities.iloc[50:51]])
    [axes] = check_legible(plot_band_probabilities(crowd)).figure.axes
    assert [text.get_text() for text in axes.texts] == ["band\n1"]


def test_what_is_no_probability_is_named(probabilities):
    with pytest.raises(SchemaError, match="2 rows do not, such as"):
        plot_band_probabilities(probabilities.assign(**{"4": [0.5, -0.1] + [0.0] * 58}))
    with pytest.raises(SchemaError, match="empty"):
        plot_band_probabilities(probabilities.iloc[:0])


def test_nothing_is_changed_and_words_that_are_given_stand(probabilities):
    before = probabilities.copy()
    exhibit = plot_band_probabilities(probabilities, title="Sure.", caption="Steps.", alt="50%.")
    assert (exhibit.title, exhibit.caption, exhibit.alt) == ("Sure.", "Steps.", "50%.")
    pd.testing.assert_frame_equal(probabilities, before)
