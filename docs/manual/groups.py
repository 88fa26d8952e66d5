"""Are groups found that are there, and none where there are none? Told from the files of results; nothing is run."""

import pandas as pd

from .wording import counted, list_table, listed, percent, plain, pooled, pooled_error, the_one

LARGE = 60  # customers in the smallest group, from which on a fixed power is asked
LEVEL = 0.01  # of tables without groups
SURE = 2.0  # standard errors


def power(table: pd.DataFrame) -> str:
    """Say how often groups are found that one column separates, pooled by n, distance and the smallest group."""
    drawn = table[table["shape"] != "elongated"]  # their z-scores are those of round ones, whose rows they repeat
    large, small = drawn[drawn["smallest_group"] >= LARGE], drawn[drawn["smallest_group"] < LARGE]
    told = [
        f"in {percent(pooled(cells, 'power', 'sets'))} of the tables where they are {apart:g} standard deviations "
        f"apart ({percent(the_one(cells['target']), 0)} asked)"
        for apart, cells in large.groupby("separation")
    ]
    rows = [
        _power_row(n, size, apart, cells)
        for size, part in ((f"{LARGE}+", large), (f"< {LARGE}", small))
        for (n, apart), cells in part.groupby(["n", "separation"])
    ]
    head = ["customers", "smallest group", "apart", "tables", "found", "error", "asked", "best test", "right number"]
    return (
        f"Groups of {LARGE} customers and more are found {' and '.join(told)}. "
        f"{_short(large)}{_out_of_reach(large)}\n\n{list_table(rows, [*head, 'cells below'])}\n{_ceiling(small)}\n"
    )


def _power_row(n: int, size: str, apart: float, cells: pd.DataFrame) -> list[str]:
    shares = [percent(pooled(cells, name, "sets")) for name in ("target", "ceiling", "right_number")]
    error = pooled_error(cells, "se", "sets")
    found = [percent(pooled(cells, "power", "sets")), f"{100 * error:.1f}"]
    return [
        f"{n:,}",
        size,
        f"{apart:g}",
        f"{cells['sets'].sum():,}",
        *found,
        *shares,
        counted(len(below(cells)), len(cells)),
    ]


def below(cells: pd.DataFrame) -> pd.DataFrame:
    """Give the cells that lie below what is asked by more than chance."""
    return cells[cells["power"] + SURE * cells["se"] < cells["target"]]


def _short(cells: pd.DataFrame) -> str:
    """Say in how many cells less is found than asked, and where least is found."""
    short, lowest = len(below(cells)), cells.loc[cells["power"].idxmin()]
    where = (
        f"{lowest['n']:,} customers, {lowest['balance']}, {lowest['spread']} spread, {plain(lowest['shape'])}, "
        f"{lowest['columns']} columns, {lowest['separation']:g} apart"
    )
    return (
        f"Of these {len(cells):,} cells {short or 'none'} {'lie' if short > 1 else 'lies'} below what is asked by "
        f"more than {SURE:g} standard errors; the lowest power is {percent(lowest['power'])} of {lowest['sets']} "
        f"tables ({where})."
    )


def _out_of_reach(cells: pd.DataFrame) -> str:
    """Say in how many of the cells that lie below what is asked nothing can reach it."""
    short = below(cells)
    beyond = short[short["ceiling"] < short["target"]]
    if beyond.empty:
        return ""
    found, best = (percent(pooled(beyond, name, "sets")) for name in ("power", "ceiling"))
    return (
        f" In {counted(len(beyond), len(short))} that lie below, the best test that knows the groups does too: "
        f"it finds {best} of their tables, the verdict {found}."
    )


def _ceiling(small: pd.DataFrame) -> str:
    """Say how far small groups can be found at all."""
    found, best = (percent(pooled(small, name, "sets")) for name in ("power", "ceiling"))
    least, most = small["smallest_group"].min(), small["smallest_group"].max()
    return (
        f"Where the smallest group has {least} to {most} customers there is less to see: the best test that knows the "
        f"groups finds {best} of such tables, the verdict {found}. Nine tenths of the best are asked there. "
        f"{_short(small)} *Cells below* counts these cells."
    )


