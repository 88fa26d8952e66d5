from pathlib import Path

import numpy as np
import pytest
from matplotlib import pyplot

from custseg import plot
from custseg.plot._canvas import WIDTH, finish_bars, half_side, new_axes, row_height, shortened, wrapped, write_at_end
from custseg.theme import custseg_style


def test_new_axes_are_unknown_to_pyplot():
    figure, axes = new_axes(3)
    assert figure.axes == [axes]
    assert tuple(figure.get_size_inches()) == (WIDTH, 3)
    assert not pyplot.get_fignums()


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("ends", "kind", "ticks"),
    [
        ([0.91], "percent", ["0%", "20%", "40%", "60%", "80%", "100%"]),
        ([1.0], "percent", ["0%", "20%", "40%", "60%", "80%", "100%"]),
        ([0.31, -0.02], "percent", ["-10%", "0%", "10%", "20%", "30%", "40%"]),
        ([1.4], "percent", ["0%", "50%", "100%", "150%"]),
        ([0.0], "count", ["0", "1"]),
        ([1_400_000], "money", ["0", "500,000", "1,000,000", "1,500,000"]),
    ],
)
def test_ticks_cover_the_bars_and_are_written_plainly(ends, kind, ticks):
    with custseg_style():
        _, axes = new_axes(2)
        finish_bars(axes, ends, kind, "label")
        assert [label.get_text() for label in axes.get_xticklabels()] == ticks


@pytest.mark.parametrize("at", [0.99, -0.99])
def test_room_is_made_for_labels_at_either_end(at):
    with custseg_style():
        _, axes = new_axes(2)
        write_at_end(axes, at, 0, "a label that is about this long")
        finish_bars(axes, [at, -at], "percent", "label")
        [text] = axes.texts
        box, frame = text.get_window_extent(), axes.get_window_extent()
    assert frame.x0 - 1 <= box.x0 < box.x1 <= frame.x1 + 1
    assert np.sign(at) == np.sign(text.get_position()[0])


def test_names_are_wrapped():
    assert wrapped("Champions") == "Champions"
    assert wrapped("Customers who need attention") == "Customers who need\nattention"
    assert wrapped("Gold\n黄金客户") == "Gold\n黄金客户"
    assert wrapped("in the shop 门店") == "in the shop 门店"
    assert wrapped("重要价值客户重要价值客户重要") == "重要价值客户重要价值客\n户重要"
    assert wrapped(5) == "5"


def test_rows_are_as_high_as_their_names():
    assert row_height(["a", "b"], 0.4) == 0.4
    assert row_height(["a", "b\nb\nb"], 0.4) > 0.6


def test_names_are_shortened():
    assert shortened("short name") == "short name"
    assert len(shortened("a very long name " * 5)) <= 30
    assert shortened("a very long name " * 5).endswith("…")
    assert shortened("重要价值客户" * 2) == "重要价值客户" * 2
    assert shortened("重要价值客户" * 8) == "重要价值客户重要价值客户重要…"


def test_names_that_the_fonts_lack_are_broken_as_they_are_drawn():
    assert wrapped("아주오래된단골고객님들") == "AJuOLaeDoenDanGolGoGae\ngNimDeul"
    assert shortened("아주오래된단골고객님들") == "AJuOLaeDoenDanGolGoGaegNimDeul"


def test_every_plot_lays_its_figure_out_before_it_measures():
    for path in Path(plot.__file__).parent.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert "draw_without_rendering" not in source, (
            f"{path.name}: call custseg.theme.lay_out(figure) instead, which first writes otherwise what the fonts lack"
        )


def test_figures_for_half_a_side_are_narrower_and_the_next_one_is_not():
    with half_side():
        narrow, _ = new_axes(3.0)
    wide, _ = new_axes(3.0)
    assert (narrow.get_figwidth(), wide.get_figwidth()) == (4.6, 6.0)
