"""Where do customers stand on two measures at once, and how many stand in each quarter?"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..exhibit import Exhibit, Sentence, phrase
from ..exhibit.numbers import WRITERS
from ..schema import Column, Schema, check_table, require_frame, typed
from ..theme import INK, PALETTE, PAPER, custseg_style
from ._canvas import new_axes, wrapped
from ._words import exhibit_of, single_line
from .lines import keep_ticks_inside

CORNERS = ("top left", "top right", "bottom left", "bottom right")
_HEIGHT = 4.6  # inches
_ROOM = 0.13  # of the axes, kept free above and below the points for the words in the corners


@typed
@custseg_style()
def plot_quadrants(
    points: pd.DataFrame,
    *,
    cuts: tuple[float, float],
    corners: Mapping[str, str],
    across: str | None = None,
    upwards: str | None = None,
    kinds: tuple[str, str] = ("number", "number"),
    logarithmic: bool = False,
    diagonal: str | None = None,
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show one dot per customer on two measures, and name the four quarters between the cuts.

    Parameters
    ----------
    points : DataFrame
        One row per customer; the first column goes across, the second upwards.
    cuts : (float, float)
        Where each measure is cut, in the order of the columns.
    corners : mapping of str to str
        What is written in "top left", "top right", "bottom left" and "bottom right": the name of the quarter and how
        many stand in it.
    across, upwards : str, optional
        What the measures are, with their units; the names of the columns if not given.
    kinds : (str, str)
        How the cuts are written in the words: "number", "percent", "money" or "count" for each measure.
    logarithmic : bool, default False
        Whether the measure that goes across has a logarithmic axis; it must then be above zero.
    diagonal : str, optional
        Name of the line on which both measures are equal, such as "break-even" where price meets cost. It is drawn if
        it is given, and the two measures should then have one unit.
    title, caption, alt : str, optional
        Words of the exhibit; made from the table if not given.
    subtitle, source : str, optional
        What is shown in which unit, and from which data of how many: lines of their own above and below the caption.

    Returns
    -------
    Exhibit
        The figure with its title, caption and alt text.

    Raises
    ------
    SchemaError
        If the columns hold something else than finite numbers.
    ValueError
        If a corner is missing or unknown, a kind is unknown, or a logarithm is asked of what is not above zero.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_quadrants
    >>> points = pd.DataFrame({"spend": [1.0, 4.0, 2.0], "gain": [2.0, 1.0, 3.0]})
    >>> quarters = dict(zip(["top left", "top right", "bottom left", "bottom right"], ["a: 2", "b: 0", "c: 0", "d: 1"]))
    >>> plot_quadrants(points, cuts=(3, 1.5), corners=quarters)
    <Exhibit: Spend and gain of 3 customers: a: 2; b: 0; c: 0; d: 1.>
    """
    require_frame(points, "points")
    x, y = _checked(points, corners, kinds, logarithmic)
    across, upwards = _capital(across or points.columns[0]), _capital(upwards or points.columns[1])
    figure, axes = new_axes(_HEIGHT)
    axes.scatter(x, y, s=11, color=PALETTE[2], alpha=0.6, linewidths=0, rasterized=True)
    if logarithmic:
        axes.set_xscale("log")
        axes.xaxis.set_minor_formatter("")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    axes.axvline(cuts[0], color=INK, linewidth=1.2)
    axes.axhline(cuts[1], color=INK, linewidth=1.2)
    axes.set(xlabel=across, ylabel=upwards)
    axes.grid(visible=False)
    low, high = min(y.min(), cuts[1]), max(y.max(), cuts[1])
    axes.set_ylim(low - _ROOM * (high - low), high + _ROOM * (high - low))
    keep_ticks_inside(axes)
    if diagonal:
        _draw_diagonal(axes, diagonal, low=max(x.min(), y.min()), high=min(x.max(), y.max()))
    _write_corners(axes, corners)
    words = _words(len(points), across, upwards, cuts, kinds, corners)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _checked(
    points: pd.DataFrame, corners: Mapping[str, str], kinds: tuple[str, str], logarithmic: bool
) -> tuple[np.ndarray, np.ndarray]:
    problems = [f"corners lacks '{corner}'." for corner in CORNERS if corner not in corners]
    problems += [f"there is no corner '{name}'; there are {CORNERS}." for name in corners if name not in CORNERS]
    problems += [f"expected kinds in {', '.join(WRITERS)}, found {kind!r}." for kind in kinds if kind not in WRITERS]
    if points.shape[1] != 2:
        problems.append(f"expected two columns, found {list(points.columns)}.")
    if problems:
        raise ValueError(" ".join(["plot_quadrants:", *problems]))
    columns = tuple(Column(name, "number", True, "a measure") for name in points.columns)
    table = check_table(points, Schema("the table of points", columns))
    x, y = (table[name].to_numpy(dtype=float) for name in points.columns)
    if logarithmic and (x <= 0).any():
        raise ValueError(
            f"plot_quadrants: a logarithmic axis needs numbers above zero; {int((x <= 0).sum())} of "
            f"'{points.columns[0]}' are not. Leave these customers out and say so, or use a plain axis."
        )
    return x, y


def _draw_diagonal(axes: Axes, name: str, *, low: float, high: float) -> None:
    """Draw where both measures are equal, as far as the dots go, with its name near the upper end."""
    if low >= high:
        return  # no customer is anywhere near it
    axes.plot([low, high], [low, high], color=PALETTE[1], linewidth=1.8, zorder=3)
    at = low + 0.9 * (high - low)
    axes.annotate(
        name, (at, at), xytext=(8, -4), textcoords="offset points", color=PALETTE[1], fontsize=11, va="top", zorder=4,
        bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.85, "pad": 1.5},
    )  # fmt: skip


def _write_corners(axes: Axes, corners: Mapping[str, str]) -> None:
    for name in CORNERS:
        up, right = name.startswith("top"), name.endswith("right")
        axes.text(
            0.99 if right else 0.01, 0.99 if up else 0.01, wrapped(corners[name], 32),
            transform=axes.transAxes, fontsize=11,
            ha="right" if right else "left", va="top" if up else "bottom", zorder=4, linespacing=1.15,
            bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.85, "pad": 1.5},
        )  # fmt: skip


def _words(
    customers: int,
    across: str,
    upwards: str,
    cuts: tuple[float, float],
    kinds: tuple[str, str],
    corners: Mapping[str, str],
) -> dict[str, Sentence]:
    quarters = "; ".join(single_line(corners[name]) for name in CORNERS)
    placed = "; ".join(f"{name}, {single_line(corners[name])}" for name in CORNERS)
    at = {"cut_across": WRITERS[kinds[0]](cuts[0]), "cut_upwards": WRITERS[kinds[1]](cuts[1])}
    measures = {"across": across, "upwards": upwards[:1].lower() + upwards[1:]}
    return {
        "title": phrase("plot.quadrants_title", customers=customers, quarters=quarters, **measures),
        "caption": phrase("plot.quadrants_caption", **measures, **at),
        "alt": phrase("plot.quadrants_alt", customers=customers, quarters=placed, **measures, **at),
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
