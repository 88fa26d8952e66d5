"""How sure is each customer's band? All customers side by side, each with the probability of every band."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..exhibit import Exhibit, Sentence, percent, phrase
from ..schema import SchemaError, require_frame, typed
from ..theme import SEQUENTIAL, custseg_style, writable
from ._canvas import ink_on, new_axes
from ._words import exhibit_of, single_line
from .lines import keep_ticks_inside

_HEIGHT = 3.6  # inches
_SURE = 0.95
_NARROW = 0.06  # of the axes: a band whose customers take less has its name in the alt text only


@typed
@custseg_style()
def plot_band_probabilities(
    probabilities: pd.DataFrame,
    *,
    names: Mapping[object, str] | None = None,
    of: str = "customers",
    across: str | None = None,
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show every customer as a thin column, filled by the probability of each band: steep steps mean sure bands.

    Parameters
    ----------
    probabilities : DataFrame
        Customers by bands, from `custseg.judgement.band_probabilities`: the worst band first, rows adding up to one.
        Customers stand in its order, so sort them by their score before.
    names : mapping of band to str, optional
        What the bands are called; "band 1" and so on if not given.
    of : str
        Who they are: "customers", "outlets".
    across : str, optional
        What the order of the columns is, such as "outlets, best first".
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
        If the table is empty, or a row is no probability: below zero, or not adding up to one.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_band_probabilities
    >>> table = pd.DataFrame({1: [1.0, 0.5, 0.0], 2: [0.0, 0.5, 1.0]}, index=["x", "y", "z"])
    >>> plot_band_probabilities(table)
    <Exhibit: Of 3 customers, 67% are in one band with a probability of at least 95%.>
    """
    require_frame(probabilities, "probabilities")
    table = _checked(probabilities)
    labels = [(names or {}).get(band, f"band {band}") for band in probabilities.columns]
    shades = [SEQUENTIAL(place) for place in np.linspace(0.08, 1, len(labels))]
    figure, axes = new_axes(_HEIGHT)
    edges = np.arange(len(table) + 1) + 0.5
    likeliest = table.argmax(axis=1)
    below = np.zeros(len(table))
    for place, shade in enumerate(shades):
        above = below + table[:, place]
        axes.stairs(above, edges, baseline=below, fill=True, color=shade, linewidth=0)
        members = np.flatnonzero(likeliest == place)
        if len(members) >= _NARROW * len(table):
            axes.text(members.mean() + 1, 0.5, _stacked(labels[place]), ha="center", va="center", color=ink_on(shade))
        below = above
    axes.set(xlim=(0.5, len(table) + 0.5), ylim=(0, 1), xlabel=across or phrase("plot.bands_across", of=of))
    axes.set_ylabel(phrase("plot.bands_upwards"))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value * 100:.10g}%")
    axes.grid(visible=False)
    keep_ticks_inside(axes)
    words = _words(table, likeliest, labels, of)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _checked(probabilities: pd.DataFrame) -> np.ndarray:
    table = probabilities.to_numpy(dtype=float)
    if not table.size:
        raise SchemaError("plot_band_probabilities: the table is empty: there is no customer or no band.")
    with np.errstate(invalid="ignore"):
        bad = ~((table >= 0).all(axis=1) & (np.abs(table.sum(axis=1) - 1) < 1e-6))
    if bad.any():
        raise SchemaError(
            "plot_band_probabilities: expected probabilities of zero or more that add up to one for each customer; "
            f"{int(bad.sum())} rows do not, such as {list(probabilities.index[bad][:3])}."
        )
    return table


def _stacked(label: str) -> str:
    return "\n".join(writable(label).split())


def _words(table: np.ndarray, likeliest: np.ndarray, labels: list[str], of: str) -> dict[str, Sentence]:
    sure = percent(float((table.max(axis=1) >= _SURE - 1e-9).mean()))
    counts = np.bincount(likeliest, minlength=len(labels))
    bands = "; ".join(f"{single_line(label)} {count}" for label, count in zip(labels, counts, strict=True))
    said: dict[str, Any] = {"customers": len(table), "of": of, "sure": sure, "at_least": percent(_SURE)}
    return {
        "title": phrase("plot.bands_title", **said),
        "caption": phrase("plot.bands_caption", of=of),
        "alt": phrase("plot.bands_alt", bands=bands, **said),
    }