def nulls(table: pd.DataFrame) -> str:
    """Say how often compact clusters are found where there are none."""
    hits, n = (table["false_clusters"] * table["sets"]).sum(), table["sets"].sum()
    some = table[table["false_clusters"] > 0].sort_values("false_clusters", ascending=False, kind="stable")
    rows = [
        [
            plain(row.family),
            f"{row.n:,}",
            f"{row.columns}",
            counted(row.false_clusters * row.sets, row.sets),
            percent(row.false_clusters, 2),
            f"{100 * row.se:.2f}",
        ]
        for row in some.itertuples()
    ]
    never = table.loc[table["false_clusters"] == 0, "family"]
    return (
        f"In {counted(hits, n)} tables without groups compact clusters are found, {percent(hits / n, 2)}; at most "
        f"{percent(LEVEL, 0)} is promised for each of {len(table)} kinds of crowds. "
        f"{_above(table, 'false_clusters')}\n\n"
        + list_table(rows, ["crowd", "customers", "columns", "called clusters", "share", "error"])
        + (f"\nNone was found in {listed(never)}.\n" if len(never) else "\n")
    )


def _above(table: pd.DataFrame, share: str) -> str:
    """Name the kinds that lie above the level, and those of them that chance does not explain."""
    above = table[table[share] > LEVEL]
    if above.empty:
        return "No kind lies above that."
    sure = above[above[share] - SURE * above["se"] > LEVEL]
    named = listed(f"{plain(row['family'])} ({percent(row[share], 2)})" for _, row in above.iterrows())
    beyond = "none of them" if sure.empty else "of them " + listed(sure["family"])
    return f"Above that: {named}; by more than {SURE:g} standard errors {beyond}."


def structure(table: pd.DataFrame) -> str:
    """Say how often the weaker verdict is given: at its level where correlations alone tie columns, and elsewhere."""
    tied, other = table[table["tied_by_correlations"]], table[~table["tied_by_correlations"]]
    share, elsewhere = (percent(pooled(part, "structure", "sets"), digits) for part, digits in ((tied, 2), (other, 1)))
    head = ["crowd", "customers", "tied by correlations alone", "tables", "named", "error"]
    rows = [
        [
            plain(row.family),
            f"{row.n:,}",
            "yes" if row.tied_by_correlations else "no",
            f"{row.sets:,}",
            percent(row.structure),
            f"{100 * row.se:.1f}",
        ]
        for row in table.sort_values(["tied_by_correlations", "structure"], ascending=False).itertuples()
    ]
    return (
        f"The weaker verdict, no compact clusters but more than one crowd, is given to {share} of "
        f"{tied['sets'].sum():,} tables whose columns correlations alone tie; at most {percent(LEVEL, 0)} is "
        f"promised. {_above(tied, 'structure')} Where columns are tied otherwise it is no mistake: it is given to "
        f"{elsewhere} of {other['sets'].sum():,} such tables.\n\n{list_table(rows, head)}\n"
    )


def planted(table: pd.DataFrame) -> str:
    """Say from which distance on groups are seen that all columns separate."""
    table = table.sort_values("distance", ascending=False)
    rows = [
        [
            f"{row.distance:g}",
            f"{row.n:,}",
            f"{row.groups}",
            f"{row.sets}",
            percent(row.power),
            f"{100 * row.se:.1f}",
            percent(row.some),
            percent(row.best_rule),
        ]
        for row in table.itertuples()
    ]
    told = ", ".join(f"{percent(row.power, 0)} at {row.distance:g}" for row in table.itertuples())
    head = ["apart", "customers", "groups", "crowds", "all found", "error", "some found", "placed by the best rule"]
    return (
        f"Where all columns separate the groups, all of them are found in so many of the crowds: {told} standard "
        f"deviations between their centres.\n\n{list_table(rows, head)}\n"
    )


