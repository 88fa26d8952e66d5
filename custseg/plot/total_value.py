"""How is it shown that own value and referral value, added up, count somebody twice?"""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..exhibit import Exhibit, Sentence, count, money, phrase
from ..schema import Column, Schema, SchemaError, check_table, typed
from ..theme import INK, PALETTE, PAPER, custseg_style
from ._canvas import AXIS, finish_bars, new_axes, row_height, wrapped, write_at_end
from ._words import exhibit_of, single_line

_ROW = 0.5  # inches
_KEY = 0.3  # inches that the key above the bars takes
ROUNDING = 1e-9  # of the largest own value: sums of the same money in another order differ by less
_TOTAL = Schema(
    "the table of total value",
    (
        Column("lifetime_value", "number", True, "by own purchases, money"),
        Column("referral_value", "number", True, "by those whom they brought, money"),
        Column("credited", "number", True, "part of their own value that stands with who brought them, money"),
    ),
)


@typed
@custseg_style()
def plot_total_value(
    groups: pd.DataFrame,
    *,
    currency: str = "",
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show for groups of customers what they bring by own purchases and by referrals, and what would be counted twice.

    Parameters
    ----------
    groups : DataFrame
        One row a group, in the order in which they are to stand, at least one; the index names them. Sums of the
        columns of `custseg.value.total_value`: ``lifetime_value``, ``referral_value`` (may be negative) and
        ``credited``, between 0 and the first. A column ``n``, of how many customers, is written behind the names.
    currency : str
        Of the money, best an ISO 4217 code.
    title, caption, alt : str, optional
        Words of the exhibit; made from the table if not given.
    subtitle, source : str, optional
        What is shown in which unit, and from which data of how many: lines of their own above and below the caption.

    Returns
    -------
    Exhibit
        The full part of a bar is the group's total, nobody counted twice; the hatched part is what own value and
        referral value both hold.

    Raises
    ------
    SchemaError
        If there is no row, a column is missing, or ``credited`` is negative or more than the own value.

    See Also
    --------
    custseg.value.total_value : The same for each customer.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_total_value
    >>> values = {"lifetime_value": [90.0, 60.0], "referral_value": [20.0, 40.0], "credited": [10.0, 40.0]}
    >>> groups = pd.DataFrame(values, index=["buyers", "recommenders"])
    >>> plot_total_value(groups)
    <Exhibit: Own purchases and referrals add up to 210, of which 50 are counted twice.>
    """
    table = check_table(groups, _TOTAL)
    most, rounding = table["lifetime_value"].clip(lower=0), ROUNDING * table["lifetime_value"].abs().max()
    wrong = table.index[(table["credited"] < -rounding) | (table["credited"] > most + rounding)]
    if not len(table) or len(wrong):
        what = (
            f"'credited' is negative or more than the own value of {list(wrong)}" if len(table) else "there is no row"
        )
        raise SchemaError(
            f"the table of total value: {what}. Pass sums of what total_value gives; where returns make an own value "
            "negative, set it to 0 before."
        )
    table["credited"] = table["credited"].clip(lower=0, upper=most)
    names = _names(groups)
    figure, axes = new_axes(AXIS + _KEY + row_height(names, _ROW) * len(table))
    totals = table["lifetime_value"] + table["referral_value"] - table["credited"]
    ends = _draw(axes, table, totals)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    finish_bars(axes, ends, "money", phrase("plot.total_value_axis", currency=f", {currency}" if currency else ""))
    words = _words(table, totals, currency)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _draw(axes: Axes, table: pd.DataFrame, totals: pd.Series) -> list[float]:
    """Draw own purchases, then referrals, then what is counted twice, and say where the bars end."""
    brought, twice = table["referral_value"].to_numpy(), table["credited"].to_numpy()
    kept = table["lifetime_value"].to_numpy() - twice
    solid = kept + brought.clip(min=0)
    parts: dict[str, tuple[Any, Any, dict[str, Any]]] = {
        "own": (kept, 0.0, {"facecolor": PALETTE[0]}),
        "brought": (brought, np.where(brought > 0, kept, 0.0), {"facecolor": PALETTE[1]}),
        "twice": (twice, solid, {"facecolor": PAPER, "hatch": "////"}),
    }
    rows = range(len(table))
    for part, (width, left, look) in parts.items():
        label = phrase(f"plot.total_value_{part}")
        axes.barh(rows, width, 0.66, left=left, edgecolor=INK, linewidth=0.6, label=label, **look)
    for row, total, again, end in zip(rows, totals, twice, solid + twice, strict=True):
        said = phrase("plot.total_value_bar", total=_whole(total), twice=_whole(again))
        write_at_end(axes, end, row, said, leftwards=False)
    axes.figure.legend(loc="outside upper left", ncols=3, handlelength=1.2, columnspacing=1)
    return [*(solid + twice), *brought.clip(max=0), *kept.clip(max=0)]


def _names(groups: pd.DataFrame) -> list[str]:
    """Write behind each name of how many it is, if the table knows."""
    if "n" not in groups:
        return [wrapped(name) for name in groups.index]
    return [wrapped(f"{name} ({count(n)})") for name, n in zip(groups.index, groups["n"], strict=True)]


def _whole(value: float, currency: str = "") -> str:
    return money(value, currency, digits=0)


def _words(table: pd.DataFrame, totals: pd.Series, currency: str) -> dict[str, Sentence]:
    both, twice = table[["lifetime_value", "referral_value"]].sum().sum(), table["credited"].sum()
    said = [
        phrase("plot.total_value_row", name=single_line(name), total=_whole(total), twice=_whole(again))
        for name, total, again in zip(table.index, totals, table["credited"], strict=True)
    ]
    return {
        "title": phrase("plot.total_value_title", both=_whole(both, currency), twice=_whole(twice, currency)),
        "caption": phrase("plot.total_value_caption"),
        "alt": phrase("plot.total_value_alt", rows="; ".join(said)),
    }
