"""Is every grid of the catalogue drawn, with every name in its box, and is what its title says true?"""

import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from sklearn.exceptions import NotFittedError

from custseg.bands import Bands
from custseg.catalogue import Axis, GridSpec, Segment, list_grids, load_grid
from custseg.plot import plot_grid
from custseg.schema import SchemaError
from custseg.segment import ValueGrid, grid_areas
from custseg.theme import INK, custseg_style


def base(spec, number=300):
    """Make up customers with the columns of a grid, and money."""
    random = np.random.default_rng(1)
    table = pd.DataFrame({column: random.normal(20, 15, number).round(1) for column in spec.columns})
    money = pd.Series(random.gamma(1, 50, number), name="paid")
    return table.join(money).set_index(pd.Index([f"C{n}" for n in range(number)], name="customer_id"))


def square(bands, name="{en} who would buy more", chinese="{n} 号长期往来的重要客户"):
    axes = (Axis("orders", bands, "Orders", "订单"), Axis("margin", bands, "Margin", "毛利"))
    cells = [(a, b) for a in range(1, bands + 1) for b in range(1, bands + 1)]
    segments = tuple(
        Segment(
            f"s{a}_{b}", name.format(en=f"Group {a}{b}"), ((("orders", a, a), ("margin", b, b)),),
            chinese.format(n=f"{a}{b}"),
        )
        for a, b in cells
    )  # fmt: skip
    return GridSpec("square", "Square", axes, segments)


@pytest.fixture
def check_boxes(check_legible):
    """Check that an exhibit is legible and that each text in the axes stands inside the box that is drawn for it."""

    def check(exhibit):
        [axes] = check_legible(exhibit).figure.axes
        with custseg_style():
            exhibit.figure.draw_without_rendering()
            pairs = list(zip(axes.patches, axes.texts, strict=True))
            boxes = [(box.get_window_extent(), text.get_window_extent()) for box, text in pairs]
        outside = [
            text.get_text()
            for (box, inside), (_, text) in zip(boxes, pairs, strict=True)
            if inside.x0 < box.x0 or inside.x1 > box.x1 or inside.y0 < box.y0 or inside.y1 > box.y1
        ]
        assert not outside, f"these words are larger than their boxes: {outside}"
        return axes

    return check


@pytest.mark.heavy
@pytest.mark.parametrize("name", list_grids())
def test_every_grid_of_the_catalogue_is_drawn_with_its_names(name, check_boxes):
    spec = load_grid(name)
    customers = base(spec)
    grid = ValueGrid(name).fit(customers)
    exhibit = plot_grid(grid, customers, value="paid")
    axes = check_boxes(exhibit)
    written = re.sub(r"\s", "", "".join(text.get_text() for text in axes.texts))
    for segment in spec.segments:
        assert re.sub(r"\s", "", segment.name_en) in written, f"{segment.name_en} is not drawn"
        assert re.sub(r"\s", "", segment.name_zh) in written, f"{segment.name_zh} is not drawn"
    areas = grid_areas(grid, customers, value="paid")
    numbers = [f"{row.customers}({row.share_of_customers:.0%})" for row in areas.itertuples() if row.customers]
    assert all(number in written for number in numbers if "(0%)" not in number)


