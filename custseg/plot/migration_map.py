"""Where do the customers of each tier go, and how sure is it? A shaded table with an interval in each cell."""

from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns

from ..exhibit import Exhibit, Sentence, percent, phrase
from ..schema import SchemaError, require_frame, typed
from ..theme import PAPER, SEQUENTIAL, custseg_style
from ._canvas import new_axes
from ._words import exhibit_of
from .heatmap import make_legible

_CELL = 0.62  # inches
_NEEDED = ("n", "share", "low", "high")
OTHERS = {0: "away", -1: "not yet"}


@typed
@custseg_style()
def plot_migration(
    matrix: pd.DataFrame,
    *,
    steps: str = "one window",
    level: float = 0.95,
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show which share of each tier is in which tier later, with its interval in the cell.

    Parameters
    ----------
    matrix : DataFrame
        From `custseg.segment.migration_matrix`: index ``from_tier``, ``to_tier``; ``n``, ``share``, ``low``, ``high``.
    steps : str
        What lies between before and later: ``"one quarter"``.
    level : float
        Probability of the intervals, as it was asked for, 0-1.
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
        If columns are missing, or nobody moved.
    ValueError
        If there are more tiers than cells in which a number can be read.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_migration
    >>> from custseg.segment import migration_matrix
    >>> panel = pd.DataFrame({1: [1, 1, 1, 2, 2], 2: [1, 1, 2, 2, 2]})
    >>> plot_migration(migration_matrix(panel, absent=False), steps="one quarter")
    <Exhibit: 100% of tier 2 are in tier 2 one quarter later, the most of all cells.>
    """
    require_frame(matrix, "matrix")
    _check(matrix)
    here = matrix[matrix["n"] > 0]
    shares: Any
    low: Any
    high: Any
    shares, low, high = (here[name].unstack().iloc[::-1] for name in ("share", "low", "high"))  # noqa: PD010
    shares = shares[sorted(shares.columns, key=lambda tier: (tier < 1, tier))]
    low, high = low[shares.columns], high[shares.columns]
    texts = np.array(
        [
            [_cell(*numbers) for numbers in zip(*rows, strict=True)]
            for rows in zip(shares.to_numpy(), low.to_numpy(), high.to_numpy(), strict=True)
        ]
    )
    counts = here["n"].groupby(level=0).first()
    rows = [f"{_named(tier)}\nn = {counts[tier]:,}" for tier in shares.index]
    figure, axes = new_axes(0.85 + _CELL * len(shares))
    shown = pd.DataFrame(shares.to_numpy(), rows, [_named(tier) for tier in shares.columns])
    sns.heatmap(
        shown, annot=texts, fmt="", ax=axes, vmin=0, vmax=1,
        cmap=SEQUENTIAL, cbar=False, linewidths=1.2, linecolor=PAPER, annot_kws={"size": 10.5},
    )  # fmt: skip
    axes.grid(visible=False)
    axes.tick_params(length=0, labelrotation=0)
    axes.set(xlabel=f"Tier {steps} later", ylabel="Tier before")
    make_legible(axes, shown.columns)
    words = _words(shares, texts, steps, level)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _check(matrix: pd.DataFrame) -> None:
    problems = [f"plot_migration: matrix lacks column {name!r}." for name in _NEEDED if name not in matrix.columns]
    if matrix.index.nlevels != 2:
        problems.append("plot_migration: expected what migration_matrix gives, with from_tier and to_tier as index.")
    elif not problems and not (matrix["n"] > 0).any():
        problems.append("plot_migration: nobody is in two windows; there is nothing to show.")
    if problems:
        raise SchemaError(*problems)


def _named(tier: int) -> str:
    return OTHERS.get(tier, str(tier))


def _cell(share: float, low: float, high: float) -> str:
    return f"{share:.0%}\n{100 * low:.0f}–{100 * high:.0f}"


def _words(shares: Any, texts: np.ndarray, steps: str, level: float) -> dict[str, Sentence]:
    tiers = [tier for tier in shares.index if tier > 0]
    cells = shares.loc[tiers, [tier for tier in shares.columns if tier > 0]]
    most: Any = np.unravel_index(np.nanargmax(cells.to_numpy()), cells.shape)
    start, end = cells.index[most[0]], cells.columns[most[1]]
    columns = ", ".join(_named(tier) for tier in shares.columns)
    rows = "; ".join(
        f"{_named(tier)}: {', '.join(cell.replace(chr(10), ' (') + ')' for cell in row)}"
        for tier, row in zip(shares.index, texts, strict=True)
    )
    return {
        "title": phrase(
            "plot.migration_title", share=percent(cells.to_numpy()[most]), from_tier=start, to_tier=end, steps=steps
        ),
        "caption": phrase("plot.migration_caption", steps=steps, level=percent(level)),
        "alt": phrase("plot.migration_alt", columns=columns, steps=steps, rows=rows),
    }
