"""How big is each segment, and how much of the money does it bring?"""

from collections.abc import Mapping

import pandas as pd

from ..exhibit import Exhibit, Sentence, percent, phrase
from ..schema import PROFILE, check_table, typed
from ..theme import INK, PALETTE, custseg_style
from ._canvas import AXIS, finish_bars, new_axes, row_height, wrapped, write_at_end
from ._words import exhibit_of, single_line

_BAR, _GAP = 0.27, 0.2  # inches


@typed
@custseg_style()
def plot_segments(
    profile: pd.DataFrame,
    *,
    names: pd.DataFrame | Mapping[object, str] | None = None,
    of: str = "the money",
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show, for each segment, its share of the customers and its share of the money, one below the other.

    Parameters
    ----------
    profile : DataFrame
        From `custseg.segment.profile_segments`: index ``segment``, at least ``share_of_customers`` and
        ``share_of_amount`` (fractions; the latter below zero where returns prevail). Segments stand in its order.
    names : DataFrame or mapping, optional
        What the segments are called: text by segment, or a table by segment (index, or a column ``key``) with
        ``name_en`` and, if they are to be shown too, Chinese names as ``name_zh``. A line break is kept.
    of : str
        What is shared out.
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
        If columns are missing or hold something else, or a segment occurs twice.
    ValueError
        If `names` lacks a segment.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_segments
    >>> profile = pd.DataFrame(
    ...     {"share_of_customers": [0.2, 0.8], "share_of_amount": [0.7, 0.3]},
    ...     index=pd.Index(["loyal", "new"], name="segment"),
    ... )
    >>> plot_segments(profile)
    <Exhibit: The segment that brings most, loyal, is 20% of the customers and brings 70% of the money.>
    """
    profile = check_table(profile, PROFILE.requiring("share_of_customers", "share_of_amount"))
    labels = _labels(list(profile.index), names)
    rows = pd.DataFrame(
        {"customers": profile["share_of_customers"].to_numpy(), "money": profile["share_of_amount"].to_numpy()}
    )
    written = [wrapped(label) for label in labels]
    height = row_height(written, 2 * _BAR + _GAP)
    figure, axes = new_axes(AXIS + height * len(rows))
    # In units of one bar: the customers' bar, the money's bar, a gap.
    middles = rows.index.to_numpy() * height / _BAR
    for column, offset, colour, said in (
        ("customers", -0.5, PALETTE[3], " of the customers"),
        ("money", 0.5, PALETTE[0], f" of {of}"),
    ):
        axes.barh(middles + offset, rows[column], 0.9, color=colour, edgecolor=INK, linewidth=0.6)
        for i, share in rows[column].items():
            write_at_end(axes, share, middles[i] + offset, percent(share) + (said if i == 0 else ""))
    axes.set_yticks(middles, written)
    axes.set_ylim(middles[-1] + height / _BAR / 2, -height / _BAR / 2)
    finish_bars(axes, [*rows["customers"], *rows["money"]], "percent", "Share of the total")
    words = _words(rows, labels, of)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _labels(segments: list[object], names: pd.DataFrame | Mapping[object, str] | None) -> list[str]:
    if names is None:
        return [str(segment) for segment in segments]
    if isinstance(names, pd.DataFrame):
        table = names.set_index("key") if "key" in names else names
        chinese = table["name_zh"].fillna("") if "name_zh" in table else pd.Series("", index=table.index)
        names = (table["name_en"] + "\n" + chinese).str.strip().to_dict()
    missing = [segment for segment in segments if segment not in names]
    if missing:
        raise ValueError(f"plot_segments: names lacks the segments {missing} (found: {list(names)}).")
    return [names[segment] for segment in segments]


def _words(rows: pd.DataFrame, labels: list[str], of: str) -> dict[str, Sentence]:
    rows = rows.assign(segment=[single_line(label) for label in labels])
    richest = rows.loc[rows["money"].idxmax()]
    shares = {"share": percent(richest["customers"]), "brought": percent(richest["money"])}
    told_rows = [
        phrase("plot.segments_row", segment=row.segment, share=percent(row.customers), brought=percent(row.money))
        for row in rows.itertuples()
    ]
    return {
        "title": phrase("plot.segments_title", of=of, segment=richest["segment"], **shares),
        "caption": phrase("plot.segments_caption", of=of),
        "alt": phrase("plot.segments_alt", of=of, rows="; ".join(told_rows)),
    }