@pytest.mark.heavy
@pytest.mark.parametrize("name", list_grids())
def test_the_title_is_true(name):
    customers = base(load_grid(name))
    grid = ValueGrid(name).fit(customers)
    segments = grid.predict(customers)
    brought = customers["paid"].groupby(segments, observed=False).sum() / customers["paid"].sum()
    named = grid.segments_["name_en"]
    title = plot_grid(grid, customers, value="paid", of="sales").title
    share, money = (segments == brought.idxmax()).mean(), brought.max()
    assert title == (
        f"The segment that brings most, {named[brought.idxmax()]}, is {share:.0%} of the customers and brings "
        f"{money:.0%} of sales."
    )
    largest = segments.value_counts().idxmax()
    title = plot_grid(grid, customers, value=None).title
    assert (
        title == f"The largest segment, {named[largest]}, is {(segments == largest).mean():.0%} of the 300 customers."
    )


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("name", "hurdle"),
    [
        ("value_nine_grid", "Risk-adjusted return on capital (RAROC) ≥ 0"),
        ("value_pyramid", "Actual value less cost to serve ≥ 0"),
        ("gold_meteor", "Gain per transaction > 0"),
        ("conway", None),
    ],
)
def test_a_stated_hurdle_is_a_heavy_line_between_the_boxes(name, hurdle):
    customers = base(load_grid(name))
    exhibit = plot_grid(ValueGrid(name).fit(customers), customers, value="paid")
    [axes] = exhibit.figure.axes
    lines = [line for line in axes.lines if line.get_color() == INK]
    assert len(lines) == (hurdle is not None)
    assert (f"hurdle, stated and not learnt from customers: {hurdle}." in exhibit.caption) == (hurdle is not None)
    if hurdle:
        [line] = lines
        upright = name == "value_nine_grid"
        place = (line.get_xdata() if upright else line.get_ydata())[0]
        rims = {round(box.get_x() if upright else box.get_y(), 9) for box in axes.patches}
        assert round(place, 9) in rims


def test_those_below_break_even_are_counted_in_their_boxes():
    customers = pd.DataFrame({"realised_price": [9.0, 8.0, 5.0, 4.0], "cost_to_serve": [1.0, 8.5, 2.0, 7.0]})
    exhibit = plot_grid(ValueGrid("shapiro").fit(customers), customers, value=None)
    counted = {
        text.get_text().splitlines()[0]: text.get_text().splitlines()[-1] for text in exhibit.figure.axes[0].texts
    }
    assert counted == {
        "Aggressive": "1 below break-even",
        "Bargain basement": "0 below break-even",
        "Carriage trade": "1 below break-even",
        "Passive": "0 below break-even",
    }
    assert "whose cost to serve exceeds their realised price" in exhibit.caption


def test_bands_say_where_they_end_whichever_end_is_good():
    customers = pd.DataFrame({"realised_price": [9.0, 8.0, 5.0, 4.0], "cost_to_serve": [1.0, 6.5, 2.5, 7.0]})
    [axes] = plot_grid(ValueGrid("shapiro").fit(customers), customers, value=None).figure.axes
    assert [label.get_text() for label in axes.get_xticklabels()] == ["high\n> 2.50", "low\n≤ 2.50"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["low\n< 8", "high\n≥ 8"]


def test_a_band_between_two_cuts_holds_the_cut_at_its_worse_end():
    random = np.random.default_rng(1)
    customers = pd.DataFrame({column: random.permutation(100) + 1.0 for column in load_grid("rfm").columns})
    [axes] = plot_grid(ValueGrid("rfm").fit(customers), customers).figure.axes
    # quintiles of 1 to 100; recency is best when low
    assert [label.get_text() for label in axes.get_xticklabels()] == ["few\n< 21", "21 to <61", "many\n≥ 61"]
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "long ago\n> 80", ">60 to 80", ">40 to 60", ">20 to 40", "lately\n≤ 20",
    ]  # fmt: skip


def test_the_more_money_the_darker():
    spec = load_grid("conway")
    customers = base(spec)
    grid = ValueGrid("conway").fit(customers)
    [axes] = plot_grid(grid, customers, value="paid").figure.axes
    shares = grid_areas(grid, customers, value="paid")["share_of_amount"]
    lightness = [sum(to_rgb(box.get_facecolor()[:3])) for box in axes.patches if isinstance(box, Rectangle)]
    assert np.argsort(lightness).tolist() == np.argsort(-shares.to_numpy()).tolist()


