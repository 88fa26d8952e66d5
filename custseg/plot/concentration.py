"""How is it shown that a few customers bring most of the money?"""

from collections.abc import Mapping, Sequence

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from ..exhibit import Exhibit, interval_text, paragraph, percent, phrase
from ..exhibit.sentences import Sentence
from ..schema import Column, Schema, SchemaError, check_table, typed
from ..theme import INK, LINE, PALETTE, PAPER, STROKES, custseg_style
from ._canvas import AXIS, draw_whiskers, finish_bars, new_axes, places_of, shortened, write_at_end
from ._words import and_list, exhibit_of, single_line

_SHARE = Column("share_of_customers", "share", True, "customers / all customers", "fraction")
_BROUGHT = Column("share_of_amount", "share", True, "their amount / amount of all", "fraction")
_LOW = Column("low", "share", True, "lower end of the interval of share_of_amount", "fraction")
_HIGH = Column("high", "share", True, "upper end of the interval of share_of_amount", "fraction")
_GROUP = Column("group", "label", False, "which firm, year or kind of customer")
_TOP_SHARES = Schema("the table of top shares", (_SHARE, _BROUGHT, _LOW, _HIGH, _GROUP))
_LORENZ = Schema("the table of Lorenz curves", (_SHARE, _BROUGHT, _GROUP))

_LANE = 0.3  # inches that a bar and the room around it take
_SHORT = 18  # characters of a group's name that can stand beside its bar; longer names go into a legend
_DASHES = ("-", (0, (5, 1.6)), (0, (1.2, 1.2)), (0, (5, 1.4, 1.2, 1.4)), (0, (8, 2)), (0, (3, 3)))