def skewed(table: pd.DataFrame) -> str:
    """Say how often the number of groups with long tails is right."""
    right, many = pooled(table, "right_number", "sets"), pooled(table, "too_many", "sets")
    rows = [
        [
            plain(shape),
            f"{apart:g}",
            f"{cells['sets'].sum():,}",
            percent(pooled(cells, "right_number", "sets")),
            f"{100 * pooled_error(cells, 'se', 'sets'):.1f}",
            percent(pooled(cells, "too_many", "sets")),
        ]
        for (shape, apart), cells in table.groupby(["shape", "separation"])
    ]
    head = ["shape of a group", "apart", "tables", "right number", "error", "too many"]
    return (
        f"Of groups with a long tail to the right, as money has, the number is right in {percent(right)} of "
        f"{table['sets'].sum():,} tables and too high in {percent(many)}.\n\n{list_table(rows, head)}\n"
    )


def leaning(table: pd.DataFrame) -> str:
    """Say how often two groups are found within which another column leans, near and far, and where most are lost."""
    told = [
        f"{percent(pooled(cells, 'power', 'sets'))} of {cells['sets'].sum():,} tables where they are {apart:g} "
        f"standard deviations apart ({_leans(cells)})"
        for apart, cells in table.groupby("separation")
    ]
    others = ((table["power"] - table["right_number"]) * table["sets"]).sum()
    rows = [
        [
            plain(lean),
            f"{tie:g}",
            f"{apart:g}",
            f"{n:,}",
            balance,
            f"{cells['sets'].sum():,}",
            percent(pooled(cells, "power", "sets")),
            f"{100 * pooled_error(cells, 'se', 'sets'):.1f}",
        ]
        for (lean, tie, apart, n, balance), cells in table.groupby(["lean", "tie", "separation", "n", "balance"])
    ]
    head = ["the column leans", "correlation", "apart", "customers", "groups", "tables", "found", "error"]
    return (
        f"Two groups within which a column leans are found in {' and in '.join(told)}. Where clusters are found they "
        f"are more than two in {counted(others, table['sets'].sum())} tables.\n\n{list_table(rows, head)}\n"
    )


def _leans(cells: pd.DataFrame) -> str:
    """Say how often they are found that lean alike, or against each other, and in which cell fewest are."""
    leans = ", ".join(f"{lean} {percent(pooled(part, 'power', 'sets'))}" for lean, part in cells.groupby("lean"))
    low = cells.loc[cells["power"].idxmin()]
    return (
        f"{leans}; fewest {counted(low['power'] * low['sets'], low['sets'])}: {low['lean']}, correlated by "
        f"{low['tie']:g}, {low['n']:,} customers, {low['balance']}, {low['columns']} columns"
    )


def hollow(table: pd.DataFrame) -> str:
    """Say which single groups look full, and how often a slope is called a bend."""
    full, slopes = table[table["asked"] == "full"], table[table["asked"] != "full"]
    even, arcs = full[full["kind"] == "even"], full[full["kind"] != "even"]
    hits, n = (slopes["share"] * slopes["groups"]).sum(), slopes["groups"].sum()
    rows = [
        [
            f"{row.kind}, {row.strength:.2g}" + (f", scatter {row.scatter:g}" if row.scatter else ""),
            f"{row.n:,}",
            f"{row.columns}",
            f"{row.groups:,}",
            percent(row.share),
            f"{100 * row.se:.1f}",
        ]
        for row in full.itertuples()
    ]
    head = ["group", "customers", "columns", "groups", "called full", "error"]
    return (
        f"Groups that are spread evenly are called full, as they are, in {percent(pooled(even, 'share', 'groups'))} "
        f"of {even['groups'].sum():,}, parts of a circle in {percent(pooled(arcs, 'share', 'groups'))} of "
        f"{arcs['groups'].sum():,}; a slope is taken for a bend in {counted(hits, n)}. The number behind a kind is "
        f"the part of the circle, or the correlation.\n\n{list_table(rows, head)}\n"
    )