@pytest.mark.heavy
def test_rfm_holds_two_names_where_the_amount_decides_and_other_axes_may_be_chosen(check_boxes):
    customers = base(load_grid("rfm"))
    grid = ValueGrid("rfm").fit(customers)
    exhibit = plot_grid(grid, customers)
    [shared] = [text.get_text() for text in exhibit.figure.axes[0].texts if "Champions" in text.get_text()]
    assert "Loyal" in shared
    assert "Not drawn: Amount spent; where it decides, a box holds several segments." in exhibit.caption
    other = plot_grid(grid, customers, axes=("amount", "recency"))
    check_boxes(other)
    assert other.caption.startswith("Upwards: Amount spent; across: Days since the last purchase;")


@pytest.mark.heavy
@pytest.mark.parametrize("bands", [2, 3, 5])
def test_a_name_in_every_cell_long_ones_too(bands, check_boxes):
    spec = square(bands)
    customers = base(spec)
    check_boxes(plot_grid(ValueGrid(spec).fit(customers), customers, value="paid"))


def test_a_grid_with_one_axis_goes_across(check_boxes):
    few, many = (
        Segment(key, key.title(), ((("orders", low, high),),)) for key, low, high in [("few", 1, 1), ("many", 2, 3)]
    )
    spec = GridSpec("orders", "Orders", axes=(Axis("orders", 3),), segments=(many, few))
    customers = pd.DataFrame({"orders": [1, 2, 3, 4]})
    exhibit = plot_grid(ValueGrid(spec).fit(customers), customers, value=None)
    axes = check_boxes(exhibit)
    assert [text.get_text() for text in axes.texts] == ["Few\n2 (50%)", "Many\n2 (50%)"]
    assert exhibit.caption.startswith("Across: orders; the best is on the right.")


def test_a_band_that_nobody_reaches_is_said():
    customers = pd.DataFrame({"profit": [1.0] * 3 + [2.0], "loyalty": [1.0, 2.0, 3.0, 4.0]})
    grid = ValueGrid("conway", bands={"profit": Bands("fixed", cuts=[0.0])}).fit(customers)
    exhibit = plot_grid(grid, customers, value=None)
    texts = [text.get_text() for text in exhibit.figure.axes[0].texts]
    assert sum("nobody" in text for text in texts) == 2
    assert "hurdle, stated and not learnt from customers: Current net cash flow ≥ 0." in exhibit.caption


def test_what_cannot_be_drawn_is_named():
    customers = base(load_grid("conway"))
    grid = ValueGrid("conway").fit(customers)
    with pytest.raises(SchemaError, match=r"lacks column 'amount'.*value=None"):
        plot_grid(grid, customers)
    with pytest.raises(ValueError, match=r"axes must be two of the grid's axes, 'profit', 'loyalty'; found 'profit'"):
        plot_grid(grid, customers, axes=("profit",), value=None)
    with pytest.raises(NotFittedError):
        plot_grid(ValueGrid("conway"), customers, value=None)
    wide = square(12, name="{en}", chinese="{n}")
    many = base(wide)
    with pytest.raises(ValueError, match=r"do not fit into 12 columns of boxes\. Pass axes="):
        plot_grid(ValueGrid(wide).fit(many), many, value=None)


def test_a_note_stands_in_its_box(check_boxes):
    grid = ValueGrid(load_grid("conway")).fit(base(load_grid("conway")))
    customers = base(grid.spec_)
    axes = check_boxes(
        plot_grid(grid, customers, value="paid", notes={"golden": "Write to them first of all, by name"})
    )
    [text] = [text.get_text().replace("\n", " ") for text in axes.texts if "Golden" in text.get_text()]
    assert text.endswith("by name")
    with pytest.raises(ValueError, match="'nobody'"):
        plot_grid(grid, customers, value="paid", notes={"nobody": "Exit"})


def test_nothing_is_changed_and_words_that_are_given_stand():
    customers = base(load_grid("conway"))
    before = customers.copy()
    exhibit = plot_grid(ValueGrid("conway").fit(customers), customers, value=None, title="A.", caption="B.", alt="C 1.")
    assert (exhibit.title, exhibit.caption, exhibit.alt) == ("A.", "B.", "C 1.")
    pd.testing.assert_frame_equal(customers, before)
