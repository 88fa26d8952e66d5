import numpy as np
import pandas as pd
import pytest

from custseg.plot import plot_tracking
from custseg.schema import SchemaError


@pytest.fixture
def weekly():
    weeks = pd.RangeIndex(1, 31, name="period")
    hump = 40 * np.exp(-0.5 * ((weeks.to_numpy() - 10) / 6) ** 2) + 20
    table = pd.DataFrame({"actual": np.round(hump + 5 * (-1) ** weeks.to_numpy()), "BG/NBD": hump}, index=weeks)
    table.attrs["observed_periods"] = 15
    return table


def test_lines_are_the_columns_and_the_forecast_is_parted(weekly, check_legible):
    [axes] = check_legible(plot_tracking(weekly, label="repeat purchases a week")).figure.axes
    for line, name in zip(axes.lines, ("actual", "BG/NBD"), strict=False):
        np.testing.assert_array_equal(line.get_ydata(), weekly[name])
    assert axes.lines[2].get_xdata() == [15, 15]
    assert [text.get_text() for text in axes.texts] == ["seen", "forecast", "actual", "BG/NBD"]
    assert axes.get_ylim()[0] == 0


@pytest.mark.heavy
def test_running_totals_keep_where_the_forecast_begins(weekly, check_legible):
    total = weekly.assign(**{"MBG/NBD": weekly["BG/NBD"] * 0.97, "Pareto/NBD": weekly["BG/NBD"] * 1.04}).cumsum()
    exhibit = check_legible(plot_tracking(total, label="repeat purchases so far"))
    assert exhibit.title.startswith("Repeat purchases so far, week 30: 1,163 happened; expected ")
    assert "The models saw the customers up to week 15" in exhibit.caption
    assert "week 15:" in exhibit.alt and "week 30:" in exhibit.alt
    assert exhibit.figure.axes[0].lines[-1].get_xdata() == [15, 15]


def test_what_cannot_be_drawn_is_named(weekly):
    with pytest.raises(SchemaError, match="expected a column 'actual' and one to four models"):
        plot_tracking(weekly[["actual"]])
    with pytest.raises(SchemaError, match="expected observed between 1 and 29, found 30"):
        plot_tracking(weekly, observed=30)
    with pytest.raises(SchemaError, match="some are missing"):
        plot_tracking(weekly.replace(weekly.iloc[0, 0], np.nan))
    with pytest.raises(SchemaError, match="rising numbers"):
        plot_tracking(weekly[::-1], observed=3)


def test_nothing_is_changed_and_words_that_are_given_stand(weekly):
    before = weekly.copy()
    exhibit = plot_tracking(weekly, title="It follows.", caption="Weekly.", alt="Both fall to 20.")
    assert (exhibit.title, exhibit.caption, exhibit.alt) == ("It follows.", "Weekly.", "Both fall to 20.")
    pd.testing.assert_frame_equal(weekly, before)