@typed
@custseg_style()
def plot_top_shares(
    table: pd.DataFrame,
    *,
    claims: Sequence[tuple[float, float, str]] = (),
    of: str = "the money",
    level: float = 0.95,
    colours: Mapping[str, int] | None = None,
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show which share of the money the top 5, 10, 20 ... percent of the customers bring.

    Bars start at zero; the line through a bar's end is its interval. A share without an interval has no line.

    Parameters
    ----------
    table : DataFrame
        Rows of `custseg.value.concentration_table`: ``share_of_customers``, ``share_of_amount``, ``low``, ``high``
        (fractions; missing where there is no interval), and ``group`` if there are several firms or years, at most six.
    claims : sequence of (share of customers, share of amount, label)
        What somebody said; drawn as open circles below the bars of that share of customers.
    of : str
        What is shared out: ``"the money"``, ``"sales"``, ``"profit"``.
    level : float
        Coverage of the intervals, as it is said in the caption.
    colours : mapping of str to int, optional
        Place of the colour of some groups in `custseg.theme.PALETTE`, from 0.
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
        If columns are missing or hold something else, or a group has the same share twice.
    ValueError
        If a claim speaks of a share of customers that the table lacks, or there are more than six groups.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_top_shares
    >>> table = pd.DataFrame(
    ...     {"share_of_customers": [0.2, 0.5], "share_of_amount": [0.67, 0.9], "low": [0.6, 0.8], "high": [0.7, 0.95]}
    ... )
    >>> plot_top_shares(table, of="sales")
    <Exhibit: The top 20% of the customers bring 67% of sales.>
    """
    table, groups = _grouped(check_table(_without_gaps(table), _TOP_SHARES), "share_of_customers")
    shares = table["share_of_customers"].unique().tolist()
    _check_claims(claims, shares)
    lanes, middles = _lanes(table, shares, claims)
    direct = max(map(len, groups)) <= _SHORT
    figure, axes = new_axes(AXIS + _LANE * (lanes["y"].max() + 1 + (0 if direct else len(groups))))
    bars = lanes[lanes["label"].isna()].merge(table, on=["share_of_customers", "group"])
    _draw_shares(axes, bars, places_of(groups, colours), shares[0] if direct else None)
    if not direct:
        figure.legend(axes.containers, [shortened(group) for group in groups], loc="outside upper left")
    said = lanes[lanes["label"].notna()]
    for claimed, y, label in zip(said["claimed"], said["y"], said["label"], strict=True):
        axes.plot(claimed, y, "o", ms=8, mfc=PAPER, mec=INK, mew=1.6, clip_on=False)
        text = f"{shortened(label)}: {percent(claimed)}"
        write_at_end(axes, claimed, y, text, gap=9, leftwards=claimed > 0.5)
    axes.set_yticks(list(middles.values()), [f"Top {percent(share)}" for share in middles])
    axes.set_ylim(lanes["y"].max() + 0.7, -0.7)
    finish_bars(axes, [*bars["high"], *(claim[1] for claim in claims)], "percent", f"Share of {of}")
    words = _top_share_words(table, claims, of, level)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


@typed
@custseg_style()
def plot_lorenz(
    curves: pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    of: str = "the money",
    colours: Mapping[str, int] | None = None,
    title: str | None = None,
    caption: str | None = None,
    alt: str | None = None,
    subtitle: str = "",
    source: str = "",
) -> Exhibit:
    """Show Lorenz curves: what the smallest customers bring together.

    Parameters
    ----------
    curves : DataFrame or mapping of str to DataFrame
        From `custseg.value.lorenz_curve`: ``share_of_customers`` and ``share_of_amount`` (fractions, smallest
        customers first). Several curves, at most six: one table each by name, or one table with a column ``group``.
    of : str
        What is shared out.
    colours : mapping of str to int, optional
        Place of the colour of some groups in `custseg.theme.PALETTE`, from 0.
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
        If columns are missing or hold something else.
    ValueError
        If there are more than six curves.

    Examples
    --------
    >>> import pandas as pd
    >>> from custseg.plot import plot_lorenz
    >>> curve = pd.DataFrame({"share_of_customers": [0, 0.5, 1], "share_of_amount": [0, 0.1, 1]})
    >>> plot_lorenz(curve)
    <Exhibit: The lower 50% of the customers bring 10% of the money.>
    """
    if isinstance(curves, Mapping):
        curves = pd.concat([table.assign(group=name) for name, table in curves.items()], ignore_index=True)
    table, groups = _grouped(check_table(curves, _LORENZ))
    figure, axes = new_axes(5.6)
    axes.plot([0, 1], [0, 1], color=LINE, linewidth=1.2, label="if all brought the same")
    for group, place, dash in zip(groups, places_of(groups, colours), _DASHES, strict=False):
        curve = table[table["group"] == group]
        label = shortened(group) if len(groups) > 1 else f"what they bring of {of}"
        sns.lineplot(
            curve, x="share_of_customers", y="share_of_amount", ax=axes, color=STROKES[place], linestyle=dash,
            label=label, estimator=None, sort=False, legend=False, linewidth=2.4,
        )  # fmt: skip
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="Share of the customers, smallest first", ylabel=f"Share of {of}")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=0))
    # Above the line of equality there is never a curve.
    axes.legend(loc="upper left", handlelength=2.6, borderaxespad=0.2, labelcolor="linecolor")
    words = _lorenz_words(table, groups, of)
    return exhibit_of(figure, words, title=title, caption=caption, alt=alt, subtitle=subtitle, source=source)


def _draw_shares(axes: Axes, bars: pd.DataFrame, places: list[int], name_at: float | None) -> None:
    """Draw one bar per row, in one colour per group, and name the groups at their bar of the share `name_at`."""
    for (group, part), place in zip(bars.groupby("group", sort=False), places, strict=False):
        axes.barh(part["y"], part["share_of_amount"], 0.86, color=PALETTE[place], edgecolor=INK, linewidth=0.6)
        columns = (part[name] for name in ("share_of_customers", "share_of_amount", "high", "y"))
        for share, brought, end, y in zip(*columns, strict=True):
            # The first bars are the shortest: there is room for the name at what it names.
            named = f"  {group}" if share == name_at else ""
            write_at_end(axes, end, y, f"{percent(brought)}{named}".rstrip())
    known = bars[bars["low"] < bars["high"]]
    draw_whiskers(axes, known["y"], known["low"], known["high"])


def _without_gaps(table: pd.DataFrame) -> pd.DataFrame:
    """Let an interval that is missing at both ends be none: both ends at the share itself."""
    if not isinstance(table, pd.DataFrame) or not {"low", "high", "share_of_amount"} <= set(table.columns):
        return table  # the check of the table says what is wrong
    none = table["low"].isna() & table["high"].isna()
    return table.assign(**{end: table[end].mask(none, table["share_of_amount"]) for end in ("low", "high")})


def _grouped(table: pd.DataFrame, once: str | None = None) -> tuple[pd.DataFrame, list[str]]:
    table = table.reset_index(drop=True).assign(group=table["group"].astype(str).to_numpy() if "group" in table else "")
    groups = list(table["group"].unique())
    if len(groups) > len(PALETTE):
        raise ValueError(f"at most {len(PALETTE)} groups can be told apart in one figure, found {len(groups)}.")
    if once and table.duplicated([once, "group"]).any():
        twice = table.loc[table.duplicated([once, "group"]), once].unique().tolist()
        raise SchemaError(f"{_TOP_SHARES.name} has {once} {twice} more than once; name the firms in a column 'group'.")
    return table, groups


def _check_claims(claims: Sequence[tuple[float, float, str]], shares: list[float]) -> None:
    unknown = [claim[0] for claim in claims if claim[0] not in shares]
    if unknown:
        raise ValueError(f"claims speak of the top {unknown} of the customers, the table of {shares}. Add these rows.")


def _lanes(table: pd.DataFrame, shares: list[float], claims: Sequence[tuple]) -> tuple[pd.DataFrame, dict]:
    """Return a lane (y) for every bar and every claim, and the middle of the bars of each share."""
    lanes, middles, y = [], {}, 0.0
    for share in shares:
        groups = table.loc[table["share_of_customers"] == share, "group"]
        middles[share] = y + (len(groups) - 1) / 2
        said = [(None, None, group) for group in groups]
        said += [(claimed, label, None) for top, claimed, label in claims if top == share]
        lanes += [(share, y + i, *lane) for i, lane in enumerate(said)]
        y += len(said) + 0.5
    return pd.DataFrame(lanes, columns=["share_of_customers", "y", "claimed", "label", "group"]), middles


def _top_share_words(table: pd.DataFrame, claims: Sequence[tuple], of: str, level: float) -> dict[str, Sentence]:
    headline = min(table["share_of_customers"], key=lambda share: abs(share - 0.2))
    made = {"title": _brought(table[table["share_of_customers"] == headline], of, "top")}
    said = [f"{label}: {percent(claimed)}" for _, claimed, label in claims]
    circles = [phrase("plot.top_shares_claims", claims=and_list(said))] if said else []
    made["caption"] = paragraph(phrase("plot.top_shares_caption", of=of, level=percent(level)), *circles)
    rows = []
    for group, part in table.groupby("group", sort=False):
        told_rows = [
            f"{percent(share)} {percent(brought)} ({interval_text(low, high) if low < high else 'no interval'})"
            for share, brought, low, high in zip(
                *(part[name] for name in ("share_of_customers", "share_of_amount", "low", "high")), strict=True
            )
        ]
        rows.append(f"{single_line(group)}: {', '.join(told_rows)}" if group else ", ".join(told_rows))
    made["alt"] = paragraph(phrase("plot.top_shares_alt", of=of, rows="; ".join(rows)), *circles)
    return made


def _lorenz_words(table: pd.DataFrame, groups: list[str], of: str) -> dict[str, Sentence]:
    read = []
    for at in (0.5, 0.8):
        nearest = [(table[table["group"] == group]["share_of_customers"] - at).abs().idxmin() for group in groups]
        read.append(_brought(table.loc[nearest], of, "lower"))
    made = {"title": read[0], "caption": phrase("plot.lorenz_caption", of=of)}
    made["alt"] = phrase("plot.lorenz_alt", read=paragraph(*read))
    return made


def _brought(rows: pd.DataFrame, of: str, which: str) -> Sentence:
    """Say what one share of the customers brings, in one group or in several."""
    share = percent(rows["share_of_customers"].iloc[0])
    if len(rows) == 1:
        return phrase(f"plot.{which}_brings", share=share, brought=percent(rows["share_of_amount"].iloc[0]), of=of)
    brought = zip(rows["share_of_amount"], rows["group"], strict=True)
    parts = [f"{percent(share_of_amount)} ({single_line(group)})" for share_of_amount, group in brought]
    return phrase(f"plot.{which}_brings_by_group", share=share, brought=and_list(parts), of=of)
